"""Names of the calendars and of the lengths of time, and how many of each make a year."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Calendar = Literal["gregorian", "jalali", "hijri"]
Grain = Literal["week", "month", "quarter", "half", "year"]

CALENDARS: tuple[Calendar, ...] = ("gregorian", "jalali", "hijri")
GRAINS: tuple[Grain, ...] = ("week", "month", "quarter", "half", "year")

# How many periods back the same one of the year before lies; 52 weeks keep the day of the week.
PERIODS_IN_A_YEAR = MappingProxyType({"week": 52, "month": 12, "quarter": 4, "half": 2, "year": 1})
PERIODS_IN_HALF_A_YEAR = MappingProxyType({"week": 26, "month": 6, "quarter": 2, "half": 1, "year": 1})

WEEK_DAYS = ("monday", "sunday", "saturday")  # those on which a week can start
WEEK_STARTS = MappingProxyType({"gregorian": "monday", "jalali": "saturday", "hijri": "sunday"})

DAYS = MappingProxyType({"week": 7, "month": 31, "quarter": 92, "half": 184, "year": 366})
MONTHS_FOR_QUARTERS = 24  # two years of months are too many to read at once
LEAST_PERIODS = 4  # with fewer there is hardly a change to see


def shortest(complete: Mapping[str, int], gap_days: float) -> str:
    """Return the shortest period, from a month on, in which three of four gaps between purchases fit.

    Parameters
    ----------
    complete
        Complete periods of each grain that there are.
    gap_days
        Three of four gaps between purchases are no longer (a version's `usual_gap_days`).

    """
    offered = [grain for grain in GRAINS if grain != "week" and complete.get(grain, 0) >= LEAST_PERIODS]
    return next((grain for grain in offered if DAYS[grain] >= gap_days), offered[-1] if offered else "month")


def usual(complete: Mapping[str, int], gap_days: float) -> str:
    """Return the same of what pages show before anybody has chosen: of many months, quarters.

    `complete` and `gap_days` are those of `shortest`.
    """
    fits = shortest(complete, gap_days)
    many = complete.get("month", 0) >= MONTHS_FOR_QUARTERS and complete.get("quarter", 0) >= LEAST_PERIODS
    return "quarter" if fits == "month" and many else fits


# Days of a month: a year of the Gregorian calendar has 365.2425 on average.
MONTH_DAYS = 30.436875
