"""Rows that are connected instead of dropped: folders of files, and queries."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ingest
from ingest import IngestError

HEADER = "customer_id,ordered_on,revenue\n"
ROWS = [("ann", date(2025, 1, 1), Decimal("1.5"), 1), ("bob", date(2025, 1, 2), Decimal(2), 2)]


def load(desk, source, table="orders"):
    report = ingest.load(desk.connection, source, table, ingest.recognise(source.columns, table))
    assert report.rows_read == report.accepted + report.rejected + report.skipped
    return report


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE orders (customer_id, ordered_on, revenue, name)")
        database.execute("INSERT INTO orders VALUES ('ann', '2025-01-01', 1.5, 'A%'), ('bob', '2025-01-02', 2, ':b')")
    database.close()
    return path


def test_a_folder_of_text_files_is_one_source(desk, tmp_path):
    (tmp_path / "b.csv").write_text("revenue;customer_id;ordered_on\n2;bob;2025-01-02\n")
    (tmp_path / "a.csv").write_text(HEADER + "ann,2025-01-01,1.5\n")
    (tmp_path / ".hidden.csv").write_text(HEADER + "zoe,2025-01-01,1.5\n")
    (tmp_path / "readme.md").write_text("not a table")
    source = ingest.from_folder(tmp_path)
    load(desk, source)
    assert desk.rows() == ROWS


def test_a_folder_of_parquet_files_is_one_source(desk, tmp_path):
    pq.write_table(
        pa.table({"customer_id": ["ann"], "ordered_on": [date(2025, 1, 1)], "revenue": [1.5]}), tmp_path / "1.parquet"
    )
    pq.write_table(
        pa.table({"customer_id": ["bob"], "ordered_on": [date(2025, 1, 2)], "revenue": [2]}), tmp_path / "2.parquet"
    )
    load(desk, ingest.from_folder(tmp_path))
    assert desk.rows() == ROWS


def test_the_same_folder_has_the_same_hash_until_a_file_of_it_changes(tmp_path):
    (tmp_path / "a.csv").write_text(HEADER + "ann,2025-01-01,1.5\n")
    before = ingest.from_folder(tmp_path).sha256
    assert ingest.from_folder(tmp_path).sha256 == before
    (tmp_path / "a.csv").write_text(HEADER + "ann,2025-01-01,2.5\n")
    assert ingest.from_folder(tmp_path).sha256 != before


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(IngestError, match="holds no CSV"):
        ingest.from_folder(tmp_path)
    with pytest.raises(IngestError, match="cannot be opened"):
        ingest.from_folder(tmp_path / "elsewhere")


def test_a_query_on_sqlite_is_one_source(desk, shop):
    source = ingest.from_query(f"sqlite:///{shop}", "SELECT customer_id, ordered_on, revenue FROM orders ORDER BY 1")
    assert (source.kind, source.name) == ("query", "shop.db")
    load(desk, source)
    assert desk.rows() == ROWS


@pytest.mark.parametrize(
    "query", ["SELECT * FROM orders WHERE name LIKE '%A%'", "SELECT * FROM orders WHERE name != ':b'"]
)
def test_percent_signs_and_colons_in_a_query_are_only_text(desk, shop, query):
    load(desk, ingest.from_query(f"sqlite:///{shop}", query))
    assert desk.rows("customer_id") == [("ann",)]


@pytest.mark.parametrize(
    "query",
    ["DELETE FROM orders", "DROP TABLE orders", "SELECT 1; DELETE FROM orders", "INSERT INTO orders VALUES (1)"],
)
def test_a_query_can_change_nothing(shop, query):
    with pytest.raises(IngestError, match=r"shop\.db"):
        ingest.from_query(f"sqlite:///{shop}", query)
    with sqlite3.connect(shop) as database:
        assert database.execute("SELECT count(*) FROM orders").fetchall() == [(2,)]
    database.close()


def test_a_query_without_rows_or_with_two_columns_of_one_name_is_refused(shop):
    with pytest.raises(IngestError, match="returns no row"):
        ingest.from_query(f"sqlite:///{shop}", "SELECT * FROM orders WHERE false")
    with pytest.raises(IngestError, match="2 columns named revenue"):
        ingest.from_query(f"sqlite:///{shop}", "SELECT revenue, revenue FROM orders")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("not an address", "not the address of a database"),
        ("mysql://root:secret@localhost/shop", "kind mysql"),
        ("sqlite:////nowhere/shop.db", "cannot be opened"),
        ("postgresql://reader:secret@127.0.0.1:1/shop", "shop"),
    ],
)
def test_an_address_that_does_not_work_is_refused_without_its_password(url, said):
    with pytest.raises(IngestError, match=said) as caught:
        ingest.from_query(url, "SELECT 1")
    assert "secret" not in str(caught.value)
