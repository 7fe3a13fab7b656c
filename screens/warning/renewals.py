"""Early warning of contracts, alone or beside orders: who will probably not renew, and how good such a warning was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import store
from localization import N_, _, ngettext
from localization.numbers import format_number, format_percent
from metrics.warning.risk import USUAL_CALLS
from models.reasons import sentence
from screens.warning import calls
from ui.cards import Card, cards, finding
from ui.people import people
from ui.tables import grid, numbers, titled
from view.frame_cache import remembered
from view.shared import shared
from words import prices
from words.texts import unmarked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from view import View

SOONEST = "soonest_end"
# Reasons that speak of buying, as they are put where nothing but contracts is known.
OF_CONTRACTS = {"few_to_warn": "few_to_renew", "short_to_warn": "short_to_renew"}
WAYS = {
    "logistic": N_("a logistic regression"),
    "boosting": N_("boosted trees"),
    "both": N_("the mean of a logistic regression and boosted trees"),
}


@shared(100)
def _kept(dataset: str, version: int) -> Mapping[str, float | str]:
    return store.open(dataset, version).renewal


def section(view: View) -> None:
    """Show whom to call before they do not renew, and the test of it beside the list by the soonest end."""
    kept = _kept(view.dataset, view.info.version)
    if not kept:
        finding(
            _(
                "This version holds no early warning of contracts: it was published before there was one, or nobody is "
                "under contract. Publish the data set again."
            )
        )
        return
    whole = view.fetch("renewal_risk_summary")
    days = int(kept["horizon_days"])
    if not whole["customers"].iloc[0]:
        finding(_("None of the chosen customers is under contract."))
        return
    answer = st.container()
    most = calls.length()
    share = min(most / float(whole["customers"].iloc[0]), 1.0)
    tested = view.fetch("renewal_risk_test", share=share)
    with answer:
        finding(says(view, whole, tested, kept))
        cards(_cards(view, whole, tested), key="headlines")
    _list_and_test(view, tested, most, share, days)
    st.text(
        _("Looks ahead from {day}, the end of the data: a range of periods does not change this page.").format(
            day=view.day(view.info.complete_up_to)
        )
    )


def beside(view: View, most: int = USUAL_CALLS) -> None:
    """Show the same below the warnings that are made from orders, where contracts are loaded too."""
    kept = _kept(view.dataset, view.info.version) if view.info.has("contracts") else {}
    if not kept:
        return
    as_agreed, view = prices.of_contracts(view), view.as_booked()
    whole = view.fetch("renewal_risk_summary")
    if not whole["customers"].iloc[0]:
        return
    share = min(most / float(whole["customers"].iloc[0]), 1.0)
    tested = view.fetch("renewal_risk_test", share=share)
    titled(_("And who will probably not renew their contract?"))
    st.text(says(view, whole, tested, kept))
    if as_agreed:
        st.caption(unmarked(as_agreed))
    _list_and_test(view, tested, most, share, int(kept["horizon_days"]))


def _list_and_test(view: View, tested: pd.DataFrame, most: int, share: float, days: int) -> None:
    """List whom to call, and hold such a list against the one by the soonest end."""
    more = titled(_("Whom to call before their contract ends?"))
    members = _in_order(view.people("renewal_risk_members", top=most))
    people(
        view,
        members,
        heading=_("customers by the loss to expect"),
        name="renewals",
        key="renewals",
        definition="renewal_risk_members",
    )
    with more:
        numbers(view, None, definition="renewal_risk_members", key="renewals_all", top=most)
    if tested.empty:
        return
    more = titled(_("Is that better than by the soonest end?"))
    st.caption(unmarked(compared(view, tested, days)))
    grid(view, _shown(tested), key="renewals_test")
    with more:
        numbers(view, tested, definition="renewal_risk_test", key="renewals_tested", share=share)


@remembered
def _in_order(members: pd.DataFrame) -> pd.DataFrame:
    by = ["expected_loss", "chance", "ends_in_days", "customer_key"]
    return members.sort_values(by, ascending=[False, False, True, True], na_position="last", ignore_index=True)


@remembered
def _shown(tested: pd.DataFrame) -> pd.DataFrame:
    return tested[["method", "is_used", "lift", "customers", "origins", "said", "auc", "brier", "base_brier"]]


def says(view: View, whole: pd.DataFrame, tested: pd.DataFrame, kept: Mapping[str, float | str]) -> str:
    """Say how many will probably not renew, what they pay and how good that is; else why nobody can say."""
    row, days = whole.iloc[0], int(kept["horizon_days"])
    if reason := str(kept.get("reason") or ""):
        return sentence(
            OF_CONTRACTS.get(reason, reason), **{name: float(kept[f"reason_{name}"]) for name in ("n", "least")}
        )
    few = int(row["likely_lost"])
    said = ngettext(
        "{n} customer under contract will probably not be one in {days} days",
        "{n} customers under contract will probably not be ones in {days} days",
        few,
    ).format(n=view.count(few), days=view.count(days))
    if few and not pd.isna(row["risk_stake"]):
        said = _("{said}: {money} a year").format(said=said, money=view.money(row["risk_stake"]))
    used = tested[tested["is_used"]]
    if used.empty or pd.isna(used.iloc[0]["lift"]):
        return f"{said}."
    return _("{said}; such a list finds {lift} times as many as chance, tested {times} times on your own past.").format(
        said=said, lift=format_number(used.iloc[0]["lift"], decimals=1), times=view.count(int(kept["origins"]))
    )


def _cards(view: View, whole: pd.DataFrame, tested: pd.DataFrame) -> list[Card]:
    row, found = whole.iloc[0], []
    if not pd.isna(row["expected_lost"]):
        found.append(
            Card(
                _("Not renewed, to expect"),
                view.count(round(row["expected_lost"])),
                meaning="lost",
                note=_("of {n} under contract").format(n=view.count(row["customers"])),
                help=_("The chances of all of them added up."),
            )
        )
    if not pd.isna(row["expected_loss"]):
        found.append(
            Card(
                _("Loss to expect"),
                view.money(row["expected_loss"]),
                note=_("of {money} a year").format(money=view.money(row["at_stake"])),
                help=_("Each one's chance, times what they pay in a year, added up."),
            )
        )
    ways = tested.set_index("method")
    used = tested[tested["is_used"]]
    if len(used) and not pd.isna(used.iloc[0]["lift"]):
        found.append(
            Card(
                _("Better than chance"),
                _("{n} times").format(n=format_number(used.iloc[0]["lift"], decimals=1)),
                note=_("by the soonest end {n} times").format(n=format_number(ways.loc[SOONEST, "lift"], decimals=1)),
                help=_("Lost customers on the list, over as many drawn by lot; in the test on the own past."),
            )
        )
    return found


def compared(view: View, tested: pd.DataFrame, days: int) -> str:
    """Say what the list found in the test, and what the list by the soonest end would have; plainly where no better."""
    plain = tested.set_index("method").loc[SOONEST]
    used = tested[tested["is_used"]]
    texts = {
        "days": view.count(days),
        "plain": format_percent(plain["precision"], decimals=0),
        "base": format_percent(plain["base_rate"], decimals=0),
    }
    if used.empty or str(used.iloc[0]["method"]) == SOONEST:
        return _(
            "Of a list by the soonest end, {plain} were not under contract {days} days later; of all, {base}. No model "
            "did better on your own past, so none is used."
        ).format(**texts)
    row = used.iloc[0]
    texts |= {"list": format_percent(row["precision"], decimals=0), "way": _(WAYS[str(row["method"])])}
    if texts["list"] != texts["plain"] and row["precision"] > plain["precision"]:
        return _(
            "Of those on such a list, {list} were not under contract {days} days later; of as many by the soonest end "
            "{plain}, of all {base}. Told by {way}."
        ).format(**texts)
    return _(
        "Of those on such a list, {list} were not under contract {days} days later; of as many by the soonest end "
        "{plain}: a list of this length is no better than that. Of all, {base}."
    ).format(**texts)
