"""Do they come back? Customers by the period of their first purchase, and what became of them since."""

import streamlit as st

from frame.page import FILTERS, MONEY, frame
from localization import _
from metrics import MetricError
from screens.cohorts import choices, difference_pictures, findings, pictures, sections, trend_findings
from screens.cohorts import difference_findings as said
from screens.cohorts.cell_people import people_of_cell
from ui.cards import finding
from ui.questions import of
from ui.tables import numbers, titled
from words.texts import unmarked

view = frame("cohorts", filters=(*FILTERS, MONEY))
if not view.info.has("orders"):
    finding(_("Whether customers come back is told by days: load a file of orders with customer, day and amount."))
    st.stop()
try:
    pooled = view.fetch("pooled_retention", by=view.by)
    answer = st.container()
    chosen = choices.ask(view, pooled)
except MetricError as error:  # a breakdown that is called like a column of the metric
    finding(str(error))
    st.stop()
how, age, means = chosen.how, chosen.age, chosen.pooled

if chosen.shape == "difference":
    asked = {"against": chosen.against, "on_or_after": how.is_on_or_after}
    every = view.fetch("cohort_differences", by=view.by, **asked)
    found = every[every[view.lens.by] == chosen.values[0]]
    with answer:
        finding(said.at_age(view, found, how, age, chosen.values[0], chosen.against))
    more = titled(view.in_money(findings.question(view, chosen.shape, how, age)))
    cell = difference_pictures.by_age(view, found, how, key="difference")
    st.caption(unmarked(said.legend()))
    for group in difference_pictures.sides(view, pooled, chosen.values[0], chosen.against) if cell else []:
        people_of_cell(group, cell, how, key=f"people_{group.key}")
    with more:
        numbers(view, every, definition="cohort_differences", key="differences", by=view.by, **asked)
    st.stop()

shown = view.among(view.lens.by, chosen.values) if chosen.values else view
drawn = pictures.newest(shown, chosen.shape) if view.by else shown
cells = how.cells(drawn)
groups = pictures.groups(view, cells, means, chosen.values, chosen.cohorts)
more_about = ""
with answer:
    if view.by:
        finding(findings.by_value(view, means, how, age))
    else:
        trend = trend_findings.trend(view, cells, how, age)
        finding(findings.come_back(view, cells, means, how, age, trend), trend_findings.verdict(trend))
        st.text(findings.extreme_cohorts(view, cells, how, age))
        more_about = trend_findings.over_cohorts(view, trend, how, age)
if not groups:
    st.stop()

more = titled(view.in_money(findings.question(view, chosen.shape, how, age)))
picked = []
if chosen.shape == "curves" and view.by:
    pictures.curves_by_value(view, means, chosen.values, how, key="curves")
else:
    for group, place in zip(groups, pictures.places(groups, chosen.shape, how), strict=True):
        key = f"{chosen.shape}_{group.key}"
        with place:
            if group.title:
                of(group.title)
            match chosen.shape:
                case "curves":
                    pictures.curves(group, how, age, key=key)
                case "one_age":
                    top = pictures.highest(groups, how, age)
                    picked.append((group, pictures.one_age(group, how, age, top, key=key)))
                case _heat_map:
                    picked.append((group, pictures.triangle(group, how, pictures.deepest(cells, how), key=key)))
    st.caption(unmarked(findings.legend(view, cells, how, chosen.shape, age, holds_all=drawn == shown)))
if more_about:
    with st.expander(_("More about this"), key="more_about"):
        st.text(more_about)
for group, cell in picked:
    people_of_cell(group, cell, how, key=f"people_{group.key}")
if chosen.shape == "curves":
    with more:
        numbers(view, means, definition=how.means, key="pooled", by=view.by, **how.means_options)
else:
    rows = cells if drawn == shown else None
    with more:
        numbers(shown, rows, definition=how.table, key="cells", by=view.by, **how.table_options)
sections.value_and_payback(view, 1 if how.bucket_days else age)
sections.products(view)
