"""Which customers whoever acts may see, by their numbers: for rooms that keep something about customers themselves.

Whoever runs the program says who finds them, since only the data know who has which region or owner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from access.rights import sight

if TYPE_CHECKING:
    from collections.abc import Callable

_finders: list[Callable[[str], frozenset[str]]] = []
_identifiers: list[Callable[[str], str | None]] = []


def find_with(finder: Callable[[str], frozenset[str]]) -> None:
    """Find them with this from now on: it takes a data set, and answers for whoever acts."""
    _finders[:] = [finder]


def seen(dataset: str) -> frozenset[str] | None:
    """Return the numbers of the customers whom whoever acts is held to; None where they may see all.

    Where nobody can find them, nobody is seen.
    """
    if not sight().held_to:
        return None
    return _finders[0](dataset) if _finders else frozenset()


def holds(dataset: str, customers: list[str] | tuple[str, ...]) -> bool:
    """Tell whether whoever acts may see every one of some customers."""
    known = seen(dataset)
    return known is None or known.issuperset(customers)


def identify_with(identifier: Callable[[str], str | None]) -> None:
    """Tell data sets apart with this from now on: it takes the name of one."""
    _identifiers[:] = [identifier]


def identity(dataset: str) -> str | None:
    """Return what tells a data set from an earlier or a later one of its name; None where nobody can say."""
    return _identifiers[0](dataset) if _identifiers else None
