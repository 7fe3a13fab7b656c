"""How are we doing? Losses first: customers, sales and profit kept and lost."""

import pandas as pd
import streamlit as st

from localization import _
from metrics import MetricError
from screens.overview import findings, parts, pictures
from screens.overview import headlines as compared
from ui import passport
from ui.cards import cards, finding, opened
from ui.frame import frame
from ui.tables import numbers
from ui.texts import attribute_label, needs_orders, plain, value_label

view = frame("overview")
if not view.info.has("orders"):
    finding(needs_orders())
    st.stop()
kept = view.fetch("retention", include_open=True)
steps = view.fetch("bridge", include_open=True)

complete = steps[steps["is_complete"]]
period = None if complete.empty else complete["period"].iloc[-1]

answer = st.container()
apart = passport.apart(view) if period is None else passport.choose(view, period)
with answer:
    finding(findings.kept_and_lost(view, kept))
    if apart > 1:
        st.text(compared.compared(view, kept, apart))
headlines = compared.headlines(view, kept, steps, apart)
cards(headlines, key="headlines", passport=passport.offer(view, period) if period is not None else None)
if period is None:
    st.stop()
last, name = complete.iloc[-1], view.period_name(period)
behind = opened(headlines)
if behind:
    pictures.people_behind_card(view, period, behind, key="behind_card")
part_of_page = parts.choose()
if part_of_page != parts.CUSTOMERS:
    parts.show(part_of_page, view, steps)
    st.stop()

left, right = st.columns(2, gap="large")
with left:
    st.subheader(_("Where did the customers of {period} come and go?").format(period=name))
    step = pictures.bridge(view, last, key="bridge")
    st.caption(_("Click a bar to see its customers."))
    numbers(view, steps, definition="bridge", key="bridge", include_open=True)
with right:
    st.subheader(_("How much of the customers, sales and profit stays?"))
    pictures.lenses(view, kept, key="lenses")
    st.text(findings.gap(view, period))
    st.caption(findings.three_lenses(view, kept))
    numbers(view, kept, definition="retention", key="retention", include_open=True)
if step:
    pictures.people_behind(view, period, step["step"], key="behind_step")

left, right = st.columns(2, gap="large")
with left:
    st.subheader(_("Who left in {period}?").format(period=name))
    if last["lost"]:
        st.text(findings.largest_lost(view, last))
        pictures.largest_lost(view, period, key="lost")
    else:
        st.text(_("Nobody."))
segment, attribute = None, findings.split_by(view)
with right:
    if attribute:
        st.subheader(_("Where did they leave, by {attribute}?").format(attribute=plain(attribute_label(attribute))))
        try:
            latest = view.recent(findings.MOMENTS)
            by_segment = latest.fetch("retention", by=(attribute,))
        except MetricError as error:  # a breakdown that is called like a column of the metric
            st.text(str(error))
        else:
            moments = findings.now_and_before(by_segment, attribute)
            st.text(findings.least_kept(view, moments, attribute))
            segment = pictures.change_by_segment(view, moments, attribute, key="where")
            st.caption(findings.where_legend(view, moments))
            numbers(latest, by_segment, definition="retention", key="where", by=(attribute,))
    else:
        st.subheader(_("Where did they leave?"))
        st.text(_("Load a file of customers with a segment, a region or the like to see where they leave."))
if segment:
    value = segment["segment"]
    pictures.people_behind(
        view.among(attribute, (value,)), period, "lost", key="behind_segment", whose=value_label(value)
    )

st.subheader(_("Who came and who left, period by period?"))
st.text(findings.most_lost(view, steps))
part = pictures.trend(view, steps, key="trend")
st.caption(
    _("Above the line: active customers. Below: those lost since the period before. Click a bar to see its customers.")
)
numbers(view, steps, definition="bridge", key="trend", include_open=True)
if part:
    pictures.people_behind(view, pd.Timestamp(part["period"]), part["part"], key="behind_part")
