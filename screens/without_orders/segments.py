"""What the segments page says of customers and departures alone: which segment left most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import _
from screens.without_orders import shares
from ui.cards import finding
from words.texts import unmarked

if TYPE_CHECKING:
    from view import View


def section(view: View) -> None:
    """Show which segment left most; where nothing is known to say it, what to load."""
    answer = st.container()
    found = shares.by_attribute(view) if shares.is_known(view) else None
    if found is None:
        finding(
            _(
                "Which segment earns and which loses is told by money: load a file of orders with customer, day and "
                "amount."
            )
        )
        return
    by, left = found
    with answer:
        finding(shares.left_most(left, by))
        st.caption(
            unmarked(
                _(
                    "Of all customers on record, whenever they left. A file of orders would add what each segment "
                    "earns and how well it is kept."
                )
            )
        )
    shares.table(view, left, by)
