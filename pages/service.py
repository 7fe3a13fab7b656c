"""Which service issues cost customers? Complaints and leaving, answers, what customers say, and who knows them."""

import streamlit as st

from frame.page import FILTERS, MONEY, frame
from localization import _
from screens.service import findings, pictures, sections
from ui import links
from ui.cards import cards, finding
from ui.tables import numbers, titled
from words.texts import unmarked

view = frame("service", filters=(*FILTERS, MONEY))
if not any(view.info.has(table) for table in findings.TABLES):
    finding(findings.nothing_loaded())
    st.page_link(
        "pages/data.py", label=_("Load it on the Data page"), icon=":material/upload:", query_params=links.address()
    )
    st.stop()

found = findings.known(view)
finding(findings.first_sentence(view, found))
headlines = findings.headlines(view, found)
cards(headlines, key="headlines")
sections.behind(view, found, headlines)

if found.issues is not None and found.leaving is not None:
    left, right = st.columns(2, gap="large")
    with left:
        more = titled(view.in_money(_("Which issues cost most?")))
        topic = pictures.issues(view, found.issues, key="issues")
        if gone := findings.vanished(found.issues):
            st.caption(unmarked(findings.of_vanished(gone)))
        with more:
            numbers(view, found.issues, definition="issue_costs", key="issues")
    with right:
        more = titled(_("What became of a complaint, and who left?"))
        state = pictures.shares(view, found.leaving, "complaint", key="complaints")
        st.caption(_("It goes with leaving; whether it is the cause only a trial can tell. Many leave without a word."))
        with more:
            numbers(view, found.leaving, definition="complaint_leaving", key="complaints")
    if topic is not None:
        sections.issue_list(view, topic, key="people_of_issue")
    if state is not None:
        sections.state_list(view, state, key="people_of_state")

if view.info.has("complaints"):
    sections.stated(view)
    sections.replies(view, sections.clock(view))
if view.info.has("surveys"):
    sections.recommendation(view)
if view.info.has("contacts"):
    sections.holders(view)
