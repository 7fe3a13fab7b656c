"""Try a file out before anything is published: a scratch connection, and a glance at its values."""

from __future__ import annotations

import csv
import os
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

import duckdb

from ingest.reading.private_files import safe_path
from ingest.reading.staging import text_of
from ingest.sql import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.reading.layout import Layout
    from ingest.reading.sources import Source

_LOOKED_AT = 200


def scratch() -> duckdb.DuckDBPyConnection:
    """Open a DuckDB in memory in which a file can be loaded without touching any data set; close it after use."""
    return duckdb.connect(config={"memory_limit": os.environ.get("MANDEGAR_MEMORY", "4GB")})


def samples(source: Source, values: int = 3) -> dict[str, tuple[str, ...]]:
    """Return the first different values of each column, as they stand in the file; blank ones left out."""
    rows = first_rows(source, _LOOKED_AT)
    found: dict[str, dict[str, None]] = {header: {} for header in source.columns}
    for row in rows:
        for header, cell in zip(source.columns, row, strict=False):
            if cell.strip() and len(found[header]) < values:
                found[header][cell.strip()] = None
    return {header: tuple(cells) for header, cells in found.items()}


def first_rows(source: Source, rows: int) -> Iterable[Sequence[str]]:
    """Return about so many of the first rows as they stand in the file, blank cells as ""."""
    return _parquet_rows(source, rows) if source.is_parquet else _text_rows(source.readable(), rows)


def _text_rows(layout: Layout, count: int) -> Iterable[Sequence[str]]:
    skipped = 0 if layout.is_numbered else layout.header_end
    with layout.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        body = islice(file, skipped, skipped + count)
        rows = csv.reader(
            body,
            delimiter=layout.delimiter,
            doublequote=layout.escape == '"',
            escapechar=None if layout.escape == '"' else layout.escape,
        )
        with suppress(csv.Error):  # a cell too long to be cut: what stands before it will do
            for row in rows:
                yield row[1:] if layout.is_numbered else row


def _parquet_rows(source: Source, count: int) -> list[tuple[str, ...]]:
    readable = safe_path(source.path)
    try:
        with scratch() as connection:
            table = f"read_parquet({literal(str(readable))})"
            described = connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
            texts = ", ".join(text_of(column[0], column[1]) for column in described)
            rows = connection.execute(f"SELECT {texts} FROM {table} LIMIT {int(count)}").fetchall()
    finally:
        if readable != source.path:
            readable.unlink(missing_ok=True)
    first = 1 if source.files else 0  # a folder's rows have their line before them
    return [tuple(cell or "" for cell in row[first:]) for row in rows]
