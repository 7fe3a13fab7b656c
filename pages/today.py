"""What is to be known today: what changed, the largest loss, whom to call, what is not as usual."""

import streamlit as st

from frame.page import frame
from screens.today import content
from ui.cards import cards, finding

view = frame("today", filters=("only",))
told = content.content(view)
finding(told.finding, told.verdict)
cards(content.cards_of(told), key="headlines")

left, right = st.columns([3, 2], gap="large")
with left:
    content.picture(view, told, key="usual")
with right:
    content.alerts(told.told)
places = st.columns(max(len(told.sections), 1), gap="large")
for number, part in enumerate(told.sections):
    with places[number]:
        content.section(part, key=f"section_{number}")
