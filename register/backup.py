"""A back-up of the register: one archive with each table as lines of JSON, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, DateTime, MetaData, func, insert, select, text

from localization import _
from localization.numbers import isolate
from register.asking import need
from register.connection import is_known, migrate, reading, revision, writing
from register.errors import RegisterError
from register.events import write
from register.tables import METADATA

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Table

FORMAT = "mandegar-register-1"
AT_ONCE = 10_000


def back_up(path: Path) -> dict[str, int]:
    """Write all of the register, as of one moment, into an archive; return the rows of each table.

    Raises
    ------
    RegisterError
        When there is such a file already.

    """
    need("publish")
    written = {}
    try:
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive, reading() as connection:
            archive.writestr("format", f"{FORMAT} {revision(connection)}")
            for table in METADATA.sorted_tables:
                written[table.name] = _write_table(connection, table, archive)
    except FileExistsError as error:
        raise RegisterError(
            _("“{file}” is there already; name another one.").format(file=isolate(path.name))
        ) from error
    return written


def _write_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> int:
    rows = 0
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
        for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
            lines.write(json.dumps(dict(row), ensure_ascii=False, default=_written).encode() + b"\n")
            rows += 1
    return rows


def _written(value: date) -> str:
    return value.isoformat()


def restore(path: Path, *, replace: bool = False) -> dict[str, int]:
    """Put a back-up into the register, all or nothing; return the rows of each table.

    One of an older version of the product is brought up to date.

    Parameters
    ----------
    path
        What `back_up` wrote.
    replace
        Whether what the register holds now may be lost; otherwise it must be empty.

    Raises
    ------
    RegisterError
        When the file is no back-up or one of a newer version, or the register is not empty.

    """
    need("delete")
    try:
        with zipfile.ZipFile(path) as archive, writing() as connection:
            written_by = _revision_of(archive, path)
            _empty(connection, replace=replace)
            migrate(connection, written_by)
            read = {table.name: _read_table(connection, table, archive) for table in _tables(connection)}
            migrate(connection)
            _count_on(connection)
            write(connection, "restore", subject=path.name)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        text_ = _("“{file}” is no back-up of the register, or is damaged. Nothing was changed.")
        raise RegisterError(text_.format(file=isolate(path.name))) from error
    return read


def _revision_of(archive: zipfile.ZipFile, path: Path) -> str:
    """Return the migration after which a back-up was written."""
    name, _space, written_by = archive.read("format").decode().partition(" ")
    if not name.startswith(FORMAT.rstrip("1")) or not written_by:
        raise ValueError(name)
    if name != FORMAT or not is_known(written_by):
        raise RegisterError(
            _("“{file}” was written by a newer version of Mandegar than this one; update this one.").format(
                file=isolate(path.name)
            )
        )
    return written_by


def _empty(connection: Connection, *, replace: bool) -> None:
    """Take all tables away, so that they can be made as they were when the back-up was written."""
    filled = [
        one for one in METADATA.sorted_tables if connection.execute(select(func.count()).select_from(one)).scalar()
    ]
    if filled and not replace:
        raise RegisterError(_("The register is not empty. Say --replace where what it holds may be lost."))
    METADATA.drop_all(connection)
    connection.exec_driver_sql("DROP TABLE alembic_version")


def _tables(connection: Connection) -> list[Table]:
    """Return the tables as they stand now, whoever is referred to first."""
    standing = MetaData()
    standing.reflect(connection, only=lambda name, _metadata: name != "alembic_version")
    return standing.sorted_tables


def _read_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> int:
    kinds = {column.name: column.type for column in table.columns}
    rows, batch = 0, []
    with archive.open(f"{table.name}.jsonl") as lines:
        for line in lines:
            batch.append({name: _typed(value, kinds[name]) for name, value in json.loads(line).items()})
            rows += 1
            if len(batch) == AT_ONCE:
                connection.execute(insert(table), batch)
                batch = []
    if batch:
        connection.execute(insert(table), batch)
    return rows


def _typed(value: Any, kind: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows after the restored ones; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in METADATA.sorted_tables:
        for column in table.primary_key:
            if column.autoincrement is True:
                query = f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), "
                query += f"GREATEST((SELECT max({column.name}) FROM {table.name}), 1))"
                connection.execute(text(query))
