"""The people behind a number: a list of keys becomes a list a person can act on."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

# How customers are reached, where their file says it; as headers are called in three languages, letters folded.
CONTACTS = (
    *("phone", "phone_number", "telephone", "mobile", "mobile_number", "email", "e_mail", "email_address"),
    *("contact_person", "تلفن", "شماره_تلفن", "تلفن_همراه", "موبایل", "شماره_موبایل", "شماره_تماس", "ایمیل"),
    *("پست_الکترونیک", "هاتف", "رقم_الهاتف", "جوال", "رقم_الجوال", "البرید_الالکترونی", "الایمیل"),
)
NAMES = ("customer_id", "name", "segment", "role", "region", "owner", *CONTACTS)


def who(
    members: ir.Table, customers: ir.Table, totals: ir.Table, periods: ir.Table, *, last_order: bool = False
) -> ir.Table:
    """Put beside each listed customer who they are and what they brought in all.

    One row in, one row out: the list keeps its length.

    Parameters
    ----------
    members
        Any list with one row per customer_key.
    customers
        Names and attributes.
    totals
        Each customer's sums over the whole history, as `rollups.lifetime_totals` returns them, with last_period.
    periods
        Periods of the grain that last_period counts.
    last_order
        Show the day of the last order in place of the last active period.

    Returns
    -------
    name, customer_id and what is known of segment, role, region, owner and contact; the list's own columns;
    total_revenue, total_profit (currency), last_period (first day of the last active period) or last_day (of the last
    order), unless the list has one of them already; the largest total first.

    """
    known = [name for name in NAMES if name in customers.columns and name not in members.columns]
    sums = totals.select("customer_key", "last_day", total_revenue="revenue", total_profit="profit", last="last_period")
    own_last = {"last_period", "last_day"} & set(members.columns)
    if own_last or not last_order:
        sums = sums.drop("last_day")
    joined = members.join(customers.select("customer_key", *known), "customer_key").left_join(sums, "customer_key")
    joined = joined.drop("customer_key_right")
    last: dict[str, object] = {}
    if not own_last and last_order:
        last = {"last_day": _.last_day}
    elif not own_last:
        joined = joined.left_join(periods.select(last="period", last_active="starts_on"), "last")
        last = {"last_period": _.last_active}
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
