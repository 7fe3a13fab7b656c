"""All that was taken on: found, changed one by one or together, and each action with its people and its past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import access
import register
from localization import N_, _, ngettext
from localization.numbers import format_number
from screens.actions import effects
from ui import clock, editing, links, people, tables
from ui.cards import judged
from ui.day_picker import ask_day
from words import own_values
from words.result_words import cause_label
from words.texts import plain, strong, unmarked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from view import View

ALL, OVERDUE, THIS_WEEK = "all", "overdue", "week"
SHOWN = {
    "open": N_("Open"),
    OVERDUE: N_("Overdue"),
    THIS_WEEK: N_("Due within a week"),
    "done": N_("Done"),
    "dropped": N_("Dropped"),
    ALL: N_("All actions"),
}
MOST = 1000
WEEK_DAYS = 7
ANYBODY = ""
LISTED = (
    *("action_id", "title", "owner", "due_on", "cause", "action_state", "customers", "done", "held_out"),
    "answer_due_on",
)
CHANGED = {
    "title": N_("What is to be done"),
    "cause": N_("Cause"),
    "remedy": N_("How"),
    "owner": N_("Owner"),
    "due_on": N_("Due"),
    "note": N_("Note"),
    "state": N_("How far it is"),
}


def show(view: View) -> None:
    """List the actions that are asked for; the picked one is opened below, and all of them can be changed together."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="board_ask"):
        which = links.pick(
            st.selectbox, _("Show"), "which", list(SHOWN), "open", format_func=lambda one: _(SHOWN[one]), width=220
        )
        names = [ANYBODY, *register.owners(view.dataset)]
        owner = links.pick(
            st.selectbox,
            _("Owner"),
            "of",
            names,
            ANYBODY,
            format_func=lambda name: plain(name) if name else _("anybody"),
            width=220,
        )
    found = chosen(view.dataset, which, owner, clock.today())
    if not found:
        st.text(_("There is no such action. Take a list on: under “Do next”, or behind any number."))
        return
    frame = as_frame(found)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="board_tools"):
        tables.downloads_of(view, frame, name="actions", key="board", what=_(SHOWN[which]))
        if access.may("act") and len(found) > 1:
            _change_together(found)
    picked = tables.grid(view, frame, key="action", picked_by="action_id")
    if picked:
        one(view, found[picked[0]])
    else:
        st.caption(_("Pick a row to open the action."))


def chosen(dataset: str, which: str, owner: str, today: date) -> list[register.Action]:
    """Return the actions of one of SHOWN, of one person or of all."""
    state = None if which == ALL else "open" if which in {OVERDUE, THIS_WEEK} else which
    found = register.actions(dataset, state=state, owner=owner or None, most=MOST)
    if which == OVERDUE:
        return [one for one in found if one.is_overdue(today)]
    if which == THIS_WEEK:
        return [one for one in found if one.due_on is not None and (one.due_on - today).days <= WEEK_DAYS]
    return found


def as_frame(actions: Sequence[register.Action]) -> pd.DataFrame:
    """Return actions as rows with the columns of LISTED."""
    rows = [
        {
            **{name: getattr(one, name) for name in ("action_id", "owner", "customers", "done", "held_out")},
            "title": own_values.said(one.title),
            "due_on": pd.Timestamp(one.due_on) if one.due_on else pd.NaT,
            "cause": cause_label(one.cause) if one.cause else "",
            "action_state": _(register.STATES[one.state]),
            "answer_due_on": pd.Timestamp(one.answer_due_on) if one.answer_due_on else pd.NaT,
        }
        for one in actions
    ]
    return pd.DataFrame(rows, columns=list(LISTED))


def one(view: View, action: register.Action) -> None:
    """Show one action: whether it worked, what it says, who it is for, and who changed what."""
    key = f"action_{action.action_id}"
    _card(view, action, key=key)
    parts: list[tuple[str, str, str, Callable[[], None]]] = []
    if access.may("act"):
        parts.append((_("Change it"), "change", "edit", lambda: _change(view, action, key=key)))
    if action.customers + action.held_out:
        number = action.customers + action.held_out
        titled = ngettext("{n} customer", "{n} customers", number).format(n=view.count(number))
        parts.append((titled, "members", "group", lambda: _members(view, action, key=key)))
    parts.append((_("Who changed what"), "past", "history", lambda: _past(view, action)))
    for label, name, icon, show_it in parts:
        box = st.expander(label, key=f"{key}_{name}", on_change="rerun", icon=f":material/{icon}:")
        if box.open:
            with box:
                show_it()


def _card(view: View, action: register.Action, *, key: str) -> None:
    with st.container(border=True, key="action_card"):
        st.markdown(strong(plain(own_values.said(action.title))))
        people = _("{n} acted upon, {done} of them done, {held_out} left alone").format(
            n=view.count(action.customers), done=view.count(action.done), held_out=view.count(action.held_out)
        )
        day = clock.moment(action.opened_at, view.calendar)
        st.text(_("Taken on by {who} on {day}. {people}.").format(who=action.opened_by, day=day, people=people))
        if action.horizon_days is not None:
            row = effects.of_actions(view, [action]).get(action.action_id)
            judged(effects.sentence(view, action, row), effects.verdict(row), key=key)
            if row and row["verdict"] == "one_arm":
                effects.without_lot(view, action, key=key)
        if action.remedy:
            st.caption(unmarked(action.remedy))
        if action.note:
            st.text(action.note)


def _members(view: View, action: register.Action, *, key: str) -> None:
    frame = members_frame(register.members(action.action_id))
    if not people.is_written(view, len(frame), name="action-customers", key=f"{key}_people"):
        return
    tables.downloads_of(view, frame, name="action-customers", key=f"{key}_people", what=action.title)
    people.grid(view, frame, key=f"{key}_grid")


def _past(view: View, action: register.Action) -> None:
    for event in register.events(dataset=view.dataset, subject=str(action.action_id)):
        st.text(_in_words(view, event))


def members_frame(members: Sequence[register.Member]) -> pd.DataFrame:
    """Return the customers of an action as rows: who, why, in which arm, and what came of it, in words."""
    rows = [
        {
            "customer_id": one.customer_id,
            "name": one.name,
            "reasons": one.reason,
            "arm": _(register.ARMS[one.arm]),
            "action_state": _(register.STATES[one.state]) if one.state in register.STATES else "",
            "result": _(register.OUTCOMES[one.result]) if one.result else "",
            "note": one.note,
            "done_on": pd.Timestamp(one.done_at.date()) if one.done_at else pd.NaT,
        }
        for one in members
    ]
    return pd.DataFrame(rows)


def _change(view: View, action: register.Action, *, key: str) -> None:
    """Ask for other words, another owner, day or state; the reader is told where somebody else was faster."""
    seen = editing.seen(key, action.revision, f"{key}_{{seen}}_title")
    revision = f"{key}_{seen}"
    title = st.text_input(
        _("What is to be done"), action.title, key=f"{revision}_title", max_chars=register.LONGEST_TITLE
    )
    owner = _owner(view, action.owner, key=revision)
    state = _state(action.state, key=revision)
    due_on = ask_day(_("Due"), action.due_on, view.calendar, key=f"{revision}_due", years_back=1)
    remedy = st.text_area(_("How"), action.remedy, key=f"{revision}_how", max_chars=register.LONGEST_TEXT)
    note = st.text_area(_("Note"), action.note, key=f"{revision}_words", max_chars=register.LONGEST_TEXT)
    if st.button(_("Keep the changes"), key=f"{revision}_keep", type="primary"):
        said: dict[str, Any] = {"title": title, "owner": owner, "due_on": due_on, "remedy": remedy}
        if _tried(lambda: register.change(action.action_id, seen=seen, note=note, state=state, **said)):
            editing.kept(key)
            st.rerun()


def _change_together(actions: Sequence[register.Action]) -> None:
    label = _("Change these {n}").format(n=format_number(len(actions)))
    with st.popover(label, key="together", type="tertiary", icon=":material/edit_note:", on_change="rerun") as box:
        if not box.open:
            return
        owner = st.text_input(_("Owner"), key="together_owner", placeholder=_("as it is"))
        state = st.selectbox(
            _("How far it is"),
            ["", *register.STATES],
            key="together_state",
            format_func=lambda code: _(register.STATES[code]) if code else _("as it is"),
        )
        said = {name: value for name, value in (("owner", owner), ("state", state)) if value}
        if st.button(_("Change them"), key="together_go", type="primary", disabled=not said):
            seen = [(one.action_id, one.revision) for one in actions]
            if _tried(lambda: register.change_several(seen, **said)):
                st.rerun()


def _tried(write: Callable[[], None]) -> bool:
    """Write; say why where it cannot be, and tell whether it could."""
    try:
        write()
    except register.RegisterError as error:
        st.warning(unmarked(str(error)))
        return False
    return True


def _owner(view: View, now: str, *, key: str) -> str:
    known = list(dict.fromkeys(name for name in (now, access.who().name, *register.owners(view.dataset)) if name))
    index = known.index(now) if now else None
    chosen = st.selectbox(_("Who does it"), known, index=index, key=f"{key}_owner", accept_new_options=True)
    return chosen or ""


def _state(now: str, *, key: str) -> str:
    return st.selectbox(
        _("How far it is"),
        list(register.STATES),
        index=list(register.STATES).index(now),
        key=f"{key}_state",
        format_func=lambda code: _(register.STATES[code]),
    )


def _in_words(view: View, event: register.Event) -> str:
    day = clock.moment(event.at, view.calendar)
    if event.kind == "take_on":
        return _("{day}: {who} took it on.").format(day=day, who=event.who)
    before, after = event.detail.get("before", {}), event.detail.get("after", {})
    if event.kind == "task":
        result = after[1] if len(after) > 1 else ""
        said = _(register.OUTCOMES[result]) if result else _(register.STATES.get(after[0], after[0]))
        text = _("{day}: {who} wrote of customer {customer}: {result}.")
        return text.format(day=day, who=event.who, customer=event.detail["customer"], result=said)
    told = "; ".join(
        _("{what}: “{before}” is now “{after}”").format(
            what=_(CHANGED[name]), before=_coded(name, before[name]), after=_coded(name, after[name])
        )
        for name in after
    )
    return _("{day}: {who} changed {what}.").format(day=day, who=event.who, what=told)


def _coded(name: str, value: str) -> str:
    if name == "state":
        return _(register.STATES.get(value, value))
    return cause_label(value) if name == "cause" and value else value
