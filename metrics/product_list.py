"""What a list of products says of order lines: the name, the category and the cost of what was sold.

A line finds its product by the code that stands on it, else by the name. What the line says itself is never replaced
but by the product's name; it is kept beside it, as the list may change with the next file.
"""

from __future__ import annotations

from types import MappingProxyType

import ibis
import ibis.expr.types as ir
from ibis import _

from localization.text import CODE_FROM, CODE_TO

# What a line said itself, by the column that the list may have filled.
OWN = MappingProxyType({"product": "own_product", "category": "own_category", "cost": "own_cost"})
LISTED_AS = "listed_as"


def find_products(named: ir.Table, products: ir.Table) -> ir.Table:
    """Say which product of the list each text on order lines stands for.

    By its very code first; else by a code that is spelt so but for case, kinds of digits and letters or a ".0" that a
    sheet has added; else by a name that one product alone has. A spelling that could be two products is neither.

    Parameters
    ----------
    named
        The texts, each once: product.
    products
        The list: product (the code), product_name, category, unit_cost; each code once.

    Returns
    -------
    One row for each text that is found: product, listed_as (the code), product_name (null where another product is
    called so too), listed_category, unit_cost (currency).

    """
    codes = products.rename(listed_as="product")
    by_code = _alone(codes.select(LISTED_AS, spelt=_folded(_.listed_as)))
    by_name = _alone(codes.filter(_.product_name.notnull()).select(LISTED_AS, spelt=_folded(_.product_name)))
    exact = codes.select(exact=_.listed_as)
    spelt = named.mutate(spelt=_folded(_.product))
    found = (
        spelt.left_join(exact, [("product", "exact")])
        .left_join(by_code.select(by_code="listed_as", of_code="spelt"), [("spelt", "of_code")])
        .left_join(by_name.select(by_name="listed_as", of_name="spelt"), [("spelt", "of_name")])
        .select("product", listed_as=ibis.coalesce(_.exact, _.by_code, _.by_name))
        .filter(_.listed_as.notnull())
    )
    names = codes.filter(_.product_name.notnull()).group_by("product_name").agg(called_so=_.count())
    cards = codes.left_join(names, "product_name").select(
        code="listed_as",
        product_name=ibis.ifelse(_.called_so == 1, _.product_name, ibis.null("string")),
        listed_category="category",
        unit_cost="unit_cost",
    )
    return found.inner_join(cards, [("listed_as", "code")]).drop("code")


def with_products(lines: ir.Table, products: ir.Table) -> ir.Table:
    """Fill order lines with what the list of products says of them.

    A line is shown under the name of its product; its category and its cost are filled where it has none. The cost is
    that of one unit times the quantity, less than nothing for what came back. Where no line of a file tells a quantity,
    each is one unit; a line without one beside others that have it stays without a cost.

    Parameters
    ----------
    lines
        Order lines: product, category, cost, revenue (currency), quantity, upload_id, and any others, which stay.
    products
        As for `find_products`.

    Returns
    -------
    The lines, with own_product, own_category and own_cost as they were, and listed_as: the product's code in the list
    (null where it has none, or the line names no product).

    """
    named = lines.filter(_.product.notnull()).select("product").distinct()
    found = find_products(named, products).rename(own_product="product")
    files = lines.group_by(file="upload_id").agg(tells_quantity=_.quantity.count() > 0)
    own = lines.rename({kept: name for name, kept in OWN.items()})
    came_back = (_.revenue < 0) | ((_.revenue == 0) & (_.quantity < 0).fill_null(False))
    units = ibis.coalesce(_.quantity.abs(), ibis.ifelse(_.tells_quantity, ibis.null("float64"), 1.0))
    cost = (_.unit_cost.cast("float64") * units * ibis.ifelse(came_back, -1.0, 1.0)).cast("decimal(18, 4)")
    filled = (
        own.left_join(found, "own_product")
        .drop("own_product_right")
        .left_join(files, [("upload_id", "file")])
        .mutate(
            product=ibis.coalesce(_.product_name, _.own_product),
            category=ibis.coalesce(_.own_category, _.listed_category),
            cost=ibis.coalesce(_.own_cost, cost),
        )
    )
    return filled.select(*lines.columns, *OWN.values(), LISTED_AS)


def _folded(text: ir.StringValue) -> ir.StringValue:
    """Write a code or a name so that spellings of one of them are the same."""
    return text.translate(CODE_FROM, CODE_TO).lower().strip().re_replace(r"^([0-9]+)\.0$", r"\1")


def _alone(spelt: ir.Table) -> ir.Table:
    """Keep the spellings that stand for one product: listed_as, spelt."""
    return (
        spelt.group_by("spelt")
        .agg(listed_as=_.listed_as.min(), products=_.listed_as.nunique())
        .filter(_.products == 1)
        .drop("products")
    )
