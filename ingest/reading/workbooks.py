"""Workbooks (.xlsx, .xls, .ods): one sheet, rewritten once as a private text with exact values.

The rows are read by another process with a limit of memory and time (sheet_reader): what a workbook of a few
kilobytes unpacks to cannot be told before it is unpacked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

from ingest.errors import IngestError
from ingest.reading import sheet_reader
from ingest.reading.layout import Layout
from ingest.reading.private_files import new_file
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    from pathlib import Path

# A workbook that unpacks to more than this many times its size is refused unread: honest ones reach 30.
_LARGEST_RATIO = 100
_HARMLESS_BYTES = 20_000_000
_MOST_ENTRIES = 5_000
_MOST_CELLS = 60_000_000
_MEMORY_BYTES = 1_900_000_000
_SECONDS = 120


def table_copy(path: Path, name: str, sheet: str | None, limit_bytes: int) -> tuple[Layout, str, tuple[str, ...]]:
    """Write the rows of a sheet as numbered CSV; return its layout, the sheet's name and all sheet names."""
    _refuse_bombs(path, name, limit_bytes)
    target, file = new_file()
    file.close()
    try:
        found = _read(path, name, sheet, target)
        _refuse_problems(found, name, sheet)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    layout = Layout(
        path=target,
        encoding="utf-8",
        delimiter=",",
        header=tuple(found["header"]),
        header_line=found["header_line"],
        header_end=found["header_line"],
        lines=found["rows"],
        is_numbered=True,
        hidden=tuple(found["hidden"]),
        merged=found["merged"],
        uncomputed=found["uncomputed"],
        titles=tuple(found["titles"]),
    )
    return layout.remove_with_me(), found["sheet"], tuple(found["sheets"])


def sheet_names(path: Path, name: str, limit_bytes: int) -> tuple[str, ...]:
    """Return the names of a workbook's sheets, whether or not they hold rows; none of one that cannot be read."""
    try:
        _refuse_bombs(path, name, limit_bytes)
        return tuple(_read(path, name, None, None)["sheets"])
    except IngestError:
        return ()


def _read(path: Path, name: str, sheet: str | None, target: Path | None) -> dict[str, Any]:
    memory = int(float(os.environ.get("MANDEGAR_WORKBOOK_MB", _MEMORY_BYTES / 1_000_000)) * 1_000_000)
    asked = [str(path), str(target or ""), sheet or "", str(memory), str(_SECONDS), str(_MOST_CELLS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the names are arguments, not a command line
            [sys.executable, "-I", sheet_reader.__file__, *asked],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise _too_large(name) from error
    if done.returncode < 0 or b"MemoryError" in done.stderr or b"memory allocation" in done.stderr:
        raise _too_large(name)
    if done.returncode:
        raise IngestError(
            _(
                "{file} cannot be read as a workbook: it is cut off, damaged or protected by a password; "
                "save it again as .xlsx or CSV."
            ).format(file=isolate(name))
        )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _refuse_problems(found: dict[str, Any], name: str, sheet: str | None) -> None:
    problem = found.get("problem")
    if problem == "no such sheet":
        raise IngestError(
            _("{file} has no sheet named {sheet}; it has {sheets}.").format(
                file=isolate(name), sheet=isolate(sheet or ""), sheets=isolate(", ".join(found["sheets"]))
            )
        )
    if problem == "too many cells":
        raise _too_large(name)
    if problem:
        raise IngestError(
            _("{file} holds no sheet with a header and rows; export it again with its rows.").format(file=isolate(name))
        )


def _too_large(name: str) -> IngestError:
    return IngestError(
        _("{file} is more than can be read of a workbook; save the table as CSV and upload that.").format(
            file=isolate(name)
        )
    )


def _refuse_bombs(path: Path, name: str, limit_bytes: int) -> None:
    with path.open("rb") as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":
            return  # an old workbook is not packed
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
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
