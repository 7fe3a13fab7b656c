"""Files of every kind, encoding and delimiter give the same rows."""

from __future__ import annotations

import gzip
import pickle
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

import ingest
from ingest import IngestError

TABLE = [
    ("customer_id", "ordered_on", "revenue", "name"),
    ("001", "2025-01-31", "1234.5", "Zoé, Ltd"),
    ("002", "2025-02-01", "-3", "plain"),
]
ROWS = [
    ("001", date(2025, 1, 31), Decimal("1234.5"), "Zoé, Ltd", 2),
    ("002", date(2025, 2, 1), Decimal(-3), "plain", 3),
]


def text(delimiter=",", end="\n", table=TABLE):
    return "".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) + end for row in table)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_delimiters_and_line_ends(desk, delimiter, end):
    desk.load(text(delimiter, end), name="orders.txt")
    assert desk.rows() == ROWS


def test_line_ends_may_be_mixed(desk):
    desk.load(text().replace("plain\n", "plain\r\n"))
    assert desk.rows() == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(desk, encoding):
    desk.load(text().encode(encoding))
    assert desk.rows() == ROWS


def test_windows_1256_is_told_by_its_words(desk):
    desk.load("customer_id,ordered_on,revenue,name\n1,2025-01-01,5,مريم احمدي\n".encode("cp1256"))
    assert desk.rows("name") == [("مريم احمدي",)]


def test_packed_text(desk):
    desk.load(gzip.compress(text(";").encode("utf-16")), name="orders.csv.gz")
    assert desk.rows() == ROWS


def test_columns_apart_by_spaces(desk):
    desk.load(" customer_id  ordered_on  revenue\r\n 001 20250131   12.50 \r\n 002\t20250201  3\r\n", name="o.txt")
    assert desk.rows("customer_id, revenue, source_row") == [("001", Decimal("12.5"), 2), ("002", Decimal(3), 3)]


def test_a_separator_line_for_excel(desk):
    desk.load("sep=;\n" + text(";"))
    assert [row[:4] for row in desk.rows()] == [row[:4] for row in ROWS]
    assert desk.rows("source_row") == [(3,), (4,)]


def test_quotes_escaped_by_backslashes(desk):
    desk.load('customer_id,ordered_on,revenue,name\n1,2025-01-01,5,"a \\"b\\", c"\n')
    assert desk.rows("name") == [('a "b", c',)]


def test_the_last_line_needs_no_end(desk):
    desk.load(text().rstrip("\n"))
    assert desk.rows() == ROWS


def test_a_header_over_two_lines(desk):
    desk.load(text().replace("revenue", '"net\nrevenue"'))
    assert desk.rows("customer_id, source_row") == [("001", 3), ("002", 4)]


def test_workbook(desk, tmp_path):
    path = tmp_path / "orders.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cover")
        sheet = book.add_worksheet("Sales")
        sheet.write(0, 0, "Sales of the year")
        sheet.write_row(2, 0, ["customer_id", "ordered_on", "revenue", "paid"])
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(3, 0, [17850, None, 0.1 + 0.2, True])
        sheet.write_datetime(3, 1, datetime.fromisoformat("2025-01-31 00:00:00"), day)
        sheet.write_row(5, 0, ["007", "۱۳۹۵/۰۸/۱۸", "۲٬۵۰۰", False])
    source = ingest.inspect(path)
    assert (source.sheet, source.sheets) == ("Sales", ("Cover", "Sales"))
    ingest.load(desk.connection, source, "orders", ingest.recognise(source.columns, "orders"))
    assert desk.rows("customer_id, ordered_on, revenue, source_row") == [
        ("17850", date(2025, 1, 31), Decimal("0.3"), 4),
        ("007", date(2016, 11, 8), Decimal(2500), 6),
    ]


def test_parquet(desk, tmp_path):
    path = tmp_path / "orders.parquet"
    pq.write_table(
        pa.table(
            {
                "customer_id": pa.array([17850.0, None]),
                "ordered_on": pa.array(
                    [datetime.fromisoformat("2025-01-31 23:30:00"), datetime.fromisoformat("2025-02-01 00:00:00")]
                ),
                "revenue": pa.array([1.234, 2.5]),
            }
        ),
        path,
    )
    source = ingest.inspect(path)
    report = ingest.load(desk.connection, source, "orders", ingest.recognise(source.columns, "orders"))
    assert desk.rows() == [
        ("17850", date(2025, 1, 31), Decimal("1.234"), 1),
        (None, date(2025, 2, 1), Decimal("2.5"), 2),
    ]
    assert report.notes == ()


def test_nameless_columns_are_called_by_their_place(desk):
    source = ingest.inspect(desk.write(",customer_id,,x\n0,a,b,c\n"))
    assert source.columns == ("column_1", "customer_id", "column_3", "x")


def test_private_copies_go_away_and_come_back(desk):
    source = ingest.inspect(desk.write(text().encode("utf-16")))
    copy = source.layout.path
    assert copy.stat().st_mode & 0o077 == 0
    stored = pickle.dumps(source)
    del source
    assert not copy.exists()
    again = pickle.loads(stored)  # noqa: S301 - our own bytes
    ingest.load(desk.connection, again, "orders", ingest.recognise(again.columns, "orders"))
    assert desk.rows() == ROWS


def test_a_file_that_changed_after_the_look_is_refused(desk):
    source = ingest.inspect(desk.write(text().encode("utf-16")))
    stored = pickle.dumps(source)
    del source
    desk.write(text().replace("001", "009").encode("utf-16"))
    again = pickle.loads(stored)  # noqa: S301 - our own bytes
    with pytest.raises(IngestError, match="was changed"):
        ingest.load(desk.connection, again, "orders", ingest.recognise(again.columns, "orders"))


HOSTILE = ["a'b", 'say "x"', "x; DROP TABLE t", "--", "{0}", "%s", "c0", "raw.c0", "SELECT", "$1", "名前", "\\", "]"]


def test_hostile_headers_and_values_are_only_text(desk):
    header = ",".join(["customer_id", *(f'"{name.replace(chr(34), chr(34) * 2)}"' for name in HOSTILE)])
    values = ",".join(["1", *(f'"{name.replace(chr(34), chr(34) * 2)}"' for name in HOSTILE)])
    targets = {f"attribute_{at}": name for at, name in enumerate(HOSTILE)}
    mapping = ingest.Mapping(columns={"customer_id": "customer_id", **targets}, only={"]": "]", "a'b": "a'b"})
    desk.load(f"{header}\n{values}\n", "customers", mapping=mapping)
    assert desk.rows(", ".join(targets), "customers") == [tuple(HOSTILE)]


@pytest.mark.parametrize("name", ["orders [2024].csv", "or*ders?.csv", "o'rders.csv", "{a,b}.csv", "سفارش.csv"])
def test_hostile_file_names(desk, name):
    desk.write(text(table=[TABLE[0], ("x", "2020-01-01", "1", "other")]), "orders 2.csv")
    desk.load(text(), name=name)
    assert desk.rows() == ROWS


def test_an_uploaded_name_is_never_a_path(desk):
    source = ingest.inspect(desk.write(text(), "upload.tmp"), name="../../etc/orders.csv")
    assert source.name == "orders.csv"
    assert source.path == Path(desk.folder / "upload.tmp")
