"""Pictures of the early warning: whether chances came true, and the first days of new customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from charts import axes, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd


def came_true(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """What share bought nothing, of those who were given each chance, with its interval; on the dashed line said is so.

    Not mirrored. The more customers, the larger the mark. A click selects `chance_step`.

    Columns: chance_step, said, rate, low, high (shares), customers, and for the tooltip said_label, came_label,
    count_label.
    """
    colours = style.ink(theme)
    picked = alt.selection_point(name="step", fields=["chance_step"], on="click", toggle=False, empty=False)
    whole = alt.Scale(domain=[0, 1], nice=False)
    base = alt.Chart(frame).encode(
        x=alt.X("said:Q", scale=whole, axis=axes.percent_axis(_("Chance that was said"), grid=False))
    )
    share = alt.Y("rate:Q", scale=whole, axis=axes.percent_axis(_("Bought nothing")))
    spread = base.mark_rule(strokeWidth=2, color=style.KEPT, opacity=0.6).encode(y=alt.Y("low:Q"), y2="high:Q")
    points = (
        base.mark_point(filled=True, opacity=1, color=style.KEPT, cursor="pointer")
        .encode(
            y=share,
            size=alt.Size("customers:Q", scale=alt.Scale(range=[50, 320]), legend=None),
            stroke=alt.condition(picked, alt.value(colours.text), alt.value(None)),
            strokeWidth=alt.value(2),
            tooltip=marks.tips(
                said_label=_("Chance that was said"), came_label=_("Bought nothing"), count_label=_("Customers")
            ),
        )
        .add_params(picked)
        .properties(name="points")
    )
    line = (
        alt.Chart(frame)
        .mark_rule(color=colours.muted, strokeDash=[4, 3], aria=False)
        .encode(x=alt.datum(0), x2=alt.datum(1), y=alt.datum(0), y2=alt.datum(1))
    )
    return style.picture(line, spread, points, height=290, theme=theme)


def first_days(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Which share of the new customers of each period bought a second time in their first days, with its interval.

    A click selects `cohort`.

    Columns: cohort (key), period_label, order, rate, low, high, and for the tooltip rate_label, count_label,
    median_label.
    """
    colours = style.ink(theme)
    picked = alt.selection_point(name="cohort", fields=["cohort"], on="click", toggle=False, empty=False)
    base = alt.Chart(frame).transform_filter("isValid(datum.rate)").encode(x=axes.period_x(_("First purchase in")))
    spread = base.mark_rule(strokeWidth=2, color=style.NEW, opacity=0.45).encode(y=alt.Y("low:Q"), y2="high:Q")
    line = base.mark_line(strokeWidth=2, color=style.NEW).encode(
        y=alt.Y("rate:Q", axis=axes.percent_axis(_("Bought a second time")), scale=alt.Scale(zero=True))
    )
    points = (
        base.mark_point(filled=True, opacity=1, size=70, color=style.NEW, cursor="pointer")
        .encode(
            y=alt.Y("rate:Q"),
            stroke=alt.condition(picked, alt.value(colours.text), alt.value(None)),
            strokeWidth=alt.value(2),
            tooltip=marks.tips(
                period_label=_("First purchase in"),
                rate_label=_("Bought a second time"),
                count_label=_("Of which"),
                median_label=_("Half of them within (days)"),
            ),
        )
        .add_params(picked)
        .properties(name="points")
    )
    return style.picture(spread, line, points, height=260, theme=theme)
