"""What is dear to make and the same for many tests: made once for all workers of a run."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_of_run: list[Path] = []


def is_in(folder: Path) -> None:
    """Say where this run keeps what its workers share."""
    _of_run[:] = [folder]


def made(name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder of this name, filled by `make` for whoever asks first; copy it, never write to it."""
    (place,) = _of_run
    folder, done = place / name, place / f"{name}.done"
    with FileLock(place / f"{name}.lock"):
        if not done.exists():
            with suppress(FileNotFoundError):
                shutil.rmtree(folder)  # what a test that failed left half done
            make(folder)
            done.touch()
    return folder


def sample(publish: Callable[[], object]) -> Path:
    """Return a folder with the sample data set, made by `publish` for whoever asks first."""

    def make(home: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MANDEGAR_HOME", str(home))
            publish()

    return made("sample", make)
