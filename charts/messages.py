"""Pictures of messages: small enough for an e-mail on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from charts import axes, marks, style
from localization import _

if TYPE_CHECKING:
    import pandas as pd

HEIGHT = 150
# At the end of the line, for its last number.
ROOM = 56


def usual_range(frame: pd.DataFrame, *, theme: style.Theme = "light") -> alt.LayerChart:
    """Draw a rate over time on the band of what is usual for its last value, which stands out with its number.

    Time runs left to right.

    Columns: period_label, order (of the period), rate, low and high (limits, the same in each row), is_last,
    value_label.
    """
    colours = style.ink(theme)
    base = alt.Chart(frame).encode(x=axes.period_x(named_lines=True, room=ROOM))
    scale = alt.Scale(zero=False, nice=True)
    rate = alt.Y("rate:Q", axis=axes.percent_axis("", tickCount=4), scale=scale)
    low = alt.Y("low:Q", axis=axes.percent_axis("", tickCount=4), scale=scale)
    band = base.mark_area(color=style.CONTEXT, opacity=0.16).encode(y=low, y2="high:Q")
    line = base.mark_line(color=colours.kept, strokeWidth=2.5).encode(
        y=rate, tooltip=marks.tips(period_label=_("Period"), value_label=_("Retention"))
    )
    last = base.transform_filter("datum.is_last")
    beyond = "datum.rate < datum.low || datum.rate > datum.high"
    colour = alt.condition(beyond, alt.value(style.LOST), alt.value(colours.kept))
    dot = last.mark_point(filled=True, size=90, opacity=1).encode(y=rate, color=colour)
    side = "right" if style.time_from_right() else "left"
    number = last.mark_text(
        align=side, dx=-9 if side == "right" else 9, fontSize=14, fontWeight="bold", color=colours.text
    ).encode(y=rate, text=marks.words("value_label"))
    return style.picture(band, line, dot, number, height=HEIGHT, theme=theme)
