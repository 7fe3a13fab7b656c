"""The Hijri calendar of Umm al-Qura, against the library whose table it reads and against known feasts."""

from datetime import date, timedelta

import hijridate
import numpy as np
import pytest

from localization.calendars import calendar_periods
from localization.hijri import from_hijri, hijri_month_length, hijri_parts, to_hijri

FIRST, LAST = date(1990, 1, 1), date(2035, 12, 31)


def test_hijri_equals_hijridate_on_every_day_of_1990_to_2035():
    days = np.arange(np.datetime64(FIRST), np.datetime64(LAST) + 1)
    ours = list(zip(*(part.tolist() for part in hijri_parts(days)), strict=True))
    assert ours == [hijridate.Gregorian.fromdate(day).to_hijri().datetuple() for day in days.astype(object)]


def test_the_way_back_meets_every_day():
    day = date(2020, 3, 1)
    while day < date(2026, 4, 1):
        assert from_hijri(*to_hijri(day)) == day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("gregorian", "hijri"),
    [
        (date(2024, 3, 11), (1445, 9, 1)),  # Ramadan in Saudi Arabia
        (date(2024, 4, 10), (1445, 10, 1)),  # Eid al-Fitr
        (date(2024, 7, 7), (1446, 1, 1)),
        (date(1924, 8, 1), (1343, 1, 1)),
        (date(2077, 11, 16), (1500, 12, 30)),
    ],
    ids=str,
)
def test_known_hijri_dates(gregorian, hijri):
    assert to_hijri(gregorian) == hijri
    assert from_hijri(*hijri) == gregorian


def test_months_have_29_or_30_days_and_years_354_or_355():
    for year in range(1410, 1458):
        months = [hijri_month_length(year, month) for month in range(1, 13)]
        assert set(months) <= {29, 30}
        assert sum(months) in {354, 355}
        assert from_hijri(year + 1, 1, 1) - from_hijri(year, 1, 1) == timedelta(sum(months))


@pytest.mark.parametrize(
    "hijri", [(1445, 9, 31), (1445, 8, 30), (1445, 13, 1), (1445, 1, 0), (1342, 1, 1), (1501, 1, 1)], ids=str
)
def test_there_is_no_such_hijri_date(hijri):
    with pytest.raises(ValueError, match="There is no Hijri date"):
        from_hijri(*hijri)


@pytest.mark.parametrize("day", [date(1924, 7, 31), date(2077, 11, 17)], ids=str)
def test_beyond_the_table_hijri_is_refused_rather_than_guessed(day):
    with pytest.raises(ValueError, match="from 1924-08-01 to 2077-11-16"):
        to_hijri(day)


def test_a_hijri_year_of_the_books_from_ramadan():
    year = calendar_periods("hijri", date(2024, 3, 11), date(2024, 3, 11), fiscal_year_start=9)
    row = year[year["grain"] == "year"].iloc[0]
    assert (row["label"], row["starts_on"], row["ends_on"]) == ("1445/46", date(2024, 3, 11), date(2025, 2, 28))
