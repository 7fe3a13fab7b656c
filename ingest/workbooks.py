"""Workbooks (.xlsx, .xls, .ods): one sheet, rewritten once as a private text with exact values."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook

from ingest.errors import IngestError
from ingest.layout import Layout
from ingest.private_files import new_file
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    from pathlib import Path

# A workbook that unpacks to more than this many times its size is refused unread: honest ones reach 30.
_LARGEST_RATIO = 100
_HARMLESS_BYTES = 20_000_000
_MOST_ENTRIES = 5_000
_HEADER_WITHIN = 20


def table_copy(path: Path, name: str, sheet: str | None, limit_bytes: int) -> tuple[Layout, str, tuple[str, ...]]:
    """Write the rows of a sheet as numbered CSV; return its layout, the sheet's name and all sheet names."""
    _refuse_bombs(path, name, limit_bytes)
    try:
        with path.open("rb") as file:
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
        sheets = tuple(workbook.sheet_names)
        for candidate in sheets if sheet is None else {sheet}.intersection(sheets):
            rows = workbook.get_sheet_by_name(candidate).to_python(skip_empty_area=False)
            start = _header_row(rows)
            if start is not None and any(_is_filled(row) for row in rows[start + 1 :]):
                return _written(rows, start), candidate, sheets
    except Exception as error:  # the reader raises its own and Rust's kinds of error for damaged files
        raise IngestError(
            _(
                "{file} cannot be read as a workbook: it is cut off, damaged or protected by a password; "
                "save it again as .xlsx or CSV."
            ).format(file=isolate(name))
        ) from error
    if sheet is not None and sheet not in sheets:
        raise IngestError(
            _("{file} has no sheet named {sheet}; it has {sheets}.").format(
                file=isolate(name), sheet=isolate(sheet), sheets=isolate(", ".join(sheets))
            )
        )
    raise IngestError(
        _("{file} holds no sheet with a header and rows; export it again with its rows.").format(file=isolate(name))
    )


def _refuse_bombs(path: Path, name: str, limit_bytes: int) -> None:
    with path.open("rb") as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":
            return  # an old workbook is not packed
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise IngestError(
            _("{file} is cut off or damaged; copy or download it again.").format(file=isolate(name))
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    is_dense = unpacked > _HARMLESS_BYTES and unpacked / packed > _LARGEST_RATIO
    if len(entries) > _MOST_ENTRIES or unpacked > limit_bytes or is_dense:
        raise IngestError(
            _(
                "{file} unpacks to {size} MB, more than a workbook of its size should; save the table as CSV and "
                "upload that."
            ).format(file=isolate(name), size=unpacked // 1_000_000)
        )


def _header_row(rows: list[list[Any]]) -> int | None:
    """Find the first row about as wide as the table: above it may stand a title or nothing."""
    widths = [sum(_cell(cell) != "" for cell in row) for row in rows[:_HEADER_WITHIN]]
    widest = max(widths, default=0)
    return next((at for at, width in enumerate(widths) if width and width * 2 >= widest), None)


def _is_filled(row: list[Any]) -> bool:
    return any(_cell(cell) != "" for cell in row)


def _written(rows: list[list[Any]], start: int) -> Layout:
    texts = [[_cell(cell) for cell in row] for row in rows[start:]]
    # A column without a header and without a value is formatting, not data.
    used = [at for at in range(len(texts[0])) if any(row[at].strip() for row in texts)]
    path, file = new_file()
    written = 0
    with io.TextIOWrapper(file, encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for line, row in enumerate(texts[1:], start=start + 2):
            if any(row):
                writer.writerow([line, *(row[at] for at in used)])
                written += 1
    return Layout(
        path=path,
        encoding="utf-8",
        delimiter=",",
        header=tuple(texts[0][at] for at in used),
        header_line=start + 1,
        header_end=start + 1,
        lines=written,
        is_numbered=True,
    ).remove_with_me()


def _cell(value: Any) -> str:
    """Write a cell as text: days as ISO, numbers exactly as a person sees them in the sheet."""
    text = str(value)
    if isinstance(value, bool):
        text = text.lower()
    elif isinstance(value, float):
        # Excel itself keeps 15 digits; those after them are noise of the binary form.
        text = str(int(value)) if value.is_integer() else f"{Decimal(f'{value:.15g}'):f}"
    elif isinstance(value, datetime):
        text = value.isoformat(sep=" ")
    elif value is None:
        text = ""
    return text.replace("\0", "")
