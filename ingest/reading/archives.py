"""Zip archives: their files are offered like the sheets of a workbook, and one of them is unpacked.

Nothing is ever unpacked under a name that the archive gives: what a person chooses is copied to a private file.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ingest.errors import IngestError
from ingest.reading.private_files import new_file
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    from collections.abc import Collection

# Between a workbook of an archive and one of its sheets.
INSIDE = " › "
_CHUNK = 1 << 20
_MOST_ENTRIES = 1_000
# An honest table shrinks by 5 to 30; a bomb by 1,000.
_LARGEST_RATIO = 100
_HARMLESS_BYTES = 20_000_000


def unpacked(
    path: Path, name: str, chosen: str | None, extensions: Collection[str], limit: int
) -> tuple[Path, str, tuple[str, ...]]:
    """Unpack one file of the archive; return where it lies, its name and the names of all that can be read.

    `chosen` is the name of a file, or of a workbook and one of its sheets.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive, name, tuple(extensions))
            if chosen is not None and chosen not in members:
                chosen = next((member for member in members if chosen.startswith(member + INSIDE)), chosen)
            if len(members) == 1:
                chosen = next(iter(members))
            elif chosen is not None and chosen not in members:
                raise IngestError(
                    _("{file} has no file named {member}; it has {members}.").format(
                        file=isolate(name), member=isolate(chosen), members=isolate(", ".join(members))
                    )
                )
            member = chosen or next(iter(members))
            return _written(archive, members[member], name, limit), member, tuple(members)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error) as error:
        raise IngestError(
            _("{file} is cut off or damaged; copy or download it again.").format(file=isolate(name))
        ) from error


def _members(archive: zipfile.ZipFile, name: str, extensions: tuple[str, ...]) -> dict[str, zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise IngestError(
            _("{file} holds {n} files; pack at most {most} of them into one archive.").format(
                file=isolate(name), n=len(entries), most=_MOST_ENTRIES
            )
        )
    members: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        own = parts[-1] if parts else ""
        if entry.is_dir() or own.startswith(".") or "__MACOSX" in parts or not own.lower().endswith(extensions):
            continue
        shown = own if own not in members else f"{len(members) + 1} {own}"
        members[shown] = entry
    if not members:
        raise IngestError(
            _("{file} holds no table that can be read; pack CSV, Excel or Parquet files into it.").format(
                file=isolate(name)
            )
        )
    return members


def _written(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, limit: int) -> Path:
    if entry.flag_bits & 1:
        raise IngestError(
            _("{file} is protected by a password; unpack it and upload the file in it.").format(file=isolate(name))
        )
    path, file = new_file()
    total = 0
    try:
        with file, archive.open(entry) as packed:
            while chunk := packed.read(_CHUNK):
                total += len(chunk)
                _refuse_bomb(total, entry, name, limit)
                file.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _refuse_bomb(total: int, entry: zipfile.ZipInfo, name: str, limit: int) -> None:
    if total > limit or (total > _HARMLESS_BYTES and total > _LARGEST_RATIO * max(entry.compress_size, 1)):
        raise IngestError(
            _(
                "{file} unpacks to more than {limit} MB; split it by date and load the parts one after the other."
            ).format(file=isolate(name), limit=min(limit, total) // 1_000_000)
        )
