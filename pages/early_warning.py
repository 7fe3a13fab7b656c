"""Who is about to leave, why, and how good was such a warning before?"""

import streamlit as st

from frame.page import MONEY, frame
from localization import _
from screens.warning import calls, findings, pictures, renewals
from ui.cards import cards, close, finding, opened
from ui.tables import grid, numbers, titled
from words.texts import attribute_label, plain, unmarked

view = frame("early_warning", filters=("by", "only", MONEY))
if not view.info.has("orders") and view.info.has("contracts"):
    renewals.section(view)
    st.stop()
if not view.info.has("orders"):
    finding(
        _(
            "Warnings are made from what was bought, or from contracts: load a file of orders (customer, day, amount) "
            "or of contracts (customer, begin, end)."
        )
    )
    st.stop()
kept = findings.about(view)
if kept is None:
    finding(findings.no_warning(view))
    renewals.beside(view)
    st.stop()

answer = st.container()
money = {"measure": findings.measure(view)}
whole = view.fetch("risk_summary", **money)
if whole.empty or not whole["customers"].iloc[0]:
    finding(_("None of the chosen customers bought anything."))
    renewals.beside(view)
    st.stop()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="ask"):
    most = calls.length()
    asked = calls.options()
    lot = calls.held_out()
share = calls.share(most, whole)
tested, steps = view.fetch("risk_test", share=share), view.fetch("risk_calibration")
headlines = findings.headlines(view, whole, tested)
with answer:
    finding(findings.whole_finding(view, whole, tested, kept))
    cards(headlines, key="headlines")
    behind = opened(headlines)
    if behind:
        close(key="close")
        which = {"likely": True} if behind == "risk" else {"level": "watch"}
        heading = _("customers who will probably not buy") if behind == "risk" else _("customers who show a sign")
        calls.the_list(view, heading=heading, key="behind", **money, **which)

left, right = st.columns([2, 1], gap="large")
with left:
    more = titled(view.in_money(_("Whom to call, and why?")))
    calls.the_list(view, heading=_("customers by the loss to expect"), key="calls", lot=lot, top=most, **money, **asked)
    counts = view.fetch("signal_counts", **money)
    if missing := findings.not_known(view, counts):
        st.caption(missing)
    with more:
        numbers(view, None, definition="risk_members", key="whole_list", **money, **asked)
with right:
    more = titled(_("Did such chances come true before?"))
    step = None
    if steps.empty:
        st.text(_("The data are too short to test a warning on their own past."))
    else:
        step = pictures.came_true(view, steps, key="steps")
        st.caption(unmarked(findings.how_good(view, tested, kept)))
        with more:
            numbers(view, steps, definition="risk_calibration", key="steps")
    with st.expander(_("More about this"), key="more_about_test"):
        st.text(findings.clock(view))
        for text in findings.more_about(view, tested, view.fetch("risk_test", by_origin=True, share=share), kept):
            st.text(text)
        numbers(view, tested, definition="risk_test", key="test", share=share)
if step:
    pictures.people_of_step(view, step, key="people_of_step")

more = titled(_("Which signs do they show?"))
grid(view, counts, key="signs")
with more:
    numbers(view, counts, definition="signal_counts", key="signs_numbers", **money)

by = view.lens.by or ("owner" if "owner" in view.info.attributes else "")
if by:
    more = titled(_("Who takes care of them? By {attribute}").format(attribute=plain(attribute_label(by))))
    owners = view.fetch("risk_summary", by=(by,), **money)
    grid(view, owners, key="owners")
    with more:
        numbers(view, owners, definition="risk_summary", key="owners_numbers", by=(by,), **money)

pictures.first_days(view)
renewals.beside(view, most)
