"""What a forecast of each customer is made from: how often, how lately, since when, how much; now and earlier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

if TYPE_CHECKING:
    from datetime import date

YEAR_DAYS = 365


def buying_history(purchase_days: ir.Table, complete_up_to: date, origin: date) -> ir.Table:
    """What is known of each customer's buying at the end of the data, and what was known at an earlier day?

    Purchase days after `complete_up_to` are left out. The day `origin` itself belongs to what was known; the days
    from the next one to `complete_up_to` are those in which something came.

    Parameters
    ----------
    purchase_days
        As `booking.purchase_days` returns it.
    complete_up_to
        Last day that the data cover in full.
    origin
        A day before it.

    Returns
    -------
    One row per customer, in the order of customer_key: customer_key; repeats (purchase days after the first one),
    recency_days (from the first to the last), age_days (from the first to complete_up_to), revenue, profit (null where
    unknown), last_revenue, last_profit (of the 365 days up to complete_up_to); the same as of the origin with the
    prefix then_ (null for who was no customer yet; the last days are as many as lie between origin and
    complete_up_to); came_purchases (purchase days), came_revenue, came_profit of the days after the origin.

    """
    end, then = ibis.date(complete_up_to.isoformat()), ibis.date(origin.isoformat())
    horizon = (complete_up_to - origin).days
    bought = purchase_days.filter(_.day <= end).mutate(
        is_before=_.day <= then,
        ago=-_.day.delta(end, unit="day"),
        before=-_.day.delta(then, unit="day"),
    )
    known = bought.is_before
    lately, lately_then = bought.ago < YEAR_DAYS, known & (bought.before < horizon)
    summed = bought.group_by("customer_key").agg(
        days=_.count(),
        first=_.ago.max(),
        last=_.ago.min(),
        revenue=_.revenue.sum().cast("float64"),
        profit=_.profit.sum().cast("float64"),
        last_revenue=_.revenue.sum(where=lately).cast("float64"),
        last_profit=_.profit.sum(where=lately).cast("float64"),
        then_days=known.sum(),
        then_first=_.before.max(where=known),
        then_last=_.before.min(where=known),
        then_revenue=_.revenue.sum(where=known).cast("float64"),
        then_profit=_.profit.sum(where=known).cast("float64"),
        then_last_revenue=_.revenue.sum(where=lately_then).cast("float64"),
        then_last_profit=_.profit.sum(where=lately_then).cast("float64"),
        came_purchases=(~known).sum(),
        came_revenue=_.revenue.sum(where=~known).cast("float64"),
        came_profit=_.profit.sum(where=~known).cast("float64"),
    )
    was_known = _.then_days > 0
    return summed.select(
        "customer_key",
        repeats=_.days - 1,
        recency_days=_["first"] - _["last"],
        age_days=_["first"],
        revenue=_.revenue,
        profit=_.profit,
        last_revenue=_.last_revenue,
        last_profit=_.last_profit,
        then_repeats=ibis.ifelse(was_known, _.then_days - 1, ibis.null("int64")),
        then_recency_days=_.then_first - _.then_last,
        then_age_days=_.then_first,
        then_revenue=_.then_revenue,
        then_profit=_.then_profit,
        then_last_revenue=_.then_last_revenue,
        then_last_profit=_.then_last_profit,
        came_purchases=_.came_purchases,
        came_revenue=_.came_revenue,
        came_profit=_.came_profit,
    ).order_by("customer_key")
