"""The sample's values are said in the reader's language, an analyst's own stay as they are, and links keep the raw "
"ones."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from localization import use_language
from sample_data import behaviour
from ui import cells
from view import Lens, View
from words import columns, own_values
from words.texts import value_label

FRAME = pd.DataFrame(
    {"name": ["Ali Course", "Payroll"], "segment": ["Graduates", "none"], "item": ["Payroll", "Course"]}
)


@pytest.fixture(autouse=True)
def english():
    yield
    use_language("en")
    own_values.look_at("")


def view(dataset):
    settings = SimpleNamespace(calendar="gregorian", currency="EUR")
    return View(dataset, SimpleNamespace(settings=settings, version=1), Lens(), "light")


@pytest.mark.parametrize("lang", ["fa", "ar"])
def test_every_value_of_the_sample_is_translated(lang):
    use_language(lang)
    own_values.look_at("sample")
    segments = {name for segment in behaviour.SEGMENTS for name in (segment.name, segment.role, *segment.won_through)}
    products = {name for sold in behaviour.PRODUCTS.values() for one in sold for name in (one.name, one.category)}
    channels = {name for ways in behaviour.CHANNELS.values() for name in ways}
    values = segments | products | channels | set(behaviour.CITIES)
    assert len(values) > 35
    assert [value for value in sorted(values) if value_label(value).isascii()] == []


def test_codes_of_the_sample_are_plain_words_in_english():
    own_values.look_at("sample")
    assert [value_label(value) for value in ("job_seeker", "Berlin", "")] == ["Job seekers", "Berlin", "not stated"]


def test_an_analysts_own_values_stay_as_they_are():
    use_language("fa")
    own_values.look_at("shop")
    assert value_label("Graduates") == "Graduates"
    assert cells.written(view("shop"), FRAME)[1] == FRAME.to_numpy().tolist()


def test_tables_and_files_of_the_sample_say_the_words_of_the_language():
    use_language("fa")
    said = [["Ali Course", "دانش‌آموختگان", "حقوق و دستمزد"], ["Payroll", "none", "دوره"]]
    assert cells.written(view("sample"), FRAME)[1] == said
    assert columns.readable(view("sample"), FRAME).to_numpy().tolist() == said
    assert FRAME["segment"].tolist() == ["Graduates", "none"]  # what a row opens is asked for by the raw value
