"""Headline cards: a rate never travels without its change and what it is a share of; each opens its customers."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd
import streamlit as st

from charts.style import CONTEXT, KEPT, LOST
from localization import _
from localization.numbers import MINUS, without_marks
from ui import links

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Verdict = Literal["better", "worse", "unclear"]
Meaning = Literal["kept", "lost", "neutral"]
DELTAS: dict[Verdict, Literal["blue", "orange", "gray"]] = {"better": "blue", "worse": "orange", "unclear": "gray"}
BEHIND = "behind"  # which card's customers are open, in the address
COLOURS: dict[Meaning, str] = {"kept": KEPT, "lost": LOST, "neutral": CONTEXT}
WIDE, HIGH = 96, 28  # of a little line, in its own units


@dataclass(frozen=True)
class Card:
    """One headline: a value, how it changed and whether that is good news, and where it comes from.

    `value` and `change` are written out; `verdict` colours the change, and one that could be chance stays grey.
    `trend` are the plain numbers of the little line, the open period left out, drawn in the colour of its `meaning`.
    With `opens`, the note under the number is a door to the list of that name; `door` says what it opens. With `lens`,
    the passport of that rate can be shown.
    """

    label: str
    value: str
    change: str | None = None
    verdict: Verdict = "unclear"
    meaning: Meaning = "neutral"
    note: str = ""
    help: str | None = None
    trend: Sequence[float] = ()
    opens: str = ""
    door: str = ""
    lens: str = ""


def cards(headlines: Sequence[Card], *, key: str, passport: Callable[[Card], None] | None = None) -> None:
    """Show up to four cards in a row, two on a phone; `passport` shows where a card's number comes from."""
    if not headlines:
        return
    with st.container(key=f"cards_{key}"):
        for number, (card, place) in enumerate(zip(headlines, st.columns(len(headlines), gap="small"), strict=True)):
            with place.container(border=True, height="stretch", gap=None, key=f"card_{key}_{number}"):
                if line := _line(card):
                    st.html(line)
                is_explained = bool(card.lens and passport)
                st.metric(
                    card.label,
                    card.value,
                    card.change,
                    delta_color=DELTAS[card.verdict],
                    delta_arrow=_arrow(card.change),
                    help=None if is_explained else card.help,
                )
                if card.opens:
                    st.button(
                        card.note,
                        key=f"{key}_{card.opens}",
                        type="tertiary",
                        icon=":material/group:",
                        help=card.door,
                        on_click=links.remember,
                        args=(BEHIND, card.opens, ""),
                    )
                elif card.note:
                    st.caption(card.note)
                if passport and is_explained:
                    passport(card)


def _line(card: Card) -> str:
    """Return the little line of a card as a picture; nothing with fewer than two values."""
    values = [float(value) for value in card.trend if not pd.isna(value)]
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    points = " ".join(
        f"{WIDE * place / (len(values) - 1):.1f},{HIGH - (value - low) / ((high - low) or 1) * HIGH:.1f}"
        for place, value in enumerate(values)
    )
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {WIDE + 4} {HIGH + 4}"><polyline points="{points}" '
        f'fill="none" stroke="{COLOURS[card.meaning]}" stroke-width="2"/></svg>'
    )
    return f'<img class="little-line" alt="" src="data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}">'


def _arrow(change: str | None) -> Literal["up", "down", "off"]:
    """Return where a change points: its sign may stand behind a mark of direction."""
    sign = without_marks(change or "")[:1]
    return "up" if sign == "+" else "down" if sign == MINUS else "off"


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


def finding(sentence: str, verdict: Verdict | None = None) -> None:
    """Show the page's finding: one sentence from the data, as text, never as markup; its verdict gives the colour."""
    with st.container(key="finding"):
        judged(sentence, verdict)


def judged(sentence: str, verdict: Verdict | None, *, key: str = "") -> None:
    """Show a sentence from the data as text, in the colour of its verdict; `key` tells several of a page apart."""
    with st.container(key=f"verdict_{verdict or 'none'}{key and f'_{key}'}"):
        st.text(sentence)
