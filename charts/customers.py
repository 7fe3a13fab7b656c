"""Pictures of the top customers page: how few make how much, and who came onto the list and left it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from charts import axes, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd


def pareto(frame: pd.DataFrame, *, share: float = 0.2, theme: style.Theme = "light") -> alt.LayerChart:
    """Cumulative share of sales, and of profit, against the share of customers, with a line at the best 20 %.

    Mirrored for right-to-left readers. The lines are named at the foot of the cut rather than at their ends, where all
    reach 100 %.

    Parameters
    ----------
    frame
        Columns: measure (sales, profit, charges), customer_share, value_share, cut_label (text at the cut, for example
        "Sales 75 %"; null on every other row), and for the tooltip measure_label, customer_share_label,
        value_share_label, count_label.
    share
        Share of customers on the list, where the vertical line stands.
    theme
        Inks of the light or the dark theme.
    """
    colours = style.ink(theme)
    measures = {"sales": style.KEPT, "profit": colours.text, "charges": style.KEPT}
    base = alt.Chart(frame).encode(
        x=alt.X(
            "customer_share:Q",
            axis=axes.percent_axis(_("Share of customers, the best first"), grid=False),
            scale=axes.along(reverse=True, domain=[0, 1]),
        ),
        y=alt.Y(
            "value_share:Q",
            axis=axes.percent_axis(_("Share of the total"), orient=axes.reading_side()),
            scale=alt.Scale(zero=True, nice=True),
        ),
        color=alt.Color(
            "measure:N", scale=alt.Scale(domain=list(measures), range=list(measures.values())), legend=None
        ),
    )
    at_cut = base.transform_filter("isValid(datum.cut_label) && length(datum.cut_label) > 0")
    return style.picture(
        base.mark_rule(strokeDash=[5, 4], aria=False).encode(
            x=alt.datum(share), y=alt.value(0), y2=alt.value("height"), color=alt.value(style.CONTEXT)
        ),
        base.mark_line(strokeWidth=2.5),
        base.mark_point(filled=True, size=60, opacity=0.001).encode(
            tooltip=marks.tips(
                measure_label=_("Measured by"),
                customer_share_label=_("Share of customers"),
                value_share_label=_("Share of the total"),
                count_label=_("Customers"),
            )
        ),
        at_cut.mark_point(filled=True, size=90, opacity=1),
        at_cut.transform_window(place="row_number()", sort=[alt.SortField("measure", "ascending")])
        .mark_text(
            align=axes.reading_side(),
            dx=-10 if style.mirrored() else 10,
            fontSize=13,
            fontWeight="bold",
            baseline="middle",
        )
        .encode(
            y=alt.value(alt.expr("height - 14 - (datum.place - 1) * 19")),
            text=marks.words("cut_label"),
            color=alt.condition("datum.measure === 'sales'", alt.value(colours.kept), alt.value(colours.text)),
        ),
        height=320,
        theme=theme,
    )


def changes(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Who stayed on the list, entered it and left it, and what became of those who left.

    Mirrored for right-to-left readers: names at the right, the axis reversed. A click selects `change`.

    Columns: change (stayed, entered, lost, declined, displaced), change_label, order (1 on top), customers,
    value_label (at the bar), and money_label for the tooltip.
    """
    colours = style.ink(theme)
    picked = alt.selection_point(name="change", fields=["change"], on="click", toggle=False, empty=False)
    kinds = {
        "stayed": style.KEPT,
        "entered": style.NEW,
        "lost": style.LOST,
        "declined": "#EBAF80",
        "displaced": style.CONTEXT,
    }
    base = alt.Chart(frame).encode(
        y=axes.category_y("change_label:N", "order"),
        x=alt.X(
            "customers:Q",
            axis=axes.amount_axis(_("Customers"), across=True, tickMinStep=1, grid=False),
            scale=axes.bars_along(60),
        ),
    )
    bars = (
        base.mark_bar(cursor="pointer")
        .encode(
            color=alt.Color("change:N", scale=alt.Scale(domain=list(kinds), range=list(kinds.values())), legend=None),
            stroke=alt.condition(picked, alt.value(colours.text), alt.value(None)),
            strokeWidth=alt.value(2),
            tooltip=marks.tips(change_label=_("Change"), value_label=_("Customers"), money_label=_("Sales and profit")),
        )
        .add_params(picked)
        .properties(name="bars")
    )
    values = marks.bar_values(base, "customers", "value_label", theme)
    return style.picture(bars, values, height=alt.Step(30), theme=theme)
