"""Picking a day in the data set's calendar: Streamlit's own date field knows the browser's calendar alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import _
from localization.calendars import date_of, month_length, parts_of
from localization.dates import month_names
from localization.numbers import localize_digits
from ui import clock

if TYPE_CHECKING:
    from datetime import date

YEARS_BACK, YEARS_AHEAD = 20, 2


def ask_day(label: str, day: date | None, calendar: str, *, key: str, years_back: int = YEARS_BACK) -> date:
    """Ask for a day by its year, month and day in a calendar.

    Parameters
    ----------
    label
        Translated label of the whole.
    day
        What is chosen at first, today if None; `years_back` years before it and two after it are offered.
    calendar
        One of `localization.grains.CALENDARS`.
    key
        Name of the block on its page; a change of the calendar starts it anew.
    years_back
        How many years before it are offered.

    """
    key = f"{key}_{calendar}"
    year, month, of_month = parts_of(day or clock.today(), calendar)
    names = month_names(calendar)
    with st.container(key=key, gap="xsmall"):
        st.caption(label)
        first, second, third = st.columns([3, 4, 2], gap="small")
        chosen_year: int = first.selectbox(
            _("Year"),
            range(year - years_back, year + YEARS_AHEAD + 1),
            years_back,
            format_func=lambda number: localize_digits(str(number)),
            key=f"{key}_year",
        )
        chosen_month: int = second.selectbox(
            _("Month"), range(1, 13), month - 1, format_func=lambda number: names[number - 1], key=f"{key}_month"
        )
        length = month_length(chosen_year, chosen_month, calendar)
        chosen_day: int = third.selectbox(
            _("Day"),
            range(1, length + 1),
            min(of_month, length) - 1,
            format_func=lambda number: localize_digits(str(number)),
            key=f"{key}_day_of_{length}",
        )
    return date_of(chosen_year, chosen_month, chosen_day, calendar)
