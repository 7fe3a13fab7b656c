"""Do customers come back? Cohorts by first purchase and age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import AGE, COHORT, CUSTOMER_KEY, HIGH, LOW, Entry
from metrics.intervals import ratio, share_of_base, wilson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


# Where a period of activity stands in the life of a customer.
FIRST, CLOSED, OPEN = 0, 1, 2
AT_START = {"customers": "retained", "first_revenue": "revenue", "first_profit": "profit"}


def cohort_retention(
    activity: ir.Table,
    periods: ir.Table,
    by: tuple[str, ...] = (),
    *,
    all_periods: ir.Table | None = None,
    include_open: bool = False,
) -> ir.Table:
    """Share of each cohort that was active again, by age.

    A customer belongs to the period of their first purchase, over the whole history. Age is the number of
    periods since; an age is listed once its period is complete, so a young cohort is short, not zero.
    Exact: active at that age. On or after: active at that age or at any later one (still rising while
    customers may return).

    Parameters
    ----------
    activity
        Facts of one grain, with the `by` columns beside them.
    periods
        The periods of that grain whose cohorts are wanted.
    by
        Columns to break down by; a customer counts under the value they carry.
    all_periods
        Every period of the grain: a chosen cohort is observed to the end of the data, whichever periods were
        chosen. Without it, `periods` are all there are.
    include_open
        Also list ages whose period is not complete yet, marked by is_complete.

    Returns
    -------
    One row per (by, cohort, age): cohort (first day of its period), age (periods), customers (cohort
    size), retained, rate with Wilson limits low and high, retained_on_or_after, on_or_after_rate, revenue
    and profit of that age and first_revenue and first_profit of age 0 (currency), revenue_rate and profit_rate
    (the one as a share of the other; null when age 0 brought nothing), is_complete.

    Source: metrics reference B1; Wilson after Brown, Cai and DasGupta 2001.

    """
    keys = [*by, "cohort"]
    if all_periods is not None:
        activity = of_chosen_cohorts(activity, periods, all_periods)
    seen = _seen(activity, [*keys, "period"])
    first = seen.filter(_.period == _.cohort)
    sizes = first.select(*keys, customers="retained", first_revenue="revenue", first_profit="profit")
    observed = periods if all_periods is None else all_periods
    # A cohort that the data do not show from its first day is listed from age 0 on all the same.
    closed = _.period.max(where=_.is_complete).over(ibis.window())
    spans = observed.select(reached="period", is_complete=_.period <= closed)
    grid = sizes.join(spans, sizes.cohort <= spans.reached)
    matches = [grid[key] == seen[key] for key in keys]
    cells = grid.left_join(seen, [*matches, grid.reached == seen.period]).select(
        *[grid[key] for key in keys],
        age=_.reached - _.cohort,
        customers=_.customers,
        first_revenue=_.first_revenue,
        first_profit=_.first_profit,
        is_complete=_.is_complete,
        retained=_.retained.fill_null(0),
        leaving=_.leaving.fill_null(0),
        revenue=_.revenue.fill_null(0),
        # A cell without customers earned nothing; a cell with customers of unknown cost earned we know not what.
        profit=ibis.ifelse(_.retained.isnull(), 0, _.profit),
    )
    later = ibis.window(group_by=keys, order_by=ibis.desc("age"), preceding=None, following=0)
    counted = cells.mutate(retained_on_or_after=_.leaving.sum().over(later))
    if not include_open:
        counted = counted.filter(_.is_complete)
    low, high = wilson(_.retained, _.customers)
    starts = periods.select(cohort_period="period", starts_on="starts_on")
    return (
        counted.join(starts, counted.cohort == starts.cohort_period)
        .select(
            *by,
            cohort=_.starts_on,
            age=_.age.cast("int32"),
            customers=_.customers,
            retained=_.retained,
            rate=ratio(_.retained, _.customers),
            low=low,
            high=high,
            retained_on_or_after=_.retained_on_or_after,
            on_or_after_rate=ratio(_.retained_on_or_after, _.customers),
            revenue=_.revenue,
            first_revenue=_.first_revenue,
            revenue_rate=share_of_base(_.revenue, _.first_revenue),
            profit=_.profit,
            first_profit=_.first_profit,
            profit_rate=share_of_base(_.profit, _.first_profit),
            is_complete=_.is_complete,
        )
        .order_by([*by, "cohort", "age"])
    )


def pooled_retention(
    activity: ir.Table, periods: ir.Table, by: tuple[str, ...] = (), *, all_periods: ir.Table | None = None
) -> ir.Table:
    """Share of customers active again at each age, over all cohorts that reached it.

    Retained customers of all cohorts divided by all their customers: cohorts weigh by their size, a cohort
    that kept nobody stays in, one that has not completed the age stays out. Age 0 is the first purchase
    itself and is not listed. The same sums as over the cells of `cohort_retention`, without making the cells.

    Parameters
    ----------
    activity, periods, by, all_periods
        As for `cohort_retention`.

    Returns
    -------
    One row per (by, age): age, cohorts (how many stand behind it), customers, retained, rate, low, high,
    retained_on_or_after, on_or_after_rate; revenue and profit of that age, first_revenue and first_profit of the
    same cohorts' age 0 (currency), revenue_rate, profit_rate.

    Source: metrics reference B2.

    """
    observed = periods if all_periods is None else all_periods
    if all_periods is not None:
        activity = of_chosen_cohorts(activity, periods, all_periods)
    complete = observed.filter(_.is_complete)
    last = complete.agg(closed=_.period.max())
    # A cohort's first period says which age it completed last; every later one counts at its own age, and one that is
    # still open at the last completed age, for those who were seen last then.
    placed = activity.cross_join(last).mutate(
        place=ibis.ifelse(_.period == _.cohort, FIRST, ibis.ifelse(_.period <= _.closed, CLOSED, OPEN)),
        age=ibis.ifelse(_.period == _.cohort, _.closed, ibis.least(_.period, _.closed)) - _.cohort,
    )
    # Of those who were there first a place and an age say which cohort they are.
    slots = _seen(placed, [*by, "place", "age"]).filter(_.age > 0)
    first, closed = _.place == FIRST, _.place == CLOSED
    at_age = slots.group_by([*by, "age"]).agg(
        **{name: _[name].sum(where=closed) for name in ("retained", "revenue", "profit")},
        **{name: _[column].sum(where=first) for name, column in AT_START.items()},
        leaving=_.leaving.sum(where=~first),
        cohorts=first.sum(),
    )
    # The oldest cohort completed every age, whether or not another one completed just that many.
    steps = complete.select(age=_.period.max().over(ibis.window()) - _.period)
    grid = at_age.select(*by).distinct().cross_join(steps).select(*by, "age") if by else steps
    keys = [*by, "age"]
    later = ibis.window(group_by=list(by), order_by=ibis.desc("age"), preceding=None, following=0)
    summed = (
        grid.left_join(at_age, keys)
        .drop(*[f"{key}_right" for key in keys])
        .select(
            *keys,
            retained=_.retained.fill_null(0),
            retained_on_or_after=_.leaving.sum().over(later),
            revenue=_.revenue.fill_null(0),
            # An age without customers earned nothing; customers of unknown cost earned we know not what.
            profit=ibis.ifelse(_.retained.fill_null(0) == 0, 0, _.profit),
            **{name: _[name].sum().over(later) for name in ("cohorts", *AT_START)},
        )
        .filter((_.age > 0) & (_.customers > 0))
    )
    low, high = wilson(_.retained, _.customers)
    return summed.select(
        *by,
        age=_.age.cast("int32"),
        cohorts=_.cohorts,
        customers=_.customers,
        retained=_.retained,
        rate=ratio(_.retained, _.customers),
        low=low,
        high=high,
        retained_on_or_after=_.retained_on_or_after.fill_null(0),
        on_or_after_rate=ratio(_.retained_on_or_after.fill_null(0), _.customers),
        revenue=_.revenue,
        first_revenue=_.first_revenue,
        revenue_rate=share_of_base(_.revenue, _.first_revenue),
        profit=_.profit,
        first_profit=_.first_profit,
        profit_rate=share_of_base(_.profit, _.first_profit),
    ).order_by([*by, "age"])


def _seen(activity: ir.Table, keys: Sequence[str]) -> ir.Table:
    """Count who was active, who was then seen for the last time, and their money, for each value of some columns."""
    return activity.group_by(keys).agg(
        retained=_.count(), leaving=_.next.isnull().sum(), revenue=_.revenue.sum(), profit=_.profit.sum()
    )


def of_chosen_cohorts(activity: ir.Table, periods: ir.Table, all_periods: ir.Table) -> ir.Table:
    """Leave other cohorts out before anything is counted: of years of weeks a picture shows the last sixty."""
    if periods.equals(all_periods):
        return activity
    # A join with the periods would do the same; by its guess of the rows left the engine then takes a slower way.
    first, last = (end.as_scalar() for end in (periods.period.min(), periods.period.max()))
    return activity.filter((activity.cohort >= first) & (activity.cohort <= last))


def cohort_members(
    activity: ir.Table,
    periods: ir.Table,
    cohort: date | None,
    age: int,
    *,
    kept_if: str = "exact",
    least_orders: int = 1,
    width: int = 1,
    all_periods: ir.Table | None = None,
) -> ir.Table:
    """Who is behind one cell of the cohort table, or behind the mean of an age: the customers kept and those lost.

    Every customer of the cohort is listed once, so the list is as long as the cohort, and its kept part as
    long as the cell.

    Parameters
    ----------
    activity, periods, all_periods
        As for `cohort_retention`.
    cohort
        First day of the cohort's period; None for all cohorts that have completed the age.
    age
        Periods after the first.
    kept_if, least_orders, width
        Who counts as kept, as for `defined_retention`.

    Returns
    -------
    customer_key, is_kept, orders, revenue, profit (of the ages that count; 0 orders and null money when not kept),
    first_revenue, first_profit (of the cohort's period).

    """
    last = age + (width - 1 if age and kept_if == "bracket" else 0)
    if cohort is None:
        observed = periods if all_periods is None else all_periods
        complete = observed.filter(_.is_complete).select(closing="period")
        reached = periods.join(complete, periods.period + last == complete.closing)
        first = reached.select(first="period")
    else:
        first = periods.filter(_.starts_on == ibis.date(cohort.isoformat())).select(first="period")
    mine = activity.join(first, activity.cohort == first.first).mutate(age=_.period - _.first)
    members = mine.filter(_.age == 0).select("customer_key", first_revenue="revenue", first_profit="profit")
    return kept_or_lost(members, mine, age, last, kept_if, least_orders)


def kept_or_lost(members: ir.Table, active: ir.Table, age: int, last: int, kept_if: str, least_orders: int) -> ir.Table:
    """Say of each member of a cohort whether they count as kept at an age, and what they brought then.

    Parameters
    ----------
    members
        One row per customer: customer_key, first_revenue, first_profit.
    active
        One row per customer and age with a purchase: customer_key, age, orders, revenue, profit.
    age, last
        The age, and the last one that counts for it (of a bracket a later one).
    kept_if, least_orders
        Who counts as kept, as for `defined_retention`.

    Returns
    -------
    As `cohort_members`.

    """
    ages = {
        "exact": _.age == age,
        "on_or_after": _.age >= age,
        "bracket": _.age.between(age, last),
        "streak": _.age <= age,
    }
    back = (
        active.filter(ages[kept_if] & ((_.orders >= least_orders) | (_.age == 0)))
        .group_by("customer_key")
        .agg(orders=_.orders.sum(), revenue=_.revenue.sum(), profit=_.profit.sum(), ages_active=_.count())
        .filter(_.ages_active >= (age + 1 if kept_if == "streak" else 1))
    )
    return (
        members.left_join(back, "customer_key")
        .drop("customer_key_right", "ages_active")
        .mutate(is_kept=_.orders.notnull(), orders=_.orders.fill_null(0))
        .order_by("customer_key")
    )


REVENUE_RATE = N_("Sales at this age as a share of the sales at age 0; may pass 1, empty when those were nothing")
PROFIT_RATE = N_("Profit at this age as a share of the profit at age 0; may pass 1, empty when that was none or a loss")

ENTRIES = (
    Entry(
        cohort_retention,
        title=N_("Cohort retention"),
        definition=N_(
            "Of the customers who bought first in one period, the share that was active again at each age, counted "
            "in periods since then."
        ),
        formula=(
            "rate = retained ÷ customers; on_or_after_rate = retained_on_or_after ÷ customers; "
            "revenue_rate = revenue ÷ first_revenue; profit_rate = profit ÷ first_profit"
        ),
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("activity", "periods"),
        columns={
            "cohort": COHORT,
            "age": AGE,
            "customers": N_("Customers in the cohort"),
            "retained": N_("Customers of the cohort active at this age"),
            "rate": N_("Share of the cohort active at this age (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "retained_on_or_after": N_("Customers of the cohort active at this age or later"),
            "on_or_after_rate": N_("Share of the cohort active at this age or later (0 to 1); may still rise"),
            "revenue": N_("Sales to the cohort at this age (currency)"),
            "first_revenue": N_("Sales to the cohort at age 0 (currency)"),
            "revenue_rate": REVENUE_RATE,
            "profit": N_("Profit from the cohort at this age (currency); empty where costs are not known"),
            "first_profit": N_("Profit from the cohort at age 0 (currency); empty where costs are not known"),
            "profit_rate": PROFIT_RATE,
            "is_complete": N_("Whether the period of this age is complete"),
        },
        by="optional",
    ),
    Entry(
        pooled_retention,
        title=N_("Retention by age"),
        definition=N_(
            "The share of customers active again at each age, over all cohorts that have completed that age; large "
            "cohorts weigh more."
        ),
        formula="rate(age) = Σ retained ÷ Σ customers over the cohorts whose period of that age is complete",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("activity", "periods"),
        columns={
            "age": AGE,
            "cohorts": N_("Cohorts that have completed this age"),
            "customers": N_("Customers in those cohorts"),
            "retained": N_("Customers of those cohorts active at this age"),
            "rate": N_("Share of those customers active at this age (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "retained_on_or_after": N_("Customers of those cohorts active at this age or later"),
            "on_or_after_rate": N_("Share of those customers active at this age or later (0 to 1); may still rise"),
            "revenue": N_("Sales to those cohorts at this age (currency)"),
            "first_revenue": N_("Sales to those cohorts at age 0 (currency)"),
            "revenue_rate": REVENUE_RATE,
            "profit": N_("Profit from those cohorts at this age (currency); empty where costs are not known"),
            "first_profit": N_("Profit from those cohorts at age 0 (currency); empty where costs are not known"),
            "profit_rate": PROFIT_RATE,
        },
        by="optional",
    ),
    Entry(
        cohort_members,
        title=N_("Customers of a cohort"),
        definition=N_("The customers of one cohort, each with whether they bought again at one age."),
        formula="is_kept = active in cohort + age",
        source=N_("The list behind a cell of cohort retention"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "first_revenue": N_("Sales in the period of the first purchase (currency)"),
            "first_profit": N_("Profit in the period of the first purchase (currency)"),
            "orders": N_("Orders at this age; 0 without a purchase then"),
            "revenue": N_("Sales at this age (currency); empty without a purchase then"),
            "profit": N_("Profit at this age (currency); empty without a purchase then or where costs are not known"),
            "is_kept": N_("Whether the customer was active at this age"),
        },
        by="beside",
    ),
)
