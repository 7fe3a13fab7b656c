"""Which alerts were sent to whom, so that nobody is told the same twice.

Kept in the data set's folder, one small file for each address, under a stand-in: an address may hold a password.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from access import stand_in
from store import named

if TYPE_CHECKING:
    from collections.abc import Iterable


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
