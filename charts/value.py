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
    picked = alt.selection_point(name="segment", fields=["segment"], on="click", toggle=False, empty=False)
    parts = {"now": style.CONTEXT, "to_come": style.KEPT}
    base = alt.Chart(frame).encode(
        y=axes.category_y("segment_label:N", "order"),
        yOffset=alt.YOffset("part:N", sort=list(parts)),
        x=alt.X(
            "value:Q",
            scale=axes.bars_along(ROOM),
            axis=axes.amount_axis(currency, across=True),
        ),
    )
    bars = (
        base.mark_bar(cursor="pointer", cornerRadius=1)
        .encode(
            color=alt.Color(
                "part:N",
                **marks.meanings(parts, {"now": _("Came in the last twelve months"), "to_come": _("To come")}),
            ),
            stroke=alt.condition(picked, alt.value(colours.text), alt.value(None)),
            strokeWidth=alt.value(2),
            tooltip=marks.tips(
                segment_label=_("Segment"),
                part_label=_("Money"),
                value_label=_("Amount"),
                interval_label=_("95 % interval"),
                count_label=_("Customers"),
            ),
        )
        .add_params(picked)
        .properties(name="bars")
    )
    spread = (
        base.transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=2, color=colours.text, opacity=0.75)
        .encode(x=alt.X("low:Q"), x2="high:Q")
    )
    values = (
        base.transform_calculate(end="max(0, datum.value, isValid(datum.high) ? datum.high : 0)")
        .mark_text(
            align="right" if style.mirrored() else "left",
            dx=-6 if style.mirrored() else 6,
            baseline="middle",
            fontSize=12,
            color=colours.text,
        )
        .encode(x=alt.X("end:Q"), text=marks.words("value_label"))
    )
    return style.picture(bars, spread, values, height=alt.Step(22), theme=theme)


def forecast_by_tenth(
    frame: pd.DataFrame, *, currency: str = "", beside: bool = True, theme: style.Theme = "light"
) -> alt.LayerChart:
    """What was forecast of a customer of each tenth and what came, and what the same again would have said.

    Bars are what came; a line with marks is what was forecast, a dashed grey one the same again. Not mirrored. A click
    on a bar selects `tenth`.

    Columns: tenth, part (predicted, again, came), value, and for the tooltip tenth_label, part_label, value_label,
    count_label. Without `beside` the forecast is the same again, and there are no rows of `again`.
    """
    colours = style.ink(theme)
    picked = alt.selection_point(name="tenth", fields=["tenth"], on="click", toggle=False, empty=False)
    parts = {"came": style.KEPT, "predicted": style.LOST, "again": style.CONTEXT}
    if not beside:
        parts.pop("again")
    names = {"came": _("Came"), "predicted": _("Was forecast"), "again": _("The same again")}
    tips = marks.tips(
        tenth_label=_("Tenth"), part_label=_("Money"), value_label=_("For each customer"), count_label=_("Customers")
    )
    base = alt.Chart(frame).encode(
        x=alt.X(
            "tenth:O",
            axis=alt.Axis(
                title=_("Tenths of the customers, those forecast the most first"),
                labelAngle=0,
                labelExpr="format(datum.value, 'd')",
                grid=False,
            ),
        ),
        y=alt.Y("value:Q", axis=axes.amount_axis(currency)),
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
