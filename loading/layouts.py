"""What was learnt of a file: kept as a layout for every data set, or let go of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ingest
from store import mappings

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
    name = " ".join(name.split())
    text = ingest.layout(name, filling.table, filling.mapping, headers)
    return mappings.keep_layout(ingest.layout_file(name), text, name=name, table=filling.table)


def forget_learnt(dataset: str, headers: Sequence[str]) -> bool:
    """Let go of how files with these headers were loaded into a data set; returns whether anything was kept."""
    return mappings.forget(dataset, headers)
