"""What a forecast from contracts is made from: who is covered, since when, for how much; and how long covers lasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization.grains import MONTH_DAYS
from metrics.lifetimes.contracts import GRACE_DAYS, covers, with_last_day
from metrics.value.charges import in_a_month

if TYPE_CHECKING:
    from datetime import date

YEAR_DAYS = 365


def contract_history(contracts: ir.Table, complete_up_to: date, origin: date) -> ir.Table:
    """What is known of each customer's contracts at the end of the data, and what was known at an earlier day?

    What comes after a day is not known on it: neither a contract that begins later nor a cancellation, and a contract
    whose end lies ahead goes on. Money of a contract falls on the days that it covers, in equal parts.

    Parameters
    ----------
    contracts
        customer_key, starts_on, ends_on (null: it runs on), cancelled_on, amount, amount_period.
    complete_up_to
        Last day that the data cover in full.
    origin
        A day before it.

    Returns
    -------
    One row per customer with a contract that has begun, in the order of customer_key: customer_key; age_months (whole
    months of unbroken cover up to complete_up_to; null for who is not covered on it), monthly (currency, of the
    contracts in force on it; 0 for who is not covered, null where no amount is known), last_revenue (of the 365 days
    up to it); then_age_months and then_monthly, the same as of the origin, both null for who was no customer yet;
    was_known (whether a contract had begun by the origin); came_revenue (of the days after the origin).

    """
    priced = in_a_month(contracts)
    begun = with_last_day(priced).filter(_.starts_on <= ibis.date(complete_up_to.isoformat()))
    each = begun.group_by("customer_key").agg(was_known=(_.starts_on <= ibis.date(origin.isoformat())).any())
    spans = {
        "last_revenue": _money(begun, complete_up_to, YEAR_DAYS),
        "came_revenue": _money(begun, complete_up_to, (complete_up_to - origin).days),
    }
    for name, table in spans.items():
        joined = each.left_join(table.rename({name: "money"}), "customer_key").drop("customer_key_right")
        each = joined.mutate(**{name: _[name].coalesce(0.0)})
    for prefix, day in (("", complete_up_to), ("then_", origin)):
        standing = _standing(priced, day).rename({f"{prefix}age_months": "age_months", f"{prefix}monthly": "monthly"})
        joined = each.left_join(standing, "customer_key").drop("customer_key_right")
        is_over = joined[f"{prefix}age_months"].isnull()
        knew = joined.was_known if prefix else ibis.literal(True)
        nothing = ibis.ifelse(is_over & knew, ibis.literal(0.0), ibis.null("float64"))
        each = joined.mutate(**{f"{prefix}monthly": joined[f"{prefix}monthly"].coalesce(nothing)})
    return each.select(
        "customer_key",
        "age_months",
        "monthly",
        "last_revenue",
        "then_age_months",
        "then_monthly",
        "was_known",
        "came_revenue",
    ).order_by("customer_key")


def cover_lengths(contracts: ir.Table, as_of: date, grace_days: int = GRACE_DAYS) -> ir.Table:
    """How many covers without a break came to an end after so many months, and how many had not ended yet?

    As known on a day: a cover that ended less than `grace_days` before it may still be carried on, and says nothing
    beyond its end.

    Returns
    -------
    One row per number of months, in order: months (of cover, to the nearest for those that ended and whole ones for
    the others), ended, going_on (covers).

    """
    day = ibis.date(as_of.isoformat())
    cover = covers(known_on(contracts, as_of), grace_days)
    ends = ibis.least(cover.covered_to, day)
    days = ends.delta(cover.covered_from, unit="day") + 1
    has_ended = cover.covered_to < day - ibis.interval(days=grace_days)
    months = ibis.ifelse(
        has_ended, ibis.greatest((days / MONTH_DAYS).round(), 1.0), ((days + 0.5) / MONTH_DAYS).floor()
    )
    counted = cover.select(months=months.cast("int64"), has_ended=has_ended)
    return counted.group_by("months").agg(ended=_.has_ended.sum(), going_on=(~_.has_ended).sum()).order_by("months")


def known_on(contracts: ir.Table, as_of: date) -> ir.Table:
    """Return the contracts as they were known on a day: those that had begun, without later cancellations."""
    day = ibis.date(as_of.isoformat())
    return contracts.filter(_.starts_on <= day).mutate(
        cancelled_on=ibis.ifelse(_.cancelled_on <= day, _.cancelled_on, ibis.null("date"))
    )


def _standing(priced: ir.Table, as_of: date) -> ir.Table:
    """Say of everybody covered on a day for how many whole months, and for how much a month."""
    day = ibis.date(as_of.isoformat())
    known = known_on(priced, as_of)
    cover = covers(known).filter(_.covered_to >= day)
    age = ((day.delta(cover.covered_from, unit="day") + 1 + 0.5) / MONTH_DAYS).floor().cast("int64")
    covered = cover.select("customer_key", age_months=age)
    pays = with_last_day(known).filter(_.ends >= day).group_by("customer_key").agg(monthly=_.of_month.sum())
    return covered.left_join(pays, "customer_key").drop("customer_key_right")


def _money(begun: ir.Table, until: date, days: int) -> ir.Table:
    """Add up what each customer's contracts come to in the last so many days."""
    last = ibis.date(until.isoformat())
    first = last - ibis.interval(days=days - 1)
    inside = begun.filter(_.ends >= first)
    from_day, to_day = ibis.greatest(inside.starts_on, first.cast("date")), ibis.least(inside.ends, last)
    covered = to_day.delta(from_day, unit="day") + 1
    return (
        inside.mutate(money=inside.of_month * covered / MONTH_DAYS)
        .group_by("customer_key")
        .agg(money=_.money.sum().cast("float64"))
    )
