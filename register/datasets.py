"""Which data set a name stands for: what was written about a deleted one is not read by a later one of its name.

Rows of the register carry the name of their data set. The table `datasets` says which data set that is, by an identity
that the data themselves give it (`access.scopes.identity`). Whoever reads or writes by a name comes through here first:
where the name has come to stand for another data set, the rows of the former one are put aside under its identity, and
come back when it does, under whatever name. Where nobody can tell the identity, a name stands for itself.
"""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from access import scopes
from register import connection as opened
from register.events import with_former_names
from register.tables import ACTIONS, CALENDARS, DATASETS, EVENTS, MEMBERS, NOTES, REMEDIES, SENT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection, Row

# Of these there can be only one of a kind for each data set.
_SINGLE = (CALENDARS, REMEDIES, SENT)
_WRITTEN = (ACTIONS, MEMBERS, NOTES, *_SINGLE)


@contextmanager
def reading(dataset: str) -> Iterator[Connection]:
    """Open the register to read what was written about the data set that has this name now; "" means any."""
    with opened.reading() as connection:
        if not _is_settled(connection, dataset):
            connection.rollback()
            with writing(dataset):
                pass
        yield connection


@contextmanager
def writing(dataset: str) -> Iterator[Connection]:
    """Open the register to write about the data set that has this name now."""
    with opened.writing() as connection:
        settle(connection, dataset)
        yield connection


def know(dataset: str) -> None:
    """See to it that the register knows which data set a name stands for: before it is deleted, nobody may have asked.

    RegisterError where the register cannot be read or written.
    """
    with reading(dataset):
        pass


def settle(connection: Connection, dataset: str) -> bool:
    """Let the name stand for the data set that has it now; returns whether its identity is known."""
    identity = scopes.identity(dataset)
    if identity is None:
        return False
    before = _named(connection, dataset)
    if before is not None and before.identity in {identity, _of_copy(identity, dataset)}:
        return True
    this = _known(connection, identity)
    if this is not None and this.name not in {None, dataset} and scopes.identity(this.name) == identity:
        # A folder that somebody copied: the first name keeps what was written.
        identity = _of_copy(identity, dataset)
        this = _known(connection, identity)
    if before is not None:
        _move(connection, dataset, aside(before.identity))
        _say(connection, before.identity, name=None)
    if this is None:
        # What stands under a name of which nothing is known yet was written before this was asked, and is its own.
        has_rows = connection.execute(select(ACTIONS.c.action_id).where(ACTIONS.c.dataset == dataset).limit(1)).first()
        last = None if has_rows else connection.execute(select(func.max(EVENTS.c.event_id))).scalar()
        values = {"identity": identity, "name": dataset, "last_name": dataset, "first_event": last or 0}
        connection.execute(insert(DATASETS).values(**values))
    else:
        _move(connection, this.name or aside(identity), dataset)
        _say(connection, identity, name=dataset, last_name=dataset)
    return True


def begins(connection: Connection, dataset: str) -> int:
    """Return the last event that there was before the data set had its first name; 0 where that is not known."""
    found = _named(connection, dataset)
    return 0 if found is None else int(found.first_event)


def every_name(connection: Connection, datasets: Collection[str]) -> set[str]:
    """Add the names that data sets had before, and those under which rows of deleted ones of their names stand."""
    names = with_former_names(connection, datasets)
    asked = select(DATASETS.c.identity).where(DATASETS.c.last_name.in_(names), DATASETS.c.name.is_(None))
    return names | {aside(identity) for identity in connection.execute(asked).scalars()}


def aside(identity: str) -> str:
    """Return under what rows of a data set stand that has no name now; no data set can be called so."""
    return f"#{identity}"


def _is_settled(connection: Connection, dataset: str) -> bool:
    identity = scopes.identity(dataset) if dataset else None
    if identity is None:
        return True
    found = _named(connection, dataset)
    return found is not None and found.identity in {identity, _of_copy(identity, dataset)}


def _of_copy(identity: str, dataset: str) -> str:
    return sha256(f"{identity} {dataset}".encode()).hexdigest()[: len(identity)]


def _named(connection: Connection, dataset: str) -> Row[tuple[str, str | None, str, int]] | None:
    return connection.execute(select(DATASETS).where(DATASETS.c.name == dataset)).first()


def _known(connection: Connection, identity: str) -> Row[tuple[str, str | None, str, int]] | None:
    return connection.execute(select(DATASETS).where(DATASETS.c.identity == identity)).first()


def _say(connection: Connection, identity: str, **values: str | None) -> None:
    connection.execute(update(DATASETS).where(DATASETS.c.identity == identity).values(**values))


def _move(connection: Connection, old: str, new: str) -> None:
    if old == new:
        return
    for table in _SINGLE:
        connection.execute(delete(table).where(table.c.dataset == new))
    for table in _WRITTEN:
        connection.execute(update(table).where(table.c.dataset == old).values(dataset=new))
