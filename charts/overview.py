"""Pictures of the overview: the bridge, the three lenses, the trend and the change by segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from charts import axes, bars, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd

POSITION: dict[str, Any] = {"for": "position"}  # a height for each segment, not for each of its two moments

SALES = "#CC79A7"  # Okabe-Ito's reddish purple: the lens of sales has no other meaning


def bridge(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Waterfall of one period: start − lost + new + won back = end. Time runs left to right.

    Rows stand in the order in which they are drawn. A click selects `step`.

    Columns: step (text key), step_label, role (start, lost, new, won_back, end), from_value and to_value
    (customers: where the bar begins and ends), value_label (signed, over the bar), count_label (tooltip).
    """
    roles = {
        "start": style.CONTEXT,
        "lost": style.LOST,
        "new": style.NEW,
        "won_back": style.WON_BACK,
        "end": style.KEPT,
    }
    tips = marks.tips(step_label=_("Step"), count_label=_("Customers"))
    return bars.waterfall(frame, "role", roles, unit=_("Customers"), tips=tips, longest=10, theme=theme)


def lenses(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Retention over time in three lenses, each named at its end. Time runs left to right.

    A period that is still open is reached by a dashed line at half strength.

    Columns: period_label, order (of the period), lens (raw, sales, profit), lens_label, rate (null where
    undefined), is_complete, for the tooltip rate_label, count_label, state_label, and may be occasion_label.
    """
    colours = style.ink(theme)
    lens = {"raw": style.KEPT, "sales": SALES, "profit": colours.text}
    base = (
        alt.Chart(frame)
        .transform_filter("isValid(datum.rate)")
        .encode(
            x=axes.period_x(named_lines=True),
            y=alt.Y(
                "rate:Q",
                axis=axes.percent_axis(_("Kept of the period before")),
                scale=alt.Scale(zero=False, nice=True),
            ),
            color=alt.Color("lens:N", scale=alt.Scale(domain=list(lens), range=list(lens.values())), legend=None),
        )
    )
    complete, still_open = marks.open_halves(base, "lens")
    tips = marks.tips(
        period_label=_("Period"),
        lens_label=_("Measured by"),
        rate_label=_("Retention"),
        count_label=_("Customers"),
        state_label=_("State"),
    )
    return style.picture(
        *marks.occasions(frame, axes.period_x(named_lines=True), theme),
        complete.mark_line(strokeWidth=2.5),
        still_open.mark_line(strokeWidth=2.5, strokeDash=style.OPEN_DASH, opacity=style.OPEN_OPACITY),
        base.mark_point(filled=True, size=45, opacity=1).encode(
            opacity=alt.condition("datum.is_complete", alt.value(1), alt.value(style.OPEN_OPACITY)),
            tooltip=tips,
        ),
        marks.end_labels(
            base,
            "lens",
            order="order",
            value="rate",
            label="lens_label",
            theme=theme,
            colour=alt.when("datum.lens === 'raw'")
            .then(alt.value(colours.kept))
            .when("datum.lens === 'sales'")
            .then(alt.value(SALES))
            .otherwise(alt.value(colours.text)),
        ),
        height=280,
        theme=theme,
    )


def trend_bars(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Stack the customers of each period by where they came from; the lost go below zero.

    Time runs left to right.

    Open periods are at half strength with a dashed outline. A click selects `period` and `part`.

    Columns: period (key), period_label, order (of the period), part (kept, new, won_back, lost), value
    (customers; negative for lost), is_complete, for the tooltip part_label, value_label, state_label, and
    occasion_label (what begins in the period, on one row of it; null where nothing does).
    """
    parts = {
        "kept": style.KEPT,
        "won_back": style.WON_BACK,
        "new": style.NEW,
        "lost": style.LOST,
    }
    names = {"kept": _("Kept"), "won_back": _("Won back"), "new": _("New"), "lost": _("Did not buy again")}
    tips = marks.tips(
        period_label=_("Period"), part_label=_("Status"), value_label=_("Customers"), state_label=_("State")
    )
    return bars.stacked(frame, parts, names, unit=_("Customers"), tips=tips, theme=theme)


def change_by_segment(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Retention of each segment now and in the period before, with intervals.

    Mirrored for right-to-left readers: names at the right, the axis reversed. A click selects `segment`.

    Columns: segment (key), segment_label, order (of the segment, 1 on top), moment (now, before), rate, low
    and high (null where not stated), and for the tooltip moment_label, rate_label, count_label.
    """
    picked = alt.selection_point(name="segment", fields=["segment"], on="click", toggle=False, empty=False)
    moments = {"before": style.CONTEXT, "now": style.KEPT}
    names = {"before": _("The period before"), "now": _("Now")}
    base = alt.Chart(frame).encode(
        y=axes.category_y("segment_label:N", "order"),
        yOffset=alt.YOffset("moment:N", sort=list(moments), scale=alt.Scale(paddingOuter=0.6)),
        color=alt.Color("moment:N", **marks.meanings(moments, names)),
    )
    rate = alt.X(
        "rate:Q",
        axis=axes.percent_axis(_("Kept of the period before")),
        scale=axes.along(reverse=True, zero=False, nice=True),
    )
    intervals = (
        base.transform_filter("isValid(datum.low) && isValid(datum.high)")
        .mark_rule(strokeWidth=2.5, opacity=0.55)
        .encode(x=alt.X("low:Q"), x2="high:Q")
    )
    dots = (
        base.transform_filter("isValid(datum.rate)")
        .mark_point(filled=True, opacity=1, cursor="pointer")
        .encode(
            x=rate,
            size=alt.condition(picked, alt.value(160), alt.value(75)),
            tooltip=marks.tips(
                segment_label=_("Segment"),
                moment_label=_("Period"),
                rate_label=_("Retention"),
                count_label=_("Customers"),
            ),
        )
        .add_params(picked)
        .properties(name="dots")
    )
    return style.picture(intervals, dots, height=alt.Step(34, **POSITION), theme=theme)
