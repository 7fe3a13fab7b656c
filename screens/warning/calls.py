"""The list of whom to call: the reasons in words, each against the customer's own past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from localization import N_, _
from localization.numbers import format_number
from metrics.people import CONTACTS
from metrics.warning.risk import USUAL_CALLS, share_called
from metrics.warning.signals import SIGNALS
from metrics.warning.words import why
from ui import links
from ui.people import people
from view.frame_cache import remembered
from words.result_words import spoken

if TYPE_CHECKING:
    from view import View

CALLS = ("25", "50", "100", "250", "1000")
EVERYBODY = {"all": N_("Everybody"), "called": N_("Without the one in ten held out"), "held": N_("Only the one in ten")}
ANY = ""
FIRST_COLUMNS = (
    *("name", "expected_loss", "reasons", "chance", "at_stake", "owner", *CONTACTS),
    *("last_contact_on", "last_day", "segment", "region", "signals", "is_held_out", "customer_id"),
)


def share(most: int, whole: pd.DataFrame) -> float:
    """Return which part of the buyers so many calls are, at most all of them; the test looks at a list as long."""
    return share_called(most, float(whole["buyers"].iloc[0]))


def length() -> int:
    """Ask how many calls can be made; kept in the address."""
    chosen = links.pick(
        st.segmented_control,
        _("Calls that can be made"),
        "calls",
        CALLS,
        str(USUAL_CALLS),
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
def with_reasons(view: View, members: pd.DataFrame, lot: str = "all", *, is_to_lose: bool = False) -> pd.DataFrame:
    """Return the list as a caller reads it: who, what is to be lost, why in words; the largest loss first.

    With `is_to_lose` those are left out of whom no loss is to be expected.
    """
    if lot != "all":
        members = members[members["is_held_out"] == (lot == "held")]
    if is_to_lose:
        members = members[members["expected_loss"].fillna(0) > 0]
    ordered = members.sort_values(
        ["expected_loss", "signals", "at_stake", "customer_key"],
        ascending=[False, False, False, True],
        na_position="last",
    )
    words = [why(row, view.money) for row in ordered.to_dict("records")]
    told = ordered.assign(reasons=pd.Series(words, ordered.index, object))
    names = [name for name in FIRST_COLUMNS if name in told.columns]
    return told[["customer_key", *names]].reset_index(drop=True)
