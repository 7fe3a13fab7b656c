"""SQL that reads days and moments as people write them.

Year first, day first, month first, Jalali, Hijri, compact, with month names, or as the serial numbers of Excel. Each
form is rewritten as year-month-day by one pattern; whether 03/04/2025 is in March or in April is decided once
for the whole column.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from ingest.sql import literal
from ingest.values import zones
from ingest.values.months import HIJRI, HIJRI_WORDS, MONTHS
from localization.calendars import from_jalali
from localization.hijri import from_hijri

EARLIEST: Final = "1700-01-01"
LATEST: Final = "2199-12-31"
# Years from 1420 on are more likely those of the lunar Hijri calendar: 1445 began in 2023. Years before it are taken
# for lunar only where the text says so, with a month's name or an era; later ones are Jalali in a column that is:
# when a policy of twenty years ends.
_JALALI_YEARS = range(1200, 1460)
_FIRST_LUNAR = 1420
_HIJRI_YEARS = range(1343, 1500)
_ERA = r"\s*(?:هـ|AH|A\.H\.)\s*\.?(?:\s*ق\.?)?$"
_SOLAR_ERA = r"\s*(?:هـ?\s*\.?\s*ش\.?|AP)$"

_SEPARATOR = r"\s*[-/.\s]\s*"
_CLOCK = r"(?:[01]?\d|2[0-4])[:.][0-5]\d(?:[:.][0-5]\d(?:[.,]\d+)?)?"
_HALF = r"(?:[ap]\.?m\.?|ق\.?ظ\.?|ب\.?ظ\.?|صباحا|مساء|ص|م)"
# By name too: what a shop prints behind its own clock moves no day.
_ZONE_NAMES = "|".join(
    (
        *("Z", "UTC", "GMT", "[PMCE][SD]T", "AK[SD]T", "HST", "AST", "CES?T", "EES?T", "WES?T", "BST", "MESZ", "MEZ"),
        *("MSK", "TRT", "IRS?T", "IRDT", "GST", "PKT", "IST", "SGT", "JST", "AE[SD]T"),
    )
)
_ZONE = rf"(?:(?:(?:UTC|GMT)?[-+]\d{{1,2}}(?::?\d{{2}})?|{_ZONE_NAMES})(?:\s*\([^)]+\))?)"
_TIME = rf"(?:(?:[T,،]\s*|\s+(?:-\s*)?|\s*ساعت\s*){_CLOCK}\s*{_HALF}?\s*{_ZONE}?)?"
# 12:30 - 1403/05/06: the time before the day, which is then read as if it stood behind it.
_TIME_FIRST = rf"^({_CLOCK}\s*{_HALF}?)\s*[-–،,]?\s+(\S.*\d.*)$"
# Fri Jan 5 10:00:00 2024: the time between the day and its year.
_YEAR_LAST = rf"^(.*\d)\s+({_CLOCK})\s+(?:[A-Z]{{3,4}}\s+)?(\d{{4}})$"


# 2024.01.09. and 9.1.2024. 10:15: as it is written in Hungarian, Croatian and Serbian.
_DOT_BEHIND = r"^(\d{1,4}\.\s?\d{1,2}\.\s?\d{1,4})\."
# Words around a day and a time that add nothing: 2 de marzo de 2025 10:11 hs.
_FILLING = r"ساعت|\bde\b|(?:\bhs|\bhrs|\buhr)\b\.?$"


def fast_date(text: str) -> str:
    """Read a day written year first, with or without a time."""
    return _plausible(f"TRY_CAST({text} AS DATE)", text)


def fast_moment(text: str) -> str:
    """Read a moment written year first."""
    return _plausible(f"TRY_CAST({text} AS TIMESTAMP)", text)


def _plausible(cast: str, text: str) -> str:
    # A cast takes Jalali years for those of the Middle Ages, and words such as infinity and epoch for days.
    return f"CASE WHEN {_in_range(cast)} AND ({cast} <> DATE '1970-01-01' OR prefix({text}, '1970')) THEN {cast} END"


# As a sheet holds a day that it took for one, and a day that it left as the text that somebody typed.
_OF_A_SHEET = r"^\d{4}-\d{2}-(\d{2})(?: \d{2}:\d{2}:\d{2}(?:\.\d+)?)?$"


def turned_evidence(text: str) -> str:
    """Count the different days of a sheet, and those that no spreadsheet could have turned around, as a list."""
    day = f"TRY_CAST(regexp_extract({text}, {literal(_OF_A_SHEET)}, 1) AS INTEGER)"
    return f"[count(DISTINCT {text}) FILTER ({day} > 0), count(*) FILTER ({day} > 12)]"


def turned(value: str, sql_type: str) -> str:
    """SQL of a day whose day and month a spreadsheet has taken for each other."""
    if sql_type == "DATE":
        return f"make_date(year({value}), day({value}), month({value}))"
    clock = f"hour({value}), minute({value}), second({value})"
    return f"make_timestamp(year({value}), day({value}), month({value}), {clock})"


def slow_dates(
    texts: str,
    *,
    order: str = "dmy",
    jalali_short: bool = False,
    jalali_long: bool = False,
    with_time: bool = False,
    month_alone: bool = False,
    zone: str = zones.UTC,
) -> str:
    """Write the query that reads days (or moments, with their time) in any known form.

    Parameters
    ----------
    texts
        A query with the distinct texts to read as `text`, and as `written` in latin digits.
    order
        What 03/04/2025 and 03/04/25 are: "dmy" the 3rd of April, "mdy" the 4th of March; "ymd" reads years of two
        digits first.
    jalali_short
        Whether years of two digits are Jalali: 95 is 1395.
    jalali_long
        Whether years from 1420 on are Jalali as well.
    month_alone
        Whether 2025-03 may stand for its first day.
    zone
        The zone on whose days seconds since 1970 fall.

    Returns
    -------
    str
        A query with the columns `text` and `value`; the value is null where the text is no date.
    """
    plain = "written"
    for pattern, order_of_parts in ((_DOT_BEHIND, r"\1"), (_TIME_FIRST, r"\2 \1"), (_YEAR_LAST, r"\1 \3 \2")):
        plain = f"regexp_replace({plain}, {literal('(?i)' + pattern)}, {literal(order_of_parts)})"
    plain = f"trim(regexp_replace({plain}, {literal(_FILLING)}, ' ', 'gi'))"
    texts = f"SELECT text, written AS as_written, {plain} AS written FROM ({texts})"
    rewritten = f"regexp_replace(written, {literal(f'(?i){_ERA}|{_SOLAR_ERA}')}, '')"
    named_text = rewritten
    for pattern, number in HIJRI_WORDS:
        named_text = f"regexp_replace({named_text}, {literal(pattern)}, ' {number} ')"
    for pattern, canonical in _forms(order=order, jalali_short=jalali_short, month_alone=month_alone):
        rewritten = f"regexp_replace({rewritten}, {literal('(?i)' + pattern)}, {literal(canonical)})"
    months = ", ".join(f"{literal(name)}: {number}" for name, number in MONTHS.items())
    day_first, name_first, year_first = (literal("(?i)" + pattern) for pattern in _NAMED)
    since_1970 = zones.local_of_epoch("as_written", zone)
    first_lunar = _JALALI_YEARS.stop if jalali_long else _FIRST_LUNAR
    moment = f"day + COALESCE(TRY_CAST(clock AS TIME), TIME '00:00:00') + to_hours({_SHIFT})"
    return f"""
        SELECT text, COALESCE({moment if with_time else "day"},
            CAST({since_1970} AS {"TIMESTAMP" if with_time else "DATE"})) AS value FROM (
        SELECT *, {_day(first_lunar)} AS day, TRY_CAST(split_part(clock, ':', 1) AS INTEGER) AS hour FROM (
        SELECT *, TRY_CAST(split_part(canonical, '-', 1) AS INTEGER) AS y,
            TRY_CAST(split_part(canonical, '-', 2) AS INTEGER) AS m,
            TRY_CAST(split_part(canonical, '-', 3) AS INTEGER) AS d,
            {_jalali_new_years()} AS new_years, {_hijri_months()} AS hijri_months,
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
            CASE WHEN regexp_matches(named_text, {day_first})
                THEN regexp_extract(named_text, {day_first}, ['d', 'm', 'y'])
                WHEN regexp_matches(named_text, {year_first})
                THEN regexp_extract(named_text, {year_first}, ['y', 'm', 'd'])
                ELSE regexp_extract(named_text, {name_first}, ['m', 'd', 'y']) END AS named,
            regexp_matches(written, {literal("(?i)" + _ERA)}) AS is_lunar,
            replace(regexp_extract(written, {literal(_CLOCK_AT_END)}, 1), '.', ':') AS hours_minutes
        FROM (SELECT *, {named_text} AS named_text FROM ({texts}))))))"""


def _in_range(value: str) -> str:
    return f"{value} BETWEEN DATE '{EARLIEST}' AND DATE '{LATEST}'"


def _forms(*, order: str, jalali_short: bool, month_alone: bool) -> list[tuple[str, str]]:
    """List the patterns of days in digits, each with the year-month-day that it is rewritten to."""
    month, of_month = (r"\1", r"\2") if order == "mdy" else (r"\2", r"\1")
    two_numbers = rf"^(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}"
    forms = [
        (rf"^(\d{{4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_TIME}$", r"\1-\2-\3"),
        (rf"{two_numbers}(\d{{4}}){_TIME}$", rf"\3-{month}-{of_month}"),
    ]
    for years, century in _CENTURIES["jalali" if jalali_short else "gregorian"]:
        if order == "ymd":
            pattern = rf"^({years}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_TIME}$"
            forms.append((pattern, rf"{century}\1-\2-\3"))
        else:
            forms.append((rf"{two_numbers}({years}){_TIME}$", rf"{century}\3-{month}-{of_month}"))
    forms.append((rf"^(\d{{4}})(\d{{2}})(\d{{2}})(?:\d{{6}})?{_TIME}$", r"\1-\2-\3"))
    return [*forms, (r"^(\d{4})[-/.](\d{1,2})$", r"\1-\2-01")] if month_alone else forms


# Which century years of two digits belong to.
_CENTURIES: Final = {
    "gregorian": ((r"[0-6]\d", "20"), (r"[7-9]\d", "19")),
    "jalali": ((r"[01]\d", "14"), (r"[2-9]\d", "13")),
}

# 8 Aug 2016, Sunday, 8th August 2016, ۱۸ آبان ۱۳۹۵ and August 8, 2016
_NAME = r"([^\d\s,،./-]+)"
_WEEKDAY = r"^(?:[^\d,،]+[,،\s]\s*)?"
_NAMED = (
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[-/.\s]*{_NAME}(?:\s+ماه)?[-/.,،\s]*(\d{{4}}|\d{{2}}){_TIME}$",
    rf"{_WEEKDAY}{_NAME}[-/.\s]*(\d{{1,2}})(?:st|nd|rd|th)?[-/.,،\s]+(\d{{4}}|\d{{2}}){_TIME}$",
    rf"{_WEEKDAY}(\d{{4}})[-/.,،\s]*{_NAME}(?:\s+ماه)?[-/.,،\s]*(\d{{1,2}}){_TIME}$",
)
_CANONICAL = r"^\d{4}-\d{1,2}-\d{1,2}$"
_CLOCK_AT_END = rf"(?i)[T,،\s-]({_CLOCK})\s*{_HALF}?\s*{_ZONE}?$"

_JALALI_DAY = """
    CASE WHEN m BETWEEN 1 AND 12 AND d BETWEEN 1 AND
        CASE WHEN m <= 6 THEN 31 WHEN m <= 11 THEN 30 ELSE new_years[y - 1198] - new_years[y - 1199] - 336 END
    THEN DATE '1970-01-01' + (new_years[y - 1199] + (m - 1) * 30 + least(m - 1, 6) + d - 1) END"""
_HIJRI_PLACE = f"(y - {_HIJRI_YEARS.start}) * 12 + (m - CASE WHEN m > {HIJRI} THEN {HIJRI} ELSE 0 END)"
_HIJRI_DAY = f"""
    CASE WHEN y BETWEEN {_HIJRI_YEARS.start} AND {_HIJRI_YEARS.stop - 1} AND m % {HIJRI} BETWEEN 1 AND 12
        AND d BETWEEN 1 AND hijri_months[{_HIJRI_PLACE} + 1] - hijri_months[{_HIJRI_PLACE}]
    THEN DATE '1970-01-01' + (hijri_months[{_HIJRI_PLACE}] + d - 1) END"""


def _day(first_lunar: int) -> str:
    return f"""
    CASE WHEN m > {HIJRI} OR is_lunar OR y BETWEEN {first_lunar} AND {_HIJRI_YEARS.stop - 1} THEN {_HIJRI_DAY}
    WHEN y BETWEEN {_JALALI_YEARS.start} AND {first_lunar - 1} THEN {_JALALI_DAY}
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


@cache
def _hijri_months() -> str:
    """List the days since 1970 on which the months of the Hijri years start, as the product's own calendar has them."""
    epoch = date(1970, 1, 1).toordinal()
    starts = [from_hijri(year, month, 1).toordinal() - epoch for year in _HIJRI_YEARS for month in range(1, 13)]
    starts.append(from_hijri(_HIJRI_YEARS.stop, 1, 1).toordinal() - epoch)
    return f"[{', '.join(map(str, starts))}]::INTEGER[]"


@dataclass(frozen=True)
class OrderEvidence:
    """What the different texts of a column say of the order of day, month and year.

    `day_first` can only be day-month-year, `month_first` only month-day-year, `year_first` only a year of two digits
    first, `year_last` only a year of two digits last, of `short` texts with two-digit years and `either` in all;
    `is_jalali` tells of Persian digits or Jalali years, of which there are `solar`, beside `later` ones that may be
    those of the lunar Hijri calendar. The examples are one text each, "" if there is none.
    """

    day_first: int
    month_first: int
    either: int
    year_first: int
    year_last: int
    short: int
    is_jalali: bool
    solar: int
    later: int
    day_example: str
    month_example: str
    year_example: str


def order_evidence(text: str, written: str) -> str:
    """Gather the fields of OrderEvidence over a column of texts, and of the same in latin digits, as one struct."""
    pattern = literal(rf"^(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{4}}|\d{{2}})(?:\D|$)")
    first, second, third = (f"TRY_CAST(regexp_extract({written}, {pattern}, {part}) AS INTEGER)" for part in (1, 2, 3))
    year_digits = f"strlen(regexp_extract({written}, {pattern}, 3))"
    is_day = f"{first} BETWEEN 13 AND 31 AND {second} <= 12"
    is_month = f"{second} BETWEEN 13 AND 31 AND {first} <= 12"
    is_year = f"{year_digits} = 2 AND ({first} > 31 OR {first} = 0) AND {third} BETWEEN 1 AND 31"
    jalali = literal(r"^1[23]\d\d\D|\D1[23]\d\d(?:\D|$)")
    return f"""{{
        'day_first': count(*) FILTER ({is_day}), 'month_first': count(*) FILTER ({is_month}),
        'either': count({first}), 'year_first': count(*) FILTER ({is_year}),
        'year_last': count(*) FILTER ({year_digits} = 2 AND ({third} > 31 OR {third} = 0)),
        'short': count(*) FILTER ({year_digits} = 2),
        'is_jalali': count(*) FILTER (regexp_matches({text}, '[۰-۹]') OR regexp_matches({written}, {jalali})) > 0,
        'solar': count(*) FILTER (regexp_matches({written}, '(?:^|\\D)(?:13[89]|14[01])\\d(?:\\D|$)')),
        'later': count(*) FILTER (regexp_matches({written}, '(?:^|\\D)14[2-5]\\d(?:\\D|$)')),
        'day_example': COALESCE(min({text}) FILTER ({is_day}), ''),
        'month_example': COALESCE(min({text}) FILTER ({is_month}), ''),
        'year_example': COALESCE(min({text}) FILTER ({is_year}), '')
    }}"""
