"""Numbers, days and moments as people write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import duckdb
import pytest

import ingest
from ingest.values.dates import slow_dates
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


def test_two_currencies_in_one_column_are_asked_about_and_never_added(desk):
    read, report = amounts(desk, "5 €", "$ 7")
    assert read == [5]
    assert [(one.column, one.options, one.assumed) for one in report.questions] == [("currency", ("EUR", "USD"), "EUR")]
    assert desk.rejects() == [(3, "revenue", "$ 7", "another_currency")]


@pytest.mark.parametrize(
    "header", ["Währung", "Devise", "Moneda", "Para Birimi", "Валюта", "Valuta", "Měna", "Pénznem"]
)
def test_a_column_of_currencies_is_known_in_every_language(desk, header):
    report = desk.load(f"customer_id,ordered_on,revenue,{header}\na,2024-01-05,5,EUR\nb,2024-01-05,7,USD\n")
    assert [(one.column, one.options) for one in report.questions] == [("currency", ("EUR", "USD"))]
    assert desk.rows("customer_id, revenue") == [("a", 5)]


def days(desk, *texts):
    report = desk.load("customer_id,ordered_on,revenue\n" + "".join(f"c,{quote(text)},1\n" for text in texts))
    return [day for (day,) in desk.rows("ordered_on")], report


def test_the_years_after_1420_are_jalali_in_a_column_of_jalali_years(desk):
    assert days(desk, "1403/02/10", "1404/02/10", "1423/11/08")[0][2] == date(2045, 1, 27)
    assert days(desk, "1445/07/03", "1446/02/10", "1419/11/08")[0][0] == date(2024, 1, 15)
    assert days(desk, "1403/02/10", "1445/07/03")[0][1] == date(2024, 1, 15)  # as many: lunar, as it stands alone


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
        ("2016.08.08.", AUGUST),
        ("2016. 08. 08. 23:15", AUGUST),
        ("8.8.2016.", AUGUST),
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
        ("۱۸/۰۸/۹۵", ABAN),
        ("18/08/1395 ه.ش", ABAN),
        ("1438/02/08", ABAN),
        ("٠٨/٠٢/١٤٣٨", ABAN),
        ("8 صفر 1438", ABAN),
        ("٨ صفر ١٤٣٨ هـ", ABAN),
        ("1402/03/05 هـ", date(1981, 12, 31)),
        ("15 ربيع الأول 1445", date(2023, 9, 30)),
        ("1 ذو الحجة 1445", date(2024, 6, 7)),
        ("2016-11-08T00:00:00.000+00:00", ABAN),
        ("Aug-08-16", AUGUST),
        ("Aug 8, 2016 10:01:02 AM PST", AUGUST),
        ("2016/08/08 11:59:12 PM GMT+3:30", AUGUST),
        ("08/08/2016 11:59 PM CEST", AUGUST),
        ("Mon Aug 08 2016 23:30:00 GMT+0330 (Iran Standard Time)", AUGUST),
        ("Mon Aug  8 23:30:00 2016", AUGUST),
        ("Mon Aug  8 23:30:00 PDT 2016", AUGUST),
    ],
)
def test_a_day_is_read_in_many_forms(desk, text, day):
    assert days(desk, "2020-01-01", text)[0] == [date(2020, 1, 1), day]


@pytest.mark.parametrize(
    "text",
    [
        *("2025-02-30", "1402/12/30", "1402/13/01", "31/02/2025", "32/01/2025", "8 Foo 2016", "epoch", "infinity"),
        *("12", "1445/13/01", "2553-01-01", "0001-01-01", "2016-08-08 25:00", "2016-08-08x", "yesterday"),
        *("Aug 8 10:30", "Aug 8, 2016 10:30 FOO"),
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
    assert [(one.kind, one.column, one.assumed) for one in report.questions] == [("date_order", "ordered_on", "dmy")]
    assert "2025-04-03" in report.questions[0].sentence


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
        query = slow_dates("SELECT text, text AS written FROM days")
        read = dict(connection.execute(query).fetchall())
    assert [read[text] for text in texts] == every


def test_a_column_in_eastern_digits_may_hold_some_western_ones(desk):
    assert amounts(desk, "۱٬۲۰۰", "۱۳", "14.5")[0] == [1200, 13, 14.5]
    assert days(desk, "۱۳۹۵/۰۸/۱۸", "۱۳۹۵/۰۸/۱۸", "2020-01-01")[0] == [ABAN, ABAN, date(2020, 1, 1)]


def asked(report):
    return [(question.kind, question.column, question.assumed, question.options) for question in report.questions]


def test_an_undecidable_order_is_a_question_and_the_answer_decides(desk):
    content = "customer_id,ordered_on,revenue\nc,03/04/2025,1\n"
    report = desk.load(content)
    assert asked(report) == [("date_order", "ordered_on", "dmy", ("dmy", "mdy"))]
    assert report.questions[0].examples == ("03/04/2025",)
    mapping = ingest.Mapping(report.mapping.columns, date_order={"ordered_on": "mdy"})
    report = desk.load(content, mapping=mapping)
    assert desk.rows("ordered_on") == [(date(2025, 3, 4),)]
    assert (report.questions, report.notes) == ((), ())
    assert "as you chose" in report.evidence[0].sentence


def test_an_undecidable_decimal_mark_is_a_question_and_the_answer_decides(desk):
    _read, report = amounts(desk, "1.234", "2.500")
    assert asked(report) == [("decimal_mark", "revenue", ".", (".", ","))]
    mapping = ingest.Mapping(report.mapping.columns, decimal_mark={"revenue": ","})
    report = desk.load('customer_id,ordered_on,revenue\nc,2025-01-01,"1.234"\n', mapping=mapping)
    assert (desk.rows("revenue"), report.questions) == ([(Decimal(1234),)], ())


def test_the_answer_for_a_part_of_a_formula_goes_by_its_header(desk):
    content = "customer_id,ordered_on,Qty,Unit Price\nc,2025-01-01,2,1.234\n"
    report = desk.load(content)
    assert asked(report) == [("decimal_mark", "Unit Price", ".", (".", ","))]
    mapping = ingest.Mapping(report.mapping.columns, report.mapping.computed, decimal_mark={"Unit Price": ","})
    desk.load(content, mapping=mapping)
    assert desk.rows("revenue") == [(Decimal(2468),)]


def test_what_the_values_said_is_shown_as_evidence(desk):
    _read, report = days(desk, "03/04/2025", "25/04/2025")
    assert [one.sentence for one in report.evidence] == [
        "ordered_on: read as day/month/year, because of values such as 25/04/2025.",
        "ordered_on: 03/04/2025 was read as 2025-04-03.",
    ]
    _read, report = amounts(desk, "1.234", "12,50")
    assert report.evidence[0].sentence == "revenue: the comma marks decimals, because of values such as 12,50."
    assert report.evidence[0].column == "revenue"


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (("95/08/18", "95/08/30"), [ABAN, date(2016, 11, 20)]),
        (("۹۵/۰۸/۱۸", "۰۳/۱۲/۳۰"), [ABAN, date(2025, 3, 20)]),
        (("99/12/31", "16-11-08"), [date(1999, 12, 31), ABAN]),
        (("08/11/16", "31/12/99"), [ABAN, date(1999, 12, 31)]),
    ],
)
def test_years_of_two_digits(desk, texts, read):
    jalali = ["1395/08/18"] if texts[0].startswith("95") else []
    assert days(desk, *texts, *jalali)[0][:2] == read


def test_short_years_that_may_stand_on_either_side_are_a_question(desk):
    read, report = days(desk, "03/04/05")
    assert read == [date(2005, 4, 3)]
    assert asked(report) == [("date_order", "ordered_on", "dmy", ("dmy", "mdy", "ymd"))]
    assert "03/04/05" in report.questions[0].sentence


@pytest.mark.parametrize(("text", "score"), [("95 %", 0.95), ("٪۵۰", 0.5), ("12.5%", 0.125), ("7", 7.0)])
def test_percent_in_a_number_is_a_share(desk, text, score):
    desk.load(f"customer_id,answered_on,score\nc,2025-01-01,{text}\nc,2025-01-01,1\n", "surveys")
    assert desk.rows("score", "surveys")[0] == (score,)


@pytest.mark.parametrize(
    "text", ["-", "--", "n/a", "N/A", "NULL", "(blank)", "#DIV/0!", "ندارد", "نامشخص", "لا يوجد", " "]
)
def test_blanks_are_null_whatever_they_are_called(desk, text):
    desk.load(f"customer_id,ordered_on,revenue,cost\nc,2025-01-01,1,{text}\nc,2025-01-01,1,2\n")
    assert desk.rows("cost") == [(None,), (Decimal(2),)]


@pytest.mark.parametrize(
    "text",
    ["00017", "+98 912 345 6789", "09123456789", "0912-345-6789", "12345678901234567890", "1e5", "A-1/2", "۰۹۱۲"],
)
def test_numbers_of_customers_are_kept_to_the_letter(desk, text):
    desk.load(f"customer_id,ordered_on,revenue\n{text},2025-01-01,1\n17850.0,2025-01-01,1\n")
    assert desk.rows("customer_id")[0] == (text,)


@pytest.mark.parametrize(
    "answers", [{"date_order": {"ordered_on": "d/m/y"}}, {"decimal_mark": {"revenue": "apostrophe"}}]
)
def test_an_answer_that_is_none_of_the_options_is_refused(desk, answers):
    mapping = ingest.Mapping({name: name for name in ("customer_id", "ordered_on", "revenue")}, **answers)
    with pytest.raises(ingest.IngestError, match="choose one of"):
        desk.load("customer_id,ordered_on,revenue\nc,03/04/2025,1\n", mapping=mapping)


def test_a_contract_without_an_end_is_one_and_one_that_ends_before_it_starts_is_set_aside(desk):
    lines = ("a,2024-01-01,", "b,2024-01-01,9999-12-31", "c,2024-01-02,2024-01-02", "d,2024-01-02,2024-01-01")
    report = desk.load("\n".join(("customer_id,starts_on,ends_on", *lines)), "contracts")
    assert (report.rows_read, report.accepted, report.rejected) == (4, 3, 1)
    assert desk.rows("customer_id, ends_on", "contracts") == [
        ("a", None),
        ("b", None),
        ("c", date(2024, 1, 2)),
    ]
    assert desk.rejects() == [(5, "ends_on", "2024-01-01", "ends_before_it_starts")]
