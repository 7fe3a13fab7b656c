from datetime import date, timedelta
from itertools import pairwise, product
from time import process_time

import jdatetime
import numpy as np
import pytest

from localization.calendars import (
    calendar_days,
    calendar_periods,
    from_jalali,
    is_jalali_leap,
    jalali_month_length,
    jalali_parts,
    parts_of,
    to_jalali,
)
from localization.grains import CALENDARS, GRAINS

FIRST, LAST = date(1990, 1, 1), date(2035, 12, 31)
ALL = list(product(CALENDARS, ("saturday", "sunday", "monday"), (1, 4, 12)))


def periods_of(grain, *args, **options):
    table = calendar_periods(*args, **options)
    return table[table["grain"] == grain].reset_index(drop=True)


def labels(grain, *args, **options):
    return list(periods_of(grain, *args, **options)["label"])


def days_of(d):
    """The row of one day."""
    return calendar_days("gregorian", d, d, fiscal_year_start=4).iloc[0]


# The Jalali calendar


def test_jalali_equals_jdatetime_on_every_day_of_1990_to_2035():
    days = np.arange(np.datetime64(FIRST), np.datetime64(LAST) + 1)
    ours = list(zip(*(part.tolist() for part in jalali_parts(days)), strict=True))
    theirs = []
    for day in days.astype(object):
        jalali = jdatetime.date.fromgregorian(date=day)
        theirs.append((jalali.year, jalali.month, jalali.day))
    assert ours == theirs


def test_the_way_back_meets_every_day():
    day = date(2020, 3, 1)
    while day < date(2026, 4, 1):
        assert from_jalali(*to_jalali(day)) == day
        day += timedelta(days=1)


def test_leap_years():
    assert [year for year in range(1370, 1437) if is_jalali_leap(year)] == [
        *(
            1370,
            1375,
            1379,
            1383,
            1387,
            1391,
            1395,
            1399,
            1403,
            1408,
            1412,
            1416,
            1420,
            1424,
            1428,
            1432,
            1436,
        )
    ]


@pytest.mark.parametrize(
    ("gregorian", "jalali"),
    [
        (date(2024, 3, 19), (1402, 12, 29)),
        (date(2024, 3, 20), (1403, 1, 1)),
        (date(2024, 9, 21), (1403, 6, 31)),
        (date(2024, 9, 22), (1403, 7, 1)),
        (date(2025, 3, 20), (1403, 12, 30)),
        (date(2025, 3, 21), (1404, 1, 1)),
        (date(2026, 3, 20), (1404, 12, 29)),
        (date(1799, 3, 21), (1178, 1, 1)),
        (date(2123, 3, 20), (1501, 12, 29)),
    ],
    ids=str,
)
def test_known_jalali_dates(gregorian, jalali):
    assert to_jalali(gregorian) == jalali
    assert from_jalali(*jalali) == gregorian


def test_month_lengths():
    assert [jalali_month_length(1402, month) for month in range(1, 13)] == [31] * 6 + [30] * 5 + [29]
    assert jalali_month_length(1403, 12) == 30


@pytest.mark.parametrize("jalali", [(1402, 12, 30), (1403, 7, 31), (1403, 13, 1), (1403, 1, 0), (1502, 1, 1)], ids=str)
def test_there_is_no_such_jalali_date(jalali):
    with pytest.raises(ValueError, match="There is no Jalali date"):
        from_jalali(*jalali)


@pytest.mark.parametrize("day", [date(1799, 3, 20), date(2123, 3, 21)], ids=str)
def test_beyond_the_known_years_jalali_is_refused_rather_than_guessed(day):
    with pytest.raises(ValueError, match="from 1799-03-21 to 2123-03-20"):
        to_jalali(day)


# Periods as integers


def test_one_day_in_every_grain():
    row = calendar_days("gregorian", date(2011, 11, 30), date(2011, 11, 30)).iloc[0]
    assert row["date"] == date(2011, 11, 30)
    assert (row["month"], row["quarter"], row["year"]) == (2011 * 12 + 10, 2011 * 4 + 3, 2011)
    row = calendar_days("jalali", date(2011, 11, 30), date(2011, 11, 30)).iloc[0]  # 9 Azar 1390
    assert (row["month"], row["quarter"], row["year"]) == (1390 * 12 + 8, 1390 * 4 + 2, 1390)


@pytest.mark.parametrize(("calendar", "week_start", "fiscal_year_start"), ALL)
def test_periods_are_consecutive_integers_across_years(calendar, week_start, fiscal_year_start):
    days = calendar_days(calendar, FIRST, LAST, week_start, fiscal_year_start)
    assert list(days.columns) == ["date", "week", "month", "quarter", "half", "year"]
    assert list(days["date"]) == [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    for grain in GRAINS:
        assert set(np.diff(days[grain])) == {0, 1}


@pytest.mark.parametrize(("calendar", "week_start", "fiscal_year_start"), ALL)
def test_periods_and_days_tell_the_same(calendar, week_start, fiscal_year_start):
    first, last = date(2019, 2, 3), date(2025, 5, 6)
    days = calendar_days(calendar, first, last, week_start, fiscal_year_start)
    periods = calendar_periods(calendar, first, last, week_start, fiscal_year_start)
    assert list(periods.columns) == ["grain", "period", "starts_on", "ends_on", "label"]
    for grain in GRAINS:
        listed = periods[periods["grain"] == grain]
        assert list(listed["period"]) == sorted(set(days[grain]))
        assert listed["label"].is_unique
        assert listed["starts_on"].min() <= first
        assert listed["ends_on"].max() >= last
        for (_, one), (_, following) in pairwise(listed.iterrows()):
            assert following["starts_on"] - one["ends_on"] == timedelta(days=1)
        bounds = days.merge(listed, left_on=grain, right_on="period")
        assert len(bounds) == len(days)
        assert ((bounds["starts_on"] <= bounds["date"]) & (bounds["date"] <= bounds["ends_on"])).all()


def test_periods_are_whole_even_when_one_day_is_asked_for():
    periods = calendar_periods("jalali", date(2024, 3, 20), date(2024, 3, 20))
    assert [tuple(row) for row in periods[["grain", "starts_on", "ends_on", "label"]].values] == [
        ("week", date(2024, 3, 16), date(2024, 3, 22), "1402-W53"),
        ("month", date(2024, 3, 20), date(2024, 4, 19), "1403-01"),
        ("quarter", date(2024, 3, 20), date(2024, 6, 20), "1403-Q1"),
        ("half", date(2024, 3, 20), date(2024, 9, 21), "1403-H1"),
        ("year", date(2024, 3, 20), date(2025, 3, 20), "1403"),
    ]


def test_january_31_and_february_1_are_one_month_apart():
    days = calendar_days("gregorian", date(2025, 1, 31), date(2025, 2, 1))
    assert list(days["month"].diff())[1] == 1


# Weeks


@pytest.mark.parametrize(
    ("week_start", "weekday"), [("monday", 0), ("saturday", 5), ("sunday", 6)], ids=lambda value: value
)
@pytest.mark.parametrize("calendar", CALENDARS)
def test_weeks_start_on_their_day(calendar, week_start, weekday):
    weeks = periods_of("week", calendar, FIRST, LAST, week_start)
    assert {day.weekday() for day in weeks["starts_on"]} == {weekday}
    assert {end - start for start, end in zip(weeks["starts_on"], weeks["ends_on"], strict=True)} == {timedelta(6)}


def test_default_week_starts():
    wednesday = date(2024, 3, 20)
    assert periods_of("week", "gregorian", wednesday, wednesday)["starts_on"][0] == date(2024, 3, 18)  # Monday
    assert periods_of("week", "jalali", wednesday, wednesday)["starts_on"][0] == date(2024, 3, 16)  # Saturday
    assert periods_of("week", "hijri", wednesday, wednesday)["starts_on"][0] == date(2024, 3, 17)  # Sunday


def test_week_0_contains_the_first_day_of_1970():
    for week_start in ("monday", "sunday", "saturday"):
        days = calendar_days("gregorian", date(1969, 12, 20), date(1970, 1, 10), week_start).set_index("date")
        assert days.loc[date(1970, 1, 1), "week"] == 0
        assert days.loc[date(1969, 12, 25), "week"] == -1


def test_gregorian_weeks_from_monday_are_iso_8601():
    weeks = periods_of("week", "gregorian", FIRST, LAST)
    iso = [day.isocalendar() for day in weeks["starts_on"]]
    assert list(weeks["label"]) == [f"{year}-W{week:02}" for year, week, _ in iso]


@pytest.mark.parametrize("week_start", ["monday", "sunday", "saturday"])
@pytest.mark.parametrize("calendar", CALENDARS)
def test_a_week_is_numbered_in_the_year_that_holds_most_of_its_days(calendar, week_start):
    number, last_year = 0, None
    weeks = periods_of("week", calendar, date(2000, 1, 1), date(2035, 1, 1), week_start)
    for start, label in zip(weeks["starts_on"], weeks["label"], strict=True):
        days = [start + timedelta(n) for n in range(7)]
        years = [parts_of(day, calendar)[0] for day in days]
        year = max(years, key=years.count)
        number = number + 1 if year == last_year else 1
        if last_year is None:  # the list starts in the middle of a year
            number = int(label[-2:])
        last_year = year
        assert label == f"{year}-W{number:02}"


# Fiscal years


def test_a_year_from_april():
    assert labels("year", "gregorian", date(2011, 3, 31), date(2011, 4, 1), fiscal_year_start=4) == [
        "2010/11",
        "2011/12",
    ]
    year = periods_of("year", "gregorian", date(2011, 4, 1), date(2011, 4, 1), fiscal_year_start=4).iloc[0]
    assert (year["period"], year["starts_on"], year["ends_on"]) == (2011, date(2011, 4, 1), date(2012, 3, 31))


def test_quarters_of_a_year_from_april():
    quarters = periods_of("quarter", "gregorian", date(2011, 4, 1), date(2012, 3, 31), fiscal_year_start=4)
    assert list(quarters["label"]) == ["2011/12-Q1", "2011/12-Q2", "2011/12-Q3", "2011/12-Q4"]
    assert [day.month for day in quarters["starts_on"]] == [4, 7, 10, 1]
    assert list(quarters["period"]) == [2011 * 4 + quarter for quarter in range(4)]


def test_months_and_weeks_keep_their_calendar_numbers_in_a_fiscal_year():
    assert days_of(date(2012, 1, 15))["month"] == 2012 * 12
    assert days_of(date(2012, 1, 15))["year"] == 2011
    assert labels("month", "gregorian", date(2012, 1, 15), date(2012, 1, 15), fiscal_year_start=4) == ["2012-01"]
    assert labels("week", "gregorian", date(2012, 1, 15), date(2012, 1, 15), fiscal_year_start=4) == ["2012-W02"]


def test_a_jalali_year_from_mehr():
    year = periods_of("year", "jalali", date(2024, 9, 22), date(2024, 9, 22), fiscal_year_start=7).iloc[0]
    assert (year["label"], year["starts_on"], year["ends_on"]) == (
        "1403/04",
        date(2024, 9, 22),
        date(2025, 9, 22),
    )


def test_a_fiscal_year_over_the_turn_of_the_century():
    assert labels("year", "gregorian", date(1999, 12, 1), date(1999, 12, 1), fiscal_year_start=10) == ["1999/00"]


def test_halves_of_a_year_from_april():
    halves = periods_of("half", "gregorian", date(2011, 4, 1), date(2012, 3, 31), fiscal_year_start=4)
    assert list(halves["label"]) == ["2011/12-H1", "2011/12-H2"]
    assert list(halves["starts_on"]) == [date(2011, 4, 1), date(2011, 10, 1)]
    assert list(halves["period"]) == [2011 * 2, 2011 * 2 + 1]


@pytest.mark.parametrize(("calendar", "week_start", "fiscal_year_start"), ALL)
def test_a_coarser_period_is_made_of_whole_finer_ones(calendar, week_start, fiscal_year_start):
    days = calendar_days(calendar, FIRST, LAST, week_start, fiscal_year_start)
    for finer, coarser in pairwise(("month", "quarter", "half", "year")):
        assert days.groupby(finer)[coarser].nunique().max() == 1


# Refusals and speed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("mayan", FIRST, LAST), "Unknown calendar 'mayan'; known are gregorian, jalali, hijri"),
        (("gregorian", FIRST, LAST, "friday"), "A week cannot start on 'friday'"),
        (("gregorian", FIRST, LAST, None, 13), "A year cannot start in month 13"),
        (("gregorian", LAST, FIRST), "cannot end on 1990-01-01 before it starts on 2035-12-31"),
    ],
    ids=["calendar", "week", "year", "order"],
)
def test_refusals(arguments, sentence):
    for table in (calendar_days, calendar_periods):
        with pytest.raises(ValueError, match=sentence):
            table(*arguments)


@pytest.mark.parametrize("calendar", CALENDARS)
def test_forty_years_are_quick(calendar):
    began = process_time()
    calendar_days(calendar, date(1990, 1, 1), date(2029, 12, 31))
    assert process_time() - began < 0.3
