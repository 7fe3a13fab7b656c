"""Whom to speak to, on which day and why: the follow-up calendar."""

import streamlit as st

from frame.page import FILTERS, frame
from localization import _
from screens.actions import follow_up, subscribe
from ui.cards import cards, finding
from ui.tables import numbers, titled
from words.texts import needs_orders

view = frame("follow_up", filters=tuple(name for name in FILTERS if name not in {"grain", "span", "by"}))
if view.info.complete_up_to is None:
    finding(needs_orders())
    st.stop()

everything = follow_up.due(view, follow_up.ANY)
kept = follow_up.kept(view)
finding(follow_up.answer(view, everything))
subscribe.offer(view)
cards(follow_up.headlines(view, everything, kept), key="headlines")
if not everything.empty:
    more = titled(_("Who is due on which day?"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="ask"):
        span = follow_up.ask_span(view)
        reason = follow_up.ask_reason(view, everything)
    found = everything if reason == follow_up.ANY else follow_up.due(view, reason)
    day = follow_up.picture(view, found, span, key=f"due_{span}")
    with more:
        numbers(view, None, definition="follow_up_due", key=f"due_{span}", ahead_days=follow_up.AHEAD_DAYS)
    follow_up.the_list(view, found, reason, day, key="due_people")
if kept is not None and kept["due"].sum():
    more = titled(_("What was due in the last year, was it done?"))
    follow_up.done_in_time(view, kept, key="kept")
    st.caption(_("A task that is done counts as a contact, as one in the loaded table does."))
    with more:
        numbers(view, kept, definition="follow_up_kept", key="kept_numbers")
elif kept is None:
    st.caption(
        _(
            "Nothing counts as done yet: load a table of contacts, who was called or written to and when, or write "
            "down what came of actions."
        )
    )
