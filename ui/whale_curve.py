"""How profit builds up from the best customer to the worst: drawn on every page that asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

import charts.segments
from localization import _
from localization.numbers import format_percent
from ui.drawing import show
from ui.frame_cache import remembered

if TYPE_CHECKING:
    from ui.view import View


def measure(view: View) -> str:
    """Return what a segment is judged by: profit, or sales where costs are not known."""
    return "profit" if view.info.knows_profit else "revenue"


def whale(view: View, curve: pd.DataFrame, *, alt: str, key: str) -> None:
    """Draw how profit builds up from the best customer to the worst; amounts where the total has no shares."""
    rows, in_money = _whale_rows(view, curve), bool(curve["value_share"].isna().all())
    show(
        view,
        charts.segments.whale,
        rows,
        key=key,
        alt=alt,
        measure=measure(view),
        in_money=in_money,
        currency=view.currency,
    )


@remembered
def _whale_rows(view: View, curve: pd.DataFrame) -> pd.DataFrame:
    in_money = bool(curve["value_share"].isna().all())
    field, written = ("value", view.money) if in_money else ("value_share", format_percent)
    peak = _("Peak: {value} with {n} customers") if curve["is_peak"].any() and not curve["is_peak"].iloc[-1] else ""
    points: list[dict[str, Any]] = [{"customer_share": 0.0, field: 0.0, "is_peak": False}]
    points += [
        {
            "customer_share": point["customer_share"],
            field: point[field],
            "is_peak": point["is_peak"],
            "peak_label": peak.format(value=written(point[field]), n=view.count(point["rank"]))
            if point["is_peak"]
            else None,
            "customer_share_label": format_percent(point["customer_share"]),
            "value_share_label": written(point[field]),
            "count_label": view.count(point["rank"]),
        }
        for point in curve.to_dict("records")
    ]
    return pd.DataFrame(points)
