"""Mandegar: the map of the dashboard."""

import streamlit as st

import store
from frame import damage
from frame.page import PAGES, speak
from localization import _

speak()
page = st.navigation(
    # No icon here: Streamlit would fetch it from another host for the browser's tab.
    [st.Page(page.path, title=_(page.label), default=page is PAGES[0]) for page in PAGES],
    position="hidden",
)
try:
    page.run()
except store.Damaged as error:
    damage.speak(error, key="damaged_page")
