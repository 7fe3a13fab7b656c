"""Pictures of the segments page: their rows labelled for the reader, then drawn; and the people behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import charts.segments
from localization import _, direction
from localization.numbers import format_interval
from screens.segments.findings import rate_and_interval
from ui import cells, columns, printing
from ui.drawing import show
from ui.frame_cache import remembered
from ui.people import people
from ui.texts import of, plain, value_label
from ui.whale_curve import measure

if TYPE_CHECKING:
    from ui.view import View

MOST_BUBBLES = 20
SHOWN = (
    "customers",
    "active",
    "revenue",
    "cost",
    "profit",
    "margin",
    "profit_per_customer",
    "rate",
    "kept_bar",
    "interval",
    "loss_makers",
)
NEEDS_COSTS = ("cost", "profit", "margin", "profit_per_customer", "loss_makers")
IN_ALL = ["total_revenue", "total_profit"]


def now_and_kept(view: View, segments: pd.DataFrame, by: str, *, key: str) -> str | None:
    """Draw what each segment earns against how much of it is kept; returns the picked segment.

    Of more than twenty segments the largest are drawn. Where nothing can be kept yet, bars show the money alone.
    """
    money = measure(view)
    rows = _segment_rows(view, segments, by, money)
    alt = _("Each segment's money and the share of its customers kept: {segments}.").format(
        segments="; ".join(f"{row.segment_label} {row.profit_label}, {row.rate_label}" for row in rows.itertuples())
    )
    if rows["rate"].notna().any():
        picked = show(
            view,
            charts.segments.now_and_kept,
            rows.drop(columns="order"),
            key=key,
            select="segment",
            alt=alt,
            measure=money,
            currency=view.currency,
        )
    else:
        picked = show(
            view,
            charts.segments.profit_bars,
            rows,
            key=f"{key}_bars",
            select="segment",
            alt=alt,
            measure=money,
            currency=view.currency,
        )
    return None if picked is None else str(picked["segment"])


def _rate_label(view: View, segment: pd.Series) -> str:
    if pd.isna(segment["rate"]):
        return "–"
    return f"{rate_and_interval(segment)}, {of(view.count(segment['retained']), view.count(segment['start']))}"


def table(view: View, segments: pd.DataFrame, by: str, *, key: str) -> str | None:
    """Show the segments as a table with a bar and an interval for retention; returns the picked segment."""
    shown = segments.assign(
        interval=[format_interval(low, high) for low, high in zip(segments["low"], segments["high"], strict=True)],
    )
    shown[by] = segments[by].map(value_label)
    shown["kept_bar"] = segments["rate"]
    names = [name for name in SHOWN if view.info.knows_profit or name not in NEEDS_COSTS]
    rows, settings = cells.sheet(view, shown[[by, *names]])
    labels = columns.headings(view, shown[[by, *names]].columns)
    narrow = {"margin": 70, "active": 58, "loss_makers": 88, "rate": 74}
    for name in narrow.keys() & set(names):
        settings["column_config"].setdefault(labels[name], st.column_config.Column())["width"] = narrow[name]
    if "profit_per_customer" in names:
        settings["column_config"][labels["profit_per_customer"]] = st.column_config.NumberColumn(
            _("Per customer"),
            help=labels["profit_per_customer"],
            width=98,
            format="%,.0f" if direction() == "ltr" else None,
        )
    settings["column_config"][labels["interval"]] = st.column_config.TextColumn(
        _("Interval"), help=labels["interval"], width=98
    )
    settings["column_config"][labels["kept_bar"]] = st.column_config.ProgressColumn(
        "", format=" ", min_value=0.0, max_value=1.0, width=44
    )
    # A click on any cell picks its row; check boxes would cost the room of a column.
    event = st.dataframe(rows, on_select="rerun", selection_mode="single-cell", key=key, **settings)
    printing.twin(view, shown[[by, *(name for name in names if name != "kept_bar")]], key=key)
    picked = [row for row, _column in event.selection.cells]
    return str(segments.iloc[picked[0]][by]) if picked and picked[0] < len(segments) else None


def picked_last(key: str, **picks: str | None) -> str | None:
    """Return the pick that was made last, where one can click in several places."""
    before: dict[str, str | None] = st.session_state.get(key, {})
    changed = [value for place, value in picks.items() if value != before.get(place)]
    chosen = before.get("chosen")
    if changed:
        chosen = next((value for value in changed if value is not None), None)
        if chosen is None:  # something was let go: what is still picked elsewhere stays
            chosen = next((value for value in picks.values() if value is not None), None)
    st.session_state[key] = {**picks, "chosen": chosen}
    return chosen


def people_of_segment(view: View, by: str, value: str, *, key: str) -> None:
    """List the customers of a segment with what each brought; as many as the segment counts."""
    members = view.people("segment_members", within_range=True, attribute=by, value=value)
    heading = _("customers of {segment}").format(segment=plain(value_label(value)))
    people(view, members.drop(columns=IN_ALL), heading=heading, name="segment", key=key)


def loss_makers(view: View, number: int, *, key: str) -> None:
    """Offer the list of the customers who cost more than they bring, the costliest first."""
    if not number or not view.info.knows_profit:
        return
    box = st.expander(_("The loss-makers, by name"), key=key, on_change="rerun", icon=":material/group:")
    if not box.open:
        return
    with box:
        members = view.people("segment_members", within_range=True, below_zero=True)
        members = members.drop(columns=IN_ALL).sort_values("profit")
        people(view, members, heading=_("customers with a profit below zero"), name="loss-makers", key=f"{key}_people")


@remembered
def _segment_rows(view: View, segments: pd.DataFrame, by: str, money: str) -> pd.DataFrame:
    largest = segments.nlargest(MOST_BUBBLES, "customers")
    return pd.DataFrame(
        {
            "segment": largest[by],
            "segment_label": largest[by].map(value_label),
            "order": largest[money].rank(method="first", ascending=False),
            "rate": largest["rate"],
            "profit": largest[money],
            "customers": largest["customers"],
            "profit_label": largest[money].map(view.money),
            "rate_label": [_rate_label(view, segment) for _row, segment in largest.iterrows()],
            "count_label": largest["customers"].map(view.count),
        }
    )
