"""Rows that are connected instead of dropped: folders of files, and queries."""

from __future__ import annotations

import re
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
    # The lines of all files are counted as if they were one: bob's is the second of b.csv, after two of a.csv.
    assert desk.rows() == [(*ROWS[0][:3], 2), (*ROWS[1][:3], 4)]
    assert source.files == (("a.csv", 0), ("b.csv", 2))
    assert ingest.samples(source)["customer_id"] == ("ann", "bob")


def test_what_a_folder_sets_aside_is_said_by_file_and_line(desk, tmp_path):
    (tmp_path / "a.csv").write_text(HEADER + "\nann,2025-01-01,1.5\nbob,soon,2\n")
    (tmp_path / "b.csv").write_text(HEADER + "cy,2025-01-01\ndan,2025-01-03,much\neve,2025-01-03,3\n")
    source = ingest.from_folder(tmp_path)
    report = load(desk, source)
    assert (report.rows_read, report.accepted, report.rejected) == (5, 2, 3)
    shown = ingest.rejects(desk.connection)[["file_name", "line", "value"]]
    assert shown.to_numpy().tolist() == [
        ["a.csv", 4, "soon"],
        ["b.csv", 2, "cy,2025-01-01"],
        ["b.csv", 3, "much"],
    ]
    assert ingest.rejected_rows(desk.connection, source)["line"].tolist() == ["a.csv:4", "b.csv:2", "b.csv:3"]


def test_a_folder_of_which_no_row_can_be_loaded_names_the_file(desk, tmp_path):
    (tmp_path / "a.csv").write_text(HEADER + "ann,soon,1.5\n")
    with pytest.raises(IngestError, match=r"/\W*a\.csv|a\.csv") as caught:
        load(desk, ingest.from_folder(tmp_path))
    assert "line 2" in str(caught.value)


def test_a_folder_of_text_is_read_as_its_files_are(desk, tmp_path):
    """Decimal commas between semicolons, and an apostrophe that kept a formula from running."""
    (tmp_path / "a.csv").write_text("customer_id;ordered_on;revenue\n'=Cyd;2025-01-01;1,500\n")
    load(desk, ingest.from_folder(tmp_path, "exports"))
    assert desk.rows("customer_id, revenue") == [("=Cyd", Decimal("1.5"))]


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
    [
        "DELETE FROM orders",
        "DROP TABLE orders",
        "SELECT 1; DELETE FROM orders",
        "INSERT INTO orders VALUES (1)",
        "DELETE FROM orders RETURNING *",
        "PRAGMA writable_schema = 1",
    ],
)
def test_a_query_can_change_nothing(shop, query):
    with pytest.raises(IngestError, match=r"shop\.db"):
        ingest.from_query(f"sqlite:///{shop}", query)
    with sqlite3.connect(shop) as database:
        assert database.execute("SELECT count(*) FROM orders").fetchall() == [(2,)]
    database.close()


@pytest.mark.parametrize("query", ["VACUUM INTO '{}'", "ATTACH DATABASE '{}' AS other", "SELECT load_extension('{}')"])
def test_a_query_reaches_no_other_file(shop, tmp_path, query):
    other = tmp_path / "other.db"
    with pytest.raises(IngestError, match=r"shop\.db"):
        ingest.from_query(f"sqlite:///{shop}", query.format(other))
    assert not other.exists()


def test_a_query_that_takes_too_long_or_returns_too_much_is_stopped(shop, monkeypatch):
    endless = "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) "
    with pytest.raises(IngestError, match="longer than 1 seconds"):
        ingest.from_query(f"sqlite:///{shop}", f"{endless} SELECT count(*) FROM n", seconds=1)
    monkeypatch.setenv("MANDEGAR_MAX_MB", "1")
    with pytest.raises(IngestError, match="more than 1 MB"):
        ingest.from_query(f"sqlite:///{shop}", f"{endless} SELECT i FROM n")


def test_of_a_database_with_a_name_no_message_tells_where_it_lies(tmp_path):
    for url in ("postgresql://reader:secret@127.0.0.1:1/ledger", f"sqlite:///{tmp_path}/ledger.db"):
        with pytest.raises(IngestError, match="our shop") as caught:
            ingest.from_query(url, "SELECT 1", "our shop")
        assert not {"secret", "127.0.0.1", "ledger", "reader"} & set(re.findall(r"[\w.]+", str(caught.value)))


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
