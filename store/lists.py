"""Lists of customers that a reader kept under a name, with what they were and on which version."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from localization import _
from store import folders
from store.asking import need
from store.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_NAME = 80
MOST_CUSTOMERS = 50_000


@dataclass(frozen=True)
class SavedList:
    """Customers under a name.

    Attributes
    ----------
    name
        As the reader called it.
    heading
        Who they are, in the words of the screen it was saved from.
    definition
        Name of the metric that listed them.
    version
        Version of the data set it was made from.
    since
        Day after which a purchase counts as coming back.
    saved_on
        Day on which it was saved.
    customers
        Their numbers, as they were loaded.

    """

    name: str
    heading: str
    definition: str
    version: int
    since: date
    saved_on: date
    customers: tuple[str, ...]


def save(
    dataset: str, *, name: str, heading: str, definition: str, version: int, since: date, customers: tuple[str, ...]
) -> SavedList:
    """Keep a list in the data set's folder; a list of the same name is replaced.

    Raises
    ------
    StoreError
        When it has no name, too long a one, nobody on it or too many.

    """
    need("lists")
    called = " ".join(name.split())
    if not called:
        raise StoreError(_("Give the list a name, so that you find it again."))
    if len(called) > LONGEST_NAME:
        raise StoreError(_("The name of a list can have up to {n} characters.").format(n=LONGEST_NAME))
    if not customers:
        raise StoreError(_("There is nobody on this list, so there is nothing to save."))
    if len(customers) > MOST_CUSTOMERS:
        raise StoreError(
            _("A list can hold up to {n} customers, and this one has {m}; download it instead.").format(
                n=MOST_CUSTOMERS, m=len(customers)
            )
        )
    kept = SavedList(called, heading, definition, version, since, datetime.now(UTC).date(), customers)
    path = _file(dataset, called)
    path.parent.mkdir(exist_ok=True)
    folders.replace_text(path, json.dumps(asdict(kept), ensure_ascii=False, default=date.isoformat))
    return kept


def saved(dataset: str) -> list[SavedList]:
    """Return the data set's lists, the newest first; a file that cannot be read is left out."""
    found = [_read(path) for path in (folders.folder(dataset) / "lists").glob("*.json")]
    return sorted((one for one in found if one is not None), key=lambda one: (-one.saved_on.toordinal(), one.name))


def delete(dataset: str, name: str) -> None:
    """Remove a list, if it is there; StoreError where whoever acts may not."""
    need("lists")
    _file(dataset, name).unlink(missing_ok=True)


def _read(path: Path) -> SavedList | None:
    try:
        kept = json.loads(path.read_text("utf-8"))
        return SavedList(
            name=str(kept["name"]),
            heading=str(kept["heading"]),
            definition=str(kept["definition"]),
            version=int(kept["version"]),
            since=date.fromisoformat(kept["since"]),
            saved_on=date.fromisoformat(kept["saved_on"]),
            customers=tuple(str(number) for number in kept["customers"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file(dataset: str, name: str) -> Path:
    fingerprint = hashlib.sha256(name.encode()).hexdigest()[:32]
    return folders.folder(dataset) / "lists" / f"{fingerprint}.json"
