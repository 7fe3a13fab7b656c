"""The one place where DuckDB is opened: the writer's work file and locked-down, read-only versions."""

from __future__ import annotations

import os
import threading
import time
import uuid
import warnings
from collections import OrderedDict
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING

import duckdb
from ibis.backends.sql.datatypes import DuckDBType

from localization import _
from store.errors import Damaged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ibis.expr.datatypes import DataType

# What DuckDB recommends instead of `execute(...).to_arrow_table()` plans every query twice: for results as small as
# ours that costs more than the copy it warns of.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)

# Versions that stay open: so many at most, and none that nobody has asked for so long.
_OPEN_VERSIONS = 8
_IDLE_SECONDS = 120.0
# Threads of each open version that wait for the disk; DuckDB takes eight.
_WAITING_THREADS = 2
PUBLISHED = "published"
# How DuckDB says that a file is not what it wrote; the rest, such as a full disk, is not the file's fault.
_DAMAGE = (
    "corrupt",
    "could not read enough bytes",
    "not a valid duckdb",
    "deserialize",
    "invalidated",
    "internal error",
)
_NEWER = "trying to read a database file with version number"
_roots: OrderedDict[Path, tuple[tuple[int, int], duckdb.DuckDBPyConnection]] = OrderedDict()
_asked_at: dict[Path, float] = {}
_roots_lock = threading.Lock()


def memory_limit() -> str:
    """Return how much memory one DuckDB may take: MANDEGAR_MEMORY, by default 4GB."""
    return os.environ.get("MANDEGAR_MEMORY", "4GB")


def connect_work(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a work file for writing; what does not fit in memory goes to a folder beside it."""
    temporary = path.with_suffix(".tmp")
    return duckdb.connect(
        str(path),
        config={
            "memory_limit": memory_limit(),
            "temp_directory": str(temporary),
            "preserve_insertion_order": True,
        },
    )


def connect_memory() -> duckdb.DuckDBPyConnection:
    """Open a database in memory, to look at several versions side by side; close it after use."""
    return duckdb.connect(config={"memory_limit": memory_limit()})


def connect_beside(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a database in memory that shows a version's file in another way; what does not fit goes beside the file."""
    temporary = path.parent / f".seeing-{uuid.uuid4().hex}.tmp"
    return duckdb.connect(
        config={
            "memory_limit": memory_limit(),
            "temp_directory": str(temporary),
            "async_threads": _WAITING_THREADS,
        }
    )


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach a version's file for reading."""
    literal = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{literal}' AS {name} (READ_ONLY)").fetchall()


def cursor(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a cursor of its own on a published version.

    One read-only database per version stands behind all cursors of the process. It cannot reach files or the
    network, and that cannot be switched back while it runs. A connection shared by threads would give wrong
    answers, a cursor of its own does not.
    """
    with _roots_lock, reading(path):
        cursor = _root(path).cursor()
    cursor.execute(f"USE {PUBLISHED}").fetchall()
    return cursor


def root(path: Path) -> duckdb.DuckDBPyConnection:
    """Return what stands behind the cursors of a published version, to attach databases in memory beside it."""
    with _roots_lock, reading(path):
        return _root(path)


def _root(path: Path) -> duckdb.DuckDBPyConnection:
    known, root = _roots.get(path, (None, None))
    if root is None or (path.exists() and known != identity(path)):
        # The one before is not closed: that would cut off cursors in use. Its file goes with the last of them.
        this, root = identity(path), _opened(path)
        _roots[path] = this, root
    _roots.move_to_end(path)
    _asked_at[path] = now = time.monotonic()
    while len(_roots) > _OPEN_VERSIONS or now - _asked_at.get(next(iter(_roots)), now) > _IDLE_SECONDS:
        _asked_at.pop(_roots.popitem(last=False)[0], None)
    return root


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a version's file, attached to a database in memory that holds nothing else.

    DuckDB opens a path once for all connections to it: while a query runs on a file that another has taken the place
    of, whoever opened the path itself would be shown the old file.
    """
    root = connect_beside(path)
    attach(root, path, PUBLISHED)
    for statement in (f"USE {PUBLISHED}", "DETACH memory", "SET enable_external_access = false"):
        root.execute(statement).fetchall()
    return root


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say it of a version's file that DuckDB finds damaged, as a sentence."""
    try:
        yield
    except duckdb.Error as error:
        said = str(error).lower()
        if _NEWER in said:
            raise newer(path) from error
        if not any(sign in said for sign in _DAMAGE):
            raise
        raise damaged(path) from error


def damaged(path: Path) -> Damaged:
    """Return what is said of a version whose file is not what was published."""
    return _damage(path, _("Version {version} of “{dataset}” is damaged: its file is not what was published."))


def gone(path: Path) -> Damaged:
    """Return what is said of a current version whose file is not there."""
    return _damage(path, _("The current version of “{dataset}”, {version}, is gone."))


def newer(path: Path) -> Damaged:
    """Return what is said of a version that a newer program published."""
    text = _(
        "Version {version} of “{dataset}” was published by a newer version of Mandegar than this one; update this one."
    )
    return _damage(path, text, is_newer=True)


def _damage(path: Path, text: str, *, is_newer: bool = False) -> Damaged:
    dataset, version = path.parent.parent.name, int(path.stem)
    return Damaged(text.format(dataset=dataset, version=version), dataset, version, is_newer=is_newer)


def identity(path: Path) -> tuple[int, int]:
    """Tell a version's file from one of the same name in a data set deleted and begun anew."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns


def forget(folder: Path) -> None:
    """Close the versions of a data set that is about to be deleted."""
    with _roots_lock:
        for path in [path for path in _roots if folder in path.parents]:
            with suppress(duckdb.Error):  # it is in the middle of a query, and goes with that
                _asked_at.pop(path, None)
                _roots.pop(path)[1].close()


def opened() -> list[duckdb.DuckDBPyConnection]:
    """Return the databases of versions that are open."""
    with _roots_lock:
        return [root for _known, root in _roots.values()]


@cache
def data_type(name: str) -> DataType:
    """Return what Ibis calls a type by DuckDB's name for it; few are ever asked for, and each takes a while to read."""
    return DuckDBType.from_string(name)
