"""Pictures of the segments page: who is worth keeping, and how much of the profit comes from how few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

import altair as alt

from charts import axes, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd

Measure = Literal["profit", "revenue"]

LOSES = "datum.profit < 0"
# All bubbles have their names up to so many; of more, those that earn, lose and hold the most. Tooltips name all.
MOST_NAMES, MOST_NAMED_FOR_ONE_REASON = 12, 4


def _money(title: str, currency: str) -> str:
    return f"{title} ({currency})" if currency else title


def _kept_title(grain: str) -> str:
    """Name the share kept, by the periods from one to the next of which it is meant."""
    titles = {
        "week": _("Customers kept from week to week"),
        "month": _("Customers kept from month to month"),
        "quarter": _("Customers kept from quarter to quarter"),
        "half": _("Customers kept from half-year to half-year"),
        "year": _("Customers kept from year to year"),
    }
    return titles[grain]


def now_and_kept(
    frame: pd.DataFrame,
    *,
    measure: Measure = "profit",
    currency: str = "",
    grain: str = "month",
    theme: style.Theme = "light",
) -> alt.LayerChart:
    """Bubbles: how much of a segment is kept (across) and what it earns (up), sized by its customers.

    Segments that lose money are vermilion, below the line at zero. Mirrored for right-to-left readers, so that better
    is where longer bars reach. A click selects `segment`. Where there
    are many, those of most profit, loss and customers are named.

    Columns: segment (key), segment_label, rate, profit (money of the measure: where costs are not known, its
    sales), customers, and for the tooltip profit_label, rate_label, count_label.
    """
    earned = _("Profit") if measure == "profit" else _("Sales")
    colours = style.ink(theme)
    picked = alt.selection_point(name="segment", fields=["segment"], on="click", toggle=False, empty=False)
    base = (
        alt.Chart(frame)
        .transform_filter("isValid(datum.rate) && isValid(datum.profit)")
        .encode(
            x=alt.X(
                "rate:Q",
                axis=axes.percent_axis(_kept_title(grain), grid=False, labelFlush=True),
                scale=axes.along(reverse=True, zero=False, nice=True, padding=30),
            ),
            y=alt.Y(
                "profit:Q",
                axis=axes.amount_axis(_money(earned, currency), orient=axes.reading_side()),
                scale=alt.Scale(zero=True, nice=True, padding=36),
            ),
        )
    )
    size = alt.Size("customers:Q", scale=alt.Scale(zero=True, range=[20, 1600]), legend=None)
    bubbles = (
        base.mark_circle(cursor="pointer", opacity=0.75)
        .encode(
            size=size,
            color=alt.condition(LOSES, alt.value(style.LOST), alt.value(style.KEPT)),
            stroke=alt.condition(picked, alt.value(colours.text), alt.value(colours.surface)),
            strokeWidth=alt.condition(picked, alt.value(2.5), alt.value(1)),
            tooltip=marks.tips(
                segment_label=_("Segment"),
                profit_label=earned,
                rate_label=_("Customers kept"),
                count_label=_("Customers"),
            ),
        )
        .add_params(picked)
        .properties(name="bubbles")
    )
    zero = base.mark_rule(color=colours.muted, aria=False).encode(x=alt.value(0), x2=alt.value("width"), y=alt.datum(0))
    # A name stands above its bubble (whose diameter is the root of its size), below it if the segment loses
    # money, and at the outer side of two neighbours that are close.
    radius = "sqrt(scale('size', datum.customers)) / 2"

    def crowded(side: str) -> str:
        return (
            f"(isValid(datum.{side}_rate)"
            f" && abs(scale('x', datum.rate) - scale('x', datum.{side}_rate)) < 64"
            f" && abs(scale('y', datum.profit) - scale('y', datum.{side}_profit)) < 28)"
        )

    # At the edge of the plot a name stands on the inner side of its bubble.
    half = f"min({marks.NAME_LIMIT / 2:g}, 12 + 3 * length(datum.segment_label))"
    at_end, at_start = (f"(scale('x', datum.rate) {side} {half})" for side in ("> width -", "<"))
    to_left = f"({at_end} || !({LOSES}) && {crowded('right')} && !{crowded('left')})"
    to_right = f"(!{at_end} && ({at_start} || !({LOSES}) && {crowded('left')} && !{crowded('right')}))"
    at_zero = "abs(scale('y', datum.profit) - scale('y', 0)) < 9"  # beside its bubble, a name would be struck through
    most = MOST_NAMED_FOR_ONE_REASON
    named = (
        base.transform_window(by_loss="row_number()", sort=[alt.SortField("profit"), alt.SortField("segment")])
        .transform_window(
            by_profit="row_number()",
            sort=[alt.SortField("profit", "descending"), alt.SortField("segment")],
        )
        .transform_window(
            by_customers="row_number()",
            sort=[alt.SortField("customers", "descending"), alt.SortField("segment")],
        )
        .transform_window(bubbles="count()", frame=[None, None])
        .transform_filter(
            f"datum.bubbles <= {MOST_NAMES} || datum.by_profit <= {most} || datum.by_customers <= {most}"
            f" || {LOSES} && datum.by_loss <= {most}"
        )
    )
    lower, higher = ("right", "left") if style.mirrored() else ("left", "right")
    neighbours: dict[str, Any] = {f"{lower}_{field}": f"lag({field})" for field in ("rate", "profit")}
    neighbours |= {f"{higher}_{field}": f"lead({field})" for field in ("rate", "profit")}
    names = (
        named.transform_calculate(is_below=LOSES)  # whose name stands on the other side is no neighbour
        .transform_window(
            **neighbours,
            groupby=["is_below"],
            sort=[alt.SortField("rate"), alt.SortField("segment_label")],
        )
        .mark_text(
            align=alt.expr(f"{to_left} ? 'right' : {to_right} ? 'left' : 'center'"),
            dx=alt.expr(f"{to_left} ? -{radius} - 4 : {to_right} ? {radius} + 4 : 0"),
            dy=alt.expr(f"({LOSES} ? 1 : -1) * ({to_left} || {to_right} ? ({at_zero} ? 9 : 0) : {radius} + 9)"),
            baseline="middle",
            fontSize=12,
            limit=marks.NAME_LIMIT,
            color=colours.text,
        )
        .encode(text=marks.words("segment_label"))
    )
    return style.picture(bubbles, zero, names, height=340, theme=theme)


def profit_bars(
    frame: pd.DataFrame,
    *,
    measure: Measure = "profit",
    currency: str = "",
    with_rate: bool = True,
    theme: style.Theme = "light",
) -> alt.LayerChart:
    """Two bars for each segment side by side: what it earns, and how much of it is kept; or the first of them alone.

    Mirrored for right-to-left readers: names at the right, both axes reversed. A click selects `segment`.

    Columns: segment (key), segment_label, order (1 on top), profit (money of the measure), rate,
    profit_label and rate_label (at the bars), and count_label for the tooltip.
    """
    earned = _("Profit") if measure == "profit" else _("Sales")
    colours = style.ink(theme)
    picked = alt.selection_point(name="segment", fields=["segment"], on="click", toggle=False, empty=False)
    base = alt.Chart(frame).encode(
        y=axes.category_y("segment_label:N", "order"),
        tooltip=marks.tips(
            segment_label=_("Segment"),
            profit_label=earned,
            rate_label=_("Customers kept"),
            count_label=_("Customers"),
        ),
    )
    # One picture, two horizontal scales: each has its own part of the width.
    ends = {"profit": ("0", "0.62 * width - 80" if with_rate else "width - 80"), "rate": ("0.66 * width", "width - 46")}

    def across(field: str, axis: alt.Axis) -> alt.X:
        start, end = ends[field]
        if style.mirrored():
            start, end = f"width - ({start})", f"width - ({end})"
        between = [alt.expr(start), alt.expr(end)]
        return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(zero=True, nice=True, range=between))

    def labelled(field: str, label: str, axis: alt.Axis) -> alt.LayerChart:
        bars = base.encode(x=across(field, axis))
        side = alt.layer(
            bars.mark_bar(cursor="pointer")
            .encode(
                color=alt.condition(
                    LOSES if field == "profit" else "false",
                    alt.value(style.LOST),
                    alt.value(style.KEPT),
                ),
                stroke=alt.condition(picked, alt.value(colours.text), alt.value(None)),
                strokeWidth=alt.value(2),
            )
            .add_params(*([picked] if field == "profit" else []))
            .properties(name=f"{field}_bars"),
            marks.bar_values(bars, field, label, theme),
        )
        return cast("alt.LayerChart", side)

    profit = labelled(
        "profit",
        "profit_label",
        axes.amount_axis(_money(earned, currency), orient="bottom", tickCount=3, grid=False),
    )
    if not with_rate:
        return style.picture(profit, height=alt.Step(30), theme=theme)
    kept = labelled(
        "rate",
        "rate_label",
        axes.percent_axis(_("Customers kept"), orient="bottom", tickCount=3, grid=False),
    )
    return style.picture(profit, kept, height=alt.Step(30), two_scales=True, theme=theme)


def whale(
    frame: pd.DataFrame,
    *,
    measure: Measure = "profit",
    in_money: bool = False,
    currency: str = "",
    theme: style.Theme = "light",
) -> alt.LayerChart:
    """Cumulative share of profit against the share of customers, the most profitable first.

    Mirrored for right-to-left readers.

    The curve may pass 100 % and fall back by those who lose money; its peak is named. `in_money` draws amounts
    instead of shares, for a total that is not above zero and has none.

    Columns: customer_share, value_share or with `in_money` value, is_peak, peak_label (text at the peak), and for the
    tooltip customer_share_label, value_share_label, count_label.
    """
    colours = style.ink(theme)
    is_profit = measure == "profit"
    of_all = _("Share of all profit") if is_profit else _("Share of all sales")
    amount = _money(_("Profit so far") if is_profit else _("Sales so far"), currency)
    best_first = (
        _("Share of customers, the most profitable first")
        if is_profit
        else _("Share of customers, the largest buyers first")
    )
    start = axes.reading_side()
    end = "left" if start == "right" else "right"
    base = alt.Chart(frame).encode(
        x=alt.X(
            "customer_share:Q",
            axis=axes.percent_axis(best_first, grid=False),
            scale=axes.along(reverse=True, domain=[0, 1]),
        ),
        y=alt.Y(
            "value:Q" if in_money else "value_share:Q",
            axis=axes.amount_axis(amount, orient=start) if in_money else axes.percent_axis(of_all, orient=start),
            scale=alt.Scale(zero=True, nice=True),
        ),
    )
    return style.picture(
        base.mark_area(color=style.KEPT, opacity=0.12, line=False),
        base.mark_line(color=style.KEPT, strokeWidth=2.5),
        base.mark_rule(color=style.CONTEXT, strokeDash=[5, 4], aria=False).encode(
            x=alt.value(0), x2=alt.value("width"), y=alt.datum(0 if in_money else 1), tooltip=alt.value(None)
        ),
        base.mark_point(filled=True, size=60, opacity=0.001).encode(
            tooltip=marks.tips(
                customer_share_label=_("Share of customers"),
                value_share_label=amount if in_money else of_all,
                count_label=_("Customers"),
            )
        ),
        base.transform_filter("datum.is_peak").mark_point(
            filled=True, size=90, color=style.KEPT, opacity=1, stroke=colours.surface
        ),
        base.transform_filter("datum.is_peak")
        .mark_text(
            align=alt.expr(f"datum.customer_share > 0.5 ? '{end}' : '{start}'"),
            dy=-14,
            fontSize=12,
            fontWeight="bold",
            color=colours.text,
        )
        .encode(text=marks.words("peak_label")),
        height=320,
        theme=theme,
    )
