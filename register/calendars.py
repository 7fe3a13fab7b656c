"""Secret addresses of calendars: made, revoked, and looked up when a calendar program comes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

import access
from localization import _, current_language
from register import datasets
from register.asking import need
from register.connection import reading, writing
from register.errors import RegisterError
from register.events import write
from register.tables import CALENDARS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

SECRET_BYTES = 24


@dataclass(frozen=True)
class Calendar:
    """Whose calendar an address is for, of which data set, whose customers (all where empty), in which language.

    `account` and `claims` are empty where it was made by somebody who had to sign in nowhere. `address` is what the
    trail calls it by: it tells addresses apart, and nobody can read with it.
    """

    address: str
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
    with datasets.writing(dataset) as connection:
        connection.execute(delete(CALENDARS).where(_of(dataset, account)))
        connection.execute(
            insert(CALENDARS).values(dataset=dataset, account=account.casefold(), secret_hash=_hash(secret), **values)
        )
        address = _public(_hash(secret))
        write(connection, "make_calendar", dataset=dataset, subject=account, address=address)
    return secret


def revoke_calendar(dataset: str, account: str) -> bool:
    """End the address of a person for a data set; returns whether there was one. RegisterError as above."""
    need("download")
    with writing() as connection:
        return _end(connection, _of(dataset, account), subject=account)


def revoke_calendars(dataset: str) -> None:
    """End every address for a data set that is deleted: none reads a later one of its name. RegisterError as above."""
    need("delete")
    with writing() as connection:
        _end(connection, CALENDARS.c.dataset == dataset)


def _end(connection: Connection, condition: Any, *, subject: str | None = None) -> bool:
    """End addresses, and write down which; returns whether there was any."""
    names = (CALENDARS.c.dataset, CALENDARS.c.account, CALENDARS.c.secret_hash)
    ended = connection.execute(delete(CALENDARS).where(condition).returning(*names)).all()
    for one in ended:
        who = one.account if subject is None else subject
        write(connection, "revoke_calendar", dataset=one.dataset, subject=who, address=_public(one.secret_hash))
    return bool(ended)


def calendar_of(dataset: str, account: str) -> Calendar | None:
    """Return the address that a person has for a data set, without its secret, which nobody knows any more."""
    return _read(_of(dataset, account), dataset)


def calendar_by(secret: str) -> Calendar | None:
    """Return whose calendar is asked for by a secret; None where it never was one, or was revoked.

    It is found by its hash, so the time that takes tells nothing of how much of a guess is right.
    """
    this = CALENDARS.c.secret_hash == _hash(secret)
    found = _read(this)
    return None if found is None else _read(this & (CALENDARS.c.dataset == found.dataset), found.dataset)


def say_read(secret: str, *, rows: int) -> None:
    """Write in the trail that an address was read by whoever acts, and how many contacts it listed: once a day each.

    A calendar program comes every quarter of an hour and asks the same; a line for each time would bury all others, and
    one a day still says that an address is in use, by whose right, and since when and until when.

    Raises
    ------
    RegisterError
        Where it cannot be written.

    """
    today = datetime.now(UTC).date()
    this = CALENDARS.c.secret_hash == _hash(secret)
    is_new = CALENDARS.c.read_on.is_(None) | (CALENDARS.c.read_on < today)
    with reading() as connection:
        if connection.execute(select(CALENDARS.c.dataset).where(this & is_new)).first() is None:
            return
    with writing() as connection:
        said = update(CALENDARS).where(this & is_new).values(read_on=today)
        found = connection.execute(said.returning(CALENDARS.c.dataset, CALENDARS.c.account)).first()
        if found is not None:  # nobody else has written it meanwhile
            write(
                connection,
                "read_calendar",
                dataset=found.dataset,
                subject=found.account,
                address=_public(_hash(secret)),
                rows=rows,
            )


def _of(dataset: str, account: str) -> Any:
    return (CALENDARS.c.dataset == dataset) & (CALENDARS.c.account == account.casefold())


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _public(secret_hash: str) -> str:
    """Name an address by what neither it nor its hash can be told from."""
    return _hash(f"address {secret_hash}")[:8]


def _read(condition: Any, dataset: str = "") -> Calendar | None:
    names = ("secret_hash", "dataset", "account", "claims", "owner", "lang", "made_at")
    with datasets.reading(dataset) as connection:
        found = connection.execute(select(*(CALENDARS.c[name] for name in names)).where(condition)).mappings().first()
    if found is None:
        return None
    return Calendar(_public(found["secret_hash"]), **{name: found[name] for name in names[1:]})
