"""Lines of cohorts by age, which several pictures draw: the mean of all in bold, others brought forward by pointing."""

from __future__ import annotations

from typing import Any

import altair as alt

from charts import axes, marks, style
from localization import _


def cohort_lines(
    rows: alt.Chart, height: alt.Y, value: str, title: str, *, grain: str, theme: style.Theme
) -> tuple[alt.Chart, alt.Chart, alt.Chart]:
    """Return the lines, the points to hover over and the names at the ends.

    Parameters
    ----------
    rows
        The chart with the rows to draw: cohort_label, emphasis (pooled, highlighted, other), hue (0 to 3: tells
        highlighted lines apart), age, the column `value`, and for the tooltip `value`_label, count_label.
    height
        The upright axis.
    value
        Name of the column that is drawn.
    title
        What the tooltip calls it.
    grain
        What ages are counted in.
    theme
        Light or dark.

    """
    colours = style.ink(theme)
    near = alt.selection_point(name="near", fields=["cohort_label"], on="pointerover", empty=False)
    base = rows.encode(
        x=alt.X(
            "age:Q",
            axis=alt.Axis(title=axes.age_title(grain), format="d", tickMinStep=1, grid=False),
            scale=alt.Scale(nice=False, zero=False, range=axes.beside_names()),
        ),
        y=height,
        detail="cohort_label:N",
    )
    is_pooled = "datum.emphasis === 'pooled'"
    is_named = "datum.emphasis !== 'other'"
    lines = base.mark_line().encode(
        color=_told_apart(is_pooled, colours)
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
                alt.Tooltip(f"{value}_label:N", title=title),
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
        value=value,
        label="cohort_label",
        theme=theme,
        colour=_told_apart(is_pooled, colours).otherwise(alt.value(colours.kept)),
    )
    return lines, points, names


def _told_apart(is_pooled: str, colours: style.Ink) -> Any:
    """Begin a line's colour: that of all cohorts, then those of values that are compared."""
    coloured: Any = alt.when(is_pooled).then(alt.value(colours.text))
    for hue, colour in enumerate(("#CC79A7", "#56B4E9", colours.muted), start=1):
        coloured = coloured.when(f"datum.hue === {hue}").then(alt.value(colour))
    return coloured
