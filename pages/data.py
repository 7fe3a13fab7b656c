"""data."""

from ui.frame import frame

view = frame("data")
