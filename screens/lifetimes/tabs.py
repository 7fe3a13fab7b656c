"""The deeper questions of the lifetimes page, each computed when its tab is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from localization import _, ngettext
from localization.calendars import months_before
from metrics import MetricError, overall_log_rank
from metrics.lifetimes.silence_interval import lost_after_interval
from screens.lifetimes import contracts, findings, pictures
from ui import links, questions, tables
from ui.people import people
from view.frame_cache import remembered
from words.texts import attribute_label, strong, unmarked

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from metrics.lifetimes.silence_interval import DaysInterval
    from screens.lifetimes.findings import Window
    from view import View

MONTHS = ("3", "6", "12")


def more(view: View, returns: pd.DataFrame, window: Window, options: dict[str, Any], attribute: str) -> None:
    """Show the tabs below the two pictures; a closed one computes and draws nothing."""
    sections: dict[str, tuple[str, Callable[[], None]]] = {
        "meaning": (_("What is meant by lost?"), lambda: _what_is_meant(view, window)),
        "who": (_("Who is lost?"), lambda: _who_is_lost(view, returns, window)),
        "segments": (_("Do segments differ?"), lambda: _segments(view, options, attribute)),
        "days": (_("What if it were other days?"), lambda: _other_days(view, window)),
        "sure": (_("How sure are the days?"), lambda: _how_sure(view)),
        "gaps": (_("What is a usual gap?"), lambda: _usual_gaps(view)),
        "rhythm": (_("Who is silent beyond their own rhythm?"), lambda: _beyond_rhythm(view)),
    }
    if view.info.has("departures"):
        sections["causes"] = _("What takes them, and when?"), lambda: _causes(view, options)
    if view.info.has("contracts"):
        sections["contracts"] = _("Who is under contract?"), lambda: contracts.section(view)
    tabs = links.tabs({name: question for name, (question, _show) in sections.items()}, key="more", name="look")
    for tab, (question, section) in zip(tabs, sections.values(), strict=True):
        if tab.open:
            with tab:
                questions.note(question)
                section()


def _what_is_meant(view: View, window: Window) -> None:
    """Say in words what the two pictures count; no list is asked for before somebody wants to see it."""
    days = findings.days_text(view, window.days)
    st.text(
        _(
            "Nobody says goodbye: a customer is called lost on the day on which {days} without a purchase are over, "
            "and not before, because until then nobody could have known. Who buys again later was lost and won back."
        ).format(days=days)
    )
    st.text(
        _(
            "The days come from the gaps between purchases. The gap since everybody's last purchase counts as one that "
            "has not ended yet; left out, every limit would come out too short."
        )
    )
    st.text(_("For buyers whose gaps differ much from each other, ask who is silent beyond their own rhythm instead."))


def _who_is_lost(view: View, returns: pd.DataFrame, window: Window) -> None:
    """List the lost by the days of silence, those who came back, or those without a purchase in some months."""
    row = findings.at_window(returns, window.days)
    kinds = {"lost": _("Lost now"), "back": _("Came back"), "months": _("No purchase in some months")}
    kind = links.pick(
        st.segmented_control,
        _("Which customers"),
        "whom",
        list(kinds),
        "lost",
        format_func=kinds.__getitem__,
        label_visibility="collapsed",
        required=True,
    )
    if kind == "months":
        _silent_for_months(view)
        return
    if row is None:
        st.text(_("Nobody has been silent for so long."))
        return
    st.text(findings.of_the_silent(view, row, window))
    if kind == "back":
        pictures.returned_after(view, int(row["window_days"]), key="back")
    else:
        pictures.silent_for(view, int(row["window_days"]), key="lost")
        tables.explain(view, "return_curve", key="lost", windows=findings.asked_windows(view))


def _silent_for_months(view: View) -> None:
    """List the customers without a purchase in so many months of the data set's calendar."""
    until = view.info.complete_up_to
    if until is None:
        return
    months = links.pick(
        st.segmented_control,
        _("No purchase in"),
        "months",
        MONTHS,
        "6",
        format_func=lambda n: ngettext("{n} month", "{n} months", int(n)).format(n=view.count(int(n))),
        required=True,
    )
    before = months_before(until, int(months), view.calendar)
    members = view.people("silent_members", before=before)
    heading = _("bought last before {day}").format(day=view.day(before))
    people(view, members, heading=heading, name=f"silent-{months}-months", key="months")
    tables.explain(view, "silent_members", key="months", before=before)


def _segments(view: View, options: dict[str, Any], attribute: str) -> None:
    """Compare the segments of the reader's breakdown, all at once and in pairs."""
    known = list(view.info.attributes)
    if not known:
        st.text(_("Load a file of customers with a segment, a region or the like to compare how long each stays."))
        return
    chosen = attribute or links.pick(
        st.segmented_control, _("Segments by"), "split", known, known[0], format_func=attribute_label, required=True
    )
    try:
        pairs = view.fetch("survival_difference", by=(chosen,), **options)
        scores = view.fetch("survival_scores", by=(chosen,), **options)
    except MetricError as error:  # an attribute that is called like a column of the metric
        st.text(str(error))
        return
    overall = overall_log_rank(scores, chosen)[2]
    st.text(findings.differences(view, pairs, overall, chosen))
    if pairs.empty:
        return
    if not attribute:
        lasting = view.fetch("survival", by=(chosen,), **options)
        says = findings.by_segment(view, lasting, chosen)
        group = pictures.curves(view, lasting, chosen, alt=says, key="split_curves")
        st.caption(unmarked(says))
        tables.numbers(view, lasting, definition="survival", key="split_curves", by=(chosen,), **options)
        if group is not None:
            pictures.people_of_curve(view, chosen, group, options, key="people_of_split")
    st.markdown(strong(_("Every two segments, the most different first")))
    ordered = pairs.sort_values("adjusted_p").drop(columns=["variance"])
    tables.grid(view, ordered, key="pairs_grid")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="pairs_tools"):
        tables.downloads_of(view, pairs, name="survival_difference", key="pairs")
        tables.explain(view, "survival_difference", key="pairs", by=(chosen,), **options)
    st.caption(_("A segment that leaves earlier and one that leaves later can differ without this test seeing it."))


def _other_days(view: View, window: Window) -> None:
    """Show how retention of the last period changes with the days of silence."""
    days = tuple(sorted({30, 90, 180, 365, window.days}))
    strip = view.fetch("window_retention", windows=days)
    if strip.empty:
        st.text(_("This takes two complete periods, and there are fewer. Choose a finer period or a longer range."))
        return
    st.text(findings.sensitivity(view, strip))
    picked = pictures.windows(view, strip, window, key="strip")
    tables.numbers(view, strip, definition="window_retention", key="strip", windows=days)
    if picked:
        pictures.people_of_window(view, picked, key="people_of_window")


def _how_sure(view: View) -> None:
    """Say between which days the rule's answer lies; drawn only when this is opened."""
    counts = view.fetch("silence_counts")
    st.text(findings.how_sure(view, _drawn_interval(counts)))
    st.caption(
        _(
            "The rule is tried again and again on as many customers picked at random, each with all their gaps; the "
            "range holds the middle 95 % of its answers. More customers make it narrower."
        )
    )
    tables.numbers(view, counts, definition="silence_counts", key="how_sure")


@remembered
def _drawn_interval(counts: pd.DataFrame) -> DaysInterval | None:
    """Draw once for each data set and view."""
    return lost_after_interval(counts)


def _usual_gaps(view: View) -> None:
    """Show three ways to state the usual gap between purchases."""
    gaps = view.fetch("gap_percentiles")
    st.text(findings.usual_gap(view, gaps))
    tables.grid(view, gaps, key="gaps_grid")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="gaps_tools"):
        tables.downloads_of(view, gaps, name="gap_percentiles", key="gaps")
        tables.explain(view, "gap_percentiles", key="gaps")


def _beyond_rhythm(view: View) -> None:
    """List the customers who are silent for longer than their own gaps make likely."""
    found = view.fetch("rhythm_levels")
    sizes = dict(zip(found["level"], found["customers"], strict=True))
    st.text(findings.beyond_rhythm(view, found))
    levels = {name: f"{_(label)} · {view.count(sizes.get(name, 0))}" for name, label in findings.LEVELS.items()}
    level = links.pick(
        st.segmented_control,
        _("How unlikely is so long a silence?"),
        "level",
        list(levels),
        "lapsed",
        format_func=levels.__getitem__,
        required=True,
    )
    members = view.people("rhythm_members", level=level)
    if len(members):
        # The longest overdue against chance first; the money stands beside.
        members = members.sort_values(["p_silence", "customer_key"])
    people(view, members, heading=_(findings.LEVELS[level]), name=f"rhythm-{level}", key="rhythm")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="rhythm_about"):
        tables.explain(view, "rhythm_members", key="rhythm", level=level)
    st.caption(_("Among thousands of customers, some are silent for so long by chance: the list puts them in order."))


def _causes(view: View, options: dict[str, Any]) -> None:
    """Show which causes take customers early and which late."""
    shares = view.fetch("reasons_over_time", **options)
    if shares.empty:
        st.text(_("Nobody has left whose time as a customer can be followed."))
        return
    says = findings.taken(view, shares)
    more = tables.titled(_("What takes them, and when?"))
    st.text(says)
    pictures.causes(view, shares, findings.takes_most(shares), alt=says, key="causes")
    st.caption(_("Who left for one cause cannot leave for another any more: the shares and those still here make all."))
    with more:
        tables.numbers(view, shares, definition="reasons_over_time", key="causes", **options)
