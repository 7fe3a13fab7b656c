"""Mandegar: the map of the dashboard."""

import streamlit as st

from localization import _
from ui.frame import PAGES, speak

speak()
st.navigation(
    # No icon here: Streamlit would fetch it from another host for the browser's tab.
    [st.Page(page.path, title=_(page.label), default=page is PAGES[0]) for page in PAGES],
    position="hidden",
).run()
