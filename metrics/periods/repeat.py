"""Do buyers buy a second time?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, HIGH, LOW, Entry
from metrics.intervals import grouped, ratio, wilson

if TYPE_CHECKING:
    from datetime import date


def repeat_purchase(
    purchase_days: ir.Table, complete_up_to: date, within_days: int = 60, by: tuple[str, ...] = ()
) -> ir.Table:
    """Share of buyers who bought on a second day, and how many did so soon.

    Baskets of one day count once. The repeat rate grows with the length of the window, so the window is
    returned beside it. The second-purchase conversion counts only customers whose first purchase is old
    enough to have had the chance (mature).

    Parameters
    ----------
    purchase_days
        One row per customer and purchase day.
    complete_up_to
        Last day that the data cover in full.
    within_days
        Days after the first purchase within which the second must fall.
    by
        Columns of `purchase_days` to break down by.

    Returns
    -------
    One row per `by`: customers, repeaters, rate, low, high (95 % Wilson), mature, converted, conversion,
    from_day, to_day (first and last purchase day counted).

    Source: metrics reference A6.

    """
    gaps = ibis.window(group_by="customer_key", order_by="day")
    ranked = purchase_days.mutate(
        order=ibis.row_number().over(gaps),
        following=_.day.lead().over(gaps),
        until=ibis.literal(complete_up_to),
    )
    firsts = ranked.filter(_.order == 0).mutate(
        is_mature=_.until.delta(_.day, unit="day") >= within_days,
        is_soon=(_.following.delta(_.day, unit="day") <= within_days).fill_null(False),
    )
    spans = grouped(purchase_days, by).agg(from_day=_.day.min(), to_day=_.day.max())
    counted = grouped(firsts, by).agg(
        customers=_.count(),
        repeaters=_.following.notnull().sum().fill_null(0),
        mature=_.is_mature.sum().fill_null(0),
        converted=(_.is_mature & _.is_soon).sum().fill_null(0),
    )
    joined = counted.join(spans, list(by)) if by else counted.cross_join(spans)
    low, high = wilson(_.repeaters, _.customers)
    return joined.select(
        *by,
        customers=_.customers,
        repeaters=_.repeaters,
        rate=ratio(_.repeaters, _.customers),
        low=low,
        high=high,
        mature=_.mature,
        converted=_.converted,
        conversion=ratio(_.converted, _.mature),
        from_day=_.from_day,
        to_day=_.to_day,
    ).order_by(list(by) or "customers")


def repeat_members(
    purchase_days: ir.Table, complete_up_to: date, within_days: int = 60, *, converted: bool = False
) -> ir.Table:
    """Who of the mature customers bought a second time soon, and who did not?

    Parameters
    ----------
    purchase_days, complete_up_to, within_days
        As for `repeat_purchase`.
    converted
        List those whose second purchase came in time; by default those whose did not.

    Returns
    -------
    One row per customer, as many as `repeat_purchase` counts: customer_key, first_day, second_day (null without
    a second purchase), revenue of the first day (currency); the latest first purchase first.

    """
    in_order = ibis.window(group_by="customer_key", order_by="day")
    firsts = purchase_days.mutate(
        order=ibis.row_number().over(in_order),
        second_day=_.day.lead().over(in_order),
        until=ibis.literal(complete_up_to),
    ).filter(_.order == 0)
    mature = firsts.filter(_.until.delta(_.day, unit="day") >= within_days)
    is_soon = (_.second_day.delta(_.day, unit="day") <= within_days).fill_null(False)
    return (
        mature.filter(is_soon if converted else ~is_soon)
        .select("customer_key", first_day="day", second_day="second_day", revenue="revenue")
        .order_by(ibis.desc("first_day"), "customer_key")
    )


ENTRIES = (
    Entry(
        repeat_purchase,
        title=N_("Repeat purchase"),
        definition=N_(
            "The share of buyers who bought on a second day, and the share who did so within some days of the first; "
            "only customers who had that long are counted in the second."
        ),
        formula="rate = repeaters ÷ customers; conversion = converted ÷ mature",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("purchase_days",),
        columns={
            "customers": N_("Customers with a purchase"),
            "repeaters": N_("Customers with purchases on two days or more"),
            "rate": N_("Share of the customers who bought on a second day (0 to 1); grows with the length of the data"),
            "low": LOW,
            "high": HIGH,
            "mature": N_("Customers whose first purchase is old enough for the second to be judged"),
            "converted": N_("Of those, the customers whose second purchase came in time"),
            "conversion": N_("Share of the mature customers whose second purchase came in time (0 to 1)"),
            "from_day": N_("First purchase day counted"),
            "to_day": N_("Last purchase day counted"),
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        repeat_members,
        title=N_("Customers with and without a second purchase"),
        definition=N_(
            "Of the customers whose first purchase is old enough, those whose second came within some days, or those "
            "whose did not."
        ),
        formula="in time = second day − first day ≤ within_days",
        source=N_("The list behind repeat purchase"),
        reads=("purchase_days",),
        columns={
            "customer_key": CUSTOMER_KEY,
            "first_day": N_("Day of the first purchase"),
            "second_day": N_("Day of the second purchase; empty without one"),
            "revenue": N_("Sales of the first day (currency)"),
        },
        by="beside",
        has_grain=False,
    ),
)
