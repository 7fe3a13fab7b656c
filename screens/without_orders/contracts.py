"""What the overview says of customers under contract, where no order was loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from localization import _
from localization.numbers import format_percent
from ui import contract_words
from ui.cards import Card, cards, finding
from ui.tables import titled
from words.texts import of, unmarked

if TYPE_CHECKING:
    from view import View


def section(view: View) -> None:
    """Show who is kept under contract, period by period, and what all of them pay in a month."""
    options: dict[str, Any] = {"grace_days": view.info.settings.contract_grace_days}
    kept, due = view.fetch("contract_retention", **options), view.fetch("renewals", **options)
    finding(contract_words.says(view, kept, due))
    st.caption(
        unmarked(
            _(
                "By what is under contract; Lifetimes says more. A file of orders would add sales, profit and who buys "
                "again."
            )
        )
    )
    if kept.empty:
        return
    last = kept.iloc[-1]
    found = [
        Card(
            _("Kept under contract"),
            format_percent(last["rate"]),
            meaning="kept",
            note=of(view.count(last["retained"]), view.count(last["start"])),
            trend=list(kept["rate"]),
        ),
        Card(_("Lost"), view.count(last["lost"]), meaning="lost", trend=list(kept["lost"])),
        Card(_("New under contract"), view.count(last["new"]), trend=list(kept["new"])),
    ]
    if view.info.knows_charges:
        paid = view.fetch("charges_curve")
        if not paid.empty:
            found.append(Card(_("Monthly charges"), view.money(paid["value"].iloc[-1]), note=_("of all on record")))
    cards(found, key="headlines")
    titled(_("Who is kept under contract?"))
    contract_words.listed(view, kept, "contract_retention", options)
