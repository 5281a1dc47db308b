"""The command line: one module a command, each of them options in, text and exit code out."""
