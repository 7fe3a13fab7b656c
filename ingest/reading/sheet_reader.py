"""Reads one sheet of a workbook into numbered CSV, in a process of its own.

Run as a script with limits on memory and time, because a workbook of a few kilobytes can ask for any amount of
either. It knows nothing of the rest of the product, so that starting it costs little. Prints one JSON line:
``sheet``, ``sheets``, ``header``, ``header_line``, ``titles``, ``rows``; or ``problem``; without a target ``sheets``
alone.
"""

from __future__ import annotations

import csv
import json
import sys
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER_WITHIN = 20
LONGEST_CELL = 1 << 20


def main(workbook: str, target: str, sheet: str, memory_bytes: str, cpu_seconds: str, most_cells: str) -> int:
    """Read the sheet (the first with data for an empty name) and print what was found; without a target the names."""
    limit(int(memory_bytes), int(cpu_seconds))
    if target:
        found = read(Path(workbook), Path(target), sheet or None, int(most_cells))
    else:
        found = {"sheets": list(CalamineWorkbook.from_path(workbook).sheet_names)}
    sys.stdout.write(json.dumps(found))
    return 0


def limit(memory_bytes: int, cpu_seconds: int) -> None:
    """Let the system end this process when it takes more than this; nothing where there are no such limits."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(path: Path, target: Path, sheet: str | None, most_cells: int) -> dict[str, Any]:
    """Write the rows of a sheet to `target`; return its header and names, or the problem."""
    book = CalamineWorkbook.from_path(path)
    sheets = list(book.sheet_names)
    if sheet is not None and sheet not in sheets:
        return {"problem": "no such sheet", "sheets": sheets}
    for candidate in sheets if sheet is None else [sheet]:
        found = book.get_sheet_by_name(candidate)
        if found.start is None or found.end is None:
            continue
        if (found.end[0] + 1) * found.width > most_cells:
            return {"problem": "too many cells", "sheets": sheets}
        start = _header_row(found)
        if start is None:
            continue
        header, used = _used(found, start)
        rows = _write(found, start, used, target)
        if rows:
            return {
                "sheet": candidate,
                "sheets": sheets,
                "header": [header[at] for at in used],
                "header_line": start + 1,
                "titles": [" ".join(filter(None, row)) for _at, row in islice(_rows(found), start) if any(row)],
                "rows": rows,
            }
    return {"problem": "no rows", "sheets": sheets}


def _rows(sheet: Any, start: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Go through the rows of a sheet from one on, as texts, each with its place."""
    for at, row in enumerate(islice(sheet.iter_rows(), start, None), start=start):
        yield at, [cell(value) for value in row]


def _header_row(sheet: Any) -> int | None:
    """Find the first row about as wide as the table: above it may stand a title or nothing."""
    widths = [sum(text != "" for text in row) for _at, row in islice(_rows(sheet), sheet.start[0] + HEADER_WITHIN)]
    widest = max(widths, default=0)
    return next((at for at, width in enumerate(widths) if width and width * 2 >= widest), None)


def _used(sheet: Any, start: int) -> tuple[list[str], list[int]]:
    """Return the header and the places of its columns; one without a header and a value is formatting, not data."""
    rows = _rows(sheet, start)
    header = next(rows)[1]
    unnamed = {at for at, text in enumerate(header) if not text.strip()}
    filled: set[int] = set()
    for _at, row in rows if unnamed else ():
        filled.update(at for at in unnamed - filled if at < len(row) and row[at].strip())
        if filled == unnamed:
            break
    return header, [at for at in range(len(header)) if at not in unnamed or at in filled]


def _write(sheet: Any, start: int, used: list[int], target: Path) -> int:
    rows = 0
    with target.open("w", encoding="utf-8", errors="replace", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        # A lone carriage return ends a line for DuckDB, and Python's writer does not quote it by itself.
        quoting = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for at, row in _rows(sheet, start + 1):
            if any(row):
                texts = [row[place] if place < len(row) else "" for place in used]
                (quoting if any("\r" in text for text in texts) else writer).writerow([at + 1, *texts])
                rows += 1
    return rows


def cell(value: Any) -> str:
    """Write a cell as text: days as ISO, numbers exactly as a person sees them in the sheet."""
    if isinstance(value, str):
        return value.replace("\0", "")[:LONGEST_CELL]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        # Excel itself keeps 15 digits; those after them are noise of the binary form.
        return str(int(value)) if value.is_integer() else f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return "" if value is None else str(value)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
