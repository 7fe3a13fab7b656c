"""Cohorts whose ages are counted in days since each customer's own first purchase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.cohorts.definitions import MEANS, Definition, as_cells, averages, spans
from metrics.cohorts.retention import kept_or_lost
from metrics.entry import COHORT, CUSTOMER_KEY, HIGH, LOW, Entry

if TYPE_CHECKING:
    from datetime import date

MOST_AGES = 60


def day_retention(
    purchase_days: ir.Table,
    days: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    grain: str,
    by: tuple[str, ...] = (),
    *,
    kept_if: Definition = "exact",
    least_orders: int = 1,
    width: int = 1,
    bucket_days: int = 30,
) -> ir.Table:
    """Share of each cohort that counts as kept at each age, counted in days since the customer's own first purchase.

    Age 1 is the first `bucket_days` days after the first purchase day, age 2 the next as many. A customer enters an
    age only once all its days (of a bracket: those of all its ages) lie within the data, so a young cohort counts its
    older customers first.

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
    kept_if, least_orders, width
        Who counts as kept, as for `defined_retention`; here an age takes the place of a period.
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
    further = width - 1
    sizes = people.group_by([*keys, "full_ages"]).agg(people=_.count())
    sizes = (
        sizes.join(ages, (ages.age == 0) | (sizes.full_ages >= ages.age + further))
        .group_by([*keys, "age"])
        .agg(customers=_.people.sum())
        .mutate(size=_.customers.max().over(ibis.window(group_by=keys)))
    )
    of_one = [*keys, "full_ages"]
    in_order = ibis.window(group_by="customer_key", order_by="age")
    active = (
        aged.group_by([*of_one, "customer_key", "age"])
        .agg(orders=_.orders.sum())
        .filter((_.orders >= least_orders) | (_.age == 0))
        .mutate(before=_.age.lag().over(in_order), after=_.age.lead().over(in_order))
    )
    counted = spans(active, of_one, kept_if, width)
    # An age counts once all days that count for it lie within the data; age 0 is the first purchase itself.
    last = ibis.ifelse(counted.stop == 0, 0, ibis.greatest(ibis.least(counted.stop, counted.full_ages - further), 0))
    counted = counted.mutate(last=last).filter(_.start <= _.last).group_by([*keys, "start", "last"])
    counted = counted.agg(people=_.count())
    back = (
        counted.join(ages, (counted.start <= ages.age) & (counted.last >= ages.age))
        .group_by([*keys, "age"])
        .agg(retained=_.people.sum())
    )
    cells = sizes.left_join(back, [*keys, "age"]).select(
        *keys, "age", "customers", retained=_.retained.fill_null(0), is_complete=_.customers == _.size
    )
    return as_cells(cells, by)


def day_averages(
    purchase_days: ir.Table,
    days: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    grain: str,
    by: tuple[str, ...] = (),
    *,
    kept_if: Definition = "exact",
    least_orders: int = 1,
    width: int = 1,
    bucket_days: int = 30,
) -> ir.Table:
    """Mean retention at each age in days over all customers who are old enough for it, and over cohorts.

    Parameters
    ----------
    purchase_days, days, periods, complete_up_to, grain, by, kept_if, least_orders, width, bucket_days
        As for `day_retention`.

    Returns
    -------
    As `cohort_averages`; a cohort of which only some are old enough counts with those.

    Source: metrics reference B1, B2.

    """
    cells = day_retention(
        purchase_days,
        days,
        periods,
        complete_up_to,
        grain,
        by,
        kept_if=kept_if,
        least_orders=least_orders,
        width=width,
        bucket_days=bucket_days,
    )
    return averages(cells, by)


def day_members(
    purchase_days: ir.Table,
    days: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    grain: str,
    cohort: date | None,
    age: int,
    *,
    kept_if: Definition = "exact",
    least_orders: int = 1,
    width: int = 1,
    bucket_days: int = 30,
) -> ir.Table:
    """Who is behind one cell of the cohorts by days: customers old enough for the age, kept or lost.

    Parameters
    ----------
    purchase_days, days, periods, complete_up_to, grain, kept_if, least_orders, width, bucket_days
        As for `day_retention`.
    cohort
        First day of the cohort's period; None for all cohorts.
    age
        Which bucket of days.

    Returns
    -------
    customer_key, is_kept, orders, revenue, profit (of the ages that count; 0 orders and null money when not kept),
    first_revenue, first_profit (of the first purchase day).

    """
    if cohort is not None:
        periods = periods.filter(_.starts_on == ibis.date(cohort.isoformat()))
    last = age + (width - 1 if age and kept_if == "bracket" else 0)
    aged = _aged(purchase_days, days, periods, complete_up_to, grain, bucket_days, ()).filter(_.full_ages >= last)
    each = aged.group_by(["customer_key", "age"]).agg(
        orders=_.orders.sum(), revenue=_.revenue.sum(), profit=_.profit.sum()
    )
    first = each.filter(_.age == 0).select("customer_key", first_revenue="revenue", first_profit="profit")
    return kept_or_lost(first, each, age, last, kept_if, least_orders)


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


AGE_IN_DAYS = N_("Which so many days after the customer's own first purchase; 0 is the purchase itself")
OLD_ENOUGH = N_("Customers whose days of this age all lie within the data")

ENTRIES = (
    Entry(
        day_retention,
        title=N_("Cohorts by days"),
        definition=N_(
            "Of the customers who bought first in one period, the share that counts as kept at each age, counted in "
            "days since each customer's own first purchase: those who bought then, then or later, at least once in "
            "some ages from then on, or at every age up to then. Only customers old enough for an age are counted in "
            "it."
        ),
        formula="age = ⌈days since the first purchase ÷ bucket_days⌉; rate = retained ÷ customers",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("purchase_days", "days", "periods"),
        columns={
            "cohort": COHORT,
            "age": AGE_IN_DAYS,
            "customers": OLD_ENOUGH,
            "retained": N_("Of those, the customers who count as kept"),
            "rate": N_("Share of those customers who count as kept (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "is_complete": N_("Whether the whole cohort is old enough for this age"),
        },
        by="optional",
    ),
    Entry(
        day_averages,
        title=N_("Mean of the cohorts by days"),
        definition=N_(
            "Retention at each age in days over all customers old enough for it: over the customers, as the mean of "
            "the cohorts, and as the cohort in the middle."
        ),
        formula="rate = Σ retained ÷ Σ customers; simple_rate = mean of rate; median_rate = median of rate",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("purchase_days", "days", "periods"),
        columns={"age": AGE_IN_DAYS, **MEANS},
        by="optional",
    ),
    Entry(
        day_members,
        title=N_("Customers of a cohort by days"),
        definition=N_(
            "The customers of one cohort who are old enough for an age in days, each with whether they bought again at "
            "it."
        ),
        formula="is_kept = counts as kept at this age, by the definition chosen",
        source=N_("The list behind a cell of the cohorts by days"),
        reads=("purchase_days", "days", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "first_revenue": N_("Sales of the first purchase day (currency)"),
            "first_profit": N_("Profit of the first purchase day (currency)"),
            "orders": N_("Orders at the ages that count; 0 without a purchase then"),
            "revenue": N_("Sales at the ages that count (currency); empty without a purchase then"),
            "profit": N_(
                "Profit at the ages that count (currency); empty without a purchase then or where costs are not known"
            ),
            "is_kept": N_("Whether the customer counts as kept"),
        },
        by="beside",
    ),
)
