"""Mandegar: the map of the dashboard."""

import streamlit as st

from localization import _
from ui.frame import PAGES, speak

speak()
st.navigation(
    [st.Page(page.path, title=_(page.label), icon=page.icon, default=page is PAGES[0]) for page in PAGES],
    position="hidden",
).run()
