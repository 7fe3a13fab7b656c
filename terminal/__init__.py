"""What the command line needs beside the rooms it opens: the kinds of its options, and rows as text or as a file."""
