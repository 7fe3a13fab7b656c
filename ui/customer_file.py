"""One customer: how to reach them, what happened with them, and the door to their file from wherever they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st
from ibis import _ as column

import access
import register
import store
from localization import N_, _, ngettext
from localization.numbers import format_number
from metrics.people import CONTACTS
from store import customer_file
from ui import clock, links
from view.shared import shared
from words import own_values
from words.texts import attribute_label, plain, unmarked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from view import View

PAGE = "pages/customer.py"
SHOWN = 12
KINDS = {
    "joined": N_("Joined"),
    "club": N_("Club"),
    "purchase": N_("Purchases"),
    "return": N_("Returns"),
    "cancelled": N_("Cancelled orders"),
    "contact": N_("Contacts"),
    "complaint": N_("Complaints"),
    "contract": N_("Contracts"),
    "contract_end": N_("Ends of contracts"),
    "visit": N_("Visits"),
    "survey": N_("Surveys"),
    "left": N_("Departure"),
    "action": N_("Actions"),
    "note": N_("Notes"),
}
DIRECTIONS = {"outbound": N_("contact by us"), "inbound": N_("contact by them")}


def address(customer_id: str) -> dict[str, str]:
    """Return the address parameters of a customer's file, with the reader's view in them."""
    return {**links.address(), links.CUSTOMER: customer_id}


def link(customer_id: str) -> None:
    """Show a link to a customer's file."""
    st.page_link(PAGE, label=_("Open the customer’s file"), icon=":material/person:", query_params=address(customer_id))


def go(customer_id: str) -> None:
    """Open a customer's file in place of this page."""
    st.switch_page(PAGE, query_params=address(customer_id))


def reach(view: View, customer_id: str, *, says_who: bool = True) -> None:
    """Show how a customer is reached, each way a link that a phone dials or writes to, and their segment."""
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
        f"{attribute_label(name)}: {own_values.said(str(known[name]))}"
        for name in ("segment", "region", "owner")
        if known.get(name) and not pd.isna(known[name])
    ]
    if told and says_who:
        st.text(" · ".join(told))


@shared(200)
def facts(dataset: str, version: int, customer_id: str) -> dict[str, Any]:
    """Return what the data say of a customer, by column; nothing where this version does not know them."""
    snapshot = store.open(dataset, version)
    found = snapshot.fetch(snapshot.customers.filter(column.customer_id.cast("string") == customer_id))
    return {str(name): found[name].iloc[0] for name in found.columns} if len(found) else {}


@shared(200)
def _happened(dataset: str, version: int, key: int, prices_of: date | None) -> pd.DataFrame:
    return customer_file.happened(store.open(dataset, version), key, prices_of)


def happened(view: View, customer_id: str) -> pd.DataFrame:
    """Return all that happened with a customer, of the data and of the register, the newest first.

    day, kind (of KINDS), amount (currency; null where there is none), said (in words), and at (day and, where it is
    known, time, as the reader says it).
    """
    known = facts(view.dataset, view.info.version, customer_id)
    rows: list[dict[str, Any]] = []
    if known:
        found = _happened(view.dataset, view.info.version, int(known["customer_key"]), view.lens.prices_of)
        rows += [
            {"day": row["day"], "kind": row["kind"], "amount": row["amount"], "said": in_words(view, row)}
            for row in found.to_dict("records")
        ]
    rows += [*_done(view, customer_id), *_noted(view, customer_id)]
    frame = pd.DataFrame(rows, columns=["day", "kind", "amount", "said", "at"])
    frame = frame.assign(day=pd.to_datetime(frame["day"]), amount=frame["amount"].astype("float64"))
    ordered = frame.sort_values("day", ascending=False, kind="stable", ignore_index=True)
    at = [view.day(day) if pd.isna(at) else at for day, at in zip(ordered["day"], ordered["at"], strict=True)]
    return ordered.assign(at=pd.Series(at, index=ordered.index, dtype=object))


def timeline(view: View, customer_id: str, *, key: str) -> None:
    """Show what happened with a customer last, in the data and in the register; offer to write a note."""
    found = happened(view, customer_id)
    for at, said in found[["at", "said"]].head(SHOWN).itertuples(index=False):
        st.text(_("{day}: {what}").format(day=at, what=said))
    write_note(view, customer_id, key=key)


def write_note(view: View, customer_id: str, *, key: str) -> None:
    """Offer to write a note about a customer, to whoever may."""
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


def in_words(view: View, row: Mapping[Any, Any]) -> str:
    """Say one thing that happened, of `store.customer_file.happened`."""
    kind = str(row["kind"])
    known = {name: "" if pd.isna(value) else value for name, value in row.items()}
    what, how, who = (str(known[name]) for name in ("what", "how", "who"))
    things = " · ".join(own_values.said(part) for part in what.split(" · ") if part)
    match kind:
        case "purchase" | "return" | "cancelled":
            money = view.money(abs(float(row["amount"])), compact=False)
            said = {
                "purchase": _("bought for {money}"),
                "return": _("returned for {money}"),
                "cancelled": _("cancelled an order of {money}"),
            }[kind].format(money=money)
        case "contact":
            return _contact(what, own_values.said(how), who, known["is_so"])
        case "complaint":
            return _complaint(view, known, things, how, who)
        case "contract":
            return _contract(view, known, things)
        case "contract_end":
            said = _("contract ended")
        case "visit":
            return _visits(view, int(row["number"]))
        case "survey":
            said, things = _survey(float(row["number"]), who), " – ".join(part for part in (things, how) if part)
        case "left":
            said, things = _("left"), " – ".join(part for part in (what, how) if part)
        case "club":
            said = _("joined the club")
        case _other:
            said = _("joined")
    return f"{said}: {things}" if things else said


def _contact(direction: str, how: str, who: str, answered: object) -> str:
    parts = [_(DIRECTIONS[direction]) if direction in DIRECTIONS else direction or _("contact"), how, who]
    if answered != "":
        parts.append(_("answered") if answered else _("not answered"))
    return " · ".join(part for part in parts if part)


def _visits(view: View, days: int) -> str:
    text = ngettext("{n} day with a visit in this month", "{n} days with a visit in this month", days)
    return text.format(n=view.count(days))


def _survey(score: float, scale: str) -> str:
    said = format_number(score, decimals=0 if score.is_integer() else 1)
    return _("answered a survey with {score}").format(score=f"{said} ({scale})" if scale else said)


def _complaint(view: View, known: Mapping[Any, Any], topic: str, detail: str, who: str) -> str:
    said = _("complained about {topic}").format(topic=topic) if topic else _("complained")
    if known["number"] == "":
        said += " · " + _("not answered yet")
    else:
        said += " · " + _("answered after {n} hours").format(n=format_number(float(known["number"]), decimals=1))
    if known["ends_on"] != "":
        said += " · " + _("closed on {day}").format(day=view.day(known["ends_on"]))
    return " · ".join(part for part in (said, who, detail) if part)


def _contract(view: View, known: Mapping[Any, Any], things: str) -> str:
    said = _("contract began")
    if things:
        said += f": {things}"
    if known["amount"] != "":
        said += f" · {view.money(float(known['amount']), compact=False)}"
    if known["ends_on"] != "":
        said += " · " + _("to {day}").format(day=view.day(known["ends_on"]))
    return said


def _done(view: View, customer_id: str) -> list[dict[str, Any]]:
    found = []
    for task in register.tasks(view.dataset, customer_id=customer_id, is_open=False):
        member = task.member
        if member.done_at is None:
            continue
        said = _("{title} – {result} ({who})").format(
            title=own_values.said(task.title),
            result=_(register.OUTCOMES[member.result]) if member.result else _(register.STATES[member.state]),
            who=member.done_by,
        )
        at = clock.moment(member.done_at, view.calendar)
        text = f"{said} {member.note}".strip()
        found.append({"day": _day(member.done_at), "kind": "action", "said": text, "at": at})
    return found


def _noted(view: View, customer_id: str) -> list[dict[str, Any]]:
    text = _("{who} noted: {text}")
    return [
        {
            "day": _day(one.written_at),
            "kind": "note",
            "said": text.format(who=one.written_by, text=one.text),
            "at": clock.moment(one.written_at, view.calendar),
        }
        for one in register.notes(view.dataset, customer_id)
    ]


def _day(at: Any) -> date:
    day: date = at.date()
    return day
