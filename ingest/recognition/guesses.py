"""Which tables a file fills, of all that were tried on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.recognition import amounts, by_values
from ingest.recognition.attempts import LEAST_ROWS, OF_ORDERS, Attempt, Guess
from ingest.recognition.declared import is_of_package, matching
from ingest.recognition.departed import departures_in
from ingest.recognition.folding import key
from ingest.recognition.mapping import Mapping, amended
from ingest.recognition.profiles import profiles
from ingest.recognition.synonyms import PLAIN_COSTS
from ingest.values.expressions import quoted
from localization import _
from localization.numbers import isolate
from store.schema import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.reading.sources import Source
    from ingest.recognition.declared import Declared
    from ingest.recognition.profiles import Profile


def recognise_tables(source: Source, fixed: Mapping | None = None, layouts: Path | None = None) -> tuple[Guess, ...]:
    """Say which tables a file fills: one, or several for a wide file; the most important first.

    A file of a declared layout fills what that says; `layouts` is a folder with further ones.

    What `fixed` says of single columns stands; the rest is recognised around it. All guesses together load the file. A
    file with one row for each customer and a reason of churn, say, fills customers with all of its rows and departures
    with those who left (`Mapping.only`).
    """
    declared = matching(source.columns, layouts)
    if declared is not None:
        layout, mapping = declared
        if layout.table == "orders" and is_of_package(layout):
            mapping = _with_what_shows(source, mapping)
        return (_of_layout(layout, mapping if fixed is None else amended(mapping, fixed)),)
    seen = profiles(source)
    tried = {table: Attempt(source, table, seen, fixed or Mapping()) for table in TABLES}
    if not _lists_products(tried, seen):
        del tried["products"]
    best = max(tried.values(), key=lambda attempt: attempt.rank)
    if best.rank[0] <= 0:
        best = tried["orders"]
    if _lists_customers(tried, seen, best.table):
        best = tried["customers"]
    elif best.table == "customers" and (tried["orders"].are_orders_without_money or tried["orders"].tells_of_orders):
        best = tried["orders"]
    if best.table == "complaints" and _sells(tried["orders"], best):
        best = tried["orders"]
    if best.table in {"customers", "visits"}:
        best = _spoilt(tried, best) or best
    split = departures_in(source, seen, tried["departures"].mapping)
    if split is None or best.table not in {"customers", "departures"}:
        return (best.guess(),)
    left = replace(tried["departures"], mapping=split.mapping).guess()
    left = replace(left, why=(*left.why, *split.why), questions=(*left.questions, *split.questions))
    return (tried["customers"].without({*split.mapping.columns.values(), *split.mapping.only}).guess(), left)


def _with_what_shows(source: Source, mapping: Mapping) -> Mapping:
    """Put into a layout of orders what the values of this file show, as other systems have columns of these names.

    Where sums show that its amount holds taxes or shipping, the money of the goods is meant; and where it names no kind
    of documents, what tells them is one.
    """
    seen = profiles(source)
    plain = {quoted(header): header for header in source.columns}
    amount = mapping.columns.get("revenue", "") or plain.get(mapping.computed.get("revenue", ""), "")
    order = mapping.columns.get("order_id", "")
    if amount and (goods := amounts.base_of(source, amount, seen, order, holds_extras=True)):
        columns = {name: header for name, header in mapping.columns.items() if name != "revenue"}
        mapping = replace(mapping, columns=columns, computed={**mapping.computed, "revenue": goods})
    if not {"document_kind", "status"} & {*mapping.targets}:
        free = [header for header in source.columns if header not in mapping.columns.values() and seen[header].filled]
        if kind := by_values.document_kind(free, seen):
            mapping = replace(mapping, columns={**mapping.columns, "document_kind": kind})
    return mapping


def _of_layout(layout: Declared, mapping: Mapping) -> Guess:
    """Put a declared layout into words."""
    why = _("Taken for {table}, as the columns are those of {layout}.").format(
        table=_(TABLES[layout.table].label), layout=isolate(layout.name)
    )
    reasons = {
        name: _("So the layout {layout} says.").format(layout=isolate(layout.name))
        for name in (*mapping.columns, *mapping.computed)
    }
    return Guess(layout.table, mapping, 1.0, (why,), reasons)


def guess_for(source: Source, table: str, fixed: Mapping | None = None) -> Guess:
    """Say how a file would fill this table, from its headers and its values, around what a person says of some."""
    return Attempt(source, table, profiles(source), fixed or Mapping()).guess()


def _spoilt(tried: dict[str, Attempt], best: Attempt) -> Attempt | None:
    """Return the table that a file was meant for, where it seems to list customers only because a column is spoilt.

    That is one whose required columns are there by name or spoilt; or orders, where customers come again and the file
    holds days and money, numbers orders without money, or dates amounts of which none is the money of a sale.
    """
    found = [
        attempt
        for table, attempt in tried.items()
        if table not in {"customers", "visits", best.table}
        and attempt.spoilt
        and set(attempt.missing) == set(attempt.spoilt)
        and any(name in attempt.matched for name in TABLES[table].names if name != "customer_id")
    ]
    if found:
        return max(found, key=lambda attempt: len(attempt.matched))
    orders = tried["orders"]
    if best.table == "customers" and best.seen[best.mapping.columns.get("customer_id", "")].is_unique:
        return None
    if not orders.missing:
        return orders if best.table == "customers" else None
    has_day = "ordered_on" in orders.mapping.targets and "customer_id" in orders.mapping.targets
    names_orders = {"order_id", "quantity"} & {*orders.mapping.columns} and "customer_id" in orders.mapping.targets
    if best.table == "customers" and orders.dates_money():
        return orders
    if orders.missing == ("revenue",) and has_day and (names_orders or orders.leaves_money()):
        return orders
    return None


def _sells(orders: Attempt, complaints: Attempt) -> bool:
    """Whether what looks like tickets lists orders: numbers and money have names, and nobody answered or closed.

    An invoice is closed as well, when it is paid: where money, day and number have names of sales, nothing is a ticket
    that does not say what it is about.
    """
    told = {"replied_at", "reply_minutes", "satisfaction", "closed_at", "topic", "detail"} & {
        *complaints.mapping.targets
    }
    names = {name for name, match in orders.matched.items() if match.how != "values"}
    if told <= {"closed_at"} and {"order_id", "revenue", "ordered_on"} <= names and not orders.missing:
        return True
    return not told - {"topic", "detail"} and not orders.missing and "order_id" in orders.matched


def _lists_products(tried: dict[str, Attempt], seen: dict[str, Profile]) -> bool:
    """Whether each row is another product, and nothing says that it was sold: to whom, in which order, for how much."""
    products, orders = tried["products"], tried["orders"]
    if products.fixed.targets and not {*products.fixed.targets} <= {*TABLES["products"].names}:
        return False
    if products.missing or len(products.mapping.targets) < 2:
        return False
    product = seen.get(products.mapping.columns.get("product", ""))
    if product is not None and not product.is_unique and product.filled >= LEAST_ROWS:
        return False
    own = {*products.mapping.columns.values()}
    # Beside sales a plain cost is that of all that was sold; beside the cost of a unit they say what is in stock.
    is_of_unit = key(products.mapping.columns.get("unit_cost", "cost")) not in PLAIN_COSTS
    telling = ("customer_id", "order_id") if is_of_unit else ("customer_id", "order_id", "revenue")
    sold = [orders.matched[name] for name in telling if name in orders.matched]
    return not any(match.how != "values" and match.header not in own for match in sold)


def _lists_customers(tried: dict[str, Attempt], seen: dict[str, Profile], best: str) -> bool:
    """Whether what looks like orders has a row for each customer and little but what customers have."""
    customers, orders = tried["customers"], tried["orders"]
    customer = seen.get(customers.mapping.columns.get("customer_id", ""))
    if best != "orders" or customer is None or customer.filled < LEAST_ROWS or not customer.is_unique:
        return False
    return not set(OF_ORDERS) & set(orders.mapping.targets) and len(customers.mapping.targets) > 3
