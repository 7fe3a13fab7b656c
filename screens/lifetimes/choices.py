"""What a reader of the lifetimes page chooses, and how an analyst settles it for the data set."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

import store
from frame.spans import ALL
from localization import _
from screens.lifetimes.findings import Window, asked_windows, days_text, proposal
from ui import links, publishing
from words.settings_in_words import difference

if TYPE_CHECKING:
    import pandas as pd

    from view import View

# What is taken where the data propose nothing.
FALLBACK_DAYS = 180
PROPOSED = "proposed"


def whole_history(view: View) -> View:
    """Return the same view of all periods: a lifetime has no range."""
    return replace(view, lens=replace(view.lens, since=None, until=None), span=ALL)


def ask_window(view: View, returns: pd.DataFrame) -> Window:
    """Ask after how many silent days a customer is lost: what was settled, else what the data propose, or others."""
    ruled, is_short = proposal(returns)
    settled = view.info.settings.inactive_after_days
    default = settled or ruled or FALLBACK_DAYS
    others = sorted({*asked_windows(view), *((ruled,) if ruled else ())} - {default})

    def show(name: str) -> str:
        return days_text(view, default if name == PROPOSED else int(name))

    chosen = links.pick(
        st.segmented_control,
        _("Lost after"),
        "window",
        [PROPOSED, *(str(days) for days in others)],
        PROPOSED,
        format_func=show,
        required=True,
    )
    tried = chosen != PROPOSED
    return Window(int(chosen) if tried else default, ruled, is_short, bool(settled) and not tried, tried)


def settle(view: View, window: Window) -> None:
    """Offer to settle the days for the data set; what is settled is published as a version of its own."""
    current = store.open(view.dataset).info.settings
    with st.popover(
        _("Set these days for everybody"), icon=":material/tune:", type="tertiary", key="settle", on_change="rerun"
    ) as box:
        if not box.open:
            return
        st.text(_("Everybody who opens this data set then sees these days, here and in what counts as lost."))
        days = st.number_input(
            _("Lost after so many days without a purchase"), 1, 3650, window.days, key=f"settle_days_{window.days}"
        )
        wanted = replace(current, inactive_after_days=int(days))
        first, second = st.columns(2)
        with publishing.spoken(store.StoreError):
            if first.button(_("Publish"), icon=":material/publish:", type="primary", key="settle_publish"):
                _publish(view, wanted, difference(current, wanted))
            is_open = current.inactive_after_days is None
            if second.button(_("Leave it to the data"), key="settle_forget", disabled=is_open):
                none = replace(current, inactive_after_days=None)
                _publish(view, none, difference(current, none))


def _publish(view: View, settings: store.Settings, note: str) -> None:
    publishing.publish_settings(
        view.dataset, lambda _before: settings, note, key="_settle", forgets=("version", "window")
    )


def ask_start(view: View, window: Window) -> tuple[pd.DataFrame, bool]:
    """Ask whose time counts, and return the curve of all: those whose start is known, or everybody.

    Where none of the former can have been lost yet, it is everybody at first.
    """
    known = view.fetch("survival", inactive_after_days=window.days)
    row = known.iloc[-1] if len(known) else None
    too_few = row is None or row["lost"] == 0
    if row is None or row["left_out"] == 0:
        return known, False
    options = {"known": _("Whose start is known"), "all": _("Everybody")}
    start = links.pick(
        st.segmented_control,
        _("Counted"),
        "start",
        list(options),
        "all" if too_few else "known",
        format_func=options.__getitem__,
        required=True,
    )
    if start == "known":
        return known, False
    return view.fetch("survival", inactive_after_days=window.days, keep_early=True), True


def options_of(window: Window, *, keep_early: bool) -> dict[str, Any]:
    """Return the options that every metric of lifetimes is asked with."""
    return {"inactive_after_days": window.days, **({"keep_early": True} if keep_early else {})}
