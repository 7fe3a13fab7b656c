"""Nowruz and Ramadan on time axes: the periods in which they begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import _, current_language
from localization.occasions import NAMES, occasions

if TYPE_CHECKING:
    from view import View

# Half-years and years all hold both; more marks than this would hide the picture behind them.
GRAINS = ("week", "month", "quarter")
MOST_MARKS = 14
# Two names nearer than this share of the axis would touch.
PLACES_APART = 10


def marked(view: View, starts: pd.Series) -> list[str | None]:
    """Name what begins in each of the periods that start on these days.

    Marks are drawn for data sets in the Jalali or Hijri calendar and for readers of Persian and Arabic.
    """
    nothing: list[str | None] = [None] * len(starts)
    is_far = view.calendar == "gregorian" and current_language() == "en"
    if is_far or view.lens.grain not in GRAINS or starts.empty:
        return nothing
    spans = view.periods.set_index("starts_on")["ends_on"].reindex(starts)
    try:
        found = occasions(starts.iloc[0].date(), spans.iloc[-1].date())
    except ValueError:  # days beyond the tables of the calendars
        return nothing
    if len(found) > MOST_MARKS:
        return nothing
    names = [
        [_(NAMES[str(row.occasion)]) for row in found.itertuples() if start.date() <= row.starts_on <= end.date()]
        for start, end in zip(starts, spans, strict=True)
    ]
    return _apart(names)


def labels(view: View, starts: pd.Series, orders: pd.Series) -> pd.Series:
    """Return the text of each row of a picture over time: what begins in its period, on the first row of each.

    Parameters
    ----------
    view
        What the page looks at.
    starts
        First day of each period, in order.
    orders
        Of each row, the place of its period in `starts`.

    """
    texts = marked(view, starts.reset_index(drop=True))
    found = [None if again else texts[int(at)] for at, again in zip(orders, orders.duplicated(), strict=True)]
    return pd.Series(found, index=orders.index, dtype="object")


def _apart(names: list[list[str]]) -> list[str | None]:
    """Write names that would touch together, above the first of their rules; the others keep a rule alone."""
    texts: list[str | None] = [None] * len(names)
    last = -len(names)
    for place, here in enumerate(names):
        if not here:
            continue
        if place - last <= len(names) // PLACES_APART:
            texts[last] = " · ".join([texts[last] or "", *here])
            texts[place] = ""
        else:
            texts[place] = " · ".join(here)
            last = place
    return texts
