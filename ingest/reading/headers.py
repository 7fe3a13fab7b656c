"""Whether the first line of a file names columns or holds values like those below it."""

from __future__ import annotations

import re
from collections import Counter
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
# What systems write below a table.
FOOTER = re.compile(
    r"(?i)\brecord(?:s|\(s\))|\brows?\b.*(?:export|download)|\b(?:down|up)loaded\b|\bexported\b|\bgenerated\b|seller id"
    r"|رکورد|تعداد (?:ردیف|سطر)|عدد (?:السجلات|الصفوف)"
)
HEADER_WITHIN = 20
# A title above a table, such as "From | 1402/01/01", takes so many cells.
TITLE_CELLS = 2
# So much of a column must look like its first cell, or unlike it, to say something of the first line.
_MOST = 0.8
_LEAST_RECORDS = 4


def values_in(header: Sequence[str]) -> list[str]:
    """Return the days and numbers among the cells of a first line; a year may be a column's name."""
    cells = [latin_digits(cell.strip()) for cell in header]
    return [cell for cell in cells if _DATE_OR_NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell)]


def is_value(cell: str) -> bool:
    """Whether a cell holds a day or a number, perhaps with a sign of money."""
    text = latin_digits(cell.strip()).replace("٬", ",").replace("٫", ".").strip("$€£₺ %")
    return _DATE_OR_NUMBER.fullmatch(text) is not None


def number_in(cell: str) -> float | None:
    """Return the number in a cell, perhaps with a sign of money; None if there is none.

    Good for comparing cells with each other: what reads them into tables decides about marks by the whole column.
    """
    text = re.sub(r"[^\d.,()-]", "", latin_digits(cell).replace("٬", ",").replace("٫", ".").replace("\u2212", "-"))
    sign = -1 if text.startswith(("-", "(")) or text.endswith("-") else 1
    digits = text.strip("-()").strip(".")
    last = max(digits.rfind("."), digits.rfind(","))
    mark = digits[last] if last >= 0 else ""
    if mark and (digits.count(mark) > 1 or (len(digits) - last == 4 and mark == ",")):
        mark = ""
    whole, _mark, part = digits.rpartition(mark) if mark else (digits, "", "")
    plain = re.sub(r"[.,]", "", whole)
    if not re.fullmatch(r"\d*", plain + part) or not (plain or part):
        return None
    return sign * float(f"{plain or 0}.{part or 0}")


def is_day(cell: str) -> bool:
    """Whether a cell holds a day in figures."""
    return _DAY.fullmatch(latin_digits(cell.strip())) is not None


def header_at(records: Sequence[Sequence[str]]) -> int:
    """Tell which of the first lines names the columns: above it titles may stand, each in a cell or two.

    It is the first one about as wide as the table below.
    """
    widths = [sum(bool(cell.strip()) for cell in record) for record in records]
    if below := _below_a_title(records, widths):
        return below
    usual = Counter(filter(None, widths[1:])).most_common(1)
    return next((at for at, width in enumerate(widths) if usual and width and width * 2 >= usual[0][0]), 0)


def _below_a_title(records: Sequence[Sequence[str]], widths: list[int]) -> int:
    """Tell whether the first lines are titles of a few cells such as "From | 1402/01/01", and where they end."""
    if not widths or widths[0] > TITLE_CELLS or len(records) < _LEAST_RECORDS:
        return 0
    for at in range(1, min(len(records), HEADER_WITHIN)):
        below = widths[at + 1 :]
        # Months side by side have names for all columns, and few cells filled below them.
        least = 1 if widths[at] == len(records[at]) else TITLE_CELLS
        is_table = bool(below) and sum(width > least for width in below) >= _MOST * len(below)
        if widths[at] > TITLE_CELLS and is_table and not any(map(is_value, records[at])):
            return at
    return 0


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
