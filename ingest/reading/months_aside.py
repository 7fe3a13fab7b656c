"""Months side by side: a column for each month becomes a row for each filled cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import duckdb

from ingest.reading.private_files import new_file
from ingest.reading.staging import RAW, attach, stage
from ingest.sql import literal
from ingest.values.months import HIJRI, MONTHS
from ingest.values.texts import is_blank
from localization.numbers import latin_digits
from localization.text import normalise

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.reading.sources import Source

MONTH, AMOUNT = "ordered_on", "revenue"
_LEAST_MONTHS: Final = 3
_YEARS: Final = range(1200, 2200)
_NAMES = {normalise(name): number for name, number in MONTHS.items() if number < HIJRI}


def month_of(header: str) -> str | None:
    """Return the first day of the month that a header names, as year-month-day in its own calendar; None if none.

    2024-01, 01/2024, Jan 2024, January 24, ۱۴۰۳/۰۱ and فروردین ۱۴۰۳ name months.
    """
    text = latin_digits(header).strip()
    first = re.fullmatch(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ]0?1)?", text)
    last = re.fullmatch(r"(\d{1,2})[-/. ](\d{4})", text)
    if first or last:
        year, month = (first[1], first[2]) if first else (last[2], last[1]) if last else ("", "")
        return _day(int(year), int(month))
    words = re.findall(r"[^\W\d_]+|\d+", text)
    if len(words) != 2 or not any(word.isdigit() for word in words):
        return None
    number, name = (words[0], words[1]) if words[0].isdigit() else (words[1], words[0])
    known = _NAMES.get(normalise(name))
    if known is None or len(number) not in {2, 4}:
        return None
    return _day(int(number) if len(number) == 4 else 2000 + int(number), known)


def _day(year: int, month: int) -> str | None:
    return f"{year:04}-{month:02}-01" if year in _YEARS and 1 <= month <= 12 else None


def months_in(columns: tuple[str, ...]) -> dict[str, str]:
    """Return the day of each header that names a month, if these are several and make up most of a table's columns."""
    found = {header: day for header in columns if (day := month_of(header)) is not None}
    others = len(columns) - len(found)
    is_wide = len(found) >= _LEAST_MONTHS and 1 <= others <= max(4, len(found))
    return found if is_wide and len(set(found.values())) == len(found) else {}


def unpivoted(source: Source) -> tuple[Path, tuple[str, ...]]:
    """Write a row for each filled cell of a month to a private Parquet file; return it and its columns."""
    months = months_in(source.columns)
    kept = [header for header in source.columns if header not in months]
    columns = (*kept, MONTH, AMOUNT)
    path, file = new_file(".parquet")
    file.close()
    try:
        with duckdb.connect() as connection:
            attach(connection)
            line = stage(connection, source)
            places = {header: f"raw.c{at}" for at, header in enumerate(source.columns)}
            own = ", ".join(f"{places[header]} AS c{at}" for at, header in enumerate(kept))
            cells = " UNION ALL ".join(
                f"SELECT {line} AS line, {own}, {literal(day)} AS c{len(kept)}, {places[header]} AS c{len(kept) + 1}"
                f" FROM {RAW} AS raw WHERE NOT {is_blank(places[header])}"
                for header, day in months.items()
            )
            connection.execute(
                f"COPY ({cells} ORDER BY line, c{len(kept)}) TO {literal(str(path))} (FORMAT parquet)"
            ).fetchall()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path, columns
