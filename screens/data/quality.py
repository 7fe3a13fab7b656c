"""Is it right? What a version's own counts say of its quality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import store
from localization import _
from screens.data import findings
from store import quality as counted
from ui import tables
from ui.cards import cards
from view.shared import shared
from words.texts import strong

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from store.reach import Reach
    from view import View


@shared(100)
def span(dataset: str, version: int) -> tuple[date, date] | None:
    """Return the first and the last day of a version's orders."""
    return counted.span(store.open(dataset, version))


@shared(100)
def reach_of(dataset: str, version: int) -> Reach:
    """Return the days that a version holds, by what they say."""
    return counted.reach_of(store.open(dataset, version))


def report(view: View, lines: pd.DataFrame, rejected: pd.DataFrame) -> None:
    """Show what a version holds, what its lines count for, its files, and what was set aside.

    Parameters
    ----------
    view
        What the page looks at.
    lines
        As `store.quality.lines_by_kind` returns it.
    rejected
        Rows set aside, with the reason in words.

    """
    cards(findings.headlines(view), key="quality")
    if not lines.empty:
        st.markdown(strong(_("What the order lines count for")))
        tables.grid(view, findings.described(lines), key="lines")
    if fits := counted.listed(view.info.counts):
        st.text(fits.sentence)
    if view.info.uploads:  # whoever is held to some customers is told nothing of files
        st.markdown(strong(_("The files it was made from")))
        tables.grid(view, findings.uploads(view), key="uploads")
    if not rejected.empty:
        st.markdown(strong(_("Rows that could not be read")))
        tables.downloads_of(view, rejected, name="rejected", key="set_aside", what=_("Rows that could not be read"))
        tables.grid(view, rejected, key="set_aside_rows")
