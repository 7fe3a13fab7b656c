"""What is known of customers under contract: who is kept, who renews, how long they stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from localization import _
from screens.lifetimes import findings, pictures
from ui import contract_words, tables
from ui.questions import ask
from ui.tables import titled
from words.texts import unmarked

if TYPE_CHECKING:
    from view import View


def section(view: View) -> None:
    """Show retention, renewals and survival under contract, with the grace of the data set's settings."""
    if view.info.complete_up_to is None:
        st.text(_("Say in the settings up to which day the data are complete: contracts alone do not tell."))
        return
    options: dict[str, Any] = {"grace_days": view.info.settings.contract_grace_days}
    kept = view.fetch("contract_retention", **options)
    due = view.fetch("renewals", **options)
    st.text(contract_words.says(view, kept, due))
    st.caption(
        _(
            "A contract that follows within {days} carries the cover on; the days of grace stand in the settings."
        ).format(days=findings.days_text(view, options["grace_days"]))
    )
    if kept.empty:
        return
    left, right = st.columns(2, gap="large")
    with left:
        ask(_("Who is kept under contract?"))
        contract_words.listed(view, kept, "contract_retention", options)
    with right:
        ask(_("Who renews?"))
        if due.empty:
            st.text(_("No contract has run out in a complete period."))
        else:
            contract_words.listed(view, due, "renewals", options)
    more = titled(_("How long do they stay under contract?"))
    curve = view.fetch("contract_survival", **options)
    text = findings.how_long(view, curve)
    if curve["day"].notna().any():
        pictures.curves(view, curve, "", alt=text, key="contract_curve", origin="contract")
    st.caption(unmarked(text))
    with more:
        tables.numbers(view, curve, definition="contract_survival", key="contract_curve", **options)
