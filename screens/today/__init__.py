"""What the page Today says: the brief, on screen."""
