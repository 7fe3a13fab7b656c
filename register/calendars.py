"""Secret addresses of calendars: made, revoked, and looked up when a calendar program comes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

import access
from localization import _, current_language
from register.asking import need
from register.connection import reading, writing
from register.errors import RegisterError
from register.events import write
from register.tables import CALENDARS

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET_BYTES = 24


@dataclass(frozen=True)
class Calendar:
    """Whose calendar an address is for, of which data set, whose customers (all where empty), in which language.

    `account` and `claims` are empty where it was made by somebody who had to sign in nowhere.
    """

    dataset: str
    account: str
    claims: dict[str, Any]
    owner: str
    lang: str
    made_at: datetime


def make_calendar(dataset: str, account: str, claims: Mapping[str, Any], *, owner: str = "") -> str:
    """Make the one address of a person for a data set, and return its secret; the one that they had ends.

    Parameters
    ----------
    dataset, account
        Whose calendar of what; of whoever signs in nowhere the account is empty.
    claims
        What the provider says of the person, as far as rules of access ask for it.
    owner
        Only the customers of this person; all of them where empty.

    Raises
    ------
    RegisterError
        Where whoever acts may not.

    """
    need("download")
    if not access.who().is_signed_in and access.who().role != access.MACHINE.role:
        raise RegisterError(_("Only who signs in, or sits at the machine itself, can have an address of their own."))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    values = {"owner": owner, "lang": current_language(), "made_at": datetime.now(UTC), "claims": dict(claims)}
    with writing() as connection:
        connection.execute(delete(CALENDARS).where(_of(dataset, account)))
        connection.execute(
            insert(CALENDARS).values(dataset=dataset, account=account.casefold(), secret_hash=_hash(secret), **values)
        )
        write(connection, "make_calendar", dataset=dataset, subject=account)
    return secret


def revoke_calendar(dataset: str, account: str) -> bool:
    """End the address of a person for a data set; returns whether there was one. RegisterError as above."""
    need("download")
    with writing() as connection:
        was_there = connection.execute(delete(CALENDARS).where(_of(dataset, account))).rowcount > 0
        if was_there:
            write(connection, "revoke_calendar", dataset=dataset, subject=account)
    return was_there


def revoke_calendars(dataset: str) -> None:
    """End every address for a data set that is deleted: none reads a later one of its name. RegisterError as above."""
    need("delete")
    with writing() as connection:
        ended = delete(CALENDARS).where(CALENDARS.c.dataset == dataset).returning(CALENDARS.c.account)
        for account in connection.execute(ended).scalars().all():
            write(connection, "revoke_calendar", dataset=dataset, subject=account)


def calendar_of(dataset: str, account: str) -> Calendar | None:
    """Return the address that a person has for a data set, without its secret, which nobody knows any more."""
    return _read(_of(dataset, account))


def calendar_by(secret: str) -> Calendar | None:
    """Return whose calendar is asked for by a secret; None where it never was one, or was revoked.

    It is found by its hash, so the time that takes tells nothing of how much of a guess is right.
    """
    return _read(CALENDARS.c.secret_hash == _hash(secret))


def _of(dataset: str, account: str) -> Any:
    return (CALENDARS.c.dataset == dataset) & (CALENDARS.c.account == account.casefold())


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _read(condition: Any) -> Calendar | None:
    columns = (CALENDARS.c[name] for name in ("dataset", "account", "claims", "owner", "lang", "made_at"))
    with reading() as connection:
        found = connection.execute(select(*columns).where(condition)).mappings().first()
    return None if found is None else Calendar(**found)
