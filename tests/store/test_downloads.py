"""What leaves as a file is read as text by a spreadsheet, never run."""

from __future__ import annotations

import io
import zipfile

import pandas as pd
import pytest

from store.downloads import csv_bytes, xlsx_bytes


def cell(value, heading="name"):
    """A value as it comes out of a downloaded CSV."""
    text = csv_bytes(pd.DataFrame({heading: [value]})).decode("utf-8-sig")
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False).iloc[0, 0]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+cmd|x",
        "-2+3+cmd|x",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        '=HYPERLINK("x")',
    ],
)
def test_a_formula_is_kept_from_running(text):
    assert cell(text) == f"'{text}".replace("\r", "\n")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "علی", "a=b", "", "-5", "-1,234.50", "+989121234567"])
def test_harmless_text_stays_as_it_is(text):
    """A number with its sign is no formula: with an apostrophe it could not be loaded again."""
    assert cell(text) == text


def test_a_heading_that_is_a_formula_is_kept_from_running():
    assert csv_bytes(pd.DataFrame({"=cmd|x": [1]})).decode("utf-8-sig").splitlines()[0] == "'=cmd|x"


def test_two_columns_of_one_name_are_both_disarmed():
    frame = pd.DataFrame([["=a", "=b"]], columns=["name", "name"])
    assert csv_bytes(frame).decode("utf-8-sig").splitlines() == ["name,name", "'=a,'=b"]


def test_numbers_stay_numbers():
    assert cell(-5.5) == "-5.5"


def test_excel_holds_formulas_and_addresses_as_text():
    frame = pd.DataFrame({"name": ["=1+1", "http://example.org", "-5"]})
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(frame, "rows"))) as book:
        sheet, texts = book.read("xl/worksheets/sheet1.xml"), book.read("xl/sharedStrings.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert b"<t>=1+1</t>" in texts


def test_a_carriage_return_begins_no_line_of_its_own():
    text = csv_bytes(pd.DataFrame({"name": ["Ann\r=cmd|x"], "sales": [5]})).decode("utf-8-sig")
    assert pd.read_csv(io.StringIO(text)).shape == (1, 2)
    assert not any(line.startswith("=") for line in text.replace('"Ann\n=cmd|x"', "").splitlines())
