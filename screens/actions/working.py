"""Working through what was taken on, one customer after the other: made for a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import access
import register
from localization import _, ngettext
from localization.numbers import format_number
from ui import clock, customer_file, editing, links, people
from words import own_values
from words.texts import plain, strong, unmarked

if TYPE_CHECKING:
    from view import View

EVERYBODY = ""
MOST = 500


def work(view: View) -> None:
    """Ask whose tasks are worked through, show the first of them, and write down what came of it."""
    names = [EVERYBODY, *register.owners(view.dataset)]
    me = access.who().name
    owner = links.pick(
        st.selectbox,
        _("Whose"),
        "whose",
        names,
        me if me in names else EVERYBODY,
        is_always_said=me in names,
        format_func=lambda name: plain(name) if name else _("everybody's"),
        width=260,
    )
    found = register.tasks(view.dataset, owner=owner or None, most=MOST)
    if not found:
        st.text(_("Nothing is left to do here. Take a list on: under “Do next”, or behind any number."))
        return
    if not _is_written(view, owner, len(found)):
        return
    keys = [f"{one.member.action_id}:{one.member.customer_id}" for one in found]
    by_key = dict(zip(keys, found, strict=True))
    asked = st.session_state.get("task") or st.query_params.get("task", "")
    if asked and asked not in by_key:
        _say_what_became_of(view, asked)
        links.forget(["task"])
    chosen = links.pick(
        st.selectbox,
        _how_many(view, found),
        "task",
        keys,
        keys[0],
        format_func=lambda key: _in_a_line(view, by_key[key]),
    )
    _card(view, by_key[chosen])


def _is_written(view: View, owner: str, left: int) -> bool:
    """Write in the trail that somebody sees these customers; a list that only gets shorter is written once."""
    key = f"tasks_seen_{view.dataset}_{owner}"
    most: int = max(left, st.session_state.get(key, 0))
    st.session_state[key] = most
    return people.is_written(view, most, name="work-through", key=key)


def _say_what_became_of(view: View, key: str) -> None:
    """Say of a task that is no longer open who has done it, so that nobody wonders where it went."""
    action, _colon, customer_id = key.partition(":")
    number = links.number(action)
    if number is None:
        return
    for task in register.tasks(view.dataset, action_id=number, customer_id=customer_id, is_open=False):
        member = task.member
        if member.done_at is None:
            continue
        text = _("{customer}: {result}, written down by {who} on {day}.").format(
            customer=member.name or member.customer_id,
            result=_(register.OUTCOMES[member.result]) if member.result else _(register.STATES[member.state]),
            who=member.done_by,
            day=clock.moment(member.done_at, view.calendar),
        )
        st.info(unmarked(text), icon=":material/info:")


def _how_many(view: View, found: list[register.Task]) -> str:
    today = clock.today()
    late = sum(one.due_on is not None and one.due_on < today for one in found)
    left = ngettext("{n} left to do", "{n} left to do", len(found)).format(n=view.count(len(found)))
    overdue = _("{n} of them overdue").format(n=view.count(late))
    return f"{left} · {overdue}" if late else left


def _in_a_line(view: View, task: register.Task) -> str:
    name = task.member.name or task.member.customer_id
    # Of itself, or a day after a name in another script is read from the wrong end.
    return f"\u2068{name}\u2069 · {view.plain_day(task.due_on)}" if task.due_on else name


def _card(view: View, task: register.Task) -> None:
    member = task.member
    key = f"task_{member.action_id}_{member.customer_id}"
    with st.container(border=True, key="task_card"):
        st.markdown(strong(plain(member.name or member.customer_id)))
        st.text(own_values.said(task.title))
        if member.reason:
            st.text(member.reason)
        customer_file.reach(view, member.customer_id)
        if task.remedy:
            st.caption(unmarked(task.remedy))
        due = _("due {day}").format(day=view.day(task.due_on)) if task.due_on else _("no day set")
        owner = task.owner or _("nobody yet")
        number = _("Action {n}").format(n=format_number(member.action_id))
        st.caption(unmarked(f"{due} · {owner} · {number}"))
        if access.may("act"):
            _ask_outcome(view, task, key=key)
    with st.expander(_("What happened so far"), key=f"{key}_past"):
        customer_file.timeline(view, member.customer_id, key=key)
        customer_file.link(member.customer_id)


def _ask_outcome(view: View, task: register.Task, *, key: str) -> None:
    seen = editing.seen(key, task.member.revision, f"{key}_said_{{seen}}")
    result = st.pills(
        _("What came of it?"),
        list(register.OUTCOMES),
        key=f"{key}_result",
        format_func=lambda code: _(register.OUTCOMES[code]),
    )
    note = st.text_input(_("Note"), task.member.note, key=f"{key}_said_{seen}", max_chars=register.LONGEST_TEXT)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        is_done = st.button(
            _("Done, next one"), key=f"{key}_done", type="primary", icon=":material/check:", disabled=result is None
        )
        is_later = st.button(
            _("Keep for later"),
            key=f"{key}_later",
            icon=":material/schedule:",
            disabled=result is None,
            help=_("What came of it is written down, and the task stays open."),
        )
        is_dropped = st.button(_("Leave it"), key=f"{key}_drop", type="tertiary", icon=":material/block:")
    if not (is_done or is_later or is_dropped):
        return
    state = "done" if is_done else "open" if is_later else "dropped"
    try:
        register.finish(
            task.member.action_id,
            task.member.customer_id,
            result=result or "",
            note=note,
            state=state,
            seen=seen,
        )
    except register.RegisterError as error:
        st.warning(unmarked(str(error)))
        return
    editing.kept(key)
    _go_on(view, task, stays=is_later)


def _go_on(view: View, task: register.Task, *, stays: bool) -> None:
    """Turn to the next task; one that stays open is stepped over."""
    if stays:
        keys = [f"{one.member.action_id}:{one.member.customer_id}" for one in register.tasks(view.dataset, most=MOST)]
        here = f"{task.member.action_id}:{task.member.customer_id}"
        place = keys.index(here) + 1 if here in keys else 0
        links.forget(["task"])
        st.query_params["task"] = keys[place % len(keys)] if keys else ""
    else:
        links.forget(["task"])
    st.rerun()
