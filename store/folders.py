"""Data sets on disk: one folder each, one immutable file per version, and the number readers open.

shop/
  versions/000007.duckdb
  current
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from pathlib import Path

from filelock import FileLock, Timeout

from localization import _
from store import engine
from store.errors import StoreError

WORK_PREFIX = ".work-"
# Persian joins the parts of a word with U+200C, the zero-width non-joiner, which is no letter to `\w`.
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


def version_numbers(dataset: str) -> list[int]:
    """Return the numbers of all published versions, oldest first."""
    files = (folder(dataset) / "versions").glob("[0-9]*.duckdb")
    return sorted(int(file.stem) for file in files if file.stem.isdigit())


def current_version(dataset: str) -> int | None:
    """Return the number of the version that readers open; None when nothing was published yet."""
    try:
        return int((folder(dataset) / "current").read_text("ascii"))
    except FileNotFoundError:
        return None


def point_to(dataset: str, version: int) -> None:
    """Make readers open this version from now on, in one atomic step."""
    if not version_file(dataset, version).exists():
        raise StoreError(_("Data set “{dataset}” has no version {version}.").format(dataset=dataset, version=version))
    replace_text(folder(dataset) / "current", str(version))


def datasets() -> list[str]:
    """Return the names of all data sets with a published version, in alphabetical order."""
    if not home().is_dir():
        return []
    return sorted(entry.name for entry in home().iterdir() if (entry / "current").is_file())


def publishing_lock(dataset: str) -> FileLock:
    """Take the lock of the data set's one publisher, to be released by the caller; StoreError if it is taken."""
    lock = FileLock(str(folder(dataset) / ".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise StoreError(
            _("Somebody else is publishing “{dataset}” just now; try again in a minute.").format(dataset=dataset)
        ) from None
    return lock


def delete(dataset: str) -> None:
    """Remove a data set with all its versions, if it is there; StoreError while somebody is publishing it."""
    place = folder(dataset)
    if not place.is_dir():
        return
    lock = publishing_lock(dataset)
    try:
        (place / "current").unlink(missing_ok=True)
        engine.forget(place)
        shutil.rmtree(place)
    finally:
        lock.release()


def rename(dataset: str, name: str) -> str:
    """Give a data set another name; returns it as its folder is called.

    Raises
    ------
    StoreError
        When the name cannot be one or is taken, or while somebody is publishing the data set.

    """
    new = checked_name(name)
    if current_version(dataset) is None:
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
    return old


def sweep(dataset: str) -> None:
    """Remove what an interrupted publish left behind; call only while holding the data set's lock."""
    for leftover in (folder(dataset) / "versions").glob(f"{WORK_PREFIX}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def replace_text(path: Path, text: str) -> None:
    """Replace a small file so that a reader sees the old text or the new one, never half of it."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Ask the disk to remember the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
