"""Who is this customer: what happened, what are they worth, are they late, and what is to be done for them?"""

import streamlit as st

from frame.page import MONEY, frame
from localization import _
from screens.one_customer import findings, offers, pictures, search
from ui import customer_file, people, take_on
from ui.cards import cards, finding
from ui.tables import titled
from words.texts import plain, unmarked

view = frame("customer", filters=(MONEY,))
customer_id = search.opened()
known = search.facts(view, customer_id) if customer_id else {}
if not known:
    if customer_id:
        search.unknown(view, customer_id)
    else:
        finding(_("Whose file is to be opened? Search a customer, or click a name in any list."))
    search.results(view, search.ask())
    st.stop()
if not people.is_written(view, 1, name="customer-file", key=f"file_{customer_id}"):
    st.stop()

file = findings.file_of(view, customer_id, known)
st.header(plain(file.called))
finding(findings.sentence(view, file))
st.caption(unmarked(findings.who(view, file)))
cards(findings.headlines(view, file), key="headlines")
told = findings.signs(view, file)
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="file_tools"):
    about = take_on.About(_("Talk to {customer}").format(customer=file.called))
    take_on.offer(view, findings.as_a_list(file, told), about, key=f"file_{customer_id}")
    customer_file.reach(view, customer_id, says_who=False)
    st.space("stretch")
    text = search.ask()
search.results(view, text)

pictures.timeline(view, file)
left, right = st.columns(2, gap="large")
with left:
    titled(_("Are they late, and how sure is what is to come?"))
    for text in (findings.in_their_rhythm(view, file), findings.how_sure(view, file)):
        if text:
            st.text(text)
    if told:
        st.text(_("Signs of leaving: {signs}.").format(signs=" · ".join(told)))
    for text in findings.how_segments_changed(view, file):
        st.text(text)
    pictures.products(view, file)
    offers.section(view.as_booked(), file)
with right:
    pictures.last(view, file)
    customer_file.write_note(view, customer_id, key="file")
