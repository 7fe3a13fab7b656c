"""Mandegar: the map of the dashboard, and what else its server answers.

`streamlit run dashboard.py` finds the application here and serves it; Streamlit then runs this file, as its script, for
each reader.
"""

import streamlit as st

if __name__ == "__main__":
    import register
    import store
    from frame import damage, operation
    from frame.page import PAGES, speak
    from localization import _

    speak()
    page = st.navigation(
        # No icon here: Streamlit would fetch it from another host for the browser's tab.
        [st.Page(page.path, title=_(page.label), default=page is PAGES[0]) for page in PAGES],
        position="hidden",
    )
    with operation.timed():
        try:
            page.run()
        except store.Damaged as error:
            damage.speak(error, key="damaged_page")
        except store.TooSlow as error:
            operation.count_refusal("queries")
            damage.speak_of(error)
        except (register.RegisterError, store.StoreError) as error:
            damage.speak_of(error)
else:
    from streamlit.runtime.pages_manager import PagesManager

    from frame import limits
    from frame.subscribing import routes

    # Else whoever comes first to a server by a page's own address is shown that page without this file.
    PagesManager.uses_pages_directory = False
    app = st.App(__file__, routes=routes(), middleware=limits.middleware())
