"""Actions: what is to be done, for whom, by whom and until when, and what came of it for each customer.

An action with a `Plan` is an experiment: who is left alone was drawn before the start, and the day of the answer is
fixed with it. Two people who change one thing are told (`ChangedMeanwhile`), and the later one overwrites nothing.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, case, func, insert, select, update

import access
from access import scopes
from localization import _, ngettext
from localization.numbers import format_number
from register import datasets, seeing
from register.action_types import (
    CHANGEABLE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    STATES,
    TREATED,
    Action,
    Chosen,
    Member,
    Plan,
)
from register.asking import need
from register.connection import reading, writing
from register.errors import ChangedMeanwhile, RegisterError
from register.events import write
from register.tables import ACTIONS, MEMBERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Column, ColumnElement, Connection

MOST_CUSTOMERS = 50_000
AT_ONCE = 500  # customers that one query asks for


def take_on(
    dataset: str,
    *,
    title: str,
    customers: Sequence[Chosen],
    starts_on: date,
    owner: str = "",
    due_on: date | None = None,
    cause: str = "",
    remedy: str = "",
    note: str = "",
    origin: str = "",
    version: int | None = None,
    plan: Plan | None = None,
) -> int:
    """Write an action down and return its number.

    An action over a cause can be for the firm itself, and for no customer; it is done when somebody says so.

    Raises
    ------
    RegisterError
        When it has no title, is for nobody or too many, names somebody twice, is due before it starts, or where
        whoever acts may not.

    """
    need("act")
    values = {"title": title, "cause": cause, "remedy": remedy, "owner": owner, "due_on": due_on, "note": note}
    said = _checked(values)
    if not customers and not said["cause"]:
        raise RegisterError(_("There is nobody on this list, so there is nothing to take on."))
    if len(customers) > MOST_CUSTOMERS:
        text = _("An action can be for up to {n} customers, and this list has {m}.")
        raise RegisterError(text.format(n=format_number(MOST_CUSTOMERS), m=format_number(len(customers))))
    if len({one.customer_id for one in customers}) < len(customers):
        raise RegisterError(_("A customer stands twice on this list; each can be on it once."))
    if due_on is not None and due_on < starts_on:
        raise RegisterError(_("It is due before it starts; choose a later day."))
    if customers and not any(one.arm == TREATED for one in customers):
        raise RegisterError(_("Everybody would be left alone; hold fewer out."))
    seeing.need_all(dataset, [one.customer_id for one in customers])
    with datasets.writing(dataset) as connection:
        number = _write_action(connection, dataset, said, customers, starts_on, origin, version, plan)
        subject = str(number)
        write(connection, "take_on", dataset=dataset, subject=subject, customers=len(customers), **said)
    return number


def _write_action(
    connection: Connection,
    dataset: str,
    said: dict[str, Any],
    customers: Sequence[Chosen],
    starts_on: date,
    origin: str,
    version: int | None,
    plan: Plan | None,
) -> int:
    planned = {one.name: getattr(plan, one.name) for one in fields(Plan)} if plan else {}
    number: int = connection.execute(
        insert(ACTIONS)
        .values(
            **said,
            **planned,
            dataset=dataset,
            state="open",
            origin=origin,
            version=version,
            starts_on=starts_on,
            opened_at=datetime.now(UTC),
            opened_by=access.who().name,
        )
        .returning(ACTIONS.c.action_id)
    ).scalar_one()
    rows = [
        {
            "action_id": number,
            "dataset": dataset,
            "place": place,
            "customer_id": one.customer_id,
            "name": one.name,
            "reason": one.reason,
            "arm": one.arm,
            "stratum": one.stratum,
            "state": "open" if one.arm == TREATED else "held_out",
        }
        for place, one in enumerate(customers, start=1)
    ]
    if rows:
        connection.execute(insert(MEMBERS), rows)
    return number


def change(action_id: int, *, seen: int, **values: Any) -> None:
    """Change an action.

    Parameters
    ----------
    action_id
        Its number.
    seen
        Its `revision` as whoever changes it saw it.
    values
        New values of CHANGEABLE.

    Raises
    ------
    ChangedMeanwhile
        When somebody else has changed it since.
    RegisterError
        When there is no such action, a value cannot be, or whoever acts may not.

    """
    change_several([(action_id, seen)], **values)


def change_several(seen: Sequence[tuple[int, int]], **values: Any) -> None:
    """Change several actions alike, all or none: (action_id, revision as it was seen) of each; see `change`."""
    need("act")
    said = _checked(values)
    with writing() as connection:
        for action_id, revision in seen:
            _change(connection, action_id, revision, said)


def _change(connection: Connection, action_id: int, seen: int, said: dict[str, Any]) -> None:
    before = connection.execute(select(ACTIONS).where(ACTIONS.c.action_id == action_id)).mappings().first()
    if before is None:
        raise RegisterError(_("There is no action {n}.").format(n=format_number(action_id)))
    _need_whole(connection, before["dataset"], action_id)
    if before["revision"] != seen:
        raise ChangedMeanwhile(meanwhile(before["title"]))
    changed = {name: value for name, value in said.items() if before[name] != value}
    if not changed:
        return
    written: dict[str, Any] = {**changed, "revision": seen + 1}
    if "state" in changed:
        written["closed_at"] = None if changed["state"] == "open" else datetime.now(UTC)
    connection.execute(update(ACTIONS).where(ACTIONS.c.action_id == action_id).values(**written))
    was = {name: _as_said(before[name]) for name in changed}
    now = {name: _as_said(value) for name, value in changed.items()}
    write(connection, "change", dataset=before["dataset"], subject=str(action_id), before=was, after=now)


def _need_whole(connection: Connection, dataset: str, action_id: int) -> None:
    """Refuse to change an action that is for others too than those whom whoever acts may see."""
    if scopes.seen(dataset) is None:
        return
    on_it = connection.execute(select(MEMBERS.c.customer_id).where(MEMBERS.c.action_id == action_id)).scalars().all()
    if not on_it or not scopes.holds(dataset, list(on_it)):
        raise RegisterError(_("There is no action {n}.").format(n=format_number(action_id)))


def meanwhile(title: str) -> str:
    """Say that somebody else changed an action since it was opened."""
    text = _(
        "Somebody else changed “{title}” since you opened it. Look at it again, and change what is still to change."
    )
    return text.format(title=title)


def action(action_id: int) -> Action | None:
    """Return an action by its number; None where there is none."""
    found = _read(ACTIONS.c.action_id == action_id)
    return found[0] if found else None


def actions(
    dataset: str,
    *,
    state: str | None = None,
    owner: str | None = None,
    cause: str | None = None,
    customer_id: str | None = None,
    due_before: date | None = None,
    is_asked: bool = False,
    most: int | None = None,
) -> list[Action]:
    """Return the actions of a data set, the soonest due first, those without a day last.

    Parameters
    ----------
    dataset
        Its name.
    state, owner, cause, customer_id
        Those in this state, of this person, over this cause, for this customer alone.
    due_before
        Those that are due before this day alone.
    is_asked
        Those of which somebody wants to know whether they worked alone.
    most
        At most so many.

    """
    wanted = [ACTIONS.c.dataset == dataset]
    for column, value in ((ACTIONS.c.state, state), (ACTIONS.c.owner, owner), (ACTIONS.c.cause, cause)):
        if value is not None:
            wanted.append(column == value)
    if due_before is not None:
        wanted.append(ACTIONS.c.due_on < due_before)
    if is_asked:
        wanted.append(ACTIONS.c.horizon_days.is_not(None))
    if customer_id is not None:
        of_customer = select(MEMBERS.c.action_id).where(
            MEMBERS.c.dataset == dataset, MEMBERS.c.customer_id.in_(as_loaded(dataset, [customer_id]))
        )
        wanted.append(ACTIONS.c.action_id.in_(of_customer))
    return _read(and_(*wanted), most, dataset=dataset)


SOONEST = (ACTIONS.c.due_on.is_(None), ACTIONS.c.due_on, ACTIONS.c.action_id)


def _read(wanted: ColumnElement[bool], most: int | None = None, *, dataset: str = "") -> list[Action]:
    """Read actions, and count the members of those alone: a page shows few of many."""
    none: dict[str, Any] = {"customers": 0, "done": 0, "held_out": 0}
    asked = select(ACTIONS).where(wanted).order_by(*SOONEST)
    with datasets.reading(dataset) as connection:
        if access.sight().held_to:
            return _read_held(connection, asked)[:most]
        rows = connection.execute(asked.limit(most)).mappings().all()
        counted = _counted(connection, [row["action_id"] for row in rows])
    return [seeing.of_action(Action(**row, **counted.get(row["action_id"], none))) for row in rows]


def _read_held(connection: Connection, asked: Select[Any]) -> list[Action]:
    """Read the actions that are for somebody whom whoever acts may see, with the numbers of these customers alone."""
    rows = connection.execute(asked).mappings().all()
    found = []
    on_each = on_them(connection, [row["action_id"] for row in rows])
    for row in rows:
        everybody = on_each.get(row["action_id"], [])
        known = scopes.seen(row["dataset"]) or frozenset()
        own = [(arm, state) for customer, arm, state in everybody if customer in known]
        if own:
            treated = [state for arm, state in own if arm == TREATED]
            counted: dict[str, Any] = {
                "customers": len(treated),
                "done": sum(state != "open" for state in treated),
                "held_out": len(own) - len(treated),
            }
            found.append(seeing.of_action(Action(**row, **counted), is_whole=len(own) == len(everybody)))
    return found


def on_them(connection: Connection, action_ids: Sequence[int]) -> dict[int, list[tuple[str, str, str]]]:
    """Return who is on each of some actions: customer_id, arm, state."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    for at in range(0, len(action_ids), AT_ONCE):
        columns = (MEMBERS.c.action_id, MEMBERS.c.customer_id, MEMBERS.c.arm, MEMBERS.c.state)
        some = select(*columns).where(MEMBERS.c.action_id.in_(action_ids[at : at + AT_ONCE]))
        for action_id, customer, arm, state in connection.execute(some):
            found.setdefault(action_id, []).append((customer, arm, state))
    return found


def _counted(connection: Connection, action_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    is_treated = MEMBERS.c.arm == TREATED
    found: dict[int, dict[str, Any]] = {}
    for at in range(0, len(action_ids), AT_ONCE):
        asked = (
            select(
                MEMBERS.c.action_id,
                func.sum(case((is_treated, 1), else_=0)).label("customers"),
                func.sum(case((and_(is_treated, MEMBERS.c.state != "open"), 1), else_=0)).label("done"),
                func.sum(case((is_treated, 0), else_=1)).label("held_out"),
            )
            .where(MEMBERS.c.action_id.in_(action_ids[at : at + AT_ONCE]))
            .group_by(MEMBERS.c.action_id)
        )
        for row in connection.execute(asked).mappings():
            found[row["action_id"]] = {name: int(row[name]) for name in ("customers", "done", "held_out")}
    return found


def members(action_id: int) -> list[Member]:
    """Return the customers of an action, as they stood on the list it was taken on from."""
    asked = select(*of_member(), MEMBERS.c.dataset).where(MEMBERS.c.action_id == action_id).order_by(MEMBERS.c.place)
    with reading() as connection:
        rows = [dict(row) for row in connection.execute(asked).mappings()]
    seen = [row for row in rows if seeing.is_seen(row.pop("dataset"), row["customer_id"])]
    return [seeing.of_member(Member(**row)) for row in seen]


def of_member() -> list[Column[Any]]:
    """Return the columns that a `Member` has."""
    return [MEMBERS.c[one.name] for one in fields(Member)]


def assigned(action_ids: Sequence[int]) -> list[tuple[int, str, str]]:
    """Return who of some actions was acted upon and who was left alone: (action_id, customer_id, arm) of each."""
    found: list[tuple[int, str, str]] = []
    with reading() as connection:
        for at in range(0, len(action_ids), AT_ONCE):
            some = MEMBERS.c.action_id.in_(action_ids[at : at + AT_ONCE])
            asked = select(MEMBERS.c.action_id, MEMBERS.c.customer_id, MEMBERS.c.arm, MEMBERS.c.dataset).where(some)
            asked = asked.order_by(MEMBERS.c.action_id, MEMBERS.c.place)
            rows = connection.execute(asked)
            seen = [row for row in rows if seeing.is_seen(row.dataset, row.customer_id)]
            found += [(row.action_id, seeing.of_customer(row.customer_id), row.arm) for row in seen]
    return found


def counts(dataset: str, today: date) -> dict[str, int]:
    """Count the actions of a data set: open, overdue (of the open ones), done, dropped."""
    if access.sight().held_to:
        own = actions(dataset)
        overdue = sum(one.is_overdue(today) for one in own)
        return {state: sum(one.state == state for one in own) for state in STATES} | {"overdue": overdue}
    by_state = select(ACTIONS.c.state, func.count()).where(ACTIONS.c.dataset == dataset).group_by(ACTIONS.c.state)
    late = select(func.count()).where(ACTIONS.c.dataset == dataset, ACTIONS.c.state == "open", ACTIONS.c.due_on < today)
    with datasets.reading(dataset) as connection:
        found = {state: int(number) for state, number in connection.execute(by_state)}
        overdue = int(connection.execute(late).scalar_one())
    return {**dict.fromkeys(STATES, 0), **found, "overdue": overdue}


def as_loaded(dataset: str, customers: Sequence[str]) -> list[str]:
    """Return the numbers of customers who are asked for as whoever acts knows them.

    Who sees stand-ins asks by these alone, and a number finds nobody: it would tell which stand-in is whose. Whoever
    is held to some customers finds no others.
    """
    known = scopes.seen(dataset)
    numbers = list(customers)
    if not access.sight().names:
        everybody = select(MEMBERS.c.customer_id).where(MEMBERS.c.dataset == dataset).distinct()
        with datasets.reading(dataset) as connection:
            on_any = list(connection.execute(everybody).scalars())
        asked = frozenset(customers)
        numbers = [one for one, shown in zip(on_any, seeing.of_customers(on_any), strict=True) if shown in asked]
    return [one for one in numbers if known is None or one in known]


def owners(dataset: str) -> list[str]:
    """Return who has actions of a data set, by name."""
    if access.sight().held_to:
        return sorted({one.owner for one in actions(dataset)} - {""})
    asked = select(ACTIONS.c.owner).where(ACTIONS.c.dataset == dataset, ACTIONS.c.owner != "").distinct()
    with datasets.reading(dataset) as connection:
        return sorted(connection.execute(asked).scalars())


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    said = dict(values)
    unknown = set(said) - set(CHANGEABLE)
    if unknown:
        raise RegisterError(_("An action has no “{name}”.").format(name=min(unknown)))
    for name in ("title", "owner", "cause"):
        if name in said:
            said[name] = fitting(" ".join(str(said[name] or "").split()), LONGEST_TITLE)
    for name in ("remedy", "note"):
        if name in said:
            said[name] = fitting(str(said[name] or ""), LONGEST_TEXT)
    if said.get("title") == "":
        raise RegisterError(_("Say in a few words what is to be done."))
    if said.get("state", "open") not in STATES:
        text = _("“{value}” is nothing that can come of an action; write one of {known}.")
        raise RegisterError(text.format(value=said["state"], known=", ".join(STATES)))
    return said


def fitting(text: str, longest: int) -> str:
    """Return a text without the space around it, or raise a `RegisterError` where it is too long."""
    said = text.strip()
    if len(said) > longest:
        raise RegisterError(
            ngettext(
                "A text here can have up to {n} character.", "A text here can have up to {n} characters.", longest
            ).format(n=format_number(longest))
        )
    return said


def _as_said(value: Any) -> str:
    return "" if value is None else str(value)
