"""What does a customer bring over time, and when is winning them paid back?"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import _ as translated
from metrics.cohorts import cohort_retention
from metrics.errors import MissingData
from metrics.intervals import ratio


def cohort_value(
    activity: ir.Table,
    periods: ir.Table,
    by: tuple[str, ...] = (),
    *,
    all_periods: ir.Table | None = None,
    include_open: bool = False,
) -> ir.Table:
    """What has each cohort brought so far, for every customer who was ever won?

    Sales and profit of a cohort from its first period up to each age, divided by all customers of the cohort, those
    who stayed and those who left alike.

    Parameters
    ----------
    activity, periods, by, all_periods, include_open
        As for `cohort_retention`.

    Returns
    -------
    One row per (by, cohort, age): cohort (first day of its period), age, customers (cohort size), revenue and profit
    of that age, revenue_so_far and profit_so_far (up to that age), revenue_per_customer and profit_per_customer (the
    same for each customer of the cohort); currency, profit null where costs are not known; is_complete.

    Source: metrics reference B4.

    """
    cells = cohort_retention(activity, periods, by, all_periods=all_periods, include_open=include_open)
    up_to_here = ibis.window(group_by=[*by, "cohort"], order_by="age", preceding=None, following=0)
    summed = cells.mutate(
        revenue_so_far=_.revenue.sum().over(up_to_here),
        profit_so_far=ibis.ifelse(_.first_profit.isnull(), None, _.profit.sum().over(up_to_here)),
    )
    return summed.select(
        *by,
        "cohort",
        "age",
        "customers",
        "revenue",
        "profit",
        "revenue_so_far",
        "profit_so_far",
        revenue_per_customer=ratio(_.revenue_so_far, _.customers),
        profit_per_customer=ratio(_.profit_so_far, _.customers),
        is_complete=_.is_complete,
    ).order_by([*by, "cohort", "age"])


def payback(
    activity: ir.Table,
    periods: ir.Table,
    customers: ir.Table,
    by: tuple[str, ...] = (),
    *,
    all_periods: ir.Table | None = None,
) -> ir.Table:
    """After how many periods has a cohort's profit paid back what winning it cost?

    Only customers whose cost of winning is known enter, with their profit and their cost. Paid back at the first
    complete age up to which the profit for each of them reaches the mean cost of winning one.

    Parameters
    ----------
    activity, periods, by, all_periods
        As for `cohort_retention`.
    customers
        With acquisition_cost.

    Returns
    -------
    One row per (by, cohort): cohort (first day of its period), customers (of known cost), acquisition_cost (mean, for
    each of them), profit_per_customer (up to the last complete age), payback_age (null while it is not paid back),
    value_to_cost (profit_per_customer ÷ acquisition_cost; null without a cost), last_age (the last complete one).

    Raises
    ------
    MissingData
        When no cost of winning was loaded.

    Source: metrics reference C8.

    """
    if "acquisition_cost" not in customers.columns:
        raise MissingData(
            translated("{metric} reads the customers' column “{column}”, which was not loaded.").format(
                metric="payback", column="acquisition_cost"
            )
        )
    costs = customers.filter(_.acquisition_cost.notnull()).select("customer_key", winning="acquisition_cost")
    won = activity.join(costs, "customer_key")
    firsts = won.filter(_.period == _.cohort).group_by([*by, "cohort"])
    spending = firsts.agg(spending=_.winning.sum()).rename(number="cohort")
    starts = periods.select(number="period", cohort="starts_on")
    spending = spending.join(starts, "number").select(*by, "cohort", "spending")
    value = cohort_value(won.drop("winning"), periods, by, all_periods=all_periods)
    keys = [*by, "cohort"]
    held = value.join(spending, keys).select(
        *keys, "age", "customers", "profit_per_customer", acquisition_cost=ratio(_.spending, _.customers)
    )
    is_paid = held.profit_per_customer >= held.acquisition_cost
    return (
        held.group_by(keys)
        .agg(
            customers=_.customers.max(),
            acquisition_cost=_.acquisition_cost.max(),
            profit_per_customer=_.profit_per_customer.argmax(_.age),
            payback_age=_.age.min(where=is_paid),
            last_age=_.age.max(),
        )
        .mutate(value_to_cost=_.profit_per_customer / _.acquisition_cost.nullif(0.0))
        .order_by(keys)
    )
