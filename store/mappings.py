"""How the analyst mapped a file's columns, remembered for the next file with the same headers."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from access import trail
from store import folders
from store.asking import need
from store.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# Rows that were set aside come back mended with two columns more; they are of the same kind of file.
LINE_OF_REJECT, REASON_OF_REJECT = "mandegar_line", "mandegar_reason"
ADDED = frozenset({LINE_OF_REJECT, REASON_OF_REJECT})
PARTS = ("columns", "computed", "constants", "only", "date_order", "decimal_mark", "answers", "states")
Parts = dict[str, dict[str, str]]
# A table, and how a file fills it; a wide file fills several.
Filled = tuple[str, Parts]


def remember(
    dataset: str, headers: Sequence[str], filled: Sequence[tuple[str, Mapping[str, Mapping[str, str]]]]
) -> None:
    """Keep how a file with these headers was loaded in the data set's folder.

    Parameters
    ----------
    dataset
        Name of a data set that exists.
    headers
        Column names of the file, in any order.
    filled
        Each table that the file filled, with what each of PARTS says.

    """
    path = _file(dataset, headers)
    path.parent.mkdir(exist_ok=True)
    kept = [{"table": table, **{part: dict(parts.get(part, {})) for part in PARTS}} for table, parts in filled]
    folders.replace_text(path, json.dumps(kept, ensure_ascii=False, indent=1))


def recall(dataset: str, headers: Sequence[str]) -> tuple[Filled, ...]:
    """Return how a file with these headers was loaded; nothing if it never was, or what was kept is unreadable."""
    try:
        kept = json.loads(_file(dataset, headers).read_text("utf-8"))
        # Before files could fill several tables, one was kept by itself.
        found = tuple(_read(one) for one in (kept if isinstance(kept, list) else [kept]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()
    known = set(headers)
    fits = all(table in TABLES and {*parts["columns"].values(), *parts["only"]} <= known for table, parts in found)
    return found if fits else ()


def forget(dataset: str, headers: Sequence[str]) -> bool:
    """Let go of how a file with these headers was loaded; returns whether anything was kept."""
    need("publish")
    path = _file(dataset, headers)
    was_kept = path.exists()
    path.unlink(missing_ok=True)
    if was_kept:
        trail.say_done("forget_mapping", dataset=dataset)
    return was_kept


def keep_layout(file_name: str, text: str, *, name: str, table: str) -> Path:
    """Put a layout of the firm's own into its folder, in place of one in a file of this name; return its file."""
    need("publish")
    folder = layouts()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name
    folders.replace_text(path, text)
    trail.say_done("remember_layout", subject=name, table=table)
    return path


def layouts() -> Path:
    """Return the folder of the firm's own layouts, which need not exist."""
    return folders.home() / "layouts"


def _read(kept: dict[str, Any]) -> Filled:
    parts = {part: {str(name): str(text) for name, text in kept.get(part, {}).items()} for part in PARTS}
    return str(kept["table"]), parts


def _file(dataset: str, headers: Sequence[str]) -> Path:
    fingerprint = hashlib.sha256(json.dumps(sorted(set(headers) - ADDED)).encode()).hexdigest()[:32]
    return folders.folder(dataset) / "mappings" / f"{fingerprint}.json"
