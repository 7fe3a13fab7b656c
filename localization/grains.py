"""Names of the calendars and of the lengths of time, and how many of each make a year."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

Calendar = Literal["gregorian", "jalali", "hijri"]
Grain = Literal["week", "month", "quarter", "half", "year"]

CALENDARS: tuple[Calendar, ...] = ("gregorian", "jalali", "hijri")
GRAINS: tuple[Grain, ...] = ("week", "month", "quarter", "half", "year")

# How many periods back the same one of the year before lies; 52 weeks keep the day of the week.
PERIODS_IN_A_YEAR = MappingProxyType({"week": 52, "month": 12, "quarter": 4, "half": 2, "year": 1})
PERIODS_IN_HALF_A_YEAR = MappingProxyType({"week": 26, "month": 6, "quarter": 2, "half": 1, "year": 1})

WEEK_DAYS = ("monday", "sunday", "saturday")  # those on which a week can start
WEEK_STARTS = MappingProxyType({"gregorian": "monday", "jalali": "saturday", "hijri": "sunday"})
