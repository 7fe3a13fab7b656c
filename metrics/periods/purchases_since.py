"""What has become of customers who were put on a list? Who has come back since?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

SEPARATOR = "\x1f"


def bought_since(purchase_days: ir.Table, customers: ir.Table, listed: Sequence[str], since: date) -> ir.Table:
    """Which of the listed customers have bought after a day, and how much?

    Parameters
    ----------
    purchase_days
        One row per customer and purchase day.
    customers
        Gives each customer_key its customer_id.
    listed
        Numbers of the customers (customer_id); whoever is no longer in the data is left out.
    since
        Last day that does not count.

    Returns
    -------
    One row per listed customer: customer_key, came_back (whether there is a later purchase), orders_since,
    revenue_since (currency; 0 without a purchase), last_day (of the latest purchase ever; null without one);
    those who came back first, the largest sales first.

    """
    # One text instead of thousands: the query is planned at once, however long the list.
    together = ibis.literal(SEPARATOR.join(listed)).split(SEPARATOR).unnest().name("customer_id")
    theirs = customers.semi_join(together.as_table(), "customer_id").select("customer_key")
    bought = purchase_days.semi_join(theirs, "customer_key")
    is_later = _.day > ibis.date(since.isoformat())
    sums = bought.group_by("customer_key").agg(
        orders_since=_.orders.sum(where=is_later).fill_null(0),
        revenue_since=_.revenue.sum(where=is_later).fill_null(0),
        last_day=_.day.max(),
    )
    return (
        theirs.left_join(sums, "customer_key")
        .drop("customer_key_right")
        .select(
            "customer_key",
            came_back=(_.orders_since > 0).fill_null(False),
            orders_since=_.orders_since.fill_null(0),
            revenue_since=_.revenue_since.fill_null(0),
            last_day=_.last_day,
        )
        .order_by(ibis.desc("came_back"), ibis.desc("revenue_since"), "customer_key")
    )
