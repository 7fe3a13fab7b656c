"""Rows that do not come as one file: a folder of files, or the result of a query.

They are written once to a private Parquet file, every value as the text that it is, so that they are mapped, checked
and loaded like any file.
"""

from __future__ import annotations

import hashlib
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import sqlalchemy as sa

from ingest.errors import IngestError
from ingest.private_files import new_file
from ingest.sources import Source, checked_columns, inspect
from ingest.sql import identifier, literal
from ingest.staging import RAW, attach, stage
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

READ_FROM_FOLDERS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz", ".parquet")


def from_folder(path: str | os.PathLike[str]) -> Source:
    """Take all Parquet or all text files of a folder, in the order of their names, as one source.

    Files may have their columns in another order or lack some: a column that a file lacks is blank in its rows.
    Hidden files, folders inside and files of other kinds are passed over. `source_row` counts the rows of all files.

    Raises
    ------
    IngestError
        If the folder cannot be read, holds no such file, mixes Parquet with text, or a file of it cannot be read.
    """
    folder = Path(path)
    try:
        files = sorted(
            file
            for file in folder.iterdir()
            if file.is_file() and not file.name.startswith(".") and file.name.lower().endswith(READ_FROM_FOLDERS)
        )
    except OSError as error:
        raise IngestError(
            _("The folder {folder} cannot be opened; check that it exists and may be read.").format(
                folder=isolate(folder.name)
            )
        ) from error
    if not files:
        raise IngestError(
            _("The folder {folder} holds no CSV, text or Parquet file.").format(folder=isolate(folder.name))
        )
    return _combined(folder, [inspect(file) for file in files])


def from_query(url: str, query: str, name: str | None = None) -> Source:
    """Take the result of a query on a SQLite or PostgreSQL database as a source; nothing in it can be changed.

    Parameters
    ----------
    url
        SQLAlchemy URL, such as ``sqlite:////data/shop.db`` or ``postgresql://reader@host/shop``. Its password is
        never part of a message.
    query
        One SELECT.
    name
        What to call the result; the database's name unless told.

    Raises
    ------
    IngestError
        If the database cannot be reached, the query fails, writes, or returns no row.
    """
    engine, database = _engine(url)
    name = name or database
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.text("SET TRANSACTION READ ONLY"))
                query = query.replace("%", "%%")  # to the driver a single one announces a parameter
            result = connection.execution_options(stream_results=True).exec_driver_sql(query)
            if not result.returns_rows:
                raise IngestError(
                    _("The query on {name} returns no table; write one SELECT.").format(name=isolate(name))
                )
            columns = checked_columns(tuple(result.keys()), name)
            return _written(name, columns, result.partitions(10_000))
    except sa.exc.SQLAlchemyError as error:
        raise IngestError(
            _("The database {name} refused the query: {reason}.").format(name=isolate(name), reason=_first_line(error))
        ) from error
    finally:
        engine.dispose()


def _engine(url: str) -> tuple[sa.Engine, str]:
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise IngestError(
            _("This is not the address of a database; write it as sqlite:////path or postgresql://user@host/name.")
        ) from error
    kind = parsed.get_backend_name()
    if kind == "postgresql":
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg")), str(parsed.database or "postgresql")
    if kind != "sqlite":
        raise IngestError(
            _("Databases of the kind {kind} cannot be read; use SQLite or PostgreSQL, or export a file.").format(
                kind=isolate(kind)
            )
        )
    path = Path(parsed.database or "")
    if not path.is_file():
        raise IngestError(
            _("{file} cannot be opened; check that it exists and may be read.").format(file=isolate(path.name))
        )
    address = f"file:{path.resolve().as_uri().removeprefix('file://')}?mode=ro&uri=true"
    return sa.create_engine(f"sqlite:///{address}"), path.name


def _first_line(error: sa.exc.SQLAlchemyError) -> str:
    cause = getattr(error, "orig", None) or error
    return isolate((str(cause).strip().splitlines() or [type(cause).__name__])[0][:200])


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _written(name: str, columns: tuple[str, ...], parts: Iterator[Sequence[Sequence[object]]]) -> Source:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path, file = new_file(".parquet")
    file.close()
    try:
        rows = 0
        schema = pa.schema([(column, pa.string()) for column in columns])
        with pq.ParquetWriter(path, schema) as writer:  # type: ignore[no-untyped-call]  # PyArrow has no types
            for part in parts:
                values = [[_text(row[at]) for row in part] for at in range(len(columns))]
                writer.write_table(pa.table(values, schema=schema))
                rows += len(part)
        _refuse_nothing(rows, name)
        with path.open("rb") as written:
            sha256 = hashlib.file_digest(written, "sha256").hexdigest()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return _private_source(path, name, "query", columns, sha256)


def _refuse_nothing(rows: int, name: str) -> None:
    if not rows:
        raise IngestError(_("The query on {name} returns no row.").format(name=isolate(name)))


def _combined(folder: Path, sources: list[Source]) -> Source:
    if len({source.kind for source in sources}) > 1:
        raise IngestError(
            _("The folder {folder} mixes Parquet with text files; keep one kind in it.").format(
                folder=isolate(folder.name)
            )
        )
    columns = tuple(dict.fromkeys(column for source in sources for column in source.columns))
    path, file = new_file(".parquet")
    file.close()
    try:
        with duckdb.connect() as connection:
            connection.execute(
                f"CREATE TABLE rows ({', '.join(f'c{at} VARCHAR' for at in range(len(columns)))})"
            ).fetchall()
            for source in sources:
                attach(connection)
                stage(connection, source)
                places = [columns.index(column) for column in source.columns]
                connection.execute(
                    f"INSERT INTO rows ({', '.join(f'c{at}' for at in places)})"
                    f" SELECT {', '.join(f'c{at}' for at in range(len(places)))} FROM {RAW}"
                ).fetchall()
            named = ", ".join(f"c{at} AS {identifier(column)}" for at, column in enumerate(columns))
            connection.execute(f"COPY (SELECT {named} FROM rows) TO {literal(str(path))} (FORMAT parquet)").fetchall()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    sha256 = hashlib.sha256("".join(source.sha256 for source in sources).encode()).hexdigest()
    return _private_source(path, folder.name, "folder", columns, sha256)


def _private_source(path: Path, name: str, kind: str, columns: tuple[str, ...], sha256: str) -> Source:
    source = Source(
        path=path,
        name=name,
        kind="folder" if kind == "folder" else "query",
        encoding="",
        delimiter="",
        sheet=None,
        columns=columns,
        sha256=sha256,
        size_bytes=path.stat().st_size,
    )
    weakref.finalize(source, path.unlink, missing_ok=True)
    return source
