"""Picture of what a customer has brought so far, beside what winning one cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import altair as alt

from charts import axes, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd

Measure = Literal["revenue", "profit"]

HUES = {1: "#CC79A7", 2: "#56B4E9", 3: style.NEW}


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
    colours = style.ink(theme)
    near = alt.selection_point(name="near", fields=["cohort_label"], on="pointerover", empty=False)
    title = (
        _("Profit so far, for each customer won") if measure == "profit" else _("Sales so far, for each customer won")
    )
    height = alt.Y(
        "value:Q",
        axis=axes.amount_axis(f"{title} ({currency})" if currency else title),
        scale=alt.Scale(zero=True),
    )
    base = (
        alt.Chart(frame)
        .transform_filter("isValid(datum.value)")
        .encode(
            x=alt.X(
                "age:Q",
                axis=alt.Axis(title=axes.age_title(grain), format="d", tickMinStep=1, grid=False),
                scale=alt.Scale(nice=False, zero=False, range=axes.beside_names()),
            ),
            y=height,
            detail="cohort_label:N",
        )
    )
    is_pooled = "datum.emphasis === 'pooled'"
    is_named = "datum.emphasis !== 'other'"
    lines = base.mark_line().encode(
        color=_coloured(is_pooled, alt.value(colours.text))
        .when(near | "datum.emphasis === 'highlighted'")
        .then(alt.value(style.KEPT))
        .otherwise(alt.value(style.CONTEXT)),
        size=alt.condition(is_pooled, alt.value(3.5), alt.value(1.5)),
        opacity=alt.condition(near | is_named, alt.value(1), alt.value(0.35)),
    )
    points = (
        base.mark_point(filled=True, size=90, opacity=0.001)
        .encode(
            tooltip=[
                alt.Tooltip("cohort_label:N", title=_("Cohort")),
                alt.Tooltip("age:Q", title=axes.age_title(grain), format="d"),
                alt.Tooltip("value_label:N", title=_("For each customer won")),
                alt.Tooltip("count_label:N", title=_("Customers")),
            ]
        )
        .add_params(near)
        .properties(name="points")
    )
    names = marks.end_labels(
        base.transform_filter(is_named),
        "cohort_label",
        order="age",
        value="value",
        label="cohort_label",
        theme=theme,
        colour=_coloured(is_pooled, alt.value(colours.text)).otherwise(alt.value(colours.kept)),
    )
    cost = alt.Chart(frame).transform_filter("isValid(datum.cost)")
    at_cost = alt.Y("cost:Q")
    rule = cost.mark_rule(color=style.LOST, strokeDash=[6, 4], strokeWidth=2).encode(y=at_cost)
    cost_name = cost.mark_text(align="left", baseline="bottom", dx=4, dy=-4, fontSize=12, color=style.LOST).encode(
        x=alt.value(0), y=at_cost, text=marks.words("cost_label")
    )
    return style.picture(lines, points, names, rule, cost_name, height=320, theme=theme)


def _coloured(is_pooled: str, ink: Any) -> Any:
    """Begin a line's colour: that of all cohorts, then those of values that are compared."""
    coloured = alt.when(is_pooled).then(ink)
    for hue, colour in HUES.items():
        coloured = coloured.when(f"datum.hue === {hue}").then(alt.value(colour))
    return coloured
