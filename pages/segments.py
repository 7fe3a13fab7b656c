"""Who is worth keeping? What each segment earns and how well it is kept, and who costs more than they bring."""

import streamlit as st

from frame.page import FILTERS, MONEY, frame
from localization import _
from metrics import MetricError
from screens.segments import findings, pictures
from screens.without_orders import segments as segments_by_departures
from store.tables import BEHAVIOUR
from ui import links
from ui.cards import finding
from ui.tables import numbers, titled
from ui.whale_curve import measure, whale
from words import behaviour
from words.texts import attribute_label, unmarked

view = frame("segments", filters=(*FILTERS, MONEY), span="12")
if not view.info.has("orders"):
    segments_by_departures.section(view)
    st.stop()

by, segments, answer = findings.attribute(view), None, st.container()
if by and by != BEHAVIOUR and not view.lens.by:
    known = list(view.info.attributes)
    by = links.pick(
        st.segmented_control, _("Segments by"), "split", known, by, format_func=attribute_label, required=True
    )
if by:
    try:
        money, kept = (view.fetch(metric, by=(by,)) for metric in ("segment_profitability", "segment_kept"))
        segments = findings.together(money, kept, by)
    except MetricError as error:  # an attribute that is called like a column of the metric
        st.text(str(error))
curve = view.fetch("whale_curve", measure=measure(view))
with answer:
    if segments is None:
        finding(findings.made_and_eaten(view, curve))
        st.text(findings.without_attributes(view) if not by else "")
    else:
        finding(findings.earns_and_loses(view, segments, by))
        if by == BEHAVIOUR:
            st.caption(unmarked(behaviour.how_made()))
            st.caption(unmarked(findings.too_many_values(view)))
        else:
            st.text(findings.kept_best_and_least(view, segments, by))
if curve.empty:
    st.stop()

bubble = row = None
one, other = st.columns(2, gap="large") if segments is not None else (None, st.container())
if segments is not None:
    with one:
        more = titled(view.in_money(findings.question_of_the_bubbles(view, by)))
        bubble = pictures.now_and_kept(view, segments, by, key=f"bubbles_{by}")
        st.caption(unmarked(findings.how_to_read(view, by)))
        if by in view.info.line_attributes:
            st.caption(unmarked(findings.by_line(by)))
        with more:
            numbers(view, segments, definition="segment_profitability", key="bubbles", by=(by,))
with other:
    more = titled(view.in_money(findings.question_of_the_curve(view)))
    whale(view, curve, alt=findings.made_and_eaten(view, curve), key="whale")
    st.caption(unmarked(findings.made_and_eaten(view, curve)))
    pictures.loss_makers(view, int(curve["below_zero"].iloc[-1]), key="loss_makers")
    with more:
        numbers(view, curve, definition="whale_curve", key="whale", measure=measure(view))

if segments is not None:
    more = titled(view.in_money(findings.question_of_the_table(view)))
    row = pictures.table(view, segments, by, key=f"segments_{by}")
    with more:
        numbers(view, segments, definition="segment_kept", key="segments", by=(by,))
    picked = pictures.picked_last(f"picked_{by}", bubble=bubble, row=row)
    if picked is not None:
        pictures.people_of_segment(view, by, picked, key="people_of_segment")
