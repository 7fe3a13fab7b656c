"""What are customers worth to come, how good was that forecast before, and what is one point of retention worth?"""

import streamlit as st

from frame.page import MONEY, frame
from localization import _
from metrics import MetricError
from screens.value import findings, pictures, related, scenarios, standing, wallet, winning
from ui import links
from ui.cards import cards, finding
from ui.tables import numbers, titled
from words.texts import attribute_label, plain, unmarked

view = frame("value", filters=("by", "only", MONEY))
kept = findings.about(view)
if kept is None and not view.info.has("orders"):
    finding(
        _(
            "What is to come is told from what was bought, or from contracts: load a file of orders with customer, day "
            "and amount, or one of contracts with their first day, last day and amount."
        )
    )
    st.stop()
if kept is None:
    finding(findings.no_forecast(view))
    st.stop()

answer = st.container()
months = links.pick(
    st.segmented_control,
    _("To come in"),
    "months",
    findings.MONTHS,
    "12",
    format_func=findings.months_label,
    required=True,
)
horizon = int(months)
whole = view.fetch("value_to_come", months=horizon)
if whole.empty or not whole["customers"].iloc[0]:
    finding(findings.nobody(kept))
    st.stop()
tested = view.fetch("forecast_test")
with answer:
    finding(findings.to_come(view, whole, months))
    st.caption(unmarked(findings.clock(view)))
    cards(findings.headlines(view, whole, tested, months, kept), key="headlines")

by = view.lens.by or findings.attribute(view)
segment = None
left, right = st.columns(2, gap="large")
with left:
    if by:
        more = titled(
            view.in_money(
                _("What did each segment bring, and what will it? By {attribute}").format(
                    attribute=plain(attribute_label(by))
                )
            )
        )
        try:
            segments = view.fetch("value_to_come", by=(by,), months=horizon)
        except MetricError as error:  # an attribute that is called like a column of the metric
            st.text(str(error))
        else:
            st.text(findings.most_to_come(view, segments, by))
            segment = pictures.now_and_to_come(view, segments, by, key=f"segments_{by}")
            st.caption(_("The line on a bar is its interval, from how far the test of that segment was off."))
            with more:
                numbers(view, segments, definition="value_to_come", key="segments", by=(by,), months=horizon)
    else:
        more = titled(view.in_money(_("What did customers bring, and what will they?")))
        with more:
            numbers(view, whole, definition="value_to_come", key="whole", months=horizon)
with right:
    more = titled(view.in_money(_("How good was the forecast?")))
    tenths = view.fetch("forecast_by_tenth")
    tenth = pictures.by_tenth(view, tenths, kept, key="tenths")
    st.caption(unmarked(findings.how_to_read(view, kept)))
    with more:
        numbers(view, tenths, definition="forecast_by_tenth", key="tenths")
    with st.expander(_("More about this"), key="more_about_test"):
        for text in findings.more_about(view, whole, tested, kept):
            st.text(text)
        numbers(view, tested, definition="forecast_test", key="test")

if kept.rests_on == "purchases":
    standing.section(view)
    wallet.section(view.as_booked(), by)
    related.section(view.as_booked())
    winning.section(view.as_booked(), by, horizon)
scenarios.section(view, by)

titled(view.in_money(_("Who brings it?")))
if tenth:
    pictures.people_of_tenth(view, tenth, horizon, key="people_of_tenth")
if segment is not None:
    pictures.people_of_segment(view, by, segment, horizon, key="people_of_segment")
if not tenth and segment is None:
    pictures.the_list(view, horizon, int(whole["customers"].iloc[0]), key="list")
