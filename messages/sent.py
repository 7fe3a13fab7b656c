"""Which alerts were sent to whom, so that nobody is told the same twice.

Kept in the data set's folder, one small file for each address, under a stand-in: an address may hold a password.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from filelock import FileLock

from access import stand_in
from store import folders, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LATEST = "latest"


@dataclass(frozen=True)
class Outcome:
    """What became of the alerts of the version that was published last: how many messages went, why others did not."""

    version: int
    messages: int
    failed: tuple[str, ...]


def not_yet(dataset: str, keys: Iterable[str], address: str) -> set[str]:
    """Return those of the alerts' keys that were not sent to an address yet."""
    return set(keys) - set(_known(dataset, address))


def remember(dataset: str, keys: Iterable[str], address: str) -> None:
    """Keep that alerts were sent to an address just now; StoreError where whoever acts may not."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    known = _known(dataset, address) | dict.fromkeys(keys, now)
    named.write(dataset, "sent", stand_in(address), {"to": stand_in(address), "keys": known})


def _known(dataset: str, address: str) -> dict[str, str]:
    to = stand_in(address)
    found = next((kept for kept in named.read(dataset, "sent") if kept.get("to") == to), {})
    keys = found.get("keys", {})
    return {str(key): str(day) for key, day in keys.items()} if isinstance(keys, dict) else {}


@contextmanager
def in_turns(dataset: str) -> Iterator[None]:
    """Let one program after the other look what was sent, send, and remember."""
    with FileLock(str(folders.folder(dataset) / ".sending.lock")):
        yield


def note(dataset: str, version: int, *, messages: int, failed: Sequence[str]) -> None:
    """Keep what became of the alerts of a version; StoreError where whoever acts may not."""
    named.write(dataset, "sent", LATEST, {LATEST: version, "messages": messages, "failed": list(failed)})


def outcome(dataset: str, version: int) -> Outcome | None:
    """Return what became of the alerts of a version; None where nothing was to be sent, or a later one came."""
    for kept in named.read(dataset, "sent"):
        if kept.get(LATEST) == version:
            return Outcome(version, int(kept["messages"]), tuple(map(str, kept["failed"])))
    return None
