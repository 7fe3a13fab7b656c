"""Pictures of one customer: what happened with them, each kind on a line of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from charts import axes, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd

LANE = 34
MONEY, PROBLEM, OTHER = "money", "problem", "other"


def lanes(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Draw what happened over time, a line for each kind, money by its size; a rule where a period begins.

    Time runs left to right, in any calendar: the days are numbers, and the frame says where periods begin.

    Columns: at (day as a number), lane_label (null for a rule), order (of the lane, 0 on top), meaning (money, problem,
    other), size (0 to 1, of the amount), tick_label (null but for a rule), and for the tooltip day_label, value_label.
    """
    colours = style.ink(theme)
    x = alt.X("at:Q", axis=None, scale=alt.Scale(zero=False, nice=False, padding=12))
    happened = alt.Chart(frame).transform_filter("isValid(datum.lane_label)")
    lane = axes.category_y("lane_label:N", "order", grid=True)
    shades = alt.Scale(domain=[MONEY, PROBLEM, OTHER], range=[colours.kept, style.LOST, style.CONTEXT])
    points = happened.mark_circle(opacity=0.75).encode(
        x=x,
        y=lane,
        color=alt.Color("meaning:N", scale=shades, legend=None),
        size=alt.Size("size:Q", scale=alt.Scale(domain=[0, 1], range=[40, 420]), legend=None),
        tooltip=marks.tips(day_label=_("Day"), value_label=_("What happened")),
    )
    begins = alt.Chart(frame).transform_filter("isValid(datum.tick_label)").encode(x=x)
    rules = begins.mark_rule(color=colours.grid, aria=False)
    names = begins.mark_text(color=colours.muted, fontSize=12, dy=16, align="center", aria=False).encode(
        y=alt.value(alt.expr("height")), text=marks.words("tick_label")
    )
    return style.picture(rules, points, names, height=alt.Step(LANE), theme=theme)
