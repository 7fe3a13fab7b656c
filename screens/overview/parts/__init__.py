"""What retention is made of, for those who look closer: one part at a time, and only the open one computes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from localization import N_, _
from ui import links

if TYPE_CHECKING:
    from view import View

CUSTOMERS, MONEY, LIFE, LENSES, COMPARED, SAVED = "customers", "money", "life", "lenses", "compared", "saved"
PARTS = {
    CUSTOMERS: N_("Customers"),
    MONEY: N_("Money"),
    LIFE: N_("Life cycle"),
    LENSES: N_("Gap, gross and net"),
    COMPARED: N_("Compared"),
    SAVED: N_("Saved lists and views"),
}


def choose() -> str:
    """Let the reader choose a part."""
    return links.pick(
        st.segmented_control,
        _("Look at"),
        "part",
        list(PARTS),
        CUSTOMERS,
        format_func=lambda name: _(PARTS[name]),
        label_visibility="collapsed",
        required=True,
    )


def show(part: str, view: View, steps: pd.DataFrame) -> None:
    """Show one part; nothing of the others is computed."""
    from screens.overview.parts import compared, customers, lenses, life, money, saved

    shown = {CUSTOMERS: customers, MONEY: money, LIFE: life, LENSES: lenses, COMPARED: compared, SAVED: saved}
    shown[part].show(view, steps)


def one_period(view: View, complete: pd.DataFrame) -> pd.Timestamp:
    """Let the reader choose one of the complete periods; the last one at first."""
    names = {day.strftime("%Y-%m-%d"): view.period_name(day) for day in complete["period"][::-1]}
    chosen = links.pick(
        st.selectbox,
        _("In which period?"),
        "at",
        list(names),
        next(iter(names)),
        format_func=names.__getitem__,
        width=260,
    )
    return pd.Timestamp(chosen)
