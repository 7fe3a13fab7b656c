"""The club: what its members buy more than others, and how much of it they would have bought anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import charts.actions
from localization import _
from localization.numbers import format_change, format_number
from metrics import MetricError
from metrics.actions.pairs import SPAN_DAYS, STEPS
from ui.drawing import show
from ui.tables import grid, numbers, titled
from words.texts import of, unmarked

if TYPE_CHECKING:
    from view import View

Row = dict[str, Any]
# Members of whom so many at least found somebody like them are enough to speak of.
LEAST_PAIRS = 10
# So many times wider are intervals of which, of three together, chance alone puts one beside zero 1 time in 20.
OF_THREE = 2.394 / 1.960


def section(view: View) -> None:
    """Show the three answers side by side: as they are, beside customers alike, and the change since joining."""
    more = titled(_("Does the club make them buy, or would they have bought anyway?"))
    try:
        found, profit = (view.fetch("club_effect", measure=measure) for measure in ("orders", "profit"))
    except MetricError as error:
        st.text(str(error))
        return
    ways = by_way(found)
    st.text(sentence(view, ways))
    if "did" in ways:
        for text in (caution(view, found, ways), worth(view, by_way(profit))):
            st.caption(unmarked(text))
        _draw(view, found)
    with more:
        numbers(view, found, definition="club_effect", key="club")
    grid(view, found[found["way"] != "step"].drop(columns="third"), key="club_ways")


def by_way(found: pd.DataFrame) -> dict[str, Row]:
    """Return the rows that speak of the whole time, by their way."""
    whole: list[Row] = found[found["way"] != "step"].to_dict("records")  # type: ignore[assignment]  # columns have names
    return {row["way"]: row for row in whole}


def sentence(view: View, ways: dict[str, Row]) -> str:
    """Say what members seem to buy more, and what is left of it beside customers alike."""
    naive, did = ways.get("naive"), ways.get("did")
    if naive is None:
        return _("No member has been one for {n} days yet; until then nothing is said.").format(
            n=format_number(SPAN_DAYS)
        )
    if pd.isna(naive["effect"]):
        return _("There is nobody outside of the club to compare its {n} members with.").format(
            n=view.count(naive["members"])
        )
    first = _("In the last {n} days members bought on {own} days, others on {other}: {difference}.").format(
        n=format_number(SPAN_DAYS),
        own=format_number(naive["members_after"], decimals=1),
        other=format_number(naive["others_after"], decimals=1),
        difference=format_change(naive["effect"], decimals=1),
    )
    if did is None or did["members"] < LEAST_PAIRS:
        text = _("Too few members found a customer who had bought alike before, so nobody knows what it is due to.")
        return f"{first} {text}"
    text = _(
        "Beside customers who had bought alike before, they buy on {change} days more since they joined ({low} to "
        "{high}, 19 times in 20)."
    )
    second = text.format(
        change=format_change(did["effect"], decimals=1),
        low=format_change(did["effect_low"], decimals=1),
        high=format_change(did["effect_high"], decimals=1),
    )
    return f"{first} {second} {_verdict(did)}"


def _verdict(did: Row) -> str:
    if not did["is_real"]:
        return _("That could be chance: the members would probably have bought most of it anyway.")
    if did["effect"] > 0:
        return _("Chance alone does not explain that; it is no proof either, for nobody drew lots.")
    return _("Since they joined they buy less than those.")


def caution(view: View, found: pd.DataFrame, ways: dict[str, Row]) -> str:
    """Say how many found nobody like them, and whether members differed before they joined."""
    paired, members = ways["did"]["members"], ways["naive"]["members"] if "naive" in ways else ways["did"]["members"]
    text = _("{part} members are compared; the others found nobody like them.").format(
        part=of(view.count(paired), view.count(max(members, paired)))
    )
    before = found[(found["way"] == "step") & (found["third"] < 0)]
    half = before["effect_high"] - before["effect"]
    if (before["effect"].abs() > half * OF_THREE).any():
        text += " " + _("Members and those like them differed before already: the comparison is not to be trusted.")
    return text


def worth(view: View, ways: dict[str, Row]) -> str:
    """Say what a member may cost: the profit that the club brings, where it brings any."""
    did = ways.get("did")
    if did is None or pd.isna(did["effect"]):
        return ""
    if did["is_real"] and did["effect"] > 0:
        text = _("In profit that is {money} for each member in {n} days ({low} to {high}): a member may cost no more.")
    else:
        text = _(
            "In profit that is {money} for each member in {n} days ({low} to {high}): nobody knows whether it pays for "
            "itself."
        )
    return text.format(
        money=view.money(did["effect"], change=True),
        n=format_number(SPAN_DAYS),
        low=view.money(did["effect_low"], change=True),
        high=view.money(did["effect_high"], change=True),
    )


def _draw(view: View, found: pd.DataFrame) -> None:
    rows = step_rows(found)
    said = "; ".join(f"{one.period_label} {one.side_label} {one.value_label}" for one in rows.itertuples())
    alt = _("What members and customers like them bought before and after joining: {said}").format(said=said)
    show(view, charts.actions.side_by_side, rows, key="club", alt=alt)


def step_rows(found: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each step and side, labelled for the reader."""
    steps = found[found["way"] == "step"].sort_values("third")
    length = SPAN_DAYS // STEPS
    sides = {"members": _("Members"), "others": _("Customers alike")}
    return pd.DataFrame(
        [
            {
                "order": int(third) + STEPS + 1,
                "period_label": format_change(int(third) * length if third < 0 else (int(third) + 1) * length),
                "side": side,
                "side_label": label,
                "value": value,
                "value_label": format_number(value, decimals=2),
            }
            for side, label in sides.items()
            for third, value in zip(steps["third"], steps[f"{side}_after"], strict=True)
        ]
    )
