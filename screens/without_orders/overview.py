"""What the overview says where no order was loaded: who left, or who is kept under contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import _, ngettext
from localization.numbers import format_percent
from screens.without_orders import contracts, shares
from ui.cards import Card, cards, finding
from ui.leavers import one_row_each
from ui.people import Rest, people
from ui.tables import titled
from words.result_words import NOT_KNOWN, cause_label
from words.texts import needs_orders, of, unmarked

if TYPE_CHECKING:
    import pandas as pd

    from view import View

FIRST = 10


def section(view: View) -> None:
    """Say how many of the customers on record left and what they paid, or who is kept under contract."""
    if view.info.has("departures"):
        _who_left(view)
    elif view.info.has("contracts") and view.info.complete_up_to is not None:
        contracts.section(view)
    else:
        finding(needs_orders())


def _who_left(view: View) -> None:
    whole = view.fetch("share_left").iloc[0]
    causes = view.fetch("departures_by_cause")
    finding(_how_many(view, whole))
    st.caption(
        unmarked(
            _(
                "Of all customers on record, whenever they left. A file of orders, or of contracts with their first "
                "days, would add whether it gets better."
            )
        )
    )
    cards(_cards_of(view, whole, causes), key="headlines")
    found = shares.by_attribute(view) if shares.is_known(view) else None
    if found is not None:
        by, left = found
        shares.table(view, left, by)
        st.caption(unmarked(shares.left_most(left, by)))
    titled(_("Who of them paid most?") if view.info.knows_charges else _("Who left?"))
    _list(view, round(causes["departed"].sum()))


def _how_many(view: View, whole: pd.Series) -> str:
    n = int(whole["left"])
    said = ngettext(
        "{n} of the {all} customers on record has left: {rate}.",
        "{n} of the {all} customers on record have left: {rate}.",
        n,
    ).format(n=view.count(n), all=view.count(whole["customers"]), rate=format_percent(whole["rate"]))
    if not view.info.knows_charges:
        return said
    return f"{said} " + _("They paid {money} a month, {share} of all monthly charges.").format(
        money=view.money(whole["lost_charge"]), share=format_percent(whole["charge_rate"])
    )


def _cards_of(view: View, whole: pd.Series, causes: pd.DataFrame) -> list[Card]:
    counts = of(view.count(whole["left"]), view.count(whole["customers"]))
    found = [
        Card(_("Left"), view.count(whole["left"]), meaning="lost", note=_("of all customers on record")),
        Card(_("Share who left"), format_percent(whole["rate"]), meaning="lost", note=counts),
    ]
    if view.info.knows_charges:
        found.append(
            Card(
                _("Their monthly charges"),
                view.money(whole["lost_charge"]),
                meaning="lost",
                note=_("{share} of all").format(share=format_percent(whole["charge_rate"])),
            )
        )
    known = causes[~causes["cause"].isin(NOT_KNOWN)]
    if not known.empty:
        first = known.sort_values("departed", ascending=False).iloc[0]
        share = _("{share} of those who left").format(share=format_percent(first["share"]))
        found.append(Card(_("Largest cause"), cause_label(first["cause"]), note=share))
    return found


def _list(view: View, count: int) -> None:
    """List those who left, who paid most first."""
    members = view.people("cause_members", top=FIRST)
    rest = Rest(count, lambda: one_row_each(view.people("cause_members")))
    heading = _("departures, the costliest first")
    people(view, one_row_each(members), heading=heading, name="left", key="left", rest=rest)
