"""One customer taken out of every version of a data set, and out of what is kept beside the versions.

Each version is written anew without them and takes the place of the old one in one step. What others brought, and what
was said of them, stays as it was published; the sums are made anew. A note in the folder of all data sets, readable by
its owner alone, says whom to forget until that is done: killed in between, the next call finishes it.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from access.naming import Named
from localization import _
from store import compiled, engine, folders, integrity
from store.asking import need
from store.errors import Damaged, StoreError
from store.named import Kind, file_of
from store.narrowing import OF_ALL, SUMS, columns_in, condition, make_sums, shown
from store.quoting import quoted
from store.schema import CONTACTS
from store.snapshot import read_version

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

NOTE = ".forgetting.json"
BEFORE = "before"
# What is kept under a name or beside the versions, and may name somebody.
KEPT = ("lists", "views", "sent", "mappings")


@dataclass(frozen=True)
class Asked:
    """Whom to forget, and in which data sets; `is_everywhere` where all were meant."""

    named: Named
    datasets: tuple[str, ...]
    is_everywhere: bool


def ask(customer_id: str, dataset: str | None, further: Collection[str] = ()) -> Asked:
    """Write down whom to forget, with every name that any version has for them.

    Parameters
    ----------
    customer_id
        Their number, as files give it.
    dataset
        Of which data set; None: of all.
    further
        Names that they have elsewhere.

    Raises
    ------
    StoreError
        When there is no such data set, or whoever acts may not.

    """
    need("forget")
    known = folders.datasets()
    if dataset is not None and dataset not in known:
        raise StoreError(folders.unknown(dataset))
    chosen = tuple(known) if dataset is None else (dataset,)
    words = {*further}
    for name in chosen:
        for path in _versions(name):
            words |= _words(path, customer_id)
    asked = Asked(Named(customer_id, frozenset(words)), chosen, is_everywhere=dataset is None)
    _write_note(asked)
    return asked


def unfinished() -> Asked | None:
    """Return what a call before wrote down and did not finish; None where there is nothing."""
    try:
        kept = json.loads(note().read_text("utf-8"))
        named = Named(str(kept["customer"]), frozenset(map(str, kept["words"])))
        return Asked(named, tuple(map(str, kept["datasets"])), bool(kept["everywhere"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def done() -> None:
    """Say that nobody is left to forget."""
    need("forget")
    for path in (note(), *folders.home().glob(f".{NOTE}.new")):
        path.unlink(missing_ok=True)
    folders.sync_folder(folders.home())


@contextmanager
def alone(datasets: Collection[str]) -> Iterator[None]:
    """Keep everybody else from publishing any of these data sets; StoreError where somebody is."""
    with ExitStack() as held:
        for dataset in sorted(datasets):
            if folders.folder(dataset).is_dir():
                held.callback(folders.publishing_lock(dataset).release)
        yield


def forget(named: Named, dataset: str) -> dict[str, Any]:
    """Take a customer out of a data set; call it inside `alone`.

    Returns
    -------
    versions (numbers of those written anew), rows (removed, in all of them), files (lists, views and mappings that were
    changed or removed), damaged (numbers of versions that cannot be read, and so not be written anew).

    Raises
    ------
    StoreError
        When the disk refuses, or whoever acts may not.

    """
    need("forget")
    for leftover in folders.home().glob(f"{folders.DELETED_PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if not folders.folder(dataset).is_dir():
        return {"versions": [], "rows": 0, "files": 0, "damaged": []}
    folders.sweep(dataset)
    compiled.forget()
    for unfinished in folders.folder(dataset).rglob(".*.new"):
        unfinished.unlink(missing_ok=True)
    files = sum(_mend(path, named) for kind in KEPT for path in (folders.folder(dataset) / kind).glob("*.json"))
    written, damaged, rows = [], [], 0
    for path in _versions(dataset):
        try:
            removed = _without(path, named)
        except Damaged:
            damaged.append(int(path.stem))
            continue
        except (duckdb.Error, OSError) as error:
            text = _(
                "Version {version} of “{dataset}” could not be written anew; it is as it was, and the next call goes "
                "on from there. ({detail})"
            )
            detail = str(error).splitlines()[0][:200]
            raise StoreError(text.format(version=int(path.stem), dataset=dataset, detail=detail)) from error
        if removed is not None:
            written.append(int(path.stem))
            rows += removed
    engine.forget(folders.folder(dataset))
    folders.renew()
    return {"versions": written, "rows": rows, "files": files, "damaged": damaged}


def note() -> Path:
    """Return where it is written whom to forget, until that is done."""
    return folders.home() / NOTE


def _write_note(asked: Asked) -> None:
    kept = {
        "customer": asked.named.customer_id,
        "words": sorted(asked.named.words),
        "datasets": list(asked.datasets),
        "everywhere": asked.is_everywhere,
    }
    handle = os.open(note(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.close(handle)
    folders.replace_text(note(), json.dumps(kept, ensure_ascii=False))
    note().chmod(0o600)


def _versions(dataset: str) -> list[Path]:
    return [folders.version_file(dataset, number) for number in folders.version_numbers(dataset)]


def _words(path: Path, customer_id: str) -> set[str]:
    """Return what a version names a customer by, besides their number."""
    try:
        read_version(path)
        with engine.reading(path):
            cursor = engine.cursor(path)
            columns = [row[0] for row in cursor.execute("DESCRIBE customers").fetchall()]
            naming = [name for name in columns if name == "name" or name in CONTACTS]
            if not naming:
                return set()
            read = ", ".join(f"CAST({quoted(name)} AS VARCHAR)" for name in naming)
            rows = cursor.execute(f"SELECT {read} FROM customers WHERE customer_id = ?", [customer_id]).fetchall()
            words = {word for row in rows for word in row if word}
            return {word for word in words if not _is_shared(cursor, naming, word, customer_id)}
    except Damaged:
        return set()


def _is_shared(cursor: duckdb.DuckDBPyConnection, naming: list[str], word: str, customer_id: str) -> bool:
    """Tell whether somebody else has the same name: then it names nobody."""
    same = " OR ".join(f"lower(CAST({quoted(name)} AS VARCHAR)) = lower($1)" for name in naming)
    asked = f"SELECT 1 FROM customers WHERE customer_id <> $2 AND ({same}) LIMIT 1"
    return bool(cursor.execute(asked, [word, customer_id]).fetchall())


def _without(path: Path, named: Named) -> int | None:
    """Write a version anew without a customer; returns how many rows went, None where nothing names them."""
    about = read_version(path)
    work = path.with_name(f"{folders.WORK_PREFIX}{uuid.uuid4().hex}.duckdb")
    connection = engine.connect_work(work)
    try:
        with engine.reading(path):
            engine.attach(connection, path, BEFORE)
            tables = columns_in(connection, BEFORE)
            found = connection.execute(
                f"SELECT customer_key FROM {BEFORE}.main.customers WHERE customer_id = ?", [named.customer_id]
            ).fetchall()
            if not found and not _is_named(connection, tables, named):
                return None
            removed = _copy(connection, tables, found[0][0] if found else -1, named)
            make_sums(connection, about.settings, BEFORE, tables, with_flows=True)
            connection.execute(f"DETACH {BEFORE}").fetchall()
        connection.execute("CHECKPOINT").fetchall()
        connection.close()
        _swap(work, path)
    finally:
        connection.close()
        for leftover in path.parent.glob(f"{work.stem}*"):
            shutil.rmtree(leftover, ignore_errors=True) if leftover.is_dir() else leftover.unlink(missing_ok=True)
    return removed


def _copy(connection: duckdb.DuckDBPyConnection, tables: dict[str, dict[str, str]], key: int, named: Named) -> int:
    """Copy every table without the customer of this key, and what else names them empty; returns how many rows went."""
    connection.create_function("taken_out", named.taken_out, ["VARCHAR"], "VARCHAR")
    connection.create_function("names_them", named.is_in, ["VARCHAR"], "BOOLEAN")
    connection.execute("SET VARIABLE forgotten = ?", [named.customer_id]).fetchall()
    keeps = f"{{key}} IS DISTINCT FROM {int(key)}"
    removed = 0
    for table, columns in tables.items():
        if table in SUMS or table in OF_ALL:
            continue
        mended = _mended(table, tables, key)
        read = ", ".join(f"{mended.get(name, how)} AS {quoted(name)}" for name, how in shown(table, columns, keeps))
        place = f"{BEFORE}.main.{quoted(table)}"
        connection.execute(
            f"CREATE TABLE {quoted(table)} AS SELECT {read} FROM {place}{condition(table, columns, keeps, BEFORE)}"
        ).fetchall()
        counted = f"SELECT (SELECT count(*) FROM {place}) - (SELECT count(*) FROM {quoted(table)})"
        removed += connection.execute(counted).fetchall()[0][0]
    return removed


def _mended(table: str, tables: dict[str, dict[str, str]], key: int) -> dict[str, str]:
    """Say what is written in place of columns that may name somebody without being theirs."""
    if table == "customers" and "referred_by" in tables[table]:
        return {"referred_by": "CASE WHEN referred_by <> getvariable('forgotten') THEN referred_by END"}
    if table == "uploads":
        return {name: f"taken_out({name})" for name in ("file_name", "mapping", "part") if name in tables[table]}
    if table == "upload_files":
        return {"file_name": "taken_out(file_name)"}
    if table == "version":
        return {"note": "taken_out(note)"}
    if table == "rejects":
        theirs = " OR ".join(
            f"(upload_id, source_row) IN (SELECT (upload_id, source_row) FROM {BEFORE}.main.{quoted(name)} "
            f"WHERE customer_key = {int(key)})"
            for name, columns in tables.items()
            if {"customer_key", "upload_id", "source_row"} <= columns.keys()
        )
        return {"value": f"CASE WHEN NOT (coalesce(names_them(value), false) OR {theirs}) THEN value END"}
    return {}


def _is_named(connection: duckdb.DuckDBPyConnection, tables: dict[str, dict[str, str]], named: Named) -> bool:
    """Tell whether a version that does not hold a customer names them in what `_mended` would mend."""
    places = (
        ("customers", ("referred_by",)),
        ("uploads", ("file_name", "mapping", "part")),
        ("upload_files", ("file_name",)),
        ("version", ("note",)),
        ("rejects", ("value",)),
    )
    for table, names in places:
        for name in (one for one in names if one in tables.get(table, {})):
            asked = f"SELECT DISTINCT {quoted(name)} FROM {BEFORE}.main.{table} WHERE {quoted(name)} IS NOT NULL"
            if any(named.is_in(text) for (text,) in connection.execute(asked).fetchall()):
                return True
    return False


def _swap(work: Path, path: Path) -> None:
    """Let the new file take the old one's place; whoever is killed in between leaves one of the two, and whole."""
    with work.open("rb+") as file:
        os.fsync(file.fileno())
    integrity.seal_either(work, path)
    folders.answers_file(path).unlink(missing_ok=True)
    work.replace(path)
    folders.answers_file(path).unlink(missing_ok=True)  # somebody may have asked the old file and kept it meanwhile
    folders.sync_folder(path.parent)
    integrity.seal(path, path)
    folders.sync_folder(path.parent)


def _mend(path: Path, named: Named) -> bool:
    """Take a customer out of a small file; what is left with nobody or nothing in it is removed."""
    try:
        text = path.read_text("utf-8")
        kept = json.loads(text)
    except (OSError, ValueError):
        return False
    mended = named.taken_out(kept)
    if isinstance(mended, dict) and isinstance(kept.get("customers"), list):
        mended["customers"] = [one for one in kept["customers"] if one != named.customer_id]
        if kept["customers"] and not mended["customers"]:
            path.unlink(missing_ok=True)
            return True
    if isinstance(mended, dict) and isinstance(kept.get("address"), dict):
        address = kept["address"]
        mended["address"] = {name: value for name, value in address.items() if not named.is_about(value)}
    if mended == kept:
        return False
    kinds: dict[str, Kind] = {"lists": "lists", "views": "views"}
    kind = kinds.get(path.parent.name)
    if kind is not None and mended.get("name") != kept.get("name"):
        new = file_of(path.parent.parent.name, kind, str(mended["name"]))
        folders.replace_text(new, json.dumps(mended, ensure_ascii=False))
        path.unlink(missing_ok=True)  # its name was made from the one that named them
    else:
        folders.replace_text(path, json.dumps(mended, ensure_ascii=False))
    return True
