"""Bars of one shape that several pictures draw: the steps of a bridge, the parts of each period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from charts import axes, marks, style

if TYPE_CHECKING:
    import pandas as pd


def waterfall(
    frame: pd.DataFrame,
    meaning: str,
    colours: dict[str, str],
    *,
    unit: str,
    tips: list[alt.Tooltip],
    longest: int,
    theme: style.Theme,
) -> alt.LayerChart:
    """Steps that lead from a start to an end, joined by faint rules. Rows stand in the order in which they are drawn.

    A click selects `step`. The colour is that of the column `meaning`; `unit` names the upright axis, `longest` is the
    number of letters of the longest word that fits under a bar.

    Columns: step (text key), step_label, from_value and to_value (where the bar begins and ends), value_label
    (signed, over the bar), and those of the tooltip.
    """
    ink = style.ink(theme)
    picked = alt.selection_point(name="step", fields=["step"], on="click", toggle=False, empty=False)
    base = alt.Chart(frame).encode(
        x=alt.X(
            "step_label:O",
            sort=None,
            title=None,
            axis=alt.Axis(**axes.headings(longest=longest)),
            scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1),
        )
    )
    bars = (
        base.mark_bar(cursor="pointer", cornerRadius=1)
        .encode(
            y=alt.Y("from_value:Q", title=unit or None, axis=axes.amount_axis(unit)),
            y2="to_value:Q",
            color=alt.Color(
                f"{meaning}:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=None
            ),
            stroke=alt.condition(picked, alt.value(ink.text), alt.value(None)),
            strokeWidth=alt.value(2),
            tooltip=tips,
        )
        .add_params(picked)
        .properties(name="steps")
    )
    joints = (
        base.transform_window(next_label="lead(step_label)")
        .transform_filter("isValid(datum.next_label)")
        .mark_rule(color=ink.muted, strokeDash=[2, 2])
        .encode(y=alt.Y("to_value:Q"), x2="next_label:O")
    )
    values = (
        base.transform_calculate(top="max(datum.from_value, datum.to_value)")
        .mark_text(dy=-8, fontSize=12, fontWeight="bold", color=ink.text)
        .encode(y=alt.Y("top:Q"), text=marks.words("value_label"))
    )
    return style.picture(joints, bars, values, height=290, theme=theme)


def stacked(
    frame: pd.DataFrame,
    parts: dict[str, str],
    names: dict[str, str],
    *,
    unit: str,
    tips: list[alt.Tooltip],
    theme: style.Theme,
) -> alt.LayerChart:
    """Stack the parts of each period, what was lost below zero. Time runs left to right.

    Open periods are at half strength with a dashed outline. A click selects `period` and `part`. `parts` gives each
    part its colour, `names` its translated name.

    Columns: period (key), period_label, order (of the period), part, value (negative below zero), is_complete,
    those of the tooltip, and may be occasion_label (see `marks.occasions`).
    """
    ink = style.ink(theme)
    picked = alt.selection_point(name="part", fields=["period", "part"], on="click", toggle=False, empty=False)
    bars = (
        alt.Chart(frame)
        .transform_calculate(stacked=f"indexof({list(parts)}, datum.part)")
        .mark_bar(cursor="pointer")
        .encode(
            x=axes.period_x(),
            y=alt.Y("value:Q", stack="zero", axis=axes.amount_axis(unit)),
            order=alt.Order("stacked:Q"),
            color=alt.Color("part:N", **marks.meanings(parts, names)),
            opacity=alt.condition("datum.is_complete", alt.value(1), alt.value(style.OPEN_OPACITY)),
            stroke=alt.condition(picked | style.OPEN, alt.value(ink.text), alt.value(None)),
            strokeDash=alt.condition(style.OPEN, alt.value(style.OPEN_DASH), alt.value([1, 0])),
            strokeWidth=alt.condition(picked, alt.value(2), alt.value(1)),
            tooltip=tips,
        )
        .add_params(picked)
        .properties(name="parts")
    )
    zero = alt.Chart(frame).mark_rule(color=ink.muted, aria=False).encode(y=alt.datum(0))
    return style.picture(*marks.occasions(frame, axes.period_x(), theme), bars, zero, height=290, theme=theme)
