"""Lists of customers that a reader kept under a name, with what they were and on which version."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import access
from access import scopes
from localization import _
from localization.numbers import format_number
from store import named
from store.errors import StoreError
from store.mentions import naming

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
    called = named.checked(name)
    if not customers:
        raise StoreError(_("There is nobody on this list, so there is nothing to save."))
    if len(customers) > MOST_CUSTOMERS:
        raise StoreError(
            _("A list can hold up to {n} customers, and this one has {m}; download it instead.").format(
                n=MOST_CUSTOMERS, m=len(customers)
            )
        )
    _need_all(dataset, called, customers)
    kept = SavedList(called, heading, definition, version, since, datetime.now(UTC).date(), customers)
    named.write(dataset, "lists", called, asdict(kept))
    return kept


def saved(dataset: str) -> list[SavedList]:
    """Return the data set's lists, the newest first; a file that cannot be read is left out.

    Whoever may not see names gets the customers' stand-ins, which are their numbers in a snapshot as well; whoever is
    held to some customers sees these alone on a list, and no list without them. What a list is called is not shown to
    whom it would name somebody.
    """
    found = [_made(content) for content in named.read(dataset, "lists")]
    known = scopes.seen(dataset)
    if known is not None:
        found = [one and _of(one, known) for one in found]
    hidden = naming(dataset, [text for one in found if one for text in (one.name, one.heading)])
    found = [one and _unnamed(one, place, hidden) for place, one in enumerate(found, start=1)]
    if not access.sight().names:
        found = [one and replace(one, customers=tuple(map(access.stand_in, one.customers))) for one in found]
    return sorted((one for one in found if one is not None), key=lambda one: (-one.saved_on.toordinal(), one.name))


def _unnamed(kept: SavedList, place: int, hidden: frozenset[str]) -> SavedList:
    """Return a list without those of its words that name somebody whom the reader may not see by name."""
    name = _("List {n}").format(n=format_number(place)) if kept.name in hidden else kept.name
    return replace(kept, name=name, heading="" if kept.heading in hidden else kept.heading)


def _of(kept: SavedList, known: frozenset[str]) -> SavedList | None:
    seen = tuple(one for one in kept.customers if one in known)
    return replace(kept, customers=seen) if seen else None


def _need_all(dataset: str, name: str, customers: tuple[str, ...]) -> None:
    """Refuse to keep, replace or remove what is also about customers whom whoever acts may not see."""
    if not scopes.holds(dataset, customers):
        raise StoreError(_("There is somebody on this list whom you may not see; choose your own customers alone."))
    there = [one for one in (_made(content) for content in named.read(dataset, "lists")) if one and one.name == name]
    if not all(scopes.holds(dataset, one.customers) for one in there):
        raise StoreError(_("“{name}” is the name of somebody else's list; choose another one.").format(name=name))


def delete(dataset: str, name: str) -> None:
    """Remove a list, if it is there; StoreError where whoever acts may not."""
    _need_all(dataset, name, ())
    named.delete(dataset, "lists", name)


def _made(kept: dict[str, Any]) -> SavedList | None:
    try:
        return SavedList(
            name=str(kept["name"]),
            heading=str(kept["heading"]),
            definition=str(kept["definition"]),
            version=int(kept["version"]),
            since=date.fromisoformat(kept["since"]),
            saved_on=date.fromisoformat(kept["saved_on"]),
            customers=tuple(str(number) for number in kept["customers"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
