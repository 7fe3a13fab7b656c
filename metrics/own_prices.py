"""Prices as the firm's own orders tell them: an index of its basket, chained from month to month."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import Entry
from metrics.intervals import ratio

FIRST_LEVEL = 100.0
# A price so many times that of the month before, or less than one part of so many, is another pack or a slip.
MOST_TIMES = 4.0


def basket_index(orders: ir.Table, days: ir.Table, months: ir.Table) -> ir.Table:
    """How did the prices of the firm's own basket move from month to month?

    Sales with a product, a quantity and an amount above zero tell the price of a product in a month: its amount over
    its quantity. Each complete month with such prices is compared with the one before that has some: of the products
    of both, the logarithms of their price ratios are averaged with the mean of their shares in the two months
    (Törnqvist), and the months are chained. Where two such months share no product the chain cannot pass: only the
    months since the last such break have an index, and at least two of them. A product whose price rises to more than
    four times, or falls below a quarter, is not compared: it is another pack, or a slip. Returns and cancelled lines
    tell no price.

    Parameters
    ----------
    orders
        As `book` returns them: kind, ordered_on, product, quantity, revenue.
    days
        The calendar: date, month.
    months
        Its months: period, starts_on, is_complete.

    Returns
    -------
    One row per complete month with sales, in order: month (its first day), index (100 in the first month that has one;
    null where there is none), rise (against the month before that has prices; null where they share no product),
    priced (products with a price), matched (those of them that are compared with the month before), sales (currency:
    all sales of the month), compared (currency: sales of both months; null for the first), matched_sales (currency:
    those of them that are of matched products), matched_share (0 to 1).

    Source: Törnqvist 1936; Consumer Price Index Manual: Concepts and Methods (IMF and others, 2020), chapters 8 and 10.

    """
    dated = days.select(dated="date", number="month")
    is_sale = _.kind.isin(["purchase", "anonymous"]) & (_.revenue > 0)
    sold = orders.filter(is_sale).select("ordered_on", "product", "quantity", "revenue")
    whole = months.filter(_.is_complete).select(number="period", month="starts_on")
    lines = sold.inner_join(dated, sold.ordered_on == dated.dated).semi_join(whole, "number")
    has_price = _.product.notnull() & (_.quantity > 0).fill_null(False)
    each = lines.group_by(["number", "product"]).agg(
        paid=_.revenue.sum(where=has_price).cast("float64"),
        units=_.quantity.sum(where=has_price).cast("float64"),
        sales=_.revenue.sum().cast("float64"),
    )
    prices = each.filter(_.product.notnull() & (_.units > 0) & (_.paid > 0)).mutate(price=_.paid / _.units)
    counted = prices.group_by(priced_in="number").agg(priced=_.count())
    in_order = ibis.window(order_by="priced_in")
    linked = counted.mutate(before=_.priced_in.lag().over(in_order))
    earlier = prices.select(was_in="number", product="product", was_paid="paid", was_price="price")
    pairs = (
        prices.inner_join(linked, prices.number == linked.priced_in)
        .inner_join(earlier, [("before", "was_in"), "product"])
        .filter((_.price <= MOST_TIMES * _.was_price) & (_.was_price <= MOST_TIMES * _.price))
        .select("number", "paid", "was_paid", log_ratio=(_.price / _.was_price).ln())
    )
    matches = pairs.group_by(matched_in="number").agg(
        matched=_.count(),
        now=_.paid.sum(),
        then=_.was_paid.sum(),
        weighed_now=(_.paid * _.log_ratio).sum(),
        weighed_then=(_.was_paid * _.log_ratio).sum(),
    )
    steps = linked.left_join(matches, linked.priced_in == matches.matched_in).mutate(
        step=(_.weighed_now / _.now + _.weighed_then / _.then) / 2,
        is_break=_.before.notnull() & _.matched.isnull(),
    )
    running = ibis.cumulative_window(order_by="priced_in")
    since = steps.mutate(turn=_.is_break.cast("int64").sum().over(running))
    lasting = since.mutate(last_turn=_.turn.max().over(ibis.window())).filter(_.turn == _.last_turn)
    chained = lasting.mutate(
        level=_.step.fill_null(0.0).sum().over(running),
        chain=_.count().over(ibis.window()),
    )
    indexed = chained.filter(_.chain > 1).select(indexed_in="priced_in", index=FIRST_LEVEL * _.level.exp())
    sales = each.group_by("number").agg(sales=_.sales.sum())
    before = sales.select(sold_in="number", sales_before="sales")
    found = (
        sales.inner_join(whole, "number")
        .left_join(steps, _.number == steps.priced_in)
        .left_join(before, [("before", "sold_in")])
        .left_join(indexed, _.number == indexed.indexed_in)
    )
    return found.select(
        "month",
        "index",
        rise=_.step.exp() - 1,
        priced=_.priced.fill_null(0),
        matched=_.matched.fill_null(0),
        sales=_.sales,
        compared=_.sales + _.sales_before,
        matched_sales=ibis.ifelse(_.sales_before.notnull(), (_.now + _.then).fill_null(0.0), ibis.null("float64")),
        matched_share=ratio((_.now + _.then).fill_null(0.0), _.sales + _.sales_before),
    ).order_by("month")


ENTRIES = (
    Entry(
        basket_index,
        title=N_("Price index of the firm’s own basket"),
        definition=N_(
            "How the prices of products that were sold in two months in a row moved, from month to month, each product "
            "by its share of the sales of both. A change of what is sold within a product counts as a change of its "
            "price, but a price four times as high or as low is left out; where prices fall and rise again within "
            "months, a chained index may drift."
        ),
        formula="price = Σ revenue ÷ Σ quantity of a product and month; step = exp(Σ (s₀ + s₁) ÷ 2 · ln(price₁ ÷ price₀)), s = share of the products sold in both; index = 100 · Π step",  # noqa: E501
        source="Törnqvist 1936; Consumer Price Index Manual (IMF and others, 2020), chapters 8 and 10",
        reads=("orders", "days", "months"),
        columns={
            "month": N_("First day of the month"),
            "index": N_("Price index of the month: 100 in the first; empty where no chain of months leads to the last"),
            "rise": N_("Rise of the prices since the month before (share); empty where none could be compared"),
            "priced": N_("Products with a price in the month"),
            "matched": N_("Those of them that are compared with the month before"),
            "sales": N_("All sales of the month (currency)"),
            "compared": N_("All sales of the month and the one before (currency); empty for the first"),
            "matched_sales": N_("Sales of both months of the products that are compared (currency)"),
            "matched_share": N_("Their share of all sales of both months (0 to 1)"),
        },
        has_grain=False,
    ),
)
