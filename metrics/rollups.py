"""Sums over the activity facts that many metrics begin with; publishing keeps them, so that pages need not sum again.

A metric that takes `flows` or `totals` reads the kept ones where the reader asks for everybody and for the whole
history, and sums the facts itself where the reader does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from metrics.booking import sums_of_orders

if TYPE_CHECKING:
    from collections.abc import Sequence

MONEY = "decimal(38, 4)"


def flows(activity: ir.Table, by: Sequence[str] = ()) -> ir.Table:
    """Sum who is active in each period, who of them was there before, who is there after, and their money.

    One pass over the facts. What a period says of the next one (`kept` and the money of the kept) stands with the
    period that the money is of.

    Returns
    -------
    One row per (by, period) with activity: customers; new (first purchase over the whole history), stayed (active
    in the period before too), kept (active in the period after too); revenue, profit (null where costs are not
    known) of all, kept_revenue, kept_profit of those kept, positive_revenue of customers with sales above zero;
    gross and net: sales now of those who stayed and had sales above zero in the period before, `gross` never more
    than they had then.

    """
    is_kept = (_.next == _.period + 1).fill_null(False)
    has_stayed = (_.previous == _.period - 1) & (_.previous_revenue > 0)
    zero = ibis.literal(0).cast("decimal(18, 4)")
    return activity.group_by([*by, "period"]).agg(
        customers=_.count(),
        new=_.previous.isnull().sum(),
        stayed=(_.previous == _.period - 1).sum().fill_null(0),
        kept=is_kept.sum(),
        revenue=_.revenue.sum(),
        kept_revenue=_.revenue.sum(where=is_kept).fill_null(0),
        profit=_.profit.sum(),
        kept_profit=ibis.ifelse(_.profit.count() > 0, _.profit.sum(where=is_kept).fill_null(0), ibis.null(MONEY)),
        positive_revenue=_.revenue.sum(where=_.revenue > 0),
        gross=ibis.least(ibis.greatest(_.revenue, zero), _.previous_revenue).sum(where=has_stayed),
        net=_.revenue.sum(where=has_stayed),
    )


def flows_between(
    activity: ir.Table, periods: ir.Table, by: Sequence[str] = (), flows_of_all: ir.Table | None = None
) -> ir.Table:
    """Return the flows that periods need: their own, and those of the period before the first of them.

    Parameters
    ----------
    activity, periods
        Facts of one grain, and the periods to speak of.
    by
        Columns to break down by.
    flows_of_all
        The flows of every period, where they are known already.

    """
    if flows_of_all is not None:
        return flows_of_all
    first = periods.agg(first_of_all=_.period.min())
    near = activity.cross_join(first).filter(_.period >= _.first_of_all - 1).drop("first_of_all")
    return flows(near, by)


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


def totals_by_line(orders: ir.Table, days: ir.Table, periods: ir.Table, by: Sequence[str], grain: str) -> ir.Table:
    """Sum each customer's money over the given periods by what their lines say, such as the region of the order.

    Parameters
    ----------
    orders
        Lines as `booking.book` returns them, with profit and the `by` columns.
    days, periods
        The calendar, and the periods to count, of this grain.
    by
        Columns of the lines; a customer with lines of several values has a row for each.
    grain
        Grain of the periods.

    Returns
    -------
    As `customer_totals`, with one row per customer and value; the money of all rows is that of all customers.

    """
    dates = days.select("date", period=grain).semi_join(periods, "period")
    lines = orders.filter(_.booked_on.notnull() & _.customer_key.notnull())
    dated = lines.inner_join(dates, lines.booked_on == dates.date)
    keys = ["customer_key", *by]
    last = dated.group_by(keys).agg(last_period=_.period.max())
    return sums_of_orders(dated, *keys).inner_join(last, keys)


def lifetime_totals(purchase_days: ir.Table) -> ir.Table:
    """Sum each customer's money over the whole history.

    Returns
    -------
    One row per customer with a purchase: customer_key, orders, revenue, cost, profit (null where costs are not
    known), last_day (of their latest purchase).

    """
    return purchase_days.group_by("customer_key").agg(
        orders=_.orders.sum().cast("int32"),
        **{money: _[money].sum().cast("decimal(18, 4)") for money in ("revenue", "cost", "profit")},
        last_day=_.day.max(),
    )
