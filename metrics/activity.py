"""The facts that every retention metric reads: who was active when, and when before and after."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _


def activity(purchase_days: ir.Table, days: ir.Table, grain: str) -> ir.Table:
    """When was each customer active, and when before and after?

    A customer is active in a period with at least one purchase. Each row knows its neighbours, so that
    retained, lost, new and won back are plain comparisons of integers.

    Parameters
    ----------
    purchase_days
        As `booking.purchase_days` returns it.
    days
        The data set's calendar: `date` and one integer column per grain.
    grain
        week, month, quarter or year.

    Returns
    -------
    One row per customer and active period: customer_key, period, cohort (first period over the
    whole history), previous and next (neighbouring active periods; null if none), orders, revenue, cost,
    profit, previous_revenue, previous_profit (money in the data set's currency).

    """
    dates = days.select("date", period=grain)
    dated = purchase_days.join(dates, purchase_days.day == dates.date)
    return _with_neighbours(dated)


def coarser_activity(activity: ir.Table, days: ir.Table, grain: str, coarser: str) -> ir.Table:
    """Roll activity of one grain up to a coarser one whose periods are made of whole finer periods."""
    steps = days.select(fine=grain, coarse=coarser).distinct()
    dated = activity.join(steps, activity.period == steps.fine).mutate(period=_.coarse)
    return _with_neighbours(dated)


def _with_neighbours(dated: ir.Table) -> ir.Table:
    summed = dated.group_by("customer_key", "period").agg(
        orders=_.orders.sum().cast("int32"),
        **{money: _[money].sum().cast("decimal(18, 4)") for money in ("revenue", "cost", "profit")},
    )
    in_order = ibis.window(group_by="customer_key", order_by="period")
    whole = ibis.window(group_by="customer_key", order_by="period", preceding=None, following=None)
    return summed.select(
        "customer_key",
        "period",
        cohort=_.period.first().over(whole),
        previous=_.period.lag().over(in_order),
        next=_.period.lead().over(in_order),
        orders=_.orders,
        revenue=_.revenue,
        cost=_.cost,
        profit=_.profit,
        previous_revenue=_.revenue.lag().over(in_order),
        previous_profit=_.profit.lag().over(in_order),
    )


def with_attributes(activity: ir.Table, customers: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Put customers' attributes beside their activity, so that a metric can be broken down by them.

    A customer without a value is counted under the empty text, never dropped.
    """
    wanted = [name for name in by if name not in activity.columns]
    if not wanted:
        return activity
    attributes = customers.select("customer_key", **{name: _[name].cast("string").fill_null("") for name in wanted})
    return activity.left_join(attributes, "customer_key").drop("customer_key_right")
