"""From findings to sentences, each with its cite."""
