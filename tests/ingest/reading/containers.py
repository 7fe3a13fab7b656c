"""Files that hold others: workbooks, archives and Parquet, as bytes."""

from __future__ import annotations

import io
import warnings
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter


def xlsx(rows: list, formulas: bool = False) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": formulas, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return buffer.getvalue()


def zipped(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def same_names(files: dict[str, str | bytes], copies: int) -> bytes:
    """Return an archive that holds each file several times under one name."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in files.items():
                for _copy in range(copies):
                    archive.writestr(name, content)
    return buffer.getvalue()


def replaced(book: bytes, part: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {part: content})


def table(columns: dict) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()
