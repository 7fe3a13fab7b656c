"""What to do next: whom to call, what to fix, and whom to stop losing on, by the money that can be moved."""

import pandas as pd
import streamlit as st

from frame import spans
from frame.page import FILTERS, MONEY, frame
from localization import _
from screens.actions import next_findings, next_lists
from screens.warning import calls
from screens.warning import findings as warning
from ui import links
from ui.cards import cards, finding
from ui.tables import titled
from view import Total
from words.texts import needs_orders

view = frame("do_next", filters=(*(name for name in FILTERS if name != "grain"), MONEY), span=spans.YEAR)
if not view.info.has("orders") and not view.info.has("departures"):
    finding(needs_orders())
    st.stop()

nobody = pd.DataFrame(columns=["customer_id", "expected_loss", "profit"])
told, to_lose = nobody, Total(0, 0.0)
if view.info.has("orders") and warning.about(view) is not None:
    asked = {"measure": warning.measure(view), "level": "watch"}
    risky = view.people("risk_members", last_order=True, top=next_lists.MOST_CALLS, **asked)
    told = calls.with_reasons(view, risky, is_to_lose=True)
    to_lose = view.total("risk_members", "expected_loss", **asked)
split = next_lists.split_of(view)
fixes = pd.DataFrame(columns=["cause", "money"])
if view.info.has("departures"):
    fixes = next_lists.fixes(view, view.fetch("departures_by_cause", by=(split,) if split else ()), split)
losers = view.people("segment_members", within_range=True, below_zero=True) if view.info.knows_profit else nobody

finding(next_findings.answer(view, told, to_lose, fixes, losers, split))
cards(next_findings.headlines(view, to_lose, fixes, losers), key="headlines")
shown = {
    "call": _("Call now"),
    **({"fix": _("Fix")} if view.info.has("departures") else {}),
    **({"stop": _("Stop losing on")} if view.info.knows_profit else {}),
}
for name, tab in zip(shown, links.tabs(shown, key="next", name="list"), strict=True):
    if not tab.open:
        continue
    with tab:
        if name == "call":
            titled(view.in_money(_("Who is valuable, and likely not to buy again?")))
            if told.empty:
                st.text(_("Nobody shows a sign of leaving, or the data are too short to say so."))
            else:
                next_lists.call_list(view, told, key="call")
        elif name == "fix":
            titled(view.in_money(_("What drives customers away, and is yours to change?")))
            next_lists.fix_list(view, fixes, split)
        else:
            titled(view.in_money(_("Who costs more than they bring?")))
            if losers.empty:
                st.text(_("Nobody's sales fell short of the cost of what they bought."))
            else:
                next_lists.stop_list(view, losers, key="stop")
