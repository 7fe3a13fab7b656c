"""Looking for a customer in everything that a folder holds: the proof that they are gone, or where they still are."""

from __future__ import annotations

import gzip
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from localization import _
from localization.numbers import isolate
from store import answers, engine
from store.errors import Damaged
from store.narrowing import columns_in
from store.quoting import quoted
from store.snapshot import read_version

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from access.naming import Named

# So few bytes stand in a file of numbers by chance.
LEAST_BYTES = 5
PIECE_BYTES = 1 << 24
PACKED = (".zip", ".xlsx", ".gz")
UNREAD = (".parquet", ".zst", ".bz2", ".xz", ".7z", ".tar")
ANSWERS = ".answers"
# Folders in which DuckDB puts what does not fit in memory, packed; whoever is killed leaves them (`store.engine`).
SPILLED = ".*.tmp"
MOST_UNPACKED = 1 << 30


@dataclass(frozen=True)
class Searched:
    """What was looked through for a customer, and where they were found.

    Attributes
    ----------
    files, size
        How many files were read from the first byte to the last, and how many bytes that was.
    cells
        How many different texts of versions, and of what is kept beside them, were compared.
    found
        Places that still name them, each as a sentence for who looks after it.
    unread
        Files that are damaged or packed in a way that is not opened here, of which the bytes say little.

    """

    files: int
    size: int
    cells: int
    found: tuple[str, ...]
    unread: tuple[str, ...]


def look(home: Path, named: Named, datasets: Collection[str], *, but: Collection[Path] = ()) -> Searched:
    """Look for a customer in every byte of every file under a folder, and in every text of the versions.

    What is kept beside versions in Arrow's format, in which texts stand end to end, is compared text by text as well.

    Parameters
    ----------
    home
        The folder, with all that is under it.
    named
        Whom to look for. Their number is another customer's in another data set, so that is looked for in `datasets`
        and what belongs to none alone; the bytes of versions are those of their words, which may be part of others'.
    datasets
        Where they were.
    but
        Files that are passed over.

    """
    files = size = cells = 0
    found: list[str] = []
    unread: list[str] = []
    elsewhere = {one.name for one in home.iterdir() if one.is_dir() and (one / "versions").is_dir()} - {*datasets}
    for path in sorted(one for one in home.rglob("*") if one.is_file() and one not in but):
        if path.relative_to(home).parts[0] in elsewhere:
            continue
        place = isolate(path.relative_to(home).as_posix())
        files += 1
        size += path.stat().st_size
        texts = _compared(path)
        if texts is None:
            unread.append(place)
        elif texts:
            cells += len(texts)
            told = sorted({where for text, where in texts.items() if named.is_in(text)})
            found += [_("{file}, {column}").format(file=place, column=isolate(where)) for where in told]
            if not told and path.suffix == ".duckdb" and _holds_besides(path, named, texts):
                found.append(place)
        elif path.suffix in UNREAD or any(fnmatch(part, SPILLED) for part in path.relative_to(home).parts):
            unread.append(place)
        elif path.suffix in PACKED:
            found += [place] if _is_packed_in(path, named) else []
        elif any(_holds_whole(path, word, named) for word in named.searched):
            found.append(place)
    return Searched(files, size, cells, tuple(found), tuple(unread))


def _compared(path: Path) -> dict[str, str] | None:
    """Return every text of a version, or of answers kept beside one, with where it stands; None of a damaged file.

    Of another file, nothing.
    """
    try:
        if path.suffix == ".duckdb":
            return dict(_texts(path))
        return dict(_answered(path)) if ANSWERS in path.suffixes else {}
    except (Damaged, duckdb.Error, pa.ArrowException, OSError, ValueError, TypeError, KeyError):
        return None


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every different text of a version with its table and column, a column after the other."""
    read_version(path)
    with engine.reading(path):
        cursor = engine.cursor(path)
        database = cursor.execute("SELECT current_database()").fetchall()[0][0]
        for table, columns in columns_in(cursor, database).items():
            for name in (one for one, kind in columns.items() if kind == "VARCHAR"):
                asked = f"SELECT DISTINCT {quoted(name)} FROM {quoted(table)} WHERE {quoted(name)} IS NOT NULL"
                for (text,) in cursor.execute(asked).fetchall():
                    yield text, f"{table}.{name}"


def _answered(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every question of kept answers, and every different text of its answer with its column."""
    for question, frame in answers.unpacked(path):
        yield question, "question"
        for name in frame.columns:
            if name == "customer_id" or frame[name].dtype.kind not in "biufmM":
                for text in frame[name].dropna().astype(str).unique():
                    yield text, f"answer.{name}"


def _holds_besides(path: Path, named: Named, texts: Collection[str]) -> bool:
    """Tell whether the bytes of a word stand in a version of which no text holds them."""
    folded = [text.casefold() for text in texts]
    others = [word for word in named.searched if any(word.casefold() in text for text in folded)]
    return any(_holds(path, word) for word in named.searched if word not in others)


def _holds(path: Path, word: str) -> bool:
    """Tell whether the bytes of a word stand anywhere in a file."""
    wanted = word.encode()
    if len(wanted) < LEAST_BYTES:
        return False
    # Read, not mapped: another process may cut a file short meanwhile, and what was mapped of it is then no memory.
    before = b""
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            if wanted in (content := before + piece):
                return True
            before = content[1 - len(wanted) :]
    return False


def _holds_whole(path: Path, word: str, named: Named) -> bool:
    """Tell whether a word stands in a file of texts, and not as part of a longer one."""
    wanted, content = word.encode(), path.read_bytes()
    at = content.find(wanted)
    while at >= 0:
        around = content[max(at - 4, 0) : at + len(wanted) + 4].decode("utf-8", errors="ignore")
        if named.is_in(around):
            return True
        at = content.find(wanted, at + 1)
    return False


def _is_packed_in(path: Path, named: Named) -> bool:
    """Tell whether a packed file names somebody in what it unpacks to; one that is damaged is taken as it is."""
    with suppress(OSError, EOFError, zipfile.BadZipFile, RuntimeError):
        if path.suffix == ".gz":
            with gzip.open(path) as file:
                return named.is_in(file.read(MOST_UNPACKED).decode("utf-8", errors="ignore"))
        with zipfile.ZipFile(path) as archive:
            return any(
                named.is_in(archive.read(one).decode("utf-8", errors="ignore"))
                for one in archive.infolist()
                if one.file_size <= MOST_UNPACKED
            )
    return False
