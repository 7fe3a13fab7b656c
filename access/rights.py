"""The person who acts, and their rights.

A program that is started at a terminal acts as the user of the machine, who may do everything. The dashboard's server
says for each session who it is (`resolve_with`); a thread of it that belongs to no session and was told nobody acts as
nobody, and may do nothing.
"""

from __future__ import annotations

import getpass
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localization import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What each right lets a person do, as the refusal says it.
RIGHTS = {
    "publish": N_("load files or change settings"),
    "undo": N_("go back to another version"),
    "delete": N_("rename or delete data sets"),
    "lists": N_("save or delete lists of customers and views"),
    "act": N_("take on actions or write notes"),
}


@dataclass(frozen=True)
class Person:
    """Who acts; `rights` are of RIGHTS, `name` is what is written beside what they did."""

    role: str
    rights: frozenset[str]
    name: str = ""


def _user() -> str:
    """Return the name of the machine's user who runs this program; empty where they have none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may run under a user without a name
        return ""


MACHINE = Person("machine", frozenset(RIGHTS), _user())
VIEWER = Person("viewer", frozenset())
NOBODY = Person("nobody", frozenset())

_acting: ContextVar[Person | None] = ContextVar("acting", default=None)
_resolvers: list[Callable[[], Person]] = []


def resolve_with(resolver: Callable[[], Person]) -> None:
    """Ask this from now on who acts, where nobody was named."""
    _resolvers[:] = [resolver]


@contextmanager
def acting_as(person: Person) -> Iterator[None]:
    """Name who acts inside the block."""
    before = _acting.set(person)
    try:
        yield
    finally:
        _acting.reset(before)


def who() -> Person:
    """Return who acts."""
    named = _acting.get()
    if named is not None:
        return named
    return _resolvers[0]() if _resolvers else MACHINE


def may(right: str) -> bool:
    """Tell whether whoever acts has a right of RIGHTS."""
    return right in who().rights


def refusal(right: str) -> str:
    """Say what is not allowed, why, and what to do."""
    return _(
        "From here you may look, but not {deed}: this dashboard is reached from beyond its own machine, and nobody "
        "signs in. Open it on that machine at localhost, or use cli.py there."
    ).format(deed=_(RIGHTS[right]))
