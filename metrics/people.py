"""The people behind a number: a list of keys becomes a list a person can act on."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

NAMES = ("customer_id", "name", "segment", "role", "region", "owner")


def who(
    members: ir.Table,
    customers: ir.Table,
    activity: ir.Table,
    periods: ir.Table,
    purchase_days: ir.Table | None = None,
) -> ir.Table:
    """Put beside each listed customer who they are and what they brought in all.

    One row in, one row out: the list keeps its length.

    Parameters
    ----------
    members
        Any list with one row per customer_key.
    customers
        Names and attributes.
    activity, periods
        Facts of one grain, for the totals over the whole history.
    purchase_days
        If given, the day of the last order stands in place of the last active period.

    Returns
    -------
    name, customer_id and what is known of segment, role, region and owner; the list's own columns; total_revenue,
    total_profit (currency), last_period (first day of the last active period) or last_day (of the last order); the
    largest total first.

    """
    known = [name for name in NAMES if name in customers.columns and name not in members.columns]
    # Only the listed are summed: a short list must not cost a walk over everybody.
    theirs = activity.semi_join(members.select("customer_key"), "customer_key")
    totals = theirs.group_by("customer_key").agg(
        total_revenue=_.revenue.sum(), total_profit=_.profit.sum(), last=_.period.max()
    )
    starts = periods.select(last="period", last_period="starts_on")
    have_last = "last_period" in members.columns or "last_day" in members.columns
    joined = members.join(customers.select("customer_key", *known), "customer_key").left_join(totals, "customer_key")
    joined = joined.drop("customer_key_right").left_join(starts.rename(last_active="last_period"), "last")
    last: dict[str, object] = {} if have_last else {"last_period": _.last_active}
    if purchase_days is not None and not have_last:
        ordered = purchase_days.semi_join(members.select("customer_key"), "customer_key")
        days = ordered.group_by("customer_key").agg(last_day=_.day.max())
        joined = joined.left_join(days, "customer_key", rname="{name}_of_day")
        last = {"last_day": _.last_day}
    own = [name for name in members.columns if name not in {"customer_key", "customer_id", "name"}]
    first = [name for name in ("name", "customer_id") if name in joined.columns]
    rest = [name for name in known if name not in first]
    table = joined.select(
        "customer_key",
        *first,
        *rest,
        *own,
        "total_revenue",
        "total_profit",
        **last,
    )
    return table.order_by(_.total_revenue.desc(nulls_first=False), _.customer_key)
