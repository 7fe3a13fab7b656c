from datetime import date, datetime, timedelta, timezone

import pandas as pd
import pytest

from localization import LANGUAGES, use_language
from localization.dates import format_date, format_period, month_names
from localization.grains import CALENDARS


@pytest.mark.parametrize(
    ("calendar", "lang", "shown"),
    [
        ("gregorian", "en", "30 Nov 2011"),
        ("gregorian", "fa", "۳۰ نوامبر ۲۰۱۱"),
        ("gregorian", "ar", "٣٠ نوفمبر ٢٠١١"),
        ("jalali", "en", "9 Azar 1390"),
        ("jalali", "fa", "۹ آذر ۱۳۹۰"),
        ("jalali", "ar", "٩ آذر ١٣٩٠"),
    ],
)
def test_dates(calendar, lang, shown):
    if lang != "en":
        shown = f"\u2067{shown}\u2069"  # it starts with a number: a left-to-right chart would take it apart
    assert format_date(date(2011, 11, 30), calendar, lang) == shown


TEHRAN = timezone(timedelta(hours=3, minutes=30))


@pytest.mark.parametrize(
    "moment",
    [pd.Timestamp("2024-03-20 23:59"), datetime(2024, 3, 20, 1, 0, tzinfo=TEHRAN)],  # still 19 March in UTC
    ids=repr,
)
def test_a_moment_is_shown_as_its_local_day(moment):
    assert format_date(moment, "jalali", "en") == "1 Farvardin 1403"


@pytest.mark.parametrize("missing", [None, pd.NaT], ids=repr)
def test_no_date_is_a_dash(missing):
    assert format_date(missing, "jalali", "fa") == "–"


@pytest.mark.parametrize(
    ("label", "grain", "calendar", "shown"),
    [
        ("2011-03", "month", "gregorian", ["Mar 2011", "مارس ۲۰۱۱", "مارس ٢٠١١"]),
        ("1403-01", "month", "jalali", ["Farvardin 1403", "فروردین ۱۴۰۳", "فروردين ١٤٠٣"]),
        ("2011-Q1", "quarter", "gregorian", ["Q1 2011", "سه‌ماههٔ اول ۲۰۱۱", "الربع الأول، ٢٠١١"]),
        ("1403-Q1", "quarter", "jalali", ["Q1 1403", "سه‌ماههٔ اول ۱۴۰۳", "الربع الأول، ١٤٠٣"]),
        (
            "2011/12-Q4",
            "quarter",
            "gregorian",
            ["Q4 FY 2011/12", "سه‌ماههٔ چهارم سال مالی ۲۰۱۱/۱۲", "الربع الرابع، السنة المالية ٢٠١١/١٢"],
        ),
        ("2011", "year", "gregorian", ["2011", "۲۰۱۱", "٢٠١١"]),
        ("2011/12", "year", "gregorian", ["FY 2011/12", "سال مالی ۲۰۱۱/۱۲", "السنة المالية ٢٠١١/١٢"]),
        ("1403-H2", "half", "jalali", ["H2 1403", "نیمهٔ دوم ۱۴۰۳", "النصف الثاني، ١٤٠٣"]),
        (
            "1403/04-H1",
            "half",
            "jalali",
            ["H1 FY 1403/04", "نیمهٔ اول سال مالی ۱۴۰۳/۰۴", "النصف الأول، السنة المالية ١٤٠٣/٠٤"],
        ),
        ("1445-09", "month", "hijri", ["Ramadan 1445", "رمضان ۱۴۴۵", "رمضان ١٤٤٥"]),
        ("2011-W05", "week", "gregorian", ["Week 5, 2011", "هفتهٔ ۵، ۲۰۱۱", "الأسبوع ٥، ٢٠١١"]),
    ],
)
def test_periods(label, grain, calendar, shown):
    assert [format_period(label, grain, calendar, lang) for lang in ("en", "fa", "ar")] == shown


def test_the_language_in_use_is_the_default():
    use_language("ar")
    assert format_date(date(2024, 1, 2), "gregorian") == "\u2067٢ يناير ٢٠٢٤\u2069"
    assert format_period("2024-01", "month", "gregorian") == "يناير ٢٠٢٤"


def test_every_calendar_has_twelve_months_in_every_language():
    for calendar in CALENDARS:
        for lang in LANGUAGES:
            assert len(set(month_names(calendar, lang))) == 12
