"""Why is less of the profit kept than of the customers? Which of the lost explain the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, PERIOD, RATE, START, Entry
from metrics.intervals import ratio, share_of_base
from metrics.periods.retention import later_periods

if TYPE_CHECKING:
    from datetime import date

Measure = Literal["revenue", "profit"]
SHARE = 0.8
ROUNDING = 1e-12


def retention_gap(
    activity: ir.Table,
    periods: ir.Table,
    by: tuple[str, ...] = (),
    *,
    measure: Measure = "profit",
    share: float = SHARE,
    period: date | None = None,
) -> ir.Table:
    """How far apart are the customers kept and the money kept, and how few of the lost explain it?

    The gap is raw retention − adjusted retention. It is shared out among the lost without a remainder: each
    of them adds their part of the money of the period before, less the part that one customer has when all
    have the same (1 ÷ start). Above zero means that the large ones left; below zero that the small ones did.
    Counted are the fewest lost customers who together explain the wanted share of the gap, the largest first.

    Parameters
    ----------
    activity, periods, by
        As for `retention.retention`.
    measure
        What the customers are weighed by: sales or profit of the period before.
    share
        How much of the gap is to be explained (0 to 1).
    period
        Say it of this period alone, by its first day, and read no more than that takes.

    Returns
    -------
    One row per (by, period), every complete period after the first: period (first day), start, lost, rate,
    adjusted (of the measure), gap (rate − adjusted), customers (the fewest who explain the share; null where
    the adjusted rate is undefined, 0 without a gap), value (what they brought in the period before, currency),
    value_share (of the whole base).

    Source: shares of a sum; adjusted retention after Buttle 2004, metrics reference A5.

    """
    if period is not None:
        periods = periods.filter(_.starts_on == ibis.date(period.isoformat()))
        activity = activity.semi_join(periods.select(period=_.period - 1), "period")
    is_kept = (_.next == _.period + 1).fill_null(False)
    each = activity.group_by([*by, "period"]).agg(
        start=_.count(),
        retained=is_kept.sum(),
        total=_[measure].sum(),
        kept=_[measure].sum(where=is_kept).fill_null(0),
    )
    explaining = (
        _explaining(activity, by, measure, share).group_by([*by, "base"]).agg(customers=_.count(), value=_.value.sum())
    )
    moved = each.mutate(base=_.period, period=_.period + 1)
    spine = later_periods(each, periods, by, include_open=False)
    keys = [*by, "period"]
    joined = spine.left_join(moved, keys).drop(*[f"{key}_right" for key in keys])
    with_few = joined.left_join(explaining, [*by, "base"]).drop(*[f"{key}_right" for key in (*by, "base")])
    adjusted = share_of_base(_.kept, _.total)
    return (
        with_few.mutate(start=_.start.fill_null(0), retained=_.retained.fill_null(0))
        .mutate(rate=ratio(_.retained, _.start), adjusted=adjusted)
        .select(
            *by,
            period=_.starts_on,
            start=_.start,
            lost=_.start - _.retained,
            rate=_.rate,
            adjusted=_.adjusted,
            gap=_.rate - _.adjusted,
            customers=ibis.ifelse(_.adjusted.isnull(), ibis.null("int64"), _.customers.fill_null(0)),
            value=ibis.ifelse(_.adjusted.isnull(), ibis.null("decimal(38, 4)"), _.value.fill_null(0)),
            value_share=share_of_base(_.value.fill_null(0), _.total),
        )
        .order_by([*by, "period"])
    )


def gap_members(
    activity: ir.Table,
    periods: ir.Table,
    period: date,
    *,
    measure: Measure = "profit",
    share: float = SHARE,
) -> ir.Table:
    """Who are the few lost customers that explain the gap between customers kept and money kept?

    Parameters
    ----------
    activity, periods, measure, share
        As for `retention_gap`.
    period
        First day of the period.

    Returns
    -------
    One row per customer, as many as `retention_gap` counts: customer_key, revenue and profit of the period
    before (currency), base_share (their part of the base), explains (share of the gap that is theirs),
    explained (theirs and that of those above them), the largest first.

    """
    this = periods.filter(_.starts_on == ibis.date(period.isoformat())).select(this=_.period - 1)
    base = activity.semi_join(this, activity.period == this.this)
    return (
        _explaining(base, (), measure, share)
        .order_by(_.place)
        .select("customer_key", "revenue", "profit", "base_share", "explains", "explained")
    )


def _explaining(activity: ir.Table, by: tuple[str, ...], measure: Measure, share: float) -> ir.Table:
    """List the lost of every base period who together explain the share of its gap; `place` orders them."""
    keys = [*by, "period"]
    is_kept = (_.next == _.period + 1).fill_null(False)
    whole = activity.group_by(keys).agg(
        start=_.count(),
        total=_[measure].sum(),
        lost=(~is_kept).sum(),
        gone=_[measure].sum(where=~is_kept).fill_null(0),
    )
    base = whole.filter((_.total > 0) & (_.lost > 0)).mutate(
        gap=ratio(_.gone, _.total) - ratio(_.lost, _.start),
    )
    lost = activity.filter(~is_kept).select(*keys, "customer_key", "revenue", "profit", value=_[measure])
    joined = lost.join(base.drop("lost", "gone"), keys)
    weighed = joined.mutate(
        base_share=ratio(_.value.fill_null(0), _.total),
        explains=(ratio(_.value.fill_null(0), _.total) - 1.0 / _.start.cast("float64")) / _.gap.nullif(0.0),
    )
    # A gap of next to nothing is rounding and is not explained by anybody.
    real = weighed.filter(_.gap.abs() > ROUNDING)
    largest_first = ibis.window(
        group_by=keys, order_by=[ibis.desc("explains"), "customer_key"], preceding=None, following=0
    )
    ranked = real.mutate(explained=_.explains.sum().over(largest_first), place=ibis.row_number().over(largest_first))
    return ranked.filter(_.explained - _.explains < share - ROUNDING).rename(base="period")


LOST = N_("Customers who did not buy again: active in the period before and not in this one")

ENTRIES = (
    Entry(
        retention_gap,
        title=N_("Gap between customers kept and money kept"),
        definition=N_(
            "How much larger the share of the customers kept is than that of the profit, or sales, kept, and how few "
            "of those who did not buy again explain 80 % of the difference. Each of them adds their share of the money "
            "less the share of an average customer; these parts sum to the gap exactly."
        ),
        formula=(
            "gap = rate − adjusted = Σ over who did not buy again of (value ÷ Σ value − 1 ÷ start); customers = the "
            "fewest whose parts reach 80 % of it"
        ),
        source="F. Buttle 2004, Customer Relationship Management (adjusted retention)",
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "start": START,
            "lost": LOST,
            "rate": RATE,
            "adjusted": N_("Share of the profit, or sales, of the period before that stayed; empty without any"),
            "gap": N_("rate − adjusted: above 0 the large customers did not buy again, below 0 the small ones"),
            "customers": N_("The fewest customers who did not buy again and explain the wanted share of the gap"),
            "value": N_("What those customers brought in the period before (currency)"),
            "value_share": N_("Their share of everything brought in the period before (0 to 1)"),
        },
        by="optional",
    ),
    Entry(
        gap_members,
        title=N_("Customers who explain the gap"),
        definition=N_(
            "The fewest of those who did not buy again that explain the gap between customers kept and money kept."
        ),
        formula="explains = (value ÷ Σ value − 1 ÷ start) ÷ gap",
        source=N_("The list behind the gap between customers kept and money kept"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "revenue": N_("Sales of the period before (currency)"),
            "profit": N_("Profit of the period before (currency); empty where costs are not known"),
            "base_share": N_("Share of everything brought in the period before (0 to 1)"),
            "explains": N_("Share of the gap that is this customer's"),
            "explained": N_("Share of the gap that is this customer's and of those above"),
        },
        by="beside",
    ),
)
