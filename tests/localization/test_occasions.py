from datetime import date, timedelta

import hijridate
import jdatetime
import pytest

from localization.occasions import NOWRUZ, RAMADAN, occasions


def of(name, first, last):
    table = occasions(first, last)
    return [tuple(row) for row in table.loc[table["occasion"] == name, ["starts_on", "ends_on"]].values]


def test_known_dates():
    assert of(NOWRUZ, date(2024, 1, 1), date(2025, 12, 31)) == [
        (date(2024, 3, 20), date(2024, 4, 1)),
        (date(2025, 3, 21), date(2025, 4, 2)),
    ]
    assert of(RAMADAN, date(2024, 1, 1), date(2025, 12, 31)) == [
        (date(2024, 3, 11), date(2024, 4, 9)),
        (date(2025, 3, 1), date(2025, 3, 29)),
    ]


def test_ramadan_begins_twice_in_a_gregorian_year():
    assert [start for start, _end in of(RAMADAN, date(2030, 1, 1), date(2030, 12, 31))] == [
        date(2030, 1, 5),
        date(2030, 12, 26),
    ]


@pytest.mark.parametrize("year", range(1990, 2036))
def test_every_year_agrees_with_the_calendar_libraries(year):
    table = occasions(date(year, 1, 1), date(year, 12, 31))
    for row in table.itertuples():
        if row.occasion == NOWRUZ:
            found = jdatetime.date.fromgregorian(date=row.starts_on)
            assert (found.month, found.day) == (1, 1)
        else:
            first = hijridate.Gregorian.fromdate(row.starts_on).to_hijri()
            after = hijridate.Gregorian.fromdate(row.ends_on + timedelta(1)).to_hijri()
            assert (first.month, first.day, after.month, after.day) == (9, 1, 10, 1)
    assert sum(table["occasion"] == NOWRUZ) == 1


def test_only_what_begins_inside_is_listed_in_order():
    assert occasions(date(2024, 3, 12), date(2024, 3, 19)).empty
    table = occasions(date(2023, 1, 1), date(2024, 12, 31))
    assert table["starts_on"].is_monotonic_increasing
    assert list(table["occasion"]) == [NOWRUZ, RAMADAN, RAMADAN, NOWRUZ]
