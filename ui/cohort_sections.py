"""Two further questions of the cohorts page, answered when they are opened: money for each customer, and products."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import _
from ui import links
from ui.findings import cohort_sections as findings
from ui.people import people
from ui.tables import grid, numbers
from ui.texts import plain

if TYPE_CHECKING:
    import pandas as pd

    from ui.view import View


def value_and_payback(view: View) -> None:
    """Show what each cohort has brought for every customer won, and when winning them was paid back."""
    title = _("What does a customer bring, and when is winning them paid back?")
    box = st.expander(title, key="cohort_value", on_change="rerun", icon=":material/payments:")
    if not box.open:
        return
    with box:
        value = view.fetch("cohort_value", by=view.by)
        st.text(findings.value_so_far(view, value))
        numbers(view, value, definition="cohort_value", key="cohort_value", by=view.by)
        if not view.info.knows_profit:
            st.text(_("Payback needs the cost of the orders, which was not loaded."))
            return
        paid = view.fetch("payback", by=view.by)
        st.text(findings.paid_back(view, paid))
        if paid.empty:
            return
        grid(view, paid.sort_values("cohort", ascending=False), key="payback_list")
        numbers(view, paid, definition="payback", key="payback", by=view.by)


def products(view: View) -> None:
    """Show for each product whether its buyers buy it again, and whether they buy anything again."""
    title = _("Which products and services bring their buyers back?")
    box = st.expander(title, key="by_product", on_change="rerun", icon=":material/inventory_2:")
    if not box.open:
        return
    with box:
        kinds = {"product": _("Product"), "category": _("Category")}
        what = links.pick(
            st.segmented_control,
            _("By"),
            "what",
            list(kinds),
            "product",
            format_func=kinds.__getitem__,
            required=True,
        )
        found = view.fetch("product_retention", what=what)
        st.text(findings.of_products(view, found))
        if found.empty:
            return
        st.caption(
            _(
                "A customer who bought several is in several rows: they do not sum up to all customers. Click a row to "
                "see its buyers."
            )
        )
        shown = found.drop(columns="period")
        picked = grid(view, shown, key=f"products_{what}", selectable=True)
        if picked:
            _buyers(view, found.iloc[picked[0]], what)
        numbers(view, found, definition="product_retention", key="products", what=what)


def _buyers(view: View, row: pd.Series, what: str) -> None:
    """List the buyers of one product by what became of them, each list as long as its number."""
    members = view.people("product_members", item=row["item"], what=what, period=row["period"].date())
    st.markdown(f"**{plain(str(row['item']))}**")
    names = {"rebought": _("Bought it again"), "switched": _("Bought something else"), "lost": _("Bought nothing")}
    tabs = st.tabs(list(names.values()), key=f"buyers_{what}", on_change="rerun")
    for (status, name), tab in zip(names.items(), tabs, strict=True):
        if tab.open:
            with tab:
                listed = members[members["status"] == status].drop(columns="status")
                people(view, listed, heading=name, name=f"product-{status}", key=f"buyers_{what}_{status}")
