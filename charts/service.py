"""Pictures of the service page: bars with the ends of their intervals, and shares over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from charts import axes, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd


def losses(frame: pd.DataFrame, *, unit: str = "", theme: style.Theme = "light") -> alt.LayerChart:
    """Bars of what those who left had brought, by issue, the most on top.

    Mirrored for right-to-left readers. A click selects `item`.

    Columns: item (key), item_label, order (1 on top), value, value_label (at the bar), is_real (whether more left than
    of the others by more than chance), and for the tooltip rate_label, other_label, count_label.
    """
    colour = alt.condition("datum.is_real", alt.value(style.LOST), alt.value(style.CONTEXT))
    axis = axes.amount_axis(unit or _("Customers who left"), grid=False)
    return _bars(frame, alt.X("value:Q", axis=axis, scale=axes.bars_along(130)), colour, theme)


def shares(frame: pd.DataFrame, *, title: str = "", theme: style.Theme = "light") -> alt.LayerChart:
    """Bars of the share who left, step by step, each with the ends of its interval.

    Mirrored for right-to-left readers. A click selects `item`.

    Columns: item (key), item_label, order (1 on top), value, low and high (shares), value_label (at the bar), is_real
    (whether more left than of the others by more than chance), and for the tooltip rate_label, other_label,
    count_label.
    """
    colour = alt.condition("datum.is_real", alt.value(style.LOST), alt.value(style.CONTEXT))
    along = alt.X("value:Q", axis=axes.percent_axis(title, grid=False), scale=axes.bars_along(130))
    return _bars(frame, along, colour, theme, has_range=True)


def _bars(
    frame: pd.DataFrame, along: alt.X, colour: object, theme: style.Theme, *, has_range: bool = False
) -> alt.LayerChart:
    ink = style.ink(theme)
    picked = alt.selection_point(name="item", fields=["item"], on="click", toggle=False, empty=False)
    base = alt.Chart(frame).encode(y=axes.category_y("item_label:N", "order"), x=along)
    bars = (
        base.mark_bar(cursor="pointer")
        .encode(
            color=colour,
            stroke=alt.condition(picked, alt.value(ink.text), alt.value(None)),
            strokeWidth=alt.value(2),
            tooltip=marks.tips(
                item_label=_("Of what"),
                rate_label=_("Share who left"),
                other_label=_("Of the others"),
                count_label=_("Customers"),
                value_label=_("Value"),
            ),
        )
        .add_params(picked)
        .properties(name="bars")
    )
    ranges = (
        [base.mark_rule(color=ink.text, opacity=0.55, aria=False).encode(x=alt.X("low:Q"), x2="high:Q")]
        if has_range
        else []
    )
    values = marks.bar_values(base, "high" if has_range else "value", "value_label", theme)
    return style.picture(bars, *ranges, values, height=alt.Step(34), theme=theme)


def over_time(
    frame: pd.DataFrame, *, title: str = "", is_share: bool = True, theme: style.Theme = "light"
) -> alt.LayerChart:
    """One value by period, with its interval; open periods at half strength. A click selects `period`.

    Columns: period (key), period_label, order, value, low, high, is_complete, and for the tooltip value_label,
    range_label, count_label.
    """
    ink = style.ink(theme)
    picked = alt.selection_point(name="point", fields=["period"], on="click", toggle=False, empty=False)
    axis = axes.percent_axis(title) if is_share else axes.amount_axis(title)
    base = alt.Chart(frame).encode(
        x=axes.period_x(), y=alt.Y("value:Q", axis=axis, scale=alt.Scale(zero=True, nice=True))
    )
    ranges = base.mark_rule(strokeWidth=3, opacity=0.35, color=style.KEPT, aria=False).encode(
        y=alt.Y("low:Q"), y2="high:Q"
    )
    line = base.transform_filter("datum.is_complete").mark_line(color=style.KEPT, strokeWidth=2)
    points = (
        base.mark_point(filled=True, size=60, cursor="pointer", color=style.KEPT)
        .encode(
            opacity=alt.condition("datum.is_complete", alt.value(1), alt.value(style.OPEN_OPACITY)),
            stroke=alt.condition(picked, alt.value(ink.text), alt.value(None)),
            tooltip=marks.tips(
                period_label=_("Period"), value_label=_("Value"), range_label=_("Range"), count_label=_("Of how many")
            ),
        )
        .add_params(picked)
        .properties(name="points")
    )
    return style.picture(ranges, line, points, height=260, theme=theme)


def what_matters(frame: pd.DataFrame, *, is_derived: bool = False, theme: style.Theme = "light") -> alt.LayerChart:
    """Importance of each topic (across) and how content customers are with it (up), cut at the means of both.

    What matters and is below the mean is vermilion: work there first. Mirrored for right-to-left readers.

    Columns: topic_label, importance, mean_score, middle_importance, middle_score (where the plot is cut), quadrant, and
    for the tooltip importance_label, score_label, quadrant_label, count_label.
    """
    ink = style.ink(theme)
    across = _("Importance, by how it goes with all") if is_derived else _("Importance, as stated")
    base = alt.Chart(frame).encode(
        x=alt.X(
            "importance:Q",
            axis=alt.Axis(title=across, grid=False),
            scale=axes.along(reverse=True, zero=False, nice=True, padding=40),
        ),
        y=alt.Y(
            "mean_score:Q",
            axis=alt.Axis(title=_("Mean score"), grid=False, orient=axes.reading_side()),
            scale=alt.Scale(zero=False, nice=True, padding=28),
        ),
    )
    colour = {
        "condition": [
            {"test": "datum.quadrant === 'work_first'", "value": style.LOST},
            {"test": "datum.quadrant === 'keep'", "value": style.KEPT},
        ],
        "value": style.CONTEXT,
    }
    points = base.mark_point(filled=True, size=150, opacity=0.9).encode(
        color=colour,
        tooltip=marks.tips(
            topic_label=_("Topic"),
            importance_label=_("Importance"),
            score_label=_("Mean score"),
            quadrant_label=_("Where to work"),
            count_label=_("Customers"),
        ),
    )
    rules: dict[str, Any] = {"color": ink.muted, "strokeDash": [4, 3], "aria": False}
    upright = alt.Chart(frame).mark_rule(**rules).encode(x=alt.X("mean(middle_importance):Q"))
    level = alt.Chart(frame).mark_rule(**rules).encode(y=alt.Y("mean(middle_score):Q"))
    names = base.mark_text(dy=-14, color=ink.text, aria=False).encode(text=marks.words("topic_label"))
    return style.picture(upright, level, points, names, height=300, theme=theme)
