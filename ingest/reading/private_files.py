"""Private working copies of uploaded files."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# DuckDB reads these characters in a path as a pattern that may match other files.
_PATTERN = frozenset("*?[]{}")


def new_file(suffix: str = ".csv") -> tuple[Path, IO[bytes]]:
    """Open an empty file that only this user can read, under a name that nobody can guess."""
    handle, path = tempfile.mkstemp(prefix="mandegar-", suffix=suffix)
    return Path(path), os.fdopen(handle, "wb")


@contextmanager
def private_copy(content: bytes) -> Iterator[Path]:
    """Give an uploaded file a place on the disk that only this user can read, for as long as the block lasts."""
    path, file = new_file("")
    try:
        with file:
            file.write(content)
        yield path
    finally:
        path.unlink(missing_ok=True)


def safe_path(path: Path) -> Path:
    """Return a path that DuckDB takes literally: the file's own, or that of a copy."""
    if not _PATTERN & set(str(path)):
        return path
    copy, file = new_file(path.suffix)
    with file, path.open("rb") as original:
        shutil.copyfileobj(original, file, 1 << 20)
    return copy
