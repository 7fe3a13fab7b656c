"""Pictures of the overview: their rows labelled for the reader, then drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import charts.overview
from localization import N_, _
from localization.numbers import format_change, format_interval, format_percent
from screens.overview.findings import MOST_SEGMENTS
from screens.overview.life_pictures import people_who_explain
from ui import cards, tables
from ui.drawing import show
from ui.people import people
from ui.tables import numbers
from view.frame_cache import remembered
from words import season_marks
from words.texts import each, of, plain, value_label, why_open

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from view import View

LENSES = {
    "raw": (N_("Customers"), "rate", "retained", "start"),
    "sales": (N_("Sales"), "sales_adjusted", "kept_revenue", "start_revenue"),
    "profit": (N_("Profit"), "profit_adjusted", "kept_profit", "start_profit"),
}
STATUSES = {
    "start": ("kept", "lost"),
    "end": ("kept", "new", "won_back"),
    "kept": ("kept",),
    "lost": ("lost",),
    "new": ("new",),
    "won_back": ("won_back",),
}
LOST_COLUMNS = ("name", "customer_id", "profit", "revenue", "segment", "region", "total_revenue")
MOST_COLUMNS = 4  # as many as half a page can hold; the download has them all
MOST_LOST = 10
PARTS = {
    "kept": (N_("Kept"), 1),
    "won_back": (N_("Won back"), 1),
    "new": (N_("New"), 1),
    "lost": (N_("Did not buy again"), -1),
}


def bridge(view: View, step: pd.Series, *, key: str) -> dict[str, Any] | None:
    """Draw one period of the bridge as a waterfall; returns the picked step."""
    start, lost, new, won_back = (int(step[name]) for name in ("start", "lost", "new", "won_back"))
    levels = [
        ("start", _("Start"), 0, start, view.count(start)),
        ("lost", _("Did not buy again"), start, start - lost, format_change(-lost, decimals=0)),
        ("new", _("New"), start - lost, start - lost + new, format_change(new, decimals=0)),
        ("won_back", _("Won back"), start - lost + new, int(step["end"]), format_change(won_back, decimals=0)),
        ("end", _("End"), 0, int(step["end"]), view.count(int(step["end"]))),
    ]
    rows = _step_rows(tuple(levels))
    alt = _(
        "Bridge of customers: {start} at the start, {lost} did not buy again, {new} new, {won_back} "
        "won back, {end} at the end."
    )
    return show(
        view,
        charts.overview.bridge,
        rows,
        key=key,
        select="step",
        alt=alt.format(**{name: label for name, _step, _from, _to, label in levels}),
    )


def lenses(view: View, kept: pd.DataFrame, *, key: str) -> None:
    """Draw retention of customers, sales and profit over time."""
    rows = _lens_rows(view, kept)
    show(
        view,
        charts.overview.lenses,
        rows,
        key=key,
        alt=_("Retention over time, of customers, of sales and of profit."),
    )


def trend(view: View, steps: pd.DataFrame, *, key: str) -> dict[str, Any] | None:
    """Draw where the customers of each period came from, and how many were lost; returns the picked bar."""
    rows = _trend_rows(view, steps)
    return show(
        view,
        charts.overview.trend_bars,
        rows,
        key=key,
        select="part",
        alt=_("Customers kept, won back, new, and those who did not buy again, in each period."),
    )


def change_by_segment(view: View, moments: pd.DataFrame, attribute: str, *, key: str) -> dict[str, Any] | None:
    """Draw the retention of each value of an attribute now and in the period before, the least kept first.

    `moments` come from `findings.now_and_before`. With more values than a picture can hold, those who lost most
    customers are drawn.
    """
    rows = _change_rows(view, moments, attribute)
    return show(
        view,
        charts.overview.change_by_segment,
        rows,
        key=key,
        select="segment",
        alt=_("Retention by segment, now and in the period before, the worst kept first."),
    )


def people_behind_card(view: View, period: pd.Timestamp, name: str, *, key: str) -> None:
    """Show the customers that a headline card opens, until the reader closes them."""
    with st.container(border=True, key=key):
        cards.close(key=f"{key}_close")
        if name in STATUSES:
            people_behind(view, period, name, key=f"{key}_{name}")
        else:
            measure = {"gap_sales": "revenue", "gap_profit": "profit"}[name]
            people_who_explain(view, period, measure, key=f"{key}_{name}")


def people_behind(view: View, period: pd.Timestamp, step: str, *, key: str, whose: str = "") -> None:
    """Show the customers behind one step of the bridge, or one bar of the trend: as many as it counts.

    `whose` names the segment when the view looks at one only.
    """
    if step not in STATUSES:
        return
    statuses = STATUSES[step]
    only = statuses[0] if len(statuses) == 1 else None
    members = view.people("bridge_members", last_order=True, period=period.date(), status=only)
    if only:
        members = members.drop(columns="status")
    else:
        members = members[members["status"].isin(statuses)]
        members = members.assign(status=members["status"].map({code: _(label) for code, (label, _n) in PARTS.items()}))
    name = view.period_name(period)
    headings = {
        "start": _("customers at the start of {period}"),
        "end": _("customers in {period}"),
        "kept": _("kept in {period}"),
        "lost": _("did not buy again in {period}; the money is that of the period before"),
        "new": _("new in {period}"),
        "won_back": _("won back in {period}"),
    }
    heading = headings[step].format(period=name)
    if whose:
        heading = f"{plain(whose)} · {heading}"
    people(
        view,
        members,
        heading=heading,
        name=f"{step}-{period.date()}",
        key=key,
        definition="bridge_members",
        about=period,
    )


def largest_lost(view: View, period: pd.Timestamp, more: DeltaGenerator, *, key: str) -> None:
    """Show the largest customers who did not buy again, by what they brought before; `more` holds the downloads."""
    measure = "profit" if view.info.knows_profit else "revenue"
    asked: dict[str, Any] = {"period": period.date(), "status": "lost", "top": MOST_LOST, "measure": measure}
    members, shown = _largest_first(view.people("bridge_members", **asked), measure)
    tables.grid(view, shown, key=f"{key}_grid")
    with more:
        numbers(view, members, definition="bridge_members", key=key, **asked)


def _states(view: View, rows: pd.DataFrame) -> list[str]:
    return [
        _("complete") if complete else why_open(view, period)
        for period, complete in zip(rows["period"], rows["is_complete"], strict=True)
    ]


@remembered
def _lens_rows(view: View, kept: pd.DataFrame) -> pd.DataFrame:
    names, states = each(kept["period"], view.period_name), _states(view, kept)
    parts = []
    for lens, (label, rate, part, whole) in LENSES.items():
        write = view.count if lens == "raw" else view.money
        rows = pd.DataFrame(
            {
                "period_label": names,
                "order": range(len(kept)),
                "lens": lens,
                "lens_label": _(label),
                "rate": kept[rate].astype("float64"),
                "is_complete": kept["is_complete"],
                "rate_label": each(kept[rate], format_percent),
                "count_label": [
                    of(a, b) for a, b in zip(each(kept[part], write), each(kept[whole], write), strict=True)
                ],
                "state_label": states,
            }
        )
        parts.append(rows)
    drawn = pd.concat(parts, ignore_index=True)
    return drawn.assign(occasion_label=season_marks.labels(view, kept["period"], drawn["order"]))


@remembered
def _trend_rows(view: View, steps: pd.DataFrame) -> pd.DataFrame:
    names, states = each(steps["period"], view.period_name), _states(view, steps)
    parts = []
    for part, (label, sign) in PARTS.items():
        column = "retained" if part == "kept" else part
        parts.append(
            pd.DataFrame(
                {
                    "period": steps["period"].dt.strftime("%Y-%m-%d"),
                    "period_label": names,
                    "order": range(len(steps)),
                    "part": part,
                    "value": steps[column] * sign,
                    "is_complete": steps["is_complete"],
                    "part_label": _(label),
                    "value_label": each(steps[column], view.count),
                    "state_label": states,
                }
            )
        )
    drawn = pd.concat(parts, ignore_index=True)
    return drawn.assign(occasion_label=season_marks.labels(view, steps["period"], drawn["order"]))


@remembered
def _change_rows(view: View, moments: pd.DataFrame, attribute: str) -> pd.DataFrame:
    now = moments[moments["moment"] == "now"].nlargest(MOST_SEGMENTS, "lost")
    places = {value: place for place, value in enumerate(now.sort_values("rate")[attribute], start=1)}
    drawn = moments[moments[attribute].isin(places)]
    rates, ends = drawn["rate"], zip(drawn["low"], drawn["high"], strict=True)
    return pd.DataFrame(
        {
            "segment": drawn[attribute],
            "segment_label": drawn[attribute].map(value_label),
            "order": drawn[attribute].map(places),
            "moment": drawn["moment"],
            "rate": rates,
            "low": drawn["low"],
            "high": drawn["high"],
            "moment_label": drawn["period"].map(view.period_name),
            "rate_label": [
                f"{format_percent(rate)} ({format_interval(low, high)})"
                for rate, (low, high) in zip(rates, ends, strict=True)
            ],
            "count_label": [
                of(view.count(part), view.count(whole))
                for part, whole in zip(drawn["retained"], drawn["start"], strict=True)
            ],
        }
    )


@remembered
def _step_rows(levels: tuple[tuple[str, str, int, int, str], ...]) -> pd.DataFrame:
    rows = pd.DataFrame(list(levels), columns=["step", "step_label", "from_value", "to_value", "value_label"])
    rows["role"], rows["count_label"] = rows["step"], rows["value_label"]
    return rows


@remembered
def _largest_first(members: pd.DataFrame, measure: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the customers with the largest first, and of them the few columns that half a page can hold."""
    ordered = members.sort_values([measure, "revenue", "customer_key"], ascending=[False, False, True])
    filled = [name for name in LOST_COLUMNS if name in ordered.columns and ordered[name].notna().any()]
    shown = [name for name in filled if name != "customer_id" or "name" not in filled][:MOST_COLUMNS]
    return ordered, ordered[["customer_key", *shown]]
