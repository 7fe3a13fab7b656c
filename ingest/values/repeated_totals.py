"""An order's total that stands on each of its lines: counted once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ingest import asking, remarks
from ingest.reading.staging import RAW
from ingest.recognition.folding import key
from ingest.recognition.synonyms import PRICES
from ingest.sql import identifier
from ingest.values.expressions import quoted

if TYPE_CHECKING:
    import duckdb

    from ingest.plan import Plan
    from ingest.recognition.mapping import Mapping
    from ingest.values.settling import Settler

TOPIC: Final = "order_total"
EACH, ONCE = "each", "once"
_LEAST_ORDERS = 3
_CENT = 0.005
_FIRST_ROWS = 10_000


def price_of(mapping: Mapping, columns: tuple[str, ...]) -> str | None:
    """Name the column of unit prices by which the total of an order can be told from that of its lines."""
    if not {"revenue", "order_id", "quantity"} <= mapping.columns.keys() or TOPIC in mapping.answers:
        return None
    return next((one for one in columns if key(one) in PRICES and one not in mapping.columns.values()), None)


def by_lines(plan: Plan, settler: Settler, price: str) -> Mapping | None:
    """Return the mapping with quantity × price in place of the amount, if the lines of each order add up to it.

    Every order of several lines must have one amount on all of them, which is the sum of quantity × price.
    """
    number = plan.watch(price).value
    order, amount, quantity = (plan.reading(name).value for name in ("order_id", "revenue", "quantity"))
    # What the first rows contradict need not be counted over all; their last order may be cut in two.
    for rows, cut in ((f"raw.rowid < {_FIRST_ROWS}", 1), ("true", 0)):
        several, adding_up = settler.connection.execute(
            f"""SELECT count(*), count(*) FILTER (lowest = highest AND abs(by_lines - lowest) <= {_CENT} * lines)
            FROM (SELECT count(*) AS lines, min({amount}) AS lowest, max({amount}) AS highest,
                    sum(CAST({quantity} AS DOUBLE) * {number}) AS by_lines
                FROM {RAW} AS raw {plan.joins} WHERE {plan.kept} AND {order} IS NOT NULL AND {rows} GROUP BY {order})
            WHERE lines > 1 AND lowest <> 0"""
        ).fetchall()[0]
        if adding_up < several - cut or (not several and not cut):
            return None
    mapping = plan.mapping
    formula = f"{quoted(mapping.columns['quantity'])} * {quoted(price)}"
    settler.notes.append(remarks.total_was_repeated(mapping.columns["revenue"], formula))
    columns = {name: header for name, header in mapping.columns.items() if name != "revenue"}
    return replace(mapping, columns=columns, computed={**mapping.computed, "revenue": formula})


def count_once(connection: duckdb.DuckDBPyConnection, target: str, settler: Settler) -> None:
    """Ask whether an amount that is the same on all lines of each order is the order's, and count it once if it is."""
    mapping = settler.mapping
    if not {"revenue", "order_id"} <= mapping.columns.keys():
        return
    answer = mapping.answers.get(TOPIC)
    if answer is None:
        for rows in (f"rowid < {_FIRST_ROWS}", "true"):
            several, constant, amounts = connection.execute(
                f"""SELECT count(*), count(*) FILTER (lowest = highest), count(DISTINCT lowest) FROM (
                    SELECT min(revenue) AS lowest, max(revenue) AS highest FROM {target}
                    WHERE order_id IS NOT NULL AND {rows}
                    GROUP BY customer_id, order_id HAVING count(*) > 1 AND min(revenue) > 0)"""
            ).fetchall()[0]
            if constant < several or not several:
                return
        if several < _LEAST_ORDERS or amounts < _LEAST_ORDERS:
            return
        settler.questions.append(asking.order_total(mapping.columns["revenue"], (ONCE, EACH)))
    if answer in {None, ONCE}:
        name = identifier("revenue")
        connection.execute(
            f"""UPDATE {target} SET {name} = 0 WHERE source_row NOT IN (
                SELECT min(source_row) FROM {target} GROUP BY customer_id, order_id)
                AND order_id IS NOT NULL"""
        ).fetchall()
