"""Who counts as kept? Cohorts by four definitions, with a least number of orders, by periods or by days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from metrics.cohorts import of_chosen_cohorts
from metrics.intervals import ratio, wilson

if TYPE_CHECKING:
    from datetime import date

Definition = Literal["exact", "on_or_after", "bracket", "streak"]
CELLS = ("cohort", "age", "customers", "retained", "rate", "low", "high", "is_complete")
MOST_AGES = 60


def defined_retention(
    activity: ir.Table,
    periods: ir.Table,
    by: tuple[str, ...] = (),
    *,
    kept_if: Definition = "exact",
    least_orders: int = 1,
    width: int = 1,
    all_periods: ir.Table | None = None,
    include_open: bool = False,
) -> ir.Table:
    """Share of each cohort that counts as kept at each age, by a definition of the reader's.

    Exact: active at that age. On or after: active at that age or at any later one (may still rise). Bracket: active
    at least once in the `width` periods that begin with that age. Streak: active at every age up to that one. Age 0
    is the first purchase itself: everybody, whatever the definition.

    Parameters
    ----------
    activity, periods, by, all_periods
        As for `cohort_retention`.
    kept_if
        Who counts as kept.
    least_orders
        Orders in a period below which a customer does not count as active in it, after the first period.
    width
        Periods of a bracket.
    include_open
        Also list cells whose last period is not complete yet, marked by is_complete.

    Returns
    -------
    One row per (by, cohort, age): cohort (first day of its period), age (periods), customers (cohort size),
    retained, rate with Wilson limits low and high, is_complete.

    Source: metrics reference B1.

    """
    observed = periods if all_periods is None else all_periods
    if all_periods is not None:
        activity = of_chosen_cohorts(activity, periods, all_periods)
    keys = [*by, "cohort"]
    spans = _spans(_qualified(activity, least_orders), by, kept_if, width)
    counted = spans.group_by([*keys, "start", "stop"]).agg(people=_.count())
    # Whoever counts from one age to another adds one where that begins and takes one away after its end.
    changes = ibis.union(
        counted.select(*keys, age=_.start.cast("int64"), change=_.people),
        counted.select(*keys, age=_.stop.cast("int64") + 1, change=-_.people),
    )
    changes = changes.group_by([*keys, "age"]).agg(change=_.change.sum())
    sizes = changes.filter(_.age == 0).select(*keys, customers="change")
    closed = _.period.max(where=_.is_complete).over(ibis.window())
    ends = observed.select(reached="period", closed=closed)
    spine = sizes.join(ends, sizes.cohort <= ends.reached).select(*keys, "customers", "reached", "closed")
    grid = spine.mutate(age=(_.reached - _.cohort).cast("int64"))
    so_far = ibis.window(group_by=keys, order_by="age", preceding=None, following=0)
    cells = (
        grid.left_join(changes, [*keys, "age"])
        .select(*keys, "age", "customers", "reached", "closed", change=_.change.fill_null(0))
        .mutate(
            retained=_.change.sum().over(so_far).cast("int64"),
            is_complete=_.reached + ibis.ifelse(_.age == 0, 1, width) - 1 <= _.closed,
        )
    )
    if not include_open:
        cells = cells.filter(_.is_complete)
    starts = periods.select(cohort_period="period", starts_on="starts_on")
    dated = cells.join(starts, cells.cohort == starts.cohort_period).drop("cohort").rename(cohort="starts_on")
    return _as_cells(dated, by)


def day_retention(
    purchase_days: ir.Table,
    days: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    grain: str,
    by: tuple[str, ...] = (),
    *,
    bucket_days: int = 30,
) -> ir.Table:
    """Share of each cohort that bought again at each age, counted in days since the customer's own first purchase.

    Age 1 is the first `bucket_days` days after the first purchase day, age 2 the next as many. A customer enters an
    age only once all its days lie within the data, so a young cohort counts its older customers first.

    Parameters
    ----------
    purchase_days
        One row per customer and purchase day, with the `by` columns beside them.
    days
        The calendar.
    periods
        The periods whose cohorts are wanted.
    complete_up_to
        Last day that the data cover in full.
    grain
        Kind of period of a cohort: that of the first purchase.
    by
        Columns to break down by.
    bucket_days
        Days of one age.

    Returns
    -------
    As `defined_retention`, for at most sixty ages; customers are those who are old enough for the age, is_complete
    says that those are all of the cohort.

    Source: metrics reference B1 (age buckets).

    """
    keys = [*by, "cohort"]
    aged = _aged(purchase_days, days, periods, complete_up_to, grain, bucket_days, by)
    people = aged.filter(_.age == 0)
    ages = ibis.range(0, MOST_AGES + 1).unnest().name("age").as_table()
    old_enough = people.group_by([*keys, "full_ages"]).agg(people=_.count())
    sizes = (
        old_enough.join(ages, old_enough.full_ages >= ages.age)
        .group_by([*keys, "age"])
        .agg(customers=_.people.sum())
        .mutate(size=_.customers.max().over(ibis.window(group_by=keys)))
    )
    back = (
        aged.filter(_.age <= _.full_ages)
        .select(*keys, "customer_key", "age")
        .distinct()
        .group_by([*keys, "age"])
        .agg(retained=_.count())
    )
    cells = sizes.left_join(back, [*keys, "age"]).select(
        *keys, "age", "customers", retained=_.retained.fill_null(0), is_complete=_.customers == _.size
    )
    return _as_cells(cells, by)


def cohort_averages(
    activity: ir.Table,
    periods: ir.Table,
    by: tuple[str, ...] = (),
    *,
    kept_if: Definition = "exact",
    least_orders: int = 1,
    width: int = 1,
    all_periods: ir.Table | None = None,
) -> ir.Table:
    """Mean retention at each age over the cohorts that completed it: by customers, by cohorts, and the middle one.

    Pooled: retained customers of all cohorts divided by all their customers. Simple: the mean of the cohorts' own
    shares, each counting alike. Median: the share of the cohort in the middle. A cohort that kept nobody stays in, one
    that has not completed the age stays out; age 0 is the first purchase itself and is not listed.

    Parameters
    ----------
    activity, periods, by, kept_if, least_orders, width, all_periods
        As for `defined_retention`.

    Returns
    -------
    One row per (by, age): age, cohorts, customers, retained, rate (pooled), low, high (its 95 % Wilson limits),
    simple_rate, median_rate.

    Source: metrics reference B2.

    """
    cells = defined_retention(
        activity,
        periods,
        by,
        kept_if=kept_if,
        least_orders=least_orders,
        width=width,
        all_periods=all_periods,
    )
    return _averages(cells, by)


def day_averages(
    purchase_days: ir.Table,
    days: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    grain: str,
    by: tuple[str, ...] = (),
    *,
    bucket_days: int = 30,
) -> ir.Table:
    """Mean retention at each age in days over all customers who are old enough for it, and over cohorts.

    Parameters
    ----------
    purchase_days, days, periods, complete_up_to, grain, by, bucket_days
        As for `day_retention`.

    Returns
    -------
    As `cohort_averages`; a cohort of which only some are old enough counts with those.

    Source: metrics reference B1, B2.

    """
    return _averages(
        day_retention(purchase_days, days, periods, complete_up_to, grain, by, bucket_days=bucket_days), by
    )


def _averages(cells: ir.Table, by: tuple[str, ...]) -> ir.Table:
    low, high = wilson(_.retained, _.customers)
    return (
        cells.filter(_.age > 0)
        .group_by([*by, "age"])
        .agg(
            cohorts=_.count(),
            customers=_.customers.sum(),
            retained=_.retained.sum(),
            simple_rate=_.rate.mean(),
            median_rate=_.rate.median(),
        )
        .mutate(rate=ratio(_.retained, _.customers), low=low, high=high)
        .select(*by, "age", "cohorts", "customers", "retained", "rate", "low", "high", "simple_rate", "median_rate")
        .order_by([*by, "age"])
    )


def _qualified(activity: ir.Table, least_orders: int) -> ir.Table:
    """Leave periods with too few orders out; the neighbours of the others are then found anew."""
    if least_orders <= 1:
        return activity
    in_order = ibis.window(group_by="customer_key", order_by="period")
    kept = activity.filter((_.orders >= least_orders) | (_.period == _.cohort))
    return kept.mutate(previous=_.period.lag().over(in_order), next=_.period.lead().over(in_order))


def _spans(activity: ir.Table, by: tuple[str, ...], kept_if: Definition, width: int) -> ir.Table:
    """Return from which age to which a period of activity makes its customer count as kept."""
    keys = [*by, "cohort"]
    aged = activity.mutate(age=_.period - _.cohort)
    match kept_if:
        case "exact":
            return aged.select(*keys, start="age", stop="age")
        case "on_or_after":
            return aged.filter(_.next.isnull()).select(*keys, start=ibis.literal(0), stop="age")
        case "bracket":
            # A bracket in which the customer was seen before already counts them.
            since_before = ibis.ifelse(_.age == 0, 0, _.previous - _.cohort + 1)
            return aged.select(*keys, start=ibis.greatest(since_before, _.age - (width - 1)), stop="age")
        case _streak:
            broken = aged.filter(_.next.isnull() | (_.next > _.period + 1))
            unbroken = broken.group_by([*keys, "customer_key"]).agg(stop=_.age.min())
            return unbroken.select(*keys, start=ibis.literal(0), stop="stop")


def _aged(
    purchase_days: ir.Table,
    days: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    grain: str,
    bucket_days: int,
    by: tuple[str, ...],
) -> ir.Table:
    """Put beside every purchase day its age in buckets, how many ages its customer has behind them, and the cohort."""
    firsts = purchase_days.group_by("customer_key").agg(first=_.day.min())
    starts = days.select(first="date", number=grain)
    cohorts = periods.select(number="period", cohort="starts_on")
    people = firsts.join(starts, "first").join(cohorts, "number").select("customer_key", "first", "cohort")
    dated = purchase_days.join(people, "customer_key").mutate(until=ibis.literal(complete_up_to))
    after, old = _.day.delta(_.first, unit="day"), _.until.delta(_.first, unit="day")
    return dated.select(
        *by,
        "customer_key",
        "cohort",
        *("day", "orders", "revenue", "profit"),
        age=((after + bucket_days - 1) // bucket_days).cast("int64"),
        full_ages=(ibis.greatest(old, 0) // bucket_days).cast("int64"),
    )


def day_members(
    purchase_days: ir.Table,
    days: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    grain: str,
    cohort: date | None,
    age: int,
    *,
    bucket_days: int = 30,
) -> ir.Table:
    """Who is behind one cell of the cohorts by days: customers old enough for the age, kept or lost.

    Parameters
    ----------
    purchase_days, days, periods, complete_up_to, grain, bucket_days
        As for `day_retention`.
    cohort
        First day of the cohort's period; None for all cohorts.
    age
        Which bucket of days.

    Returns
    -------
    customer_key, is_kept, orders, revenue, profit (of that age; 0 orders and null money when not kept),
    first_revenue, first_profit (of the first purchase day).

    """
    if cohort is not None:
        periods = periods.filter(_.starts_on == ibis.date(cohort.isoformat()))
    aged = _aged(purchase_days, days, periods, complete_up_to, grain, bucket_days, ()).filter(_.full_ages >= age)
    first = aged.filter(_.age == 0).select("customer_key", first_revenue="revenue", first_profit="profit")
    back = (
        aged.filter(_.age == age)
        .group_by("customer_key")
        .agg(orders=_.orders.sum(), revenue=_.revenue.sum(), profit=_.profit.sum())
    )
    return (
        first.left_join(back, "customer_key")
        .drop("customer_key_right")
        .mutate(is_kept=_.orders.notnull(), orders=_.orders.fill_null(0))
        .order_by("customer_key")
    )


def _as_cells(cells: ir.Table, by: tuple[str, ...]) -> ir.Table:
    low, high = wilson(_.retained, _.customers)
    return (
        cells.mutate(age=_.age.cast("int32"), rate=ratio(_.retained, _.customers), low=low, high=high)
        .select(*by, *CELLS)
        .order_by([*by, "cohort", "age"])
    )
