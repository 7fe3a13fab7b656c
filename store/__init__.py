"""Data sets on disk: publishing immutable versions, and opening them for reading.

What stands here is imported when it is first asked for: a command that opens no data set need not wait for DuckDB.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from store.club import effect_without_lot
    from store.errors import AlreadyLoaded, Damaged, Doubtful, Stopped, StoreError, Taken, TooSlow
    from store.folders import datasets, delete, home, point_to, rename
    from store.publishing import Draft, draft, stop, undo
    from store.restatement import Restatement, compare
    from store.settings import Settings
    from store.snapshot import Snapshot, Upload, Version, versions
    from store.snapshot import open_snapshot as open  # noqa: A004 - store.open reads as what it does
    from store.tables import Tables

__all__ = [
    "AlreadyLoaded",
    "Damaged",
    "Doubtful",
    "Draft",
    "Restatement",
    "Settings",
    "Snapshot",
    "Stopped",
    "StoreError",
    "Tables",
    "Taken",
    "TooSlow",
    "Upload",
    "Version",
    "compare",
    "datasets",
    "delete",
    "draft",
    "effect_without_lot",
    "home",
    "open",
    "point_to",
    "rename",
    "stop",
    "undo",
    "versions",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for from its module, once."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from store import club, errors, folders, publishing, restatement, settings, snapshot, tables

    own = "open_snapshot" if name == "open" else name
    rooms = (club, errors, folders, publishing, restatement, settings, snapshot, tables)
    found = next(vars(room)[own] for room in rooms if own in vars(room))
    globals()[name] = found
    return found
