"""Which table a file fills, and which of its columns is which."""
