"""One customer whom something is to be done for: how to reach them, and what happened, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st
from ibis import _ as column

import access
import register
import store
from localization import _
from metrics.people import CONTACTS
from ui import clock, own_values
from ui.shared import shared
from ui.texts import attribute_label, plain, unmarked

if TYPE_CHECKING:
    from datetime import date, datetime

    from ui.view import View

SHOWN = 12
ORDERS = 8


def reach(view: View, customer_id: str) -> None:
    """Show how a customer is reached, each way a link that a phone dials or writes to."""
    known = facts(view.dataset, view.info.version, customer_id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for name in CONTACTS:
            value = known.get(name)
            if not value or pd.isna(value):
                continue
            said = str(value).strip()
            if "@" in said:
                st.link_button(plain(said), f"mailto:{said}", icon=":material/mail:", type="secondary")
            elif digits := "".join(letter for letter in said if letter.isdigit() or letter == "+"):
                st.link_button(plain(said), f"tel:{digits}", icon=":material/call:", type="secondary")
    told = [
        f"{attribute_label(name)}: {known[name]}"
        for name in ("segment", "region", "owner")
        if known.get(name) and not pd.isna(known[name])
    ]
    if told:
        st.text(" · ".join(told))


@shared(200)
def facts(dataset: str, version: int, customer_id: str) -> dict[str, Any]:
    """Return what the data say of a customer, by column; nothing where this version does not know them."""
    snapshot = store.open(dataset, version)
    found = snapshot.fetch(snapshot.customers.filter(column.customer_id.cast("string") == customer_id))
    return {str(name): found[name].iloc[0] for name in found.columns} if len(found) else {}


@shared(200)
def _purchases(dataset: str, version: int, key: int) -> pd.DataFrame:
    snapshot = store.open(dataset, version)
    days = snapshot.purchase_days.filter(column.customer_key == key)
    return snapshot.fetch(days.order_by(column.day.desc()).limit(ORDERS).select("day", "orders", "revenue"))


def timeline(view: View, customer_id: str, *, key: str) -> None:
    """Show what a customer bought last, what was done for them and noted, the newest first; offer to write a note."""
    events = [*_bought(view, customer_id), *_done(view, customer_id), *_noted(view, customer_id)]
    for _day, said in sorted(events, key=lambda event: event[0], reverse=True)[:SHOWN]:
        st.text(said)
    if not access.may("act"):
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"{key}_note_line"):
        text = st.text_input(_("Note"), key=f"{key}_note", max_chars=register.LONGEST_TEXT)
        if st.button(_("Keep the note"), key=f"{key}_note_keep", icon=":material/note_add:") and text:
            try:
                register.write_note(view.dataset, customer_id, text)
            except register.RegisterError as error:
                st.warning(unmarked(str(error)))
            else:
                st.rerun()


def _bought(view: View, customer_id: str) -> list[tuple[date, str]]:
    known = facts(view.dataset, view.info.version, customer_id)
    if not known:
        return []
    found = _purchases(view.dataset, view.info.version, int(known["customer_key"]))
    text = _("{day}: bought for {money}")
    return [
        (day.date(), text.format(day=view.day(day), money=view.money(float(revenue), compact=False)))
        for day, revenue in zip(found["day"], found["revenue"], strict=True)
    ]


def _done(view: View, customer_id: str) -> list[tuple[date, str]]:
    found = []
    for task in register.tasks(view.dataset, customer_id=customer_id, is_open=False):
        member = task.member
        if member.done_at is None:
            continue
        text = _("{day}: {title} – {result} ({who})").format(
            day=_moment(view, member.done_at),
            title=own_values.said(task.title),
            result=_(register.OUTCOMES[member.result]) if member.result else _(register.STATES[member.state]),
            who=member.done_by,
        )
        found.append((member.done_at.date(), f"{text} {member.note}".strip()))
    return found


def _noted(view: View, customer_id: str) -> list[tuple[date, str]]:
    text = _("{day}: {who} noted: {text}")
    return [
        (one.written_at.date(), text.format(day=_moment(view, one.written_at), who=one.written_by, text=one.text))
        for one in register.notes(view.dataset, customer_id)
    ]


def _moment(view: View, at: datetime) -> str:
    return clock.moment(at, view.calendar)
