"""Cells of a grid: texts of the page's language over numbers and days that still sort."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData

from localization import use_language
from ui import cells, columns
from ui.view import Lens, View

FRAME = pd.DataFrame(
    {
        "customer_key": [1, 2],
        "period": pd.to_datetime(["2024-03-20", "2024-06-21"]),
        "left_on": pd.to_datetime(["2024-09-22", None]),
        "rate": [0.613, None],
        "profit": [-1234567.0, 5.0],
        "orders": [1200, 3],
        "name": ["آذر", "Ann"],
    }
)


@pytest.fixture(autouse=True)
def english():
    yield
    use_language("en")


def view(lang, calendar="jalali", currency="IRR"):
    use_language(lang)
    settings = SimpleNamespace(calendar=calendar, currency=currency)
    made = View("shop", SimpleNamespace(settings=settings, version=1), Lens(), "light")
    names = {pd.Timestamp("2024-03-20"): "first", pd.Timestamp("2024-06-21"): "second"}
    vars(made)["_names"] = names
    return made


def shown_texts(styler):
    """What Streamlit sends to be shown over the cells."""
    proto = ArrowData()
    marshall_styler(proto, styler, "grid")
    texts = pa.ipc.open_stream(proto.styler.display_values).read_pandas()
    return texts.set_axis(range(len(texts.columns)), axis="columns")


def test_persian_digits_are_shown_over_numbers_that_sort():
    styler, settings = cells.sheet(view("fa"), FRAME)
    texts = shown_texts(styler)
    assert list(texts.loc[0, [0, 1, 2, 3, 4]]) == [
        "first",
        "۱۴۰۳/۰۷/۰۱",
        "\u2066۶۱٫۳٪\u2069",
        "\u2066−۱٬۲۳۴٬۵۶۷\u2069",
        "۱٬۲۰۰",
    ]
    assert texts.loc[1, 2] == "–"
    data = styler.data.set_axis(range(6), axis="columns")
    assert [data[place].dtype.kind for place in range(5)] == ["M", "M", "f", "f", "i"]
    assert settings["column_order"] == list(styler.data.columns)[::-1]
    assert settings["column_config"] == {}


def test_english_counts_are_left_to_the_browser_which_needs_no_language_for_them():
    styler, settings = cells.sheet(view("en", "gregorian", "GBP"), FRAME)
    texts = shown_texts(styler)
    assert list(texts.loc[0, [0, 1, 2]]) == ["first", "2024-09-22", "61.3\u00a0%"]
    assert {name: one["type_config"]["format"] for name, one in settings["column_config"].items()} == {
        columns.headings(view("en", "gregorian", "GBP"), FRAME.columns)["profit"]: "%,.0f",
        "Orders": "%,d",
    }
    assert settings["column_order"] == list(styler.data.columns)


def test_money_is_headed_by_its_unit_and_keys_are_hidden():
    styler, _settings = cells.sheet(view("en", "gregorian", "GBP"), FRAME)
    assert list(styler.data.columns) == ["Period", "Left on", "Retention", "Profit (£)", "Orders", "Name"]


def test_in_a_file_numbers_stay_numbers_and_days_are_those_of_the_calendar():
    rows = columns.readable(view("fa"), FRAME)
    assert "customer_key" not in rows.columns
    first = rows.iloc[0].tolist()
    assert first[:2] == ["first", "۱۴۰۳/۰۷/۰۱"]
    assert first[2:5] == [0.613, -1234567.0, 1200]
    gregorian = columns.readable(view("en", "gregorian"), FRAME)
    assert gregorian["Left on"].iloc[0] == pd.Timestamp("2024-09-22")


def test_an_excel_file_shows_numbers_in_the_readers_digits():
    formats = columns.excel_formats(view("fa"), FRAME.columns)
    assert set(formats.values()) == {"[$-3000429]0.0%", "[$-3000429]#,##0"}
    assert set(columns.excel_formats(view("en"), FRAME.columns).values()) == {"0.0%", "#,##0"}


def test_rows_are_written_out_as_the_grid_shows_them():
    headings, rows = cells.written(view("fa"), FRAME)
    assert headings[0] == columns.headings(view("fa"), FRAME.columns)["period"]
    assert [row[:3] for row in rows] == [["first", "۱۴۰۳/۰۷/۰۱", "\u2066۶۱٫۳٪\u2069"], ["second", "–", "–"]]
    assert len(headings) == len(rows[0])


def test_rows_written_out_in_english_have_the_browsers_numbers():
    _headings, rows = cells.written(view("en"), FRAME.assign(is_complete=[True, False]))
    assert [row[3:] for row in rows] == [["-1,234,567", "1,200", "آذر", "✓"], ["5", "3", "Ann", "✗"]]
