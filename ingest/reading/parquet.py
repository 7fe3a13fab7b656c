"""Parquet: its columns; the rows are read by DuckDB where the file lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from ingest.errors import IngestError
from ingest.reading.private_files import safe_path
from ingest.sql import literal
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    from pathlib import Path


def parquet_columns(path: Path, name: str) -> tuple[str, ...]:
    """Return the names of the columns; raises IngestError if the file is damaged or holds no row."""
    readable = safe_path(path)
    try:
        with duckdb.connect() as connection:
            table = f"read_parquet({literal(str(readable))})"
            columns = connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
            rows = connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
    except duckdb.Error as error:
        raise IngestError(
            _("{file} is cut off or damaged; copy or download it again.").format(file=isolate(name))
        ) from error
    finally:
        if readable != path:
            readable.unlink(missing_ok=True)
    if not rows:
        raise IngestError(
            _("{file} holds a header and no rows; export it again with its rows.").format(file=isolate(name))
        )
    return tuple(str(column[0]) for column in columns)
