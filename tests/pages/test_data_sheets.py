"""A workbook with several tables, dropped on the data page: each goes into its own."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter

import store
from tests.pages.dropping import drop, open_data

CUSTOMERS = [["customer_id", "segment"], *([f"C{n}", "gold" if n % 2 else "silver"] for n in range(1, 5))]
ORDERS = [["customer_id", "date", "amount"], *([f"C{n % 4 + 1}", date(2024, n, 5), 10] for n in range(1, 9))]
LEFT = [["customer_id", "left on", "reason"], ["C2", date(2024, 9, 1), "price"]]
NOTES = [["About", "what"], ["This workbook", "is of the shop"], ["More", "in the intranet"]]


def book(**sheets):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                for place, value in enumerate(row):
                    if value is not None:
                        sheet.write(at, place, value, day if isinstance(value, date) else None)
    return content.getvalue()


BELOW = [["Customers"], *CUSTOMERS, [], ["Orders"], *ORDERS]
BESIDE = [[*(CUSTOMERS[at] if at < len(CUSTOMERS) else [None, None]), None, *row] for at, row in enumerate(ORDERS)]


@pytest.mark.parametrize(
    ("sheets", "names"),
    [
        ({"People": CUSTOMERS, "Sales": ORDERS, "Notes": NOTES}, ["People", "Sales"]),
        ({"All": BELOW}, ["All", "All #2"]),
        ({"All": BESIDE}, ["All", "All #2"]),
    ],
    ids=["sheets", "below", "beside"],
)
def test_each_table_of_a_workbook_goes_into_its_own(home, sheets, names):
    at = drop(open_data(), book(**sheets), "firm.xlsx", dataset="firm")
    assert not at.exception
    assert [one.value for one in at.multiselect if one.key.startswith("sheets_")] == [names]
    at.button(key="publish").click().run()
    assert not at.exception
    counts = store.open("firm").info.counts
    assert (counts["customers_rows"], counts["orders"], counts["revenue"]) == (4, 8, 80)


def test_a_sheet_can_be_left_out_and_one_is_needed(home):
    at = drop(open_data(), book(Sales=ORDERS, Left=LEFT), "firm.xlsx", dataset="firm")
    (sheets,) = [one for one in at.multiselect if one.key.startswith("sheets_")]
    at = sheets.set_value([]).run()
    assert not at.exception
    assert any("at least one sheet" in one.value for one in (*at.warning, *at.info))
    (sheets,) = [one for one in at.multiselect if one.key.startswith("sheets_")]
    at = sheets.set_value(["Sales"]).run()
    at.button(key="publish").click().run()
    info = store.open("firm").info
    assert (info.has("orders"), info.has("departures")) == (True, False)


def test_the_same_workbook_again_changes_nothing(home):
    content = book(Sales=ORDERS, Left=LEFT)
    drop(open_data(), content, "firm.xlsx", dataset="firm").button(key="publish").click().run()
    first = store.open("firm")
    assert {upload.part for upload in first.info.uploads} == {"Sales", "Left"}
    at = drop(open_data(), content, "firm.xlsx", dataset="firm")
    assert not at.exception
    assert store.open("firm").version == first.version
