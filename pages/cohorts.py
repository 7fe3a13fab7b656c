"""Do they come back? Customers by the period of their first purchase, and what became of them since."""

import streamlit as st

from metrics import MetricError
from ui import cohort_choices
from ui.cards import finding
from ui.findings import cohorts as findings
from ui.frame import frame
from ui.pictures import cohorts as pictures
from ui.tables import numbers
from ui.texts import needs_orders, plain

view = frame("cohorts")
if not view.info.has("orders"):
    finding(needs_orders())
    st.stop()
try:
    pooled = view.fetch("pooled_retention", by=view.by)
except MetricError as error:  # a breakdown that is called like a column of the metric
    finding(str(error))
    st.stop()

answer = st.container()
chosen = cohort_choices.ask(view, pooled)
how, age = chosen.how, chosen.age
shown = view.among(view.lens.by, chosen.values) if chosen.values else view
drawn = pictures.newest(shown) if view.by else shown
cells = drawn.fetch("cohort_retention", by=view.by, include_open=True)
groups = pictures.groups(view, cells, pooled, chosen.values)
with answer:
    if view.by:
        finding(findings.by_value(view, pooled, how, age))
    else:
        finding(findings.come_back(view, cells, pooled, how, age))
        st.text(findings.extreme_cohorts(view, cells, how, age))
if not groups:
    st.stop()

st.subheader(findings.question(view, chosen.shape, how, age))
picked = []
if chosen.shape == "curves" and view.by:
    pictures.curves_by_value(view, pooled, chosen.values, how, key="curves")
else:
    for group, place in zip(groups, pictures.places(groups, chosen.shape, how), strict=True):
        key = f"{chosen.shape}_{group.key}"
        with place:
            if group.title:
                st.markdown(f"**{plain(group.title)}**")
            match chosen.shape:
                case "curves":
                    pictures.curves(group, how, age, key=key)
                case "one_age":
                    picked.append((group, pictures.one_age(group, how, age, key=key)))
                case _heat_map:
                    picked.append((group, pictures.triangle(group, how, pictures.deepest(cells, how), key=key)))
    st.caption(findings.legend(view, cells, chosen.shape, age, holds_all=drawn == shown))
for group, cell in picked:
    pictures.people_of_cell(group, cell, how, key=f"people_{group.key}")
if chosen.shape == "curves":
    numbers(view, pooled, definition="pooled_retention", key="pooled", by=view.by)
else:
    every = cells if drawn == shown else None
    numbers(shown, every, definition="cohort_retention", key="cells", by=view.by, include_open=True)
