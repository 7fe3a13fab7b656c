"""Who did what, when: written with the change itself, never changed, never taken out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

import access
from localization import N_
from register.asking import need
from register.connection import reading, writing
from register.tables import EVENTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

MOST = 1000
# What is done, in words.
KINDS = {
    "sign_in": N_("signed in"),
    "turned_away": N_("was not let in"),
    "refused": N_("was refused"),
    "sign_out": N_("signed out"),
    "see_people": N_("saw a list of customers"),
    "download": N_("downloaded"),
    "publish": N_("published"),
    "settings": N_("changed settings"),
    "undo": N_("undid, back to version"),
    "go_back": N_("went back to version"),
    "delete": N_("deleted the data set"),
    "rename": N_("renamed the data set, before"),
    "save_lists": N_("saved a list"),
    "delete_lists": N_("deleted a list"),
    "save_views": N_("saved a view"),
    "delete_views": N_("deleted a view"),
    "remember_layout": N_("kept a layout for files"),
    "forget_mapping": N_("let go of how a file was loaded"),
    "save_sent": N_("sent alerts"),
    "take_on": N_("took on an action"),
    "change": N_("changed an action"),
    "task": N_("answered for a customer"),
    "remedy": N_("wrote a remedy"),
    "note": N_("wrote a note"),
    "make_calendar": N_("made an address for a calendar"),
    "revoke_calendar": N_("revoked an address for a calendar"),
    "restore": N_("put back a copy of the register"),
    "forget": N_("removed a customer for good"),
    "end_sessions": N_("ended sessions"),
}


@dataclass(frozen=True)
class Event:
    """One thing that somebody did: `kind` says what, `subject` to what, `detail` what of it changed to what."""

    event_id: int
    at: datetime
    who: str
    role: str
    kind: str
    dataset: str
    subject: str
    detail: dict[str, Any]


def record(kind: str, *, dataset: str = "", subject: str = "", **detail: Any) -> None:
    """Keep that whoever acts did something, in a transaction of its own."""
    with writing() as connection:
        write(connection, kind, dataset=dataset, subject=subject, **detail)


def write(connection: Connection, kind: str, *, dataset: str = "", subject: str = "", **detail: Any) -> None:
    """Keep that whoever acts does something, as part of the change itself."""
    person = access.who()
    connection.execute(
        insert(EVENTS).values(
            at=datetime.now(UTC),
            who=person.account or person.name,
            role=person.role,
            kind=kind,
            dataset=dataset,
            subject=subject,
            detail={name: _plain(value) for name, value in detail.items()},
        )
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | list | dict) or value is None else str(value)


def trail(*, since: datetime | None = None, most: int | None = MOST) -> list[Event]:
    """Return what anybody did, the newest first, for whoever may see it; RegisterError for others."""
    need("audit")
    return events(since=since, most=most)


def events(
    *,
    dataset: str | None = None,
    kind: str | None = None,
    subject: str | None = None,
    since: datetime | None = None,
    most: int | None = MOST,
) -> list[Event]:
    """Return what was done, the newest first; of one data set, kind or subject where asked, at most `most`.

    What was changed may name customers: whoever may not see who they are, or not all of them, reads nothing of it.
    """
    if access.sight() != access.FULL:
        return []
    asked = select(EVENTS).order_by(EVENTS.c.event_id.desc()).limit(most)
    for column, wanted in ((EVENTS.c.dataset, dataset), (EVENTS.c.kind, kind), (EVENTS.c.subject, subject)):
        if wanted is not None:
            asked = asked.where(column == wanted)
    if since is not None:
        asked = asked.where(EVENTS.c.at >= since)
    with reading() as connection:
        return [Event(**row) for row in connection.execute(asked).mappings()]


def with_former_names(connection: Connection, datasets: Collection[str]) -> set[str]:
    """Add the names that data sets had before: events keep what they were called then."""
    known = newly = {*datasets}
    while newly:
        asked = select(EVENTS.c.subject).where(EVENTS.c.dataset.in_(newly), EVENTS.c.kind == "rename")
        newly = {*connection.execute(asked).scalars()} - known
        known = known | newly
    return known
