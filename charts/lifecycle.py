"""Pictures of money and life cycle: the money bridge, where the money comes from, states, gross and net."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from charts import axes, bars, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd

SHRUNK = "#EBA77C"  # a tint of lost
GROWN = "#6DAFD6"  # a tint of kept


def money_bridge(frame: pd.DataFrame, *, currency: str = "", theme: style.Theme = "light") -> alt.LayerChart:
    """Waterfall of one period's money: start − lost − shrunk + grown + won back + new = end. Left to right.

    Rows stand in the order in which they are drawn. A click selects `step`.

    Columns: step (start, lost, shrunk, grown, won_back, new, end), step_label, from_value and to_value (currency:
    where the bar begins and ends), value_label (signed, over the bar), customers_label (tooltip).
    """
    steps = {
        "start": style.CONTEXT,
        "lost": style.LOST,
        "shrunk": SHRUNK,
        "grown": GROWN,
        "won_back": style.WON_BACK,
        "new": style.NEW,
        "end": style.KEPT,
    }
    tips = marks.tips(step_label=_("Step"), value_label=_("Amount"), customers_label=_("Customers"))
    return bars.waterfall(frame, "step", steps, unit=currency, tips=tips, longest=7, theme=theme)


def sources(frame: pd.DataFrame, *, currency: str = "", theme: style.Theme = "light") -> alt.LayerChart:
    """Stack the money of each period by whom it came from: kept, won back, new. Time runs left to right.

    Open periods are at half strength. A click selects `period` and `part`.

    Columns: period (key), period_label, order (of the period), part (kept, won_back, new), value (currency),
    is_complete, and for the tooltip part_label, value_label, share_label, state_label.
    """
    parts = {"kept": style.KEPT, "won_back": style.WON_BACK, "new": style.NEW}
    names = {"kept": _("Kept"), "won_back": _("Won back"), "new": _("New")}
    tips = marks.tips(
        period_label=_("Period"),
        part_label=_("From"),
        value_label=_("Amount"),
        share_label=_("Share"),
        state_label=_("State"),
    )
    return bars.stacked(frame, parts, names, unit=currency, tips=tips, theme=theme)


def states(frame: pd.DataFrame, *, unit: str = "", theme: style.Theme = "light") -> alt.LayerChart:
    """Stack the customers, or the money, of each period by state of life; the lost go below zero.

    Time runs left to right. A click selects `period` and `part`.

    Columns: period (key), period_label, order (of the period), part (steady, growing, shrinking, won_back, new,
    lost), value (negative for lost), is_complete, and for the tooltip part_label, value_label, share_label,
    state_label.
    """
    parts = {
        "steady": style.KEPT,
        "growing": GROWN,
        "shrinking": SHRUNK,
        "won_back": style.WON_BACK,
        "new": style.NEW,
        "lost": style.LOST,
    }
    names = {
        "steady": _("Steady"),
        "growing": _("Growing"),
        "shrinking": _("Shrinking"),
        "won_back": _("Won back"),
        "new": _("New"),
        "lost": _("Did not buy again"),
    }
    tips = marks.tips(
        period_label=_("Period"),
        part_label=_("State of life"),
        value_label=_("Amount"),
        share_label=_("Share"),
        state_label=_("State"),
    )
    return bars.stacked(frame, parts, names, unit=unit, tips=tips, theme=theme)


def rates(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Draw rates over time as named lines with their intervals, and targets as dashed rules. Left to right.

    Columns: period_label, order (of the period), line (first, second: told apart by colour), line_label, rate,
    low, high, target (all null where not stated), for the tooltip rate_label, count_label, and may be occasion_label.
    """
    colours = style.ink(theme)
    lines = {"first": colours.kept, "second": style.WON_BACK}
    base = alt.Chart(frame).encode(
        x=axes.period_x(named_lines=True),
        color=alt.Color("line:N", scale=alt.Scale(domain=list(lines), range=list(lines.values())), legend=None),
    )
    known = base.transform_filter("isValid(datum.rate)").encode(
        y=alt.Y("rate:Q", axis=axes.percent_axis(""), scale=alt.Scale(zero=False, nice=True))
    )
    band = (
        base.transform_filter("isValid(datum.low) && isValid(datum.high)")
        .mark_rule(strokeWidth=2, opacity=0.35)
        .encode(y=alt.Y("low:Q"), y2="high:Q")
    )
    targets = (
        alt.Chart(frame)
        .transform_filter("isValid(datum.target)")
        .mark_line(color=colours.muted, strokeDash=[6, 4], strokeWidth=1.5)
        .encode(x=axes.period_x(named_lines=True), y=alt.Y("target:Q"))
    )
    tips = marks.tips(
        period_label=_("Period"), line_label=_("Measured by"), rate_label=_("Retention"), count_label=_("Of which")
    )
    return style.picture(
        *marks.occasions(frame, axes.period_x(named_lines=True), theme),
        targets,
        band,
        known.mark_line(strokeWidth=2.5),
        known.mark_point(filled=True, size=50, opacity=1).encode(tooltip=tips),
        marks.end_labels(
            known,
            "line",
            order="order",
            value="rate",
            label="line_label",
            theme=theme,
            colour=alt.when("datum.line === 'first'").then(alt.value(colours.kept)).otherwise(alt.value(colours.text)),
        ),
        height=280,
        theme=theme,
    )
