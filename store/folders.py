"""Data sets on disk: one folder each, one immutable file per version, and the number readers open.

shop/
  versions/000007.duckdb
  current
"""

from __future__ import annotations

import json
import os
import re
import shutil
import unicodedata
import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from access import trail
from localization import _
from store import engine
from store.asking import need
from store.errors import Damaged, StoreError, Taken

if TYPE_CHECKING:
    from collections.abc import Iterator

WORK_PREFIX = ".work-"
DELETED_PREFIX = ".deleted-"
RENEWED = ".renewed"
# Persian joins the parts of a word with U+200C, the zero-width non-joiner, which is no letter to `\w`.
_LONGEST_NUMBER = 9
_patience: ContextVar[float] = ContextVar("patience", default=0.0)
_NAME = re.compile(r"[^\W_][\w .\u200c-]{0,62}")


def home() -> Path:
    """Return the folder that holds every data set: MANDEGAR_HOME, by default ./data."""
    return Path(os.environ.get("MANDEGAR_HOME", "data")).expanduser().resolve()


def checked_name(name: str) -> str:
    """Return the data set's name as its folder is called; StoreError if it cannot be one."""
    folded = unicodedata.normalize("NFC", name).strip()
    if not _NAME.fullmatch(folded) or folded.endswith("."):
        raise StoreError(
            _(
                "“{name}” cannot be the name of a data set: use up to 63 letters, digits, spaces, dots or "
                "hyphens, beginning with a letter or digit."
            ).format(name=name)
        )
    return folded


def folder(dataset: str) -> Path:
    """Return the data set's folder, whether or not it exists."""
    return home() / checked_name(dataset)


def version_file(dataset: str, version: int) -> Path:
    """Return the path of one version's file."""
    return folder(dataset) / "versions" / f"{version:06}.duckdb"


def seal_file(version_file: Path) -> Path:
    """Return the path of what is kept beside a version's file to tell it from a damaged one; see `store.integrity`."""
    return version_file.with_suffix(".json")


def answers_file(version_file: Path) -> Path:
    """Return the path of the answers that are kept beside a version's file; see `store.answers`."""
    return version_file.with_suffix(".answers")


def version_numbers(dataset: str) -> list[int]:
    """Return the numbers of all published versions, oldest first."""
    files = (folder(dataset) / "versions").glob("[0-9]*.duckdb")
    return sorted(int(file.stem) for file in files if file.stem.isdigit())


def current_version(dataset: str) -> int | None:
    """Return the number of the version that readers open; None when nothing was published yet.

    Raises
    ------
    Damaged
        When several versions lie there and nothing says which of them is the current one.

    """
    number = named_current(dataset)
    if number is not None:
        return number
    there = version_numbers(dataset)
    # The first publisher was killed after its last step but one, or the note of the only version went astray.
    if len(there) <= 1:
        return there[0] if there else None
    text = _("What says which version of “{dataset}” is the current one is missing or unreadable.")
    raise Damaged(text.format(dataset=dataset), dataset, None)


def named_current(dataset: str) -> int | None:
    """Return the number that the data set's note of the current version gives; None where it gives none."""
    try:
        text = (folder(dataset) / "current").read_text("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else None


def point_to(dataset: str, version: int) -> None:
    """Make readers open another version from now on; StoreError where there is none, or whoever acts may not."""
    need("undo")
    make_current(dataset, version)
    trail.say_done("go_back", dataset=dataset, subject=str(version))


def make_current(dataset: str, version: int) -> None:
    """Make readers open this version from now on, in one atomic step."""
    if not version_file(dataset, version).exists():
        raise StoreError(_("Data set “{dataset}” has no version {version}.").format(dataset=dataset, version=version))
    replace_text(folder(dataset) / "current", str(version))


def datasets() -> list[str]:
    """Return the names of all data sets with a published version, in alphabetical order."""
    if not home().is_dir():
        return []
    return sorted(entry.name for entry in home().iterdir() if _NAME.fullmatch(entry.name) and _has_version(entry))


def _has_version(place: Path) -> bool:
    return (place / "current").is_file() or any((place / "versions").glob("[0-9]*.duckdb"))


def unknown(dataset: str) -> str:
    """Return what is said where there is no such data set."""
    known = ", ".join(datasets())
    if not known:
        return _("There is no data set “{dataset}” yet; load a file into it first.").format(dataset=dataset)
    return _("There is no data set “{dataset}”; there is: {known}.").format(dataset=dataset, known=known)


@contextmanager
def waiting(seconds: float) -> Iterator[None]:
    """Let whoever publishes inside the block wait so long for another publisher of the data set to finish."""
    before = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(before)


def publishing_lock(dataset: str) -> FileLock:
    """Take the lock of the data set's one publisher, to be released by the caller; StoreError if it is taken.

    Inside `waiting` it is waited for.
    """
    lock = FileLock(str(folder(dataset) / ".lock"))
    patience = _patience.get()
    try:
        lock.acquire(timeout=patience)
    except Timeout:
        if patience:
            text = _("Somebody else is still publishing “{dataset}” after this wait; try again later.")
        else:
            text = _("Somebody else is publishing “{dataset}” just now; try again in a minute.")
        raise Taken(text.format(dataset=dataset)) from None
    return lock


def delete(dataset: str) -> None:
    """Remove a data set with all its versions, if it is there; StoreError while somebody is publishing it."""
    need("delete")
    place = folder(dataset)
    if not place.is_dir():
        return
    lock = publishing_lock(dataset)
    try:
        engine.forget(place)
        # One step takes the name away: a kill in between leaves the data set or nothing of it to be seen.
        gone = place.with_name(f"{DELETED_PREFIX}{uuid.uuid4().hex}")
        place.rename(gone)
        sync_folder(home())
    finally:
        lock.release()
    for leftover in home().glob(f"{DELETED_PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    trail.say_done("delete", dataset=dataset)


def rename(dataset: str, name: str) -> str:
    """Give a data set another name; returns it as its folder is called.

    Raises
    ------
    StoreError
        When the name cannot be one or is taken, or while somebody is publishing the data set.

    """
    need("delete")
    new = checked_name(name)
    if dataset not in datasets():
        raise StoreError(_("There is no data set “{dataset}”.").format(dataset=dataset))
    if folder(new).exists():
        raise StoreError(_("There is a data set “{dataset}” already; choose another name.").format(dataset=new))
    lock = publishing_lock(dataset)
    try:
        engine.forget(folder(dataset))
        folder(dataset).rename(folder(new))
        sync_folder(home())
    finally:
        lock.release()
    return new


def prune(dataset: str, keep: int) -> list[int]:
    """Remove all but the newest versions, never the current one; call only while holding the lock; returns them."""
    numbers = version_numbers(dataset)
    current = current_version(dataset)
    old = [number for number in numbers[: max(len(numbers) - keep, 0)] if number != current]
    for number in old:
        version_file(dataset, number).unlink(missing_ok=True)
        for beside in (seal_file, answers_file):
            beside(version_file(dataset, number)).unlink(missing_ok=True)
    return old


def sweep(dataset: str) -> None:
    """Remove what an interrupted publish left behind; call only while holding the data set's lock."""
    for leftover in (folder(dataset) / "versions").glob(f"{WORK_PREFIX}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)
    for kind in ("json", "answers"):
        for beside in (folder(dataset) / "versions").glob(f"[0-9]*.{kind}"):
            if not beside.with_suffix(".duckdb").exists():
                beside.unlink(missing_ok=True)
    for unfinished in (folder(dataset) / "versions").glob(".*.new"):
        unfinished.unlink(missing_ok=True)


def replace_text(path: Path, text: str) -> None:
    """Replace a small file so that a reader sees the old text or the new one, never half of it."""
    _put(path, text)
    sync_folder(path.parent)


def replace_seal(version_file: Path, text: str) -> None:
    """Put down what a version's file is to be known by; the folder is synced with the version itself."""
    _put(seal_file(version_file), text)


def read_seals(version_file: Path) -> list[dict[str, Any]]:
    """Return what a version's file is known by: its bytes and sha256; of two files while one replaces the other."""
    try:
        kept = json.loads(seal_file(version_file).read_text("ascii"))
        seals = [kept, *([kept["or"]] if kept.get("or") else [])]
        return [{"bytes": int(one["bytes"]), "sha256": str(one["sha256"])} for one in seals]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def renew() -> None:
    """Say that versions were written anew: what readers remember of them is no longer to be shown."""
    replace_text(home() / RENEWED, uuid.uuid4().hex)


def renewed() -> int:
    """Return what changes when versions were written anew."""
    try:
        return (home() / RENEWED).stat().st_mtime_ns
    except OSError:
        return 0


def _put(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def sync_folder(path: Path) -> None:
    """Ask the disk to remember the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
