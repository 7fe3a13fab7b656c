"""What was learnt of a file: kept as a layout for every data set, or let go of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ingest
from access import trail
from loading.filling import LAYOUTS
from store import folders, mappings
from store.asking import need

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from loading.filling import Filling


def remember_layout(name: str, filling: Filling, headers: Sequence[str]) -> Path:
    """Keep how a file fills its table as a layout of this firm, in place of one of the same name; return its file.

    From then on a file with the columns that it reads is loaded so into any data set, unasked.

    Raises
    ------
    IngestError
        If it has no name, or a column cannot stand in a layout.
    StoreError
        For who may not load files.

    """
    need("publish")
    name = " ".join(name.split())
    text = ingest.layout(name, filling.table, filling.mapping, headers)
    folder = folders.home() / LAYOUTS
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ingest.layout_file(name)
    folders.replace_text(path, text)
    trail.say_done("remember_layout", subject=name, table=filling.table)
    return path


def forget_learnt(dataset: str, headers: Sequence[str]) -> bool:
    """Let go of how files with these headers were loaded into a data set; returns whether anything was kept."""
    was_kept = mappings.forget(dataset, headers)
    if was_kept:
        trail.say_done("forget_mapping", dataset=dataset)
    return was_kept
