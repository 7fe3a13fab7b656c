"""top_customers."""

from ui.frame import frame

view = frame("top_customers")
