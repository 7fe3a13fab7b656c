"""Mandegar: the map of the dashboard, and what else its server answers.

`streamlit run dashboard.py` finds the application here and serves it; Streamlit then runs this file, as its script, for
each reader.
"""

import streamlit as st

if __name__ == "__main__":
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
else:
    from frame.subscribing import routes

    app = st.App(__file__, routes=routes())
