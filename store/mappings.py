"""How the analyst mapped a file's columns, remembered for the next file with the same headers."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from store import folders
from store.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

PARTS = ("columns", "computed", "constants", "only")
Parts = dict[str, dict[str, str]]


def remember(dataset: str, headers: Sequence[str], table: str, parts: Mapping[str, Mapping[str, str]]) -> None:
    """Keep the mapping of a file with these headers in the data set's folder.

    Parameters
    ----------
    dataset
        Name of a data set that exists.
    headers
        Column names of the file, in any order.
    table
        The table that was filled.
    parts
        What each of PARTS says.

    """
    path = _file(dataset, headers)
    path.parent.mkdir(exist_ok=True)
    kept = {"table": table, **{part: dict(parts.get(part, {})) for part in PARTS}}
    folders.replace_text(path, json.dumps(kept, ensure_ascii=False, indent=1))


def recall(dataset: str, headers: Sequence[str]) -> tuple[str, Parts] | None:
    """Return the table and the mapping that a file with these headers was loaded with; None if never or unreadable."""
    try:
        kept = json.loads(_file(dataset, headers).read_text("utf-8"))
        table = kept["table"]
        parts = {part: {str(name): str(text) for name, text in kept[part].items()} for part in PARTS}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    known = {*parts["columns"].values(), *parts["only"]} <= set(headers)
    return (table, parts) if table in TABLES and known else None


def _file(dataset: str, headers: Sequence[str]) -> Path:
    fingerprint = hashlib.sha256(json.dumps(sorted(headers)).encode()).hexdigest()[:32]
    return folders.folder(dataset) / "mappings" / f"{fingerprint}.json"
