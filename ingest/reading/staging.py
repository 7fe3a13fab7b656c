"""Bring the rows of a file into DuckDB as text, once, each with its line number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from ingest.errors import IngestError
from ingest.reading.mending import mended
from ingest.reading.private_files import safe_path
from ingest.sql import identifier, literal
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.reading.layout import Layout, Malformed
    from ingest.reading.sources import Source

DATABASE = "incoming"
RAW = "incoming.raw"
REJECTS = "incoming.rejects"
# The files of a folder, each with the number of lines in those before it; empty where one file is loaded.
FILES = "incoming.files"
# Our copies end lines in one way; DuckDB would take a carriage return inside the first row for the way of the file.
_OWN_LINES = r"false, new_line = '\n'"


def attach(connection: duckdb.DuckDBPyConnection) -> None:
    """Open an empty in-memory database `incoming`, in place of the one of a load before."""
    detach(connection)
    connection.execute(f"ATTACH ':memory:' AS {DATABASE}").fetchall()
    connection.execute(
        f"CREATE TABLE {REJECTS}"
        " (source_row BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR, raw_row BIGINT)"
    ).fetchall()
    connection.execute(f"CREATE TABLE {FILES} (file_name VARCHAR, lines_before BIGINT)").fetchall()


def detach(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop `incoming`, if it is there."""
    connection.execute(f"DETACH DATABASE IF EXISTS {DATABASE}").fetchall()


def stage(connection: duckdb.DuckDBPyConnection, source: Source) -> str:
    """Create incoming.raw with the columns c0, c1 … as text; return the SQL of a row's line number.

    Lines that cannot be cut into fields go to incoming.rejects.
    """
    if source.is_parquet:
        _stage_parquet(connection, source)
        _set_aside(connection, source.malformed)
        if source.files:
            names, before = zip(*source.files, strict=True)
            connection.execute(
                f"INSERT INTO {FILES} SELECT unnest(?::VARCHAR[]), unnest(?::BIGINT[])", [list(names), list(before)]
            ).fetchall()
        return "CAST(raw.line AS BIGINT)" if source.files else "(raw.rowid + 1)"
    layout = source.readable()
    is_plain = not layout.is_numbered and layout.header_end == (1 if layout.header_line else 0)
    if is_plain and _stage_text(connection, layout):
        return f"(raw.rowid + {layout.header_end + 1})"
    numbered = layout if layout.is_numbered else mended(layout)
    if not _stage_text(connection, numbered):
        raise IngestError(
            _("{file} cannot be cut into rows; save it again as CSV UTF-8 or as Excel.").format(
                file=isolate(source.name)
            )
        )
    _set_aside(connection, numbered.malformed)
    return "CAST(raw.line AS BIGINT)"


def _set_aside(connection: duckdb.DuckDBPyConnection, malformed: tuple[Malformed, ...]) -> None:
    if malformed:
        lines, texts, reasons = zip(*((bad.line, bad.text, bad.reason) for bad in malformed), strict=True)
        connection.execute(
            f"INSERT INTO {REJECTS} SELECT unnest(?::BIGINT[]), '', unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), NULL",
            [list(lines), list(texts), list(reasons)],
        ).fetchall()


def _stage_text(connection: duckdb.DuckDBPyConnection, layout: Layout) -> bool:
    """Read the text in one go; tell whether that gave one row for each line."""
    names = [f"c{place}" for place in range(len(layout.header))]
    if layout.is_numbered:
        names.insert(0, "line")
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    header = _OWN_LINES if layout.is_numbered else str(bool(layout.header_line))
    try:
        connection.execute(
            f"""CREATE OR REPLACE TABLE {RAW} AS SELECT * FROM read_csv(
                {literal(str(layout.path))}, auto_detect = false, columns = {{{columns}}},
                delim = {literal(layout.delimiter)}, quote = '"', escape = {literal(layout.escape)},
                header = {header}, max_line_size = 16777216)"""
        ).fetchall()
    except duckdb.Error:
        return False
    return bool(connection.execute(f"SELECT count(*) FROM {RAW}").fetchall()[0][0] == layout.lines)


def text_of(name: str, kind: str) -> str:
    """SQL of a value of a Parquet column as text; an instant in UTC, whatever the zone of this machine."""
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"strftime(timezone('UTC', {identifier(name)}), '%Y-%m-%d %H:%M:%S.%f+00')"
    return f"CAST({identifier(name)} AS VARCHAR)"


def _stage_parquet(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    readable: Path = safe_path(source.path)
    table = f"read_parquet({literal(str(readable))})"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
        places = [*(["line"] if source.files else []), *(f"c{at}" for at in range(len(source.columns)))]
        texts = ", ".join(
            f"{text_of(column[0], column[1])} AS {place}" for column, place in zip(described, places, strict=True)
        )
        connection.execute(f"CREATE TABLE {RAW} AS SELECT {texts} FROM {table}").fetchall()
    except duckdb.Error as error:
        raise IngestError(
            _("{file} is cut off or damaged; copy or download it again.").format(file=isolate(source.name))
        ) from error
    finally:
        if readable != source.path:
            readable.unlink(missing_ok=True)
