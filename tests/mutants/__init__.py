"""Small faults put into the numbers one at a time, to see whether a test notices (docs/mutants.md)."""
