"""What a reader sees of a version: all of it, some customers alone, or a stand-in for each in place of who they are.

A reader who may not see everything gets a database of their own kind in memory, shared by all of that kind, in which
views have the names of the version's tables: beside the version, behind the same connection, so that what one has read
of the file serves all. Nothing that reads needs to know: not a metric, a list or a download.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import duckdb

import access
from access.stand_ins import LENGTH, pads
from store import engine, limits, narrowing
from store.errors import Damaged
from store.merging import RIDING
from store.quoting import quoted
from store.schema import CONTACTS, TABLES
from store.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

# Words of the customers themselves, or of a file about them, that may name anybody.
FREE_TEXT = {
    "departures": ("reason",),
    "complaints": ("detail",),
    "surveys": ("comment",),
    "rejects": ("value",),
    "customer_names": ("folded",),
}
# Rows that would tell what is not shown of a customer.
TELLING = {"occasions": "reason <> 'birthday'"}
WHOLE = engine.PUBLISHED
# Kinds of readers of one version that are kept; the one that was not asked for longest goes.
_MOST_KEPT = 200
# Whose rows are read, beside the tables of the version.
SEEN = "seen"
# What files held, row by row: nothing of it is anybody's customer alone.
ABOUT_FILES = ("uploads", "upload_files", "rejects", "repeats")
# Of models, what says how they were made, and nothing that adds up over all customers.
ABOUT_MODELS = ("forecast", "real_forecast", "risk", "renewal")
TOLD_OF_MODELS = (
    " WHERE name IN ('uses', 'origin', 'origins', 'horizon_days', 'discount')"
    " OR (name IN ('reason', 'spending_reason') AND coalesce(text, '') IN ('', 'heavy_spenders'))"
)
_NEVER = {"name", "referred_by", "birthday", *CONTACTS}
_KEYS = ("customer_key", "upload_id", "source_row")
_numbers = count(1)
_lock = threading.Lock()


@dataclass
class _Behind:
    """What is behind one connection: databases by the kind of reader, and one ready for the next who is held."""

    tables: narrowing.Columns
    kinds: OrderedDict[access.Sight, str] = field(default_factory=OrderedDict)
    ready: str | None = None


_behind: WeakKeyDictionary[duckdb.DuckDBPyConnection, _Behind] = WeakKeyDictionary()


def cursor(path: Path, sight: access.Sight) -> duckdb.DuckDBPyConnection:
    """Return a cursor of its own on a published version, as somebody with this sight may read it."""
    if sight == access.FULL:
        return engine.cursor(path)
    with engine.reading(path):
        root = engine.root(path)
        with _lock:
            behind = _of(root)
            kinds = behind.kinds
            if sight not in kinds:
                ready = None
                if sight.held_to and sight.names:
                    ready, behind.ready = behind.ready, None
                kinds[sight] = _made(root, behind.tables, sight, ready)
                while len(kinds) > _MOST_KEPT:
                    _detach(root, kinds.popitem(last=False)[1])
            kinds.move_to_end(sight)
            return _at(root, kinds[sight])


def _of(root: duckdb.DuckDBPyConnection) -> _Behind:
    """Return what is behind a connection; of the version, all tables that anybody may look at."""
    if root not in _behind:
        tables = narrowing.columns_in(root, WHOLE)
        _behind[root] = _Behind({name: columns for name, columns in tables.items() if name not in narrowing.OF_ALL})
    return _behind[root]


def is_ready(path: Path) -> bool:
    """Tell whether that is made of which the next kind of readers of a version is."""
    behind = _behind.get(engine.root(path))
    return behind is not None and behind.ready is not None


def make_ready(path: Path) -> None:
    """Make what the next kind of readers of a version needs who are held to certain customers, while nobody waits.

    Without it the first of them waits for it, and is told where it cannot be made.
    """
    with suppress(duckdb.Error, OSError, Damaged), engine.reading(path):
        root = engine.root(path)
        with _lock:
            behind = _of(root)
            if behind.ready is not None:
                return
        made = _made_for_nobody(root, behind.tables)
        with _lock:
            is_first = behind.ready is None
            if is_first:
                behind.ready = made
        if not is_first:  # two did so at once
            _detach(root, made)


def _at(root: duckdb.DuckDBPyConnection, database: str) -> duckdb.DuckDBPyConnection:
    """Return a cursor to which the names of tables mean those of a database, and nothing beside it."""
    found = root.cursor()
    found.execute(f"USE {database}").fetchall()
    return found


@contextmanager
def asking(path: Path, sight: access.Sight) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield such a cursor to ask; what takes too long is interrupted, and a damaged file is said as a sentence."""
    with engine.reading(path):
        this = cursor(path, sight)
        with limits.in_time(this):
            yield this


def customers(dataset: str) -> frozenset[str]:
    """Return the numbers, as loaded, of the customers whom whoever acts may see in the current version."""
    from store import folders

    try:
        number = folders.current_version(dataset)
    except Damaged:
        return frozenset()
    path = folders.version_file(dataset, number or 0)
    return _customers(path, engine.identity(path), access.sight().held_to) if path.exists() else frozenset()


@lru_cache(maxsize=64)
def _customers(path: Path, _identity: tuple[int, int], held_to: access.Held) -> frozenset[str]:
    cursor = engine.cursor(path)
    fits, values = fitting(held_to, [row[0] for row in cursor.execute("DESCRIBE customers").fetchall()])
    return frozenset(one for (one,) in cursor.execute(f"SELECT customer_id FROM customers {fits}", values).fetchall())


def fitting(held_to: access.Held, columns: Collection[str], *, first: int = 1) -> tuple[str, list[list[str]]]:
    """Write which customers somebody is held to, as SQL with its values; of a column that is not there, nobody.

    `first` is the number of the first of the values in the statement.
    """
    parts, values = ["true"], list[list[str]]()
    for name, said in held_to:
        if name not in columns:
            return "WHERE false", []
        values.append(list(said))
        parts.append(f"list_contains(${len(values) + first - 1}, lower(trim(CAST({quoted(name)} AS VARCHAR))))")
    return f"WHERE {' AND '.join(parts)}", values


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Attach a version's file under a name, to look at it beside another, with the customers alone whom one may see."""
    held_to = access.sight().held_to
    if not held_to:
        engine.attach(connection, path, name)
        return
    whole = f"{name}_whole"
    engine.attach(connection, path, whole)
    connection.execute(f"ATTACH ':memory:' AS {name}").fetchall()
    tables = narrowing.columns_in(connection, whole)
    keeps = _hold(connection, held_to, tables["customers"], whole, f"{name}.main.{SEEN}")
    for table, columns in tables.items():
        if table in {"customers", "periods"} or table.startswith("activity_"):
            where = narrowing.condition(table, columns, keeps, whole)
            connection.execute(
                f"CREATE VIEW {name}.main.{quoted(table)} AS SELECT * FROM {whole}.main.{quoted(table)}{where}"
            ).fetchall()


def _hold(
    root: duckdb.DuckDBPyConnection, held_to: access.Held, columns: Collection[str], whole: str, place: str
) -> str:
    """Write down the keys of the customers somebody is held to, and return the condition that keeps their rows."""
    keeps = _hold_nobody(root, whole, place)
    _let_see(root, held_to, columns, whole, place)
    return keeps


def _hold_nobody(root: duckdb.DuckDBPyConnection, whole: str, place: str) -> str:
    """Make room for the keys of customers, and return the condition that keeps the rows of those who stand there."""
    root.execute(f"CREATE TABLE {place} AS SELECT customer_key FROM {whole}.main.customers LIMIT 0").fetchall()
    return _keeping(place)


def _keeping(place: str) -> str:
    return f"{{key}} IN (SELECT customer_key FROM {place})"


def _let_see(
    root: duckdb.DuckDBPyConnection, held_to: access.Held, columns: Collection[str], whole: str, place: str
) -> None:
    """Write down the keys of the customers somebody is held to."""
    fits, values = fitting(held_to, columns)
    root.execute(f"INSERT INTO {place} SELECT customer_key FROM {whole}.main.customers {fits}", values).fetchall()


def usage() -> tuple[int, int, int]:
    """Return how many databases are open for reading, the bytes of memory that they take, and those put on the disk."""
    memory = spilled = 0
    for root in (roots := engine.opened()):
        try:
            took = root.cursor().execute(
                "SELECT sum(memory_usage_bytes), sum(temporary_storage_bytes) FROM duckdb_memory()"
            )
            used, put = took.fetchall()[0]
        except duckdb.Error:  # closed meanwhile
            continue
        memory, spilled = memory + int(used or 0), spilled + int(put or 0)
    return len(roots), memory, spilled


def _made(root: duckdb.DuckDBPyConnection, tables: narrowing.Columns, sight: access.Sight, ready: str | None) -> str:
    """Make the database of a kind of reader beside a version, of one that is ready where there is; returns its name."""
    with _attached(root, ready) as database:
        beside = _at(root, database)
        keeps = ""
        if sight.held_to:
            place = _seen(database)
            keeps = _keeping(place) if ready else _hold_nobody(beside, WHOLE, place)
            _let_see(beside, sight.held_to, tables["customers"], WHOLE, place)
        if ready is None:
            _write_views(beside, tables, keeps, sight)
        if keeps:
            rows = beside.execute(f"SELECT name, value FROM {WHOLE}.main.settings").fetchall()
            narrowing.make_sums(beside, Settings.from_rows(rows), WHOLE, tables, with_flows=False)
    return database


def _made_for_nobody(root: duckdb.DuckDBPyConnection, tables: narrowing.Columns) -> str:
    """Make the database of a reader who is held to nobody yet; returns its name."""
    with _attached(root) as database:
        beside = _at(root, database)
        keeps = _hold_nobody(beside, WHOLE, _seen(database))
        _write_views(beside, tables, keeps, access.FULL)
    return database


@contextmanager
def _attached(root: duckdb.DuckDBPyConnection, known: str | None = None) -> Iterator[str]:
    """Attach a database in memory beside a version, where it is not known, and let go of it if it cannot be filled."""
    database = known or f"seen_{next(_numbers)}"
    try:
        for name in () if known else (database, _beside(database)):
            root.cursor().execute(f"ATTACH ':memory:' AS {name}").fetchall()
        yield database
    except BaseException:
        _detach(root, database)
        raise


def _beside(database: str) -> str:
    """Name the database of what readers of a kind do not look at: whose rows are theirs."""
    return f"{database}_held"


def _seen(database: str) -> str:
    return f"{_beside(database)}.main.{SEEN}"


def _detach(root: duckdb.DuckDBPyConnection, database: str) -> None:
    """Let go of a database; a query that runs on it goes on to its end."""
    for name in (database, _beside(database)):
        root.cursor().execute(f"DETACH DATABASE IF EXISTS {name}").fetchall()


def _write_views(root: duckdb.DuckDBPyConnection, tables: narrowing.Columns, keeps: str, sight: access.Sight) -> None:
    """Write the views of every table as somebody sees them, but for the sums over what they see.

    `keeps` is the condition that keeps the rows of whom they are held to; nothing of who sees all customers.
    """
    hidden: dict[str, tuple[str, ...]] = {}
    if not sight.names:
        groups = _groups(root)
        hidden = dict.fromkeys(tables, ("customer_id",))
        hidden |= {table: ("customer_id", *words) for table, words in FREE_TEXT.items()}
        hidden["orders"] = tuple({*RIDING} - groups)
        where = narrowing.condition("customers", tables["customers"], keeps, WHOLE) if keeps else ""
        _write_customers(root, tables["customers"], groups, where)
    told = dict.fromkeys(ABOUT_FILES, " WHERE false") | dict.fromkeys(ABOUT_MODELS, TOLD_OF_MODELS) if keeps else {}
    for table, columns in tables.items():
        if (table == "customers" and not sight.names) or (keeps and table in narrowing.SUMS):
            continue
        if table in told:
            root.execute(_view(table, {name: quoted(name) for name in columns}, told[table])).fetchall()
            continue
        read = dict(narrowing.shown(table, columns, keeps)) if keeps else {name: quoted(name) for name in columns}
        if keeps and table == "customers" and "referred_by" in columns:
            known = f"SELECT customer_id FROM {WHOLE}.main.customers WHERE {keeps.format(key='customer_key')}"
            read["referred_by"] = f"CASE WHEN referred_by IN ({known}) THEN referred_by END"
        read |= {name: f"CAST(NULL AS {columns[name]})" for name in hidden.get(table, ()) if name in columns}
        where = narrowing.condition(table, columns, keeps, WHOLE) if keeps else ""
        if not sight.names and table in TELLING:
            where += f" {'AND' if where else 'WHERE'} {TELLING[table]}"
        root.execute(_view(table, read, where)).fetchall()


def _view(table: str, read: Mapping[str, str], where: str) -> str:
    """Write the view of a table: each column with what is read for it."""
    columns = ", ".join(f"{value} AS {quoted(name)}" for name, value in read.items())
    return f"CREATE VIEW {quoted(table)} AS SELECT {columns} FROM {WHOLE}.main.{quoted(table)}{where}"


def _groups(root: duckdb.DuckDBPyConnection) -> set[str]:
    """Name what customers are grouped by: not by what every other of them has a value of their own for."""
    people = root.execute(f"SELECT count(*) FROM {WHOLE}.main.customers").fetchall()[0][0]
    known = root.execute(f"SELECT name, distinct_values FROM {WHOLE}.main.attributes").fetchall()
    return {name for name, distinct in known if distinct * 2 <= people} - _NEVER


def _write_customers(root: duckdb.DuckDBPyConnection, columns: Mapping[str, str], groups: set[str], where: str) -> None:
    """Write the customers anew: a stand-in as their number, and of what is known of them what they are grouped by.

    A column that is no group may hold anything, an address or a telephone number under any name: it is left out, and
    one that every version has is left empty. Of a group with many values, the rare ones are one.
    """
    from store.facts import OTHERS

    largest: dict[str, list[str]] = {}
    if root.execute(
        f"FROM duckdb_tables() WHERE database_name = '{WHOLE}' AND table_name = 'largest_values'"
    ).fetchall():
        for name, value in root.execute(f"SELECT name, value FROM {WHOLE}.main.largest_values").fetchall():
            largest.setdefault(name, []).append(value)
    declared = set(TABLES["customers"].names)
    shown, values = [], list[object](pads())
    for name, kind in columns.items():
        if name == "customer_id":
            shown.append(
                "left(sha256(concat(CAST($2 AS VARCHAR), sha256(concat(CAST($1 AS VARCHAR), customer_id)))), "
                f"{LENGTH}) AS customer_id"
            )
        elif name in largest:
            values.append(largest[name])
            listed = f"list_contains(${len(values)}, {quoted(name)})"
            other = f"CASE WHEN {quoted(name)} IS NOT NULL THEN '{OTHERS}' END"
            shown.append(f"CASE WHEN {listed} THEN {quoted(name)} ELSE {other} END AS {quoted(name)}")
        elif name in _KEYS or name in groups or (name in declared - _NEVER and kind != "VARCHAR"):
            shown.append(quoted(name))
        elif name in declared:
            shown.append(f"CAST(NULL AS {kind}) AS {quoted(name)}")
    statement = f"CREATE TABLE customers AS SELECT {', '.join(shown)} FROM {WHOLE}.main.customers{where}"
    root.execute(statement, values).fetchall()
