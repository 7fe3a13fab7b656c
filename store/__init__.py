"""Data sets on disk: publishing immutable versions, and opening them for reading."""

from store.errors import AlreadyLoaded, Doubtful, StoreError
from store.folders import datasets, delete, home, point_to, rename
from store.publishing import Draft, draft, undo
from store.restatement import Restatement, compare
from store.settings import Settings
from store.snapshot import Snapshot, Upload, Version, versions
from store.snapshot import open_snapshot as open  # noqa: A004 - store.open reads as what it does
from store.tables import Tables

__all__ = [
    "AlreadyLoaded",
    "Doubtful",
    "Draft",
    "Restatement",
    "Settings",
    "Snapshot",
    "StoreError",
    "Tables",
    "Upload",
    "Version",
    "compare",
    "datasets",
    "delete",
    "draft",
    "home",
    "open",
    "point_to",
    "rename",
    "undo",
    "versions",
]
