"""Pictures of what is due: the days of a month or a week, the fuller the darker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from charts import axes, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd

ROW_HEIGHT = 62


def calendar(frame: pd.DataFrame, *, rows: int, theme: style.Theme = "light") -> alt.LayerChart:
    """Draw the days in rows of seven, each with its number and how much is due on it; mirrored for who reads so.

    A click selects `day`.

    Parameters
    ----------
    frame
        Columns: day (text key), week (0 on top), weekday (0 where weeks start), weekday_label, of_month, due,
        due_label (null where nothing is due), is_today, and for the tooltip day_label,
        count_label, what_label.
    rows
        Weeks that are drawn.
    theme
        Inks of the light or the dark theme.

    """
    colours = style.ink(theme)
    picked = alt.selection_point(name="day", fields=["day"], on="click", toggle=False, empty=False)
    base = alt.Chart(frame).encode(
        x=alt.X(
            "weekday_label:N",
            sort=alt.EncodingSortField("weekday", op="min"),
            scale=axes.along(reverse=True, paddingInner=0.04, paddingOuter=0),
            axis=alt.Axis(
                orient="top",
                title=None,
                ticks=False,
                domain=False,
                grid=False,
                labelAngle=0,
                labelExpr=axes.isolated("datum.label"),
            ),
        ),
        y=alt.Y("week:O", axis=None, scale=alt.Scale(paddingInner=0.06, paddingOuter=0)),
    )
    shades = alt.Scale(range=[colours.surface, style.KEPT], domainMin=0, nice=False, interpolate="rgb")
    cells = (
        base.mark_rect(cursor="pointer", cornerRadius=4)
        .encode(
            color=alt.Color("due:Q", scale=shades, legend=None),
            opacity=alt.value(0.55),
            stroke=alt.condition(
                picked,
                alt.value(colours.text),
                alt.value(alt.expr(f"datum.is_today ? '{style.LOST}' : '{colours.grid}'")),
            ),
            strokeWidth=alt.value(alt.expr("datum.is_today ? 2 : 1")),
            tooltip=marks.tips(day_label=_("Day"), count_label=_("Customers"), what_label=_("Due")),
        )
        .add_params(picked)
        .properties(name="days")
    )
    number = base.mark_text(dy=-14, fontSize=11, color=colours.muted, aria=False).encode(text=marks.words("of_month"))
    due = base.mark_text(dy=8, fontSize=17, fontWeight="bold", color=colours.text, aria=False).encode(
        text=marks.words("due_label")
    )
    return style.picture(cells, number, due, height=rows * ROW_HEIGHT + 24, theme=theme)
