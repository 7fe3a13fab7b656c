"""Views that a reader kept under a name: a page and what its address says."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from localization import _
from localization.numbers import format_number
from store import named
from store.mentions import naming


@dataclass(frozen=True)
class SavedView:
    """A page with its filters, choices and picked marks.

    Attributes
    ----------
    name
        As the reader called it.
    page
        Name of the page.
    address
        Parameters of its address, but for the language, which is the reader's own.
    saved_on
        Day on which it was saved.

    """

    name: str
    page: str
    address: dict[str, str]
    saved_on: date


def save(dataset: str, *, name: str, page: str, address: dict[str, str]) -> SavedView:
    """Keep a view in the data set's folder; one of the same name is replaced.

    Raises
    ------
    StoreError
        When it has no name or too long a one.

    """
    kept = SavedView(named.checked(name), page, dict(address), datetime.now(UTC).date())
    named.write(dataset, "views", kept.name, asdict(kept))
    return kept


def saved(dataset: str) -> list[SavedView]:
    """Return the data set's views by name; a file that cannot be read is left out.

    What names somebody whom the reader may not see by name is not shown: the view's name, a part of its address.
    """
    found = sorted(
        (one for content in named.read(dataset, "views") if (one := _made(content)) is not None),
        key=lambda one: one.name,
    )
    hidden = naming(dataset, [text for one in found for text in (one.name, *one.address.values())])
    return [_unnamed(one, place, hidden) for place, one in enumerate(found, start=1)] if hidden else found


def _unnamed(kept: SavedView, place: int, hidden: frozenset[str]) -> SavedView:
    name = _("View {n}").format(n=format_number(place)) if kept.name in hidden else kept.name
    return replace(kept, name=name, address={what: text for what, text in kept.address.items() if text not in hidden})


def delete(dataset: str, name: str) -> None:
    """Remove a view, if it is there."""
    named.delete(dataset, "views", name)


def _made(kept: dict[str, Any]) -> SavedView | None:
    try:
        address = {str(name): str(value) for name, value in kept["address"].items()}
        return SavedView(str(kept["name"]), str(kept["page"]), address, date.fromisoformat(kept["saved_on"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
