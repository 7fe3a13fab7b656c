"""On which days of a span customers have their birthday, in the calendar by which they count.

Nobody's birthday is passed over: who was born on a day that only leap years have, 30 Esfand or 29 February, has it on
the last day of that month in the others.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

if TYPE_CHECKING:
    from collections.abc import Iterable

# The first Jalali year that the calendar is known for, 1178, began on this day.
EPOCH = date(1799, 3, 21)
FIRST_YEAR = 1178
# Thirty-three years, eight of them leap years, have so many days; the other numbers put the leap years where they are.
CYCLE_YEARS, CYCLE_DAYS, CYCLE_LEAPS = 33, 12053, 8
DAY_SHIFT, LEAP_SHIFT = 25, 21


def anniversaries(people: ir.Table, first: date, last: date, calendar: str = "gregorian") -> ir.Table:
    """On which days from `first` to `last` do customers have their birthday?

    Parameters
    ----------
    people
        customer_key, birthday (null where it is not known).
    first, last
        Both included.
    calendar
        jalali: by the Jalali month and day; any other: by the Gregorian ones.

    Returns
    -------
    One row per customer and birthday: customer_key, due_on.

    """
    known = people.filter(_.birthday.notnull() & (_.birthday >= ibis.literal(EPOCH)))
    on = _jalali(known, first, last) if calendar == "jalali" else _gregorian(known, first, last)
    within = on.filter((_.due_on >= ibis.literal(first)) & (_.due_on <= ibis.literal(last)))
    return within.select("customer_key", "due_on")


def new_years(first: date, last: date) -> list[date]:
    """Return every 1 Farvardin from `first` to `last`, both included."""
    from localization.calendars import date_of, to_jalali

    years = range(to_jalali(first)[0], to_jalali(last)[0] + 1)
    return [day for year in years if first <= (day := date_of(year, 1, 1, "jalali")) <= last]


def _jalali(known: ir.Table, first: date, last: date) -> ir.Table:
    """By the day of the Jalali year: the leap day is its last, so that it is the same day in every year."""
    from localization.calendars import date_of, is_jalali_leap, to_jalali

    since = _.birthday.delta(ibis.literal(EPOCH), unit="day").cast("int64")
    dated = known.mutate(since=since).mutate(year=((_.since * CYCLE_YEARS + DAY_SHIFT) // CYCLE_DAYS).cast("int64"))
    leaps_before = (CYCLE_LEAPS * FIRST_YEAR + LEAP_SHIFT) // CYCLE_YEARS
    leaps = (((_.year + FIRST_YEAR) * CYCLE_LEAPS + LEAP_SHIFT) // CYCLE_YEARS).cast("int64") - leaps_before
    placed = dated.mutate(of_year=_.since - _.year * 365 - leaps)
    starts = [
        (date_of(year, 1, 1, "jalali"), 365 if is_jalali_leap(year) else 364)
        for year in range(to_jalali(first)[0], to_jalali(last)[0] + 1)
    ]
    return _together(
        placed.select(
            "customer_key",
            due_on=(ibis.literal(start) + ibis.least(placed.of_year, last_day).cast("int32").as_interval("D")).cast(
                "date"
            ),
        )
        for start, last_day in starts
    )


def _gregorian(known: ir.Table, first: date, last: date) -> ir.Table:
    month, day = known.birthday.month(), known.birthday.day()
    return _together(
        known.select(
            "customer_key",
            due_on=ibis.date(
                ibis.literal(year), month, ibis.ifelse((month == 2) & (day == 29) & (not _is_leap(year)), 28, day)
            ),
        )
        for year in range(first.year, last.year + 1)
    )


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _together(tables: Iterable[ir.Table]) -> ir.Table:
    whole, *rest = tables
    for table in rest:
        whole = whole.union(table)
    return whole
