"""What are customers worth to come, how good was that forecast before, and what is one point of retention worth?"""

import streamlit as st

from localization import _
from metrics import MetricError
from screens.value import findings, pictures, standing
from ui import links
from ui.cards import cards, finding
from ui.frame import FILTERS, frame
from ui.questions import ask
from ui.tables import numbers
from ui.texts import attribute_label, needs_orders, plain, unmarked

view = frame("value", filters=tuple(name for name in FILTERS if name not in {"since", "until"}))
if not view.info.has("orders"):
    finding(needs_orders())
    st.stop()
kept = findings.about(view)
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
    finding(_("None of the chosen customers bought anything."))
    st.stop()
tested = view.fetch("forecast_test")
with answer:
    finding(findings.to_come(view, whole, months))
    st.text(findings.how_sure(view, tested, kept))
    for reason in (kept.reason, kept.spending_reason if kept.uses == "model" else ""):
        if reason:
            st.caption(unmarked(reason))
    cards(findings.headlines(view, whole, tested, months), key="headlines")

by = view.lens.by or findings.attribute(view)
segment = None
left, right = st.columns(2, gap="large")
with left:
    if by:
        ask(
            _("What did each segment bring, and what will it? By {attribute}").format(
                attribute=plain(attribute_label(by))
            )
        )
        try:
            segments = view.fetch("value_to_come", by=(by,), months=horizon)
        except MetricError as error:  # an attribute that is called like a column of the metric
            st.text(str(error))
        else:
            segment = pictures.now_and_to_come(view, segments, by, key=f"segments_{by}")
            st.caption(_("The line on a bar is its interval, from how far the test of that segment was off."))
            numbers(view, segments, definition="value_to_come", key="segments", by=(by,), months=horizon)
    else:
        ask(_("What did customers bring, and what will they?"))
        numbers(view, whole, definition="value_to_come", key="whole", months=horizon)
with right:
    ask(_("How good was the forecast?"))
    tenths = view.fetch("forecast_by_tenth")
    tenth = pictures.by_tenth(view, tenths, kept.uses, key="tenths")
    st.caption(unmarked(findings.how_to_read(view, kept)))
    numbers(view, tenths, definition="forecast_by_tenth", key="tenths")
    numbers(view, tested, definition="forecast_test", key="test")

ask(_("Where do customers stand, and who moved?"))
standing.section(view)

ask(_("What is one point of retention worth?"))
days = findings.window_days(view)
measure = "profit" if view.info.knows_profit else "revenue"
asked = {"measure": measure, "window_days": days, "points": pictures.points(key="points")}
worth = view.fetch("point_of_retention", **asked)
st.text(findings.worth_of_points(view, worth, asked["points"], days))
st.caption(unmarked(findings.the_claim(worth)))
numbers(view, None, definition="point_of_retention", key="points_worth", by=(by,) if by else (), **asked)

ask(_("Who brings it?"))
if tenth:
    pictures.people_of_tenth(view, tenth, horizon, key="people_of_tenth")
if segment is not None:
    pictures.people_of_segment(view, by, segment, horizon, key="people_of_segment")
if not tenth and segment is None:
    pictures.the_list(view, horizon, int(whole["customers"].iloc[0]), key="list")
