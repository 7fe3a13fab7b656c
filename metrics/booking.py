"""What counts as a purchase, and to which day its money belongs.

Every later number stands on these rules, so they are written once, here, and stored with the order lines:
`kind` says what a line counts as, `booked_on` the day its money is booked to.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

CANCELLED = ("cancelled", "canceled", "cancel", "draft", "failed", "void", "لغو شده", "لغو", "ملغي", "ملغى")

LINE = ("upload_id", "source_row")


def book(lines: ir.Table) -> ir.Table:
    """Say what each order line counts as and to which day its money is booked.

    A *purchase* is a line with revenue above zero of an order that was not cancelled and that does not net
    to zero or less after its own returns. Lines of one customer and order_id form an order; without
    order_id each line is an order. A *return* that stands in an order with purchases is booked to the day of
    that order's first purchase, whenever the goods came back. An order that nets to zero or less is taken
    together, sales and refunds: as one return of what it nets to, on its last day. Such an order, and a return that
    belongs to none (a credit note), is booked to the customer's latest purchase on or before it. So a refund
    never looks like activity and the money still adds up; with no purchase before it, it is *unmatched* and
    booked nowhere.

    Parameters
    ----------
    lines
        Order lines: customer_key (null when anonymous), ordered_on, order_id, revenue, status, upload_id,
        source_row, and any others, which pass through.

    Returns
    -------
    The lines with `kind` (purchase, return, unmatched, cancelled, anonymous) and `booked_on` (null for
    cancelled and unmatched lines; anonymous lines keep their own day).

    """
    cancelled = _.status.lower().strip().isin(CANCELLED).fill_null(False)
    known = lines.filter(_.customer_key.notnull() & ~cancelled)
    emptied = _orders_returned_in_full(known)
    marked = (
        lines.left_join(emptied, ["customer_key", "order_id"])
        .drop("customer_key_right", "order_id_right")
        .mutate(
            kind=ibis.cases(
                (cancelled, "cancelled"),
                (_.customer_key.isnull(), "anonymous"),
                (_.emptied_on.notnull() | (_.revenue < 0), "return"),
                else_="purchase",
            )
        )
    )
    return (
        marked.left_join(_days_of_returns(marked), list(LINE))
        .drop("upload_id_right", "source_row_right", "emptied_on")
        .mutate(
            kind=ibis.ifelse((_.kind == "return") & _.purchased_on.isnull(), "unmatched", _.kind),
            booked_on=ibis.cases(
                (_.kind == "cancelled", ibis.null("date")),
                (_.kind == "return", _.purchased_on),
                else_=_.ordered_on,
            ),
        )
        .drop("purchased_on")
    )


def _orders_returned_in_full(known: ir.Table) -> ir.Table:
    """Return the orders that hold a return and net to zero or less (few: only orders with a return are summed)."""
    with_return = known.filter((_.revenue < 0) & _.order_id.notnull())
    return (
        known.semi_join(with_return, ["customer_key", "order_id"])
        .group_by("customer_key", "order_id")
        .agg(net=_.revenue.sum(), emptied_on=_.ordered_on.max())
        .filter(_.net <= 0)
        .drop("net")
    )


def _days_of_returns(marked: ir.Table) -> ir.Table:
    """Find for each return the day it takes its money from; a return without such a day is not listed."""
    # All lines of an order returned in full go to one day: apart, its sale and its refund would leave either behind.
    returns = marked.filter(_.kind == "return").select(
        *LINE, "customer_key", "order_id", returned_on=ibis.coalesce(_.emptied_on, _.ordered_on)
    )
    bought = marked.filter((_.kind == "purchase") & (_.revenue > 0)).select("customer_key", "order_id", "ordered_on")
    sold = (
        bought.semi_join(returns.filter(_.order_id.notnull()), ["customer_key", "order_id"])
        .group_by("customer_key", "order_id")
        .agg(purchased_on=_.ordered_on.min())
    )
    beside = returns.join(sold, ["customer_key", "order_id"]).select(*LINE, "purchased_on")
    loose = returns.anti_join(sold, ["customer_key", "order_id"])
    before = (
        loose.join(bought, [loose.customer_key == bought.customer_key, bought.ordered_on <= loose.returned_on])
        .group_by(*LINE)
        .agg(purchased_on=_.ordered_on.max())
    )
    return beside.union(before)


def purchase_days(orders: ir.Table) -> ir.Table:
    """One row per customer and day with a purchase, with the money booked to that day.

    Several baskets of one day are one purchase day: a second basket is a top-up, not a return visit.

    Parameters
    ----------
    orders
        Lines as `book` returns them, with `profit` beside revenue and cost.

    Returns
    -------
    customer_key, day, orders (distinct orders with a purchase), revenue, cost, profit (null where the
    costs are not known).

    """
    is_purchase = (_.kind == "purchase") & (_.revenue > 0)
    return (
        orders.filter(_.booked_on.notnull() & _.customer_key.notnull())
        .group_by("customer_key", day=_.booked_on)
        .agg(
            orders=_.order_id.nunique(where=is_purchase) + (is_purchase & _.order_id.isnull()).sum().fill_null(0),
            revenue=_.revenue.sum().cast("decimal(18, 4)"),
            profit=_.profit.sum().cast("decimal(18, 4)"),
        )
        # Where a missing cost was filled to know the profit, the cost says so too: sales − cost = profit.
        .mutate(cost=(_.revenue - _.profit).cast("decimal(18, 4)"))
        .select("customer_key", "day", "orders", "revenue", "cost", "profit")
        .filter(_.orders > 0)
    )
