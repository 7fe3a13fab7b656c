"""Settings travel inside a version; versions written before a setting existed still open."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

import store
from store.settings import cuts_of
from tests.store.conftest import line, publish, read


def test_every_setting_survives_in_the_version_and_in_the_next_one():
    settings = {
        "currency": "IRR",
        "calendar": "jalali",
        "week_start": "saturday",
        "fiscal_year_start": 7,
        "complete_up_to": date(2024, 1, 31),
        "inactive_after_days": 90,
        "contract_grace_days": 0,
        "margin": 0.25,
        "keep_versions": 5,
        "prices_from": "basket",
        "recency_cuts": (30.0, 60.0, 90.5, 120.0),
        "frequency_cuts": (1.0, 2.0, 3.0, 4.0),
        "money_cuts": (1e3, 1e4, 1e5, 1e9),
    }
    publish([line("ann", "2024-01-05")], settings=settings)
    assert store.open("shop").settings == store.Settings(**settings)
    publish([{"customer_id": "ann", "name": "Ann"}], "customers")
    assert store.open("shop").settings == store.Settings(**settings)


def test_a_version_written_before_a_setting_existed_opens_with_what_everybody_starts_with(home):
    publish([line("ann", "2024-01-05")], settings={"currency": "EUR", "margin": 0.5})
    with duckdb.connect(str(home / "shop" / "versions" / "000001.duckdb")) as file:
        file.execute("DELETE FROM settings WHERE name NOT IN ('currency', 'calendar')").fetchall()
    assert store.open("shop").settings == store.Settings(currency="EUR")


def test_a_setting_of_a_later_product_is_left_alone(home):
    assert store.Settings.from_rows([("currency", "EUR"), ("colour_of_the_moon", "blue")]) == store.Settings("EUR")


def test_with_too_few_costs_the_margin_of_the_settings_stands_in_for_those_that_are_missing():
    """A quarter of the sales is taken as profit where no cost is known; what is known stays as it is."""
    publish(
        [line("ann", "2024-01-05", 40, cost=10), line("bob", "2024-01-05", 60, cost=None)], settings={"margin": 0.25}
    )
    assert store.open("shop").info.knows_profit
    assert store.open("shop").info.counts["cost_share"] == 0.4
    assert read("orders", "revenue", "profit") == [(40, 30), (60, 15)]


def test_with_enough_costs_the_margin_of_the_settings_is_not_needed():
    publish(
        [line("ann", "2024-01-05", 80, cost=48), line("bob", "2024-01-05", 20, cost=None)], settings={"margin": 0.9}
    )
    assert read("orders", "revenue", "profit") == [(20, 8), (80, 32)]


@pytest.mark.parametrize("text", ["30, 60,90 180", "30;60;90;180", "۳۰، ۶۰، ۹۰، ۱۸۰", " 30\t60\n90  180,"])
def test_cut_points_are_read_as_people_write_them(text):
    assert cuts_of(text) == (30, 60, 90, 180)


@pytest.mark.parametrize("text", ["", "  ", ","])
def test_no_cut_points_are_none(text):
    assert cuts_of(text) == ()


@pytest.mark.parametrize(
    "text", ["30", "30,60,90", "1,2,3,4,5", "60,30,90,180", "1,1,2,3", "0,1,2,3", "a,b,c,d", "1,2,3,inf", "1,2,3,nan"]
)
def test_what_are_no_cut_points_is_said(text):
    with pytest.raises(store.StoreError, match="four rising numbers"):
        cuts_of(text)


def test_own_cut_points_make_the_scores_of_the_next_version():
    days = [f"2024-0{month}-05" for month in range(1, 7)]
    lines = [line("ann", day) for day in days] + [line("bob", days[-1])]
    publish(lines, settings={"frequency_cuts": (2.0, 3.0, 4.0, 7.0)})
    assert read("customer_rfm", "frequency", "frequency_score") == [(1, 1), (6, 4)]
