"""One customer taken out of all that people wrote, events among it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Table, delete, false, select, true, update

from register.asking import need
from register.connection import compacted, reading, writing
from register.datasets import every_name
from register.keeping import guard, unguard
from register.tables import ACTIONS, EVENTS, MEMBERS, NOTES, REMEDIES

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from access.naming import Named

# Texts in which somebody may be named, and the keys of their tables.
TEXTS: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (ACTIONS, ("title", "remedy", "note", "cause", "owner")),
    (MEMBERS, ("reason", "note")),
    (NOTES, ("text",)),
    (REMEDIES, ("text",)),
)


def names_of(customer_id: str, datasets: Collection[str] | None) -> set[str]:
    """Return the names that actions have for a customer; of all data sets where none is named."""
    asked = select(MEMBERS.c.name).where(MEMBERS.c.customer_id == customer_id, _of(MEMBERS, datasets)).distinct()
    with reading() as connection:
        return {name for name in connection.execute(asked).scalars() if name}


def forget(named: Named, datasets: Collection[str] | None) -> dict[str, int]:
    """Take a customer out of actions, notes and events of some data sets, or of all; all of it or nothing.

    Their tasks and notes go; an action that was for them alone goes as well. Wherever else a text names them an
    ellipsis stands in its place, in events too: it is the one change that is made to an event.

    Returns
    -------
    How many rows were removed or changed: tasks, notes, actions, events, texts.

    Raises
    ------
    RegisterError
        Where whoever acts may not.

    """
    need("forget")
    with writing() as connection:
        known = None if datasets is None else every_name(connection, datasets)
        done = _remove(connection, named, known)
        done["texts"] = sum(_mend(connection, table, columns, named, known) for table, columns in TEXTS)
        done["events"] = _mend_events(connection, named, known)
    compacted()
    return done


def _of(table: Table, datasets: Collection[str] | None) -> ColumnElement[bool]:
    if datasets is None:
        return true()
    return table.c.dataset.in_(list(datasets)) if datasets else false()


def _remove(connection: Connection, named: Named, datasets: set[str] | None) -> dict[str, int]:
    of_them = (MEMBERS.c.customer_id == named.customer_id) & _of(MEMBERS, datasets)
    touched = connection.execute(select(MEMBERS.c.action_id).where(of_them)).scalars().all()
    tasks = connection.execute(delete(MEMBERS).where(of_them)).rowcount
    left = set(connection.execute(select(MEMBERS.c.action_id).where(MEMBERS.c.action_id.in_(touched))).scalars())
    alone = [number for number in touched if number not in left]
    connection.execute(delete(ACTIONS).where(ACTIONS.c.action_id.in_(alone)))
    notes = delete(NOTES).where((NOTES.c.customer_id == named.customer_id) & _of(NOTES, datasets))
    return {"tasks": tasks, "actions": len(alone), "notes": connection.execute(notes).rowcount}


def _mend(
    connection: Connection, table: Table, columns: tuple[str, ...], named: Named, datasets: set[str] | None
) -> int:
    """Put an ellipsis wherever a text of a table names them; returns how many rows were changed."""
    keys, changed = tuple(table.primary_key.columns), 0
    for row in connection.execute(select(table).where(_of(table, datasets))).mappings().all():
        mended = {name: text for name in columns if (text := named.taken_out(row[name])) != row[name]}
        if mended:
            this = [key == row[key.name] for key in keys]
            changed += connection.execute(update(table).where(*this).values(**mended)).rowcount
    return changed


def _mend_events(connection: Connection, named: Named, datasets: set[str] | None) -> int:
    changed = []
    for row in connection.execute(select(EVENTS).where(_of(EVENTS, datasets))).mappings():
        mended = _mended(dict(row), named)
        if mended:
            changed.append((row["event_id"], mended))
    if changed:
        unguard(connection)
        for event_id, mended in changed:
            connection.execute(update(EVENTS).where(EVENTS.c.event_id == event_id).values(**mended))
        guard(connection)
    return len(changed)


def _mended(row: dict[str, Any], named: Named) -> dict[str, Any]:
    detail, subject = named.taken_out(row["detail"]), named.taken_out(row["subject"])
    if row["kind"] == "note" and subject == named.customer_id:
        subject = ""
    if isinstance(detail, dict) and detail.get("customer") == named.customer_id:
        detail["customer"] = ""
    said = {"detail": detail, "subject": subject}
    return {name: value for name, value in said.items() if value != row[name]}


def is_elsewhere(named: Named, datasets: Collection[str]) -> bool:
    """Tell whether other data sets have something written about a customer of the same number."""
    with reading() as connection:
        known = every_name(connection, datasets)
        return any(
            connection.execute(
                select(table.c.dataset).where(table.c.customer_id == named.customer_id, table.c.dataset.not_in(known))
            ).first()
            for table in (MEMBERS, NOTES)
        )


def left(named: Named, datasets: Collection[str] | None) -> list[str]:
    """Name the tables of the register that still name a customer, for the search that proves that none does."""
    found = []
    with reading() as connection:
        known = None if datasets is None else every_name(connection, datasets)
        for table, columns in ((ACTIONS, ()), (MEMBERS, ("name",)), (NOTES, ()), (REMEDIES, ()), (EVENTS, ())):
            texts = (*columns, *{one.name: names for one, names in TEXTS}.get(table.name, ()))
            rows = connection.execute(select(table).where(_of(table, known))).mappings()
            if any(_names(dict(row), texts, named) for row in rows):
                found.append(table.name)
    return found


def _names(row: dict[str, Any], texts: tuple[str, ...], named: Named) -> bool:
    if row.get("customer_id") == named.customer_id or ("kind" in row and _mended(row, named)):
        return True
    return any(named.taken_out(row[name]) != row[name] for name in texts)
