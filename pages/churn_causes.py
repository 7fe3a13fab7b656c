"""Why do they leave? Stated causes by customers, sales and profit lost, over time and by segment, and what helps."""

import streamlit as st

from localization import _
from screens.causes import findings, pictures, remedies
from ui import links
from ui.cards import cards, finding
from ui.frame import frame
from ui.questions import ask
from ui.result_words import cause_label
from ui.tables import numbers
from ui.texts import attribute_label, plain, value_label

view = frame("churn_causes")
attribute = remedies.attribute(view)
if not view.info.has("departures"):
    remedies.without_departures(view, attribute)
    st.stop()

stated = view.fetch("departures_by_cause")
answer = st.container()
measure = links.pick(
    st.segmented_control,
    _("Counted in"),
    "measure",
    remedies.measures(view),
    remedies.measures(view)[0],
    format_func=lambda name: _(remedies.MEASURES[name]),
    required=True,
)
ranking = findings.ranked(stated, measure)
rates = view.fetch("cause_rates", include_open=True) if view.info.has("orders") else None
with answer:
    finding(findings.why(view, ranking, rates, measure))
    cards(findings.headlines(view, ranking), key="headlines")
if stated.empty:
    st.stop()

left, right = st.columns([3, 2], gap="large")
with left:
    ask(_("What do they leave over, and what does it cost?"))
    chosen = pictures.pareto(view, ranking, measure, key="pareto") or findings.largest(ranking)
    numbers(view, stated, definition="departures_by_cause", key="pareto")
with right:
    remedies.remedy(view, ranking, chosen)

if rates is not None:
    ask(_("Which causes take more of the customers, and which fewer?"))
    point = pictures.trend(view, rates, chosen, key="trend")
    numbers(view, rates, definition="cause_rates", key="trend", include_open=True)
    if point:
        heading = f"{cause_label(point[0])} · {view.period_name(point[1])}"
        count = findings.mentions(rates, cause=point[0], period=point[1])
        remedies.leavers(view, point[0], count, heading=heading, key="people_of_point", left_in=point[1].date())

if attribute:
    name = plain(attribute_label(attribute))
    ask(_("Which causes strike which customers? By {attribute}").format(attribute=name))
    cells = view.fetch("cause_lift", by=(attribute,))
    cell = pictures.by_segment(view, cells, ranking, attribute, key="cells")
    st.caption(_("Departures, and how many times the share that the cause has everywhere; not said below ten."))
    numbers(view, cells, definition="cause_lift", key="cells", by=(attribute,))
    if cell:
        heading = f"{cause_label(cell[0])} · {plain(value_label(cell[1]))}"
        count = findings.mentions(cells, **{"cause": cell[0], attribute: cell[1]})
        remedies.leavers(view.among(attribute, (cell[1],)), cell[0], count, heading=heading, key="people_of_cell")

ask(_("Who left over “{cause}”, in their own words").format(cause=cause_label(chosen)))
count = findings.mentions(ranking, cause=chosen)
remedies.leavers(view, chosen, count, heading=_("departures that name it"), key="people")
