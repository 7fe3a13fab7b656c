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
ORDER = ("customer_key", "order_id", "turn")

# A number that a customer has again so many days after the last sale under it is another order's: invoice numbers
# restart each year, and hardly an order is delivered in parts for longer.
RESTART_DAYS = 90


def book(lines: ir.Table, mixed: ir.Table | None = None) -> ir.Table:
    """Say what each order line counts as and to which day its money is booked.

    A *purchase* is a line with revenue above zero of an order that was not cancelled and that does not net
    to zero or less after its own returns. Lines of one customer and order_id form an order (see `turns` for
    numbers that restart); without order_id each line is an order. A *return* that stands in an order with
    purchases is booked to the day of that order's first purchase, whenever the goods came back. An order that
    nets to zero or less is taken together, sales and refunds: as one return of what it nets to, on its last day.
    Such an order, and a return that belongs to none (a credit note), is booked to the customer's latest purchase
    on or before it. So a refund never looks like activity and the money still adds up; with no purchase before
    it, it is *unmatched* and booked nowhere.

    Parameters
    ----------
    lines
        Order lines: customer_key (null when anonymous), ordered_on, order_id, revenue, status, upload_id,
        source_row, and any others, which pass through.
    mixed
        As `mixed_orders` returns it, where it is kept already: it is asked for seven times.

    Returns
    -------
    The lines with `kind` (purchase, return, unmatched, cancelled, anonymous) and `booked_on` (null for
    cancelled and unmatched lines; anonymous lines keep their own day).

    """
    cancelled = _is_cancelled()
    mixed = mixed_orders(lines) if mixed is None else mixed
    emptied = mixed.group_by(*ORDER).agg(net=_.revenue.sum(), emptied_on=_.ordered_on.max()).filter(_.net <= 0)
    of_returns = (
        mixed.left_join(emptied, list(ORDER))
        .filter(_.emptied_on.notnull() | (_.revenue < 0))
        .select(*LINE, "turn", "emptied_on", is_return=True)
    )
    marked = (
        lines.left_join(of_returns, list(LINE))
        .drop("upload_id_right", "source_row_right")
        .mutate(
            kind=ibis.cases(
                (cancelled, "cancelled"),
                (_.customer_key.isnull(), "anonymous"),
                (_.is_return.fill_null(False) | (_.revenue < 0), "return"),
                else_="purchase",
            )
        )
    )
    returns = marked.filter(_.kind == "return").select(
        # An order returned in full goes to one day: apart, its sale and its refund would leave either behind.
        *LINE,
        *ORDER,
        returned_on=ibis.coalesce(_.emptied_on, _.ordered_on),
    )
    bought = marked.filter((_.kind == "purchase") & (_.revenue > 0)).select("customer_key", "ordered_on")
    sold = (
        mixed.filter(_.revenue > 0)
        .anti_join(emptied, list(ORDER))
        .group_by(*ORDER)
        .agg(purchased_on=_.ordered_on.min())
    )
    return (
        marked.left_join(_days_of_returns(returns, sold, bought), list(LINE))
        .drop("upload_id_right", "source_row_right", "emptied_on", "is_return", "turn")
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


def mixed_orders(lines: ir.Table) -> ir.Table:
    """Return the lines of orders that hold a return, and which turn of its number each is of; few, as a rule.

    Parameters
    ----------
    lines
        As for `book`.

    Returns
    -------
    customer_key, order_id, ordered_on, revenue, upload_id, source_row, turn (see `turns`; 0 where a number is one
    order's alone).

    """
    numbered = lines.filter(_.customer_key.notnull() & ~_is_cancelled() & _.order_id.notnull()).select(
        "customer_key", "order_id", "ordered_on", "revenue", *LINE
    )
    return _with_turns(numbered.semi_join(numbered.filter(_.revenue < 0), ["customer_key", "order_id"]))


def _is_cancelled() -> ir.BooleanValue:
    return _.status.lower().strip().isin(CANCELLED).fill_null(False)


def _days_of_returns(returns: ir.Table, sold: ir.Table, bought: ir.Table) -> ir.Table:
    """Find for each return the day it takes its money from; a return without such a day is not listed."""
    beside = returns.join(sold, list(ORDER)).select(*LINE, "purchased_on")
    loose = returns.anti_join(sold, list(ORDER))
    before = (
        loose.join(bought, [loose.customer_key == bought.customer_key, bought.ordered_on <= loose.returned_on])
        .group_by(*LINE)
        .agg(purchased_on=_.ordered_on.max())
    )
    return beside.union(before)


def _with_turns(lines: ir.Table) -> ir.Table:
    return (
        lines.left_join(turns(lines), list(LINE))
        .drop("upload_id_right", "source_row_right")
        .mutate(turn=_.turn.fill_null(0))
    )


def turns(lines: ir.Table) -> ir.Table:
    """Tell orders apart that share their number, because numbers restart.

    Of one customer, a sale under the same number more than RESTART_DAYS after the last one is another order,
    and so is one from another file: a file that corrects an order has replaced the earlier file's lines. Only sales
    begin an order. A refund belongs to the order of its own file that began last on or before it; to that of any
    file where its own has none; where none began before it, to the first that did after it.

    Parameters
    ----------
    lines
        Lines with a number: customer_key, order_id, ordered_on, revenue, upload_id, source_row.

    Returns
    -------
    One row per line whose customer and number stand for several orders: upload_id, source_row, turn (1 for the
    first order, 2 for the next). Lines that are not listed are of orders that have their number alone.

    """
    named = ["customer_key", "order_id"]
    sales = lines.filter(_.revenue > 0)
    shared = sales.group_by(*named).agg(**_SPAN).filter(_restarts())
    in_file = ibis.window(group_by=[*named, "upload_id"], order_by=["ordered_on", "source_row"])
    in_order = ibis.window(group_by=named, order_by=["begins_on", "file"])
    begun = (
        sales.semi_join(shared, named)
        .mutate(before=_.ordered_on.lag().over(in_file))
        .filter(_.before.isnull() | (_.ordered_on.delta(_.before, unit="day") > RESTART_DAYS))
        .select(*named, begins_on="ordered_on", file="upload_id")
        .mutate(turn=ibis.row_number().over(in_order) + 1)
    )
    apart = lines.join(begun, named).mutate(
        is_before=_.begins_on <= _.ordered_on,
        is_own=_.file == _.upload_id,
        distance=_.ordered_on.delta(_.begins_on, unit="day").abs(),
    )
    nearest = ibis.window(
        group_by=list(LINE),
        order_by=[ibis.desc(_.is_before), ibis.desc(_.is_own), _.distance, ibis.desc(_.turn)],
    )
    return apart.mutate(place=ibis.row_number().over(nearest)).filter(_.place == 0).select(*LINE, "turn")


# Of the sales under one number of a customer: their days and files.
_SPAN = {
    f"{which}_{what}": getattr(_[column], pick)(where=_.revenue > 0)
    for what, column in (("day", "ordered_on"), ("file", "upload_id"))
    for which, pick in (("first", "min"), ("last", "max"))
}


def _restarts() -> ir.BooleanValue:
    """Tell where the sales under one number lie too far apart for one order, or come from several files."""
    return (_.last_day.delta(_.first_day, unit="day") > RESTART_DAYS) | (_.first_file != _.last_file)


def count_orders(orders: ir.Table) -> ir.Table:
    """Count the orders of known customers that were not cancelled, in one row: orders.

    An order is a customer's: by customer and number, one more for each time that the number begins again (see
    `turns`); a line without a number is an order.
    """
    several = _counted(orders).semi_join(_numbers(orders).filter(_.order_id.notnull() & _restarts()), _NUMBER)
    later = turns(several).filter(_.turn > 1)
    again = several.join(later, list(LINE)).select(*ORDER).distinct()
    parts = [
        _numbers(orders).agg(orders=_by_number()),
        again.agg(orders=_.count()),
    ]
    return ibis.union(*parts).agg(orders=_.orders.sum().fill_null(0))


def count_numbers(orders: ir.Table) -> ir.Table:
    """Count them by customer and number alone, which is much quicker, in one row: orders, restarts.

    `restarts` says whether a number may stand for several orders; then `count_orders` tells how many there are.
    """
    restarts = (_.order_id.notnull() & _restarts()).any()
    return _numbers(orders).agg(orders=_by_number().fill_null(0), restarts=restarts.fill_null(False))


_NUMBER = ["customer_key", "order_id"]


def _counted(orders: ir.Table) -> ir.Table:
    return orders.filter(_.customer_key.notnull() & (_.kind != "cancelled"))


def _numbers(orders: ir.Table) -> ir.Table:
    return _counted(orders).group_by(*_NUMBER).agg(lines=_.count(), **_SPAN)


def _by_number() -> ir.IntegerValue:
    return ibis.ifelse(_.order_id.isnull(), _.lines, 1).sum()


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
    of_customers = orders.filter(_.booked_on.notnull() & _.customer_key.notnull())
    return sums_of_orders(of_customers, "customer_key", day=_.booked_on).filter(_.orders > 0)


def sums_of_orders(orders: ir.Table, *by: str, **named: ir.Deferred) -> ir.Table:
    """Sum booked lines by some columns: orders (distinct orders with a purchase), revenue, cost, profit.

    A line without a number is an order. Profit and cost are null where the costs are not known.
    """
    is_purchase = (_.kind == "purchase") & (_.revenue > 0)
    # By order first: engines count the distinct texts of many small groups slowly.
    baskets = orders.group_by(*by, "order_id", **named).agg(
        lines=is_purchase.sum().fill_null(0), revenue=_.revenue.sum(), profit=_.profit.sum()
    )
    return (
        baskets.group_by(*by, *named)
        .agg(
            orders=ibis.ifelse(_.order_id.isnull(), _.lines, ibis.least(_.lines, 1)).sum(),
            revenue=_.revenue.sum().cast("decimal(18, 4)"),
            profit=_.profit.sum().cast("decimal(18, 4)"),
        )
        # Where a missing cost was filled to know the profit, the cost says so too: sales − cost = profit.
        .mutate(cost=(_.revenue - _.profit).cast("decimal(18, 4)"))
        .select(*by, *named, "orders", "revenue", "cost", "profit")
    )
