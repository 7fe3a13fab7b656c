"""Pictures of the overview: their rows labelled for the reader, then drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

import charts.overview
from localization import N_, _
from localization.numbers import format_interval, format_percent
from ui.pictures import show
from ui.texts import closes_on, of, signed, value_label

if TYPE_CHECKING:
    from ui.view import View

LENSES = {
    "raw": (N_("Customers"), "rate", "retained", "start"),
    "sales": (N_("Sales"), "sales_adjusted", "kept_revenue", "start_revenue"),
    "profit": (N_("Profit"), "profit_adjusted", "kept_profit", "start_profit"),
}
PARTS = {"kept": (N_("Kept"), 1), "won_back": (N_("Won back"), 1), "new": (N_("New"), 1), "lost": (N_("Lost"), -1)}


def bridge(view: View, step: pd.Series, *, key: str) -> dict[str, Any] | None:
    """Draw one period of the bridge as a waterfall; returns the picked step."""
    start, lost, new, won_back = (int(step[name]) for name in ("start", "lost", "new", "won_back"))
    levels = [
        ("start", _("Start"), 0, start, view.count(start)),
        ("lost", _("Lost"), start, start - lost, signed(-lost)),
        ("new", _("New"), start - lost, start - lost + new, signed(new)),
        ("won_back", _("Won back"), start - lost + new, int(step["end"]), signed(won_back)),
        ("end", _("End"), 0, int(step["end"]), view.count(step["end"])),
    ]
    rows = pd.DataFrame(levels, columns=["step", "step_label", "from_value", "to_value", "value_label"])
    rows["role"], rows["count_label"] = rows["step"], rows["value_label"]
    alt = _("Bridge of customers: {start} at the start, {lost} lost, {new} new, {won_back} won back, {end} at the end.")
    return show(
        view,
        charts.overview.bridge,
        rows,
        key=key,
        select="step",
        alt=alt.format(**{name: view.count(step[name]) for name in ("start", "lost", "new", "won_back", "end")}),
    )


def lenses(view: View, kept: pd.DataFrame, *, key: str) -> None:
    """Draw retention of customers, sales and profit over time."""
    parts = []
    for lens, (label, rate, part, whole) in LENSES.items():
        rows = pd.DataFrame(
            {
                "period_label": kept["period"].map(view.period_name),
                "order": range(len(kept)),
                "lens": lens,
                "lens_label": _(label),
                "rate": kept[rate].astype("float64"),
                "is_complete": kept["is_complete"],
                "rate_label": kept[rate].map(format_percent),
                "count_label": [
                    of(view.count(a), view.count(b)) if lens == "raw" else of(view.money(a), view.money(b))
                    for a, b in zip(kept[part], kept[whole], strict=True)
                ],
                "state_label": _states(view, kept),
            }
        )
        parts.append(rows)
    show(
        view,
        charts.overview.lenses,
        pd.concat(parts, ignore_index=True),
        key=key,
        alt=_("Retention over time, of customers, of sales and of profit."),
    )


def trend(view: View, steps: pd.DataFrame, *, key: str) -> dict[str, Any] | None:
    """Draw where the customers of each period came from, and how many were lost; returns the picked bar."""
    parts = []
    for part, (label, sign) in PARTS.items():
        column = "retained" if part == "kept" else part
        parts.append(
            pd.DataFrame(
                {
                    "period": steps["period"].dt.strftime("%Y-%m-%d"),
                    "period_label": steps["period"].map(view.period_name),
                    "order": range(len(steps)),
                    "part": part,
                    "value": steps[column] * sign,
                    "is_complete": steps["is_complete"],
                    "part_label": _(label),
                    "value_label": steps[column].map(view.count),
                    "state_label": _states(view, steps),
                }
            )
        )
    return show(
        view,
        charts.overview.trend_bars,
        pd.concat(parts, ignore_index=True),
        key=key,
        select="part",
        alt=_("Customers kept, won back, new and lost in each period."),
    )


def change_by_segment(view: View, kept: pd.DataFrame, *, key: str) -> dict[str, Any] | None:
    """Draw each segment's retention in the last complete period and in the one before; returns the picked one."""
    complete = kept[kept["is_complete"]]
    last = complete["period"].max()
    before = complete.loc[complete["period"] < last, "period"].max()
    now_and_then = complete[complete["period"].isin([last, before]) & (complete["start"] > 0)].copy()
    (attribute,) = view.by
    worst_first = now_and_then[now_and_then["period"] == last].sort_values("rate")[attribute].tolist()
    places = {value: place for place, value in enumerate(worst_first, start=1)}
    now_and_then = now_and_then[now_and_then[attribute].isin(places)]
    rows = pd.DataFrame(
        {
            "segment": now_and_then[attribute],
            "segment_label": now_and_then[attribute].map(value_label),
            "order": now_and_then[attribute].map(places),
            "moment": ["now" if period == last else "before" for period in now_and_then["period"]],
            "rate": now_and_then["rate"],
            "low": now_and_then["low"],
            "high": now_and_then["high"],
            "moment_label": now_and_then["period"].map(view.period_name),
            "rate_label": [
                f"{format_percent(row.rate)} ({format_interval(row.low, row.high)})" for row in now_and_then.itertuples()
            ],
            "count_label": [of(view.count(row.retained), view.count(row.start)) for row in now_and_then.itertuples()],
        }
    )
    return show(
        view,
        charts.overview.change_by_segment,
        rows,
        key=key,
        select="segment",
        alt=_("Retention by segment, now and in the period before, the worst kept first."),
    )


def _states(view: View, rows: pd.DataFrame) -> list[str]:
    return [
        _("complete") if complete else closes_on(view, period)
        for period, complete in zip(rows["period"], rows["is_complete"], strict=True)
    ]
