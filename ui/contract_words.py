"""What is said and listed of customers under contract: on their own page, and where no order was loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from localization import N_, _
from localization.numbers import format_percent
from ui import links, tables
from ui.people import people
from words.texts import of

if TYPE_CHECKING:
    from view import View

STATUSES = {
    "kept": N_("Kept"),
    "lost": N_("Lost"),
    "new": N_("New"),
    "renewed": N_("Renewed"),
    "not_renewed": N_("Not renewed"),
    "cancelled_early": N_("Cancelled early"),
}
# The list behind a row of each metric, and whom it holds.
BEHIND = {
    "contract_retention": ("contract_members", ("kept", "lost", "new")),
    "renewals": ("renewal_members", ("renewed", "not_renewed", "cancelled_early")),
}


def says(view: View, kept: pd.DataFrame, due: pd.DataFrame) -> str:
    """Say what share of the customers under contract was kept, and of the contracts due was renewed."""
    if kept.empty:
        return _("Nobody was under contract in a complete period.")
    last = kept.iloc[-1]
    text = _("In {period}, {rate} of the customers under contract were kept ({count}).").format(
        period=view.period_name(last["period"]),
        rate=format_percent(last["rate"]),
        count=of(view.count(last["retained"]), view.count(last["start"])),
    )
    if last["pending"]:
        text += " " + _("Of the others, {n} may still renew.").format(n=view.count(last["pending"]))
    ran_out = due[due["due"] > 0]
    if ran_out.empty:
        return text
    newest = ran_out.iloc[-1]
    return f"{text} " + _("Of the contracts that ran out in {period}, {rate} were renewed ({count}).").format(
        period=view.period_name(newest["period"]),
        rate=format_percent(newest["rate"]),
        count=of(view.count(newest["renewed"]), view.count(newest["due"])),
    )


def listed(view: View, rows: pd.DataFrame, metric: str, options: dict[str, Any]) -> None:
    """Show a table by period, the newest first; a picked row opens its customers."""
    members, statuses = BEHIND[metric]
    newest = rows.sort_values("period", ascending=False).reset_index(drop=True)
    picked = tables.grid(view, newest, key=f"{metric}_grid", picked_by="period")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{metric}_tools"):
        tables.downloads_of(view, newest, name=metric, key=metric)
        tables.explain(view, metric, key=metric, **options)
    row = newest.iloc[picked[0] if picked else 0]
    period = pd.Timestamp(row["period"])
    behind = view.people(members, period=period.date(), **options)
    opened = links.tabs({status: _(STATUSES[status]) for status in statuses}, key=f"{metric}_tabs")
    for place, status in zip(opened, statuses, strict=True):
        if place.open:
            with place:
                heading = f"{_(STATUSES[status])} · {view.period_name(period)}"
                listed = behind[behind["status"] == status].drop(columns="status")
                people(view, listed, heading=heading, name=f"{status}-{period.date()}", key=f"{metric}_{status}")
