"""Putting the rows of one loaded file into the work file, beside those that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.engine import quoted
from store.schema import TABLES, loadable_columns

if TYPE_CHECKING:
    import duckdb

# Order lines wait here until the facts are built; they are written to the version once, already booked.
LINES = "scratch.lines"
LINE_COLUMNS = tuple(name for name in TABLES["orders"].names if name != "customer_id")
ORIGIN = ("upload_id", "source_row")


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every loadable table, empty, and the tables that describe the version."""
    for table in TABLES.values():
        columns = [f"{quoted(column.name)} {column.sql_type}" for column in table.columns]
        if table.name == "orders":
            columns = [f"{quoted(name)} {TABLES['orders'].column(name).sql_type}" for name in LINE_COLUMNS]
        if table.name != "prices":
            columns.insert(0, "customer_key INTEGER")
        if table.name == "departures":
            columns.insert(0, "departure_id INTEGER")
        name = LINES if table.name == "orders" else table.name
        origin = "upload_id INTEGER, source_row BIGINT"
        connection.execute(f"CREATE TABLE {name} ({', '.join(columns)}, {origin})").fetchall()
    connection.execute(
        "CREATE TABLE uploads (upload_id INTEGER, file_name VARCHAR, sha256 VARCHAR, loaded_table VARCHAR, "
        "mapping VARCHAR, rows_read BIGINT, accepted BIGINT, rejected BIGINT, skipped BIGINT, loaded_at TIMESTAMP)"
    ).fetchall()
    connection.execute(
        "CREATE TABLE rejects "
        "(upload_id INTEGER, source_row BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR)"
    ).fetchall()


def carry_over(connection: duckdb.DuckDBPyConnection) -> None:
    """Copy what analysts loaded into the version attached as `before`."""
    columns = ", ".join(["customer_key", *(quoted(name) for name in (*LINE_COLUMNS, *ORIGIN))])
    connection.execute(f"INSERT INTO {LINES} ({columns}) SELECT {columns} FROM before.orders").fetchall()
    for name in [*(name for name in TABLES if name != "orders"), "uploads", "rejects"]:
        present = columns_of(connection, name)
        for extra, kind in columns_of(connection, name, database="before").items():
            if extra not in present:
                connection.execute(f"ALTER TABLE {name} ADD COLUMN {quoted(extra)} {kind}").fetchall()
        connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM before.{name}").fetchall()


def merge(connection: duckdb.DuckDBPyConnection, table: str, upload_id: int) -> None:
    """Merge incoming.<table> into the work file.

    Orders whose number comes again are replaced whole; customers and keyed tables are replaced row by row.
    Customers never seen before get the next customer_key.
    """
    connection.execute("SET VARIABLE upload_id = " + str(int(upload_id))).fetchall()
    if table != "prices":
        _add_customers(connection, table)
    if table == "orders":
        _merge_orders(connection)
    elif table == "customers":
        _update_customers(connection, table)
    else:
        _merge_keyed(connection, table)
    if table in {"orders", "departures"}:
        _carry_attributes(connection, table)
    connection.execute(
        "INSERT INTO rejects SELECT getvariable('upload_id'), source_row, column_name, value, reason "
        "FROM incoming.rejects"
    ).fetchall()
    connection.execute(f"DROP TABLE incoming.{table}").fetchall()


def columns_of(connection: duckdb.DuckDBPyConnection, table: str, database: str | None = None) -> dict[str, str]:
    """Return a table's column names and types, in order; by default of the work file itself."""
    return dict(
        connection.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? "
            "AND database_name = coalesce(?, current_database()) ORDER BY column_index",
            [table, database],
        ).fetchall()
    )


def _incoming(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return list(columns_of(connection, table, database="incoming"))


def _add_customers(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    first_seen = {"orders": "min(ordered_on)", "departures": "min(left_on)"}.get(table, "min(source_row)")
    connection.execute(
        f"""
        INSERT INTO customers (customer_key, customer_id, upload_id, source_row)
        SELECT (SELECT coalesce(max(customer_key), 0) FROM customers)
                   + row_number() OVER (ORDER BY first_seen, customer_id),
               customer_id, getvariable('upload_id'), source_row
        FROM (SELECT customer_id, {first_seen} AS first_seen, min(source_row) AS source_row
              FROM incoming.{table} WHERE customer_id IS NOT NULL GROUP BY customer_id)
        ANTI JOIN customers USING (customer_id)
        """
    ).fetchall()


def _merge_orders(connection: duckdb.DuckDBPyConnection) -> None:
    mapped = [name for name in LINE_COLUMNS if name in _incoming(connection, "orders")]
    if "order_id" in mapped and connection.execute(f"SELECT 1 FROM {LINES} LIMIT 1").fetchall():
        # An order is known by its customer and its number: two customers may both have an order 1.
        connection.execute(
            f"""
            DELETE FROM {LINES} USING (
                SELECT DISTINCT incoming.order_id, customers.customer_key
                FROM incoming.orders AS incoming LEFT JOIN customers USING (customer_id)
            ) AS again
            WHERE {LINES}.order_id = again.order_id AND {LINES}.customer_key IS NOT DISTINCT FROM again.customer_key
            """
        ).fetchall()
    columns = ", ".join(quoted(name) for name in mapped)
    connection.execute(
        f"""
        INSERT INTO {LINES} (customer_key, {columns}, upload_id, source_row)
        SELECT customers.customer_key, {", ".join("incoming." + quoted(name) for name in mapped)},
               getvariable('upload_id'), incoming.source_row
        FROM incoming.orders AS incoming LEFT JOIN customers ON customers.customer_id = incoming.customer_id
        """
    ).fetchall()


def _update_customers(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Set the customers' columns that the file holds; the last row of a customer wins, blanks keep what is there."""
    given = [name for name in _incoming(connection, table) if name not in {"customer_id", "source_row"}]
    present = columns_of(connection, "customers")
    for extra in given:
        if extra not in present:
            connection.execute(f"ALTER TABLE customers ADD COLUMN {quoted(extra)} VARCHAR").fetchall()
    _assign(connection, table, given, "arg_max", "source_row")


def _carry_attributes(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Keep the customer's properties that ride along in an orders file, as they were in the earliest row."""
    own = set(TABLES[table].names)
    riding = {column.name for column in loadable_columns(table)} - own
    given = [name for name in _incoming(connection, table) if name in riding]
    day = "ordered_on" if table == "orders" else "left_on"
    _assign(connection, table, given, "arg_min", f"({day}, source_row)", keep_present=True)


def _assign(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    given: list[str],
    pick: str,
    order: str,
    *,
    keep_present: bool = False,
) -> None:
    if not given:
        return
    picks = ", ".join(
        f"{pick}({quoted(name)}, {order}) FILTER ({quoted(name)} IS NOT NULL) AS {quoted(name)}" for name in given
    )
    sides = ("customers", "found") if keep_present else ("found", "customers")
    values = ", ".join(
        f"{quoted(name)} = coalesce({sides[0]}.{quoted(name)}, {sides[1]}.{quoted(name)})" for name in given
    )
    connection.execute(
        f"""
        UPDATE customers SET {values}
        FROM (SELECT customer_id, {picks} FROM incoming.{table}
              WHERE customer_id IS NOT NULL GROUP BY customer_id) AS found
        WHERE found.customer_id = customers.customer_id
        """
    ).fetchall()


def _merge_keyed(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    declared = TABLES[table]
    mapped = [name for name in declared.names if name in _incoming(connection, table)]
    key = [name for name in declared.key if name in mapped]
    if key:
        same = " AND ".join(f"{table}.{quoted(name)} IS NOT DISTINCT FROM incoming.{quoted(name)}" for name in key)
        connection.execute(f"DELETE FROM {table} USING incoming.{table} AS incoming WHERE {same}").fetchall()
    columns, values = list(mapped), [f"incoming.{quoted(name)}" for name in mapped]
    joined = f"incoming.{table} AS incoming"
    if "customer_id" in declared.names:
        columns.append("customer_key")
        values.append("customers.customer_key")
        joined += " JOIN customers ON customers.customer_id = incoming.customer_id"
    if table == "departures":
        columns.append("departure_id")
        values.append(
            "(SELECT coalesce(max(departure_id), 0) FROM departures) + row_number() OVER (ORDER BY incoming.source_row)"
        )
    # Rows of one file with equal keys: the last one counts.
    last = (
        f"QUALIFY row_number() OVER (PARTITION BY {', '.join('incoming.' + quoted(n) for n in key)} "
        "ORDER BY incoming.source_row DESC) = 1"
        if key
        else ""
    )
    connection.execute(
        f"""
        INSERT INTO {table} ({", ".join(quoted(name) for name in columns)}, upload_id, source_row)
        SELECT {", ".join(values)}, getvariable('upload_id'), incoming.source_row FROM {joined} {last}
        """
    ).fetchall()
