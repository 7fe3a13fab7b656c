"""Headline cards: a rate never travels without its change and what it is a share of; each opens its customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd
import streamlit as st

from localization import _
from localization.numbers import MINUS, without_marks
from ui import links

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Good = Literal["up", "down"]
BEHIND = "behind"  # which card's customers are open, in the address


@dataclass(frozen=True)
class Card:
    """One headline: a value, how it changed, which way is good, and where it comes from.

    `value` and `change` are written out; `trend` are the plain numbers of the little line, the open period left out.
    With `opens`, a door under the number says so by `door` and opens the list of that name. With `lens`, the passport
    of that rate can be shown.
    """

    label: str
    value: str
    change: str | None = None
    good: Good = "up"
    note: str = ""
    help: str | None = None
    trend: Sequence[float] = ()
    opens: str = ""
    door: str = ""
    lens: str = ""


def cards(headlines: Sequence[Card], *, key: str, passport: Callable[[Card], None] | None = None) -> None:
    """Show up to four cards in a row, losses first; `passport` shows where a card's number comes from."""
    if not headlines:
        return
    with st.container(key=key):
        for place, card in zip(st.columns(len(headlines)), headlines, strict=True):
            with place.container(border=True, height="stretch", gap="xsmall"):
                st.metric(
                    card.label,
                    card.value,
                    card.change,
                    delta_color=_colour(card),
                    delta_arrow=_arrow(card.change),
                    help=card.help,
                    chart_data=[value for value in card.trend if not pd.isna(value)] or None,
                    chart_type="line",
                )
                if card.note:
                    st.caption(card.note)
                if card.opens:
                    st.button(
                        card.door,
                        key=f"{key}_{card.opens}",
                        type="tertiary",
                        icon=":material/group:",
                        on_click=links.remember,
                        args=(BEHIND, card.opens, ""),
                    )
                if card.lens and passport:
                    passport(card)


def _arrow(change: str | None) -> Literal["up", "down", "off"]:
    """Return where a change points: its sign may stand behind a mark of direction."""
    sign = without_marks(change or "")[:1]
    return "up" if sign == "+" else "down" if sign == MINUS else "off"


def _colour(card: Card) -> Literal["green", "red", "gray"]:
    arrow = _arrow(card.change)
    return "gray" if arrow == "off" else "green" if arrow == card.good else "red"


def opened(headlines: Sequence[Card]) -> str:
    """Return which card's list is open; empty when none is."""
    return links.remembered(BEHIND, [card.opens for card in headlines if card.opens], "")


def close(*, key: str) -> None:
    """Offer to close the list that a card opened."""
    st.button(
        _("Close the list"),
        key=key,
        type="tertiary",
        icon=":material/close:",
        on_click=links.remember,
        args=(BEHIND, "", ""),
    )


def finding(sentence: str) -> None:
    """Show the page's finding: one sentence from the data, as text, never as markup."""
    with st.container(key="finding"):
        st.text(sentence)
