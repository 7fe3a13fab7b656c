"""Is a version's file what was published? Its checksum, what is said where it is damaged, and the way back.

Publishing leaves `000007.json` beside `000007.duckdb`: how many bytes it has and their SHA-256. A version published
before there were checksums is whole when it opens.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import duckdb

from localization import N_, _
from store import engine, folders
from store.errors import Damaged, StoreError
from store.snapshot import read_version

if TYPE_CHECKING:
    from pathlib import Path

WHOLE, DAMAGED, GONE, NEWER = "whole", "damaged", "gone", "newer"
# A version's state as a person reads it; N_ so that the catalogs know the words.
STATES = {WHOLE: N_("whole"), DAMAGED: N_("damaged"), GONE: N_("gone"), NEWER: N_("of a newer Mandegar")}
_READ_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Checked:
    """One version's file as it was found; `has_checksum` tells whether there was one to compare it with."""

    version: int
    state: str
    has_checksum: bool
    is_current: bool = False


def seal(work: Path, version_file: Path) -> None:
    """Keep the checksum of a finished work file beside the place where it is about to be published."""
    kept = {"bytes": work.stat().st_size, "sha256": _digest(work)}
    folders.replace_seal(version_file, json.dumps(kept))


def seal_either(work: Path, version_file: Path) -> None:
    """Accept, while a finished work file takes the place of a version's, either of the two.

    Followed by `seal` of the version's file, once it is there: whoever is killed in between leaves a whole version.
    """
    before = folders.read_seals(version_file)
    if before:  # of a version that was published before there were checksums, any file that opens is whole
        kept = {"bytes": work.stat().st_size, "sha256": _digest(work), "or": before[0]}
        folders.replace_seal(version_file, json.dumps(kept))


def state(dataset: str, version: int) -> Checked:
    """Read a version's file in full and compare it with its checksum; a file that did not change is read once."""
    path = folders.version_file(dataset, version)
    try:
        found, has_checksum = _state(path, engine.identity(path), _seals(path))
    except FileNotFoundError:
        return Checked(version, GONE, has_checksum=False)
    return Checked(version, found, has_checksum)


def check(dataset: str) -> list[Checked]:
    """Read every version of a data set in full, the newest first; one that `current` names and is gone is among them.

    Raises
    ------
    StoreError
        When there is no such data set.

    """
    if dataset not in folders.datasets():
        raise StoreError(folders.unknown(dataset))
    current = _current(dataset)
    numbers = {*folders.version_numbers(dataset), *([current] if current is not None else [])}
    found = [state(dataset, number) for number in sorted(numbers, reverse=True)]
    return [Checked(one.version, one.state, one.has_checksum, one.version == current) for one in found]


def _current(dataset: str) -> int | None:
    try:
        return folders.current_version(dataset)
    except Damaged:
        return None


def newest_whole(dataset: str, but: int | None = None) -> int | None:
    """Return the newest whole version before one that is not, else the newest whole one of all; None without any."""
    numbers = [number for number in folders.version_numbers(dataset)[::-1] if number != but]
    before = [number for number in numbers if but is not None and number < but]
    ordered = dict.fromkeys((*before, *numbers))
    return next((number for number in ordered if state(dataset, number).state == WHOLE), None)


def with_way_back(error: Damaged) -> Damaged:
    """Return what is said of a version that cannot be read, with which one is whole and how to get there."""
    text = f"{error} {_way_back(error.dataset, error.version)}"
    return Damaged(text, error.dataset, error.version, is_newer=error.is_newer)


def _way_back(dataset: str, version: int | None) -> str:
    whole = newest_whole(dataset, version)
    if whole is None:
        return _("No other version is whole: bring the folder back from a back-up, or load the files again.")
    return _(
        "Version {version} is whole: go back to it with undo, or look at it alone by naming it as the version."
    ).format(version=whole)


@lru_cache(maxsize=4096)
def _state(path: Path, _identity: tuple[int, int], seals: tuple[tuple[int, str], ...]) -> tuple[str, bool]:
    """Tell a file's state; what was found of one that has not changed since is remembered."""
    if seals and (path.stat().st_size, _digest(path)) not in seals:
        return DAMAGED, True
    try:
        read_version(path)
    except Damaged as error:
        return (NEWER if error.is_newer else DAMAGED), bool(seals)
    except duckdb.Error:
        return DAMAGED, bool(seals)
    return WHOLE, bool(seals)


def _seals(path: Path) -> tuple[tuple[int, str], ...]:
    """Return what a version's file may be known by: one, two while another takes its place, none of an old one."""
    return tuple((int(one["bytes"]), str(one["sha256"])) for one in folders.read_seals(path))


def _digest(path: Path) -> str:
    sum_of = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_READ_AT_ONCE):
            sum_of.update(part)
    return sum_of.hexdigest()
