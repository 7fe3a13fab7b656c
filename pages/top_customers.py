"""Who are our best customers? How much the best few make, who came onto the list and who left it."""

import streamlit as st

from frame.page import MONEY, frame
from localization import _
from screens.customers import findings, pictures
from screens.without_orders import customers
from ui import links
from ui.cards import cards, finding
from ui.tables import explain, numbers, titled
from ui.whale_curve import MEASURES, ask_share, for_80, pareto
from words.texts import span_words, unmarked

view = frame("top_customers", filters=("grain", "span", "only", MONEY), span="12")
if not view.info.has("orders"):
    if view.info.knows_charges:
        customers.section(view)
    else:
        finding(_("Who your best customers are is told by money: load a file of orders with customer, day and amount."))
    st.stop()

answer = st.container()
with st.container(horizontal=True, vertical_alignment="top", gap="medium", key="list_choices"):
    measure = links.pick(
        st.segmented_control,
        _("The best by"),
        "measure",
        findings.measures(view),
        "sales",
        format_func=lambda name: _(MEASURES[name]),
        required=True,
    )
    percent = ask_share()
share = percent / 100
options = {"measure": findings.COLUMN_OF[measure], "share": share}
curve = view.fetch("whale_curve", **options)
listed = pictures.top(view, measure, share)
lists = findings.compared(view)
moved = {**options, "together": lists.together}
priced = view.at_equal_prices()
stability, stays = (priced.fetch(metric, **moved) for metric in ("list_stability", "list_kept"))
risk = view.fetch("concentration_risk", **options)
with answer:
    finding(findings.best_few(view, curve, measure, share))
    cards(findings.headlines(view, curve, listed, stability, lists, measure), key="headlines")
if curve.empty:
    st.stop()

move = None
left, right = st.columns(2, gap="large")
with left:
    more = titled(view.in_money(findings.question_of_the_few(view)))
    pareto(view, curve, measure, share, alt=for_80(view, curve, measure), key="pareto")
    st.caption(unmarked(for_80(view, curve, measure)))
    st.text(findings.hangs_on_few(view, risk, measure))
    with more:
        numbers(view, curve, definition="whale_curve", key="pareto", **options)
    with st.expander(_("Concentration in numbers"), key="more_about_concentration"):
        numbers(view, risk, definition="concentration_risk", key="concentration", **options)
with right:
    more = titled(priced.in_money(findings.question_of_changes(lists)))
    if findings.compares(stability):
        move = pictures.changes(priced, stability, key="changes")
        st.caption(unmarked(findings.meaning_of_changes(lists)))
        st.text(findings.lasts(priced, stays))
        with more:
            numbers(priced, stability, definition="list_stability", key="changes", **moved)
    else:
        st.text(_("This takes two complete periods, and there are fewer. Choose a finer period or a longer range."))
if move:
    pictures.people_who_moved(priced, move, key="people_who_moved", **moved)

titled(view.in_money(_("Who were the best of {period}?").format(period=span_words(view))))
kinds = {"listed": _("On the list")}
if view.info.knows_profit:
    kinds |= {"sales": _("By sales, not by profit"), "profit": _("By profit, not by sales")}
whom = links.pick(
    st.segmented_control,
    _("Which customers"),
    "whom",
    list(kinds),
    "listed",
    format_func=kinds.__getitem__,
    label_visibility="collapsed",
    required=True,
)
if whom == "listed":
    if findings.ties(view, listed):
        st.text(findings.ties(view, listed))
    pictures.the_list(view, listed, measure, share, heading=_("customers on the list"), key="list")
    explain(view, "top_customers", key="list", **options)
else:
    pictures.on_one_list_alone(view, whom, share, key=f"only_{whom}")
