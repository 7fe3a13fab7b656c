"""Orders that come again: which lines of earlier files give way, and whether that is more than a correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import ibis

from localization import _, ngettext
from localization.numbers import format_number, isolate
from metrics.booking import RESTART_DAYS, turns
from store import compiled
from store.engine import data_type
from store.repeats import count

if TYPE_CHECKING:
    import duckdb

# Order lines wait here until the facts are built; they are written to the version once, already booked.
LINES = "scratch.lines"
# Orders without a customer are one customer's.
NOBODY = -1
OF_AN_ORDER = {
    "customer_key": "integer",
    "order_id": "text",
    "ordered_on": "date",
    "revenue": "money",
    "upload_id": "integer",
    "source_row": "integer",
}
# What a correction seldom does: move an order by more than two weeks, or change many of those that come again.
FAR_DAYS = 14
MANY, MANY_SHARE = 20, 0.1
# A closed month that loses or gains this share of its sales has more than a mistake of the books mended.
MOST_OF_A_MONTH = 0.5


# Label, first and last day of each month that was closed before.
Closed = Sequence[tuple[str, date, date]]


@dataclass(frozen=True)
class Doubt:
    """Why replacing orders of earlier files looks like more than a correction.

    Attributes
    ----------
    orders
        Orders of earlier files that would give way.
    moved
        How many of these would move by more than FAR_DAYS days.
    changed
        How many would have another day or another sum.
    months
        Labels of the closed months that would lose all or most of their sales, or gain as much, the oldest first.

    """

    orders: int
    moved: int
    changed: int
    months: tuple[str, ...]

    def sentence(self, file_name: str) -> str:
        """Say what the file would do, and ask."""
        would = ngettext(
            "{file} holds {n} order whose number an earlier file has as well, and replacing it would be more than a "
            "correction:",
            "{file} holds {n} orders whose numbers an earlier file has as well, and replacing them would be more than "
            "a correction:",
            self.orders,
        ).format(file=isolate(file_name), n=format_number(self.orders))
        parts = [would]
        if self.moved:
            parts.append(
                ngettext("{n} moves by more than two weeks.", "{n} move by more than two weeks.", self.moved).format(
                    n=format_number(self.moved)
                )
            )
        if self.changed > self.moved:
            parts.append(
                ngettext("{n} would be different.", "{n} would be different.", self.changed).format(
                    n=format_number(self.changed)
                )
            )
        if self.months:
            parts.append(
                _("Closed months that would change for the most part: {months}.").format(
                    months=isolate(", ".join(self.months))
                )
            )
        parts.append(_("Are they corrections, to be replaced, or do the numbers begin again, and both are to be kept?"))
        return " ".join(parts)


def find_again(connection: duckdb.DuckDBPyConnection) -> bool:
    """Find the orders of incoming.orders that the data set has already; tells whether there are any.

    Leaves `scratch.giving_way`: the lines of earlier files that do (line: their rowid), with the first day and the sum
    of their order there (was_on, was) and in the file (comes_on, comes). An order gives way as a whole, except refunds
    of a file that held nothing but refunds of it, where the incoming order has none. A file that holds nothing but
    refunds of an order replaces nothing: its rows are added.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE scratch.coming AS
        SELECT coalesce(customer_key, {NOBODY}) AS customer_key, order_id, ordered_on, revenue,
               getvariable('upload_id') AS upload_id, incoming.source_row
        FROM incoming.orders AS incoming LEFT JOIN customers USING (customer_id) WHERE order_id IS NOT NULL
        """
    ).fetchall()
    there = connection.execute(
        f"""
        CREATE OR REPLACE TABLE scratch.there AS
        SELECT lines.rowid AS line, again.customer_key, lines.order_id, lines.ordered_on, lines.revenue,
               lines.upload_id, lines.source_row
        FROM {LINES} AS lines
        JOIN (SELECT DISTINCT customer_key, order_id FROM scratch.coming) AS again
        ON lines.order_id = again.order_id AND coalesce(lines.customer_key, {NOBODY}) = again.customer_key
        """
    ).fetchall()
    if not count(there):
        return False
    for name in ("there", "coming"):
        _write_turns(connection, name)
        connection.execute(
            f"""
            CREATE OR REPLACE TABLE scratch.{name}_orders AS
            SELECT customer_key, order_id, turn, min(ordered_on) FILTER (revenue > 0) AS first,
                   max(ordered_on) FILTER (revenue > 0) AS last, bool_or(revenue < 0) AS has_refund,
                   bool_or(revenue >= 0) AS has_sale, sum(revenue) AS revenue
            FROM scratch.{name} GROUP BY ALL
            """
        ).fetchall()
    # The order of the file that stands for an order there is the nearest; far apart in time, they are two orders.
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE scratch.giving_way AS
        WITH of_files AS (
            SELECT customer_key, order_id, turn, upload_id, bool_and(revenue < 0) AS is_refund
            FROM scratch.there GROUP BY ALL
        ), pairs AS (
            SELECT customer_key, order_id, was.turn, comes.has_refund,
                   was.first AS was_on, comes.first AS comes_on, was.revenue AS was, comes.revenue AS comes
            FROM scratch.there_orders AS was JOIN scratch.coming_orders AS comes USING (customer_key, order_id)
            WHERE comes.has_sale AND (
                was.first IS NULL OR comes.first IS NULL
                OR (comes.first - was.last <= {RESTART_DAYS} AND was.first - comes.last <= {RESTART_DAYS})
            )
            QUALIFY row_number() OVER (
                PARTITION BY customer_key, order_id, was.turn ORDER BY abs(comes.first - was.first), comes.turn
            ) = 1
        )
        SELECT line, customer_key, order_id, turn, ordered_on, revenue, was_on, comes_on, was, comes
        FROM scratch.there JOIN pairs USING (customer_key, order_id, turn)
        JOIN of_files USING (customer_key, order_id, turn, upload_id)
        WHERE has_refund OR NOT is_refund
        """
    ).fetchall()
    return True


def give_way(connection: duckdb.DuckDBPyConnection) -> int:
    """Remove the lines that `find_again` found; returns how many."""
    return count(
        connection.execute(f"DELETE FROM {LINES} WHERE rowid IN (SELECT line FROM scratch.giving_way)").fetchall()
    )


def doubt(connection: duckdb.DuckDBPyConnection, closed: Closed) -> Doubt | None:
    """Say why replacing what `find_again` found would be more than a correction; None where it would not.

    Parameters
    ----------
    connection
        The work file's, before anything gave way.
    closed
        The months that were closed before.

    """
    orders, moved, changed = connection.execute(
        f"""
        SELECT count(*), count(*) FILTER (far),
               count(*) FILTER (far OR was_on IS DISTINCT FROM comes_on OR was <> comes)
        FROM (SELECT DISTINCT customer_key, order_id, turn, was_on, comes_on, was, comes,
                     coalesce(abs(comes_on - was_on) > {FAR_DAYS}, false) AS far FROM scratch.giving_way)
        """
    ).fetchall()[0]
    if not changed:
        return None
    months = _emptied(connection, closed)
    if moved or months or (changed > MANY and changed > MANY_SHARE * orders):
        return Doubt(orders, moved, changed, months)
    return None


def _emptied(connection: duckdb.DuckDBPyConnection, closed: Closed) -> tuple[str, ...]:
    """Name the closed months whose sales change for the most part: before, less what gives way, and what comes."""
    if not closed:
        return ()
    columns = "label VARCHAR, starts_on DATE, ends_on DATE"
    connection.execute(f"CREATE OR REPLACE TABLE scratch.closed ({columns})").fetchall()
    connection.executemany("INSERT INTO scratch.closed VALUES (?, ?, ?)", list(closed))
    rows = connection.execute(
        f"""
        WITH moves AS (
            SELECT ordered_on, -revenue AS change FROM scratch.giving_way WHERE revenue > 0
            UNION ALL
            SELECT ordered_on, revenue FROM scratch.coming SEMI JOIN scratch.giving_way USING (customer_key, order_id)
            WHERE revenue > 0
        ), changes AS (
            SELECT label, starts_on, ends_on, sum(change) AS change FROM scratch.closed
            JOIN moves ON ordered_on BETWEEN starts_on AND ends_on GROUP BY ALL HAVING sum(change) <> 0
        )
        SELECT label FROM changes JOIN {LINES} AS lines
        ON lines.ordered_on BETWEEN starts_on AND ends_on AND lines.revenue > 0
        GROUP BY label, starts_on, change HAVING abs(change) > {MOST_OF_A_MONTH} * sum(lines.revenue) ORDER BY starts_on
        """
    ).fetchall()
    return tuple(label for (label,) in rows)


def _write_turns(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Put `turn` beside the lines of scratch.<name>: which of several orders of their number; 0 where it is one."""
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE scratch.{name} AS
        SELECT lines.*, coalesce(turn, 0) AS turn FROM scratch.{name} AS lines
        LEFT JOIN ({_turns_of(name)}) AS turns USING (upload_id, source_row)
        """
    ).fetchall()


@cache
def _turns_of(name: str) -> str:
    """Return the query of `turns` over scratch.<name>."""
    schema = {column: data_type(_SQL[kind]) for column, kind in OF_AN_ORDER.items()}
    table = ibis.table(schema, name=name, catalog="scratch", database="main")
    return compiled.sql(turns(table), pretty=False)


_SQL = {"integer": "BIGINT", "text": "VARCHAR", "date": "DATE", "money": "DECIMAL(18,4)"}
