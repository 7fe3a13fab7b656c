"""Good workbooks of every kind, written by other programs' libraries; and workbooks inside archives."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
import xlsxwriter
import xlwt

import ingest
from store import downloads

FRAME = pd.DataFrame(
    {
        "customer_id": ["001", "=Cyd", "مریم", "17850"],
        "ordered_on": pd.to_datetime(["2025-01-31", "2025-02-01", "2025-02-02", "2025-02-03"]),
        "revenue": [1.1, 20.0, 0.07, 1234567.89],
        "paid": [True, False, True, True],
    }
)
ROWS = [
    ("001", date(2025, 1, 31), Decimal("1.1"), 2),
    ("=Cyd", date(2025, 2, 1), Decimal(20), 3),
    ("مریم", date(2025, 2, 2), Decimal("0.07"), 4),
    ("17850", date(2025, 2, 3), Decimal("1234567.89"), 5),
]


def ods():
    """Write an OpenDocument sheet after one that holds a note."""
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="odf") as book:
        pd.DataFrame({"note": []}).to_excel(book, sheet_name="About", index=False)
        FRAME.to_excel(book, sheet_name="Orders", index=False)
    return buffer.getvalue()


def xls():
    """Write a workbook of Excel 97 with a day format, after a sheet that holds nothing."""
    book = xlwt.Workbook()
    book.add_sheet("About")
    sheet = book.add_sheet("Orders")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for column, name in enumerate(FRAME):
        sheet.write(0, column, name)
        for row, value in enumerate(FRAME[name].tolist(), start=1):
            if name == "ordered_on":
                sheet.write(row, column, value.to_pydatetime(), day)
            else:
                sheet.write(row, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xlsx():
    """Write two sheets with rows, of which the first are customers."""
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": {"strings_to_formulas": False}}) as book:
        pd.DataFrame({"customer_id": ["001"], "name": ["Ann"]}).to_excel(book, sheet_name="People", index=False)
        FRAME.to_excel(book, sheet_name="Orders", index=False)
    return buffer.getvalue()


@pytest.mark.parametrize(("name", "write"), [("orders.ods", ods), ("orders.xls", xls)], ids=["ods", "xls"])
def test_an_open_document_and_an_old_workbook(desk, name, write):
    source = ingest.inspect(desk.write(write(), name))
    assert (source.kind, source.sheet, source.sheets) == ("excel", "Orders", ("About", "Orders"))
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, guess.table, guess.mapping)
    assert (report.accepted, report.rejected) == (4, 0)
    assert desk.rows("customer_id, ordered_on, revenue, source_row") == ROWS


def test_in_a_workbook_an_apostrophe_is_part_of_the_name(desk):
    buffer = io.BytesIO()
    FRAME.assign(customer_id=["'=Cyd", "'-x", "'a", "@b"]).to_excel(buffer, engine="xlsxwriter", index=False)
    desk.load(buffer.getvalue(), name="orders.xlsx")
    assert [row[0] for row in desk.rows("customer_id")] == ["'=Cyd", "'-x", "'a", "@b"]


def archive(desk, files):
    path = desk.folder / "orders.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def test_the_sheets_of_workbooks_in_an_archive_are_offered(desk):
    path = archive(desk, {"a.csv": "customer_id,name\n001,Ann\n", "b/book.xlsx": xlsx(), "old.xls": xls()})
    first = ingest.inspect(path)
    parts = ("a.csv", "book.xlsx › People", "book.xlsx › Orders", "old.xls › About", "old.xls › Orders")
    assert (first.sheet, first.sheets) == ("a.csv", parts)
    chosen = ingest.inspect(path, sheet="book.xlsx › Orders")
    assert (chosen.sheet, chosen.sheets, chosen.columns) == ("book.xlsx › Orders", parts, tuple(FRAME.columns))
    ingest.load(desk.connection, chosen, "orders", ingest.recognise(chosen.columns, "orders"))
    assert desk.rows("customer_id, ordered_on, revenue, source_row") == ROWS
    chosen.layout.path.unlink()
    assert chosen.readable().header == chosen.columns
    with pytest.raises(ingest.IngestError, match="no sheet named Nowhere"):
        ingest.inspect(path, sheet="book.xlsx › Nowhere")


def test_of_a_workbook_in_an_archive_the_first_sheet_with_rows_is_read_first(desk):
    path = archive(desk, {"old.xls": xls(), "a.csv": "customer_id,name\n001,Ann\n"})
    assert ingest.inspect(path).sheet == "old.xls › Orders"
    assert ingest.inspect(path, sheet="old.xls").sheet == "old.xls › Orders"


def test_a_workbook_alone_in_an_archive_offers_its_own_sheets(desk):
    path = archive(desk, {"book.xlsx": xlsx()})
    source = ingest.inspect(path, sheet="Orders")
    assert (source.sheet, source.sheets) == ("Orders", ("People", "Orders"))


def test_a_broken_workbook_beside_a_good_file_is_offered_by_its_name(desk):
    path = archive(desk, {"a.csv": "customer_id,name\n001,Ann\n", "broken.xlsx": b"PK\x03\x04 nothing"})
    assert ingest.inspect(path).sheets == ("a.csv", "broken.xlsx")
    with pytest.raises(ingest.IngestError, match=r"broken\.xlsx"):
        ingest.inspect(path, sheet="broken.xlsx")


@pytest.mark.parametrize("about_sheet", ["About these numbers", "دربارهٔ این عددها", "it's <ours> & yours"])
def test_a_workbook_that_we_wrote_is_one_table_again(tmp_path, about_sheet):
    path = tmp_path / "ours.xlsx"
    rows = pd.DataFrame({"customer_id": ["a", "b"], "ordered_on": ["2024-01-01", "2024-02-01"], "revenue": [1.5, 2.0]})
    path.write_bytes(downloads.xlsx_bytes(rows, "orders", about={"Data set": "shop"}, about_sheet=about_sheet))
    (table,) = ingest.workbook_tables(path)
    assert (table.sheet, table.sheets) == ("orders", ("orders",))
    assert table.columns == ("customer_id", "ordered_on", "revenue")


def written(path, rows):
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("S")
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                sheet.write(at, place, value, day if isinstance(value, date) else None)
    return path


HEADER = ["customer_id", "date", "amount"]
SALES = [[f"C{n}", date(2024, n, 5), 10] for n in range(1, 4)]


@pytest.mark.parametrize(
    "rows",
    [
        [HEADER, *SALES, [], HEADER, *SALES],
        [HEADER, *SALES, [], ["Prepared by", "Ann"], ["Printed on", date(2024, 12, 31)], ["Seen by", "Bob"]],
        [HEADER, *SALES, [], *SALES],
        [HEADER, *SALES, [], ["Total", "", 30]],
        [["Sales", "2024"], ["Of", "Ann"], [], HEADER, *SALES],
        [["customer", "reason"], ["a", "price"], ["b", "time"], [], ["c", "time"], ["d", "time"], ["e", "price"]],
    ],
    ids=["header again", "notes", "a blank row", "total", "about the report", "words alone"],
)
def test_what_stands_apart_is_no_table_of_its_own(tmp_path, rows):
    (table,) = ingest.workbook_tables(written(tmp_path / "book.xlsx", rows))
    assert (table.sheet, table.sheets) == ("S", ("S",))
    assert table.columns == tuple(rows[0] if rows[0] != ["Sales", "2024"] else HEADER)


def test_a_further_table_keeps_the_lines_of_its_sheet(desk, tmp_path):
    rows = [["Customers"], ["customer_id", "segment"], ["C1", "gold"], ["C2", "gold"], ["C3", "-"], ["C4", "gold"]]
    path = written(tmp_path / "book.xlsx", [*rows, [], ["Orders"], HEADER, *SALES])
    first, second = ingest.workbook_tables(path)
    assert (first.sheet, first.columns, first.layout.lines) == ("S", ("customer_id", "segment"), 4)
    assert (second.sheet, second.sheets, second.columns) == ("S #2", ("S", "S #2"), tuple(HEADER))
    ingest.load(desk.connection, second, "orders", ingest.recognise(second.columns, "orders"))
    assert [line for (line,) in desk.rows("source_row")] == [10, 11, 12]
    with pytest.raises(ingest.IngestError, match="no sheet named S #3"):
        ingest.inspect(path, sheet="S #3")


TURNED_BY_A_SHEET = [date(2024, 5, 1), "13/01/2024", date(2024, 6, 1), "25/02/2024", date(2024, 7, 3)]


def loaded_days(desk, tmp_path, days, answers=None):
    path = written(tmp_path / "book.xlsx", [HEADER, *([f"C{n}", day, 10] for n, day in enumerate(days))])
    source = ingest.inspect(path)
    mapping = replace(ingest.recognise(source.columns, "orders"), answers=answers or {})
    report = ingest.load(desk.connection, source, "orders", mapping)
    return [str(day) for (day,) in desk.rows("ordered_on")], [one.column for one in report.questions]


def test_days_that_a_spreadsheet_turned_around_are_asked_about(desk, tmp_path):
    """05/01/2024, typed where the day comes first, is the first of May to a sheet of elsewhere; 13/01 stays a text."""
    right = ["2024-01-05", "2024-01-13", "2024-01-06", "2024-02-25", "2024-03-07"]
    assert loaded_days(desk, tmp_path, TURNED_BY_A_SHEET) == (right, ["turned_ordered_on"])


def test_days_that_a_spreadsheet_turned_around_may_stand_as_they_are(desk, tmp_path):
    as_read = ["2024-05-01", "2024-01-13", "2024-06-01", "2024-02-25", "2024-07-03"]
    answers = {"turned_ordered_on": "as_they_stand"}
    assert loaded_days(desk, tmp_path, TURNED_BY_A_SHEET, answers) == (as_read, [])


@pytest.mark.parametrize(
    "days",
    [
        [*TURNED_BY_A_SHEET, date(2024, 6, 13)],
        [*TURNED_BY_A_SHEET[:3], "25/02/2024"],
        [date(2024, 5, 1), "13/01/2024", date(2024, 6, 1), "05/02/2024", date(2024, 7, 3)],
    ],
    ids=["one after the twelfth", "too few", "a text that any sheet reads"],
)
def test_days_of_a_sheet_that_may_well_be_right_are_left(desk, tmp_path, days):
    found, asked = loaded_days(desk, tmp_path, days)
    assert found[0] == "2024-05-01"
    assert "turned_ordered_on" not in asked
