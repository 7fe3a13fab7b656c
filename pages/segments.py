"""segments."""

from ui.frame import frame

view = frame("segments")
