"""Parts of the service page below its first picture, each where its table was loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from localization import _
from screens.service import findings, pictures
from ui import links
from ui.cards import close, opened
from ui.people import people
from ui.tables import grid, numbers, titled
from words import own_values
from words.result_words import cause_label, spoken
from words.texts import unmarked, value_label

if TYPE_CHECKING:
    import pandas as pd

    from ui.cards import Card
    from view import View


def clock(view: View) -> dict[str, Any]:
    """Ask by which hours an answer is in time."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="clock"):
        hours = links.pick(
            st.segmented_control,
            _("Counted in"),
            "hours",
            list(findings.HOURS),
            "calendar",
            format_func=lambda name: _(findings.HOURS[name]),
            required=True,
        )
        if hours == "calendar":
            return {}
        week = links.pick(
            st.segmented_control,
            _("Days that are worked"),
            "week",
            list(findings.WEEKS),
            findings.usual_week(view),
            format_func=lambda name: _(findings.WEEKS[name]),
            required=True,
        )
    return {"hours": hours, "week": week}


def behind(view: View, found: findings.Known, headlines: list[Card]) -> None:
    """Show the list that a card opened."""
    which = opened(headlines)
    if not which:
        return
    if which == "in_time":
        members = view.people("reply_members", within_range=True, state="in_time")
        heading = _("complaints answered within 24 hours")
    elif which == "open":
        members = view.people("issue_members", within_range=True, complaint="open", has_left=True)
        heading = _("times that a customer left after a complaint that was left open")
    elif which == "wave" and found.waves is not None:
        wave = found.waves["period"].iloc[-1]
        members = view.people("nps_members", answered_in=wave.date())
        heading = _("customers who answered in {period}").format(period=view.period_name(wave))
    else:
        members = view.people("holder_members")
        heading = _("customers whom one of us alone knows")
    people(view, members, heading=heading, name=which, key="behind")
    close(key="close_behind")


def issue_list(view: View, topic: str, *, key: str) -> None:
    """Show who complained of a topic, and left or not."""
    members = view.people("issue_members", within_range=True, topic=topic)
    heading = _("customers of a period who complained of “{topic}”").format(topic=value_label(topic))
    people(view, members, heading=heading, name="issue", key=key)


def state_list(view: View, state: str, *, key: str) -> None:
    """Show whose complaints came to this, and whether they left."""
    members = view.people("issue_members", within_range=True, complaint=state)
    people(view, members, heading=spoken("complaint").get(state, state), name="complaint", key=key)


def stated(view: View) -> None:
    """Show what those who left after a complaint give as the reason, beside those who left without it."""
    found = findings.asked(view, "issue_causes")
    more = titled(_("What do those who left after a complaint give as the reason?"))
    st.text(unmarked(findings.of_stated(view, found)))
    first = None if found is None else findings.loudest(found)
    if found is None or first is None or first.empty:
        return
    with more:
        numbers(view, found, definition="issue_causes", key="issue_causes")
    st.caption(_("Of each topic the cause that stands out most. Pick a row to see who left."))
    rows = grid(view, first.drop(columns="adjusted_p"), key="issue_causes_grid", picked_by="topic")
    if rows:
        row = first.iloc[rows[0]]
        topic, cause = str(row["topic"]), str(row["cause"])
        members = view.people("issue_cause_members", within_range=True, topic=topic, cause=cause)
        heading = _("customers who left after complaining of “{topic}” and named “{cause}”").format(
            topic=value_label(topic), cause=cause_label(cause)
        )
        people(view, members, heading=heading, name="issue_causes", key="people_of_issue_cause", cause=cause)


def replies(view: View, chosen: dict[str, Any]) -> None:
    """Show how soon customers are answered, over time, by topic and agent, and what waiting goes with."""
    more = titled(_("How many complaints are answered within 24 hours?"))
    by_period = findings.asked(view, "replies_over_time", **chosen)
    if by_period is None:
        st.text(_("No complaint came in these periods."))
        return
    left, right = st.columns(2, gap="large")
    with left:
        period = pictures.over_time(view, by_period, key="replies")
        with more:
            numbers(view, by_period, definition="replies_over_time", key="replies", **chosen)
    with right:
        waits = findings.asked(view, "reply_leaving")
        if waits is not None:
            step = pictures.shares(view, waits, "wait", key="waits")
            st.caption(unmarked(findings.of_trend(waits)))
            numbers(view, waits, definition="reply_leaving", key="waits")
            if step:
                members = view.people("issue_members", within_range=True, wait=step)
                people(view, members, heading=spoken("wait").get(step, step), name="wait", key="people_of_wait")
    if period is not None:
        members = view.people("reply_members", within_range=True, opened_in=period.date(), **chosen)
        heading = _("complaints that came in {period}").format(period=view.period_name(period))
        people(view, members, heading=heading, name="complaints", key="people_of_replies")
    _by(view, chosen)


def _by(view: View, chosen: dict[str, Any]) -> None:
    """Show the answers by agent, topic and what the reader breaks down by, in a box that computes when opened."""
    box = st.expander(_("By agent, topic and segment"), key="replies_by", on_change="rerun", icon=":material/table:")
    if not box.open:
        return
    with box:
        attributes = [view.lens.by] if view.lens.by else [*view.info.attributes][:1]
        for name in ("agent", "topic", *attributes):
            found = findings.asked(view, "reply_times", by=(name,), **chosen)
            if found is not None:
                numbers(view, found, definition="reply_times", key=f"replies_by_{name}", by=(name,), **chosen)
                grid(view, _said(found, name), key=f"replies_by_{name}_grid")


def _said(found: pd.DataFrame, name: str) -> pd.DataFrame:
    return found.assign(**{name: [value_label(own_values.said(value)) for value in found[name]]})


def recommendation(view: View) -> None:
    """Show NPS by wave, what promoters and detractors did, and what matters to customers."""
    waves = findings.asked(view, "nps")
    if waves is not None:
        more = titled(_("Would they recommend us, and what did they do then?"))
        st.text(findings.of_waves(view, waves))
        left, right = st.columns(2, gap="large")
        with left:
            wave = pictures.over_time(view, waves, key="nps")
            with more:
                numbers(view, waves, definition="nps", key="nps")
        with right:
            groups = findings.asked(view, "nps_leaving")
            group = None
            if groups is not None:
                group = pictures.shares(view, groups, "nps_group", key="groups")
                st.caption(unmarked(findings.of_answers(groups)))
                numbers(view, groups, definition="nps_leaving", key="groups")
        if wave is not None:
            heading = _("customers who answered in {period}").format(period=view.period_name(wave))
            people(view, view.people("nps_members", answered_in=wave.date()), heading=heading, name="nps", key="wave")
        if group is not None:
            members = view.people("nps_members", within_range=True, group=group)
            people(view, members, heading=spoken("nps_group").get(group, group), name="nps", key="people_of_group")
    topics = findings.asked(view, "importance_performance")
    if topics is not None:
        more = titled(_("What matters to customers, and how good are we at it?"))
        pictures.what_matters(view, topics, key="importance")
        with more:
            numbers(view, topics, definition="importance_performance", key="importance")
        grid(view, topics, key="importance_grid")
    scores = findings.asked(view, "satisfaction")
    if scores is not None:
        box = st.expander(_("How content they are, each scale by itself"), key="content", on_change="rerun")
        if box.open:
            with box:
                numbers(view, scores, definition="satisfaction", key="scores")
                grid(view, scores, key="scores_grid")


def holders(view: View) -> None:
    """Show what would leave with each agent, and what happened when one left."""
    held = findings.asked(view, "agent_holdings")
    if held is None:
        return
    more = titled(_("Who holds the relationship?"))
    with more:
        numbers(view, held, definition="agent_holdings", key="holdings")
    changes = findings.asked(view, "agent_changes")
    st.text(findings.of_changes(view, changes))
    st.caption(_("Pick a row to see whom that agent alone knows."))
    rows = grid(view, held, key="holdings_grid", picked_by="agent")
    if rows:
        agent = str(held["agent"].iloc[rows[0]])
        members = view.people("holder_members", agent=agent)
        people(
            view, members, heading=_("customers whom {agent} alone knows").format(agent=agent), name="agent", key="held"
        )
    if changes is None:
        return
    box = st.expander(_("What happened when an agent left"), key="changes", on_change="rerun")
    if box.open:
        with box:
            numbers(view, changes, definition="agent_changes", key="changes")
            grid(view, changes, key="changes_grid")
            members = view.people("change_members")
            people(view, members, heading=_("customers whose agent left"), name="changes", key="changed")
