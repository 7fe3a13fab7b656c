"""Which products bring their buyers back, to themselves or to anything?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, HIGH, LOW, Entry
from metrics.intervals import ratio, wilson

if TYPE_CHECKING:
    from datetime import date

What = Literal["product", "category"]


def product_retention(
    orders: ir.Table,
    days: ir.Table,
    periods: ir.Table,
    grain: str,
    *,
    what: What = "product",
    period: date | None = None,
) -> ir.Table:
    """Do the buyers of each product buy it again, and do they buy anything again?

    Of the customers who bought it in one period, the share that bought it in the next one (repurchase), and the
    share that bought anything then (retention of its buyers). The difference went to something else of the same firm.
    A customer who bought three products is in three rows: rows do not sum up to all customers.

    Parameters
    ----------
    orders
        Booked order lines.
    days, periods, grain
        The calendar, and the kind of period.
    what
        product or category.
    period
        First day of the later of the two periods; None for the last complete one.

    Returns
    -------
    One row per item: item, period (first day of the later one), buyers (in the period before), rebought, rate with
    Wilson limits low and high (rebought ÷ buyers), came_back, buyer_rate with buyer_low and buyer_high (came_back ÷
    buyers), switched (came back for something else), switched_rate, revenue (sales of the item in the period before);
    the item with most buyers first.

    Source: metrics reference A7.

    """
    bought = _bought(orders, days, periods, grain, what, period)
    counted = bought.group_by(["item", "period"]).agg(
        buyers=_.count(),
        rebought=_.again.sum(),
        came_back=_.back.sum(),
        revenue=_.revenue.sum(),
    )
    low, high = wilson(_.rebought, _.buyers)
    buyer_low, buyer_high = wilson(_.came_back, _.buyers)
    return counted.select(
        "item",
        "period",
        "buyers",
        "rebought",
        rate=ratio(_.rebought, _.buyers),
        low=low,
        high=high,
        came_back=_.came_back,
        buyer_rate=ratio(_.came_back, _.buyers),
        buyer_low=buyer_low,
        buyer_high=buyer_high,
        switched=_.came_back - _.rebought,
        switched_rate=ratio(_.came_back - _.rebought, _.buyers),
        revenue=_.revenue,
    ).order_by([_.buyers.desc(), _.item])


def product_members(
    orders: ir.Table,
    days: ir.Table,
    periods: ir.Table,
    grain: str,
    item: str,
    *,
    what: What = "product",
    period: date | None = None,
) -> ir.Table:
    """Who bought one product, and what became of them in the next period?

    Parameters
    ----------
    orders, days, periods, grain, what, period
        As for `product_retention`.
    item
        The product or category.

    Returns
    -------
    customer_key, status (rebought: bought it again; switched: bought something else; lost: bought nothing), revenue
    (of the item, in the period before).

    """
    bought = _bought(orders, days, periods, grain, what, period).filter(_.item == item)
    status = ibis.cases((_.again, "rebought"), (_.back, "switched"), else_="lost")
    return bought.select("customer_key", status=status, revenue=_.revenue).order_by("customer_key")


def _bought(
    orders: ir.Table, days: ir.Table, periods: ir.Table, grain: str, what: What, period: date | None
) -> ir.Table:
    """Return each customer with each item of the earlier period: bought again, came back at all."""
    chosen = periods.filter(_.is_complete if period is None else _.starts_on == ibis.date(period.isoformat()))
    now = chosen.agg(now=_.period.max(), period=_.starts_on.max())
    dated = (
        days.select(day="date", number=grain)
        .cross_join(now)
        .select("day", "period", is_now=_.number == _.now, is_before=_.number == _.now - 1)
        .filter(_.is_now | _.is_before)
    )
    lines = orders.filter((_.kind == "purchase") & (_.revenue > 0) & _.customer_key.notnull()).select(
        "customer_key", day="booked_on", item=what, revenue=_.revenue
    )
    seen = lines.join(dated, "day")
    came = seen.filter(_.is_now).select("customer_key").distinct().mutate(came=True)
    bought = (
        seen.filter(_.item.notnull())
        .group_by(["customer_key", "item", "period"])
        .agg(before=_.is_before.any(), again=_.is_now.any(), revenue=_.revenue.sum(where=_.is_before))
        .filter(_.before)
    )
    both = bought.left_join(came, "customer_key")
    return both.select("customer_key", "item", "period", "again", "revenue", back=_.came.fill_null(False))


ENTRIES = (
    Entry(
        product_retention,
        title=N_("Retention by product"),
        definition=N_(
            "Of the customers who bought a product in one period, the share that bought it again in the next one, and "
            "the share that bought anything then. A customer of several products is in several rows, so rows do not "
            "sum up to all customers."
        ),
        formula="rate = rebought ÷ buyers; buyer_rate = came_back ÷ buyers; switched = came_back − rebought",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("orders", "days", "periods"),
        columns={
            "item": N_("Product or category"),
            "period": N_("First day of the later of the two periods"),
            "buyers": N_("Customers who bought it in the period before"),
            "rebought": N_("Of those, the customers who bought it again"),
            "rate": N_("Share of its buyers who bought it again (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "came_back": N_("Of its buyers, the customers who bought anything"),
            "buyer_rate": N_("Share of its buyers who bought anything (0 to 1)"),
            "buyer_low": N_("From here on the true share lies, 19 times in 20 (lower end of the 95 % Wilson interval)"),
            "buyer_high": N_("Up to here the true share lies, 19 times in 20 (upper end of the 95 % Wilson interval)"),
            "switched": N_("Buyers who came back for something else only"),
            "switched_rate": N_("Share of its buyers who came back for something else only (0 to 1)"),
            "revenue": N_("Sales of it in the period before (currency)"),
        },
    ),
    Entry(
        product_members,
        title=N_("Buyers of a product"),
        definition=N_("The customers who bought a product in one period, and what became of them in the next one."),
        formula="rebought + switched + lost = buyers",
        source=N_("The list behind retention by product"),
        reads=("orders", "days", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "status": N_("`rebought`, `switched` (bought something else) or `lost` (bought nothing)"),
            "revenue": N_("Sales of it in the period before (currency)"),
        },
        by="beside",
    ),
)
