"""Delimited texts whose first line names no column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import ingest
from ingest import UnclearHeader
from ingest.reading.headers import first_line

LINES = ["ann;2024-01-05;10.50", "bob;2024-02-06;20.25", '"cy;x";2024-03-07;30.75']
COLUMNS = ("column_1", "column_2", "column_3")
ROWS = [
    ("ann", date(2024, 1, 5), Decimal("10.5"), 1),
    ("bob", date(2024, 2, 6), Decimal("20.25"), 2),
    ("cy;x", date(2024, 3, 7), Decimal("30.75"), 3),
]


def loaded(desk, source):
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, guess.table, guess.mapping)
    assert report.rows_read == report.accepted + report.rejected + report.skipped
    return report


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_semicolons(desk, encoding, end):
    source = ingest.inspect(desk.write((end.join(LINES) + end).encode(encoding)))
    assert (source.is_headless, source.columns, source.delimiter) == (True, COLUMNS, ";")
    assert ingest.samples(source)["column_1"] == ("ann", "bob", "cy;x")
    assert loaded(desk, source).accepted == 3
    assert desk.rows("customer_id, ordered_on, revenue, source_row") == ROWS


def test_tabs_with_blank_and_broken_lines(desk):
    text = "\n\n" + "\n".join(LINES[:2]).replace(";", "\t") + "\n\nzoe\t2024-01-01\n" + "dan\t2024-04-08\t5.5\n"
    source = ingest.inspect(desk.write(text, "orders.tsv"))
    assert (source.is_headless, source.delimiter) == (True, "\t")
    report = loaded(desk, source)
    assert (report.rows_read, report.accepted, report.rejected) == (4, 3, 1)
    assert desk.rows("customer_id, source_row") == [("ann", 3), ("bob", 4), ("dan", 7)]
    assert desk.rejects() == [(6, "", "zoe\t2024-01-01", "too_few_fields")]


def test_a_hint_of_the_delimiter_is_no_row(desk):
    source = ingest.inspect(desk.write("sep=;\n" + "\n".join(LINES) + "\n"))
    assert source.is_headless
    loaded(desk, source)
    assert desk.rows("customer_id, source_row") == [("ann", 2), ("bob", 3), ("cy;x", 4)]


def test_days_in_persian_digits_are_values(desk):
    source = ingest.inspect(desk.write("مریم;۱۴۰۲/۱۰/۱۵;۱۲۵۰۰\nزهرا;۱۴۰۲/۱۱/۱۷;۲۵۰۰۰\n"))
    assert source.is_headless
    assert ingest.samples(source)["column_1"] == ("مریم", "زهرا")


def test_every_column_may_be_of_values(desk):
    assert ingest.inspect(desk.write("1001;2024-01-05;10.5\n1002;2024-01-06;11.5\n")).is_headless


@pytest.mark.parametrize(
    ("header", "rows", "told"),
    [
        ("customer;day;sales", ["ann;2024-01-05;10"], "names"),
        ("customer;2023;2024", ["ann;10;20"], "names"),
        ("customer;1;2;3", ["ann;10;20;30", "bob;5;6;7"], "unclear"),
        ("ann;2024-01-05;10", ["bob;2024-01-06;20"], "values"),
        ("customer;2024-01-01;2024-02-01", ["ann;10;20", "bob;1;2"], "unclear"),
        ("day;5.5;x", ["2024-01-05;6.5;y", "2024-01-06;7.5;z"], "unclear"),
        ("ann;2024-01-05;10", [], "unclear"),
        ("ann;5;10", ["bob;6;11", "cy;7;12"], "unclear"),
        ("ann;5;10.50", ["bob;6;11.25", "cy;;12.75"], "values"),
    ],
)
def test_what_a_first_line_is_told_by(header, rows, told):
    assert first_line(header.split(";"), [row.split(";") for row in rows]) == told


def test_a_person_says_what_the_content_does_not(desk):
    path = desk.write("customer;1;2\nann;10;20\nbob;30;40\n")
    with pytest.raises(UnclearHeader, match="unclear whether line 1") as caught:
        ingest.inspect(path)
    assert "1, names" in str(caught.value).replace("\u2068", "").replace("\u2069", "")
    named, numbered = ingest.inspect(path, has_header=True), ingest.inspect(path, has_header=False)
    assert (named.columns, named.is_headless) == (("customer", "1", "2"), False)
    assert (numbered.columns, numbered.is_headless) == (COLUMNS, True)
    assert ingest.samples(numbered)["column_1"] == ("customer", "ann", "bob")


def test_what_was_said_holds_when_the_text_has_to_be_written_again(desk):
    source = ingest.inspect(desk.write("ann;1;2\nbob;10;20\n".encode("utf-16")), has_header=False)
    source.layout.path.unlink()
    assert source.readable().header == COLUMNS


def test_a_folder_of_texts_without_header_is_one_source(desk):
    for place, line in enumerate(LINES[:2]):
        (desk.folder / f"{place}.csv").write_text(f"{line}\n{line}\n", encoding="utf-8")
    source = ingest.from_folder(desk.folder)
    assert source.columns == COLUMNS
    mapping = ingest.Mapping(columns={"customer_id": "column_1", "ordered_on": "column_2", "revenue": "column_3"})
    ingest.load(desk.connection, source, "orders", mapping)
    assert desk.rows("customer_id, source_row") == [("ann", 1), ("ann", 2), ("bob", 3), ("bob", 4)]
