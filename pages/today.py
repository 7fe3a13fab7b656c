"""What is to be known today: what changed, the largest loss, whom to call, what is not as usual."""

import streamlit as st

from frame.page import MONEY, frame
from screens.today import content
from ui.cards import cards, finding

view = frame("today", filters=("only", MONEY))
told = content.content(view)
finding(told.finding, told.verdict)
cards(content.cards_of(told), key="headlines")

left, right = st.columns([3, 2], gap="large")
with left:
    content.picture(view, told, key="usual")
with right:
    content.alerts(told.told)
    content.sent(view)
    content.as_booked(view)
for first in range(0, len(told.sections), 2):  # in pairs, so that a phone shows them in their order
    for place, number in zip(st.columns(2, gap="large"), range(first, len(told.sections)), strict=False):
        with place:
            content.section(view, told.sections[number], key=f"section_{number}")
