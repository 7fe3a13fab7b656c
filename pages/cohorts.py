"""cohorts."""

from ui.frame import frame

view = frame("cohorts")
