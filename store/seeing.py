"""What a reader sees of a version: all of it, or a stand-in for each customer in place of who they are.

A reader who may not see everything gets a database of their own kind in memory, shared by all of that kind, in which
views have the names of the version's tables. Nothing that reads needs to know: not a metric, a list or a download.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

import access
from access.stand_ins import LENGTH, pads
from store import engine
from store.merging import RIDING
from store.quoting import quoted
from store.schema import CONTACTS, TABLES

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

# Words of the customers themselves, or of a file about them, that may name anybody.
FREE_TEXT = {
    "departures": ("reason",),
    "complaints": ("detail",),
    "surveys": ("comment",),
    "rejects": ("value",),
    "customer_names": ("folded",),
}
WHOLE = "version"
_MOST_KEPT = 4
_NEVER = {"name", "referred_by", "birthday", *CONTACTS}
_KEYS = ("customer_key", "upload_id", "source_row")
_roots: OrderedDict[tuple[Path, access.Sight], tuple[tuple[int, int], duckdb.DuckDBPyConnection]] = OrderedDict()
_lock = threading.Lock()


def cursor(path: Path, sight: access.Sight) -> duckdb.DuckDBPyConnection:
    """Return a cursor of its own on a published version, as somebody with this sight may read it."""
    if sight == access.FULL:
        return engine.cursor(path)
    with _lock, engine.reading(path):
        known, root = _roots.get((path, sight), (None, None))
        if root is not None and known is not None and not path.exists():
            return root.cursor()
        this = engine.identity(path)
        if root is None or known != this:
            root = _opened(path)
            _roots[path, sight] = this, root
            while len(_roots) > _MOST_KEPT:
                _roots.popitem(last=False)
        _roots.move_to_end((path, sight))
        return root.cursor()


def forget(folder: Path) -> None:
    """Let go of the versions of a data set that is about to be deleted."""
    with _lock:
        for path, sight in [one for one in _roots if folder in one[0].parents]:
            _roots.pop((path, sight))[1].close()


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    root = engine.connect_beside(path)
    engine.attach(root, path, WHOLE)
    tables: dict[str, list[tuple[str, str]]] = {}
    for table, name, kind in root.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        f"WHERE database_name = '{WHOLE}' AND NOT internal ORDER BY table_name, column_index"
    ).fetchall():
        tables.setdefault(table, []).append((name, kind))
    groups = _groups(root)
    hidden: dict[str, tuple[str, ...]] = {table: ("customer_id", *words) for table, words in FREE_TEXT.items()}
    hidden["orders"] = tuple({*RIDING} - groups)
    _write_customers(root, tables.pop("customers"), groups)
    for table, columns in tables.items():
        root.execute(_view(table, columns, hidden.get(table, ("customer_id",)))).fetchall()
    root.execute("SET enable_external_access = false").fetchall()
    return root


def _view(table: str, columns: list[tuple[str, str]], hidden: tuple[str, ...]) -> str:
    """Write the view of a table, in which hidden columns are empty."""
    shown = [f"CAST(NULL AS {kind}) AS {quoted(name)}" if name in hidden else quoted(name) for name, kind in columns]
    return f"CREATE VIEW {quoted(table)} AS SELECT {', '.join(shown)} FROM {WHOLE}.main.{quoted(table)}"


def _groups(root: duckdb.DuckDBPyConnection) -> set[str]:
    """Name what customers are grouped by: not by what every other of them has a value of their own for."""
    people = root.execute(f"SELECT count(*) FROM {WHOLE}.main.customers").fetchall()[0][0]
    known = root.execute(f"SELECT name, distinct_values FROM {WHOLE}.main.attributes").fetchall()
    return {name for name, distinct in known if distinct * 2 <= people} - _NEVER


def _write_customers(root: duckdb.DuckDBPyConnection, columns: list[tuple[str, str]], groups: set[str]) -> None:
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
    for name, kind in columns:
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
    statement = f"CREATE TABLE customers AS SELECT {', '.join(shown)} FROM {WHOLE}.main.customers"
    root.execute(statement, values).fetchall()
