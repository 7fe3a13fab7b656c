"""Headline cards: a rate never travels without its change and what it is a share of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd
import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence

Good = Literal["up", "down"]


@dataclass(frozen=True)
class Card:
    """One headline: a value, how it changed, which way is good, and where it comes from.

    `value` and `change` are written out; `trend` are the plain numbers of the little line, the open period left out.
    """

    label: str
    value: str
    change: str | None = None
    good: Good = "up"
    note: str = ""
    help: str | None = None
    trend: Sequence[float] = ()


def cards(headlines: Sequence[Card], *, key: str) -> None:
    """Show up to four cards in a row, losses first."""
    if not headlines:
        return
    with st.container(key=key):
        for place, card in zip(st.columns(len(headlines)), headlines, strict=True):
            with place.container(border=True, height="stretch", gap="xsmall"):
                st.metric(
                    card.label,
                    card.value,
                    card.change,
                    delta_color="normal" if card.good == "up" else "inverse",
                    help=card.help,
                    chart_data=[value for value in card.trend if not pd.isna(value)] or None,
                    chart_type="line",
                )
                if card.note:
                    st.caption(card.note)


def finding(sentence: str) -> None:
    """Show the page's finding: one sentence from the data, as text, never as markup."""
    with st.container(key="finding"):
        st.text(sentence)
