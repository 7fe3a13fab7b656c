"""The follow-up calendar as a list: who is due to be spoken to, why, and what was done in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import _, ngettext
from localization.numbers import format_percent
from metrics import MetricError
from metrics.actions.follow_up import AHEAD_DAYS, REASONS
from ui import links
from ui.people import people
from ui.result_words import WHY_DUE
from ui.tables import grid, numbers, titled
from ui.texts import of, plain

if TYPE_CHECKING:
    import pandas as pd

    from ui.view import View

SPANS = {"7": 7, "30": AHEAD_DAYS}
ALL = "all"


def section(view: View) -> None:
    """Show who is due within a week or a month, for one reason or for all, and whether it was done before."""
    more = titled(_("Who is due to be spoken to?"))
    one, other = st.columns([1, 2])
    span = links.pick(
        one.segmented_control, _("Within"), "ahead", tuple(SPANS), "7",
        format_func={"7": _("7 days"), "30": _("30 days")}.get, required=True,
    )  # fmt: skip
    reason = links.pick(
        other.selectbox, _("Why"), "why_due", (ALL, *REASONS), ALL,
        format_func=lambda code: _("Every reason") if code == ALL else _(WHY_DUE[code]),
    )  # fmt: skip
    asked = {"ahead_days": SPANS[span], "reasons": REASONS if reason == ALL else (reason,)}
    members = view.people("follow_up_due", **asked)
    members = members.sort_values(["due_on", "customer_key"], kind="stable", ignore_index=True)
    st.text(sentence(view, members))
    people(
        view,
        members,
        heading=_("contacts due") if reason == ALL else plain(_(WHY_DUE[reason])),
        name="follow_up_due",
        key="due",
        definition="follow_up_due",
    )
    with more:
        numbers(view, None, definition="follow_up_due", key="due_numbers", **asked)
    _kept(view)


def sentence(view: View, members: pd.DataFrame) -> str:
    """Say how many contacts are due and how many of them are late."""
    n, late = len(members), int(members["is_late"].sum()) if len(members) else 0
    if not n:
        return _("Nobody is due to be spoken to.")
    text = ngettext("{n} contact is due, {late} late.", "{n} contacts are due, {late} late.", n)
    return text.format(n=view.count(n), late=view.count(late))


def _kept(view: View) -> None:
    more = titled(_("What was due in the last year, was it done?"))
    try:
        kept = view.fetch("follow_up_kept")
    except MetricError as error:
        st.text(str(error))
        return
    st.text(done(view, kept))
    grid(view, kept, key="kept_follow_ups")
    with more:
        numbers(view, kept, definition="follow_up_kept", key="kept_numbers")


def done(view: View, kept: pd.DataFrame) -> str:
    """Say how much of what was due was done in time, and how much at all."""
    due = int(kept["due"].sum()) if len(kept) else 0
    if not due:
        return _("Nothing was due since contacts are recorded.")
    on_time, late = int(kept["on_time"].sum()), int(kept["late"].sum())
    text = _("{on_time} contacts that were due were made in time ({share}), {late} late; {missing} were not made.")
    return text.format(
        on_time=of(view.count(on_time), view.count(due)),
        share=format_percent(on_time / due),
        late=view.count(late),
        missing=view.count(due - on_time - late),
    )
