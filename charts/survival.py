"""Pictures of the lifetimes page: who returns after a silence, how long customers stay, what takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import altair as alt

from charts import axes, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd

Origin = Literal["purchase", "contract", "joining"]

# Lines without a meaning of their own, told apart by place: blue, purple, sky, grey.
HUES = (style.KEPT, "#CC79A7", "#56B4E9", "#7F7F7F")
EVER, SOON = style.CONTEXT, style.WON_BACK


def returns(frame: pd.DataFrame, *, limit: float = 0.1, theme: style.Theme = "light") -> alt.LayerChart:
    """How many return after so many silent days: within the horizon, and ever. Days run left to right.

    The dashed line is the limit of the rule, the upright one the days after which a customer is taken as lost. A
    click selects `window_days` under the name "window".

    Columns: window_days, kind (soon, ever), rate, is_chosen (whether these are the days taken), chosen_label (text
    at the upright line), and for the tooltip window_label, kind_label, rate_label, count_label.
    """
    colours = style.ink(theme)
    picked = alt.selection_point(name="window", fields=["window_days"], on="click", toggle=False, empty=False)
    kinds = {"soon": SOON, "ever": EVER}
    names = {"soon": _("Return within the next 30 days"), "ever": _("Return ever")}
    base = alt.Chart(frame).transform_filter("isValid(datum.rate)")
    across = alt.X(
        "window_days:Q",
        axis=alt.Axis(title=_("Days without a purchase"), format="d", tickMinStep=1, grid=False),
        scale=alt.Scale(nice=False, zero=True),
    )
    up = alt.Y("rate:Q", axis=axes.percent_axis(_("Of those silent that long")), scale=alt.Scale(zero=True))
    lines = base.mark_line(strokeWidth=2.5).encode(
        x=across, y=up, color=alt.Color("kind:N", **marks.meanings(kinds, names))
    )
    points = (
        base.mark_point(filled=True, size=110, cursor="pointer")
        .encode(
            x=across,
            y=up,
            color=alt.Color("kind:N", **marks.meanings(kinds, names)),
            opacity=alt.condition(picked, alt.value(1), alt.value(0.001)),
            tooltip=marks.tips(
                window_label=_("Silence"), kind_label=_("Of these"), rate_label=_("Return"), count_label=_("Silences")
            ),
        )
        .add_params(picked)
        .properties(name="points")
    )
    ceiling = alt.Chart(frame).mark_rule(color=colours.muted, strokeDash=[4, 4], aria=False).encode(y=alt.datum(limit))
    chosen = base.transform_filter("datum.is_chosen && datum.kind === 'soon'")
    upright = chosen.mark_rule(color=style.LOST, strokeWidth=2).encode(x=across)
    words = chosen.mark_text(
        color=colours.text,
        fontSize=12,
        fontWeight="bold",
        align=alt.expr("scale('x', datum.window_days) > width / 2 ? 'right' : 'left'"),
        dx=alt.expr("scale('x', datum.window_days) > width / 2 ? -8 : 8"),
        baseline="top",
    ).encode(x=across, y=alt.value(4), text=marks.words("chosen_label"))
    return style.picture(ceiling, upright, lines, points, words, height=300, theme=theme)


def curves(frame: pd.DataFrame, *, origin: Origin = "purchase", theme: style.Theme = "light") -> alt.LayerChart:
    """Show the share still here by days since the start, of all or of each segment. Days run left to right.

    The band is the 95 % interval. A click selects `group` under the name "group". `origin` says from what on the days
    are counted.

    Columns: group (key), group_label (in the legend), hue (0 to 3), day, survival, low and high (null
    where not stated), and for the tooltip day_label, survival_label, count_label.
    """
    colours = style.ink(theme)
    titles = {
        "purchase": _("Days since the first purchase"),
        "contract": _("Days since the first contract"),
        "joining": _("Days as a customer"),
    }
    picked = alt.selection_point(name="group", fields=["group"], on="click", toggle=False, empty=False)
    base = (
        alt.Chart(frame)
        .transform_filter("isValid(datum.survival)")
        .encode(
            x=alt.X(
                "day:Q",
                axis=alt.Axis(title=titles[origin], format="d", tickMinStep=1, grid=False),
                scale=alt.Scale(nice=False, zero=True),
            ),
            detail="group:N",
        )
    )
    share = alt.Y("survival:Q", axis=axes.percent_axis(_("Still here")), scale=alt.Scale(domain=[0, 1]))
    hue = alt.Color(
        "group_label:N",
        scale=alt.Scale(range=list(HUES)),
        sort=alt.EncodingSortField(field="hue", op="min"),
        legend=alt.Legend(title=None, orient="top", direction="horizontal", labelLimit=160, symbolOpacity=1),
    )
    band = base.mark_area(opacity=0.16, interpolate="step-after").encode(y=alt.Y("low:Q"), y2="high:Q", color=hue)
    lines = base.mark_line(strokeWidth=2.5, interpolate="step-after").encode(y=share, color=hue)
    points = (
        base.mark_point(filled=True, size=110, opacity=0.001, cursor="pointer")
        .encode(
            y=share,
            tooltip=marks.tips(
                group_label=_("Customers"),
                day_label=_("Time"),
                survival_label=_("Still here"),
                count_label=_("Followed so far"),
            ),
        )
        .add_params(picked)
        .properties(name="points")
    )
    half = alt.Chart(frame).mark_rule(color=colours.muted, strokeDash=[4, 4], aria=False).encode(y=alt.datum(0.5))
    return style.picture(half, band, lines, points, height=300, theme=theme)


def windows(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Retention of one period by the days after which a customer counts as gone, with intervals.

    Mirrored for right-to-left readers. A click selects `window_days` under the name "window".

    Columns: window_days (key), window_label, order, rate, low, high, is_chosen, value_label (beside the point), and
    for the tooltip rate_label, count_label.
    """
    picked = alt.selection_point(name="window", fields=["window_days"], on="click", toggle=False, empty=False)
    base = alt.Chart(frame).encode(y=axes.category_y("window_label:N", "order"))
    rate = alt.X(
        "rate:Q",
        axis=axes.percent_axis(_("Customers kept")),
        scale=axes.along(reverse=True, domain=[0, 1]),
    )
    known = base.transform_filter("isValid(datum.rate)")
    intervals = known.mark_rule(strokeWidth=3, color=style.KEPT, opacity=0.5).encode(x=alt.X("low:Q"), x2="high:Q")
    dots = (
        known.mark_point(filled=True, opacity=1, cursor="pointer")
        .encode(
            x=rate,
            color=alt.condition("datum.is_chosen", alt.value(style.LOST), alt.value(style.KEPT)),
            size=alt.condition(picked, alt.value(180), alt.value(90)),
            tooltip=marks.tips(window_label=_("Silence"), rate_label=_("Retention"), count_label=_("Customers")),
        )
        .add_params(picked)
        .properties(name="dots")
    )
    texts = base.mark_text(
        align="left" if not style.mirrored() else "right",
        dx=10 if not style.mirrored() else -10,
        fontSize=12,
        color=style.ink(theme).text,
    ).encode(x=alt.X("at:Q"), text=marks.words("value_label"))
    placed = texts.transform_calculate(at="isValid(datum.rate) ? datum.high : 0")
    return style.picture(intervals, dots, placed, height=alt.Step(34), theme=theme)


def causes(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Share of the customers who have left for each cause by the days since their start. Days run left to right.

    The cause to look at is vermilion, as is one that the pointer is near; each is named where its line ends, so all
    lines must end on the same day.

    Columns: cause (key), cause_label, is_named, day, incidence, is_end (of its line), name_at (the incidence at whose
    height the name stands), and for the tooltip day_label, incidence_label, count_label.
    """
    colours = style.ink(theme)
    near = alt.selection_point(name="near", fields=["cause"], on="pointerover", empty=False)
    base = (
        alt.Chart(frame)
        .transform_filter("isValid(datum.incidence)")
        .encode(
            x=alt.X(
                "day:Q",
                axis=alt.Axis(title=_("Days since the first purchase"), format="d", tickMinStep=1, grid=False),
                scale=alt.Scale(nice=False, zero=True, range=axes.beside_names(axes.LONG_NAME_WIDTH)),
            ),
            y=alt.Y("incidence:Q", axis=axes.percent_axis(_("Have left for it")), scale=alt.Scale(zero=True)),
            detail="cause:N",
        )
    )
    lines = base.mark_line(interpolate="step-after").encode(
        color=alt.when(near | alt.datum.is_named).then(alt.value(style.LOST)).otherwise(alt.value(style.CONTEXT)),
        size=alt.when(near).then(alt.value(3.5)).when("datum.is_named").then(alt.value(2.5)).otherwise(alt.value(1.5)),
    )
    points = (
        base.mark_point(filled=True, size=90, opacity=0.001)
        .encode(
            tooltip=marks.tips(
                cause_label=_("Cause"),
                day_label=_("Time"),
                incidence_label=_("Have left for it"),
                count_label=_("Followed so far"),
            )
        )
        .add_params(near)
        .properties(name="points")
    )
    names = (
        base.transform_filter("datum.is_end")
        .mark_text(align="left", dx=8, baseline="middle", fontSize=12, limit=axes.LONG_NAME_WIDTH + 20)
        .encode(
            y=alt.Y("name_at:Q"),
            text=marks.words("cause_label"),
            color=alt.condition("datum.is_named", alt.value(style.LOST), alt.value(colours.muted)),
        )
    )
    return style.picture(lines, points, names, height=340, theme=theme)
