"""The result of a query on a SQLite or PostgreSQL database, as rows to be loaded; the database is only read."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ingest.errors import IngestError
from ingest.reading.combined import private_source
from ingest.reading.private_files import new_file
from ingest.reading.sources import Source, checked_columns, limit_bytes
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FETCHED = 10_000
_CONNECT_SECONDS = "10"
# What a SELECT asks leave for; opening another file, writing and settings are none of it.
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
# SQLite looks at the clock after this many of its own small steps.
_STEPS = 100_000
_READ_ONLY, _TOO_LONG = "25006", "57014"  # codes of PostgreSQL


def from_query(url: str, query: str, name: str | None = None, *, seconds: int | None = None) -> Source:
    """Take the result of a query on a SQLite or PostgreSQL database as a source; nothing in it can be changed.

    Parameters
    ----------
    url
        SQLAlchemy URL, such as ``sqlite:////data/shop.db`` or ``postgresql://reader@host/shop``. Its password is
        never part of a message.
    query
        One SELECT.
    name
        What to call the database, when where it lies is nobody's business: then no message tells of the address.
    seconds
        How long the query may take; as long as it needs unless told.

    Raises
    ------
    IngestError
        If the database cannot be reached, the query fails, writes, takes too long, or returns no row or too many.
    """
    engine, parsed, shown = _engine(url, name)
    try:
        try:
            connection = engine.connect()
        except sa.exc.SQLAlchemyError as error:
            raise _unreachable(shown, _reason(error, parsed) if name is None else "") from error
        with connection:
            try:
                query = _prepared(connection, query, seconds)
                result = connection.execution_options(stream_results=True).exec_driver_sql(query)
                if not result.returns_rows:
                    raise IngestError(
                        _("The query on {name} returns no table; write one SELECT.").format(name=isolate(shown))
                    )
                columns = checked_columns(tuple(result.keys()), shown)
                return _written(shown, columns, result.partitions(_FETCHED))
            except sa.exc.SQLAlchemyError as error:
                raise _refused(shown, error, parsed, seconds) from error
    finally:
        engine.dispose()


def _engine(url: str, name: str | None) -> tuple[sa.Engine, sa.URL, str]:
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise IngestError(
            _("This is not the address of a database; write it as sqlite:////path or postgresql://user@host/name.")
        ) from error
    kind = parsed.get_backend_name()
    if kind == "postgresql":
        address = parsed.set(drivername="postgresql+psycopg")
        if "connect_timeout" not in address.query:
            address = address.update_query_dict({"connect_timeout": _CONNECT_SECONDS})
        return sa.create_engine(address), parsed, name or str(parsed.database or "postgresql")
    if kind != "sqlite":
        raise IngestError(
            _("Databases of the kind {kind} cannot be read; use SQLite or PostgreSQL, or export a file.").format(
                kind=isolate(kind)
            )
        )
    path = Path(parsed.database or "")
    if not path.is_file():
        raise IngestError(
            _("{file} cannot be opened; check that it exists and may be read.").format(file=isolate(name or path.name))
        )
    place = f"file:{path.resolve().as_uri().removeprefix('file://')}?mode=ro&uri=true"
    return sa.create_engine(f"sqlite:///{place}"), parsed, name or path.name


def _prepared(connection: sa.Connection, query: str, seconds: int | None) -> str:
    """Let the connection do nothing but read, and that not for ever; return the query as its driver wants it."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET TRANSACTION READ ONLY"))
        if seconds is not None:
            connection.execute(sa.text(f"SET LOCAL statement_timeout = {int(seconds) * 1000}"))
        return query.replace("%", "%%")  # to the driver a single one announces a parameter
    database = connection.connection.driver_connection
    if not isinstance(database, sqlite3.Connection):
        msg = f"no connection of sqlite3: {database!r}"
        raise TypeError(msg)
    database.set_authorizer(_leave)
    if seconds is not None:
        until = time.monotonic() + seconds
        database.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    return query


def _leave(action: int, *_what: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _unreachable(name: str, reason: str) -> IngestError:
    if reason:
        return IngestError(
            _("The database {name} cannot be reached: {reason}.").format(name=isolate(name), reason=reason)
        )
    return IngestError(
        _("The database {name} cannot be reached; whoever runs this server can mend its address.").format(
            name=isolate(name)
        )
    )


def _refused(name: str, error: sa.exc.SQLAlchemyError, parsed: sa.URL, seconds: int | None) -> IngestError:
    cause = getattr(error, "orig", None)
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorcode", None)
    if code in {_READ_ONLY, sqlite3.SQLITE_AUTH}:
        return IngestError(_("The query on {name} does more than read; write one SELECT.").format(name=isolate(name)))
    if code in {_TOO_LONG, sqlite3.SQLITE_INTERRUPT} and seconds is not None:
        return IngestError(
            _("The query on {name} takes longer than {n} seconds; ask for fewer rows.").format(
                name=isolate(name), n=seconds
            )
        )
    return IngestError(
        _("The database {name} refused the query: {reason}.").format(name=isolate(name), reason=_reason(error, parsed))
    )


def _reason(error: sa.exc.SQLAlchemyError, parsed: sa.URL) -> str:
    cause = getattr(error, "orig", None) or error
    line = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
    if parsed.password:
        line = line.replace(str(parsed.password), "…")
    return isolate(line[:200].rstrip("."))


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime) and value.tzinfo is not None:
        return str(value.astimezone(UTC))  # the zone of a connection is nobody's choice
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _written(name: str, columns: tuple[str, ...], parts: Iterator[Sequence[Sequence[object]]]) -> Source:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path, file = new_file(".parquet")
    file.close()
    try:
        rows = letters = 0
        schema = pa.schema([(column, pa.string()) for column in columns])
        with pq.ParquetWriter(path, schema) as writer:  # type: ignore[no-untyped-call]  # PyArrow has no types
            for part in parts:
                values = [[_text(row[at]) for row in part] for at in range(len(columns))]
                letters += sum(len(text) for column in values for text in column if text is not None)
                rows += len(part)
                _refuse_too_much(letters + rows, name)
                writer.write_table(pa.table(values, schema=schema))
        _refuse_nothing(rows, name)
        with path.open("rb") as written:
            sha256 = hashlib.file_digest(written, "sha256").hexdigest()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return private_source(path, name, "query", columns, sha256)


def _refuse_nothing(rows: int, name: str) -> None:
    if not rows:
        raise IngestError(_("The query on {name} returns no row.").format(name=isolate(name)))


def _refuse_too_much(letters: int, name: str) -> None:
    if letters > limit_bytes():
        raise IngestError(
            _("The query on {name} returns more than {limit} MB; ask for fewer rows or columns.").format(
                name=isolate(name), limit=f"{limit_bytes() / 1_000_000:.4g}"
            )
        )
