"""Numbers, days and moments as people write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import duckdb
import pytest

from ingest.dates import slow_dates
from localization.calendars import to_jalali


def amounts(desk, *texts, delimiter=","):
    rows = "".join(f"{delimiter.join(['c', '2025-01-01', quote(text)])}\n" for text in texts)
    report = desk.load(delimiter.join(["customer_id", "ordered_on", "revenue"]) + "\n" + rows)
    return [float(amount) for (amount,) in desk.rows("revenue")], report


def quote(text):
    return '"' + text.replace('"', '""') + '"'


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("۲٬۶۱۹٬۶۰۰", "2619600"),
        ("١٢٣٫٥", "123.5"),
        ("1,234,567.89", "1234567.89"),
        ("1 234", "1234"),
        ("1'234.50", "1234.5"),
        ("12,34,567", "1234567"),
        ("(1,234.50)", "-1234.5"),
        ("1,234-", "-1234"),
        ("−5", "-5"),
        ("-$5.00", "-5"),
        ("$ 5.00", "5"),
        ("5 USD", "5"),
        ("۵۰۰ ریال", "500"),
        ("۵۰۰٬۰۰۰ تومان", "500000"),
        ("﷼ 1,000", "1000"),
        ("1.5e3", "1500"),
        ("\u200e-12\u200f", "-12"),
        ("\u00a012\u00a0", "12"),
    ],
)
def test_an_amount_is_read_in_many_notations(desk, text, amount):
    assert amounts(desk, "0.01", text)[0] == [0.01, float(Decimal(amount))]


@pytest.mark.parametrize(
    "text", ["twelve", "1,23,4", "1.2.3", "12 apples", "--5", "5%", "1/2", "inf", "0x1F", "1٬23", "(5"]
)
def test_what_is_no_amount_is_rejected(desk, text):
    read, report = amounts(desk, "0.01", text)
    assert (read, report.rejected) == ([0.01], 1)


def test_a_comma_before_two_digits_makes_it_the_decimal_mark_of_the_column(desk):
    assert amounts(desk, "1.234", "12,50", "1.234.567,8")[0] == [1234, 12.5, 1234567.8]


def test_a_point_before_two_digits_makes_the_comma_a_group_mark(desk):
    assert amounts(desk, "1,234", "12.50")[0] == [1234, 12.5]


def test_groups_of_points_alone_are_groups(desk):
    assert amounts(desk, "1.234", "1.234.567", "950")[0] == [1234, 1234567, 950]


def test_an_undecidable_point_is_decimal_and_said_so(desk):
    read, report = amounts(desk, "1.234", "2.500")
    assert read == [1.234, 2.5]
    assert len(report.notes) == 1
    assert "revenue" in report.notes[0]


def test_semicolons_decide_for_the_decimal_comma(desk):
    read, report = amounts(desk, "1.234", "2.500", delimiter=";")
    assert read == [1234, 2500]
    assert len(report.notes) == 1


def test_plain_decimals_stay_plain_in_a_file_of_semicolons(desk):
    read, report = amounts(desk, "1.5", "2.25", delimiter=";")
    assert (read, report.notes) == ([1.5, 2.25], ())


def test_two_currencies_in_one_column_are_noted(desk):
    _read, report = amounts(desk, "5 €", "$ 7")
    assert "€" in report.notes[0]


def days(desk, *texts):
    report = desk.load("customer_id,ordered_on,revenue\n" + "".join(f"c,{quote(text)},1\n" for text in texts))
    return [day for (day,) in desk.rows("ordered_on")], report


AUGUST = date(2016, 8, 8)
ABAN = date(2016, 11, 8)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2016-08-08", AUGUST),
        ("2016-8-8", AUGUST),
        ("2016/08/08", AUGUST),
        ("2016.08.08", AUGUST),
        ("2016-08-08T23:59:59Z", AUGUST),
        ("2016-08-08 00:30:00+03:30", AUGUST),
        ("20160808", AUGUST),
        ("08/08/2016", AUGUST),
        ("8.8.2016 23:15", AUGUST),
        ("08-08-16", AUGUST),
        ("8 Aug 2016", AUGUST),
        ("08-AUG-16", AUGUST),
        ("August 8, 2016", AUGUST),
        ("Monday, 8 August 2016", AUGUST),
        ("8 أغسطس 2016", AUGUST),
        ("42590", AUGUST),
        ("42590.5", AUGUST),
        ("1395-08-18", ABAN),
        ("1395/8/18", ABAN),
        ("۱۳۹۵/۰۸/۱۸", ABAN),
        ("١٣٩٥/٠٨/١٨", ABAN),
        ("18/08/1395", ABAN),
        ("13950818", ABAN),
        ("۱۸ آبان ۱۳۹۵", ABAN),
        ("۱۳۹۵/۰۸/۱۸ - ۱۲:۳۰", ABAN),
        ("1403/12/30", date(2025, 3, 20)),
    ],
)
def test_a_day_is_read_in_many_forms(desk, text, day):
    assert days(desk, "2020-01-01", text)[0] == [date(2020, 1, 1), day]


@pytest.mark.parametrize(
    "text",
    [
        *("2025-02-30", "1402/12/30", "1402/13/01", "31/02/2025", "32/01/2025", "8 Foo 2016", "epoch", "infinity"),
        *("12", "1445/01/01", "2553-01-01", "0001-01-01", "2016-08-08 25:00", "2016-08-08x", "yesterday"),
    ],
)
def test_what_is_no_day_is_rejected(desk, text):
    read, report = days(desk, "2020-01-01", text)
    assert (read, report.rejected) == ([date(2020, 1, 1)], 1)


def test_one_day_beyond_the_twelfth_decides_for_the_column(desk):
    assert days(desk, "03/04/2025", "25/04/2025")[0] == [date(2025, 4, 3), date(2025, 4, 25)]
    assert days(desk, "03/04/2025", "04/25/2025")[0] == [date(2025, 3, 4), date(2025, 4, 25)]


def test_undecidable_days_are_day_first_and_said_so(desk):
    read, report = days(desk, "03/04/2025")
    assert read == [date(2025, 4, 3)]
    assert "ordered_on" in report.notes[0]


def test_another_column_of_the_file_decides(desk):
    report = desk.load("customer_id,starts_on,ends_on\nc,01/02/2025,12/31/2025\n", "contracts")
    assert desk.rows("starts_on, ends_on", "contracts") == [(date(2025, 1, 2), date(2025, 12, 31))]
    assert report.notes == ()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-03-04 15:30:10", datetime.fromisoformat("2025-03-04 15:30:10")),
        ("04/03/2025 3:30 PM", datetime.fromisoformat("2025-03-04 15:30:00")),
        ("13/03/2025 12:05 am", datetime.fromisoformat("2025-03-13 00:05:00")),
        ("1403/12/14 15:30", datetime.fromisoformat("2025-03-04 15:30:00")),
        ("2025-03-04", datetime.fromisoformat("2025-03-04 00:00:00")),
    ],
)
def test_moments_keep_their_time(desk, text, moment):
    desk.load(f"customer_id,opened_at\nc,{text}\n", "complaints")
    assert desk.rows("opened_at", "complaints") == [(moment,)]


def test_a_price_index_may_name_months_alone(desk):
    desk.load("month,index\n1402-01,100\n1402-02,104.5\n", "prices")
    assert desk.rows("month, index", "prices") == [(date(2023, 3, 21), 100.0), (date(2023, 4, 21), 104.5)]


def test_every_jalali_day_of_a_century_is_the_calendars_own():
    first = date(1930, 3, 21)
    every = [first + timedelta(days=step) for step in range(36_525)]
    texts = ["{}/{:02d}/{:02d}".format(*to_jalali(day)) for day in every]
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE days AS SELECT unnest(?) AS text", [texts]).fetchall()
        query = slow_dates("SELECT text, text AS written FROM days", month_first=False)
        read = dict(connection.execute(query).fetchall())
    assert [read[text] for text in texts] == every


def test_a_column_in_eastern_digits_may_hold_some_western_ones(desk):
    assert amounts(desk, "۱٬۲۰۰", "۱۳", "14.5")[0] == [1200, 13, 14.5]
    assert days(desk, "۱۳۹۵/۰۸/۱۸", "۱۳۹۵/۰۸/۱۸", "2020-01-01")[0] == [ABAN, ABAN, date(2020, 1, 1)]
