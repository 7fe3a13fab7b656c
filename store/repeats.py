"""Rows that come again: which of a file's rows are there already, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from localization import N_
from store.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from store.replacing import Doubt

# What becomes of rows without a key (orders without a number, visits …) that are there already.
Repeats = Literal["skip", "keep", "replace"]
CHOICES: tuple[Repeats, ...] = ("skip", "keep", "replace")

# Why a row of a file is not kept, by the code in the table `repeats`.
REASONS: MappingProxyType[str, str] = MappingProxyType(
    {
        "repeated": N_("the same row is in the data set already"),
        "superseded": N_("a later row of the file has the same key"),
        "dated": N_("the day on which the customer left is known from another file"),
    }
)


@dataclass(frozen=True)
class Merged:
    """What a merge did besides adding rows.

    Attributes
    ----------
    repeated
        Rows of the file that were not kept, because they repeat a row; listed in the table `repeats`.
    replaced
        Rows of earlier files that gave way to rows of this one.
    doubt
        Why that looks like more than a correction, where it does and nobody said that it is one.

    """

    repeated: int = 0
    replaced: int = 0
    doubt: Doubt | None = None


def find_repeated(
    connection: duckdb.DuckDBPyConnection, table: str, target: str, columns: Sequence[str], *, where: str = "true"
) -> int:
    """List in `scratch.repeated` the rows of incoming.<table> that are in the target already, value by value.

    A row that a file holds twice and the data set once is added once: copies are counted, so that true
    duplicates inside a file stay as they are.

    Parameters
    ----------
    connection
        The work file's.
    table
        Name of the table that was loaded.
    target
        Where its rows go, with a customer_key in place of the customer_id.
    columns
        Columns of both that are compared; nulls are equal.
    where
        SQL condition on `incoming`: which rows are looked at.

    Returns
    -------
    How many rows are there already.

    """
    values = [name for name in columns if name != "customer_id"]
    incoming = [f"incoming.{quoted(name)}" for name in values]
    key, joined = ("customers.customer_key", "LEFT JOIN customers USING (customer_id)")
    names = ", ".join(f"coming.v{at}" for at in range(len(values) + 1))
    rows = f"SELECT {key} AS v0, " + ", ".join(f"{sql} AS v{at}" for at, sql in enumerate(incoming, 1))
    there = "SELECT customer_key AS v0, " + ", ".join(f"{quoted(name)} AS v{at}" for at, name in enumerate(values, 1))
    same = " AND ".join(f"coming.v{at} IS NOT DISTINCT FROM there.v{at}" for at in range(len(values) + 1))
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE scratch.repeated AS
        SELECT source_row FROM (
            SELECT source_row, copies, row_number() OVER (PARTITION BY {names}
                                                         ORDER BY source_row) AS copy
            FROM ({rows}, incoming.source_row FROM incoming.{table} AS incoming {joined} WHERE {where}) AS coming
            JOIN (SELECT *, count(*) AS copies FROM ({there} FROM {target}) GROUP BY ALL) AS there ON {same}
        ) WHERE copy <= copies
        """
    ).fetchall()
    return note(connection, "repeated")


def find_superseded(connection: duckdb.DuckDBPyConnection, table: str, key: Sequence[str]) -> int:
    """List in `scratch.repeated` the rows of incoming.<table> whose key a later row of the file has as well."""
    same = ", ".join(quoted(name) for name in key)
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE scratch.repeated AS
        SELECT source_row FROM incoming.{table}
        QUALIFY row_number() OVER (PARTITION BY {same} ORDER BY source_row DESC) > 1
        """
    ).fetchall()
    return note(connection, "superseded")


def note(connection: duckdb.DuckDBPyConnection, reason: str) -> int:
    """Keep the rows of `scratch.repeated` in the version's list of rows that were not kept; returns how many."""
    return count(
        connection.execute(
            "INSERT INTO repeats SELECT getvariable('upload_id'), source_row, ? FROM scratch.repeated", [reason]
        ).fetchall()
    )


def count(result: list[tuple[int, ...]]) -> int:
    """Read how many rows a statement changed."""
    return int(result[0][0]) if result else 0
