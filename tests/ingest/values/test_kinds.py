"""Kinds of files beside delimited text: JSON, zip archives, workbooks with their oddities, tables without header."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

import ingest
from ingest import IngestError

HEADER = "customer_id,ordered_on,revenue\n"
ROW = {"customer_id": "001", "ordered_on": "2025-01-31", "revenue": 1.10}
ANN = ("001", date(2025, 1, 31), Decimal("1.1"))


def zipped(desk, files, name="orders.zip"):
    with zipfile.ZipFile(desk.folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return desk.folder / name


def test_json_lines(desk):
    lines = [
        ROW,
        ROW | {"customer_id": None, "name": "Zoé"},
        {"customer_id": 7, "ordered_on": "2025-02-01", "revenue": "2"},
    ]
    report = desk.load("\n".join(map(json.dumps, lines)) + "\n\n", name="orders.jsonl")
    assert desk.rows("customer_id, ordered_on, revenue, name, source_row") == [
        (*ANN, None, 1),
        (None, *ANN[1:], "Zoé", 2),
        ("7", date(2025, 2, 1), Decimal(2), None, 3),
    ]
    assert report.rows_read == 3


def test_an_array_of_objects_and_packed_json(desk):
    desk.load("\ufeff[" + json.dumps(ROW) + ",\n" + json.dumps(ROW) + "]", name="orders.json")
    assert desk.rows("customer_id, ordered_on, revenue") == [ANN, ANN]
    desk.load(gzip.compress(json.dumps(ROW).encode()), name="orders.jsonl.gz")
    assert desk.rows("customer_id, ordered_on, revenue") == [ANN]


def test_objects_in_objects_become_columns_and_long_numbers_stay_exact(desk):
    line = '{"customer": {"id": 12345678901234567890, "tags": [1, "b"]}, "ordered_on": "2025-01-31", "revenue": 1e2}\n'
    source = ingest.inspect(desk.write(line, "orders.ndjson"))
    assert source.columns == ("customer.id", "customer.tags", "ordered_on", "revenue")
    ingest.load(desk.connection, source, "orders", ingest.recognise(source.columns, "orders"))
    assert desk.rows("customer_id, revenue") == [("12345678901234567890", Decimal(100))]


def test_lines_that_are_no_objects_are_set_aside(desk):
    good = json.dumps(ROW)
    report = desk.load(f'{good}\n[1]\n{{"a": 1, "a": 2}}\n{{broken\n{good}\n', name="orders.jsonl")
    assert (report.rows_read, report.accepted, report.rejected) == (5, 2, 3)
    assert desk.rejects() == [
        (2, "", "[1]", "broken_json"),
        (3, "", '{"a": 1, "a": 2}', "broken_json"),
        (4, "", "{broken", "broken_json"),
    ]


@pytest.mark.parametrize("content", ["", "\n", "hello", "[", "[1,", "null", '"x"', "[" * 100_000, "{}"])
def test_what_is_no_json_is_refused(desk, content):
    with pytest.raises(IngestError, match=r"orders\.json"):
        desk.load(content, name="orders.json")


def test_a_zip_with_one_file_is_read(desk):
    source = ingest.inspect(zipped(desk, {"a/": "", "a/o.csv": HEADER + "001,2025-01-31,1.1\n", "notes.md": "x"}))
    assert (source.name, source.kind, source.sheets) == ("orders.zip", "csv", ())
    ingest.load(desk.connection, source, "orders", ingest.recognise(source.columns, "orders"))
    assert desk.rows("customer_id, ordered_on, revenue") == [ANN]


def test_the_files_of_a_zip_are_offered_like_sheets(desk, tmp_path):
    pq.write_table(pa.table({"customer_id": ["1"], "name": ["Ann"]}), tmp_path / "c.parquet")
    path = zipped(desk, {"o.csv": HEADER + "001,2025-01-31,1.1\n", "c.parquet": (tmp_path / "c.parquet").read_bytes()})
    first, second = ingest.inspect(path), ingest.inspect(path, sheet="c.parquet")
    assert first.sheets == second.sheets == ("o.csv", "c.parquet")
    assert (first.sheet, first.columns[0], second.columns) == ("o.csv", "customer_id", ("customer_id", "name"))
    assert first.sha256 != second.sha256
    ingest.load(desk.connection, second, "customers", ingest.recognise(second.columns, "customers"))
    assert desk.rows("name", "customers") == [("Ann",)]
    with pytest.raises(IngestError, match=r"it has o\.csv, c\.parquet"):
        ingest.inspect(path, sheet="x.csv")


def test_names_in_a_zip_are_never_paths(desk):
    names = ["../../evil.csv", "/etc/passwd.csv", "C:\\temp\\evil.csv", "..\\up.csv"]
    source = ingest.inspect(zipped(desk, dict.fromkeys(names, HEADER + "001,2025-01-31,1.1\n")))
    assert source.sheets == ("evil.csv", "passwd.csv", "3 evil.csv", "up.csv")
    assert not (desk.folder.parent.parent / "evil.csv").exists()


def test_a_table_apart_by_spaces_without_header(desk):
    lines = [
        f" 0000{at} 000{at} 199701{at:02d}  2   {at}9.33\r\n 0000{at} 000{at} 19970118  1   7.50\r\n"
        for at in range(1, 9)
    ]
    source = ingest.inspect(desk.write("".join(lines), "sample.txt"))
    assert source.is_headless
    assert source.columns == tuple(f"column_{place}" for place in range(1, 6))
    (guess,) = ingest.recognise_tables(source)
    assert guess.mapping.columns == {"customer_id": "column_1", "ordered_on": "column_3", "revenue": "column_5"}
    assert guess.score < 0.5
    ingest.load(desk.connection, source, "orders", guess.mapping)
    assert desk.rows("customer_id, revenue, source_row")[0] == ("00001", Decimal("19.33"), 1)
    assert len(desk.rows()) == 16


def test_a_workbook_that_starts_in_the_middle_of_the_sheet(desk, tmp_path):
    path = tmp_path / "orders.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(3, 2, ["customer_id", "", "ordered_on", "revenue", ""])
        sheet.write_row(4, 2, ["001", "", "2025-01-31", 1.1])
        sheet.write_row(6, 2, ["=cmd|x", "", "2025-02-01", 2])
    source = ingest.inspect(path)
    assert source.columns == ("customer_id", "ordered_on", "revenue")
    ingest.load(desk.connection, source, "orders", ingest.recognise(source.columns, "orders"))
    assert desk.rows("customer_id, source_row") == [("001", 5), ("=cmd|x", 7)]


def test_a_workbook_that_asks_for_too_much_is_refused(desk, tmp_path, monkeypatch):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["customer_id", "name"])
        sheet.write(1_048_575, 16_383, "far away")
    with pytest.raises(IngestError, match="more than can be read"):
        ingest.inspect(path)
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_column(0, 0, ["customer_id", *map(str, range(50_000))])
    monkeypatch.setenv("MANDEGAR_WORKBOOK_MB", "20")
    with pytest.raises(IngestError, match=r"far\.xlsx"):
        ingest.inspect(path)
