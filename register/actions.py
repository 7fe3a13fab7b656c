"""Actions: what is to be done, for whom, by whom and until when, and what came of it for each customer.

An action with a `Plan` is an experiment: who is left alone was drawn before the start, and the day of the answer is
fixed with it. Two people who change one thing are told (`ChangedMeanwhile`), and the later one overwrites nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    Date,
    Select,
    and_,
    case,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy import column as named_column
from sqlalchemy import values as literal_rows

import access
from access import scopes
from localization import N_, _, ngettext
from localization.numbers import format_number
from register import datasets, seeing
from register.asking import need
from register.connection import reading, writing
from register.errors import ChangedMeanwhile, RegisterError
from register.events import with_former_names, write
from register.tables import ACTIONS, EVENTS, MEMBERS, Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Column, ColumnElement, Connection, RowMapping

STATES = {"open": N_("open"), "done": N_("done"), "dropped": N_("dropped")}
TREATED, HELD_OUT = "treated", "held_out"
ARMS = {TREATED: N_("acted upon"), HELD_OUT: N_("left alone, to compare")}
OUTCOMES = {
    "reached": N_("reached"),
    "not_reached": N_("not reached"),
    "promised": N_("wants to buy again"),
    "complained": N_("complained"),
    "declined": N_("wants to be left alone"),
    "written": N_("written to"),
    "other": N_("something else"),
}
MOST_CUSTOMERS = 50_000
LONGEST_TITLE, LONGEST_TEXT = 200, 5000
AT_ONCE = 500  # customers that one query asks for
_OF_ACTION = ("title", "cause", "remedy", "owner", "due_on")
CHANGEABLE = ("title", "cause", "remedy", "owner", "due_on", "note", "state")


@dataclass(frozen=True)
class Chosen:
    """A customer whom an action is for: their number, as loaded, and what is to be known on the phone.

    `arm` is TREATED, or HELD_OUT for whoever is left alone; `stratum` the group of like risk they were drawn in.
    """

    customer_id: str
    name: str = ""
    reason: str = ""
    arm: str = TREATED
    stratum: str = ""


@dataclass(frozen=True)
class Plan:
    """How it will be seen whether an action worked, fixed before it starts.

    Attributes
    ----------
    lot
        What the lots were drawn by: with it, who is held out can be drawn again (see `metrics.actions.arms`).
    horizon_days
        Days after the start on which the answer is due.
    outcome
        What is compared: "kept" (bought again within the horizon).
    held_out_share
        Part of the customers who are left alone, 0 to below 1.
    expected_kept
        Share of those left alone who are expected to be kept; None where nothing is known.
    cost_per_customer
        What the action costs for each customer, in the data's currency.

    """

    horizon_days: int
    lot: str = ""
    outcome: str = "kept"
    held_out_share: float = 0.0
    expected_kept: float | None = None
    cost_per_customer: float | None = None


@dataclass(frozen=True)
class Action:
    """An action with how far it is: `customers` treated, `done` of them, `held_out` left alone."""

    action_id: int
    dataset: str
    title: str
    cause: str
    remedy: str
    owner: str
    due_on: date | None
    note: str
    state: str
    origin: str
    version: int | None
    starts_on: date
    horizon_days: int | None
    lot: str
    outcome: str
    held_out_share: float
    expected_kept: float | None
    cost_per_customer: float | None
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    revision: int
    customers: int
    done: int
    held_out: int

    @property
    def answer_due_on(self) -> date | None:
        """Day on which it can be seen whether it worked; None where nobody asks."""
        return None if self.horizon_days is None else self.starts_on + timedelta(days=self.horizon_days)

    def is_overdue(self, today: date) -> bool:
        """Tell whether its day has passed and something is left to do."""
        return self.state == "open" and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class Member:
    """A customer of an action, and what came of it."""

    action_id: int
    customer_id: str
    place: int
    name: str
    reason: str
    arm: str
    stratum: str
    state: str
    result: str
    note: str
    done_at: datetime | None
    done_by: str
    revision: int


@dataclass(frozen=True)
class Task:
    """What is to be done for one customer, with what their action says."""

    member: Member
    title: str
    cause: str
    remedy: str
    owner: str
    due_on: date | None


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
        raise ChangedMeanwhile(_meanwhile(before["title"]))
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


def _meanwhile(title: str) -> str:
    text = _(
        "Somebody else changed “{title}” since you opened it. Look at it again, and change what is still to change."
    )
    return text.format(title=title)


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
        raise ChangedMeanwhile(_meanwhile(before["title"]))
    said = _text(note, LONGEST_TEXT)
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
            MEMBERS.c.dataset == dataset, MEMBERS.c.customer_id.in_(_as_loaded(dataset, [customer_id]))
        )
        wanted.append(ACTIONS.c.action_id.in_(of_customer))
    return _read(and_(*wanted), most, dataset=dataset)


_SOONEST = (ACTIONS.c.due_on.is_(None), ACTIONS.c.due_on, ACTIONS.c.action_id)


def _read(wanted: ColumnElement[bool], most: int | None = None, *, dataset: str = "") -> list[Action]:
    """Read actions, and count the members of those alone: a page shows few of many."""
    none: dict[str, Any] = {"customers": 0, "done": 0, "held_out": 0}
    asked = select(ACTIONS).where(wanted).order_by(*_SOONEST)
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
    on_them = _on_them(connection, [row["action_id"] for row in rows])
    for row in rows:
        everybody = on_them.get(row["action_id"], [])
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


def _on_them(connection: Connection, action_ids: Sequence[int]) -> dict[int, list[tuple[str, str, str]]]:
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
    asked = select(*_of_member(), MEMBERS.c.dataset).where(MEMBERS.c.action_id == action_id).order_by(MEMBERS.c.place)
    with reading() as connection:
        rows = [dict(row) for row in connection.execute(asked).mappings()]
    seen = [row for row in rows if seeing.is_seen(row.pop("dataset"), row["customer_id"])]
    return [seeing.of_member(Member(**row)) for row in seen]


def _of_member() -> list[Column[Any]]:
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
        wanted += [MEMBERS.c.dataset == dataset, MEMBERS.c.customer_id.in_(_as_loaded(dataset, [customer_id]))]
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
    on_them = _on_them(connection, sorted(numbers))
    return {number for number, on_it in on_them.items() if known.issuperset(customer for customer, *_rest in on_it)}


def _first(
    connection: Connection, of_actions: list[ColumnElement[bool]], wanted: list[ColumnElement[bool]], most: int | None
) -> Sequence[RowMapping]:
    """Read the tasks of the soonest actions, of as many as are needed for so many tasks: of most only few are shown."""
    looked_into = most
    while True:
        chosen = of_actions
        if looked_into is not None:
            soonest = select(ACTIONS.c.action_id).where(*of_actions).order_by(*_SOONEST).limit(looked_into)
            numbers = connection.execute(soonest).scalars().all()
            chosen = [ACTIONS.c.action_id.in_(numbers)]
        asked = _with_members().where(*chosen, *wanted).order_by(*_SOONEST, MEMBERS.c.place).limit(most)
        rows = connection.execute(asked).mappings().all()
        if looked_into is None or most is None or len(rows) == most or len(numbers) < looked_into:
            return rows
        looked_into *= 4


def _with_members() -> Select[Any]:
    about = [ACTIONS.c[name].label(f"action_{name}") for name in _OF_ACTION]
    return select(*_of_member(), *about).join(ACTIONS, ACTIONS.c.action_id == MEMBERS.c.action_id)


def _task(row: RowMapping, *, is_whole: bool = True) -> Task:
    member = Member(**{one.name: row[one.name] for one in fields(Member)})
    return seeing.of_task(Task(member, *(row[f"action_{name}"] for name in _OF_ACTION)), is_whole=is_whole)


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


def latest(dataset: str, customers: Sequence[str]) -> dict[str, Task]:
    """Return of each of some customers what was taken on for them last, if anything; those left alone included."""
    found: dict[str, Task] = {}
    known = scopes.seen(dataset)
    numbers = _as_loaded(dataset, customers)
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


def _as_loaded(dataset: str, customers: Sequence[str]) -> list[str]:
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
            said[name] = _text(" ".join(str(said[name] or "").split()), LONGEST_TITLE)
    for name in ("remedy", "note"):
        if name in said:
            said[name] = _text(str(said[name] or ""), LONGEST_TEXT)
    if said.get("title") == "":
        raise RegisterError(_("Say in a few words what is to be done."))
    if said.get("state", "open") not in STATES:
        text = _("“{value}” is nothing that can come of an action; write one of {known}.")
        raise RegisterError(text.format(value=said["state"], known=", ".join(STATES)))
    return said


def _text(text: str, longest: int) -> str:
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
