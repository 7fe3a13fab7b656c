"""Pictures of the segments page: their rows labelled for the reader, then drawn; and the people behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import charts.segments
from localization import _
from screens.segments.findings import rate_and_interval
from store.tables import BEHAVIOUR
from ui import cells, links, printing
from ui.drawing import show
from ui.people import people
from ui.whale_curve import measure
from view.frame_cache import remembered
from words import columns
from words.behaviour import group_label
from words.texts import of, plain, span_words

if TYPE_CHECKING:
    from view import View

MOST_BUBBLES = 20
SHOWN = ("profit", "loss_makers", "rate", "kept_bar", "customers", "revenue", "cost", "margin", "profit_per_customer")
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
    if rows["rate"].notna().any() and by != BEHAVIOUR:
        picked = show(
            view,
            charts.segments.now_and_kept,
            rows.drop(columns="order"),
            key=key,
            select="segment",
            alt=alt,
            measure=money,
            currency=view.currency,
            grain=view.lens.grain,
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
            with_rate=False,
        )
    return None if picked is None else str(picked["segment"])


def _rate_label(view: View, segment: pd.Series) -> str:
    if pd.isna(segment["rate"]):
        return "–"
    return f"{rate_and_interval(segment)}, {of(view.count(segment['retained']), view.count(segment['start']))}"


def table(view: View, segments: pd.DataFrame, by: str, *, key: str) -> str | None:
    """Show the segments as a table, what matters first and all of it in sight; returns the picked segment."""
    shown = segments.assign(kept_bar=segments["rate"], **{by: [group_label(by, value) for value in segments[by]]})
    gone = {"rate", "kept_bar"} if by == BEHAVIOUR else set()
    names = [name for name in SHOWN if (view.info.knows_profit or name not in NEEDS_COSTS) and name not in gone]
    rows, settings = cells.sheet(view, shown[[by, *names]])
    labels = columns.headings(view, shown[[by, *names]].columns)
    heading = {"rate": _("Kept"), "profit_per_customer": _("Per customer")}
    for name in heading.keys() & set(names):
        column = dict(settings["column_config"].get(labels[name]) or {})
        settings["column_config"][labels[name]] = {**column, "label": heading[name], "help": labels[name]}
    if "kept_bar" in names:
        settings["column_config"][labels["kept_bar"]] = st.column_config.ProgressColumn(
            "", format=" ", min_value=0.0, max_value=1.0, width="small"
        )
    # A click on any cell picks its row; check boxes would cost the room of a column.
    event = st.dataframe(rows, on_select="rerun", selection_mode="single-cell", key=key, **settings)
    printing.twin(view, shown[[by, *(name for name in names if name != "kept_bar")]], key=key)
    picked = [row for row, _column in event.selection.cells]
    said = {"segment": str(segments.iloc[picked[0]][by])} if picked and picked[0] < len(segments) else None
    mark = links.Mark.of(key).picked(said)
    return str(mark["segment"]) if mark and mark.get("segment") in set(segments[by]) else None


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
    heading = _("customers of {segment} in {period}").format(
        segment=plain(group_label(by, value)), period=span_words(view)
    )
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
        heading = _("customers with a profit below zero in {period}").format(period=span_words(view))
        people(view, members, heading=heading, name="loss-makers", key=f"{key}_people")


@remembered
def _segment_rows(view: View, segments: pd.DataFrame, by: str, money: str) -> pd.DataFrame:
    largest = segments.nlargest(MOST_BUBBLES, "customers")
    return pd.DataFrame(
        {
            "segment": largest[by],
            "segment_label": [group_label(by, value) for value in largest[by]],
            "order": largest[money].rank(method="first", ascending=False),
            "rate": largest["rate"],
            "profit": largest[money],
            "customers": largest["customers"],
            "profit_label": largest[money].map(view.money),
            "rate_label": [_rate_label(view, segment) for _row, segment in largest.iterrows()],
            "count_label": largest["customers"].map(view.count),
        }
    )
