"""Answers kept beside a version: what readers ask of it first, found once after it was published.

They stand in `000007.answers` beside `000007.duckdb`, and are a convenience: where the file is missing, was made of
another version of that number, or by a program that counts otherwise, each question is answered anew.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa

from store import folders

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from store.snapshot import Snapshot

# What an answer depends on, besides the version: the source of these rooms.
_COUNTED_BY = ("localization", "messages", "metrics", "models", "store")
_OF = b"version"


@dataclass(frozen=True)
class Answers:
    """Answers to questions about one version, by what was asked.

    Attributes
    ----------
    found
        Those that are known.
    keeps
        Whether answers that are found from now on are kept as well, to be written by `write`.

    """

    found: dict[str, pd.DataFrame]
    keeps: bool = False

    def answer(self, question: str, find: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return the known answer to a question, else the one that is found now."""
        known = self.found.get(question)
        if known is not None:
            return known.copy()
        now = find()
        if self.keeps:
            self.found[question] = now.copy()
        return now


def write(snapshot: Snapshot, answers: Answers) -> None:
    """Keep answers beside their version; OSError where the disk refuses."""
    rows = {"question": list(answers.found), "answer": [_packed(frame) for frame in answers.found.values()]}
    table = pa.table(rows, pa.schema({"question": pa.string(), "answer": pa.binary()}))
    path = folders.answers_file(snapshot.path)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.new")
    try:
        with (
            pa.OSFile(str(temporary), "wb") as file,
            pa.ipc.new_file(file, table.schema, metadata=_of(snapshot)) as out,  # type: ignore[no-untyped-call]
        ):
            out.write_table(table)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def read(snapshot: Snapshot) -> Answers:
    """Return the answers that are kept of a version; none where nothing that can be used is kept."""
    path = folders.answers_file(snapshot.path)
    try:
        status = path.stat()
        return Answers(dict(_read(path, (status.st_ino, status.st_mtime_ns), _of(snapshot)[_OF])))
    except (OSError, pa.ArrowInvalid):
        return Answers({})


@lru_cache(maxsize=32)
def _read(path: Path, _identity: tuple[int, int], version: bytes) -> Mapping[str, pd.DataFrame]:
    with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as kept:  # type: ignore[no-untyped-call]
        if (kept.metadata or {}).get(_OF) != version:
            return MappingProxyType({})
        rows = kept.read_all().to_pydict()
    return MappingProxyType(dict(zip(rows["question"], map(_unpacked, rows["answer"]), strict=True)))


def _packed(frame: pd.DataFrame) -> bytes:
    table = pa.Table.from_pandas(frame)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:  # type: ignore[no-untyped-call]
        stream.write_table(table)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _unpacked(packed: bytes) -> pd.DataFrame:
    frame: pd.DataFrame = pa.ipc.open_stream(packed).read_all().to_pandas()  # type: ignore[no-untyped-call]
    return frame


def _of(snapshot: Snapshot) -> dict[bytes, bytes]:
    """Name the version, in a data set that may have been begun anew, and the program that answers."""
    return {_OF: f"{snapshot.version} {snapshot.info.published_at.isoformat()} {_program()}".encode()}


@cache
def _program() -> str:
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for room in _COUNTED_BY:
        for path in sorted((root / room).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
