"""Did it work? Each action with a day of the answer: those acted upon against those left alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd
import pyarrow as pa
import streamlit as st

import register
import store
from localization import _
from localization.numbers import format_change, format_number, format_percent
from metrics.actions.experiments import ASSIGNED, experiment_effect
from store.club import effect_without_lot
from ui import tables, take_on
from ui.shared import shared
from ui.texts import of, seldom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.cards import Verdict
    from ui.view import View

MOST = 200
VERDICTS: dict[str, Verdict] = {"worked": "better", "harmed": "worse"}
_WRITTEN = {name: kind for name, kind in ASSIGNED.items() if name != "customer_key"} | {"customer_id": "string"}


def of_actions(view: View, actions: Sequence[register.Action]) -> dict[int, dict[str, Any]]:
    """Return what `experiment_effect` says of each of some actions with a plan, by its number."""
    asked = tuple(
        (one.action_id, one.starts_on, one.horizon_days or 0, one.cost_per_customer)
        for one in actions
        if one.horizon_days is not None
    )
    if not asked or view.info.complete_up_to is None:
        return {}
    found = _effects(view.dataset, view.info.version, asked)
    rows: list[dict[str, Any]] = found.to_dict("records")  # type: ignore[assignment]  # columns have names
    return {int(row["experiment"]): row for row in rows}


@shared(50)
def _effects(dataset: str, version: int, asked: tuple[tuple[Any, ...], ...]) -> pd.DataFrame:
    """Ask the data; who is in which arm never changes after the start, so the numbers of the actions say it all."""
    plans = {number: plan for number, *plan in asked}
    rows = [
        (str(number), arm, starts_on, horizon, cost, customer)
        for number, customer, arm in register.assigned(list(plans))
        for starts_on, horizon, cost in [plans[number]]
    ]
    schema = ibis.schema(_WRITTEN)
    names = ("experiment", "arm", "assigned_on", "horizon_days", "cost", "customer_id")
    written = pa.table(
        {name: [row[place] for row in rows] for place, name in enumerate(names)},
        schema=pa.schema([(name, schema[name].to_pyarrow()) for name in names]),
    )
    snapshot = store.open(dataset, version)
    tables = store.Tables(snapshot)
    said = ibis.table(ibis.schema({name: _WRITTEN[name] for name in names}), name="written")
    keys = snapshot.customers.select(
        known_id=snapshot.customers.customer_id.cast("string"), customer_key="customer_key"
    )
    assigned = said.left_join(keys, said.customer_id == keys.known_id).select(*ASSIGNED)
    until = snapshot.info.complete_up_to or date.min
    effect = experiment_effect(assigned, tables.purchase_days, snapshot.customers, until)
    return snapshot.fetch(effect, beside={"written": written})


def without_lot(view: View, action: register.Action, *, key: str) -> None:
    """Offer to hold an action of which nobody was left alone against customers like its own; found when asked for."""
    label = _("Beside customers like them, which proves nothing")
    box = st.expander(label, key=f"{key}_alike", on_change="rerun", icon=":material/balance:")
    if not box.open:
        return
    with box:
        found = _alike(view.dataset, view.info.version, action.action_id, action.starts_on, action.horizon_days or 0)
        st.text(alike_sentence(found, action.horizon_days or 0))
        tables.grid(view, found[found["way"] != "step"], key=f"{key}_alike_grid")


@shared(50)
def _alike(dataset: str, version: int, action_id: int, started_on: date, span_days: int) -> pd.DataFrame:
    snapshot = store.open(dataset, version)
    wanted = [customer for _number, customer, _arm in register.assigned([action_id])]
    customers = snapshot.customers
    known = snapshot.fetch(customers.select("customer_key", known_id=customers.customer_id.cast("string")))
    starts = known.loc[known["known_id"].isin(wanted), ["customer_key"]].assign(started_on=started_on)
    return effect_without_lot(snapshot, starts, span_days=span_days)


def alike_sentence(found: pd.DataFrame, days: int) -> str:
    """Say how much of a change came to others like them as well, of whom nothing was done."""
    if found.empty:
        return _("Nobody else bought like them before, so there is nobody to hold them against.")
    by_way = found.set_index("way")
    own, other, left = (by_way.loc[way].to_dict() for way in ("before_after", "untreated", "did"))
    text = _(
        "{n} of them have somebody like them. In the {days} days after, each bought on {change} more days than in the "
        "{days} before; those like them, of whom nothing was done, on {other}. Whoever is chosen in a bad time does "
        "better afterwards by themselves; what is left is {left} ({low} to {high})."
    ).format(
        n=format_number(own["members"], decimals=0),
        days=format_number(days),
        change=format_change(own["effect"], decimals=2),
        other=format_change(other["effect"], decimals=2),
        left=format_change(left["effect"], decimals=2),
        low=format_change(left["effect_low"], decimals=2),
        high=format_change(left["effect_high"], decimals=2),
    )
    if left["is_real"]:
        return text
    return text + " " + _("That could be chance.")


def verdict(row: dict[str, Any] | None) -> Verdict | None:
    """Return the colour of a result; none before it is due or where it could be chance."""
    return VERDICTS.get(row["verdict"]) if row else None


def sentence(view: View, action: register.Action, row: dict[str, Any] | None) -> str:
    """Say what came of an action, and how sure that is; before the answer is due, when that is."""
    if row is None:
        return _("Nobody asked whether it works.")
    if row["verdict"] == "not_due":
        return _not_due(view, action, row)
    acted = of(view.count(row["retained"]), view.count(row["customers"]))
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
        other=of(view.count(row["other_retained"]), view.count(row["other_customers"])),
        other_share=format_percent(row["other_rate"]),
    )
    return " ".join((_verdict(row), facts, *_money(view, row), *_missing(view, row)))


def _not_due(view: View, action: register.Action, row: dict[str, Any]) -> str:
    text = _("The answer is due on {day}; the data are complete to {known}. Until then nothing is said.").format(
        day=view.day(row["due_on"]), known=view.day(view.info.complete_up_to)
    )
    treated, held_out = int(row["customers"]), int(row["other_customers"])
    return f"{text} {take_on.what_can_be_seen(action.expected_kept, treated, held_out, action.horizon_days or 0)}"


def _verdict(row: dict[str, Any]) -> str:
    points = format_change(100 * row["difference"], decimals=1)
    interval = _("{low} to {high}").format(
        low=format_change(100 * row["difference_low"], decimals=1),
        high=format_change(100 * row["difference_high"], decimals=1),
    )
    if row["verdict"] == "worked":
        text = _("It worked: {points} points more were kept ({interval}, 19 times in 20); chance alone does so in {p}.")
    elif row["verdict"] == "harmed":
        text = _("It did harm: {points} points ({interval}, 19 times in 20); chance alone does so in {p}.")
    else:
        text = _("It could be chance: {points} points ({interval}, 19 times in 20).")
    return text.format(points=points, interval=interval, p=seldom(float(row["p_value"])))


def _money(view: View, row: dict[str, Any]) -> list[str]:
    if pd.isna(row["profit_difference"]):
        return []
    text = _("After its cost it brought {money} of profit for each customer ({low} to {high}).")
    return [
        text.format(
            money=view.money(row["profit_difference"], change=True, compact=False),
            low=view.money(row["profit_low"], change=True, compact=False),
            high=view.money(row["profit_high"], change=True, compact=False),
        )
    ]


def _missing(view: View, row: dict[str, Any]) -> list[str]:
    if not row["unknown"]:
        return []
    text = _("Of them {n} are not in this version of the data, and count as not kept.")
    return [text.format(n=view.count(row["unknown"]))]
