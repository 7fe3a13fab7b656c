"""Two further questions of the cohorts page, answered when they are opened: money for each customer, and products."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import N_, _
from screens.cohorts import money_pictures as pictures
from screens.cohorts import section_findings as findings
from ui import links, questions
from ui.people import people
from ui.tables import grid, numbers
from words.texts import plain, strong, unmarked, value_label

if TYPE_CHECKING:
    import pandas as pd

    from view import View

MEASURES = {"revenue": N_("Sales"), "profit": N_("Profit")}


def value_and_payback(view: View, age: int) -> None:
    """Show what each cohort has brought for every customer won, and when winning them was paid back.

    `age` is the one that the reader looks at; where nobody has reached it, the last one that somebody has.
    """
    title = view.in_money(_("What does a customer bring, and when is winning them paid back?"))
    box = st.expander(title, key="cohort_value", on_change="rerun", icon=":material/payments:")
    if not box.open:
        return
    questions.note(title)
    with box:
        measure = "revenue"
        if view.info.knows_profit:
            measure = links.pick(
                st.segmented_control,
                _("Measured in"),
                "value_in",
                list(MEASURES),
                "profit",
                format_func=lambda name: _(MEASURES[name]),
                required=True,
            )
        value, pooled = view.fetch("cohort_value", by=view.by), view.fetch("pooled_value", by=view.by)
        if len(pooled):
            age = min(age, int(pooled["age"].max()))
        says = findings.value_so_far(view, value, pooled, measure, age)
        together = view.fetch("pooled_payback") if view.info.knows_profit else None
        cost = None
        if together is not None and len(together) and not view.by:
            says = f"{says} {findings.cost_of_winning(view, together)}"
            cost = float(together["acquisition_cost"].iloc[0]) if measure == "profit" else None
        st.text(says)
        if pooled.empty:
            return
        ends = findings.most_and_least(value, measure, age)
        named = tuple(end["cohort"] for end in ends or ())
        pictures.so_far(view, value, pooled, measure, named=named, cost=cost, alt=says, key="value_so_far")
        st.caption(unmarked(_legend(view)))
        numbers(view, pooled, definition="pooled_value", key="pooled_value", by=view.by)
        st.markdown(strong(_("Cohort by cohort")))
        numbers(view, value, definition="cohort_value", key="cohort_value", by=view.by)
        _payback(view)


def _legend(view: View) -> str:
    """Say how to read the picture."""
    if view.by:
        return _("A line for each of the largest groups, over all cohorts that have completed the age.")
    return _(
        "Bold: all cohorts that have completed the age, together. Blue: the cohorts that have brought most and least "
        "at the age looked at. Where the bold line falls, fewer and older cohorts stand behind it."
    )


def _payback(view: View) -> None:
    """Show when the cohorts have paid back what winning their customers cost: all together, then each."""
    if not view.info.knows_profit:
        st.text(_("Payback needs the cost of the orders, which was not loaded."))
        return
    paid = view.fetch("payback", by=view.by)
    st.text(findings.paid_back(view, paid))
    if paid.empty:
        return
    together = view.fetch("pooled_payback", by=view.by)
    grid(view, together, key="payback_together")
    numbers(view, together, definition="pooled_payback", key="pooled_payback", by=view.by)
    st.markdown(strong(_("Cohort by cohort")))
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
        picked = grid(view, shown, key=f"products_{what}", picked_by="item")
        if picked:
            _buyers(view, found.iloc[picked[0]], what)
        numbers(view, found, definition="product_retention", key="products", what=what)


def _buyers(view: View, row: pd.Series, what: str) -> None:
    """List the buyers of one product by what became of them, each list as long as its number."""
    members = view.people("product_members", item=row["item"], what=what, period=row["period"].date())
    st.markdown(f"**{plain(value_label(str(row['item'])))}**")
    names = {"rebought": _("Bought it again"), "switched": _("Bought something else"), "lost": _("Bought nothing")}
    tabs = links.tabs(names, key=f"buyers_{what}")
    for (status, name), tab in zip(names.items(), tabs, strict=True):
        if tab.open:
            with tab:
                listed = members[members["status"] == status].drop(columns="status")
                people(view, listed, heading=name, name=f"product-{status}", key=f"buyers_{what}_{status}")
