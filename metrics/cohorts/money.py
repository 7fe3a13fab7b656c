"""What does a customer bring over time, and when is winning them paid back?"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

import localization
from localization import N_
from metrics.cohorts.retention import cohort_retention
from metrics.entry import AGE, COHORT, Entry
from metrics.errors import MissingData
from metrics.intervals import grouped, ratio


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
    keys = [*by, "cohort"]
    held = _against_cost("payback", activity, periods, customers, by, all_periods).mutate(
        profit_per_customer=ratio(_.profit_so_far, _.customers), acquisition_cost=ratio(_.spending, _.customers)
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


def pooled_value(
    activity: ir.Table,
    periods: ir.Table,
    by: tuple[str, ...] = (),
    *,
    all_periods: ir.Table | None = None,
) -> ir.Table:
    """What has a customer brought up to each age, over all cohorts that have completed it?

    Sales and profit from the first period up to the age, of all customers of those cohorts together, divided by how
    many those were when they were won. Fewer and older cohorts stand behind each further age, so the mean may fall
    where no customer gives anything back.

    Parameters
    ----------
    activity, periods, by, all_periods
        As for `cohort_retention`.

    Returns
    -------
    One row per (by, age): age, cohorts, customers (all who were won in them), revenue_so_far and profit_so_far
    (currency), revenue_per_customer and profit_per_customer (the same for each of those customers; profit null where
    costs are not known).

    Source: metrics reference B2, B4.

    """
    value = cohort_value(activity, periods, by, all_periods=all_periods)
    return (
        value.group_by([*by, "age"])
        .agg(
            cohorts=_.count(),
            customers=_.customers.sum(),
            revenue_so_far=_.revenue_so_far.sum(),
            profit_so_far=_.profit_so_far.sum(),
            of_known_cost=_.customers.sum(where=_.profit_so_far.notnull()),
        )
        .select(
            *by,
            "age",
            "cohorts",
            "customers",
            "revenue_so_far",
            "profit_so_far",
            revenue_per_customer=ratio(_.revenue_so_far, _.customers),
            profit_per_customer=ratio(_.profit_so_far, _.of_known_cost),
        )
        .order_by([*by, "age"])
    )


def pooled_payback(
    activity: ir.Table,
    periods: ir.Table,
    customers: ir.Table,
    by: tuple[str, ...] = (),
    *,
    all_periods: ir.Table | None = None,
) -> ir.Table:
    """After how many periods has the profit of all cohorts together paid back what winning their customers cost?

    Paid back at the first age at which the profit so far of the cohorts that have completed it reaches what winning
    the customers of the same cohorts cost. Only customers whose cost of winning is known enter.

    Parameters
    ----------
    activity, periods, customers, by, all_periods
        As for `payback`.

    Returns
    -------
    One row per `by`; none where no cost is known: cohorts, customers (of known cost), acquisition_cost (mean, for each
    of them), profit_per_customer (of each cohort up to its own last complete age), payback_age (null while it is not
    paid back), value_to_cost (profit_per_customer ÷ acquisition_cost; null without a cost), last_age (the last
    complete one).

    Raises
    ------
    MissingData
        When no cost of winning was loaded.

    Source: metrics reference C8.

    """
    held = _against_cost("pooled_payback", activity, periods, customers, by, all_periods)
    at_age, of_cohort = ibis.window(group_by=[*by, "age"]), ibis.window(group_by=[*by, "cohort"])
    told = held.mutate(
        is_paid=_.profit_so_far.sum().over(at_age) >= _.spending.sum().over(at_age),
        is_last=_.age == _.age.max().over(of_cohort),
    )
    summed = grouped(told, by).agg(
        cohorts=_.age.count(where=_.age == 0),
        customers=_.customers.sum(where=_.age == 0),
        spending=_.spending.sum(where=_.age == 0),
        profit=_.profit_so_far.sum(where=_.is_last),
        payback_age=_.age.min(where=_.is_paid),
        last_age=_.age.max(),
    )
    told = summed.filter(_.customers > 0).select(
        *by,
        "cohorts",
        "customers",
        acquisition_cost=ratio(_.spending, _.customers),
        profit_per_customer=ratio(_.profit, _.customers),
        payback_age=_.payback_age,
        last_age=_.last_age,
        value_to_cost=ratio(_.profit, _.spending),
    )
    return told.order_by(list(by)) if by else told


def _against_cost(
    metric: str,
    activity: ir.Table,
    periods: ir.Table,
    customers: ir.Table,
    by: tuple[str, ...],
    all_periods: ir.Table | None,
) -> ir.Table:
    """Put what winning a cohort cost beside its profit so far at each age; only customers of known cost enter."""
    if "acquisition_cost" not in customers.columns:
        raise MissingData(
            localization._("{metric} reads the customers' column “{column}”, which was not loaded.").format(
                metric=metric, column="acquisition_cost"
            )
        )
    costs = customers.filter(_.acquisition_cost.notnull()).select("customer_key", winning="acquisition_cost")
    won = activity.join(costs, "customer_key")
    spending = (
        won.filter(_.period == _.cohort).group_by([*by, "cohort"]).agg(spending=_.winning.sum()).rename(number="cohort")
    )
    starts = periods.select(number="period", cohort="starts_on")
    keys = [*by, "cohort"]
    value = cohort_value(won.drop("winning"), periods, by, all_periods=all_periods)
    return value.join(spending.join(starts, "number").select(*keys, "spending"), keys).select(
        *keys, "age", "customers", "profit_so_far", "spending"
    )


ENTRIES = (
    Entry(
        cohort_value,
        title=N_("Value of a cohort so far"),
        definition=N_(
            "Sales and profit of a cohort from its first period up to each age, for every customer who was ever won, "
            "counting those who no longer buy."
        ),
        formula="revenue_per_customer = Σ revenue up to the age ÷ customers of age 0; profit likewise",
        source=N_("Cumulative value per acquired customer, as used for lifetime value observed so far"),
        reads=("activity", "periods"),
        columns={
            "cohort": COHORT,
            "age": AGE,
            "customers": N_("Customers of the cohort"),
            "revenue": N_("Sales of this age (currency)"),
            "profit": N_("Profit of this age (currency); empty where costs are not known"),
            "revenue_so_far": N_("Sales from the first period up to this age (currency)"),
            "profit_so_far": N_("Profit from the first period up to this age (currency)"),
            "revenue_per_customer": N_("Sales up to this age for each customer of the cohort (currency)"),
            "profit_per_customer": N_("Profit up to this age for each customer of the cohort (currency)"),
            "is_complete": N_("Whether the period of this age is complete"),
        },
        by="optional",
    ),
    Entry(
        payback,
        title=N_("Payback of winning customers"),
        definition=N_(
            "After how many periods the profit of a cohort has paid back what winning it cost; only customers whose "
            "cost of winning is known are counted."
        ),
        formula="payback_age = first age with profit_per_customer ≥ acquisition_cost",
        source=N_("Acquisition cost and payback as in Gupta and Lehmann 2005, Managing Customers as Investments"),
        reads=("activity", "periods", "customers"),
        columns={
            "cohort": COHORT,
            "customers": N_("Customers of the cohort whose cost of winning is known"),
            "acquisition_cost": N_("Mean cost of winning one of them (currency)"),
            "profit_per_customer": N_("Profit for each of them up to the last complete age (currency)"),
            "payback_age": N_("First age at which the profit has paid back the cost; empty while it has not"),
            "last_age": N_("Last complete age"),
            "value_to_cost": N_("Profit for each customer up to the last complete age, as a multiple of the cost"),
        },
        by="optional",
    ),
    Entry(
        pooled_value,
        title=N_("Value of a customer so far"),
        definition=N_(
            "Sales and profit from the first period up to each age, over all cohorts that have completed it, for every "
            "customer who was ever won, counting those who no longer buy. Fewer and older cohorts stand behind "
            "each further age."
        ),
        formula="revenue_per_customer = Σ revenue_so_far ÷ Σ customers; profit likewise",
        source=N_("Cumulative value per acquired customer, as used for lifetime value observed so far"),
        reads=("activity", "periods"),
        columns={
            "age": AGE,
            "cohorts": N_("Cohorts that have completed this age"),
            "customers": N_("Customers in those cohorts"),
            "revenue_so_far": N_("Sales from the first period up to this age (currency)"),
            "profit_so_far": N_("Profit from the first period up to this age (currency)"),
            "revenue_per_customer": N_("Sales up to this age for each of those customers (currency)"),
            "profit_per_customer": N_(
                "Profit up to this age for each of those customers (currency); empty where costs are not known"
            ),
        },
        by="optional",
    ),
    Entry(
        pooled_payback,
        title=N_("Payback over all cohorts"),
        definition=N_(
            "After how many periods the profit of all cohorts together has paid back what winning their customers "
            "cost; at each age only cohorts that have completed it are counted, and only customers whose cost of "
            "winning is known."
        ),
        formula="payback_age = first age with Σ profit_so_far ≥ Σ cost of winning",
        source=N_("Acquisition cost and payback as in Gupta and Lehmann 2005, Managing Customers as Investments"),
        reads=("activity", "periods", "customers"),
        columns={
            "cohorts": N_("Cohorts with customers whose cost of winning is known"),
            "customers": N_("Customers whose cost of winning is known"),
            "acquisition_cost": N_("Mean cost of winning one of them (currency)"),
            "profit_per_customer": N_("Profit for each of them up to the last complete age (currency)"),
            "payback_age": N_("First age at which the profit has paid back the cost; empty while it has not"),
            "last_age": N_("Last complete age"),
            "value_to_cost": N_("Profit for each customer up to the last complete age, as a multiple of the cost"),
        },
        by="optional",
    ),
)
