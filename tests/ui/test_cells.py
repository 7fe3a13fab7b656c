"""Cells of a grid: texts of the page's language over numbers and days that still sort."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData

from localization import use_language
from ui import cells
from view import Lens, View
from words import columns

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


@pytest.mark.parametrize(
    ("numbers", "shown"), [([0.049, 0.0588], ["0.049", "0.059"]), ([0.049, 3.74], ["0.0", "3.7"]), ([0.0], ["0.0"])]
)
def test_numbers_none_of_which_reaches_one_are_told_apart(numbers, shown):
    frame = pd.DataFrame({"brier": numbers})
    assert [row[0] for row in cells.written(view("en"), frame)[1]] == shown
    _styler, settings = cells.sheet(view("en"), frame)
    (config,) = settings["column_config"].values()
    assert config["type_config"]["format"] == ("%,.3f" if len(shown[0]) > 3 else "%,.1f")
    assert [row[0] for row in cells.written(view("fa"), frame)[1]] == [
        text.translate(str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")) for text in shown
    ]


def test_times_are_read_to_the_hundredth_as_sentences_have_them():
    frame = pd.DataFrame({"odds": [0.173, 12.0]})
    assert [row[0] for row in cells.written(view("en"), frame)[1]] == ["0.17", "12.00"]
    assert cells.sheet(view("en"), frame)[1]["column_config"]["Times the odds of leaving"]["type_config"]["format"] == (
        "%,.2f"
    )
    assert [row[0] for row in cells.written(view("fa"), frame)[1]] == ["۰٫۱۷", "۱۲٫۰۰"]
    assert list(columns.excel_formats(view("en"), frame.columns).values()) == ["#,##0.00"]


def test_codes_are_said_in_the_language_and_an_attribute_keeps_its_words():
    frame = pd.DataFrame({"state": ["won_back", "new"], "channel": ["new", "lost"]})
    assert [row[0] for row in cells.written(view("fa"), frame)[1]] == ["بازگشته", "تازه"]
    assert [row[1] for row in cells.written(view("fa"), frame)[1]] == ["new", "lost"]
    assert columns.readable(view("fa"), frame).iloc[:, 0].tolist() == ["بازگشته", "تازه"]
    assert columns.readable(view("en"), frame).iloc[:, 0].tolist() == ["Won back", "New"]


def test_a_shared_column_is_called_by_what_it_means_in_its_result():
    assert columns.headings(view("en"), pd.Index(["start", "lost"]))["lost"] == "Did not buy again"
    assert columns.headings(view("en"), pd.Index(["lost", "pending"]))["lost"] == "Lost"
    told = columns.headings(view("en"), pd.Index(["cause", "mentions", "lost_profit"]))
    assert told["lost_profit"].startswith("Profit of those who left")
    between, ended = pd.DataFrame({"status": ["lost"]}), pd.DataFrame({"status": ["lost"], "covered_to": ["-"]})
    assert columns.readable(view("en"), between).iloc[0, 0] == "Did not buy again"
    assert columns.readable(view("en"), ended).iloc[0, 0] == "Lost"


def test_a_change_has_the_digits_of_the_page_whatever_it_is_a_change_of():
    shares, money = pd.DataFrame({"rate_change": [0.00344, None]}), pd.DataFrame({"money_change": [-1500.0, 20.0]})
    assert cells.written(view("fa"), shares)[1] == [["\u2066۰٫۳۴۴٪\u2069"], ["–"]]
    assert cells.written(view("fa"), money)[1] == [["\u2066−۱٬۵۰۰\u2069"], ["۲۰"]]
