"""Who is about to leave: what is known on a day, the five signs, the chances with their test, and the first days."""
