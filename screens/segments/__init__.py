"""Who is worth keeping? What the segments page says and shows."""
