"""What happened with one customer, as a picture and as a table, and what they bought."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import charts.customer
from localization import _
from screens.one_customer.findings import File, day_number
from ui import customer_file, picture_files, tables
from ui.drawing import at_least, show
from view.frame_cache import remembered
from words import own_values

if TYPE_CHECKING:
    from view import View

LEAST = 520
MONEY = {"purchase", "contract"}
PROBLEMS = {"return", "cancelled", "complaint", "left", "contract_end"}
SHOWN = 12


def timeline(view: View, file: File) -> None:
    """Show all that happened on lines of its kind, the last of it in words, and offer all of it as a table."""
    found = customer_file.happened(view, file.customer_id)
    more = tables.titled(view.in_money(_("What happened?")))
    if found.empty:
        st.text(_("Nothing is known of what happened with them."))
        return
    rows = _rows(view, found)
    kinds = rows["lane_label"].dropna().value_counts()
    alt = _("What happened with the customer: {kinds}.").format(
        kinds="; ".join(f"{label} {view.count(number)}" for label, number in kinds.items())
    )
    with at_least(LEAST, key="lanes"):
        show(view, charts.customer.lanes, rows, key="lanes", alt=alt)
    told = _told(found)
    with more, st.popover(_("Table and files"), icon=":material/more_horiz:", type="tertiary", key="quiet_lanes"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="lanes_numbers"):
            tables.downloads_of(view, told, name="customer-file", key="lanes", what=_("What happened?"))
            picture_files.offer(view, key="lanes", otherwise=_("What happened?"))
        table = st.expander(_("The numbers as a table"), key="lanes_table", on_change="rerun", icon=":material/table:")
        if table.open:
            with table:
                tables.grid(view, told, key="lanes_grid")


def last(view: View, file: File) -> None:
    """Say what happened last, the newest first."""
    found = customer_file.happened(view, file.customer_id)
    if found.empty:
        return
    tables.titled(view.in_money(_("What happened last?")))
    for at, said in found[["at", "said"]].head(SHOWN).itertuples(index=False):
        st.text(_("{day}: {what}").format(day=at, what=said))
    if len(found) > SHOWN:
        st.caption(
            _("The last {n} of {all}; the table holds all of them.").format(
                n=view.count(SHOWN), all=view.count(len(found))
            )
        )


@remembered
def _told(found: pd.DataFrame) -> pd.DataFrame:
    """Return what happened as its table: day, what, amount, in words."""
    kinds = found["kind"].map({kind: _(label) for kind, label in customer_file.KINDS.items()})
    return pd.DataFrame(
        {"happened_on": found["day"], "what_happened": kinds, "amount": found["amount"], "in_words": found["said"]}
    )


@remembered
def _rows(view: View, found: pd.DataFrame) -> pd.DataFrame:
    """Return the points of the picture, and the rules where years begin; quarters where there are few years."""
    kinds = list(customer_file.KINDS)
    largest = float(found["amount"].abs().max() or 1.0)
    meaning = found["kind"].map(lambda kind: "money" if kind in MONEY else "problem" if kind in PROBLEMS else "other")
    points = pd.DataFrame(
        {
            "at": found["day"].map(day_number),
            "lane_label": found["kind"].map({kind: _(label) for kind, label in customer_file.KINDS.items()}),
            "order": found["kind"].map(kinds.index),
            "meaning": meaning,
            "size": ((found["amount"].abs() / largest) ** 0.5).fillna(0.15) if largest else 0.15,
            "tick_label": None,
            "day_label": found["at"],
            "value_label": found["said"],
        }
    )
    begins = _begins(view, found["day"].min(), found["day"].max())
    rules = pd.DataFrame(
        [{"at": day_number(day), "tick_label": name} for day, name in begins], columns=["at", "tick_label"]
    ).reindex(columns=points.columns)
    return pd.concat([points, rules.astype(object)], ignore_index=True).astype({"at": "float64", "size": "float64"})


def _begins(view: View, first: pd.Timestamp, last: pd.Timestamp) -> list[tuple[pd.Timestamp, str]]:
    """Return where the months, quarters or years of the data set's calendar begin that suit so long a time."""
    days = (last - first).days
    grain = "month" if days < 200 else "quarter" if days < 800 else "year"
    within = view.by_grain(grain).periods
    within = within[within["starts_on"].between(first, last)]
    return list(zip(within["starts_on"], within["name"], strict=True))


def products(view: View, file: File) -> None:
    """List what the customer bought."""
    if file.products.empty:
        return
    tables.titled(view.in_money(_("What did they buy?")))
    shown = file.products if view.info.knows_profit else file.products.drop(columns="profit")
    said = shown.assign(item=[own_values.said(str(item)) for item in shown["item"]])
    tables.grid(view, said, key="bought")
