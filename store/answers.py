"""Answers kept beside a version: what readers ask of it first, found once after it was published.

They stand in `000007.answers` beside `000007.duckdb`, and are a convenience: where the file is missing, was made of
another version of that number, of a file that another has taken the place of since (see `store.forgetting`), or by a
program that counts otherwise, each question is answered anew.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa

from store import engine, folders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    import pandas as pd

    from store.snapshot import Snapshot

# What an answer depends on, besides the version: the source of these rooms.
_COUNTED_BY = ("localization", "messages", "metrics", "models", "store")
_OF = b"version"
_ROWS = pa.schema({"question": pa.string(), "answer": pa.binary()})


@dataclass(frozen=True)
class Answers:
    """Answers to questions about one version, by what was asked.

    Attributes
    ----------
    found
        Those that are known.
    now
        Where answers that are found from now on are put, to be written by `write`; None where they are not kept.

    """

    found: Mapping[str, pd.DataFrame]
    now: dict[str, pd.DataFrame] | None = None

    def answer(self, question: str, find: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return the known answer to a question, else the one that is found now."""
        for known in (self.found, self.now or {}):
            if question in known:
                return known[question].copy()
        answer = find()
        if self.now is not None:
            self.now[question] = answer.copy()
        return answer


def question(
    grain: str,
    where: tuple[tuple[str, tuple[str, ...]], ...],
    since: date | None,
    until: date | None,
    metric: str,
    by: tuple[str, ...],
    options: Mapping[str, object],
) -> str:
    """Write what a metric is asked, of which customers and periods, so that the same is asked by the same text."""
    return repr((grain, where, since, until, metric, by, sorted(options.items())))


def write(snapshot: Snapshot, answers: Answers) -> None:
    """Keep answers beside their version where its file is still the one asked; OSError where the disk refuses.

    Nobody who replaces that file waits for this: they remove the answers before and after (`store.forgetting`), and
    what was written in between is removed here.
    """
    named = _of(snapshot)
    if named is None or not _is_still(snapshot):
        return
    path = folders.answers_file(snapshot.path)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.new")
    try:
        with (
            pa.OSFile(str(temporary), "wb") as file,
            pa.ipc.new_file(file, _ROWS, metadata={_OF: named}) as out,  # type: ignore[no-untyped-call]
        ):
            known = {**answers.found, **(answers.now or {})}
            rows = {"question": list(known), "answer": [_packed(frame) for frame in known.values()]}
            out.write_table(pa.table(rows, _ROWS))
        temporary.replace(path)
        if not _is_still(snapshot):
            path.unlink(missing_ok=True)
    finally:
        temporary.unlink(missing_ok=True)


def read(snapshot: Snapshot) -> Answers:
    """Return the answers that are kept of a version; none where nothing that can be used is kept.

    They are about all customers: whoever may see some alone is answered from those.
    """
    named = None if snapshot.sight.held_to else _of(snapshot)
    if named is None:
        return Answers({})
    path = folders.answers_file(snapshot.path)
    try:
        status = path.stat()
        return Answers(_read(path, (status.st_ino, status.st_mtime_ns), named))
    except (OSError, pa.ArrowInvalid):
        return Answers({})


def are_outdated(snapshot: Snapshot) -> bool:
    """Tell whether answers are kept of a version that cannot be used any more: another program found them."""
    named = _of(snapshot)
    try:
        return named is not None and _Packed(folders.answers_file(snapshot.path)).version != named
    except (OSError, pa.ArrowInvalid):
        return False


def unpacked(path: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield every question of a file of answers with its answer; OSError or ArrowInvalid where it cannot be read."""
    yield from _Packed(path).items()


class _Packed(Mapping[str, "pd.DataFrame"]):
    """The answers of a file, each unpacked when it is asked for: of a version few are, and all take much memory."""

    def __init__(self, path: Path) -> None:
        with pa.memory_map(str(path)) as file, pa.ipc.open_file(file) as kept:  # type: ignore[no-untyped-call]
            self.version = (kept.metadata or {}).get(_OF)
            rows = kept.read_all().combine_chunks()
        self._places = {question: place for place, question in enumerate(rows["question"].to_pylist())}
        self._rows = rows["answer"]

    def __getitem__(self, question: str) -> pd.DataFrame:
        return _unpacked(self._rows[self._places[question]].as_buffer())

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@lru_cache(maxsize=16)
def _read(path: Path, _identity: tuple[int, int], version: bytes) -> Mapping[str, pd.DataFrame]:
    found = _Packed(path)
    return found if found.version == version else MappingProxyType({})


def _packed(frame: pd.DataFrame) -> bytes:
    table = pa.Table.from_pandas(frame)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:  # type: ignore[no-untyped-call]
        stream.write_table(table)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _unpacked(packed: pa.Buffer) -> pd.DataFrame:
    frame: pd.DataFrame = pa.ipc.open_stream(packed).read_all().to_pandas()  # type: ignore[no-untyped-call]
    return frame


def _of(snapshot: Snapshot) -> bytes | None:
    """Name the file of the version, in a data set that may have been begun anew, and the program that answers.

    The file is named by its checksum, which a copy of the folder has too; None while another takes its place.
    """
    seals = folders.read_seals(snapshot.path)
    if len(seals) > 1:
        return None
    sealed = "".join(str(one["sha256"]) for one in seals)
    return f"{snapshot.version} {snapshot.info.published_at.isoformat()} {sealed} {_program()}".encode()


def _is_still(snapshot: Snapshot) -> bool:
    """Tell whether a version's file is the one that was opened; no other has taken its place."""
    try:
        return engine.identity(snapshot.path) == snapshot.identity
    except FileNotFoundError:
        return False


@cache
def _program() -> str:
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for room in _COUNTED_BY:
        for path in sorted((root / room).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
