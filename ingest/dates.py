"""SQL that reads days and moments as people write them.

Year first, day first, month first, Jalali, compact, with month names, or as the serial numbers of Excel. Each
form is rewritten as year-month-day by one pattern; whether 03/04/2025 is in March or in April is decided once
for the whole column.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

from ingest.sql import literal
from localization.calendars import from_jalali

EARLIEST: Final = "1700-01-01"
LATEST: Final = "2199-12-31"
# Years from 1420 on are more likely those of the Islamic calendar: 1445 began in 2023.
_JALALI_YEARS = range(1200, 1420)

_SEPARATOR = r"\s*[-/.\s]\s*"
_CLOCK = r"(?:[01]?\d|2[0-4])[:.][0-5]\d(?:[:.][0-5]\d(?:[.,]\d+)?)?"
_HALF = r"(?:[ap]\.?m\.?|ق\.?ظ\.?|ب\.?ظ\.?|صباحا|مساء|ص|م)"
_ZONE = r"(?:Z|UTC|GMT|[-+]\d{2}:?\d{2})"
_TIME = rf"(?:(?:[T,،]\s*|\s+(?:-\s*)?){_CLOCK}\s*{_HALF}?\s*{_ZONE}?)?"

MONTHS: Final = {
    **{
        name: at
        for at, name in enumerate(
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
        )
    },
    **{
        name: at
        for at, name in enumerate(
            [
                "january",
                "february",
                "march",
                "april",
                "may",
                "june",
                "july",
                "august",
                "september",
                "october",
                "november",
                "december",
            ],
            1,
        )
    },
    "sept": 9,
    **{
        name: at
        for at, name in enumerate(
            ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"], 1
        )
    },
    "امرداد": 5,
    **{
        name: at
        for at, name in enumerate(
            ["ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"],
            1,
        )
    },
    **{
        name: at
        for at, name in enumerate(
            [
                "يناير",
                "فبراير",
                "مارس",
                "أبريل",
                "مايو",
                "يونيو",
                "يوليو",
                "أغسطس",
                "سبتمبر",
                "أكتوبر",
                "نوفمبر",
                "ديسمبر",
            ],
            1,
        )
    },
    "ابريل": 4,
    "اغسطس": 8,
    "اكتوبر": 10,
}


def fast_date(text: str) -> str:
    """Read a day written year first, with or without a time."""
    return _plausible(f"TRY_CAST({text} AS DATE)", text)


def fast_moment(text: str) -> str:
    """Read a moment written year first."""
    return _plausible(f"TRY_CAST({text} AS TIMESTAMP)", text)


def _plausible(cast: str, text: str) -> str:
    # A cast takes Jalali years for those of the Middle Ages, and words such as infinity and epoch for days.
    return f"CASE WHEN {_in_range(cast)} AND ({cast} <> DATE '1970-01-01' OR prefix({text}, '1970')) THEN {cast} END"


def slow_dates(texts: str, *, month_first: bool, with_time: bool = False, month_alone: bool = False) -> str:
    """Write the query that reads days (or moments, with their time) in any known form.

    Parameters
    ----------
    texts
        A query with the distinct texts to read as `text`, and as `written` in latin digits.
    month_first
        Whether 03/04/2025 is the 4th of March.
    month_alone
        Whether 2025-03 may stand for its first day.

    Returns
    -------
    str
        A query with the columns `text` and `value`; the value is null where the text is no date.
    """
    rewritten = "written"
    for pattern, canonical in _forms(month_first=month_first, month_alone=month_alone):
        rewritten = f"regexp_replace({rewritten}, {literal('(?i)' + pattern)}, {literal(canonical)})"
    months = ", ".join(f"{literal(name)}: {number}" for name, number in MONTHS.items())
    day_first, name_first = (literal("(?i)" + pattern) for pattern in _NAMED)
    moment = f"day + COALESCE(TRY_CAST(clock AS TIME), TIME '00:00:00') + to_hours({_SHIFT})"
    return f"""
        SELECT text, {moment if with_time else "day"} AS value FROM (
        SELECT *, {_DAY} AS day, TRY_CAST(split_part(clock, ':', 1) AS INTEGER) AS hour FROM (
        SELECT *, TRY_CAST(split_part(canonical, '-', 1) AS INTEGER) AS y,
            TRY_CAST(split_part(canonical, '-', 2) AS INTEGER) AS m,
            TRY_CAST(split_part(canonical, '-', 3) AS INTEGER) AS d,
            {_jalali_new_years()} AS new_years,
            CASE WHEN strlen(hours_minutes) < 6 THEN hours_minutes || ':00' ELSE hours_minutes END AS clock
        FROM (
        SELECT *, CASE
            WHEN named.y <> '' THEN
                CASE strlen(named.y) WHEN 2 THEN '20' ELSE '' END || named.y || '-'
                || COALESCE(MAP {{{months}}}[lower(named.m)], 0) || '-' || named.d
            WHEN regexp_matches(rewritten, {literal(_CANONICAL)}) THEN rewritten
            END AS canonical
        FROM (
        SELECT *, {rewritten} AS rewritten,
            CASE WHEN regexp_matches(written, {day_first})
                THEN regexp_extract(written, {day_first}, ['d', 'm', 'y'])
                ELSE regexp_extract(written, {name_first}, ['m', 'd', 'y']) END AS named,
            replace(regexp_extract(written, {literal(_CLOCK_AT_END)}, 1), '.', ':') AS hours_minutes
        FROM ({texts})))))"""


def _in_range(value: str) -> str:
    return f"{value} BETWEEN DATE '{EARLIEST}' AND DATE '{LATEST}'"


def _forms(*, month_first: bool, month_alone: bool) -> list[tuple[str, str]]:
    """List the patterns of days in digits, each with the year-month-day that it is rewritten to."""
    month, of_month = (r"\1", r"\2") if month_first else (r"\2", r"\1")
    two_numbers = rf"^(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}"
    forms = [
        (rf"^(\d{{4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_TIME}$", r"\1-\2-\3"),
        (rf"{two_numbers}(\d{{4}}){_TIME}$", rf"\3-{month}-{of_month}"),
        (rf"{two_numbers}([0-6]\d){_TIME}$", rf"20\3-{month}-{of_month}"),
        (rf"{two_numbers}([7-9]\d){_TIME}$", rf"19\3-{month}-{of_month}"),
        (rf"^(\d{{4}})(\d{{2}})(\d{{2}})(?:\d{{6}})?{_TIME}$", r"\1-\2-\3"),
    ]
    return [*forms, (r"^(\d{4})[-/.](\d{1,2})$", r"\1-\2-01")] if month_alone else forms


# 8 Aug 2016, Sunday, 8th August 2016, ۱۸ آبان ۱۳۹۵ and August 8, 2016
_NAME = r"([^\d\s,،./-]+)"
_WEEKDAY = r"^(?:[^\d\s,،]+[,،]\s*)?"
_NAMED = (
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[-/.\s]*{_NAME}[-/.,،\s]*(\d{{4}}|\d{{2}}){_TIME}$",
    rf"{_WEEKDAY}{_NAME}[-/.\s]*(\d{{1,2}})(?:st|nd|rd|th)?[-/.,،\s]+(\d{{4}}){_TIME}$",
)
_CANONICAL = r"^\d{4}-\d{1,2}-\d{1,2}$"
_CLOCK_AT_END = rf"(?i)[T,،\s-]({_CLOCK})\s*{_HALF}?\s*{_ZONE}?$"

_JALALI_DAY = """
    CASE WHEN m BETWEEN 1 AND 12 AND d BETWEEN 1 AND
        CASE WHEN m <= 6 THEN 31 WHEN m <= 11 THEN 30 ELSE new_years[y - 1198] - new_years[y - 1199] - 336 END
    THEN DATE '1970-01-01' + (new_years[y - 1199] + (m - 1) * 30 + least(m - 1, 6) + d - 1) END"""
_DAY = f"""
    CASE WHEN y BETWEEN {_JALALI_YEARS.start} AND {_JALALI_YEARS.stop - 1} THEN {_JALALI_DAY}
    WHEN {_in_range("TRY_CAST(canonical AS DATE)")} THEN TRY_CAST(canonical AS DATE)
    WHEN canonical IS NULL THEN
        DATE '1899-12-30' + TRY_CAST(regexp_extract(written, '^([2-7][0-9]{{4}})(?:[.][0-9]+)?$', 1) AS INTEGER)
    END"""
_SHIFT = """
    CASE WHEN hour < 12 AND regexp_matches(written, '(?i)[0-9] *(?:p[.]?m|ب[.]?ظ|م)') THEN 12
    WHEN hour = 12 AND regexp_matches(written, '(?i)[0-9] *(?:a[.]?m|ق[.]?ظ|ص)') THEN -12 ELSE 0 END"""


@cache
def _jalali_new_years() -> str:
    """List the days since 1970 on which the Jalali years start, from the product's own calendar."""
    epoch = date(1970, 1, 1).toordinal()
    years = [*_JALALI_YEARS, _JALALI_YEARS.stop]
    return f"[{', '.join(str(from_jalali(year, 1, 1).toordinal() - epoch) for year in years)}]::INTEGER[]"


def order_evidence(written: str) -> str:
    """Count the days that can only be day-month-year, those that can only be month-day-year, and all of either."""
    pattern = literal(rf"^(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}\d{{2,4}}\b")
    first, second = (f"TRY_CAST(regexp_extract({written}, {pattern}, {part}) AS INTEGER)" for part in (1, 2))
    return (
        f"[count(*) FILTER ({first} BETWEEN 13 AND 31), count(*) FILTER ({second} BETWEEN 13 AND 31), count({first})]"
    )
