"""Whatever the cells hold and however the file is written, every row is accepted, rejected or skipped, exactly once."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ingest
from ingest import IngestError, Mapping

COLUMNS = ("customer_id", "ordered_on", "revenue", "name")
MAPPING = Mapping(columns={name: name for name in COLUMNS})
GOOD = ("ann", "2025-01-01", "1", "Ann")

CUSTOMERS = st.one_of(
    st.sampled_from(["ann", "Ann", "007", "17850.0", "", "-", "مریم", "مريم"]), st.text("ab1 -٬'\"\n,;", max_size=6)
)
DAYS = st.one_of(
    st.sampled_from(
        ["2025-01-01", "1403/12/30", "۱۴۰۳/۰۱/۰۱", "03/04/2025", "25/12/24", "1445/09/01", "", "soon", "45000"]
    ),
    st.dates().map(str),
    st.text("0123456789/-: ۰۱٠١", max_size=10),
)
AMOUNTS = st.one_of(
    st.sampled_from(["1", "1.5", "1,234.50", "1.234,50", "۲٬۵۰۰٫۵", "5%", "(5)", "$3", "", "n/a", "1e999", "-"]),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str),
    st.text("0123456789.,-+ ٬٫€", max_size=8),
)
NAMES = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)
ROWS = st.lists(st.tuples(CUSTOMERS, DAYS, AMOUNTS, NAMES), max_size=25)


def delimited(rows, delimiter=",", quoting=csv.QUOTE_MINIMAL, encoding="utf-8"):
    """Where not everything is quoted, lines end in CRLF: the writer then quotes both letters, as RFC 4180 asks."""
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=delimiter, quoting=quoting, lineterminator="\n" if quoting == csv.QUOTE_ALL else "\r\n"
    )
    writer.writerows([COLUMNS, *rows])
    return out.getvalue().encode(encoding)


def workbook(rows):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([COLUMNS, *rows]):
            for place, cell in enumerate(row):
                sheet.write_string(at, place, cell)
    return buffer.getvalue()


def parquet(rows):
    buffer = io.BytesIO()
    columns = zip(*rows, strict=True)
    pq.write_table(pa.table(dict(zip(COLUMNS, map(list, columns), strict=True))), buffer)
    return buffer.getvalue()


def zipped(rows):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("orders.csv", delimited(rows, quoting=csv.QUOTE_ALL))
    return buffer.getvalue()


WAYS = {
    "orders.csv": delimited,
    "quoted.csv": lambda rows: delimited(rows, quoting=csv.QUOTE_ALL),
    "semicolons.csv": lambda rows: delimited(rows, ";"),
    "tabs.tsv": lambda rows: delimited(rows, "\t", csv.QUOTE_ALL),
    "wide.csv": lambda rows: delimited(rows, encoding="utf-16"),
    "orders.jsonl": lambda rows: "\n".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in rows).encode(),
    "orders.parquet": parquet,
    "orders.zip": zipped,
}


def check(desk, name, rows):
    content = WAYS[name](rows) if name in WAYS else workbook(rows)
    source = ingest.inspect(desk.write(content, name))
    report = ingest.load(desk.connection, source, "orders", MAPPING)
    assert report.rows_read == report.accepted + report.rejected + report.skipped
    lines = [line for (line,) in desk.rows("source_row")] + [line for line, *_rest in desk.rejects()]
    assert len(lines) == len(set(lines)) == report.accepted + report.rejected
    assert report.rejected == len(desk.rejects())
    return report


@pytest.mark.parametrize("name", WAYS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_every_row_written_is_a_row_read(desk, name, rows):
    report = check(desk, name, [GOOD, *rows])
    assert report.rows_read == 1 + len(rows)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_every_row_of_a_workbook_that_is_not_blank_is_a_row_read(desk, rows):
    report = check(desk, "orders.xlsx", [GOOD, *rows])
    assert report.rows_read == 1 + sum(any(row) for row in rows)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400), name=st.sampled_from([*WAYS, "orders.xlsx", "orders.csv.gz", "orders.json"]))
def test_any_bytes_under_any_name_are_loaded_or_refused(desk, content, name):
    refused = ""
    try:
        source = ingest.inspect(desk.write(content, name))
        for guess in ingest.recognise_tables(source):
            report = ingest.load(desk.connection, source, guess.table, guess.mapping)
            assert report.rows_read == report.accepted + report.rejected + report.skipped
    except IngestError as error:
        refused = str(error)
    assert not refused or name in refused
