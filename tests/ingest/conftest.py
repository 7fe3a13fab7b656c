from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

import ingest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Desk:
    """Writes small files and loads them as a person would."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self.connection = connection

    def write(self, content: str | bytes, name: str = "orders.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def load(
        self,
        content: str | bytes,
        table: str = "orders",
        name: str = "orders.csv",
        mapping: ingest.Mapping | None = None,
    ) -> ingest.LoadReport:
        source = ingest.inspect(self.write(content, name))
        report = ingest.load(self.connection, source, table, mapping or ingest.recognise(source.columns, table))
        assert report.rows_read == report.accepted + report.rejected + report.skipped
        return report

    def rows(self, columns: str = "*", table: str = "orders") -> list[tuple]:
        return self.connection.execute(f"SELECT {columns} FROM incoming.{table} ORDER BY source_row").fetchall()

    def rejects(self) -> list[tuple]:
        return self.connection.execute(
            "SELECT source_row, column_name, value, reason FROM incoming.rejects ORDER BY source_row"
        ).fetchall()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with duckdb.connect() as connection:
        yield Desk(tmp_path, connection)
