"""How long do they stay, and when are they lost? What the lifetimes page says and shows."""
