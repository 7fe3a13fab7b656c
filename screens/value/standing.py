"""Where customers stand by how lately and how often they bought, who moved, and the people behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import charts.value
from localization import N_, _, ngettext
from metrics.value.rfm import GROUPS
from ui.drawing import at_least, show
from ui.people import people
from ui.tables import numbers, titled
from view.frame_cache import remembered
from words.settings_in_words import cuts_in_words

if TYPE_CHECKING:
    from view import View

ORDER = [*GROUPS, "none"]
WAYS = {"rose": N_("Rose"), "fell": N_("Fell"), "stayed": N_("Stayed")}
NOT_A_BUYER = N_("Not a buyer")


def name(code: str) -> str:
    """Return a group's name for the reader."""
    return _(GROUPS.get(code, NOT_A_BUYER))


def _ways(moves: pd.DataFrame) -> pd.Series:
    """Say of each move whether it went up or down; who was no buyer before rose, who is none any more fell."""
    step = moves["standing"].map(ORDER.index) - moves["standing_before"].map(ORDER.index)
    return step.map(lambda by: "stayed" if by == 0 else "fell" if by > 0 else "rose")


@remembered
def who_moved(view: View, moves: pd.DataFrame) -> str:
    """Say how many moved down and up in the last quarter, and which fall cost the most sales."""
    if moves.empty:
        return _("Nobody bought in the last 365 days.")
    ways = _ways(moves)
    fell, rose = (int(moves.loc[ways == way, "customers"].sum()) for way in ("fell", "rose"))
    said = ngettext(
        "In the last 91 days {n} customer moved down", "In the last 91 days {n} customers moved down", fell
    ).format(n=view.count(fell))
    said += ngettext(" and {n} moved up.", " and {n} moved up.", rose).format(n=view.count(rose))
    falls = moves[ways == "fell"].sort_values("revenue_before", ascending=False)
    if falls.empty:
        return said
    worst = falls.iloc[0]
    return f"{said} " + _(
        "The largest fall by sales: {n} from “{before}” to “{now}”; they brought {money} in the 365 days before."
    ).format(
        n=view.count(worst["customers"]),
        before=name(worst["standing_before"]),
        now=name(worst["standing"]),
        money=view.money(worst["revenue_before"]),
    )


def how_scored(view: View) -> str:
    """Say where the scores part, by the firm's own cut points or by the customers themselves, and where to set it."""
    settings = view.info.settings
    if not settings.recency_cuts and not settings.frequency_cuts:
        return _(
            "Each score goes to about a fifth of the customers, and equal ones are never parted; cut points of your "
            "own are set on the Data page, with the settings."
        )
    usual = _("about a fifth each")
    return _("Scores part at days since the last purchase: {recency}; at days with a purchase: {frequency}.").format(
        recency=cuts_in_words(settings.recency_cuts) or usual,
        frequency=cuts_in_words(settings.frequency_cuts) or usual,
    )


def section(view: View) -> None:
    """Show the map, the moves, and the list behind a picked cell of either."""
    cells, moves = view.fetch("rfm_map"), view.fetch("rfm_moves")
    if cells.empty:
        st.text(who_moved(view, moves))
        return
    day = view.day(view.info.complete_up_to)
    left, right = st.columns([2, 3], gap="large")
    with left:
        more = titled(view.in_money(_("Where do customers stand on {day}?").format(day=day)))
        with at_least(320, key="rfm"):
            rows = _cell_rows(view, cells)
            alt = _("Customers by how lately and how often they bought: {cells}.").format(
                cells="; ".join(f"{row.group_label} {row.count_label}" for row in rows.itertuples())
            )
            cell = show(view, charts.value.recency_and_frequency, rows, key="rfm", alt=alt, select="cell")
        with more:
            numbers(view, cells, definition="rfm_map", key="rfm")
    with right:
        more = titled(view.in_money(_("Who moved in the 91 days up to {day}?").format(day=day)))
        with at_least(520, key="moves"):
            rows = _move_rows(view, moves)
            alt = _("Moves between groups: {moves}.").format(
                moves="; ".join(f"{row.before_label} → {row.now_label} {row.count_label}" for row in rows.itertuples())
            )
            move = show(view, charts.value.moves, rows, key="moves", alt=alt, select="move")
        with more:
            numbers(view, moves, definition="rfm_moves", key="moves")
    st.caption(who_moved(view, moves))
    st.caption(how_scored(view))
    if move:
        before, now = str(move["before"]), str(move["now"])
        heading = _("customers who were “{before}” a quarter before and are “{now}” today").format(
            before=name(before), now=name(now)
        )
        _people(view, heading, standing=now, standing_before=before)
    elif cell:
        recency, frequency = int(cell["recency_score"]), int(cell["frequency_score"])
        heading = _("customers with recency {recency} and frequency {frequency}").format(
            recency=view.count(recency), frequency=view.count(frequency)
        )
        _people(view, heading, recency_score=recency, frequency_score=frequency)


def _people(view: View, heading: str, **options: Any) -> None:
    members = view.people("rfm_members", last_order=True, **options)
    people(view, _named(members), heading=heading, name="group", key="people_of_group", definition="rfm_members")


@remembered
def _named(members: pd.DataFrame) -> pd.DataFrame:
    named = {column: members[column].map(name) for column in ("standing", "standing_before")}
    return members.assign(**named).sort_values("revenue", ascending=False, ignore_index=True)


@remembered
def _cell_rows(view: View, cells: pd.DataFrame) -> pd.DataFrame:
    def between(low: float, high: float) -> str:
        return (
            view.count(low) if low == high else _("{low} to {high}").format(low=view.count(low), high=view.count(high))
        )

    return pd.DataFrame(
        {
            "recency_score": cells["recency_score"],
            "frequency_score": cells["frequency_score"],
            "customers": cells["customers"],
            "count_label": cells["customers"].map(view.count),
            "group_label": cells["standing"].map(name),
            "money_label": cells["revenue"].map(view.money),
            "recency_label": [between(*two) for two in zip(cells["recency_from"], cells["recency_to"], strict=True)],
            "frequency_label": [
                between(*two) for two in zip(cells["frequency_from"], cells["frequency_to"], strict=True)
            ],
        }
    )


@remembered
def _move_rows(view: View, moves: pd.DataFrame) -> pd.DataFrame:
    ways = _ways(moves)
    return pd.DataFrame(
        {
            "before": moves["standing_before"],
            "now": moves["standing"],
            "before_label": moves["standing_before"].map(name),
            "now_label": moves["standing"].map(name),
            "before_order": moves["standing_before"].map(ORDER.index),
            "now_order": moves["standing"].map(ORDER.index),
            "customers": moves["customers"],
            "count_label": moves["customers"].map(view.count),
            "way": ways,
            "way_label": ways.map({way: _(label) for way, label in WAYS.items()}),
            "strength": (moves["customers"] / moves["customers"].max()) ** 0.5,
            "money_label": [
                _("{before} before, {now} now").format(before=view.money(before), now=view.money(now))
                for before, now in zip(moves["revenue_before"], moves["revenue"], strict=True)
            ],
        }
    )
