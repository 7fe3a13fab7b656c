"""Counting months back and forth in a calendar, and the same period a year before."""

from datetime import date, timedelta

import jdatetime
import pytest

from localization.calendars import (
    calendar_periods,
    date_of,
    month_length,
    months_before,
    parts_of,
    same_period_last_year,
)
from localization.grains import CALENDARS


@pytest.mark.parametrize(
    ("calendar", "cut"),
    [("gregorian", date(2024, 3, 22)), ("jalali", date(2024, 3, 20))],
)
def test_six_months_without_a_purchase_depend_on_the_calendar(calendar, cut):
    """On 1403-07-01 a last purchase on 2024-03-21 is six months old by the Gregorian months alone."""
    assert months_before(date(2024, 9, 22), 6, calendar) == cut
    assert (date(2024, 3, 21) < cut) is (calendar == "gregorian")


@pytest.mark.parametrize(
    ("anchor", "n", "calendar", "expected"),
    [
        ((1403, 6, 31), -1, "jalali", (1403, 7, 30)),
        ((1403, 6, 31), -2, "jalali", (1403, 8, 30)),
        ((1403, 6, 31), 1, "jalali", (1403, 5, 31)),
        ((1403, 12, 30), 12, "jalali", (1402, 12, 29)),
        ((1403, 12, 30), -60, "jalali", (1408, 12, 30)),
        ((2024, 3, 31), 1, "gregorian", (2024, 2, 29)),
        ((2024, 3, 31), 13, "gregorian", (2023, 2, 28)),
        ((2024, 1, 31), 1, "gregorian", (2023, 12, 31)),
        ((1445, 9, 30), 1, "hijri", (1445, 8, 29)),
        ((1446, 1, 1), 1, "hijri", (1445, 12, 1)),
    ],
    ids=str,
)
def test_a_day_the_other_month_lacks_becomes_its_last(anchor, n, calendar, expected):
    assert months_before(date_of(*anchor, calendar), n, calendar) == date_of(*expected, calendar)


def test_months_are_counted_from_the_anchor_and_not_from_a_result():
    anchor = date_of(1403, 6, 31, "jalali")
    by_steps = months_before(months_before(anchor, -1, "jalali"), 1, "jalali")
    assert months_before(anchor, 0, "jalali") == anchor
    assert by_steps == date_of(1403, 6, 30, "jalali")


@pytest.mark.parametrize("calendar", CALENDARS)
def test_parts_and_lengths_agree_on_every_day(calendar):
    day = date(2019, 1, 1)
    while day < date(2026, 1, 1):
        year, month, of_month = parts_of(day, calendar)
        assert date_of(year, month, of_month, calendar) == day
        is_last = parts_of(day + timedelta(1), calendar)[1] != month
        assert (of_month == month_length(year, month, calendar)) is is_last
        day += timedelta(1)


@pytest.mark.parametrize("grain", ["month", "quarter", "half", "year"])
@pytest.mark.parametrize("calendar", CALENDARS)
def test_the_same_period_last_year_carries_the_same_name(calendar, grain):
    table = calendar_periods(calendar, date(2019, 1, 1), date(2025, 6, 1), fiscal_year_start=4)
    table = table[table["grain"] == grain].set_index("period")
    now = table.loc[table.index[-1]]
    before = table.loc[same_period_last_year(int(table.index[-1]), grain)]
    assert now["label"].partition("-")[2] == before["label"].partition("-")[2]
    assert parts_of(now["starts_on"], calendar)[1:] == parts_of(before["starts_on"], calendar)[1:]
    assert parts_of(now["starts_on"], calendar)[0] - parts_of(before["starts_on"], calendar)[0] == 1


def test_a_week_is_held_against_the_one_of_52_weeks_before():
    assert same_period_last_year(2826, "week") == 2774


def test_jalali_months_back_agree_with_jdatetime():
    day = jdatetime.date(1404, 2, 15)
    for n in range(40):
        year, month0 = divmod(1404 * 12 + 1 - n, 12)
        assert months_before(day.togregorian(), n, "jalali") == jdatetime.date(year, month0 + 1, 15).togregorian()
