"""How are we doing? Whether retention gets better, what was kept and what was not, and who of them weighed most."""

import streamlit as st

from frame.page import MONEY, frame
from localization import _
from screens.overview import findings, headlines, pictures
from screens.without_orders import overview
from ui import passport
from ui.cards import cards, finding, opened
from ui.tables import numbers, titled
from words.texts import unmarked

view = frame("overview", filters=("grain", "span", "only", MONEY, "compare"))
if not view.info.has("orders"):
    overview.section(view)
    st.stop()
kept = view.fetch("retention", include_open=True)
complete = kept[kept["is_complete"]]
if complete.empty:
    finding(findings.kept_again(view, kept, None, ""))
    st.stop()

last, apart = complete.iloc[-1], passport.apart(view)
period = last["period"]
changes, then = passport.changes(view, period), passport.earlier(view, period, apart)
change = changes.get("customers")
finding(findings.kept_again(view, kept, change, then), headlines.verdict(change))
shown = headlines.headlines(view, kept, changes, apart)
cards(shown, key="headlines", passport=passport.offer(view, period))
if behind := opened(shown):
    pictures.people_behind_card(view, period, behind, key="behind_card")

left, right = st.columns([3, 2], gap="large")
with left:
    more = titled(view.in_money(_("How much of the customers, sales and profit stays?")))
    pictures.lenses(view, kept, key="lenses")
    st.caption(unmarked(findings.three_lenses(view, kept)))
    with more:
        numbers(view, kept, definition="retention", key="lenses", include_open=True)
with right:
    more = titled(_("Who did not buy again in {period}?").format(period=view.period_name(period)))
    if last["lost"]:
        st.caption(unmarked(findings.largest_lost(view, last)))
        pictures.largest_lost(view, period, more, key="lost")
    else:
        st.text(_("Nobody."))
