"""What tells a data set from another one that had its name: the file that it began with, and when that was loaded.

Every version carries it, so it is the same after undoing, pruning, renaming, and in a folder that was put back.
"""

from __future__ import annotations

from hashlib import sha256

from store import folders
from store.errors import StoreError
from store.snapshot import read_version

LENGTH = 32


def identity(dataset: str) -> str | None:
    """Return the identity of a data set; None where there is none of the name, or its version cannot be read."""
    try:
        number = folders.current_version(dataset)
        if number is None:
            return None
        loaded = read_version(folders.version_file(dataset, number)).uploads
    except (StoreError, OSError):
        return None
    first = min(loaded, key=lambda one: one.upload_id, default=None)
    if first is None:
        return None
    return sha256(f"{first.sha256} {first.loaded_at.isoformat()}".encode()).hexdigest()[:LENGTH]
