"""Tasks: what an action asks for each of its customers, what came of it, and whom that was a talk with."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Date, Select, and_, func, or_, select, type_coerce, update
from sqlalchemy import column as named_column
from sqlalchemy import values as literal_rows

import access
from access import scopes
from localization import _
from localization.numbers import format_number
from register import datasets, seeing
from register.action_types import HELD_OUT, LONGEST_TEXT, OUTCOMES, STATES, TREATED, Member, Task
from register.actions import AT_ONCE, SOONEST, as_loaded, fitting, meanwhile, of_member, on_them
from register.asking import need
from register.connection import writing
from register.errors import ChangedMeanwhile, RegisterError
from register.events import with_former_names, write
from register.tables import ACTIONS, EVENTS, MEMBERS, Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, RowMapping

_OF_ACTION = ("title", "cause", "remedy", "owner", "due_on")


def finish(
    action_id: int, customer_id: str, *, result: str, note: str = "", state: str = "done", seen: int | None = None
) -> None:
    """Write down what came of an action for one customer; the action is done with the last of them.

    Parameters
    ----------
    action_id, customer_id
        Which task.
    result
        Code of OUTCOMES; empty where it is open again.
    note
        What was said.
    state
        Of STATES.
    seen
        Revision of the task as it was seen; None where it does not matter, as in a file of outcomes.

    """
    need("act")
    answer([(action_id, customer_id, result, note, state, seen)])


def answer(outcomes: Sequence[tuple[int, str, str, str, str, int | None]]) -> int:
    """Write down what came of several tasks at once, all or none, and return how many of them changed.

    Each is (action_id, customer_id, result, note, state, seen), as `finish` takes them.
    """
    need("act")
    changed = 0
    with writing() as connection:
        for action_id, customer_id, result, note, state, seen in outcomes:
            changed += _answer(connection, action_id, customer_id, result, note, state, seen)
        for action_id in {one[0] for one in outcomes}:
            _close_or_open(connection, action_id)
    return changed


def _answer(
    connection: Connection, action_id: int, customer_id: str, result: str, note: str, state: str, seen: int | None
) -> int:
    if state not in STATES or (result and result not in OUTCOMES):
        text = _("“{value}” is nothing that can come of an action; write one of {known}.")
        known = ", ".join(STATES if state not in STATES else OUTCOMES)
        raise RegisterError(text.format(value=state if state not in STATES else result, known=known))
    this = (MEMBERS.c.action_id == action_id) & (MEMBERS.c.customer_id == customer_id)
    asked = select(MEMBERS, ACTIONS.c.title, ACTIONS.c.dataset).join(ACTIONS).where(this)
    before = connection.execute(asked).mappings().first()
    if before is None or not seeing.is_seen(before["dataset"], customer_id):
        text = _("Action {n} is not for customer “{customer}”.")
        raise RegisterError(text.format(n=format_number(action_id), customer=customer_id))
    if before["arm"] == HELD_OUT:
        text = _("Customer “{customer}” is left alone in action {n}, to compare with; nothing is to be done for them.")
        raise RegisterError(text.format(n=format_number(action_id), customer=customer_id))
    if seen is not None and before["revision"] != seen:
        raise ChangedMeanwhile(meanwhile(before["title"]))
    said = fitting(note, LONGEST_TEXT)
    if (before["state"], before["result"], before["note"]) == (state, result, said):
        return 0
    is_open = state == "open"
    connection.execute(
        update(MEMBERS)
        .where(this)
        .values(
            state=state,
            result=result,
            note=said,
            done_at=None if is_open else datetime.now(UTC),
            done_by="" if is_open else access.who().name,
            revision=before["revision"] + 1,
        )
    )
    before_after = {"before": [before["state"], before["result"]], "after": [state, result]}
    write(connection, "task", dataset=before["dataset"], subject=str(action_id), customer=customer_id, **before_after)
    return 1


def _close_or_open(connection: Connection, action_id: int) -> None:
    """An action is done when nobody on it is left to do, and open again when somebody is."""
    left = connection.execute(
        select(func.count()).where(MEMBERS.c.action_id == action_id, MEMBERS.c.state == "open")
    ).scalar_one()
    of_this = update(ACTIONS).where(ACTIONS.c.action_id == action_id)
    if left:
        of_this = of_this.where(ACTIONS.c.state == "done").values(state="open", closed_at=None)
    else:
        of_this = of_this.where(ACTIONS.c.state == "open").values(state="done", closed_at=datetime.now(UTC))
    connection.execute(of_this.values(revision=ACTIONS.c.revision + 1))


def tasks(
    dataset: str,
    *,
    owner: str | None = None,
    customer_id: str | None = None,
    action_id: int | None = None,
    due_by: date | None = None,
    is_open: bool = True,
    most: int | None = None,
) -> list[Task]:
    """Return what is to be done for each customer, the soonest due first.

    Parameters
    ----------
    dataset
        Its name.
    owner, customer_id, action_id
        Of this person, for this customer, of this action alone.
    due_by
        What is due until this day alone.
    is_open
        What is still to be done; False returns what was done or dropped as well.
    most
        At most so many.

    """
    wanted: list[ColumnElement[bool]] = [MEMBERS.c.arm == TREATED]
    of_actions: list[ColumnElement[bool]] = [ACTIONS.c.dataset == dataset]
    if is_open:
        of_actions.append(ACTIONS.c.state == "open")
        wanted.append(MEMBERS.c.state == "open")
    if owner is not None:
        of_actions.append(ACTIONS.c.owner == owner)
    if action_id is not None:
        of_actions.append(ACTIONS.c.action_id == action_id)
    if due_by is not None:
        of_actions.append(or_(ACTIONS.c.due_on.is_(None), ACTIONS.c.due_on <= due_by))
    if customer_id is not None:
        wanted += [MEMBERS.c.dataset == dataset, MEMBERS.c.customer_id.in_(as_loaded(dataset, [customer_id]))]
    known = scopes.seen(dataset)
    looks_at_all = customer_id is not None or known is not None
    with datasets.reading(dataset) as connection:
        rows = _first(connection, of_actions, wanted, None if looks_at_all else most)
        rows = [row for row in rows if known is None or row["customer_id"] in known][:most]
        whole = _whole(connection, rows, known)
    return [_task(row, is_whole=row["action_id"] in whole) for row in rows]


def _whole(connection: Connection, rows: Sequence[RowMapping], known: frozenset[str] | None) -> set[int]:
    """Return the actions of some tasks that are for nobody whom whoever acts may not see."""
    numbers = {row["action_id"] for row in rows}
    if known is None:
        return numbers
    on_each = on_them(connection, sorted(numbers))
    return {number for number, on_it in on_each.items() if known.issuperset(customer for customer, *_rest in on_it)}


def _first(
    connection: Connection, of_actions: list[ColumnElement[bool]], wanted: list[ColumnElement[bool]], most: int | None
) -> Sequence[RowMapping]:
    """Read the tasks of the soonest actions, of as many as are needed for so many tasks: of most only few are shown."""
    looked_into = most
    while True:
        chosen = of_actions
        if looked_into is not None:
            soonest = select(ACTIONS.c.action_id).where(*of_actions).order_by(*SOONEST).limit(looked_into)
            numbers = connection.execute(soonest).scalars().all()
            chosen = [ACTIONS.c.action_id.in_(numbers)]
        asked = _with_members().where(*chosen, *wanted).order_by(*SOONEST, MEMBERS.c.place).limit(most)
        rows = connection.execute(asked).mappings().all()
        if looked_into is None or most is None or len(rows) == most or len(numbers) < looked_into:
            return rows
        looked_into *= 4


def _with_members() -> Select[Any]:
    about = [ACTIONS.c[name].label(f"action_{name}") for name in _OF_ACTION]
    return select(*of_member(), *about).join(ACTIONS, ACTIONS.c.action_id == MEMBERS.c.action_id)


def _task(row: RowMapping, *, is_whole: bool = True) -> Task:
    member = Member(**{one.name: row[one.name] for one in fields(Member)})
    return seeing.of_task(Task(member, *(row[f"action_{name}"] for name in _OF_ACTION)), is_whole=is_whole)


def latest(dataset: str, customers: Sequence[str]) -> dict[str, Task]:
    """Return of each of some customers what was taken on for them last, if anything; those left alone included."""
    found: dict[str, Task] = {}
    known = scopes.seen(dataset)
    numbers = as_loaded(dataset, customers)
    with datasets.reading(dataset) as connection:
        for at in range(0, len(numbers), AT_ONCE):
            last = (
                select(MEMBERS.c.customer_id, func.max(MEMBERS.c.action_id).label("action_id"))
                .where(MEMBERS.c.dataset == dataset, MEMBERS.c.customer_id.in_(numbers[at : at + AT_ONCE]))
                .group_by(MEMBERS.c.customer_id)
                .subquery()
            )
            is_last = (last.c.customer_id == MEMBERS.c.customer_id) & (last.c.action_id == MEMBERS.c.action_id)
            asked = _with_members().join(last, is_last)
            rows = connection.execute(asked).mappings().all()
            whole = _whole(connection, rows, known)
            seen = [row for row in rows if known is None or row["customer_id"] in known]
            tasks_ = [_task(row, is_whole=row["action_id"] in whole) for row in seen]
            found |= {task.member.customer_id: task for task in tasks_}
    return found


def talked(dataset: str) -> int:
    """Return a number that changes with what is written about tasks of a data set; 0 where nothing ever was."""
    with datasets.reading(dataset) as connection:
        names = with_former_names(connection, [dataset])
        is_theirs = EVENTS.c.dataset.in_(names) & (EVENTS.c.event_id > datasets.begins(connection, dataset))
        asked = select(EVENTS.c.event_id).where(is_theirs, EVENTS.c.kind == "task")
        return connection.execute(asked.order_by(EVENTS.c.event_id.desc()).limit(1)).scalar() or 0


def talks(dataset: str, since: date, until: date, time_zone: str = "") -> list[tuple[str, date]]:
    """Return for whom something is done from one day to another, and on which day, once each.

    Parameters
    ----------
    dataset
        Its name.
    since, until
        First and last day.
    time_zone
        Whose days they are; UTC unless told.

    """
    zone = ZoneInfo(time_zone) if time_zone else UTC
    dates = [since + timedelta(days=number) for number in range((until - since).days + 2)]
    midnights = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in dates]
    bounds = list(zip(dates, midnights, midnights[1:], strict=False))
    named = (named_column("day", Date), named_column("begins", Moment), named_column("ends", Moment))
    days = literal_rows(*named, name="days").data(bounds).cte()
    is_done = and_(MEMBERS.c.dataset == dataset, MEMBERS.c.state == "done")
    on_it = and_(is_done, MEMBERS.c.done_at >= days.c.begins, MEMBERS.c.done_at < days.c.ends)
    with datasets.reading(dataset) as connection:
        # One row a day: of tens of thousands each would take longer to be made an object than to be found.
        gather = func.json_group_array if connection.dialect.name == "sqlite" else func.json_agg
        customers = type_coerce(gather(MEMBERS.c.customer_id.distinct()), JSON)
        rows = connection.execute(select(days.c.day, customers).join(MEMBERS, on_it).group_by(days.c.day)).all()
    return [(customer, day) for day, whom in rows for customer in seeing.of_customers(whom)]
