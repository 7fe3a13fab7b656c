"""Who is worth keeping? What each segment earns and how well it is kept, and who costs more than they bring."""

import streamlit as st

from localization import _
from metrics import MetricError
from screens.segments import findings, pictures
from ui import links
from ui.cards import finding
from ui.frame import frame
from ui.questions import ask
from ui.tables import downloads_of, explain, numbers
from ui.texts import attribute_label, needs_orders, plain, unmarked
from ui.whale_curve import measure, whale

view = frame("segments")
if not view.info.has("orders"):
    finding(needs_orders())
    st.stop()

by, segments, answer = findings.attribute(view), None, st.container()
if by and not view.lens.by:
    known = list(view.info.attributes)
    by = links.pick(
        st.segmented_control, _("Segments by"), "split", known, by, format_func=attribute_label, required=True
    )
if by:
    try:
        segments = view.fetch("segment_profitability", by=(by,))
    except MetricError as error:  # an attribute that is called like a column of the metric
        st.text(str(error))
curve = view.fetch("whale_curve", measure=measure(view))
with answer:
    if segments is None:
        finding(findings.made_and_eaten(view, curve))
        st.text(findings.without_attributes(view) if not by else "")
    else:
        finding(findings.earns_and_loses(view, segments, by))
        st.text(findings.kept_best_and_least(segments, by))
if curve.empty:
    st.stop()

bubble = row = None
left, right = st.columns(2, gap="large") if segments is not None else (None, st.container())
if segments is not None:
    with left:
        ask(_("Who earns, and who stays? By {attribute}").format(attribute=plain(attribute_label(by))))
        bubble = pictures.now_and_kept(view, segments, by, key=f"bubbles_{by}")
        st.caption(unmarked(findings.how_to_read(view)))
        if by in view.info.line_attributes:
            st.caption(unmarked(findings.by_line(by)))
        numbers(view, segments, definition="segment_profitability", key="bubbles", by=(by,))
with right:
    ask(findings.question_of_the_curve(view))
    whale(view, curve, alt=findings.made_and_eaten(view, curve), key="whale")
    st.caption(unmarked(findings.made_and_eaten(view, curve)))
    pictures.loss_makers(view, int(curve["below_zero"].iloc[-1]), key="loss_makers")
    numbers(view, curve, definition="whale_curve", key="whale", measure=measure(view))

if segments is not None:
    ask(_("What does each segment bring, and what does it cost?"))
    row = pictures.table(view, segments, by, key=f"segments_{by}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="segments_numbers"):
        downloads_of(view, segments, name="segment_profitability", key="segments")
        explain(view, "segment_profitability", key="segments", by=(by,))
    picked = pictures.picked_last(f"picked_{by}", bubble=bubble, row=row)
    if picked is not None:
        pictures.people_of_segment(view, by, picked, key="people_of_segment")
