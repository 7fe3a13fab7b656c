"""Files that need a choice on the data page: of a sheet, of a header; and names that are code."""

from __future__ import annotations

import io
import zipfile

import pandas as pd
import pytest

import store
from tests.pages.dropping import LINES, card, drop, open_data, widget


@pytest.fixture
def page(sample_home):
    return open_data()


def test_a_file_s_name_and_headers_are_shown_as_text(page):
    at = drop(page, "[x](http://e.example),![p](http://e.example/p.png)\n1,2\n", "![a](b).csv")
    shown = [one.value for one in (*at.info, *at.error, *at.markdown, *at.caption)]
    assert not at.exception
    assert not [text for text in shown if "](http" in text]


def test_of_a_workbook_the_sheets_that_hold_a_table_are_chosen(page):
    book = io.BytesIO()
    with pd.ExcelWriter(book) as writer:
        pd.DataFrame({"note": ["read me"]}).to_excel(writer, sheet_name="About", index=False)
        pd.read_csv(io.StringIO(LINES)).to_excel(writer, sheet_name="Orders", index=False)
    at = drop(page, book.getvalue(), "orders.xlsx")
    assert [one.value for one in at.multiselect if one.key.startswith("sheets_")] == [["Orders"]]
    assert card(at, "Accepted") == "5"


def test_a_sheet_of_a_workbook_inside_an_archive_can_be_chosen(page):
    book = io.BytesIO()
    with pd.ExcelWriter(book) as writer:
        pd.DataFrame({"customer_id": ["ann"], "name": ["Ann"]}).to_excel(writer, sheet_name="People", index=False)
        pd.read_csv(io.StringIO(LINES)).to_excel(writer, sheet_name="Orders", index=False)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("book.xlsx", book.getvalue())
        archive.writestr("more.csv", LINES)
    at = drop(page, packed.getvalue(), "export.zip")
    widget(at.selectbox, "_sheet").set_value("book.xlsx › Orders").run()
    assert not at.exception
    assert card(at, "Accepted") == "5"
    at.button(key="publish").click().run()
    assert store.open("shop").info.uploads[0].part == "book.xlsx › Orders"


def test_a_file_without_header_is_recognised_and_its_columns_are_numbered(page):
    at = drop(page, "ann;2024-01-05;10.50\nbob;2024-01-06;20.25\n")
    assert not at.exception
    assert widget(at.radio, "_header").value is False
    assert widget(at.selectbox, "_orders_ordered_on").value == "h:column_2"
    assert card(at, "Accepted") == "2"
    at.button(key="publish").click().run()
    assert store.open("shop").info.counts["revenue"] == 30.75


def test_whether_there_is_a_header_is_asked_where_it_is_unclear(page):
    at = drop(page, "customer_id;order_date;1\nann;2024-01-05;10\nbob;2024-01-06;20\n")
    assert not at.exception
    assert widget(at.selectbox, "_orders_customer_id").options[-1] == "column_3"
    widget(at.radio, "_header").set_value(True).run()
    assert not at.exception
    widget(at.selectbox, "_table").set_value("orders").run()
    assert widget(at.selectbox, "_orders_customer_id").value == "h:customer_id"
    widget(at.selectbox, "_orders_revenue").set_value("h:1").run()
    assert card(at, "Accepted") == "2"
    at.button(key="publish").click().run()
    assert store.open("shop").info.counts["revenue"] == 30


def test_what_was_learnt_of_a_file_is_kept_as_a_layout_or_forgotten(page, sample_home):
    at = drop(page, LINES, "shop.csv")
    at.button(key="publish").click().run()
    assert not at.exception
    again = open_data()
    next(box for box in again.selectbox if str(box.key).startswith("into_")).set_value("shop").run()
    again.file_uploader(key="upload").upload("next.csv", LINES.replace("ann", "eve").encode()).run()
    assert any("As the last file with these columns" in caption.value for caption in again.caption)
    widget(again.text_input, "_layout_name").set_value("Our till").run()
    widget(again.button, "_layout_keep").click().run()
    assert not again.exception
    assert not again.error
    assert (sample_home / "layouts" / "our_till.toml").exists()
    widget(again.button, "_forget").click().run()
    assert not again.exception
    assert not any("As the last file with these columns" in caption.value for caption in again.caption)
    assert any("Our till" in caption.value for caption in again.caption)
