"""Pictures of the churn-causes page: the Pareto of causes, their trend, and causes by segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import altair as alt

from charts import axes, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd

Measure = Literal["customers", "sales", "profit", "charges"]

NOT_KNOWN = ("unknown", "unclassified", "no_answer")
WIDE_CELL = 84
# Room at the end of a line for "30 of 57 · 31 of 684".
COUNTS_WIDTH = 150
IS_NOT_KNOWN = f"indexof({list(NOT_KNOWN)}, datum.cause) >= 0"


def pareto(
    frame: pd.DataFrame,
    *,
    measure: Measure = "customers",
    currency: str = "",
    theme: style.Theme = "light",
) -> alt.LayerChart:
    """Bars of what each cause cost, the largest on top; what nobody knows is grey.

    Mirrored for right-to-left readers: names at the right, the axis reversed. A click selects `cause`.

    Parameters
    ----------
    frame
        Columns: cause (code), cause_label, order (1 on top), value (customers or their money), value_label (at
        the bar, with its cumulative share if wanted), and for the tooltip share_label, cumulative_label,
        count_label.
    measure
        What is counted of those who left: customers, sales, profit or monthly charges.
    currency
        Name of the currency, for money.
    theme
        Inks of the light or the dark theme.
    """
    colours = style.ink(theme)
    picked = alt.selection_point(name="cause", fields=["cause"], on="click", toggle=False, empty=False)
    titles = {
        "customers": _("Customers who left"),
        "sales": _("Sales of those who left"),
        "profit": _("Profit of those who left"),
        "charges": _("Monthly charges of those who left"),
    }
    title = titles[measure]
    if currency and measure != "customers":
        title = f"{title} ({currency})"
    base = alt.Chart(frame).encode(
        y=axes.category_y("cause_label:N", "order"),
        x=alt.X(
            "value:Q",
            axis=axes.amount_axis(title, across=True, grid=False),
            scale=axes.bars_along(130),
        ),
    )
    bars = (
        base.mark_bar(cursor="pointer")
        .encode(
            color=alt.condition(IS_NOT_KNOWN, alt.value(style.CONTEXT), alt.value(style.LOST)),
            stroke=alt.condition(picked, alt.value(colours.text), alt.value(None)),
            strokeWidth=alt.value(2),
            tooltip=marks.tips(
                cause_label=_("Cause"),
                value_label=titles[measure],
                share_label=_("Share"),
                cumulative_label=_("Cumulative"),
                count_label=_("Customers"),
            ),
        )
        .add_params(picked)
        .properties(name="bars")
    )
    values = marks.bar_values(base, "value", "value_label", theme)
    return style.picture(bars, values, height=alt.Step(30), theme=theme)


def trend(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Each cause as a rate of the customers who were active, over time. Time runs left to right.

    The causes to look at are vermilion and bold, the others grey; each is named at its end (at most 12
    lines). A click selects `cause` and `period` under the name "point" and rings it.

    Columns: cause (code), cause_label, is_emphasised, period (first day), period_label, order (of the period), rate,
    is_complete, and for the tooltip rate_label, count_label, state_label.
    """
    colours = style.ink(theme)
    point = alt.selection_point(name="point", fields=["cause", "period"], on="click", toggle=False, empty=False)
    forward = "datum.is_emphasised"
    base = (
        alt.Chart(frame)
        .transform_filter("isValid(datum.rate)")
        .encode(
            x=axes.period_x(named_lines=True, room=axes.LONG_NAME_WIDTH),
            y=alt.Y(
                "rate:Q",
                axis=axes.percent_axis(_("Left, of the customers active before")),
                scale=alt.Scale(zero=True, nice=True),
            ),
            detail="cause:N",
            color=alt.condition(forward, alt.value(style.LOST), alt.value(style.CONTEXT)),
            strokeWidth=alt.condition(forward, alt.value(2.5), alt.value(1.3)),
        )
    )
    complete, still_open = marks.open_halves(base, "cause")
    points = (
        base.mark_point(filled=True, size=40, opacity=1, cursor="pointer")
        .encode(
            opacity=alt.condition("datum.is_complete", alt.value(1), alt.value(style.OPEN_OPACITY)),
            stroke=alt.condition(point, alt.value(colours.text), alt.value(None)),
            tooltip=marks.tips(
                cause_label=_("Cause"),
                period_label=_("Period"),
                rate_label=_("Rate"),
                count_label=_("Customers"),
                state_label=_("State"),
            ),
        )
        .add_params(point)
        .properties(name="points")
    )
    names = marks.end_labels(
        base,
        "cause",
        order="order",
        value="rate",
        label="cause_label",
        theme=theme,
        colour=alt.condition(forward, alt.value(colours.text), alt.value(colours.muted)),
        room=axes.LONG_NAME_WIDTH,
    )
    return style.picture(
        *marks.occasions(frame, axes.period_x(named_lines=True, room=axes.LONG_NAME_WIDTH), theme),
        complete.mark_line(),
        still_open.mark_line(strokeDash=style.OPEN_DASH, opacity=style.OPEN_OPACITY),
        points,
        names,
        height=320,
        theme=theme,
    )


def by_segment(
    frame: pd.DataFrame,
    *,
    measure: Literal["share", "lift"] = "share",
    theme: style.Theme = "light",
) -> alt.LayerChart:
    """Heat map of causes by segment with the counts in the cells; too few customers are withheld.

    Mirrored for right-to-left readers: causes at the right, segments from right to left. A click selects
    `cause` and `segment` under the name "cell".

    Parameters
    ----------
    frame
        Columns: cause (code), cause_label, cause_order (1 on top), segment (key), segment_label,
        segment_order, value (share or lift; null where withheld), is_withheld (fewer than 10 customers
        left), value_label (in the cell; short_label where cells are narrow), and for the tooltip share_label,
        count_label.
    measure
        "share": of those who left this segment; one hue from 0. "lift": times the share of all segments; blue
        below 1, vermilion above.
    theme
        Inks of the light or the dark theme.
    """
    colours = style.ink(theme)
    cell = alt.selection_point(name="cell", fields=["cause", "segment"], on="click", toggle=False, empty=False)
    scale = (
        alt.Scale(domainMin=0, range=list(colours.rates), interpolate="rgb")
        if measure == "share"
        else alt.Scale(
            type="log", domain=[1 / 3, 1, 3], clamp=True, range=list(colours.less_or_more), interpolate="rgb"
        )
    )
    base = alt.Chart(frame).encode(
        x=alt.X(
            "segment_label:N",
            sort=alt.EncodingSortField(field="segment_order", op="min"),
            title=None,
            scale=axes.along(reverse=True, paddingInner=0, paddingOuter=0),
            axis=alt.Axis(orient="top", domain=False, **axes.headings(above=True)),
        ),
        y=axes.category_y("cause_label:N", "cause_order"),
    )
    cells = (
        base.mark_rect(cursor="pointer", invalid="show")
        .encode(
            color=alt.condition(
                "datum.is_withheld || !isValid(datum.value)",
                alt.value(colours.blank),
                alt.Color("value:Q", scale=scale, legend=None),
            ),
            stroke=alt.condition(cell, alt.value(colours.text), alt.value(colours.surface)),
            strokeWidth=alt.condition(cell, alt.value(2.5), alt.value(1)),
            tooltip=marks.tips(
                cause_label=_("Cause"),
                segment_label=_("Segment"),
                share_label=_("Share of those who left"),
                count_label=_("Customers"),
            ),
        )
        .add_params(cell)
        .properties(name="cells")
    )
    numbers = base.mark_text(
        baseline="middle",
        fontSize=alt.expr("bandwidth('x') >= 44 ? 12 : 10"),
        limit=alt.expr("bandwidth('x') - 2"),
    ).encode(
        text=alt.value(alt.expr(f"bandwidth('x') < {WIDE_CELL} ? datum.short_label : datum.value_label")),
        color=marks.on_shade("!datum.is_withheld && isValid(datum.value)", "value", theme),
    )
    return style.picture(cells, numbers, height=alt.Step(28), theme=theme)


def silent(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Bars of the customers who fell silent, by segment, the most on top; inferred, so grey.

    Mirrored for right-to-left readers. A click selects `segment`.

    Columns: segment (key), segment_label, order (1 on top), value (customers), value_label (at the bar), and for the
    tooltip rate_label, count_label, money_label.
    """
    colours = style.ink(theme)
    picked = alt.selection_point(name="segment", fields=["segment"], on="click", toggle=False, empty=False)
    base = alt.Chart(frame).encode(
        y=axes.category_y("segment_label:N", "order"),
        x=alt.X("value:Q", axis=axes.amount_axis(_("Silent customers"), grid=False), scale=axes.bars_along(130)),
    )
    bars = (
        base.mark_bar(cursor="pointer", color=style.CONTEXT)
        .encode(
            stroke=alt.condition(picked, alt.value(colours.text), alt.value(None)),
            strokeWidth=alt.value(2),
            tooltip=marks.tips(
                segment_label=_("Segment"),
                count_label=_("Silent customers"),
                rate_label=_("Share of all customers"),
                money_label=_("Sales in their last active period"),
            ),
        )
        .add_params(picked)
        .properties(name="bars")
    )
    values = marks.bar_values(base, "value", "value_label", theme)
    return style.picture(bars, values, height=alt.Step(30), theme=theme)


def side_by_side(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Two shares on a line for each value of something else, the largest on top: those with it and the others.

    Mirrored for right-to-left readers. A click selects `item`.

    Columns: item (key), item_label, order (1 on top), value (share of those with it), other (of the others), and for
    the tooltip rate_label, other_label, count_label, others_label; how many of each left stands beyond the points.
    """
    ink = style.ink(theme)
    picked = alt.selection_point(name="item", fields=["item"], on="click", toggle=False, empty=False)
    base = alt.Chart(frame).encode(
        y=axes.category_y("item_label:N", "order"),
        tooltip=marks.tips(
            item_label=_("Of what"),
            rate_label=_("Share who left"),
            count_label=_("Customers"),
            other_label=_("Of the others"),
            others_label=_("The others"),
        ),
    )
    scale = axes.bars_along(COUNTS_WIDTH)
    along = alt.X("value:Q", axis=axes.percent_axis(_("Share who left"), grid=True), scale=scale)
    rules = base.mark_rule(color=style.CONTEXT, strokeWidth=2, aria=False).encode(x=along, x2="other:Q")
    others = base.mark_point(filled=True, size=110, color=style.CONTEXT, opacity=1, cursor="pointer").encode(
        x="other:Q"
    )
    own = (
        base.mark_point(filled=True, size=110, color=style.LOST, opacity=1, cursor="pointer")
        .encode(x=along, stroke=alt.condition(picked, alt.value(ink.text), alt.value(None)))
        .add_params(picked)
        .properties(name="points")
    )
    beyond = base.transform_calculate(
        far="max(datum.value, datum.other)", counts="datum.count_label + ' · ' + datum.others_label"
    )
    counts = marks.bar_values(beyond, "far", "counts", theme, gap=12)
    return style.picture(rules, others, own, counts, height=alt.Step(34), theme=theme)
