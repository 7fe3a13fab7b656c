"""Pictures of what an action or the club changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from charts import axes, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd


def side_by_side(frame: pd.DataFrame, *, unit: str = "", theme: style.Theme = "light") -> alt.LayerChart:
    """What two groups bought in each step of the days before and after something began. Time runs left to right.

    As long as the lines lie apart before it began, what lies between them afterwards is not due to it.

    Columns: order (1 to 6), period_label (of the step), side (members or others), side_label, value, and for the
    tooltip value_label.
    """
    colours = style.ink(theme)
    sides = {"members": style.KEPT, "others": colours.text}
    base = alt.Chart(frame).encode(
        x=axes.period_x(_("Days before (−) and after joining"), named_lines=True),
        y=alt.Y("value:Q", axis=axes.amount_axis(unit or _("Purchase days")), scale=alt.Scale(zero=True, nice=True)),
        color=alt.Color("side:N", scale=alt.Scale(domain=list(sides), range=list(sides.values())), legend=None),
    )
    tips = marks.tips(period_label=_("Days"), side_label=_("Who"), value_label=_("For each customer"))
    return style.picture(
        base.mark_line(strokeWidth=2.5),
        base.mark_point(filled=True, size=60, opacity=1).encode(tooltip=tips),
        marks.end_labels(base, "side", order="order", value="value", label="side_label", theme=theme),
        height=260,
        theme=theme,
    )
