"""Why do they leave? Stated causes by customers, sales and profit of those who left, over time and by segment."""

import streamlit as st

from frame.page import FILTERS, MONEY, frame
from localization import _
from screens.causes import drivers, findings, pictures, remedies
from store.tables import BEHAVIOUR
from ui import links
from ui.cards import cards, finding
from ui.tables import numbers, titled
from words import behaviour
from words.result_words import cause_label
from words.texts import plain, span_words, unmarked

view = frame("churn_causes", filters=(*FILTERS, MONEY), span="12")
attribute = remedies.attribute(view)
if not view.info.has("departures"):
    remedies.without_departures(view, attribute)
    drivers.section(view)
    st.stop()

stated, over_time = view.fetch("departures_by_cause"), view.over_time()
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
rates = over_time.fetch("cause_rates", include_open=True) if view.info.has("orders") else None
change = None if rates is None or stated.empty else findings.change(view, rates, findings.largest(ranking))
with answer:
    finding(findings.why(view, ranking, change, measure), change.verdict if change else None)
    cards(findings.headlines(view, ranking), key="headlines")
if stated.empty:
    st.stop()

left, right = st.columns([3, 2], gap="large")
with left:
    more = titled(view.in_money(findings.question_of_causes(view)))
    chosen = pictures.pareto(view, ranking, measure, key="pareto") or findings.largest(ranking)
    with more:
        numbers(view, stated, definition="departures_by_cause", key="pareto")
with right:
    remedies.remedy(view, ranking, chosen)
    if said := findings.more_about(view, ranking, change):
        with st.expander(_("More about this"), key="more_about"):
            for sentence in said:
                st.text(sentence)

heading = _("Who left over “{cause}” in {period}, in their own words")
titled(heading.format(cause=cause_label(chosen), period=span_words(view)))
count = findings.mentions(ranking, cause=chosen)
remedies.leavers(view, chosen, count, heading=_("departures that name it"), key="people")
remedies.all_who_left(view, round(stated["departed"].sum()), key="everybody")

if rates is not None:
    more = titled(findings.question_of_the_trend(over_time))
    point = pictures.trend(over_time, rates, chosen, key="trend")
    with more:
        numbers(over_time, rates, definition="cause_rates", key="trend", include_open=True)
    if point:
        heading = f"{cause_label(point[0])} · {view.period_name(point[1])}"
        count = findings.mentions(rates, cause=point[0], period=point[1])
        remedies.leavers(over_time, point[0], count, heading=heading, key="people_of_point", left_in=point[1].date())
else:
    st.caption(unmarked(findings.would_light_up()))

if attribute:
    more = titled(findings.question_of_segments(view, plain(behaviour.name_of(attribute))))
    cells = view.fetch("cause_lift", by=(attribute,))
    cell = pictures.by_segment(view, cells, ranking, attribute, key="cells")
    st.caption(_("Departures, and how many times the share that the cause has everywhere; not said below ten."))
    if attribute == BEHAVIOUR:
        st.caption(unmarked(behaviour.how_made()))
    with more:
        numbers(view, cells, definition="cause_lift", key="cells", by=(attribute,))
    if cell:
        heading = f"{cause_label(cell[0])} · {plain(behaviour.group_label(attribute, cell[1]))}"
        count = findings.mentions(cells, **{"cause": cell[0], attribute: cell[1]})
        remedies.leavers(view.among(attribute, (cell[1],)), cell[0], count, heading=heading, key="people_of_cell")

drivers.section(view)
