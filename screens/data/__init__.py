"""Is it right? What the data page asks, says and shows."""
