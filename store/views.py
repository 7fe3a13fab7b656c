"""Views that a reader kept under a name: a page and what its address says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from store import named


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
    """Return the data set's views by name; a file that cannot be read is left out."""
    found = [_made(content) for content in named.read(dataset, "views")]
    return sorted((one for one in found if one is not None), key=lambda one: one.name)


def delete(dataset: str, name: str) -> None:
    """Remove a view, if it is there."""
    named.delete(dataset, "views", name)


def _made(kept: dict[str, Any]) -> SavedView | None:
    try:
        address = {str(name): str(value) for name, value in kept["address"].items()}
        return SavedView(str(kept["name"]), str(kept["page"]), address, date.fromisoformat(kept["saved_on"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
