"""Pictures and lists of the top customers page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import charts.customers
import store
from localization import N_, _
from metrics import MetricError
from metrics.people import CONTACTS
from screens.customers.findings import COLUMN_OF, moves
from ui.drawing import show
from ui.people import people
from view.frame_cache import remembered
from view.shared import shared

if TYPE_CHECKING:
    from view import View

MOVES = {
    "stayed": N_("Stayed"),
    "entered": N_("Entered"),
    "displaced": N_("Overtaken"),
    "declined": N_("Bought less"),
    "lost": N_("Did not buy again"),
}
WHO = {
    "stayed": N_("customers who stayed on the list"),
    "entered": N_("customers who came onto the list"),
    "displaced": N_("customers who left the list though they bought enough for the old one"),
    "declined": N_("customers who left the list because they bought less"),
    "lost": N_("customers who left the list and did not buy again"),
}
OTHER = {"sales": "in_profit_list", "profit": "in_sales_list"}
FIRST = 1000
OF_THE_LIST = ("rank", "name", "customer_id", "segment", "revenue", "profit", "orders", "last_period")
OUTLOOK = ("revenue_to_come", "chance")
BESIDE = ("name", "segment", "owner", *CONTACTS)


def changes(view: View, stability: pd.DataFrame, *, key: str) -> str | None:
    """Draw who stayed on the list, came onto it and left it; returns the picked kind."""
    rows = _change_rows(view, stability)
    alt = "; ".join(f"{row.change_label}: {row.value_label}" for row in rows.itertuples())
    picked = show(view, charts.customers.changes, rows, key=key, select="change", alt=alt)
    return None if picked is None else str(picked["change"])


def people_who_moved(view: View, move: str, *, key: str, **options: Any) -> None:
    """List the customers behind a bar of the changes, as many as it counts; `options` are those of `list_changes`."""
    members = moves(view.people("list_changes", within_range=True, **options))
    members = members[members["move"] == move].sort_values(["value_before", "value_now"], ascending=False)
    members = members.drop(columns=["move", "change", "fate", "total_revenue", "total_profit"])
    people(view, members, heading=_(WHO[move]), name=f"list-{move}", key=key)


def top(view: View, measure: str, share: float, *, first: int | None = FIRST) -> pd.DataFrame:
    """Return the top list, or only its first customers, with names and segments where there are any."""
    by = _beside(view.dataset, view.info.version)
    return _in_order(view.fetch("top_customers", by=by, measure=COLUMN_OF[measure], share=share, top=first))


@remembered
def _in_order(listed: pd.DataFrame) -> pd.DataFrame:
    return listed.sort_values("rank", ignore_index=True)


@shared(100)
def _beside(dataset: str, version: int) -> tuple[str, ...]:
    """Return what can be shown beside a customer: their name and segment, if any customer has one."""
    known = store.Tables(store.open(dataset, version)).attributes
    return tuple(name for name in BESIDE if name in known)


def the_list(view: View, listed: pd.DataFrame, measure: str, share: float, *, heading: str, key: str) -> None:
    """Show the top list, searchable and for download; a long one in full only when asked for."""
    whole = int(listed["listed"].iloc[0]) if len(listed) else 0
    if whole > len(listed):
        load = _("All {n} of the list, to search and download them").format(n=view.count(whole))
        if st.toggle(load, key=f"{key}_whole"):
            listed = top(view, measure, share, first=None)
    listed = _with_outlook(listed, outlook(view, measure, share, len(listed)))
    names = [name for name in (*OF_THE_LIST, *OUTLOOK, OTHER[measure], *BESIDE[2:]) if name in listed.columns]
    if not view.info.knows_profit:
        names = [name for name in names if name not in {"profit", OTHER[measure]}]
    people(view, _columns(listed, tuple(names)), heading=heading, name=f"top-{measure}", key=key)


def outlook(view: View, measure: str, share: float, first: int) -> pd.DataFrame | None:
    """Return what the first of the list are to bring and how likely they buy nothing next; None where nobody says."""
    try:
        return view.fetch("top_outlook", measure=COLUMN_OF[measure], share=share, top=first)
    except MetricError:  # too little of a past to forecast from
        return None


@remembered
def _with_outlook(listed: pd.DataFrame, found: pd.DataFrame | None) -> pd.DataFrame:
    if found is None:
        return listed
    known = ["customer_key", *(name for name in OUTLOOK if found[name].notna().any())]
    return listed.merge(found[known], on="customer_key", how="left")


@remembered
def _columns(listed: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    return listed[list(names)]


def on_one_list_alone(view: View, measure: str, share: float, *, key: str) -> None:
    """List who is on the list of one measure and not on that of the other."""
    listed = top(view, measure, share, first=None)
    alone = listed[~listed[OTHER[measure]].fillna(False).astype(bool)]
    heading = (
        _("customers on the sales list who are not on the profit list")
        if measure == "sales"
        else _("customers on the profit list who are not on the sales list")
    )
    names = [name for name in (*OF_THE_LIST, *BESIDE[2:]) if name in alone.columns]
    people(view, alone[names], heading=heading, name=f"only-{measure}", key=key)


@remembered
def _change_rows(view: View, stability: pd.DataFrame) -> pd.DataFrame:
    counted = moves(stability).set_index("move")
    counted = counted.reindex([move for move in MOVES if move in counted.index])
    return pd.DataFrame(
        {
            "change": counted.index,
            "change_label": [_(MOVES[move]) for move in counted.index],
            "order": range(1, len(counted) + 1),
            "customers": counted["customers"],
            "value_label": counted["customers"].map(view.count),
            "money_label": [
                _("{before} before, {now} now").format(before=view.money(before), now=view.money(now))
                for before, now in zip(counted["value_before"], counted["value_now"], strict=True)
            ],
        }
    ).reset_index(drop=True)
