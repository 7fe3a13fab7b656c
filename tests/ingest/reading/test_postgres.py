"""Queries on a real PostgreSQL."""

from __future__ import annotations

import os
from datetime import date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

import ingest
from ingest import IngestError
from tests.ingest.reading import postgres

ROWS = 25_000


@pytest.fixture(scope="module")
def shop():
    """The URL of a database with orders; skipped, loudly, without PostgreSQL, failed where REQUIRE_DATABASE is set."""
    binaries = postgres.programs()
    if binaries is None:
        message = "NO POSTGRESQL ON THIS MACHINE: the queries on it were not tested"
        if os.environ.get("REQUIRE_DATABASE"):
            pytest.fail(message)
        pytest.skip(message)
    with postgres.server(binaries) as url:
        engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            connection.execute(
                sa.text(
                    "CREATE TABLE orders AS SELECT 'C' || n % 500 AS customer_id,"
                    " date '2024-01-01' + n % 365 AS ordered_on, n % 2 = 0 AS paid,"
                    " (n / 100.0)::numeric(18, 4) AS revenue, timestamptz '2025-01-01 10:00+03:30' AS at,"
                    " CASE n % 2 WHEN 0 THEN 'مريم %' END AS name FROM generate_series(1, :rows) AS n"
                ),
                {"rows": ROWS},
            )
        engine.dispose()
        yield url


def count(shop):
    source = ingest.from_query(shop, "SELECT count(*) AS customer_id FROM orders")
    return int(ingest.samples(source)["customer_id"][0])


def test_a_query_is_loaded_like_a_file(desk, shop):
    source = ingest.from_query(shop, "SELECT * FROM orders", name="shop orders")
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, guess.table, guess.mapping)
    assert (report.file_name, report.rows_read, report.accepted) == ("shop orders", ROWS, ROWS)
    assert desk.connection.execute(
        "SELECT count(DISTINCT customer_id), sum(revenue), min(ordered_on), max(ordered_on) FROM incoming.orders"
    ).fetchall() == [(500, Decimal(ROWS * (ROWS + 1) // 2) / 100, date(2024, 1, 1), date(2024, 12, 30))]
    assert {name for (name,) in desk.rows("name")} == {None, "مريم %"}


def test_moments_keep_the_time_that_the_database_shows(desk, shop):
    source = ingest.from_query(
        shop, "SELECT customer_id, timestamp '2025-01-01 23:30' AS opened_at FROM orders LIMIT 1"
    )
    ingest.load(desk.connection, source, "complaints", ingest.recognise(source.columns, "complaints"))
    assert desk.rows("opened_at", "complaints") == [(datetime.fromisoformat("2025-01-01 23:30"),)]


@pytest.mark.parametrize(
    "query", ["SELECT * FROM orders WHERE name LIKE '%ريم%' LIMIT 3", "SELECT * FROM orders WHERE name <> ':x' LIMIT 3"]
)
def test_percent_signs_and_colons_are_only_text(shop, query):
    assert ingest.from_query(shop, query).columns[0] == "customer_id"


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM orders",
        "DELETE FROM orders RETURNING *",
        "WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone",
        "SELECT 1 AS customer_id; COMMIT; DELETE FROM orders",
        "SELECT 1 AS customer_id; COMMIT; SET default_transaction_read_only = off; DELETE FROM orders",
        "COMMIT",
        "CREATE TABLE x (y int)",
        "SELECT nextval('nothing')",
        "SELEC 1",
        "SELECT * FROM nowhere",
        "COPY orders TO PROGRAM 'touch /tmp/x'",
    ],
)
def test_a_query_can_change_nothing(shop, query):
    with pytest.raises(IngestError, match="postgres") as caught:
        ingest.from_query(shop, query)
    assert "\n" not in str(caught.value)
    assert count(shop) == ROWS


def test_the_same_rows_have_the_same_hash(shop):
    query = "SELECT * FROM orders ORDER BY revenue LIMIT 100"
    assert ingest.from_query(shop, query).sha256 == ingest.from_query(shop, query).sha256
