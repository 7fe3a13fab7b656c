"""churn_causes."""

from ui.frame import frame

view = frame("churn_causes")
