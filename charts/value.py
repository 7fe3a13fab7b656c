"""Pictures of the value page: what was earned and what is to come, and what was forecast against what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from charts import axes, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd

ROOM = 96


def now_and_to_come(frame: pd.DataFrame, *, currency: str = "", theme: style.Theme = "light") -> alt.LayerChart:
    """What each segment brought in the last twelve months, and what it is forecast to bring, with its interval.

    Mirrored for right-to-left readers. The interval stands on the bar of the money to come. A click selects `segment`.

    Columns: segment (key), segment_label, order (1 on top), part (now, to_come), value, low and high (null for now),
    value_label (at the bar), and for the tooltip part_label, interval_label, count_label.
    """
    colours = style.ink(theme)
    parts = {"now": style.CONTEXT, "to_come": style.KEPT}
    base = alt.Chart(frame).encode(
        y=axes.category_y("segment_label:N", "order"),
        yOffset=alt.YOffset("part:N", sort=list(parts)),
        x=alt.X("value:Q", scale=axes.bars_along(ROOM), axis=axes.amount_axis(currency, across=True)),
    )
    bars = _bars_of_parts(
        base,
        parts,
        {"now": _("Came in the last twelve months"), "to_come": _("To come")},
        {"part_label": _("Money"), "value_label": _("Amount")},
        theme,
    )
    spread = (
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=2, color=colours.text, opacity=0.75)
        .encode(x=alt.X("low:Q"), x2="high:Q")
    )
    ends = base.transform_calculate(reach="max(datum.value, isValid(datum.high) ? datum.high : 0)")
    values = marks.bar_values(ends, "reach", "value_label", theme)
    return style.picture(bars, spread, values, height=alt.Step(22), theme=theme)


def wallets(frame: pd.DataFrame, *, currency: str = "", theme: style.Theme = "light") -> alt.LayerChart:
    """What customers of each segment spend with us and elsewhere, of those whose spending is known.

    Mirrored for right-to-left readers. A click selects `segment`.

    Columns: segment (key), segment_label, order (1 on top), part (ours, elsewhere), value, share_label (at the end of
    the bar; null but for one part), and for the tooltip part_label, value_label, interval_label, count_label.
    """
    parts = {"ours": style.KEPT, "elsewhere": style.CONTEXT}
    base = alt.Chart(frame).encode(y=axes.category_y("segment_label:N", "order"))
    amounts = axes.amount_axis(currency, across=True)
    bars = _bars_of_parts(
        base.transform_calculate(stacked=f"indexof({list(parts)}, datum.part)").encode(
            x=alt.X("value:Q", stack="zero", scale=axes.bars_along(ROOM), axis=amounts), order=alt.Order("stacked:Q")
        ),
        parts,
        {"ours": _("With us"), "elsewhere": _("Elsewhere")},
        {"part_label": _("Spent"), "value_label": _("Amount"), "share_label": _("Share of wallet")},
        theme,
    )
    whole = base.transform_window(whole="sum(value)", groupby=["segment"], frame=[None, None])
    shares = marks.bar_values(whole.transform_filter("isValid(datum.share_label)"), "whole", "share_label", theme)
    return style.picture(bars, shares, height=alt.Step(34), theme=theme)


def _bars_of_parts(
    base: alt.Chart, colours: dict[str, str], named: dict[str, str], told: dict[str, str], theme: style.Theme
) -> alt.Chart:
    """Draw bars of each segment's parts in their colours; the tooltip tells of segment, interval and count besides."""
    picked = alt.selection_point(name="segment", fields=["segment"], on="click", toggle=False, empty=False)
    bars: alt.Chart = (
        base.mark_bar(cursor="pointer", cornerRadius=1)
        .encode(
            color=alt.Color("part:N", **marks.meanings(colours, named)),
            stroke=alt.condition(picked, alt.value(style.ink(theme).text), alt.value(None)),
            strokeWidth=alt.value(2),
            tooltip=marks.tips(
                segment_label=_("Segment"),
                **told,
                interval_label=_("95 % interval"),
                count_label=_("Customers"),
            ),
        )
        .add_params(picked)
        .properties(name="bars")
    )
    return bars


def forecast_by_tenth(
    frame: pd.DataFrame, *, currency: str = "", simplest: str = "", theme: style.Theme = "light"
) -> alt.LayerChart:
    """What was forecast of a customer of each tenth and what came, and what the simplest forecast would have said.

    Bars are what came; a line with marks is what was forecast, a dashed grey one the simplest forecast. Mirrored for
    right-to-left readers. A click on a bar selects `tenth`.

    Columns: tenth, part (predicted, again, came), value, and for the tooltip tenth_label, part_label, value_label,
    count_label. `simplest` names the simplest forecast; without a name there are no rows of `again`.
    """
    colours = style.ink(theme)
    picked = alt.selection_point(name="tenth", fields=["tenth"], on="click", toggle=False, empty=False)
    parts = {"came": style.KEPT, "predicted": style.LOST, "again": style.CONTEXT}
    if not simplest:
        parts.pop("again")
    names = {"came": _("Came"), "predicted": _("Was forecast"), "again": simplest}
    tips = marks.tips(
        tenth_label=_("Tenth"), part_label=_("Money"), value_label=_("For each customer"), count_label=_("Customers")
    )
    base = alt.Chart(frame).encode(
        x=alt.X(
            "tenth:O",
            scale=axes.along(reverse=True),
            axis=alt.Axis(
                title=_("Tenths of the customers, those forecast the most first"),
                labelAngle=0,
                labelExpr="format(datum.value, 'd')",
                grid=False,
            ),
        ),
        y=alt.Y("value:Q", axis=axes.amount_axis(currency, orient=axes.reading_side())),
        color=alt.Color("part:N", **marks.meanings(parts, names)),
        tooltip=tips,
    )
    bars = (
        base.transform_filter("datum.part === 'came'")
        .mark_bar(cursor="pointer", opacity=0.75)
        .encode(
            stroke=alt.condition(picked, alt.value(colours.text), alt.value(None)),
            strokeWidth=alt.value(2),
        )
        .add_params(picked)
        .properties(name="bars")
    )
    again = base.transform_filter("datum.part === 'again'").mark_line(strokeWidth=2, strokeDash=[4, 3])
    predicted = base.transform_filter("datum.part === 'predicted'").mark_line(
        strokeWidth=2.5, point=alt.OverlayMarkDef(size=60, filled=True)
    )
    return style.picture(bars, again, predicted, height=290, theme=theme)


def recency_and_frequency(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """How many customers bought how lately and how often: a map of scores, the best at the upper end of reading.

    Mirrored for right-to-left readers. A click selects `recency_score` and `frequency_score`.

    Columns: recency_score, frequency_score (1 to 5), customers, count_label (in the cell), and for the tooltip
    group_label, money_label, recency_label, frequency_label.
    """
    colours = style.ink(theme)
    cell = alt.selection_point(
        name="cell", fields=["recency_score", "frequency_score"], on="click", toggle=False, empty=False
    )
    digits = "format(datum.value, 'd')"
    base = alt.Chart(frame).encode(
        x=alt.X(
            "recency_score:O",
            scale=axes.along(reverse=True),
            title=_("How lately: 5 is latest"),
            axis=alt.Axis(labelAngle=0, labelExpr=digits, ticks=False, domain=False),
        ),
        y=alt.Y(
            "frequency_score:O",
            sort="descending",
            title=_("How often: 5 is most often"),
            axis=alt.Axis(labelExpr=digits, ticks=False, domain=False, orient=axes.reading_side()),
        ),
    )
    cells = (
        base.mark_rect(cursor="pointer")
        .encode(
            color=alt.Color("customers:Q", scale=alt.Scale(range=list(colours.rates), zero=True), legend=None),
            stroke=alt.condition(cell, alt.value(colours.text), alt.value(colours.surface)),
            strokeWidth=alt.condition(cell, alt.value(2), alt.value(1)),
            tooltip=marks.tips(
                group_label=_("Group"),
                count_label=_("Customers"),
                money_label=_("Sales of the last 365 days"),
                recency_label=_("Days since the last order"),
                frequency_label=_("Purchase days in 365 days"),
            ),
        )
        .add_params(cell)
        .properties(name="cells")
    )
    numbers = base.mark_text(fontSize=12).encode(
        text=marks.words("count_label"), color=marks.on_shade("isValid(datum.customers)", "customers", theme)
    )
    return style.picture(cells, numbers, height=290, theme=theme)


def moves(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Who moved from which group to which: the groups of a quarter before from top to bottom, today's across.

    On the diagonal stands who stayed. Above it stands who fell; below it who rose: blue and vermilion say so.
    Mirrored for right-to-left readers. A click selects `before` and `now`.

    Columns: before, now (codes), before_label, now_label, before_order, now_order (1 is best), customers, count_label
    (in the cell), way (stayed, rose, fell), strength (0 to 1), and for the tooltip way_label, money_label.
    """
    colours = style.ink(theme)
    cell = alt.selection_point(name="move", fields=["before", "now"], on="click", toggle=False, empty=False)
    ways = {"rose": style.KEPT, "fell": style.LOST, "stayed": style.CONTEXT}
    base = alt.Chart(frame).encode(
        x=alt.X(
            "now_label:N",
            scale=axes.along(reverse=True),
            sort=alt.EncodingSortField(field="now_order", op="min"),
            title=_("Today"),
            axis=alt.Axis(
                labelAngle=40 if style.mirrored() else -40,
                labelExpr=axes.isolated("datum.label"),
                labelOverlap=False,
                labelLimit=220,
                ticks=False,
                domain=False,
            ),
        ),
        y=alt.Y(
            "before_label:N",
            sort=alt.EncodingSortField(field="before_order", op="min"),
            title=_("A quarter before"),
            axis=alt.Axis(
                labelExpr=axes.isolated("datum.label"),
                ticks=False,
                domain=False,
                labelLimit=220,
                orient=axes.reading_side(),
            ),
        ),
    )
    cells = (
        base.mark_rect(cursor="pointer")
        .encode(
            color=alt.Color(
                "way:N",
                **marks.meanings(ways, {"rose": _("Rose"), "fell": _("Fell"), "stayed": _("Stayed")}),
            ),
            opacity=alt.Opacity("strength:Q", scale=alt.Scale(domain=[0, 1], range=[0.15, 0.85]), legend=None),
            stroke=alt.condition(cell, alt.value(colours.text), alt.value(colours.surface)),
            strokeWidth=alt.condition(cell, alt.value(2), alt.value(1)),
            tooltip=marks.tips(
                before_label=_("A quarter before"),
                now_label=_("Today"),
                way_label=_("Move"),
                count_label=_("Customers"),
                money_label=_("Sales"),
            ),
        )
        .add_params(cell)
        .properties(name="cells")
    )
    numbers = base.mark_text(fontSize=12, color=colours.text).encode(text=marks.words("count_label"))
    return style.picture(cells, numbers, height=alt.Step(30), theme=theme)
