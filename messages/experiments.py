"""Did it work? Each action with a day of the answer: those acted upon against those left alone, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd
import pyarrow as pa

import access
import register
import store
from localization import _, ngettext
from localization.numbers import format_change, format_money, format_number, format_percent, seldom
from messages.words import Door, count, of, percent
from metrics.actions.experiments import ASSIGNED, experiment_effect
from sample_data.own_words import said_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from messages.words import Voice

MOST_ASKED = 200
# Of what is over and of what is under way so many stand in a message, the latest answers and the next ones first.
MOST_SHOWN = 5
JUDGED = ("worked", "harmed", "chance")
# One action asked about: number, first day, days to the answer, cost for each customer, what lots were drawn by.
Asked = tuple[int, date, int, float | None, str]
Row = dict[str, Any]
_WRITTEN = {name: kind for name, kind in ASSIGNED.items() if name != "customer_key"} | {"customer_id": "string"}


def asked_of(actions: Sequence[register.Action]) -> tuple[Asked, ...]:
    """Return what is to be asked of those actions that have a day of the answer."""
    return tuple(
        (one.action_id, one.starts_on, one.horizon_days, one.cost_per_customer, one.lot)
        for one in actions
        if one.horizon_days is not None
    )


def question(asked: Sequence[Asked]) -> str:
    """Name the question what came of some actions, under which its answer is kept."""
    return f"experiments {asked}"


def effects(snapshot: store.Snapshot, asked: Sequence[Asked]) -> pd.DataFrame:
    """Return what `experiment_effect` says of some actions.

    Who is in which arm never changes after the start, so with the version `asked` says it all, for whoever sees all
    customers; who is held to some is told of these alone.
    """
    plans = {number: plan for number, *plan in asked}
    # Counted by the firm's own numbers of customers, which whoever sees stand-ins does not: the result names nobody.
    # Whoever is held to some customers still counts them alone.
    with access.acting_as(replace(access.MACHINE, held_to=access.sight().held_to)):
        snapshot = store.open(snapshot.dataset, snapshot.version)
        assigned_to = register.assigned(list(plans))
    rows = [
        (str(number), arm, starts_on, horizon, cost, customer)
        for number, customer, arm in assigned_to
        for starts_on, horizon, cost, _lot in [plans[number]]
    ]
    schema = ibis.schema(_WRITTEN)
    names = ("experiment", "arm", "assigned_on", "horizon_days", "cost", "customer_id")
    written = pa.table(
        {name: [row[place] for row in rows] for place, name in enumerate(names)},
        schema=pa.schema([(name, schema[name].to_pyarrow()) for name in names]),
    )
    tables = store.Tables(snapshot)
    said = ibis.table(ibis.schema({name: _WRITTEN[name] for name in names}), name="written")
    keys = snapshot.customers.select(
        known_id=snapshot.customers.customer_id.cast("string"), customer_key="customer_key"
    )
    assigned = said.left_join(keys, said.customer_id == keys.known_id).select(*ASSIGNED)
    until = snapshot.info.complete_up_to or date.min
    effect = experiment_effect(assigned, tables.purchase_days, snapshot.customers, until)
    return snapshot.fetch(effect, beside={"written": written})


def sentence(action: register.Action, row: Row, currency: str) -> str:
    """Say what came of an action whose day of the answer is there, and how sure that is."""
    acted = of(count(row["retained"]), count(row["customers"]))
    if row["verdict"] == "one_arm":
        return _(
            "{acted} acted upon bought within {n} days: {share}. Nobody was left alone, so nobody knows how many of "
            "them would have bought anyway."
        ).format(acted=acted, n=format_number(action.horizon_days), share=format_percent(row["rate"]))
    facts = _(
        "Within {n} days {acted} acted upon bought again ({share}), and {other} left alone ({other_share})."
    ).format(
        n=format_number(action.horizon_days),
        acted=acted,
        share=format_percent(row["rate"]),
        other=of(count(row["other_retained"]), count(row["other_customers"])),
        other_share=format_percent(row["other_rate"]),
    )
    return " ".join((_verdict(row), facts, *_money(row, currency), *_missing(row)))


def _verdict(row: Row) -> str:
    points, interval = _points(row["difference"]), _interval(row)
    if row["verdict"] == "worked":
        text = _("It worked: {points} points more were kept ({interval}, 19 times in 20); chance alone does so in {p}.")
    elif row["verdict"] == "harmed":
        text = _("It did harm: {points} points ({interval}, 19 times in 20); chance alone does so in {p}.")
    else:
        text = _("It could be chance: {points} points ({interval}, 19 times in 20).")
    return text.format(points=points, interval=interval, p=seldom(float(row["p_value"])))


def _money(row: Row, currency: str) -> list[str]:
    if pd.isna(row["profit_difference"]):
        return []
    text = _("After its cost it brought {money} of profit for each customer ({low} to {high}).")
    return [
        text.format(
            money=format_money(row["profit_difference"], currency, change=True),
            low=format_money(row["profit_low"], currency, change=True),
            high=format_money(row["profit_high"], currency, change=True),
        )
    ]


def _missing(row: Row) -> list[str]:
    if not row["unknown"]:
        return []
    text = _("Of them {n} are not in this version of the data, and count as not kept.")
    return [text.format(n=count(row["unknown"]))]


def _points(share: float) -> str:
    return format_change(100 * share, decimals=1)


def _interval(row: Row) -> str:
    return _("{low} to {high}").format(low=_points(row["difference_low"]), high=_points(row["difference_high"]))


def summary(rows: Sequence[Row]) -> str:
    """Say how many experiments worked; empty where no answer is there."""
    due = [row for row in rows if row["verdict"] in JUDGED]
    if not due:
        return ""
    text = ngettext(
        "Of {n} experiment whose answer is there {worked} worked, {harmed} did harm, {chance} could be chance.",
        "Of {n} experiments whose answer is there {worked} worked, {harmed} did harm, {chance} could be chance.",
        len(due),
    )
    counted = {name: sum(row["verdict"] == name for row in due) for name in JUDGED}
    return text.format(n=count(len(due)), **{name: count(n) for name, n in counted.items()})


@dataclass(frozen=True)
class Tried:
    """What a message says of actions with a day of the answer: in a sentence, and each in a row of four texts."""

    said: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    door: Door


def tried(voice: Voice) -> Tried | None:
    """Say what finished experiments say, and when the others will; None where nobody asked whether anything works."""
    looked = voice.looked
    snapshot = looked.snapshot
    actions = {one.action_id: one for one in register.actions(snapshot.dataset, is_asked=True, most=MOST_ASKED)}
    asked = asked_of(tuple(actions.values()))
    if not asked or snapshot.info.complete_up_to is None:
        return None
    found = looked.known(question(asked), lambda: effects(snapshot, asked))
    rows: list[Row] = found.sort_values(["due_on", "experiment"]).to_dict("records")  # type: ignore[assignment]
    over = [row for row in rows if row["verdict"] != "not_due"][::-1]
    under_way = [row for row in rows if row["verdict"] == "not_due"]
    soonest = [
        _("The next answer is due on {day}; until then nothing is said of it.").format(day=voice.day(row["due_on"]))
        for row in under_way[:1]
    ]
    return Tried(
        " ".join((summary(over), *soonest)).strip() or _("Nobody was left alone, so nobody knows whether it worked."),
        (_("Action"), _("Kept"), _("What that says")),
        tuple(
            (f"\u2068{said_in(snapshot.dataset, actions[int(row['experiment'])].title)}\u2069", *_in_cells(voice, row))
            for row in (*over[:MOST_SHOWN], *under_way[:MOST_SHOWN])
        ),
        Door("actions", _("All answers"), {"part": "answers"}),
    )


def _in_cells(voice: Voice, row: Row) -> tuple[str, str]:
    """Return who was kept with and without, and what that says or when it can be said."""
    if row["verdict"] == "not_due":
        return "–", _("answer due on {day}").format(day=voice.day(row["due_on"]))
    if row["verdict"] == "one_arm":
        return percent(row["rate"]), _("nobody was left alone: no proof")
    words = {"worked": _("it worked"), "harmed": _("it did harm"), "chance": _("could be chance")}
    kept = _("{share} with, {other_share} without").format(
        share=percent(row["rate"]), other_share=percent(row["other_rate"])
    )
    said = _("{verdict}: {points} points ({interval})").format(
        verdict=words[row["verdict"]], points=_points(row["difference"]), interval=_interval(row)
    )
    return kept, said
