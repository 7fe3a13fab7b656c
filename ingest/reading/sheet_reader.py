"""Reads one sheet of a workbook into numbered CSV, in a process of its own.

Run as a script with limits on memory and time, because a workbook of a few kilobytes can ask for any amount of
either. It knows nothing of the rest of the product, so that starting it costs little. A sheet with several tables, one
below the other or side by side, is offered as several: Sheet, Sheet #2 … Prints one JSON line:
``sheet``, ``sheets``, ``hidden`` (sheets), ``header``, ``header_line``, ``titles``, ``rows``, ``merged`` (cells under
others) and ``uncomputed`` (formulas without a result); or ``problem``; without a target ``sheets`` alone.
"""

from __future__ import annotations

import csv
import html
import json
import re
import sys
import zipfile
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook, SheetVisibleEnum

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER_WITHIN = 20
LONGEST_CELL = 1 << 20
LONGEST_NUMBER = 1e15
MOST_MERGED = 100_000
_NO_DATA = re.compile(r'<definedName name="mandegar_no_data">(?:\'((?:[^\']|\'\')*)\'|([^!<]*))!')
_SHEET = re.compile(r'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_STYLED = re.compile(rb'<c r="([A-Z]+)([0-9]+)" s="([0-9]+)"')
_NO_RESULT = re.compile(rb"</f>(?:<v></v>|<v ?/>)?</c>")
# The second and further tables of a sheet.
_FURTHER = re.compile(r"(.+) #([0-9]+)")
# A header and rows are a table of their own from so many rows on; of two columns, as notes have them, from more.
PAIR, LEAST_ROWS, LEAST_ROWS_OF_PAIRS = 2, 2, 4
MOST_OF_A_RUN = 12
LOOKED_AT = 200


def main(workbook: str, target: str, sheet: str, memory_bytes: str, cpu_seconds: str, most_cells: str) -> int:
    """Read the sheet (the first with data for an empty name) and print what was found; without a target the names."""
    limit(int(memory_bytes), int(cpu_seconds))
    if target:
        found = read(Path(workbook), Path(target), sheet or None, int(most_cells))
    else:
        found = {"sheets": visible(CalamineWorkbook.from_path(workbook))[0]}
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
    sheets, hidden = visible(book)
    said = about_the_rows(path)
    sheets = [name for name in sheets if name != said] or sheets
    further = _FURTHER.fullmatch(sheet or "") if sheet not in book.sheet_names else None
    named = further[1] if further else sheet
    if named is not None and named not in book.sheet_names:
        return {"problem": "no such sheet", "sheets": sheets}
    for candidate in sheets if named is None else [named]:
        whole = book.get_sheet_by_name(candidate)
        if whole.start is None or whole.end is None:
            continue
        if (whole.end[0] + 1) * whole.width > most_cells:
            return {"problem": "too many cells", "sheets": sheets}
        tables = parts(whole)
        at = int(further[2]) - 1 if further else 0
        if not 0 <= at < len(tables):
            return {"problem": "no such sheet", "sheets": sheets}
        found = tables[at]
        start = _header_row(found)
        if start is None:
            continue
        header, used = _used(found, start)
        padded, uncomputed = written_formats(path, candidate)
        carried = merged_down(found, start)
        rows = _write(found, start, used, target, carried, padded)
        if rows:
            more = [f"{candidate} #{number}" for number in range(2, len(tables) + 1)]
            if candidate in sheets:
                place = sheets.index(candidate) + 1
                sheets = [*sheets[:place], *more, *sheets[place:]]
            return {
                "sheet": sheet or candidate,
                "hidden": hidden,
                "merged": len(carried),
                "uncomputed": uncomputed,
                "sheets": sheets,
                "header": [header[at] for at in used],
                "header_line": start + 1,
                "titles": [" ".join(filter(None, row)) for _at, row in islice(_rows(found), start) if any(row)],
                "rows": rows,
            }
    return {"problem": "no rows", "sheets": sheets}


class Part:
    """The rows and columns of a sheet that are one table, at their own places."""

    def __init__(self, sheet: Any, top: int, below: int, left: int, beyond: int) -> None:
        self._sheet, self._top, self._below, self._left, self._beyond = sheet, top, below, left, beyond
        self.start, self.merged_cell_ranges = (top, left), sheet.merged_cell_ranges

    def iter_rows(self) -> Iterator[list[Any]]:
        """Go through the rows, those above the table and the columns beside it blank."""
        for at, row in enumerate(islice(self._sheet.iter_rows(), self._below)):
            yield [] if at < self._top else ["" if place < self._left else row[place] for place in self._places(row)]

    def _places(self, row: list[Any]) -> range:
        return range(min(self._beyond, len(row)))


def parts(sheet: Any) -> list[Any]:
    """Return the tables of a sheet: the sheet itself where it is one."""
    tops = _tops(sheet)
    if len(tops) > 1:
        ends = [*tops[1:], sheet.end[0] + 1]
        return [Part(sheet, top, end, 0, sheet.end[1] + 1) for top, end in zip(tops, ends, strict=True)]
    groups = _side_by_side(sheet)
    return [Part(sheet, 0, sheet.end[0] + 1, left, beyond) for left, beyond in groups] if groups else [sheet]


def _tops(sheet: Any) -> list[int]:
    """Return the rows in which a table begins: after a blank row other names of columns, and rows with values below.

    Names that come again begin no table: they stand above each group of the one table.
    """
    tops: list[int] = []
    names: tuple[str, ...] = ()
    run: list[tuple[int, list[Any]]] = []
    for at, row in enumerate(chain(sheet.iter_rows(), [[]])):
        filled = [value for value in row if value not in {"", None}]
        if filled:
            if len(run) < MOST_OF_A_RUN:
                run.append((at, filled))
            continue
        header = _names(run, is_first=not tops)
        if header and header != names:
            tops.append(run[0][0] if tops else 0)
            names = header
        run = []
    return tops


def _names(run: list[tuple[int, list[Any]]], *, is_first: bool) -> tuple[str, ...]:
    """Return the names of columns with which rows begin, below titles of one cell; nothing where they do not.

    Rows of words alone are a table where no other stands above: else they may go on with that.
    """
    rows = [filled for _at, filled in run]
    first = next((at for at, row in enumerate(rows) if len(row) > 1), len(rows))
    header, below = rows[first] if first < len(rows) else [], [row for row in rows[first + 1 :] if len(row) > 1]
    enough = LEAST_ROWS if len(header) > PAIR else LEAST_ROWS_OF_PAIRS
    if len(below) < enough or not all(isinstance(value, str) for value in header) or len(set(header)) < len(header):
        return ()
    return tuple(header) if is_first or any(not isinstance(value, str) for row in below for value in row) else ()


def _side_by_side(sheet: Any) -> list[tuple[int, int]]:
    """Return the columns of tables that stand beside each other: a blank column between them, and a name in both."""
    rows = list(islice(sheet.iter_rows(), LOOKED_AT))
    start = _header_row(sheet)
    if start is None or start >= len(rows):
        return []
    header = [str(value).strip() for value in rows[start]]
    filled = {at for row in rows[start:] for at, value in enumerate(row) if value not in {"", None}}
    groups: list[tuple[int, int]] = []
    left = 0
    for at in [*(place for place in range(len(header)) if place not in filled), len(header)]:
        if at > left:
            groups.append((left, at))
        left = at + 1
    names = [{*filter(None, header[left:beyond])} for left, beyond in groups]
    shared = any(one & other for place, one in enumerate(names) for other in names[place + 1 :])
    return groups if shared and all(len(one) > 1 for one in names) else []


def visible(book: Any) -> tuple[list[str], list[str]]:
    """Return the names of the sheets that are seen, and of those that are hidden; all of them where none is seen."""
    shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
    hidden = [name for name in book.sheet_names if name not in shown]
    return (shown, hidden) if shown else (hidden, [])


def about_the_rows(path: Path) -> str:
    """Return the name of the sheet in which a workbook of ours says what its rows are; "" in any other workbook."""
    if not zipfile.is_zipfile(path):
        return ""
    with zipfile.ZipFile(path) as book:
        if "xl/workbook.xml" not in book.namelist():
            return ""
        found = _NO_DATA.search(book.read("xl/workbook.xml").decode("utf-8", "replace"))
    return html.unescape(found[1] or found[2]).replace("''", "'") if found else ""


def merged_down(sheet: Any, start: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each cell below the first of a merged range which cell holds what is seen in it."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top > start and bottom - top < MOST_MERGED:
            found |= {(row, left): (top, left) for row in range(top + 1, bottom + 1) if right >= left}
    return found


def written_formats(path: Path, sheet: str) -> tuple[dict[tuple[int, int], int], int]:
    """Return the digits of each number that its format fills up with zeros, and how many formulas hold no result.

    Only workbooks of the kind .xlsx tell; their sheets are looked through as text.
    """
    if not zipfile.is_zipfile(path):
        return {}, 0
    try:
        with zipfile.ZipFile(path) as book:
            place = _place_of(book, sheet)
            widths = _zero_formats(book.read("xl/styles.xml").decode("utf-8", "replace"))
            with book.open(place) as file:
                return _looked_through(file, widths)
    except (KeyError, StopIteration, zipfile.BadZipFile, ValueError):
        return {}, 0


def _place_of(book: zipfile.ZipFile, sheet: str) -> str:
    """Find the part of a workbook that holds a sheet."""
    names = {html.unescape(name): key for name, key in _SHEET.findall(book.read("xl/workbook.xml").decode())}
    relations = book.read("xl/_rels/workbook.xml.rels").decode()
    key = names[sheet]
    part = next(one for one in re.findall(r"<Relationship\b[^>]*>", relations) if f'Id="{key}"' in one)
    target = re.search(r'Target="([^"]+)"', part)
    return "xl/" + target[1].removeprefix("/xl/") if target else ""


def _zero_formats(styles: str) -> dict[bytes, int]:
    """Return how many digits each style of a cell shows at least, of the formats that are nothing but zeros."""
    formats = {key: len(zeros) for key, zeros in re.findall(r'numFmtId="(\d+)" formatCode="(0{2,})"', styles)}
    cells = re.search(r"<cellXfs.*?</cellXfs>", styles, re.DOTALL)
    used = re.findall(r'<xf\b[^>]*?numFmtId="(\d+)"', cells[0]) if cells else []
    return {str(at).encode(): formats[key] for at, key in enumerate(used) if key in formats}


def _looked_through(file: Any, widths: dict[bytes, int]) -> tuple[dict[tuple[int, int], int], int]:
    """Read a sheet's text in pieces; a cell is never cut in two."""
    padded: dict[tuple[int, int], int] = {}
    uncomputed, rest = 0, b""
    while piece := file.read(1 << 22):
        whole, mark, rest = (rest + piece).rpartition(b"</c>")
        text = whole + mark
        uncomputed += len(_NO_RESULT.findall(text))
        for column, row, style in _STYLED.findall(text) if widths else ():
            if style in widths:
                at = 0
                for letter in column:
                    at = at * 26 + letter - 64
                padded[int(row) - 1, at - 1] = widths[style]
    return padded, uncomputed


def _rows(sheet: Any, start: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Go through the rows of a sheet from one on, as texts, each with its place."""
    for at, row in enumerate(islice(sheet.iter_rows(), start, None), start=start):
        yield at, [cell(value) for value in row]


def _header_row(sheet: Any) -> int | None:
    """Find the first row about as wide as the table: above it may stand a title, lines about the report or nothing."""
    widths = [sum(text != "" for text in row) for _at, row in islice(_rows(sheet), sheet.start[0] + HEADER_WITHIN)]
    widest = max(widths, default=0)
    found = next((at for at, width in enumerate(widths) if width * 2 >= widest and width > (widest > 1)), None)
    if found is None or 0 not in widths[found:]:
        return found
    # What ends at a blank line before anything as wide as the table stands above it.
    blank = widths.index(0, found)
    wide = next((at for at, width in enumerate(widths) if width == widest), found)
    return wide if blank < wide and max(widths[found:blank]) < widest else found


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


def _write(
    sheet: Any,
    start: int,
    used: list[int],
    target: Path,
    carried: dict[tuple[int, int], tuple[int, int]],
    padded: dict[tuple[int, int], int],
) -> int:
    rows = 0
    first: dict[tuple[int, int], str] = {}
    tops = set(carried.values())
    with target.open("w", encoding="utf-8", errors="replace", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        # A lone carriage return ends a line for DuckDB, and Python's writer does not quote it by itself.
        quoting = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for at, row in _rows(sheet, start + 1):
            if any(row):
                texts = [row[place] if place < len(row) else "" for place in used]
                if carried or padded:
                    for column, place in enumerate(used):
                        texts[column] = _as_seen(texts[column], (at, place), carried, padded, first, tops)
                (quoting if any("\r" in text for text in texts) else writer).writerow([at + 1, *texts])
                rows += 1
    return rows


def _as_seen(
    text: str,
    place: tuple[int, int],
    carried: dict[tuple[int, int], tuple[int, int]],
    padded: dict[tuple[int, int], int],
    first: dict[tuple[int, int], str],
    tops: set[tuple[int, int]],
) -> str:
    """Return what a person sees in a cell: zeros before a number, and what is merged over it.

    An amount with decimals is not carried down: it would be counted on each line.
    """
    if place in padded and text.isdigit():
        text = text.zfill(padded[place])
    if place in tops:
        first[place] = text
    above = first.get(carried[place], "") if place in carried and not text else ""
    return text or ("" if re.fullmatch(r"-?[0-9]+[.][0-9]+", above) else above)


def cell(value: Any) -> str:
    """Write a cell as text: days as ISO, numbers exactly as a person sees them in the sheet."""
    if isinstance(value, str):
        return value.replace("\0", "")[:LONGEST_CELL]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        # Excel itself keeps 15 digits; those after them are noise of the binary form.
        if value.is_integer() and abs(value) >= LONGEST_NUMBER:
            return f"{value:.14E}"
        return str(int(value)) if value.is_integer() else f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return "" if value is None else str(value)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
