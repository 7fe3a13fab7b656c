"""Pictures of the churn-causes page: their rows labelled for the reader, then drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

import charts.causes
from localization import _
from localization.numbers import format_number, format_percent
from ui.drawing import show
from view.frame_cache import remembered
from words import season_marks
from words.behaviour import group_label
from words.result_words import NOT_KNOWN, cause_label
from words.texts import of, why_open

if TYPE_CHECKING:
    from view import View

MOST_LINES = 8
MOST_SEGMENTS = 8
MOST_BARS = 12


def pareto(view: View, ranking: pd.DataFrame, measure: str, *, key: str) -> str | None:
    """Draw what each cause costs; returns the code of the picked one."""
    rows = _pareto_rows(view, ranking, measure)
    picked = show(
        view,
        charts.causes.pareto,
        rows,
        key=key,
        select="cause",
        alt=_("What each cause of leaving costs, the costliest first; those not known in grey at the end."),
        measure=measure,
        currency=view.currency,
    )
    return str(picked["cause"]) if picked else None


def trend(view: View, rates: pd.DataFrame, emphasised: str, *, key: str) -> tuple[str, pd.Timestamp] | None:
    """Draw each cause as a rate of the active customers over time; returns the picked cause and period."""
    rows = _trend_rows(view, rates, emphasised)
    picked = show(
        view,
        charts.causes.trend,
        rows,
        key=key,
        select="point",
        alt=_("Each cause as a rate of the customers active before, over time; {cause} stands out.").format(
            cause=cause_label(emphasised)
        ),
    )
    return (str(picked["cause"]), pd.Timestamp(picked["period"])) if picked else None


def by_segment(
    view: View, cells: pd.DataFrame, ranking: pd.DataFrame, attribute: str, *, key: str
) -> tuple[str, str] | None:
    """Draw causes by segment with their counts and lifts; returns the picked cause and segment."""
    rows = _segment_rows(view, cells, ranking, attribute)
    picked = show(
        view,
        charts.causes.by_segment,
        rows,
        key=key,
        select="cell",
        alt=_("Causes by segment: how many left, and how many times the share that the cause has everywhere."),
        measure="lift",
    )
    return (str(picked["cause"]), str(picked["segment"])) if picked else None


def silent(view: View, lapsed: pd.DataFrame, attribute: str, *, key: str) -> str | None:
    """Draw the customers who fell silent by segment; returns the picked segment."""
    rows = _silent_rows(view, lapsed, attribute)
    picked = show(
        view,
        charts.causes.silent,
        rows,
        key=key,
        select="segment",
        alt=_("Customers who fell silent, by segment: inferred from their orders, not stated by them."),
    )
    return str(picked["segment"]) if picked else None


def _times(lift: float) -> str:
    return f"{format_number(lift, decimals=1)}×"


def _against(share: float, overall: float) -> str:
    return _("{share}; {overall} everywhere").format(share=format_percent(share), overall=format_percent(overall))


@remembered
def _pareto_rows(view: View, ranking: pd.DataFrame, measure: str) -> pd.DataFrame:
    left = ranking["departed"].sum()

    def amount(value: float) -> str:
        return format_number(value, decimals=0) if measure == "customers" else view.money(value)

    return pd.DataFrame(
        {
            "cause": ranking["cause"],
            "cause_label": ranking["cause"].map(cause_label),
            "order": ranking["order"],
            "value": ranking["value"],
            "value_label": [
                f"{amount(value)} · {format_percent(share, decimals=0)}" if share else amount(value)
                for value, share in zip(ranking["value"], ranking["share"], strict=True)
            ],
            "share_label": ranking["share"].map(format_percent),
            "cumulative_label": ranking["cumulative"].map(format_percent),
            "count_label": [of(view.count(mentions), view.count(left)) for mentions in ranking["mentions"]],
        }
    )


@remembered
def _trend_rows(view: View, rates: pd.DataFrame, emphasised: str) -> pd.DataFrame:
    named = rates[~rates["cause"].isin(NOT_KNOWN)].groupby("cause")["mentions"].sum().sort_values(ascending=False)
    drawn = list(dict.fromkeys([emphasised, *named.index]))[:MOST_LINES]
    shown = rates[rates["cause"].isin(drawn)].sort_values(["cause", "period"])
    starts = pd.Series(sorted(shown["period"].unique()))
    orders = shown["period"].map({period: place for place, period in enumerate(starts)})
    return pd.DataFrame(
        {
            "cause": shown["cause"],
            "cause_label": shown["cause"].map(cause_label),
            "is_emphasised": shown["cause"] == emphasised,
            "period": shown["period"].dt.strftime("%Y-%m-%d"),
            "period_label": shown["period"].map(view.period_name),
            "order": orders,
            "occasion_label": season_marks.labels(view, starts, orders),
            "rate": shown["rate"],
            "is_complete": shown["is_complete"],
            "rate_label": shown["rate"].map(format_percent),
            "count_label": [
                of(view.count(mentions), view.count(start))
                for mentions, start in zip(shown["mentions"], shown["start"], strict=True)
            ],
            "state_label": [
                _("complete") if complete else why_open(view, period)
                for period, complete in zip(shown["period"], shown["is_complete"], strict=True)
            ],
        }
    )


@remembered
def _segment_rows(view: View, cells: pd.DataFrame, ranking: pd.DataFrame, attribute: str) -> pd.DataFrame:
    sizes = cells.groupby(attribute)["departures"].first().sort_values(ascending=False)
    segments = {segment: place for place, segment in enumerate(sizes.index[:MOST_SEGMENTS], start=1)}
    orders = dict(zip(ranking["cause"], ranking["order"], strict=True))
    shown = cells[cells[attribute].isin(segments)]
    return pd.DataFrame(
        {
            "cause": shown["cause"],
            "cause_label": shown["cause"].map(cause_label),
            "cause_order": shown["cause"].map(orders),
            "segment": shown[attribute],
            "segment_label": [group_label(attribute, value) for value in shown[attribute]],
            "segment_order": shown[attribute].map(segments),
            "value": shown["lift"],
            "is_withheld": shown["lift"].isna(),
            "value_label": [
                view.count(mentions) + ("" if pd.isna(lift) else f" · {_times(lift)}")
                for mentions, lift in zip(shown["mentions"], shown["lift"], strict=True)
            ],
            "short_label": shown["mentions"].map(view.count),
            "share_label": [
                _("too few to say") if pd.isna(share) else _against(share, overall)
                for share, overall in zip(shown["share"], shown["overall_share"], strict=True)
            ],
            "count_label": [
                of(view.count(mentions), view.count(left))
                for mentions, left in zip(shown["mentions"], shown["departures"], strict=True)
            ],
        }
    )


@remembered
def _silent_rows(view: View, lapsed: pd.DataFrame, attribute: str) -> pd.DataFrame:
    shown = lapsed[lapsed["lapsed"] > 0].sort_values(["lapsed", attribute], ascending=[False, True]).head(MOST_BARS)
    return pd.DataFrame(
        {
            "segment": shown[attribute],
            "segment_label": [group_label(attribute, value) for value in shown[attribute]],
            "order": range(1, len(shown) + 1),
            "value": shown["lapsed"],
            "value_label": [
                f"{view.count(lapsed)} · {format_percent(rate, decimals=0)}"
                for lapsed, rate in zip(shown["lapsed"], shown["rate"], strict=True)
            ],
            "rate_label": shown["rate"].map(format_percent),
            "count_label": [
                of(view.count(lapsed), view.count(customers))
                for lapsed, customers in zip(shown["lapsed"], shown["customers"], strict=True)
            ],
            "money_label": shown["revenue"].map(view.money),
        }
    )
