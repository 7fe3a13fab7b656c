"""A back-up of the register: one archive with each table as lines of JSON, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, text

from localization import _
from localization.numbers import isolate
from register.asking import need
from register.connection import reading, writing
from register.errors import RegisterError
from register.events import write
from register.tables import METADATA, Moment

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
            archive.writestr("format", f"{FORMAT} {_migration(connection)}")
            for table in METADATA.sorted_tables:
                written[table.name] = _write_table(connection, table, archive)
    except FileExistsError as error:
        raise RegisterError(
            _("“{file}” is there already; name another one.").format(file=isolate(path.name))
        ) from error
    return written


def _migration(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


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

    Parameters
    ----------
    path
        What `back_up` wrote.
    replace
        Whether what the register holds now may be lost; otherwise it must be empty.

    """
    need("delete")
    try:
        with zipfile.ZipFile(path) as archive, writing() as connection:
            if archive.read("format").decode() != f"{FORMAT} {_migration(connection)}":
                raise RegisterError(
                    _(
                        "“{file}” was written by another version of Mandegar; restore it with that one, then update."
                    ).format(file=isolate(path.name))
                )
            _empty(connection, replace=replace)
            read = {table.name: _read_table(connection, table, archive) for table in METADATA.sorted_tables}
            _count_on(connection)
            write(connection, "restore", subject=path.name)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        text_ = _("“{file}” is no back-up of the register, or is damaged. Nothing was changed.")
        raise RegisterError(text_.format(file=isolate(path.name))) from error
    return read


def _empty(connection: Connection, *, replace: bool) -> None:
    filled = [
        one for one in METADATA.sorted_tables if connection.execute(select(func.count()).select_from(one)).scalar()
    ]
    if filled and not replace:
        raise RegisterError(_("The register is not empty. Say --replace where what it holds may be lost."))
    _let_events_go(connection, allowed=True)
    for table in reversed(METADATA.sorted_tables):
        connection.execute(delete(table))
    _let_events_go(connection, allowed=False)


def _let_events_go(connection: Connection, *, allowed: bool) -> None:
    from register.keeping import guard, unguard

    (unguard if allowed else guard)(connection)


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
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind.python_type is date else value


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
