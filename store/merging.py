"""Putting the rows of one loaded file into the work file, beside those that are there."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from metrics.product_list import OWN
from store.quoting import quoted
from store.repeats import Merged, count, find_repeated, find_superseded
from store.replacing import LINES, NOBODY, Closed, doubt, find_again, give_way
from store.schema import CARRIED_ATTRIBUTES, TABLES, loadable_columns

if TYPE_CHECKING:
    from store.repeats import Repeats

LINE_COLUMNS = tuple(name for name in TABLES["orders"].names if name != "customer_id")
AS_LOADED = "_as_loaded"
ORIGIN = ("upload_id", "source_row")
LINE_TABLE = LINES.removeprefix("scratch.")
# Properties of customers that an order line may carry, to say of which of them its money is.
RIDING = tuple(
    column.name
    for column in CARRIED_ATTRIBUTES
    if column.kind == "text" and column.name not in {*TABLES["orders"].names, "name", "referred_by"}
)


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every loadable table, empty, and the tables that describe the version."""
    for table in TABLES.values():
        columns = [f"{quoted(column.name)} {column.sql_type}" for column in table.columns]
        if table.name == "orders":
            columns = [f"{quoted(name)} {TABLES['orders'].column(name).sql_type}" for name in LINE_COLUMNS]
        if "customer_id" in table.names:
            columns.insert(0, "customer_key INTEGER")
        if table.name == "departures":
            columns.insert(0, "departure_id INTEGER")
        name = LINES if table.name == "orders" else table.name
        origin = "upload_id INTEGER, source_row BIGINT"
        connection.execute(f"CREATE TABLE {name} ({', '.join(columns)}, {origin})").fetchall()
    connection.execute(
        "CREATE TABLE uploads (upload_id INTEGER, file_name VARCHAR, sha256 VARCHAR, loaded_table VARCHAR, "
        "mapping VARCHAR, rows_read BIGINT, accepted BIGINT, rejected BIGINT, skipped BIGINT, loaded_at TIMESTAMP, "
        "part VARCHAR, repeated BIGINT, replaced BIGINT, version INTEGER, who VARCHAR)"
    ).fetchall()
    # Of a folder: its files, each with the number of lines in those before it, by which source_row counts on.
    connection.execute(
        "CREATE TABLE upload_files (upload_id INTEGER, file_name VARCHAR, lines_before BIGINT)"
    ).fetchall()
    connection.execute("CREATE TABLE repeats (upload_id INTEGER, source_row BIGINT, reason VARCHAR)").fetchall()
    connection.execute(
        "CREATE TABLE rejects "
        "(upload_id INTEGER, source_row BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR)"
    ).fetchall()


def carry_over(connection: duckdb.DuckDBPyConnection) -> None:
    """Copy what analysts loaded into the version attached as `before`."""
    there = columns_of(connection, "orders", database="before")
    riding = [name for name in there if name in RIDING]
    for name in riding:
        connection.execute(f"ALTER TABLE {LINES} ADD COLUMN {quoted(name)} VARCHAR").fetchall()
    names = ("customer_key", *LINE_COLUMNS, *riding, *ORIGIN)
    # What a line said itself, not what a list of products has filled in.
    said = {name: own for name, own in OWN.items() if own in there}
    columns, read = (
        ", ".join(quoted(one) for one in taken) for taken in (names, [said.get(one, one) for one in names])
    )
    connection.execute(f"INSERT INTO {LINES} ({columns}) SELECT {read} FROM before.orders").fetchall()
    for name in [*(name for name in TABLES if name != "orders"), "uploads", "upload_files", "rejects", "repeats"]:
        present = columns_of(connection, name)
        there = columns_of(connection, name, database="before")
        if not there:  # a version written before the product had this table
            continue
        told = _told_anew(connection, name, present, there)
        for extra, kind in there.items():
            if extra not in present or extra in told:
                own = f"{extra}{AS_LOADED}" if extra in told else extra
                connection.execute(f"ALTER TABLE {name} ADD COLUMN {quoted(own)} {kind}").fetchall()
        renamed = ", ".join(f"{quoted(one)} AS {quoted(one + AS_LOADED)}" for one in told)
        renaming = f" RENAME ({renamed})" if told else ""
        connection.execute(f"INSERT INTO {name} BY NAME SELECT *{renaming} FROM before.{name}").fetchall()


def _told_anew(
    connection: duckdb.DuckDBPyConnection, table: str, present: dict[str, str], there: dict[str, str]
) -> list[str]:
    """Find texts that an analyst kept under a name that the product knows by now, and that are not all of its kind.

    Where they are all of its kind, they are read as that; where not, none is lost: they stay under a longer name.
    """
    found = []
    for name, kind in there.items():
        if kind != "VARCHAR" or present.get(name, kind) == kind:
            continue
        column = quoted(name)
        unread = connection.execute(
            f"SELECT 1 FROM before.{table} WHERE {column} IS NOT NULL "
            f"AND TRY_CAST({column} AS {present[name]}) IS NULL LIMIT 1"
        ).fetchall()
        found += [name] if unread else []
    return found


def merge(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    upload_id: int,
    repeats: Repeats = "skip",
    *,
    replaces: bool | None = None,
    closed: Closed = (),
    is_dated: bool = True,
) -> Merged:
    """Merge incoming.<table> into the work file.

    Orders whose number comes again are replaced whole (see `store.replacing`); customers and keyed tables are
    replaced row by row; what becomes of rows without a key that are there already is the person's choice. Customers
    never seen before get the next customer_key.

    Parameters
    ----------
    connection
        The work file's.
    table
        Name of the table that was loaded.
    upload_id
        Number of the file in the data set.
    repeats
        For rows without a key that are there already, value by value: skip them, keep them all, or first
        remove every row of the days that the file spans.
    replaces
        Whether orders whose number comes again replace those of earlier files; where False they are added, but for
        lines that are there already. None replaces them, and says so if that would be more than a correction.
    closed
        The months that were closed before.
    is_dated
        Whether the file says when, of departures; else one day was supposed for all of them.

    """
    connection.execute("SET VARIABLE upload_id = " + str(int(upload_id))).fetchall()
    if "customer_id" in TABLES[table].names:
        _add_customers(connection, table)
    if table == "orders":
        merged = _merge_orders(connection, repeats, replaces, closed)
    elif table == "customers":
        merged = _update_customers(connection, table)
    else:
        merged = _merge_keyed(connection, table, repeats)
    if table == "departures":
        merged = _prefer_known_days(connection, upload_id, merged, is_dated=is_dated)
    if table in {"orders", "departures"}:
        _carry_attributes(connection, table)
    connection.execute(
        "INSERT INTO rejects SELECT getvariable('upload_id'), source_row, column_name, value, reason "
        "FROM incoming.rejects"
    ).fetchall()
    if columns_of(connection, "files", database="incoming"):
        connection.execute(
            "INSERT INTO upload_files SELECT getvariable('upload_id'), file_name, lines_before FROM incoming.files"
        ).fetchall()
    connection.execute(f"DROP TABLE incoming.{table}").fetchall()
    connection.execute("DROP TABLE IF EXISTS scratch.repeated").fetchall()
    return merged


def columns_of(connection: duckdb.DuckDBPyConnection, table: str, database: str | None = None) -> dict[str, str]:
    """Return a table's column names and types, in order, by default of the work file itself; none of no such table."""
    place = f"{quoted(database)}.main.{quoted(table)}" if database else quoted(table)
    try:
        described = connection.execute(f"DESCRIBE {place}").fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):
        return {}
    return {name: kind for name, kind, *_more in described}


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


def _merge_orders(
    connection: duckdb.DuckDBPyConnection, repeats: Repeats, replaces: bool | None, closed: Closed
) -> Merged:
    given = _incoming(connection, "orders")
    mapped = [name for name in (*LINE_COLUMNS, *_kept_by_line(connection, given)) if name in given]
    repeated = replaced = 0
    question = None
    is_first = not connection.execute(f"SELECT 1 FROM {LINES} LIMIT 1").fetchall()
    if not is_first and repeats == "replace":
        replaced = _clear_days(connection, "orders", LINES, "ordered_on")
    # Which rows are known by their values alone: those of no order that comes again and is replaced.
    by_value = "incoming.order_id IS NULL" if "order_id" in mapped else "true"
    if not is_first and "order_id" in mapped and find_again(connection):
        if replaces is False:
            by_value = "true"
        else:
            question = None if replaces else doubt(connection, closed)
            replaced += give_way(connection)
            by_value += (
                f" OR (incoming.order_id, coalesce(customers.customer_key, {NOBODY})) IN "
                "(SELECT (order_id, customer_key) FROM scratch.coming_orders "
                "GROUP BY customer_key, order_id HAVING NOT bool_or(has_sale))"
            )
    if not is_first and repeats == "skip":
        repeated = find_repeated(connection, "orders", LINES, mapped, where=by_value)
    columns = ", ".join(quoted(name) for name in mapped)
    connection.execute(
        f"""
        INSERT INTO {LINES} (customer_key, {columns}, upload_id, source_row)
        SELECT customers.customer_key, {", ".join("incoming." + quoted(name) for name in mapped)},
               getvariable('upload_id'), incoming.source_row
        FROM incoming.orders AS incoming LEFT JOIN customers ON customers.customer_id = incoming.customer_id
        {_but_repeated(repeated)}
        """
    ).fetchall()
    return Merged(repeated, replaced, question)


def _but_repeated(repeated: int) -> str:
    return "WHERE incoming.source_row NOT IN (SELECT source_row FROM scratch.repeated)" if repeated else ""


def _clear_days(connection: duckdb.DuckDBPyConnection, table: str, target: str, day: str) -> int:
    """Remove every row of the days from the file's first to its last; returns how many."""
    return count(
        connection.execute(
            f"DELETE FROM {target} USING (SELECT CAST(min({day}) AS DATE) AS first, CAST(max({day}) AS DATE) AS last "
            f"FROM incoming.{table}) AS span WHERE CAST({target}.{day} AS DATE) BETWEEN span.first AND span.last"
        ).fetchall()
    )


def _update_customers(connection: duckdb.DuckDBPyConnection, table: str) -> Merged:
    """Set the customers' columns that the file holds; the last row of a customer wins, blanks keep what is there."""
    given = [name for name in _incoming(connection, table) if name not in {"customer_id", "source_row"}]
    present = columns_of(connection, "customers")
    for extra in given:
        if extra not in present:
            connection.execute(f"ALTER TABLE customers ADD COLUMN {quoted(extra)} VARCHAR").fetchall()
    _assign(connection, table, given, "arg_max", ", source_row")
    repeated = find_superseded(connection, table, ["customer_id"])
    known = "FROM (SELECT customer_id, max(source_row) AS source_row FROM incoming.customers GROUP BY ALL) AS found"
    replaced = connection.execute(
        f"SELECT count(*) {known} JOIN customers USING (customer_id) WHERE upload_id <> getvariable('upload_id')"
    ).fetchall()
    connection.execute(
        f"UPDATE customers SET upload_id = getvariable('upload_id'), source_row = found.source_row {known} "
        "WHERE found.customer_id = customers.customer_id"
    ).fetchall()
    return Merged(repeated, count(replaced))


def _carry_attributes(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Keep the customers' properties that ride along in a file: words of the latest row, days and amounts of the first.

    What a file of customers says is kept. Words that differ from order to order are looked up among all lines, so that
    a file of the past changes nobody.
    """
    own = set(TABLES[table].names)
    riding = {column.name: column.kind for column in loadable_columns(table) if column.name not in own}
    given = [name for name in _incoming(connection, table) if name in riding]
    day = "ordered_on" if table == "orders" else "left_on"
    varying = set(columns_of(connection, LINE_TABLE, database="scratch")) if table == "orders" else set()
    told = told_by_customers(connection)
    for pick in ("arg_max", "arg_min"):
        names = [name for name in given if name not in varying and (riding[name] == "text") == (pick == "arg_max")]
        # What a customer has one value of needs no looking for the latest; of several, the lines would keep them.
        alike = [name for name in names if table == "orders" and name in RIDING and name not in told]
        _assign(connection, table, alike, "max", "", keep_present=True)
        others = [name for name in names if name not in alike]
        _assign(connection, table, others, pick, f", ({day}, source_row)", keep_present=True)
    for name in (one for one in given if one in varying and one not in told):
        column = quoted(name)
        connection.execute(
            f"UPDATE customers SET {column} = found.latest FROM (SELECT customer_key,"
            f" arg_max({column}, (ordered_on, upload_id, source_row)) AS latest FROM {LINES}"
            f" WHERE {column} IS NOT NULL GROUP BY customer_key) AS found"
            " WHERE found.customer_key = customers.customer_key"
        ).fetchall()


def _kept_by_line(connection: duckdb.DuckDBPyConnection, given: list[str]) -> list[str]:
    """Return the customers' properties that lines keep as well, since a customer has several; makes room for them."""
    riding = [name for name in given if name in RIDING]
    present = columns_of(connection, LINE_TABLE, database="scratch")
    for name in (one for one in riding if one not in present and one not in told_by_customers(connection)):
        column = quoted(name)
        several = connection.execute(
            f"SELECT 1 FROM (SELECT customer_id, {column} FROM incoming.orders UNION ALL"
            f" SELECT customer_id, {column} FROM customers) WHERE customer_id IS NOT NULL"
            f" GROUP BY customer_id HAVING min({column}) <> max({column}) LIMIT 1"
        ).fetchall()
        if several:
            connection.execute(f"ALTER TABLE {LINES} ADD COLUMN {column} VARCHAR").fetchall()
            connection.execute(
                f"UPDATE {LINES} SET {column} = customers.{column} FROM customers"
                f" WHERE customers.customer_key = {LINE_TABLE}.customer_key"
            ).fetchall()
            present[name] = "VARCHAR"
    return [name for name in riding if name in present]


def told_by_customers(connection: duckdb.DuckDBPyConnection, database: str | None = None) -> set[str]:
    """Return the properties that files of customers have given; of the work file, or of a database that is attached."""
    uploads = f"{database}.main.uploads" if database else "uploads"
    mappings = connection.execute(f"SELECT mapping FROM {uploads} WHERE loaded_table = 'customers'").fetchall()
    told = [json.loads(text) for (text,) in mappings]
    return {name for one in told for part in ("columns", "computed", "constants") for name in one.get(part, ())}


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
        f"{pick}({quoted(name)}{order}) FILTER ({quoted(name)} IS NOT NULL) AS {quoted(name)}" for name in given
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


def _merge_keyed(connection: duckdb.DuckDBPyConnection, table: str, repeats: Repeats) -> Merged:
    declared = TABLES[table]
    given = _incoming(connection, table)
    mapped = [name for name in declared.names if name in given]
    key = [name for name in declared.key if name in mapped]
    repeated = replaced = 0
    if table == "products":
        mapped = _complete_products(connection, mapped)
    if key:
        replaced = _replace_keyed(connection, table, key)
        # Rows of one file with equal keys: the last one counts.
        repeated = find_superseded(connection, table, key)
    elif repeats == "replace":
        day = next(column.name for column in declared.columns if column.kind in {"date", "timestamp"})
        replaced = _clear_days(connection, table, table, day)
    elif repeats == "skip":
        repeated = find_repeated(connection, table, table, mapped)
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
    connection.execute(
        f"""
        INSERT INTO {table} ({", ".join(quoted(name) for name in columns)}, upload_id, source_row)
        SELECT {", ".join(values)}, getvariable('upload_id'), incoming.source_row FROM {joined}
        {_but_repeated(repeated)}
        """
    ).fetchall()
    return Merged(repeated, replaced)


def without_a_day(connection: duckdb.DuckDBPyConnection) -> set[int]:
    """Return the numbers of the uploads that say who left and not when: one day was supposed for all of them."""
    mappings = connection.execute("SELECT upload_id, mapping FROM uploads WHERE loaded_table = 'departures'").fetchall()
    return {number for number, text in mappings if "left_on" in json.loads(text).get("constants", ())}


def _prefer_known_days(
    connection: duckdb.DuckDBPyConnection, upload_id: int, merged: Merged, *, is_dated: bool
) -> Merged:
    """Let a departure with a known day stand for those of the customer with a supposed one, whichever came first.

    What the latter alone says of why they left goes over to their last departure.
    """
    supposed = without_a_day(connection) | (set() if is_dated else {upload_id})
    if not supposed:
        return merged
    flags = f"upload_id IN ({', '.join(map(str, sorted(supposed)))})"
    words = [name for name in TABLES["departures"].names if name not in {"customer_id", "left_on"}]
    said = ", ".join(f"any_value({quoted(name)}) AS {quoted(name)}" for name in words)
    connection.execute(
        f"UPDATE departures SET {', '.join(f'{quoted(one)} = flagged.{quoted(one)}' for one in words)} "
        f"FROM (SELECT customer_key, {said} FROM departures WHERE {flags} GROUP BY ALL) AS flagged, "
        f"(SELECT customer_key, max(left_on) AS last FROM departures WHERE NOT {flags} GROUP BY ALL) AS dated "
        "WHERE departures.customer_key = flagged.customer_key AND departures.customer_key = dated.customer_key "
        "AND departures.left_on = dated.last AND departures.reason IS NULL AND departures.category IS NULL "
        f"AND NOT departures.{flags}"
    ).fetchall()
    known = f"{flags} AND customer_key IN (SELECT customer_key FROM departures WHERE NOT {flags})"
    repeated = count(
        connection.execute(
            f"INSERT INTO repeats SELECT upload_id, source_row, 'dated' FROM departures WHERE {known} "
            "AND upload_id = getvariable('upload_id')"
        ).fetchall()
    )
    gone = count(connection.execute(f"DELETE FROM departures WHERE {known}").fetchall())
    return replace(merged, repeated=merged.repeated + repeated, replaced=merged.replaced + gone - repeated)


def _complete_products(connection: duckdb.DuckDBPyConnection, mapped: list[str]) -> list[str]:
    """Fill what the file leaves blank of products that are known already: one list has names, another one costs.

    Of a product that comes twice in the file, what an earlier row says stands where a later one is blank.
    Returns the columns that the rows have by then.
    """
    names = list(TABLES["products"].names)
    for column in TABLES["products"].columns:
        if column.name not in mapped:
            connection.execute(
                f"ALTER TABLE incoming.products ADD COLUMN {quoted(column.name)} {column.sql_type}"
            ).fetchall()
    told = [name for name in names if name != "product"]
    columns = ", ".join(quoted(name) for name in names)
    both = (
        f"SELECT {columns}, -1 AS source_row FROM products"
        f" UNION ALL SELECT {columns}, source_row FROM incoming.products"
    )
    picks = ", ".join(
        f"arg_max({quoted(name)}, source_row) FILTER ({quoted(name)} IS NOT NULL) AS {quoted(name)}" for name in told
    )
    values = ", ".join(f"{quoted(name)} = found.{quoted(name)}" for name in told)
    connection.execute(
        f"UPDATE incoming.products SET {values} FROM (SELECT product, {picks} FROM ({both}) GROUP BY product) AS found"
        " WHERE products.product = found.product"
    ).fetchall()
    return names


def _replace_keyed(connection: duckdb.DuckDBPyConnection, table: str, key: list[str]) -> int:
    """Remove the rows of earlier files whose key comes again; returns how many."""
    same = " AND ".join(f"{table}.{quoted(name)} IS NOT DISTINCT FROM incoming.{quoted(name)}" for name in key)
    names = ", ".join(quoted(name) for name in key)
    return count(
        connection.execute(
            f"DELETE FROM {table} USING (SELECT DISTINCT {names} FROM incoming.{table}) AS incoming WHERE {same}"
        ).fetchall()
    )
