"""How much of the growth is growth, and how much is prices?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from localization import _, ngettext
from localization.numbers import format_percent
from ui.people import people
from ui.tables import numbers, titled
from view import price_months
from words import prices
from words.texts import unmarked

if TYPE_CHECKING:
    from view import View


def section(view: View) -> None:
    """Show growth as booked beside growth at equal prices, and who grows by prices alone; where prices are known."""
    why = prices.of_basket(view.dataset, view.info)
    if not price_months(view.dataset, view.info.version):
        if why:
            st.caption(unmarked(why))
        return
    view = view.as_booked()
    found = view.fetch("growth_in_real_terms")
    if found.empty or pd.isna(found["growth"].iloc[0]) or pd.isna(found["real_growth"].iloc[0]):
        return
    row = found.iloc[0]
    more = titled(_("How much of the growth is prices?"))
    st.text(said(view, row))
    if why:
        st.caption(unmarked(why))
    with more:
        numbers(view, found, definition="growth_in_real_terms", key="real_growth")
    turned = int(row["turned"])
    if not turned:
        return
    box = st.expander(_("Who grows by prices alone?"), key="turned_box", on_change="rerun")
    if box.open:
        with box:
            members = view.people("growth_members", turn="turned", last_order=True)
            lost = members.assign(change=members["real_revenue"] - members["real_revenue_before"])
            ordered = lost.sort_values(["change", "customer_key"], ignore_index=True).drop(columns="change")
            heading = _("customers whose sales grew as booked and did not at equal prices")
            people(
                view, ordered, heading=heading, name="grown-by-prices", key="people_turned", definition="growth_members"
            )


def said(view: View, row: pd.Series) -> str:
    """Say both growths, and how many of the customers who seem to grow do not."""
    if row["growth"] >= 0:
        whole = _(
            "Sales of the last 365 days are {growth} above those of the 365 days before as they were booked; at equal "
            "prices the change is {real}, as prices rose by {rise}."
        )
    else:
        whole = _(
            "Sales of the last 365 days are {growth} below those of the 365 days before as they were booked; at equal "
            "prices the change is {real}, as prices rose by {rise}."
        )
    text = whole.format(
        growth=format_percent(abs(row["growth"])),
        real=_change(row["real_growth"]),
        rise=format_percent(row["price_rise"]),
    )
    growing, turned = int(row["growing"]), int(row["turned"])
    if not growing:
        return text
    of_them = ngettext(
        "Of {n} customer who bought in both and grew as booked, {turned} did not at equal prices.",
        "Of {n} customers who bought in both and grew as booked, {turned} did not at equal prices.",
        growing,
    ).format(n=view.count(growing), turned=view.count(turned))
    return f"{text} {of_them}"


def _change(value: float) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"\u2066{sign}{format_percent(abs(value))}\u2069"
