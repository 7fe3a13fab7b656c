"""Birthdays by the calendar of the firm: every day, leap days, and the span's own edges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from localization.calendars import from_jalali, is_jalali_leap, to_jalali
from metrics.actions.anniversaries import anniversaries, new_years
from tests.metrics.actions.conftest import table
from tests.metrics.conftest import rows


def born(*days):
    return table(("customer_key", "birthday"), [(key, day and day.isoformat()) for key, day in enumerate(days)])


def birthdays(days, first, last, calendar):
    return rows(anniversaries(born(*days), first, last, calendar).order_by("due_on", "customer_key"))


def test_every_jalali_day_from_1300_on_has_its_birthday_in_1403_and_1404():
    days = [date(1921, 3, 21) + timedelta(days=number) for number in range(0, 38_000, 3)]
    for year in (1403, 1404):
        first, last = from_jalali(year, 1, 1), from_jalali(year + 1, 1, 1) - timedelta(days=1)
        found = anniversaries(born(*days), first, last, "jalali").to_pandas().set_index("customer_key").due_on
        assert len(found) == len(days)
        for key, day in enumerate(days):
            _year, month, of_month = to_jalali(day)
            expected = min(of_month, 29) if month == 12 and not is_jalali_leap(year) else of_month
            assert to_jalali(found[key].date()) == (year, month, expected)


def test_thirtieth_of_esfand_is_kept_on_the_29th_in_other_years():
    leap = from_jalali(1399, 12, 30)
    assert [row[1] for row in birthdays([leap], date(2024, 3, 1), date(2026, 3, 31), "jalali")] == [
        "2024-03-19",  # 29 Esfand 1402
        "2025-03-20",  # 30 Esfand 1403, a leap year
        "2026-03-20",  # 29 Esfand 1404
    ]


def test_29_february_is_kept_on_the_28th_in_other_years():
    found = birthdays([date(2000, 2, 29)], date(2023, 1, 1), date(2024, 12, 31), "gregorian")
    assert [row[1] for row in found] == ["2023-02-28", "2024-02-29"]


@pytest.mark.parametrize("calendar", ["gregorian", "jalali"])
def test_both_ends_of_the_span_belong_to_it(calendar):
    days = [date(1990, 5, day) for day in (9, 10, 11, 12, 13)] + [None]
    found = birthdays(days, date(2024, 5, 10), date(2024, 5, 12), calendar)
    assert [row[1] for row in found] == ["2024-05-10", "2024-05-11", "2024-05-12"]
    assert len(found) == 3


def test_a_span_over_the_turn_of_the_year_holds_both_sides():
    found = birthdays([date(1990, 12, 30), date(1990, 1, 2)], date(2023, 12, 25), date(2024, 1, 5), "gregorian")
    assert [row[1] for row in found] == ["2023-12-30", "2024-01-02"]


def test_nowruz():
    assert new_years(date(2024, 3, 20), date(2025, 3, 21)) == [date(2024, 3, 20), date(2025, 3, 21)]
    assert new_years(date(2024, 3, 21), date(2025, 3, 20)) == []
