"""Read a text line by line where DuckDB alone would lose count.

Blank lines, fields that run over several lines, lines with too few or too many fields and quotation marks that
are never closed all shift or swallow rows. This slow way keeps every good row with its line number and every
bad line as it stands; it is taken only when the number of rows differs from the number of lines.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from ingest.reading.headers import FOOTER
from ingest.reading.layout import Layout, Malformed
from ingest.reading.private_files import new_file

if TYPE_CHECKING:
    from collections.abc import Iterator

# A field that runs over more lines than this is taken for a quotation mark that was never closed.
_LONGEST_FIELD_LINES = 200
_FEW_CELLS = 2


def mended(layout: Layout, *, pads: bool = False) -> Layout:
    """Copy the good rows with their line numbers, and set the malformed lines aside.

    A line of a cell or two, or of what systems write below a table, is filled up with blank ones if it `pads`: so stand
    titles and totals in a text.
    """
    path, file = new_file()
    malformed: list[Malformed] = []
    width = len(layout.header)
    delimiter = layout.delimiter.encode()
    rows = 0
    with file, layout.path.open("rb") as original:
        lines = _Lines(islice(enumerate(original, start=1), layout.header_end, None))
        for number, line in lines:
            bare = line.rstrip(b"\r\n")
            if number == 1:
                bare = bare.removeprefix(codecs.BOM_UTF8)
            if not bare.strip():
                continue
            is_plain = layout.delimiter == "," and not any(mark in bare for mark in (b'"', b"\r", b"\\"))
            if is_plain and bare.count(delimiter) == width - 1:
                file.write(b"%d,%b\n" % (number, bare))
                rows += 1
                continue
            fields, reason = _fields(bare, lines, layout)
            if reason == "too_few_fields" and pads:
                text = bare.decode(errors="replace")
                few = _cut(text, layout) or []
                if sum(bool(cell.strip()) for cell in few) <= _FEW_CELLS or FOOTER.search(text):
                    fields, reason = [*few, *[""] * (width - len(few))], ""
            if reason:
                malformed.append(Malformed(number, bare.decode(errors="replace"), reason))
            else:
                file.write(_written([str(number), *fields]))
                rows += 1
    return replace(
        layout,
        path=path,
        delimiter=",",
        escape='"',
        lines=rows,
        is_numbered=True,
        malformed=tuple(malformed),
    ).remove_with_me()


class _Lines:
    """Numbered lines that can be looked at before they are taken."""

    def __init__(self, lines: Iterator[tuple[int, bytes]]) -> None:
        self._lines = lines
        self._ahead: list[tuple[int, bytes]] = []

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        return self

    def __next__(self) -> tuple[int, bytes]:
        return self._ahead.pop(0) if self._ahead else next(self._lines)

    def ahead(self, count: int) -> bytes | None:
        """Return the line `count` places ahead without taking it; None after the last one."""
        while len(self._ahead) < count:
            line = next(self._lines, None)
            if line is None:
                return None
            self._ahead.append(line)
        return self._ahead[count - 1][1]

    def skip(self, count: int) -> None:
        del self._ahead[:count]


def _fields(bare: bytes, lines: _Lines, layout: Layout) -> tuple[list[str], str]:
    """Cut a line into fields, joining the next ones while a quotation mark is open; else say what is wrong."""
    record = bare.decode(errors="replace")
    for taken in range(_LONGEST_FIELD_LINES):
        fields = _cut(record, layout)
        if fields is not None:
            while len(fields) > len(layout.header) and not fields[-1].strip():
                fields.pop()
            if len(fields) == len(layout.header):
                lines.skip(taken)
                return fields, ""
            return [], "too_few_fields" if len(fields) < len(layout.header) else "too_many_fields"
        following = lines.ahead(taken + 1)
        if following is None or record.count('"') % 2 == 0:
            break
        record += "\n" + following.rstrip(b"\r\n").decode(errors="replace")
    return [], "broken_quotes"


def _cut(record: str, layout: Layout) -> list[str] | None:
    try:
        rows = list(
            csv.reader(
                io.StringIO(record, newline=""),
                delimiter=layout.delimiter,
                doublequote=layout.escape == '"',
                escapechar=None if layout.escape == '"' else layout.escape,
                strict=True,
            )
        )
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _written(fields: list[str]) -> bytes:
    out = io.StringIO(newline="")
    # A lone carriage return ends a line for DuckDB, and Python's writer does not quote it by itself.
    has_return = any("\r" in field for field in fields)
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL if has_return else csv.QUOTE_MINIMAL).writerow(fields)
    return out.getvalue().encode()
