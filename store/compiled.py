"""Queries as SQL, written once: to write one takes longer than most take to run.

What one process wrote the next ones read: a file for each query beside the data sets, or in the folder that
MANDEGAR_QUERIES names. An expression is a value, and what it is called there is made from all of it, and from the
libraries that write it; so a text can be lacking, not wrong. The folder may be emptied at any time.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import uuid
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
from ibis.expr.operations import InMemoryTable, Node

from store.folders import home

if TYPE_CHECKING:
    import ibis.expr.types as ir

FOLDER = ".queries"
# Of more texts those written first give way, half of them at once: a thousand are some twenty megabytes.
MOST = 2000
SUFFIX = ".sql"
# Where a text ends, so that one cut short is told.
END = "\n-- whole\n"
LOOKED_AT_EACH = 100
_kept = count()


def sql(expression: ir.Table, *, pretty: bool = True) -> str:
    """Return an expression as DuckDB's SQL.

    Parameters
    ----------
    expression
        A table.
    pretty
        Over several lines, as a person may read it.

    """
    name = _name(expression, pretty=pretty)
    if name is None:
        return _write(expression, pretty=pretty)
    path = place() / f"{name}{SUFFIX}"
    found = _read(path)
    if found is None:
        found = _write(expression, pretty=pretty)
        _keep(path, found)
    return found


def place() -> Path:
    """Return the folder of the texts."""
    told = os.environ.get("MANDEGAR_QUERIES")
    return Path(told) if told else home() / FOLDER


def forget() -> None:
    """Remove every text: what a filter asked for may stand in them."""
    for path in _texts():
        path.unlink(missing_ok=True)


def _write(expression: ir.Table, *, pretty: bool) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb", pretty=pretty))


def _name(expression: ir.Table, *, pretty: bool) -> str | None:
    """Return what an expression's text is called; None where rows of this process stand in it."""
    operation = expression.op()
    if operation.find(InMemoryTable):
        return None
    spelt = io.BytesIO()
    _Spelling(spelt).dump((operation, pretty, ibis.options.sql.fuse_selects, _libraries()))
    return hashlib.sha256(spelt.getvalue()).hexdigest()


class _Spelling(pickle.Pickler):
    """Spells a value out, the same for equal values: what comes again is named by the place where it came first."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=5)
        self._numbers: dict[tuple[type, Any], int] = {}

    def persistent_id(self, value: Any) -> int | list[Any] | None:
        """Return the number of an equal value that came before, a set of names in order; None of what is spelt out."""
        if isinstance(value, frozenset):
            return sorted(value, key=repr)
        if not isinstance(value, Node | str):
            return None
        known = len(self._numbers)
        number = self._numbers.setdefault((type(value), value), known)
        return None if number == known else number


@lru_cache(maxsize=1)
def _libraries() -> tuple[str, str]:
    return version("ibis-framework"), version("sqlglot")


def _read(path: Path) -> str | None:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return text.removesuffix(END) if text.endswith(END) else None


def _keep(path: Path, text: str) -> None:
    """Keep a text where the disk lets us; nothing is lost where it does not."""
    work = path.with_name(f".{uuid.uuid4().hex}.new")
    with suppress(OSError):
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700)  # no folder of data sets comes into being by a question
        _make_room()
        try:
            work.write_text(text + END, "utf-8")
            work.replace(path)
        finally:
            work.unlink(missing_ok=True)


def _texts() -> list[Path]:
    return [*place().glob(f"*{SUFFIX}")]


def _make_room() -> None:
    """Remove the older half of the texts where there are too many; looked at once in a hundred texts of a process."""
    if next(_kept) % LOOKED_AT_EACH or len(texts := _texts()) <= MOST:
        return
    for path in sorted(texts, key=lambda one: one.stat().st_mtime_ns)[: MOST // 2]:
        path.unlink(missing_ok=True)
