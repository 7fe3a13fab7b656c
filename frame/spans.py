"""Which periods a page looks at: presets that move on with the data, or a first and a last of the reader's own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from localization import N_, _
from localization.grains import PERIODS_IN_A_YEAR
from ui import links

if TYPE_CHECKING:
    import pandas as pd

USUAL, ALL, YEAR, OWN = "", "all", "12", "own"
SPANS = {
    "3": N_("Last 3 months"),
    YEAR: N_("Last 12 months"),
    "this_year": N_("This year"),
    "last_year": N_("Last year"),
    ALL: N_("All of the time"),
    OWN: N_("From … to …"),
}
NOWHERE = ""


def ask(periods: pd.DataFrame, years: pd.DataFrame, grain: str, usual: str) -> tuple[str, date | None, date | None]:
    """Let the reader choose a span; returns it, and the first days of its first and of its last period.

    Parameters
    ----------
    periods, years
        `View.periods` of the grain, and of whole years.
    grain
        Length of the periods.
    usual
        What the page shows before anybody has chosen; the choice is the same on all pages.

    """
    options = [USUAL, *_offered(periods, years, grain)]

    def show(span: str) -> str:
        return _(SPANS[span]) if span else _("{span} (usual here)").format(span=_(SPANS[usual]))

    chosen = links.pick(st.selectbox, _("Range"), "span", options, _before(options), format_func=show)
    span = chosen or usual
    if span == OWN:
        return span, *_ask_ends(periods)
    links.forget(["since", "until"])
    return span, *ends(periods, years, grain, span)


def chosen(periods: pd.DataFrame, years: pd.DataFrame, grain: str, usual: str) -> tuple[str, date | None, date | None]:
    """Return the same as `ask` without asking, for a page that offers no choice but keeps it."""
    span = links.remembered("span", _offered(periods, years, grain), USUAL) or usual
    return span, *ends(periods, years, grain, span)


def ends(periods: pd.DataFrame, years: pd.DataFrame, grain: str, span: str) -> tuple[date | None, date | None]:
    """Return the first days of the first and of the last complete period of a preset; None where it has no end."""
    complete = periods.loc[periods["is_complete"], "starts_on"]
    if span in {ALL, OWN} or complete.empty:
        return None, None
    if span in {"3", YEAR}:
        within = complete.tail(PERIODS_IN_A_YEAR[grain] * int(span) // 12)
    else:
        begins = years.loc[years["starts_on"] <= complete.iloc[-1], "starts_on"].tail(2)
        this_year = begins.iloc[-1]
        within = complete[complete >= this_year]
        if span == "last_year":
            within = complete[(complete >= begins.iloc[0]) & (complete < this_year)]
    return (within.iloc[0].date(), within.iloc[-1].date()) if len(within) else (None, None)


def _before(options: list[str]) -> str:
    """Return what is chosen where no span was: an address with a first or a last period means these."""
    ends_on = any(st.session_state.get(name, st.query_params.get(name, NOWHERE)) for name in ("since", "until"))
    return OWN if ends_on and OWN in options else USUAL


def _offered(periods: pd.DataFrame, years: pd.DataFrame, grain: str) -> list[str]:
    """Return the spans that hold at least one complete period."""
    return [span for span in SPANS if span in {ALL, OWN} or ends(periods, years, grain, span)[0]]


def _ask_ends(periods: pd.DataFrame) -> tuple[date | None, date | None]:
    names: dict[str, str] = dict(zip(periods["starts_on"].dt.strftime("%Y-%m-%d"), periods["name"], strict=True))
    found = []
    for name, label, everywhere in (("since", _("From"), _("the beginning")), ("until", _("To"), _("the end"))):
        options = [NOWHERE, *names]
        day = links.pick(
            st.selectbox, label, name, options, NOWHERE, format_func=lambda key, none=everywhere: names.get(key, none)
        )
        found.append(date.fromisoformat(day) if day else None)
    return found[0], found[1]
