"""Who is about to leave? What the early-warning page says and shows."""
