"""What to do next: three lists by the money that can be moved, each row to be taken on there and then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import register
from localization import _
from localization.numbers import format_number, format_percent
from metrics.causes.remedies import CAUSES
from metrics.people import CONTACTS
from ui import customer_file, links, people, tables, take_on
from view.frame_cache import remembered
from words import behaviour, own_values
from words.result_words import NOT_KNOWN, cause_label
from words.texts import plain, strong

if TYPE_CHECKING:
    from collections.abc import Mapping

    from view import View

CALLS = ("10", "25", "50", "100", "250")
USUAL_CALLS = "25"
MOST_CALLS = max(map(int, CALLS))
FIXES = 12
LOSERS = 50


def call_list(view: View, told: pd.DataFrame, *, key: str) -> None:
    """Show whom to call, the largest expected loss first; a picked row can be taken on, and so can the whole list.

    `told` are customers with reasons in words, as the early warning lists them, the first MOST_CALLS.
    """
    calls = links.pick(
        st.segmented_control,
        _("Calls that can be made"),
        "calls",
        CALLS,
        USUAL_CALLS,
        format_func=lambda number: format_number(int(number)),
        required=True,
    )
    first = told.head(int(calls))
    shown = with_what_was_done(view, first)
    names = ("name", "expected_loss", "reasons", "taken_on", "owner", *CONTACTS, "last_day", "segment", "customer_id")
    about = take_on.About(_("Call: the largest losses to expect"), definition="risk_members")
    _rows(view, first, shown, names, about, each=_("Call {customer}"), key=key)


def stop_list(view: View, members: pd.DataFrame, *, key: str) -> None:
    """Show who costs more than they bring, the largest loss first."""
    worst = members.sort_values("profit").head(LOSERS)
    shown = with_what_was_done(view, worst)
    names = ("name", "profit", "revenue", "orders", "taken_on", "owner", "segment", "customer_id")
    about = take_on.About(
        _("Talk about prices and returns: they cost more than they bring"), definition="segment_members"
    )
    _rows(view, worst, shown, names, about, each=_("Talk to {customer}"), key=key)


def _rows(
    view: View,
    members: pd.DataFrame,
    shown: pd.DataFrame,
    names: tuple[str, ...],
    about: take_on.About,
    *,
    each: str,
    key: str,
) -> None:
    if not people.is_written(view, len(members), name=f"do-next-{key}", key=key):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}_tools"):
        take_on.offer(view, members, about, key=f"{key}_all")
        tables.downloads_of(view, shown, name=key, key=key, what=about.title)
    columns = [name for name in names if name in shown.columns and shown[name].notna().any()]
    picked = tables.grid(view, shown[columns], key=f"{key}_list", picked_by="customer_id")
    if not picked:
        st.caption(_("Pick a row to take on one customer alone."))
        return
    one = members.iloc[picked]
    row = one.iloc[0]
    title = each.format(customer=called(row))
    with st.container(border=True, key=f"{key}_one"):
        st.markdown(strong(plain(title)))
        if row.get("reasons"):
            st.text(row["reasons"])
        take_on.offer(view, one, take_on.About(title, definition=about.definition), key=f"{key}_{row['customer_id']}")
        customer_file.link(str(row["customer_id"]))


def called(row: pd.Series) -> str:
    """Return how a customer of a list is called: by name, else by number."""
    name = row.get("name")
    return str(row["customer_id"]) if pd.isna(name) or not str(name).strip() else str(name)


def with_what_was_done(view: View, members: pd.DataFrame) -> pd.DataFrame:
    """Put beside each customer what was taken on for them last, and what came of it, in words."""
    done = register.latest(view.dataset, [str(one) for one in members["customer_id"]])
    said = [_what_was_done(view, done.get(str(one))) for one in members["customer_id"]]
    return members.assign(taken_on=pd.Series(said, index=members.index, dtype=object))


def _what_was_done(view: View, task: register.Task | None) -> str | None:
    if task is None:
        return None
    member = task.member
    if member.arm == register.HELD_OUT:
        return _("left alone, to compare")
    if member.result:
        return _("{result}, {day}").format(
            result=_(register.OUTCOMES[member.result]), day=view.plain_day(member.done_at)
        )
    if member.state != "open":
        return _(register.STATES[member.state])
    if task.due_on is None:
        return _("taken on, {who}").format(who=task.owner or _("nobody yet"))
    return _("due {day}, {who}").format(day=view.plain_day(task.due_on), who=task.owner or _("nobody yet"))


def split_of(view: View) -> str:
    """Return the attribute that causes are split by: the reader's, else the most telling one."""
    known = [name for name in view.info.attributes if name not in {"cause", "period"}]
    if view.lens.by in known:
        return view.lens.by
    return behaviour.most_telling(known) or behaviour.offered(view)


@remembered
def fixes(view: View, found: pd.DataFrame, split: str) -> pd.DataFrame:
    """Return what drives customers away and is ours to change, by cause and segment, the costliest first.

    `found` are the departures by cause, and by `split` where it is not empty.

    cause, group (its value; "" where nothing splits them), departed, mentions, money (currency lost; null where no
    money is known).
    """
    ours = {code for code, cause in CAUSES.items() if cause.is_controllable and code not in NOT_KNOWN}
    found = found[found["cause"].isin(ours)]
    money = "lost_profit" if found["lost_profit"].notna().any() and view.info.knows_profit else "lost_revenue"
    group = found[split].fillna("") if split else ""
    told = found.assign(group=group, money=found[money].astype(float))
    ordered = told.sort_values(["money", "departed"], ascending=False, na_position="last")
    return ordered[["cause", "group", "departed", "mentions", "money"]].reset_index(drop=True)


def fix_list(view: View, found: pd.DataFrame, split: str) -> None:
    """Show each cause with what it cost in one segment, the remedy, and what is done about it."""
    if found.empty:
        st.text(
            _("No recorded departure of {period} names a cause that is yours to change.").format(period=view.span_name)
        )
        return
    whole = float(found["money"].sum())
    under_way = _actions_by_cause(view)
    for place, row in enumerate(found.head(FIXES).to_dict("records")):
        with st.container(border=True, key=f"fix_{place}"):
            _one_fix(view, row, split, whole, under_way, key=f"fix_{place}")


def _one_fix(
    view: View,
    row: Mapping[Any, Any],
    split: str,
    whole: float,
    under_way: dict[str, list[register.Action]],
    *,
    key: str,
) -> None:
    cause, group = str(row["cause"]), str(row["group"])
    title = named(cause, split, group)
    st.markdown(strong(plain(title)))
    facts = [_("named by {n} who left").format(n=view.count(row["mentions"]))]
    if not pd.isna(row["money"]):
        text = _("{money} a year, {share} of what is yours to change")
        share = format_percent(row["money"] / whole if whole else None, decimals=0)
        facts.append(text.format(money=view.money(row["money"]), share=share))
    st.text(" · ".join(facts))
    st.caption(plain(take_on.remedy_of(view.dataset, cause)))
    for action in under_way.get(cause, ())[:2]:
        st.text(_of_action(view, action))
    about = take_on.About(_("Remedy: {what}").format(what=title), cause, "departures_by_cause")
    take_on.offer(view, pd.DataFrame(columns=["customer_id"]), about, key=key)


def named(cause: str, split: str, group: str) -> str:
    """Name a cause, and the group that it is looked at in."""
    return f"{cause_label(cause)} · {behaviour.group_label(split, group)}" if split else cause_label(cause)


def _actions_by_cause(view: View) -> dict[str, list[register.Action]]:
    found: dict[str, list[register.Action]] = {}
    for action in register.actions(view.dataset, state="open", most=500):
        if action.cause:
            found.setdefault(action.cause, []).append(action)
    return found


def _of_action(view: View, action: register.Action) -> str:
    text = _("Taken on: “{title}”, {who}, due {day}.")
    return text.format(
        title=own_values.said(action.title), who=action.owner or _("nobody yet"), day=view.day(action.due_on)
    )
