"""Files that cannot be loaded: one sentence each, naming the file, the place and the remedy."""

from __future__ import annotations

import gzip
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

import ingest
from ingest import IngestError, Mapping

GOOD = "customer_id,ordered_on,revenue\n" + "ann,2025-01-01,1\n" * 500


def refusal(desk, content, name="orders.csv", mapping=None):
    """Return the sentence; it must name the file and say more than one thing."""
    with pytest.raises(IngestError) as caught:
        desk.load(content, name=name, mapping=mapping)
    sentence = str(caught.value)
    assert name in sentence
    assert sentence.count("\n") == 0
    return sentence


def workbook(path, rows):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path.read_bytes()


@pytest.mark.parametrize("content", [b"", b"\n\n \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_empty(desk, content):
    assert "is empty" in refusal(desk, content)


def test_header_alone(desk):
    assert "no rows" in refusal(desk, "customer_id,ordered_on,revenue\n")


@pytest.mark.parametrize("first", ["00004,19970101,29.33", "ann,2025-01-01,x", "ann,۱۴۰۳/۰۱/۰۱,x", "a,(5),b", ",,"])
def test_no_header(desk, first):
    refusal(desk, f"{first}\nbob,2025-01-02,2\n")


def test_an_unclear_header_is_said_with_the_value_that_stands_there(desk):
    sentence = refusal(desk, "ann,2025-01-01,1\nbob,paid,2\n")
    assert "unclear whether line 1" in sentence
    assert "with 2025-01-01, names the columns" in sentence


def test_two_columns_of_one_name(desk):
    sentence = refusal(desk, "customer_id,ordered_on,revenue, revenue\na,2025-01-01,1,2\n")
    assert "2 columns named revenue (numbers 3, 4)" in sentence


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("orders.csv", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("orders.csv", b"%PDF-1.7 ..."),
        ("orders.csv", gzip.compress(GOOD.encode())),
        ("orders.csv", b"PAR1" + bytes(50)),
        ("orders.xlsx", GOOD.encode()),
        ("orders.xls", b"<html><table></table></html>"),
        ("orders.csv.gz", GOOD.encode()),
        ("orders.parquet", GOOD.encode()),
        ("orders.csv", b"a,b\n1,\x00\x01\x02\n"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_not_what_its_name_says(desk, name, content):
    assert "is not" in refusal(desk, content, name)


def test_a_workbook_named_csv_is_told_from_text(desk, tmp_path):
    content = workbook(tmp_path / "real.xlsx", [["customer_id"], ["ann"]])
    assert "Excel" in refusal(desk, content, "orders.csv")


def test_an_unknown_kind_is_told_which_are_known(desk):
    assert ".xlsx" in refusal(desk, GOOD, "orders.docx")


def test_truncated_gzip(desk):
    whole = gzip.compress("".join(f"{n},2025-01-01,{n}\n" for n in range(5000)).encode())
    assert "cut off" in refusal(desk, whole[: len(whole) // 2], "orders.csv.gz")


def test_truncated_workbook(desk, tmp_path):
    whole = workbook(tmp_path / "real.xlsx", [["customer_id"], *[["ann"]] * 500])
    assert "cut off" in refusal(desk, whole[: len(whole) // 2], "orders.xlsx")


def test_truncated_parquet(desk, tmp_path):
    pq.write_table(pa.table({"customer_id": ["ann"] * 500}), tmp_path / "real.parquet")
    whole = (tmp_path / "real.parquet").read_bytes()
    assert "cut off" in refusal(desk, whole[: len(whole) // 2], "orders.parquet")


def test_a_zip_that_is_no_workbook(desk, tmp_path):
    with zipfile.ZipFile(tmp_path / "real.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "workbook" in refusal(desk, (tmp_path / "real.zip").read_bytes(), "orders.xlsx")


def test_a_bomb_is_refused_unread(desk, tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(50_000_000))
    assert "unpacks to 50 MB" in refusal(desk, (tmp_path / "bomb.xlsx").read_bytes(), "orders.xlsx")


def test_a_packed_text_is_not_unpacked_beyond_the_limit(desk, monkeypatch):
    monkeypatch.setenv("MANDEGAR_MAX_MB", "1")
    assert "unpacks to more than 4 MB" in refusal(desk, gzip.compress(b"a,b\n" * 2_000_000), "orders.csv.gz")


def test_broken_encoding_is_said_with_its_line(desk):
    content = "customer_id,ordered_on,revenue,name\n" + "ann,2025-01-01,1,مریم\n" * 5
    broken = content.encode() + b"bob,2025-01-01,1,\xff\xfe\n"
    sentence = refusal(desk, broken)
    assert "broken encoding" in sentence
    assert "line 7" in sentence


def test_utf_16_that_ends_in_the_middle_of_a_letter(desk):
    assert "broken encoding" in refusal(desk, GOOD.encode("utf-16")[:-1])


def test_larger_than_the_limit(desk, monkeypatch):
    monkeypatch.setenv("MANDEGAR_MAX_MB", "0.001")
    sentence = refusal(desk, GOOD)
    assert "the limit is 0.001 MB" in sentence
    assert "MANDEGAR_MAX_MB" in sentence


def test_no_usable_customer_column(desk):
    sentence = refusal(desk, "colour,ordered_on,revenue\nred,2025-01-01,1\n")
    assert "customer_id" in sentence
    assert "colour, ordered_on, revenue" in sentence


def test_no_usable_date_column(desk):
    assert "no usable column for ordered_on" in refusal(desk, "customer_id,colour,revenue\nann,red,1\n")


def test_a_customer_column_that_is_blank_throughout(desk):
    sentence = refusal(desk, "customer_id,ordered_on,revenue\n,2025-01-01,1\n-,2025-01-01,1\n")
    assert "customer_id is blank in every row" in sentence


def test_no_valid_row_says_what_is_wrong_with_the_first(desk):
    sentence = refusal(desk, "customer_id,ordered_on,revenue\nann,soon,1\nbob,later,2\n")
    assert "line 2, has soon in ordered_on" in sentence


def test_nothing_left_by_the_choice_of_rows(desk):
    mapping = Mapping(
        columns={"customer_id": "customer_id", "ordered_on": "ordered_on", "revenue": "revenue"},
        only={"customer_id": "zoe"},
    )
    assert "left" in refusal(desk, GOOD, mapping=mapping)


def test_a_missing_file_is_a_sentence_too(tmp_path):
    with pytest.raises(IngestError, match=r"orders\.csv cannot be opened"):
        ingest.inspect(tmp_path / "orders.csv")


def test_a_sheet_that_is_not_there(desk, tmp_path):
    path = tmp_path / "orders.xlsx"
    workbook(path, [["customer_id"], ["ann"]])
    with pytest.raises(IngestError, match="it has Sheet1"):
        ingest.inspect(path, sheet="Sales")


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (Mapping(columns={"customer_id": "custmer"}), "did you mean customer_id?"),
        (Mapping(columns={"custmer_id": "customer_id"}), "did you mean customer_id?"),
        (Mapping(columns={"customer_id": "customer_id"}, constants={"customer_id": "x"}), "twice"),
    ],
)
def test_a_mapping_that_does_not_fit(desk, mapping, said):
    with pytest.raises(IngestError, match=said):
        desk.load(GOOD, mapping=mapping)
