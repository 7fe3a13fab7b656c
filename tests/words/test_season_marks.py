"""Which periods of a time axis are marked with Nowruz and Ramadan."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from localization import use_language
from localization.calendars import calendar_periods
from view import Lens, View
from words.season_marks import marked


@pytest.fixture(autouse=True)
def english():
    yield
    use_language("en")


def marks(grain, first="2023-03-21", last="2025-03-20", calendar="jalali", lang="en"):
    use_language(lang)
    view = View("shop", SimpleNamespace(settings=SimpleNamespace(calendar=calendar), version=1), Lens(grain), "light")
    table = calendar_periods(calendar, pd.Timestamp(first).date(), pd.Timestamp(last).date())
    table = table[table["grain"] == grain].assign(name="")
    days = table.assign(**{name: pd.to_datetime(table[name]) for name in ("starts_on", "ends_on")})
    vars(view)["periods"] = days
    found = marked(view, days["starts_on"].reset_index(drop=True))
    return {label: text for label, text in zip(days["label"], found, strict=True) if text is not None}


def test_months_hold_what_begins_in_them_and_neighbours_share_one_text():
    assert marks("month") == {
        "1402-01": "Nowruz · Ramadan",
        "1402-12": "Ramadan · Nowruz",
        "1403-01": "",
        "1403-12": "Ramadan",
    }


def test_quarters():
    assert marks("quarter") == {
        "1402-Q1": "Nowruz · Ramadan",
        "1402-Q4": "Ramadan",
        "1403-Q1": "Nowruz",
        "1403-Q4": "Ramadan",
    }


def test_a_year_of_weeks_is_marked_and_ten_years_of_them_are_too_many():
    assert marks("week", first="2024-03-20") == {"1402-W53": "Nowruz", "1403-W50": "Ramadan · Nowruz", "1403-W52": ""}
    assert marks("week", first="2015-03-21") == {}


def test_periods_that_hold_every_occasion_are_not_marked():
    assert marks("year") == marks("half") == {}


def test_readers_and_data_of_other_calendars_are_spared():
    assert marks("month", calendar="gregorian") == {}
    assert "2024-03" in marks("month", calendar="gregorian", lang="fa")
