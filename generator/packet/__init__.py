"""From letter and exhibits to finished files, and the check of them."""
