"""Did it work? Each action with a day of the answer: those acted upon against those left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

import register
import store
from localization import _
from localization.numbers import format_change, format_number
from messages import experiments
from store import answers
from store.club import effect_without_lot
from ui import tables, take_on
from view.shared import shared

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from ui.cards import Verdict
    from view import View

MOST = experiments.MOST_ASKED
VERDICTS: dict[str, Verdict] = {"worked": "better", "harmed": "worse"}


def of_actions(view: View, actions: Sequence[register.Action]) -> dict[int, dict[str, Any]]:
    """Return what `experiment_effect` says of each of some actions with a plan, by its number."""
    asked = experiments.asked_of(actions)
    if not asked or view.info.complete_up_to is None:
        return {}
    found = _effects(view.dataset, view.info.version, asked)
    rows: list[dict[str, Any]] = found.to_dict("records")  # type: ignore[assignment]  # columns have names
    return {int(row["experiment"]): row for row in rows}


@shared(50)
def _effects(dataset: str, version: int, asked: tuple[experiments.Asked, ...]) -> pd.DataFrame:
    """Ask the version, unless that was asked when it was published."""
    snapshot = store.open(dataset, version)
    return answers.read(snapshot).answer(experiments.question(asked), lambda: experiments.effects(snapshot, asked))


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
    return experiments.sentence(action, row, view.info.settings.currency)


def _not_due(view: View, action: register.Action, row: dict[str, Any]) -> str:
    text = _("The answer is due on {day}; the data are complete to {known}. Until then nothing is said.").format(
        day=view.day(row["due_on"]), known=view.day(view.info.complete_up_to)
    )
    treated, held_out = int(row["customers"]), int(row["other_customers"])
    return f"{text} {take_on.what_can_be_seen(action.expected_kept, treated, held_out, action.horizon_days or 0)}"
