"""The facts that every retention metric reads: who was active when, and when before and after."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, Entry


def activity(purchase_days: ir.Table, days: ir.Table, grain: str) -> ir.Table:
    """When was each customer active, and when before and after?

    A customer is active in a period with at least one purchase. Each row knows its neighbours, so that
    retained, lost, new and won back are plain comparisons of integers.

    Parameters
    ----------
    purchase_days
        As `booking.purchase_days` returns it.
    days
        The data set's calendar: `date` and one integer column per grain.
    grain
        week, month, quarter or year.

    Returns
    -------
    One row per customer and active period: customer_key, period, cohort (first period over the
    whole history), previous and next (neighbouring active periods; null if none), orders, revenue, cost,
    profit, previous_revenue, previous_profit (money in the data set's currency).

    """
    dates = days.select("date", period=grain)
    dated = purchase_days.join(dates, purchase_days.day == dates.date)
    return _with_neighbours(dated)


def coarser_activity(activity: ir.Table, days: ir.Table, grain: str, coarser: str) -> ir.Table:
    """Roll activity of one grain up to a coarser one whose periods are made of whole finer periods."""
    steps = days.select(fine=grain, coarse=coarser).distinct()
    dated = activity.join(steps, activity.period == steps.fine).mutate(period=_.coarse)
    return _with_neighbours(dated)


def _with_neighbours(dated: ir.Table) -> ir.Table:
    summed = dated.group_by("customer_key", "period").agg(
        orders=_.orders.sum().cast("int32"),
        **{money: _[money].sum().cast("decimal(18, 4)") for money in ("revenue", "cost", "profit")},
    )
    in_order = ibis.window(group_by="customer_key", order_by="period")
    whole = ibis.window(group_by="customer_key", order_by="period", preceding=None, following=None)
    return summed.select(
        "customer_key",
        "period",
        cohort=_.period.first().over(whole),
        previous=_.period.lag().over(in_order),
        next=_.period.lead().over(in_order),
        orders=_.orders,
        revenue=_.revenue,
        cost=_.cost,
        profit=_.profit,
        previous_revenue=_.revenue.lag().over(in_order),
        previous_profit=_.profit.lag().over(in_order),
    )


def with_attributes(activity: ir.Table, customers: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Put customers' attributes beside their activity, so that a metric can be broken down by them.

    A customer without a value is counted under the empty text, never dropped.
    """
    wanted = [name for name in by if name not in activity.columns]
    if not wanted:
        return activity
    attributes = customers.select("customer_key", **{name: _[name].cast("string").fill_null("") for name in wanted})
    return activity.left_join(attributes, "customer_key").drop("customer_key_right")


# Texts of what happened to customers by which it is counted: not given is a group of its own.
TEXTS = ("topic", "agent", "comment", "scale", "satisfaction_scale")


def told(happened: ir.Table) -> ir.Table:
    """Give the empty text where a text by which it is counted was not given."""
    return happened.mutate(**{name: happened[name].fill_null("") for name in TEXTS if name in happened.columns})


def dated(happened: ir.Table, moment: str, days: ir.Table, grain: str) -> ir.Table:
    """Put its period beside what happened to customers on a day; the text that was not given is the empty one.

    Parameters
    ----------
    happened
        Rows with customer_key and a day or moment.
    moment
        Name of that column.
    days
        The data set's calendar: what lies outside of it is left out.
    grain
        Grain of the period.

    """
    on = told(happened).mutate(happened_on=happened[moment].cast("date"))
    dates = days.select("date", period=grain)
    return on.join(dates, on.happened_on == dates.date).drop("date", "happened_on")


ENTRIES = (
    Entry(
        activity,
        title=N_("Activity"),
        definition=N_(
            "When each customer was active, meaning with at least one purchase in the period, and when they were "
            "active before and after."
        ),
        formula="active in t = purchases in t > 0; retained in t = previous is t − 1; lost after t = next is not t + 1",
        source="J. Hsu, Diligence at Social Capital, part 1: accounting for user growth",
        reads=("purchase_days", "days"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "period": N_("Number of the period, or its first day where people read it"),
            "cohort": N_("Period of the first purchase over the whole history"),
            "previous": N_("Active period before this one; empty if there is none"),
            "next": N_("Active period after this one; empty if there is none"),
            "orders": N_("Orders with a purchase in the period"),
            "revenue": N_("Sales of the period, net of returns (currency)"),
            "cost": N_("Cost of the lines sold in the period (currency)"),
            "profit": N_("Profit of the period (currency); empty where costs are not known"),
            "previous_revenue": N_("Sales of the active period before (currency)"),
            "previous_profit": N_("Profit of the active period before (currency)"),
        },
        by="beside",
    ),
)
