"""The calendar as tables: which week, month, quarter and year each day belongs to.

Periods are consecutive integers, so that the age of a cohort is one integer minus another in every calendar:

* month = calendar year * 12 + (month - 1)
* quarter = fiscal year * 4 + (quarter - 1), half = fiscal year * 2 + (half - 1), year = fiscal year; a fiscal
  year carries the number of the calendar year in which it starts
* week = weeks since the one that contains 1970-01-01

Labels are plain ASCII and language-neutral: 2011-W05, 2011-03, 2011-Q1, 2011-H1, 2011; a fiscal year that spans
two calendar years is 2011/12, and its quarters 2011/12-Q1. A week is numbered within the calendar year (not the
fiscal one) that holds its fourth day, and so most of its days; week 1 is the first such week. For weeks from
Monday in the Gregorian calendar that is ISO 8601.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from localization.grains import CALENDARS, GRAINS, PERIODS_IN_A_YEAR, WEEK_STARTS, Grain
from localization.hijri import from_hijri, hijri_day_of_year, hijri_month_length, hijri_parts

# First and last day that each calendar is known for.
KNOWN_DAYS = MappingProxyType(
    {
        "gregorian": (date.min, date.max),
        "jalali": (date(1799, 3, 21), date(2123, 3, 20)),
        "hijri": (date(1924, 8, 1), date(2077, 11, 16)),
    }
)

Days = npt.NDArray[np.datetime64]
Integers = npt.NDArray[np.int64]


_EPOCH = date(1970, 1, 1).toordinal()

# Days from 1970-01-01, a Thursday, back to the start of its week.
_DAYS_INTO_WEEK = MappingProxyType({"monday": 3, "sunday": 4, "saturday": 5})

# The 33-year leap rule equals the official (astronomical) calendar for these years and not beyond; the better
# known 2820-year rule does not. 1178-01-01 is 1799-03-21.
_FIRST_JALALI_YEAR, _LAST_JALALI_YEAR = 1178, 1501
_years = np.arange(_FIRST_JALALI_YEAR, _LAST_JALALI_YEAR + 1)
_jalali_leap = (25 * _years + 11) % 33 < 8
_jalali_new_years: Integers = np.concatenate([[0], np.cumsum(np.where(_jalali_leap, 366, 365))]) + np.datetime64(
    "1799-03-21", "D"
).astype(np.int64)


def calendar_days(
    calendar: str,
    first: date,
    last: date,
    week_start: str | None = None,
    fiscal_year_start: int = 1,
) -> pd.DataFrame:
    """Tell for each day from `first` to `last` which period of every grain it belongs to.

    Parameters
    ----------
    calendar
        One of CALENDARS; "hijri" is that of Umm al-Qura.
    first, last
        Both included.
    week_start
        "saturday", "sunday" or "monday"; by default that of WEEK_STARTS.
    fiscal_year_start
        The month of the calendar, 1 to 12, in which the year of the grains quarter, half and year starts.

    Returns
    -------
    pandas.DataFrame
        date (datetime.date), week, month, quarter, half, year (consecutive integers).
    """
    days = _days_between(first, last)
    periods = _periods_of(days, calendar, week_start, fiscal_year_start)
    table = pd.DataFrame(periods)
    table.insert(0, "date", days.astype(object))
    return table


def calendar_periods(
    calendar: str,
    first: date,
    last: date,
    week_start: str | None = None,
    fiscal_year_start: int = 1,
) -> pd.DataFrame:
    """List the whole periods of every grain that touch `first` to `last`.

    Takes the parameters of `calendar_days`.

    Returns
    -------
    pandas.DataFrame
        grain, period (consecutive integers), starts_on, ends_on (datetime.date, both included), label.
    """
    inside = _periods_of(_days_between(first, last), calendar, week_start, fiscal_year_start)
    # No period is longer than 366 days: this far out, each of them is whole.
    margin = np.timedelta64(366, "D")
    known_first, known_last = (_as_day(day) for day in KNOWN_DAYS[calendar])
    days = np.arange(max(_as_day(first) - margin, known_first), min(_as_day(last) + margin, known_last) + 1)
    around = _periods_of(days, calendar, week_start, fiscal_year_start)
    tables = []
    for grain in GRAINS:
        period = np.arange(inside[grain][0], inside[grain][-1] + 1)
        starts_on = days[np.searchsorted(around[grain], period, side="left")]
        ends_on = days[np.searchsorted(around[grain], period, side="right") - 1]
        tables.append(
            pd.DataFrame(
                {
                    "grain": grain,
                    "period": period,
                    "starts_on": starts_on.astype(object),
                    "ends_on": ends_on.astype(object),
                    "label": _labels(grain, period, starts_on, calendar, fiscal_year_start),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def to_jalali(day: date) -> tuple[int, int, int]:
    """Return the Jalali year, month and day of a Gregorian date."""
    year, month, of_month = jalali_parts(np.array([_as_day(day)]))
    return int(year[0]), int(month[0]), int(of_month[0])


def from_jalali(year: int, month: int, day: int) -> date:
    """Return the Gregorian date of a Jalali one; ValueError if there is no such day."""
    if not (
        _FIRST_JALALI_YEAR <= year <= _LAST_JALALI_YEAR
        and 1 <= month <= 12
        and 1 <= day <= jalali_month_length(year, month)
    ):
        raise ValueError(f"There is no Jalali date {year}-{month:02}-{day:02}")
    offset = (month - 1) * 30 + min(month - 1, 6) + day - 1
    ordinal = int(_jalali_new_years[year - _FIRST_JALALI_YEAR]) + offset
    return date.fromordinal(ordinal + _EPOCH)


def is_jalali_leap(year: int) -> bool:
    """Tell whether Esfand of this Jalali year has 30 days."""
    return bool(_jalali_leap[year - _FIRST_JALALI_YEAR])


def jalali_month_length(year: int, month: int) -> int:
    """Return the number of days of a Jalali month: 31 to Shahrivar, 30 to Bahman, then 29 or 30."""
    if month <= 6:
        return 31
    return 30 if month < 12 or is_jalali_leap(year) else 29


def jalali_parts(days: Days) -> tuple[Integers, Integers, Integers]:
    """Return the Jalali year, month and day of each date."""
    ordinals = days.astype("datetime64[D]").astype(np.int64)
    if ordinals.size and (ordinals.min() < _jalali_new_years[0] or ordinals.max() >= _jalali_new_years[-1]):
        raise ValueError("The Jalali calendar is known here from 1799-03-21 to 2123-03-20")
    index = np.searchsorted(_jalali_new_years, ordinals, side="right") - 1
    day_of_year = ordinals - _jalali_new_years[index]
    first_half = day_of_year < 186
    month0 = np.where(first_half, day_of_year // 31, (day_of_year - 6) // 30)
    day0 = np.where(first_half, day_of_year % 31, (day_of_year - 6) % 30)
    return index + _FIRST_JALALI_YEAR, month0 + 1, day0 + 1


def parts_of(day: date, calendar: str) -> tuple[int, int, int]:
    """Return year, month and day of a Gregorian date in a calendar."""
    year, month, of_month = _parts(calendar, np.array([_as_day(day)]))
    return int(year[0]), int(month[0]), int(of_month[0])


def date_of(year: int, month: int, day: int, calendar: str) -> date:
    """Return the Gregorian date of year, month and day of a calendar; ValueError if there is no such day."""
    if calendar == "gregorian":
        return date(year, month, day)
    return from_jalali(year, month, day) if calendar == "jalali" else from_hijri(year, month, day)


def month_length(year: int, month: int, calendar: str) -> int:
    """Return the number of days of a month of a calendar."""
    if calendar == "gregorian":
        following = date(year + month // 12, month % 12 + 1, 1)
        return following.toordinal() - date(year, month, 1).toordinal()
    return jalali_month_length(year, month) if calendar == "jalali" else hijri_month_length(year, month)


def months_before(day: date, n: int, calendar: str) -> date:
    """Return the day `n` months of a calendar before a Gregorian date (after it, for a negative `n`).

    A day that the other month does not have becomes its last one. Count from the day itself each time, not from
    a result: 31 Shahrivar less one month less one month is not 31 Shahrivar less two.
    """
    year, month, of_month = parts_of(day, calendar)
    year, month0 = divmod(year * 12 + month - 1 - n, 12)
    return date_of(year, month0 + 1, min(of_month, month_length(year, month0 + 1, calendar)), calendar)


def same_period_last_year(period: int, grain: str) -> int:
    """Return the number of the period a year before: the same month, quarter or half of the calendar.

    For weeks it is the one 52 weeks before, which starts on the same day of the week.
    """
    return period - PERIODS_IN_A_YEAR[grain]


def _as_day(day: date) -> np.datetime64:
    """Take the day as it is written; NumPy would move a moment with a time zone to its day in UTC."""
    return np.datetime64(day.toordinal() - _EPOCH, "D")


def _gregorian_parts(days: Days) -> tuple[Integers, Integers, Integers]:
    months = days.astype("datetime64[M]")
    months_since_1970 = months.astype(np.int64)
    day = (days.astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64) + 1
    return months_since_1970 // 12 + 1970, months_since_1970 % 12 + 1, day


def _parts(calendar: str, days: Days) -> tuple[Integers, Integers, Integers]:
    if calendar not in CALENDARS:
        raise ValueError(f"Unknown calendar {calendar!r}; known are {', '.join(CALENDARS)}")
    if calendar == "gregorian":
        return _gregorian_parts(days)
    return jalali_parts(days) if calendar == "jalali" else hijri_parts(days)


def _days_between(first: date, last: date) -> Days:
    if first > last:
        raise ValueError(f"A calendar cannot end on {last} before it starts on {first}")
    return np.arange(_as_day(first), _as_day(last) + 1)


def _periods_of(days: Days, calendar: str, week_start: str | None, fiscal_year_start: int) -> dict[Grain, Integers]:
    year, month, _day = _parts(calendar, days)
    week_start = week_start or WEEK_STARTS[calendar]
    if week_start not in _DAYS_INTO_WEEK:
        raise ValueError(f"A week cannot start on {week_start!r}; known are {', '.join(_DAYS_INTO_WEEK)}")
    if not 1 <= fiscal_year_start <= 12:
        raise ValueError(f"A year cannot start in month {fiscal_year_start}")
    months = year * 12 + month - 1
    fiscal_months = months - (fiscal_year_start - 1)
    return {
        "week": (days.astype(np.int64) + _DAYS_INTO_WEEK[week_start]) // 7,
        "month": months,
        "quarter": fiscal_months // 3,
        "half": fiscal_months // 6,
        "year": fiscal_months // 12,
    }


def _labels(grain: Grain, period: Integers, starts_on: Days, calendar: str, fiscal_year_start: int) -> list[str]:
    if grain == "week":
        fourth = starts_on + np.timedelta64(3, "D")
        year, month, day = _parts(calendar, fourth)
        # The fourth days of a year's weeks are seven apart, so the first of them falls on its day 1 to 7.
        number = _day_of_year(fourth, calendar, year, month, day) // 7 + 1
        return [f"{y}-W{n:02}" for y, n in zip(year, number, strict=True)]
    if grain == "month":
        return [f"{p // 12}-{p % 12 + 1:02}" for p in period]
    if grain == "quarter":
        return [f"{_year_label(p // 4, fiscal_year_start)}-Q{p % 4 + 1}" for p in period]
    if grain == "half":
        return [f"{_year_label(p // 2, fiscal_year_start)}-H{p % 2 + 1}" for p in period]
    return [_year_label(p, fiscal_year_start) for p in period]


def _day_of_year(days: Days, calendar: str, year: Integers, month: Integers, day: Integers) -> Integers:
    """Count from 0 on the first day of the calendar year."""
    if calendar == "hijri":
        return hijri_day_of_year(year, month, day)
    if calendar == "jalali":
        return (month - 1) * 30 + np.minimum(month - 1, 6) + day - 1
    new_year = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    elapsed: Integers = (days - new_year).astype(np.int64)
    return elapsed


def _year_label(year: int, fiscal_year_start: int) -> str:
    return str(year) if fiscal_year_start == 1 else f"{year}/{(year + 1) % 100:02}"
