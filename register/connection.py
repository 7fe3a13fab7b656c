"""Where the register is, and how it is opened: SQLite beside the data sets, or PostgreSQL by address.

A write is one transaction: what it returned from is on the disk, and what was cut short is not there at all.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from localization import _
from register.errors import RegisterError

if TYPE_CHECKING:
    from collections.abc import Iterator

WAIT_SECONDS = 30
_TURN = 72613  # names the lock that writers on PostgreSQL take turns by
_engines: dict[str, Engine] = {}
_opening = Lock()


def address() -> str:
    """Return the address of the register: MANDEGAR_REGISTER, by default register.sqlite among the data sets."""
    given = os.environ.get("MANDEGAR_REGISTER", "").strip()
    if not given:
        home = Path(os.environ.get("MANDEGAR_HOME", "data")).expanduser().resolve()
        return f"sqlite:///{home / 'register.sqlite'}"
    return given.replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def reading() -> Iterator[Connection]:
    """Open the register to read it; what is read in one block is of one moment."""
    with _spoken(), _engine().connect() as connection:
        yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """Open the register to change it: all of the block is kept, or, when it ends in an error, nothing."""
    with _spoken(), _engine().connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def reach() -> None:
    """Go on only where the register can be read; RegisterError otherwise."""
    with reading() as connection:
        connection.exec_driver_sql("SELECT 1")


def compacted() -> None:
    """Write the register anew without what was deleted from it, where it is a file; a server does so by itself."""
    if not address().startswith("sqlite"):
        return
    with _spoken(), _engine().connect() as connection:
        raw = connection.connection.driver_connection
        if raw is not None:
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def files() -> list[Path]:
    """Return the files that the register is made of; none where it is on a server."""
    if not address().startswith("sqlite:///"):
        return []
    path = Path(address().removeprefix("sqlite:///"))
    return [path.with_name(f"{path.name}{ending}") for ending in ("", "-wal", "-shm")]


def close() -> None:
    """Let go of every connection, for a register that is to be put elsewhere."""
    with _opening:
        for engine in _engines.values():
            engine.dispose()
        _engines.clear()


def _engine() -> Engine:
    where = address()
    with _opening:
        if where not in _engines or _is_gone(where):
            _engines[where] = _opened(where)
        return _engines[where]


def _is_gone(where: str) -> bool:
    return where.startswith("sqlite:///") and not Path(where.removeprefix("sqlite:///")).exists()


def _opened(where: str) -> Engine:
    try:
        if where.startswith("sqlite"):
            Path(where.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(where, connect_args={"timeout": WAIT_SECONDS}, poolclass=NullPool)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            engine = create_engine(where, pool_pre_ping=True)
            event.listen(engine, "begin", _begin_postgres)
    except (ArgumentError, ImportError) as error:
        raise RegisterError(
            _("MANDEGAR_REGISTER is not the address of a database: write postgresql://user:password@host/name.")
        ) from error
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        bring_up_to_date(connection)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is said by `_begin_sqlite`, at the start and not at the first write
    for line in (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA secure_delete = ON",  # what is deleted is overwritten
        f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}",
    ):
        connection.execute(line)


def _begin_sqlite(connection: Connection) -> None:
    # Two writers that both began by reading would refuse each other: whoever will write takes the lock at once.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def _begin_postgres(connection: Connection) -> None:
    # As on SQLite: writers take turns, and whoever reads sees one moment.
    is_writer = connection.get_execution_options().get("writes")
    connection.exec_driver_sql(
        f"SELECT pg_advisory_xact_lock({_TURN})"
        if is_writer
        else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
    )


def bring_up_to_date(connection: Connection) -> None:
    """Run the migrations that are missing, one process at a time."""
    found = revision(connection)
    if found is not None and not is_known(found):
        raise RegisterError(
            _("The register was written by a newer version of Mandegar than this one; update this one.")
        )
    migrate(connection)


def migrate(connection: Connection, to: str = "head") -> None:
    """Run the migrations up to one of them, within the transaction that is open."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def revision(connection: Connection) -> str | None:
    """Return the last migration that the register went through; None where it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def is_known(migration: str) -> bool:
    """Tell whether a migration is one of this program's, and not of a newer one's."""
    from alembic.script import ScriptDirectory

    return migration in {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


@contextmanager
def _spoken() -> Iterator[None]:
    """Say what keeps the register from being read or written, as a sentence."""
    try:
        yield
    except OperationalError as error:
        if "locked" in str(error.orig):
            text = _("The register is being written by others for longer than {n} seconds; try again.")
            raise RegisterError(text.format(n=WAIT_SECONDS)) from error
        raise RegisterError(_unreachable(error)) from error
    except DBAPIError as error:
        if "malformed" in str(error.orig) or "not a database" in str(error.orig):
            raise RegisterError(
                _("The register is damaged. Put its file aside and restore the last back-up: cli.py register restore.")
            ) from error
        raise
    except OSError as error:
        raise RegisterError(
            _("The register cannot be written in its folder: {reason}. Nothing was kept.").format(reason=error.strerror)
        ) from error


def _unreachable(error: OperationalError) -> str:
    if not address().startswith("sqlite"):
        return _("The register's database server does not answer, or refuses; ask whoever runs it. Nothing was kept.")
    # What SQLite says names no place: readonly database, disk full, unable to open.
    return _("The register cannot be read or written: {reason}. Nothing was kept.").format(reason=error.orig)
