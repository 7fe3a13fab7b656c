"""Picture of what a customer has brought so far, beside what winning one cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import altair as alt

from charts import axes, marks, style
from charts.cohort_lines import cohort_lines
from localization import _

if TYPE_CHECKING:
    import pandas as pd

Measure = Literal["revenue", "profit"]


def so_far(
    frame: pd.DataFrame,
    *,
    measure: Measure = "revenue",
    currency: str = "",
    grain: str = "",
    theme: style.Theme = "light",
) -> alt.LayerChart:
    """Money of each cohort up to each age for every customer won: cohorts grey, all together bold, the cost a rule.

    Age runs left to right. Hovering brings a cohort forward. The rule stands at `cost`, null but on one row, and is
    named by `cost_label`.

    `measure`, `currency` and `grain` say what the axes count.

    Columns: cohort_label, emphasis (pooled, highlighted, other; at most 12 highlighted), hue (0 to 3: tells
    highlighted lines apart), age, value (currency for each customer), cost, cost_label, and for the tooltip
    value_label, count_label.
    """
    title = (
        _("Profit so far, for each customer won") if measure == "profit" else _("Sales so far, for each customer won")
    )
    height = alt.Y(
        "value:Q",
        axis=axes.amount_axis(f"{title} ({currency})" if currency else title),
        scale=alt.Scale(zero=True),
    )
    drawn = alt.Chart(frame).transform_filter("isValid(datum.value)")
    layers = cohort_lines(drawn, height, "value", _("For each customer won"), grain=grain, theme=theme)
    cost = alt.Chart(frame).transform_filter("isValid(datum.cost)")
    at_cost = alt.Y("cost:Q")
    rule = cost.mark_rule(color=style.LOST, strokeDash=[6, 4], strokeWidth=2, aria=False).encode(y=at_cost)
    cost_name = cost.mark_text(align="left", baseline="bottom", dx=4, dy=-4, fontSize=12, color=style.LOST).encode(
        x=alt.value(0), y=at_cost, text=marks.words("cost_label")
    )
    return style.picture(*layers, rule, cost_name, height=320, theme=theme)
