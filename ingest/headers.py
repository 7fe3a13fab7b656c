"""Whether the first line of a file names columns or holds values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.errors import IngestError
from localization import _
from localization.numbers import isolate, latin_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.layout import Layout

_DATE_OR_NUMBER = re.compile(
    r"[-+(]?\d[\d.,]*\)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?",
)
_YEAR = re.compile(r"1[2-9]\d\d|20\d\d")


def values_in(header: Sequence[str]) -> list[str]:
    """Return the days and numbers among the cells of a first line; a year may be a column's name."""
    cells = [latin_digits(cell.strip()) for cell in header]
    return [cell for cell in cells if _DATE_OR_NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell)]


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
