"""Pictures of differences between two groups of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from charts import axes, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd


def by_age(frame: pd.DataFrame, *, grain: str = "", theme: style.Theme = "light") -> alt.LayerChart:
    """Difference of two groups' retention at each age with its 95 % interval; zero is a line.

    Where the interval leaves zero out the mark is filled and strong, where it does not it is hollow and grey. A click
    selects `age` under the name "cell".

    Columns: age, difference, difference_low, difference_high (shares), is_real, and for the tooltip age_label,
    difference_label, rate_label, other_label, verdict_label.
    """
    colours = style.ink(theme)
    cell = alt.selection_point(name="cell", fields=["age"], on="click", toggle=False, empty=False)
    base = (
        alt.Chart(frame)
        .transform_filter("isValid(datum.difference)")
        .encode(
            x=alt.X(
                "age:O",
                scale=axes.along(reverse=True),
                axis=axes.age_axis(grain, grid=False),
            )
        )
    )
    share = alt.Y("difference:Q", axis=axes.points_axis(_("Difference (points)")), scale=alt.Scale(zero=True))
    colour = alt.condition("datum.is_real", alt.value(style.KEPT), alt.value(style.CONTEXT))
    bars = base.mark_rule(strokeWidth=3, opacity=0.6).encode(
        y=alt.Y("difference_low:Q"), y2="difference_high:Q", color=colour
    )
    points = (
        base.mark_point(size=110, strokeWidth=2.5, opacity=1, cursor="pointer")
        .encode(
            y=share,
            color=colour,
            fill=alt.condition("datum.is_real", alt.value(style.KEPT), alt.value(colours.surface)),
            size=alt.condition(cell, alt.value(220), alt.value(110)),
            tooltip=marks.tips(
                age_label=_("Age"),
                difference_label=_("Difference"),
                rate_label=_("Retention"),
                other_label=_("The other side"),
                verdict_label=_("Verdict"),
            ),
        )
        .add_params(cell)
        .properties(name="points")
    )
    zero = alt.Chart(frame).mark_rule(color=colours.muted, strokeWidth=1, aria=False).encode(y=alt.datum(0))
    return style.picture(zero, bars, points, height=300, theme=theme)
