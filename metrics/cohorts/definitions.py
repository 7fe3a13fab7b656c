"""Who counts as kept? Cohorts by four definitions, with a least number of orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.cohorts.retention import of_chosen_cohorts
from metrics.entry import AGE, COHORT, HIGH, LOW, Entry
from metrics.intervals import ratio, wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

Definition = Literal["exact", "on_or_after", "bracket", "streak"]
CELLS = ("cohort", "age", "customers", "retained", "rate", "low", "high", "is_complete")


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
    aged = _qualified(activity, least_orders).select(
        *keys, "customer_key", age=_.period - _.cohort, before=_.previous - _.cohort, after=_.next - _.cohort
    )
    counted = spans(aged, keys, kept_if, width).group_by([*keys, "start", "stop"]).agg(people=_.count())
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
    return as_cells(dated, by)


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
    return averages(cells, by)


def averages(cells: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Take the cells of all cohorts together at each age after the first."""
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


def spans(aged: ir.Table, keys: Sequence[str], kept_if: Definition, width: int) -> ir.Table:
    """Return from which age (start) to which (stop) each activity makes its customer count as kept.

    `aged` has one row per customer and age of activity: customer_key, the `keys`, age, and `before` and `after`, the
    customer's ages of activity next to it (null where there is none).
    """
    match kept_if:
        case "exact":
            return aged.select(*keys, start="age", stop="age")
        case "on_or_after":
            return aged.filter(_.after.isnull()).select(*keys, start=ibis.literal(0), stop="age")
        case "bracket":
            # A bracket in which the customer was seen before already counts them.
            since_before = ibis.ifelse(_.age == 0, 0, _.before + 1)
            return aged.select(*keys, start=ibis.greatest(since_before, _.age - (width - 1)), stop="age")
        case _streak:
            broken = aged.filter(_.after.isnull() | (_.after > _.age + 1))
            unbroken = broken.group_by([*keys, "customer_key"]).agg(stop=_.age.min())
            return unbroken.select(*keys, start=ibis.literal(0), stop="stop")


def as_cells(cells: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Put the rate with its interval beside what was counted, in order."""
    low, high = wilson(_.retained, _.customers)
    return (
        cells.mutate(age=_.age.cast("int32"), rate=ratio(_.retained, _.customers), low=low, high=high)
        .select(*by, *CELLS)
        .order_by([*by, "cohort", "age"])
    )


MEANS = {
    "cohorts": N_("Cohorts that have completed this age"),
    "customers": N_("Customers in those cohorts"),
    "retained": N_("Of those, the customers who count as kept"),
    "rate": N_("Share of those customers who count as kept (0 to 1)"),
    "low": LOW,
    "high": HIGH,
    "simple_rate": N_("Mean of the cohorts' own shares, each counting alike (0 to 1)"),
    "median_rate": N_("Share of the cohort in the middle (0 to 1)"),
}

ENTRIES = (
    Entry(
        defined_retention,
        title=N_("Cohorts by definition"),
        definition=N_(
            "Of the customers who bought first in one period, the share that counts as kept at each age: those who "
            "bought then, then or later, at least once in some periods from then on, or in every period up to then."
        ),
        formula="rate = retained ÷ customers",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("activity", "periods"),
        columns={
            "cohort": COHORT,
            "age": AGE,
            "customers": N_("Customers of the cohort"),
            "retained": N_("Customers of the cohort who count as kept at this age"),
            "rate": N_("Share of the cohort who count as kept at this age (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "is_complete": N_("Whether every period that counts for this age is complete"),
        },
        by="optional",
    ),
    Entry(
        cohort_averages,
        title=N_("Mean of the cohorts"),
        definition=N_(
            "Retention at each age over all cohorts that have completed it: over their customers, as the mean of the "
            "cohorts, and as the cohort in the middle."
        ),
        formula="rate = Σ retained ÷ Σ customers; simple_rate = mean of rate; median_rate = median of rate",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("activity", "periods"),
        columns={"age": AGE, **MEANS},
        by="optional",
    ),
)
