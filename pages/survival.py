"""When is a customer lost, and how long do they stay? Silence, lifetimes, and who is behind both."""

import streamlit as st

from frame.page import FILTERS, frame
from localization import _
from metrics import MetricError
from screens.lifetimes import choices, contracts, findings, pictures, tabs, tenure
from ui.cards import cards, finding
from ui.tables import numbers, titled
from words.texts import unmarked

view = choices.whole_history(frame("survival", filters=tuple(name for name in FILTERS if name != "span")))
if not view.info.has("orders"):
    if view.info.has("contracts"):
        contracts.section(view)
    elif view.info.knows_tenure and view.info.has("departures"):
        tenure.section(view)
    else:
        finding(
            _("How long customers stay is told by days: load a file of orders, or of contracts with their first days.")
        )
    st.stop()

asked = findings.asked_windows(view)
returns = view.fetch("return_curve", windows=asked)
if returns.empty:
    finding(_("Nobody has been silent for a day yet, so there is nothing to say of lifetimes."))
    st.stop()
answer = st.container()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="survival_choices"):
    window = choices.ask_window(view, returns)
    curve, keep_early = choices.ask_start(view, window)
    choices.settle(view, window)
options = choices.options_of(window, keep_early=keep_early)
with answer:
    finding(findings.when_lost(view, returns, window))
    cards(findings.headlines(view, returns, curve, window), key="headlines")
    st.caption(f"{findings.by_the_rule(view, window)} {findings.clock(view)}".strip())

left, right = st.columns(2, gap="large")
with left:
    more = titled(_("After how many silent days is a customer lost?"))
    silence = pictures.returns(view, returns, window, alt=findings.when_lost(view, returns, window), key="returns")
    with st.expander(_("More about this"), key="more_about_silence"):
        st.text(findings.mistakes(view, returns, window))
    with more:
        numbers(view, returns, definition="return_curve", key="returns", windows=asked)
with right:
    more = titled(_("How long do they stay?"))
    group, attribute = None, view.lens.by
    try:
        lasting = view.fetch("survival", by=view.by, **options) if attribute else curve
    except MetricError as error:  # a breakdown that is called like a column of the metric
        st.text(str(error))
        lasting, attribute = curve, ""
    says = findings.by_segment(view, lasting, attribute) if attribute else findings.how_long(view, curve)
    if lasting["day"].notna().any():
        group = pictures.curves(view, lasting, attribute, alt=says, key="curves")
    st.caption(unmarked(says))
    with st.expander(_("More about this"), key="more_about_lifetimes"):
        st.text(findings.flat_until(view, window))
        st.text(findings.left_out(view, lasting, window, keep_early=keep_early))
    with more:
        numbers(view, lasting, definition="survival", key="curves", by=view.by if attribute else (), **options)
if silence:
    pictures.people_of_silence(view, returns, silence, key="people_of_silence")
if group is not None:
    pictures.people_of_curve(view, attribute, group if attribute else "", options, key="people_of_curve")
tabs.more(view, returns, window, options, attribute)
