"""Where do customers and money come and go? One reading at a time, for those who look closer."""

import streamlit as st

from frame.page import FILTERS, frame
from localization import _
from screens.overview import parts
from ui.cards import finding

view = frame("retention", filters=(*FILTERS, "compare"))
if not view.info.has("orders"):
    finding(
        _(
            "What is kept from one period to the next is told by purchases: load a file of orders with customer, day "
            "and amount."
        )
    )
    st.stop()
steps = view.fetch("bridge", include_open=True)
if not steps["is_complete"].any():
    finding(
        _("Retention needs two complete periods, and there are fewer. Choose a finer period or load a longer history.")
    )
    st.stop()
parts.show(parts.choose(), view, steps)
