"""Which customers are worth keeping: profit by segment, and how it is spread over customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from metrics.intervals import ratio
from metrics.retention import retention

if TYPE_CHECKING:
    from collections.abc import Sequence

Measure = str  # "revenue" or "profit"


def customer_totals(activity: ir.Table, periods: ir.Table, by: Sequence[str] = ()) -> ir.Table:
    """Sum each customer's money over the given periods.

    Returns
    -------
    One row per customer active in any of them: customer_key, the `by` columns, orders, revenue, cost,
    profit (null where costs are not known), last_period.

    """
    chosen = activity.semi_join(periods, "period")
    return chosen.group_by(["customer_key", *by]).agg(
        orders=_.orders.sum(),
        revenue=_.revenue.sum(),
        cost=_.cost.sum(),
        profit=_.profit.sum(),
        last_period=_.period.max(),
    )


def segment_profitability(activity: ir.Table, periods: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """What each segment earns, whom it loses money on, and how well it is kept.

    Money and customers are counted over the given periods; `active`, `start` and `retained` are of the last
    complete one of them. Profit is contribution: sales less the cost of the lines, before overhead.

    Parameters
    ----------
    activity, periods
        Facts of one grain with the `by` columns beside them, and the periods to count.
    by
        Columns whose values are the segments.

    Returns
    -------
    One row per segment, the most profitable first: customers, active, revenue, cost, profit, margin (profit /
    revenue), profit_per_customer, loss_makers (customers with profit below zero), loss (their summed
    profit), start, retained, rate, low, high.

    Source: metrics reference C1.

    """
    money = (
        customer_totals(activity, periods, by)
        .group_by(list(by))
        .agg(
            customers=_.count(),
            revenue=_.revenue.sum(),
            cost=_.cost.sum(),
            profit=_.profit.sum(),
            loss_makers=ibis.ifelse(_.profit.count() > 0, (_.profit < 0).sum(), ibis.null("int64")),
            loss=_.profit.sum(where=_.profit < 0),
        )
    )
    last = periods.filter(_.is_complete).order_by(ibis.desc("period")).limit(1)
    active = activity.semi_join(last, "period").group_by(list(by)).agg(active=_.count())
    kept = retention(activity, last, by).select(*by, "start", "retained", "rate", "low", "high")
    joined = money
    for part in (active, kept):
        joined = joined.left_join(part, list(by)).drop(*[f"{name}_right" for name in by])
    return joined.select(
        *by,
        customers=_.customers,
        active=_.active.fill_null(0),
        revenue=_.revenue,
        cost=_.cost,
        profit=_.profit,
        margin=ratio(_.profit, _.revenue),
        profit_per_customer=ratio(_.profit, _.customers),
        loss_makers=_.loss_makers,
        loss=_.loss,
        start=_.start.fill_null(0),
        retained=_.retained.fill_null(0),
        rate=_.rate,
        low=_.low,
        high=_.high,
    ).order_by([ibis.desc("profit", nulls_first=False), ibis.desc("revenue"), *by])


def whale_curve(activity: ir.Table, periods: ir.Table, measure: Measure = "profit", points: int = 200) -> ir.Table:
    """How profit (or sales) builds up from the best customer to the worst.

    Customers are ranked by the measure, best first; the curve passes 100 % where the remaining customers
    destroy value. With a total of zero or less the shares are null and the amounts remain.

    Parameters
    ----------
    activity, periods
        Facts and the periods to count.
    measure
        profit or revenue.
    points
        About how many customers to list, evenly spaced; the first, the peak and the last are always there.

    Returns
    -------
    rank, customers (all), customer_share, value (cumulative, currency), value_share (of the net total),
    is_peak.

    Source: Kaplan and Narayanan's whale curve; metrics reference C2.

    """
    totals = customer_totals(activity, periods).filter(_[measure].notnull())
    best_first = [ibis.desc(measure), "customer_key"]
    running = ibis.window(order_by=best_first, preceding=None, following=0)
    everyone = ibis.window()
    ranked = totals.select(
        rank=ibis.row_number().over(ibis.window(order_by=best_first)) + 1,
        value=_[measure].sum().over(running),
        customers=_.count().over(everyone),
        total=_[measure].sum().over(everyone),
    )
    peaked = ranked.mutate(
        peak=_.rank.argmax(_.value).over(everyone),
        step=ibis.greatest((_.customers / points).ceil().cast("int64"), 1),
    )
    return (
        peaked.filter((_.rank % _.step == 0) | (_.rank == 1) | (_.rank == _.customers) | (_.rank == _.peak))
        .select(
            rank=_.rank,
            customers=_.customers,
            customer_share=ratio(_.rank, _.customers),
            value=_.value,
            value_share=ibis.ifelse(_.total > 0, ratio(_.value, _.total), ibis.null("float64")),
            is_peak=_.rank == _.peak,
        )
        .order_by("rank")
    )
