"""Pictures and lists of the value page: their rows labelled for the reader, then drawn; and the people behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import charts.value
from localization import _
from localization.numbers import format_number
from ui import links
from ui.drawing import show
from ui.people import people
from view.frame_cache import remembered
from words.texts import plain, value_label

if TYPE_CHECKING:
    from screens.value.findings import About
    from view import View

MOST_SEGMENTS = 12
FIRST = 1000
MOST_POINTS = 10


def now_and_to_come(view: View, segments: pd.DataFrame, by: str, *, key: str) -> str | None:
    """Draw what each segment brought and what it is to bring; returns the picked segment."""
    rows = _segment_rows(view, segments, by)
    alt = _("What each segment brought and is to bring: {segments}.").format(
        segments="; ".join(f"{row.segment_label} {row.part_label} {row.value_label}" for row in rows.itertuples())
    )
    picked = show(view, charts.value.now_and_to_come, rows, key=key, alt=alt, select="segment", currency=view.currency)
    return None if picked is None else str(picked["segment"])


@remembered
def _segment_rows(view: View, segments: pd.DataFrame, by: str) -> pd.DataFrame:
    largest = segments.head(MOST_SEGMENTS).reset_index(drop=True)
    shared = {
        "segment": largest[by],
        "segment_label": largest[by].map(value_label),
        "order": range(1, len(largest) + 1),
        "count_label": largest["customers"].map(view.count),
    }
    now = pd.DataFrame(shared | {"part": "now", "value": largest["last_revenue"], "low": None, "high": None})
    coming = pd.DataFrame(
        shared
        | {
            "part": "to_come",
            "value": largest["revenue_to_come"],
            "low": largest["worth_low"],
            "high": largest["worth_high"],
        }
    )
    names = {"now": _("in the last 365 days"), "to_come": _("to come")}
    rows = pd.concat([now.astype({"low": "float64", "high": "float64"}), coming], ignore_index=True)
    return rows.assign(
        value_label=rows["value"].map(view.money),
        part_label=rows["part"].map(names),
        interval_label=[
            "–" if pd.isna(low) else _("{low} to {high}").format(low=view.money(low), high=view.money(high))
            for low, high in zip(rows["low"], rows["high"], strict=True)
        ],
    )


def by_tenth(view: View, tenths: pd.DataFrame, kept: About, *, key: str) -> int | None:
    """Draw what was forecast of each tenth and what came; returns the picked tenth."""
    simplest = "" if kept.uses == "again" else _("Nobody leaving") if kept.of_contracts else _("The same again")
    rows = _tenth_rows(view, tenths, simplest)
    alt = _("For each customer of each tenth, forecast and come: {tenths}.").format(
        tenths="; ".join(
            f"{view.count(tenth)}: {view.money(predicted)}, {view.money(came)}"
            for tenth, predicted, came in tenths[["tenth", "per_predicted", "per_came"]].to_numpy()
        )
    )
    told = {"currency": view.currency, "simplest": simplest}
    picked = show(view, charts.value.forecast_by_tenth, rows, key=key, alt=alt, select="tenth", **told)
    return None if picked is None else int(picked["tenth"])


@remembered
def _tenth_rows(view: View, tenths: pd.DataFrame, simplest: str) -> pd.DataFrame:
    names = {"came": _("Came"), "predicted": _("Was forecast")} | ({"again": simplest} if simplest else {})
    parts = [
        pd.DataFrame(
            {
                "tenth": tenths["tenth"],
                "part": part,
                "value": tenths[f"per_{part}"],
                "part_label": names[part],
                "tenth_label": tenths["tenth"].map(view.count),
                "value_label": tenths[f"per_{part}"].map(view.money),
                "count_label": tenths["customers"].map(view.count),
            }
        )
        for part in names
    ]
    return pd.concat(parts, ignore_index=True)


def people_of_tenth(view: View, tenth: int, months: int, *, key: str) -> None:
    """List the customers of a tenth of the test, as many as its bar counts."""
    members = view.people("value_members", months=months, tenth=tenth)
    heading = _("customers of tenth {n}, with what was forecast of them and what came").format(n=view.count(tenth))
    people(view, _of_test(members), heading=heading, name=f"tenth-{tenth}", key=key, definition="value_members")


@remembered
def _of_test(members: pd.DataFrame) -> pd.DataFrame:
    last = ["predicted", "came", "revenue_to_come"]
    names = [name for name in members.columns if name not in {*last, "total_revenue", "total_profit", "profit_to_come"}]
    return members[[*names[:3], *last, *names[3:]]].sort_values("predicted", ascending=False, ignore_index=True)


def the_list(view: View, months: int, customers: int, *, key: str) -> None:
    """List who is to bring the most; everybody only when asked for, as there may be very many."""
    top: int | None = FIRST if customers > FIRST else None
    if top is not None:
        load = _("All {n} of the list, to search and download them").format(n=view.count(customers))
        top = None if st.toggle(load, key=f"{key}_whole") else top
    members = view.people("value_members", months=months, top=top, last_order=True)
    heading = _("customers by what they are to bring") if top is None else _("customers who are to bring the most")
    people(
        view,
        _of_future(members, knows_profit=view.info.knows_profit),
        heading=heading,
        name="value-to-come",
        key=key,
        definition="value_members",
    )


@remembered
def _of_future(members: pd.DataFrame, *, knows_profit: bool) -> pd.DataFrame:
    gone = {"predicted", "came", "total_profit"} | (set() if knows_profit else {"profit_to_come"})
    if members["purchases_to_come"].isna().all():  # forecast from contracts, or without a model
        gone |= {"purchases_to_come"}
    names = [name for name in members.columns if name not in gone]
    return members[names].sort_values("revenue_to_come", ascending=False, ignore_index=True)


def people_of_segment(view: View, by: str, value: str, months: int, *, key: str) -> None:
    """List the customers of a segment with what they are to bring; as many as the segment counts."""
    heading = _("customers of {segment}, by what they are to bring").format(segment=plain(value_label(value)))
    members = view.among(by, (value,)).people("value_members", months=months, last_order=True)
    people(
        view,
        _of_future(members, knows_profit=view.info.knows_profit),
        heading=heading,
        name="segment-to-come",
        key=key,
        definition="value_members",
    )


def points(*, key: str) -> float:
    """Ask by how many points retention is to rise; kept in the address, so that a link is a scenario."""
    options = [f"{half / 2:g}" for half in range(2 * MOST_POINTS + 1)]
    chosen = links.pick(
        st.select_slider,
        _("Points of retention more"),
        key,
        options,
        "1",
        format_func=lambda text: format_number(float(text)),
        width=360,
    )
    return float(chosen)
