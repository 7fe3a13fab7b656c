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
    "download": N_("download files"),
    "names": N_("see who the customers are"),
    "lists": N_("save or delete lists of customers and views"),
    "act": N_("take on actions or write notes"),
    "publish": N_("load files or change settings"),
    "undo": N_("go back to another version"),
    "delete": N_("rename or delete data sets"),
    "audit": N_("see who did what"),
    "forget": N_("remove a customer for good"),
}

# What each role may do; docs/security.md holds the same table, and a test compares them.
ROLES: dict[str, frozenset[str]] = {
    "viewer": frozenset({"download"}),
    "agent": frozenset({"download", "names", "lists", "act"}),
    "analyst": frozenset({"download", "names", "lists", "act", "publish", "undo", "delete"}),
    "admin": frozenset(RIGHTS),
}
ROLE_NAMES = {
    "viewer": N_("viewer"),
    "agent": N_("agent"),
    "analyst": N_("analyst"),
    "admin": N_("administrator"),
}


Held = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Sight:
    """What of a data set is seen.

    Attributes
    ----------
    names
        Whether customers are seen by name, or by a stand-in for each.
    held_to
        Columns of the customers, each with the values that it may have, folded by `folded`: only customers who fit
        every one of them are seen. Empty: all are.

    """

    names: bool = True
    held_to: Held = ()


def folded(value: str) -> str:
    """Return a value of a column as `held_to` compares it: without blanks around it, in small letters."""
    return value.strip().lower()


FULL, STAND_INS = Sight(), Sight(names=False)


@dataclass(frozen=True)
class Person:
    """Who acts.

    Attributes
    ----------
    role
        One of ROLES, else how somebody is called who has none: machine, nobody.
    rights
        Of RIGHTS.
    name
        How they are called on the page.
    account
        What tells them from everybody else in the audit trail; empty for whoever did not sign in.
    is_signed_in
        Whether a provider vouches for them.
    held_to
        Which customers they are held to, as `Sight` has it.

    """

    role: str
    rights: frozenset[str]
    name: str = ""
    account: str = ""
    is_signed_in: bool = False
    held_to: Held = ()

    @property
    def sight(self) -> Sight:
        """What they see of the customers."""
        return Sight("names" in self.rights, self.held_to)


def _user() -> str:
    """Return the name of the machine's user who runs this program; empty where they have none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may run under a user without a name
        return ""


MACHINE = Person("machine", frozenset(RIGHTS), _user())
VIEWER = Person("viewer", ROLES["viewer"])
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


def sight() -> Sight:
    """Return what whoever acts sees of the customers."""
    return who().sight


def refusal(right: str) -> str:
    """Say what is not allowed, why, and what to do."""
    person, deed = who(), _(RIGHTS[right])
    if person.is_signed_in:
        return _(
            "You are signed in as {name} in the role “{role}”, which may not {deed}. Ask an administrator of this "
            "dashboard for another role."
        ).format(name=person.name or person.account, role=_(ROLE_NAMES.get(person.role, person.role)), deed=deed)
    return _(
        "From here you may look, but not {deed}: this dashboard is reached from beyond its own machine, and nobody "
        "signs in. Open it on that machine at localhost, or use cli.py there."
    ).format(deed=deed)
