"""Whether the first line of a file names columns or holds values like those below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from ingest.errors import IngestError, UnclearHeader
from localization import _
from localization.numbers import isolate, latin_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reading.layout import Layout

_DATE_OR_NUMBER = re.compile(
    r"[-+(]?\d[\d.,]*\)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?",
)
_DAY = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?|(?:1[2-9]|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
)
_FRACTION = re.compile(r"\D*\d[\d.,]*[.,]\d{1,2}\D*")
_YEAR = re.compile(r"1[2-9]\d\d|20\d\d")
# So much of a column must look like its first cell, or unlike it, to say something of the first line.
_MOST = 0.8


def values_in(header: Sequence[str]) -> list[str]:
    """Return the days and numbers among the cells of a first line; a year may be a column's name."""
    cells = [latin_digits(cell.strip()) for cell in header]
    return [cell for cell in cells if _DATE_OR_NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell)]


def first_line(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Literal["names", "values", "unclear"]:
    """Tell what a delimited text begins with, from its first line and some of those below.

    It names columns unless it holds days or numbers. It holds values if each of these is of the kind of the cells
    below it, no other cell stands above days or numbers alone, and there is a day or an amount with decimals among
    them; small whole numbers alone may be names. Everything else is for a person to say.
    """
    first = [_kind(cell) for cell in header]
    if not any(first):
        return "names"
    agrees, is_telling = bool(rows), False
    for place, (cell, kind) in enumerate(zip(header, first, strict=True)):
        below = [row[place] for row in rows if place < len(row) and row[place].strip()]
        kinds = [_kind(one) for one in below]
        if kind:
            agrees = agrees and kinds.count(kind) >= _MOST * len(kinds)
            is_telling = is_telling or (bool(below) and (kind == "day" or _FRACTION.fullmatch(cell) is not None))
        elif cell.strip() and below and len(kinds) - kinds.count("") >= _MOST * len(kinds):
            agrees = False
    return "values" if agrees and is_telling else "unclear"


def _kind(cell: str) -> str:
    text = latin_digits(cell.strip())
    if not _DATE_OR_NUMBER.fullmatch(text) or _YEAR.fullmatch(text):
        return ""
    return "day" if _DAY.fullmatch(text) else "number"


def numbered(count: int) -> tuple[str, ...]:
    """Name columns that nothing names by their places, from 1."""
    return tuple(f"column_{place}" for place in range(1, count + 1))


def unclear(header: Sequence[str], line: int, name: str) -> UnclearHeader:
    """Say that a person has to tell whether a line names the columns."""
    return UnclearHeader(
        _(
            "It is unclear whether line {line} of {file}, with {value}, names the columns or holds values; put column "
            "names in the first line, or say --header or --no-header at the command line."
        ).format(file=isolate(name), line=line, value=isolate(values_in(header)[0]))
    )


def check_header(layout: Layout, name: str) -> None:
    """Refuse a first line that holds values: a person names columns, a machine fills them."""
    cells = [latin_digits(cell.strip()) for cell in layout.header]
    values = values_in(cells)
    if values or all(not cell or _YEAR.fullmatch(cell) for cell in cells):
        raise IngestError(
            _(
                "{file} has no header: line {line} holds {value} where a column name is expected; "
                "put the column names in the first line."
            ).format(
                file=isolate(name),
                line=layout.header_line,
                value=isolate(values[0]) if values else _("nothing"),
            )
        )
