"""A version narrowed to some of its customers: which rows of each table are theirs, and the sums made anew.

What a customer has of their own, down to what a model said of them, stays as it was published; what adds up over all
of them is counted again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from localization.grains import GRAINS
from store.merging import told_by_customers
from store.quoting import quoted
from store.schema import REAL

if TYPE_CHECKING:
    import duckdb

    from store.settings import Settings

SUMS = frozenset({"counts", "attributes", "largest_values", *(f"flows_{grain}" for grain in GRAINS)})
# What depends on who else there is, and is found anew when it is asked for.
OF_ALL = frozenset({"follow_ups"})
# Tables whose rows belong to a customer by way of a departure.
BY_DEPARTURE = frozenset({"departure_causes", "departure_money", f"{REAL}departure_money"})
Columns = Mapping[str, Mapping[str, str]]


def columns_in(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, dict[str, str]]:
    """Return the tables of an attached database, each with its columns and their types, in order."""
    tables: dict[str, dict[str, str]] = {}
    for table, name, kind in connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = ? AND schema_name = 'main' AND NOT internal ORDER BY table_name, column_index",
        [database],
    ).fetchall():
        tables.setdefault(table, {})[name] = kind
    return tables


def condition(table: str, columns: Mapping[str, str], keeps: str, database: str) -> str:
    """Write which rows of a table are kept, as SQL: " WHERE …", or nothing where no row belongs to a customer.

    Parameters
    ----------
    table, columns
        The table and its columns.
    keeps
        A condition on the key of a customer that stands in it as {key}.
    database
        Where the table is.

    """
    if "customer_key" in columns:
        return f" WHERE {keeps.format(key='customer_key')}"
    if table in BY_DEPARTURE:
        theirs = f"SELECT departure_id FROM {database}.main.departures WHERE {keeps.format(key='customer_key')}"
        return f" WHERE departure_id IN ({theirs})"
    return ""


def shown(table: str, columns: Mapping[str, str], keeps: str) -> Iterator[tuple[str, str]]:
    """Yield each column of a table with what is read for it: nobody is put beside a customer who is not kept."""
    of_pair = {"other_key", "distance"} if table == "club_pairs" else set()
    for name in columns:
        read = quoted(name)
        yield name, f"CASE WHEN {keeps.format(key='other_key')} THEN {read} END" if name in of_pair else read


def make_sums(
    connection: duckdb.DuckDBPyConnection, settings: Settings, before: str, had: Columns, *, with_flows: bool
) -> None:
    """Count anew what adds up over all customers, from the narrowed tables of the connection.

    Parameters
    ----------
    connection
        Its own tables are the narrowed ones, without SUMS.
    settings
        Of the version.
    before
        Name of the database with the whole version.
    had
        The tables of the whole version: of sums that it has not, none is made.
    with_flows
        Whether those of everybody's activity are written down too: else they are found when they are asked for.

    """
    from store.facts import Builder

    kept = dict(connection.execute(f"SELECT name, value FROM {before}.main.counts").fetchall())
    grouped = [name for (name,) in connection.execute(f"SELECT name FROM {before}.main.attributes").fetchall()]
    builder = Builder(connection, settings, lambda _stage, _share: None, had)
    builder.recount(kept, grouped, told_by_customers(connection, before))
    if with_flows:
        builder.write_flows()
    for name in SUMS - had.keys():
        connection.execute(f"DROP TABLE IF EXISTS {quoted(name)}").fetchall()
