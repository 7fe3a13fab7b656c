"""How are we doing? Losses first: customers, sales and profit kept and lost."""

import streamlit as st

from localization import _
from ui.cards import cards, finding
from ui.findings import overview as findings
from ui.frame import frame
from ui.people import people
from ui.pictures import overview as pictures
from ui.tables import numbers

view = frame("overview")
kept = view.fetch("retention", include_open=True)
steps = view.fetch("bridge", include_open=True)

finding(findings.kept_and_lost(view, kept))
cards(findings.headlines(view, kept), key="headlines")

complete = steps[steps["is_complete"]]
if not complete.empty:
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Where did the customers of {period} come and go?").format(period=view.period_name(complete.iloc[-1]["period"])))
        step = pictures.bridge(view, complete.iloc[-1], key="bridge")
        numbers(view, steps, definition="bridge", key="bridge", include_open=True)
    with right:
        st.subheader(_("How much of the customers, sales and profit stays?"))
        pictures.lenses(view, kept, key="lenses")
        numbers(view, kept, definition="retention", key="retention", include_open=True)
