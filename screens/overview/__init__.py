"""How are we doing? What the overview says and shows."""
