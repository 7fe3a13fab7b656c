"""Pictures of the lifetimes page: their rows labelled for the reader, then drawn; and the lists behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import charts.survival
from localization import _
from localization.numbers import format_interval, format_percent
from screens.lifetimes.findings import Window, at_window, days_text, group_name, heading_of, largest
from ui import links
from ui.drawing import show
from ui.people import people
from view.frame_cache import remembered
from words.result_words import cause_label
from words.texts import each, of, value_label

if TYPE_CHECKING:
    from view import View

MOST_POINTS = 140
LEAST_REACHED = 10
MOST_CAUSES = 8
LEAST_RETURN = 0.005
NAME_HEIGHT = 0.05  # of a line's name, as a part of the picture's height
SILENT = "silent"


def returns(view: View, curve: pd.DataFrame, window: Window, *, alt: str, key: str) -> int | None:
    """Draw who returns after how long a silence; returns the picked days."""
    rows = _return_rows(view, curve, window.days)
    picked = show(view, charts.survival.returns, rows, key=key, alt=alt, select="window")
    return int(picked["window_days"]) if picked and picked.get("window_days") else None


def people_of_silence(view: View, curve: pd.DataFrame, days: int, *, key: str) -> None:
    """Show who is behind a picked silence: those still silent and those who came back, as many as it counts."""
    row = at_window(curve, days)
    if row is None:
        return
    st.subheader(heading_of(view, row))
    silent, back = links.tabs({"lost": _("Still silent"), "back": _("Came back")}, key=f"{key}_tabs")
    window = int(row["window_days"])
    if silent.open:
        with silent:
            silent_for(view, window, key=f"{key}_silent")
    if back.open:
        with back:
            returned_after(view, window, key=f"{key}_back")


def silent_for(view: View, window: int, *, key: str) -> None:
    """List the customers who have been silent for so many days or more."""
    if view.info.complete_up_to is None:
        return
    before = view.info.complete_up_to - timedelta(days=window - 1)
    members = view.people("silent_members", before=before)
    people(view, members, heading=_("lost: silent that long, and still"), name=f"silent-{window}", key=key)


def returned_after(view: View, window: int, *, key: str) -> None:
    """List the silences longer than so many days that a purchase has ended."""
    members = view.people("returned_members", window_days=window)
    people(view, members, heading=_("silences ended by a purchase"), name=f"returned-{window}", key=key)


def curves(
    view: View, curve: pd.DataFrame, attribute: str, *, alt: str, key: str, origin: str = "purchase"
) -> str | None:
    """Draw how long customers stay, all of them or the largest segments; returns the picked segment."""
    picked = show(
        view,
        charts.survival.curves,
        _curve_rows(view, curve, attribute),
        key=key,
        alt=alt,
        select="group",
        origin=origin,
    )
    return str(picked["group"]) if picked and picked.get("group") is not None else None


def people_of_curve(view: View, attribute: str, group: str, options: dict[str, Any], *, key: str) -> None:
    """Show who is behind a curve: the lost and those still here, as many as it counts."""
    chosen = view.among(attribute, (group,)) if attribute else view
    if attribute:
        st.subheader(group_name(group))
    lost, here = links.tabs({"lost": _("Lost"), "here": _("Still here")}, key=f"{key}_tabs")
    for place, is_lost, heading in ((lost, True, _("lost at some time")), (here, False, _("not lost so far"))):
        if place.open:
            with place:
                members = chosen.people("survival_members", is_lost=is_lost, **options).drop(columns="is_lost")
                name = f"{'lost' if is_lost else 'here'}-{group or 'all'}"
                people(view, members, heading=heading, name=name, key=f"{key}_{is_lost}")


def windows(view: View, strip: pd.DataFrame, window: Window, *, key: str) -> int | None:
    """Draw the retention of one period by the days of silence; returns the picked days."""
    rates = strip["rate"].notna()
    ends = zip(strip["low"], strip["high"], strict=True)
    rows = pd.DataFrame(
        {
            "window_days": strip["window_days"],
            "window_label": each(strip["window_days"], lambda days: days_text(view, days)),
            "order": range(len(strip)),
            "rate": strip["rate"],
            "low": strip["low"],
            "high": strip["high"],
            "is_chosen": strip["window_days"] == window.days,
            "value_label": strip["rate"].map(format_percent).where(rates, _("needs a longer history")),
            "rate_label": [
                f"{format_percent(rate)} ({format_interval(low, high)})"
                for rate, (low, high) in zip(strip["rate"], ends, strict=True)
            ],
            "count_label": [
                of(view.count(part), view.count(whole))
                for part, whole in zip(strip["retained"], strip["start"], strict=True)
            ],
        }
    )
    alt = _("Retention of the last complete period, by the days after which a customer counts as lost.")
    picked = show(view, charts.survival.windows, rows, key=key, alt=alt, select="window")
    return int(picked["window_days"]) if picked and picked.get("window_days") else None


def people_of_window(view: View, days: int, *, key: str) -> None:
    """Show who was kept and who was lost in the last complete period, if so many silent days count as lost."""
    members = view.people("window_members", within_range=True, window_days=days)
    kept, lost = links.tabs({"kept": _("Kept"), "lost": _("Lost")}, key=f"{key}_tabs")
    for place, is_kept, heading in ((kept, True, _("kept")), (lost, False, _("lost"))):
        if place.open:
            with place:
                listed = members[members["is_kept"] == is_kept].drop(columns="is_kept")
                people(view, listed, heading=heading, name=f"window-{days}-{heading}", key=f"{key}_{is_kept}")


def causes(view: View, shares: pd.DataFrame, named: str, *, alt: str, key: str) -> None:
    """Draw the share of the customers who have left for each cause by the days since their start; one is named."""
    show(view, charts.survival.causes, _cause_rows(view, shares, named), key=key, alt=alt)


@remembered
def _cause_rows(view: View, shares: pd.DataFrame, named: str) -> pd.DataFrame:
    """Lead each line from nobody on the first day to the last day on which anybody was seen to leave."""
    ends = shares.groupby("cause")["incidence"].max().sort_values(ascending=False)
    drawn = list(dict.fromkeys([*([named] if named else []), *ends.index]))[:MOST_CAUSES]
    last = shares["day"].max()
    names_at = _apart({cause: float(ends[cause]) for cause in drawn}, NAME_HEIGHT * float(ends.max()))
    parts = []
    for cause in drawn:
        few = _thinned(shares[shares["cause"] == cause])[["day", "incidence", "at_risk"]]
        first = pd.DataFrame({"day": [0], "incidence": [0.0], "at_risk": [float("nan")]})
        end = few.tail(1).assign(day=last)
        few = pd.concat([first, few, *([end] if few["day"].iloc[-1] < last else [])], ignore_index=True)
        parts.append(
            pd.DataFrame(
                {
                    "cause": str(cause),
                    "cause_label": cause_name(str(cause)),
                    "is_named": cause == named,
                    "name_at": names_at[cause],
                    "is_end": [*[False] * (len(few) - 1), True],
                    "day": few["day"],
                    "incidence": few["incidence"],
                    "day_label": each(few["day"], lambda days: days_text(view, days)),
                    "incidence_label": each(few["incidence"], format_percent),
                    "count_label": each(few["at_risk"], view.count),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _apart(values: dict[str, float], gap: float) -> dict[str, float]:
    """Move values apart until each is a gap from the next, as little as can be and none below zero."""
    ascending = sorted(values, key=lambda name: values[name])
    blocks: list[tuple[float, int]] = []  # sums and sizes of neighbours that move together
    for place, name in enumerate(ascending):
        total, size = values[name] - place * gap, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / size:
            before = blocks.pop()
            total, size = total + before[0], size + before[1]
        blocks.append((total, size))
    levels = [max(total / size, 0.0) for total, size in blocks for _one in range(size)]
    return {name: level + place * gap for place, (name, level) in enumerate(zip(ascending, levels, strict=True))}


def cause_name(cause: str) -> str:
    """Return a cause's name for the reader; silence without a record has one too."""
    return _("Silent, no reason known") if cause == SILENT else cause_label(cause)


@remembered
def _return_rows(view: View, curve: pd.DataFrame, days: int) -> pd.DataFrame:
    enough = curve[curve["reached"] >= LEAST_REACHED]
    drawn = curve if enough.empty else enough
    taken = at_window(curve, days)
    row = None if taken is None else int(taken["window_days"])
    # Where nobody returned any more the lines say nothing: they end a little later.
    last_return = drawn.loc[drawn["ever_rate"] >= LEAST_RETURN, "window_days"].max()
    if pd.notna(last_return):
        drawn = drawn[drawn["window_days"] <= max(last_return, 2 * days)]
    drawn = _thinned(drawn, drawn["window_days"].eq(row) if row else None)
    parts = [
        pd.DataFrame(
            {
                "window_days": drawn["window_days"],
                "kind": kind,
                "rate": drawn[column],
                "is_chosen": drawn["window_days"] == row,
                "chosen_label": days_text(view, days),
                "window_label": each(drawn["window_days"], lambda n: days_text(view, n)),
                "kind_label": label,
                "rate_label": each(drawn[column], format_percent),
                "count_label": each(drawn["reached"], view.count),
            }
        )
        for kind, column, label in (
            ("soon", "return_rate", _("Return within the next 30 days")),
            ("ever", "ever_rate", _("Return ever")),
        )
    ]
    return pd.concat(parts, ignore_index=True)


@remembered
def _curve_rows(view: View, curve: pd.DataFrame, attribute: str) -> pd.DataFrame:
    drawn = curve[curve["day"].notna()]
    values = largest(curve, attribute) if attribute else [""]
    parts = []
    for hue, value in enumerate(values):
        one = _thinned(drawn[drawn[attribute] == value] if attribute else drawn)
        begin = pd.DataFrame({"day": [0], "survival": [1.0]})
        one = pd.concat([begin, one[["day", "survival", "low", "high", "at_risk"]]], ignore_index=True)
        ends = zip(one["low"], one["high"], strict=True)
        parts.append(
            pd.DataFrame(
                {
                    "group": value if attribute else "all",
                    "group_label": value_label(value) if attribute else _("All customers"),
                    "hue": hue,
                    "day": one["day"],
                    "survival": one["survival"],
                    "low": one["low"],
                    "high": one["high"],
                    "day_label": each(one["day"], lambda days: days_text(view, days)),
                    "survival_label": [
                        f"{format_percent(share)} ({format_interval(low, high)})"
                        if pd.notna(low)
                        else format_percent(share)
                        for share, (low, high) in zip(one["survival"], ends, strict=True)
                    ],
                    "count_label": each(one["at_risk"], view.count),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _thinned(rows: pd.DataFrame, needed: pd.Series | None = None) -> pd.DataFrame:
    """Return as many rows as a line can show, always the first, the last and the needed ones."""
    step = max(1, len(rows) // MOST_POINTS)
    places = pd.Series(range(len(rows)), index=rows.index)
    keep = (places % step == 0) | (places == len(rows) - 1)
    return rows[keep if needed is None else keep | needed]
