"""The list of whom to call: the reasons in words, each against the customer's own past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from localization import N_, _
from localization.numbers import format_number, format_percent
from metrics.people import CONTACTS
from metrics.warning.signals import SIGNALS
from ui import links
from ui.frame_cache import remembered
from ui.people import people
from ui.result_words import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ui.view import View

CALLS = ("25", "50", "100", "250", "1000")
EVERYBODY = {"all": N_("Everybody"), "called": N_("Without the one in ten held out"), "held": N_("Only the one in ten")}
ANY = ""
SOON_DAYS = 60
RECENT_DAYS = 90
# Of a smaller basket than this part of the usual one the basket is the reason, else the products are.
SMALLER = 0.75
FIRST_COLUMNS = (
    *("name", "expected_loss", "reasons", "chance", "at_stake", "owner", *CONTACTS),
    *("last_contact_on", "last_day", "segment", "region", "signals", "is_held_out", "customer_id"),
)


def share(most: int, whole: pd.DataFrame) -> float:
    """Return which part of the buyers so many calls are, at most all of them; the test looks at a list as long."""
    return min(most / max(float(whole["buyers"].iloc[0]), 1.0), 1.0)


def length() -> int:
    """Ask how many calls can be made; kept in the address."""
    chosen = links.pick(
        st.segmented_control,
        _("Calls that can be made"),
        "calls",
        CALLS,
        "50",
        format_func=lambda text: format_number(int(text)),
        required=True,
    )
    return int(chosen)


def options() -> dict[str, Any]:
    """Ask which sign they must show; kept in the address."""
    names = spoken("signal")
    sign = links.pick(
        st.selectbox,
        _("Who shows"),
        "sign",
        [ANY, *SIGNALS],
        ANY,
        format_func=lambda name: names[name] if name else _("any sign or none"),
        width=260,
    )
    return {"signal": sign} if sign else {}


def held_out() -> str:
    """Ask whether the one in ten who are not to be called stand on the list."""
    return links.pick(
        st.selectbox,
        _("Drawn by lot"),
        "lot",
        list(EVERYBODY),
        "all",
        format_func=lambda one: _(EVERYBODY[one]),
        width=260,
    )


def the_list(view: View, *, heading: str, key: str, lot: str = "all", **asked: Any) -> None:
    """List customers with the reasons in words."""
    members = view.people("risk_members", last_order=True, **asked)
    people(
        view,
        with_reasons(view, members, lot),
        heading=heading,
        name="early-warning",
        key=key,
        definition="risk_members",
    )


@remembered
def with_reasons(view: View, members: pd.DataFrame, lot: str = "all") -> pd.DataFrame:
    """Return the list as a caller reads it: who, what is to be lost, why in words; the largest loss first."""
    if lot != "all":
        members = members[members["is_held_out"] == (lot == "held")]
    told = members.assign(reasons=[" · ".join(reasons(view, row)) for row in members.to_dict("records")])
    names = [name for name in FIRST_COLUMNS if name in told.columns]
    ordered = told.sort_values(
        ["expected_loss", "signals", "at_stake", "customer_key"],
        ascending=[False, False, False, True],
        na_position="last",
    )
    return ordered[["customer_key", *names]].reset_index(drop=True)


def reasons(view: View, row: Mapping[Any, Any]) -> list[str]:
    """Say which signs a customer shows, each with what is usual for them; and when their contract ends."""

    def shows(name: str) -> bool:
        return row.get(name) in {"watch", "high"}

    def number(name: str, decimals: int = 0) -> str:
        return format_number(row[name], decimals=decimals)

    found = []
    if shows("complains") and not pd.isna(row["open_complaints"]) and row["open_complaints"] > 0:
        found.append(_("open complaints: {n}").format(n=number("open_complaints")))
    elif shows("complains"):
        found.append(
            _("complaints in 90 days: {n}, usual in a year {usual}").format(
                n=number("complaints_90"), usual=number("yearly_complaints", 1)
            )
        )
    if shows("buys_less"):
        found.append(_buys_less(row))
    if shows("buys_smaller"):
        found.append(_buys_smaller(view, row))
    if shows("no_answer"):
        found.append(
            _("contacts without an answer: {n}, usually answered {usual}").format(
                n=number("unanswered"), usual=format_percent(row["answer_rate"], decimals=0)
            )
        )
    if shows("visits_less"):
        found.append(
            _("days with a visit in 28: {n}, in the {days} before {usual}").format(
                n=number("visits_28"), days=number("visit_span_days"), usual=number("visits_before")
            )
        )
    if not pd.isna(row["ends_in_days"]) and row["ends_in_days"] <= SOON_DAYS:
        found.append(_("days to the end of the contract: {n}").format(n=number("ends_in_days")))
    return found


def _buys_less(row: Mapping[Any, Any]) -> str:
    usual = row["usual_days"]
    if pd.isna(usual):
        return _("days of silence: {n}, after one purchase").format(n=format_number(row["silent_days"], decimals=0))
    if row["silent_days"] > usual:
        return _("days of silence: {n}, usual {usual}").format(
            n=format_number(row["silent_days"], decimals=0), usual=format_number(usual, decimals=0)
        )
    pace = row["base_days"] * RECENT_DAYS / row["base_span_days"]
    return _("purchase days in 90: {n}, usual {usual}").format(
        n=format_number(row["days_90"], decimals=0), usual=format_number(pace, decimals=1)
    )


def _buys_smaller(view: View, row: Mapping[Any, Any]) -> str:
    is_basket = (
        not pd.isna(row["base_basket"]) and row["recent_basket"] < row["base_basket"] * row["price_growth"] * SMALLER
    )
    if is_basket:
        return _("basket: {recent}, usual {usual}").format(
            recent=view.money(row["recent_basket"]), usual=view.money(row["base_basket"])
        )
    return _("different products in 90 days: {n}, before {usual}").format(
        n=format_number(row["products_90"], decimals=0), usual=format_number(row["products_before"], decimals=0)
    )
