"""Who is worth keeping and who is on the top list: the people behind each number."""

from __future__ import annotations

import random

import ibis
import pandas as pd
import pytest

import metrics
from tests.metrics.conftest import rows


@pytest.fixture
def shop(history):
    """Ann and Bob of the north, Cyd of the south who loses money, Dan of nowhere; Dan left after January."""
    history.add("ann", "2024-01-05", "2024-02-05", revenue=100, profit=30)
    history.add("bob", "2024-02-10", revenue=50, profit=20)
    history.add("cyd", "2024-01-20", "2024-02-20", revenue=70, profit=-5)
    history.add("dan", "2024-01-25", revenue=40, profit=8)
    for customer, region in {"ann": "north", "bob": "north", "cyd": "south", "dan": None}.items():
        history.describe(customer, region=region)
    history.complete_up_to = "2024-02-29"
    return history


def by_region(shop, periods=None):
    facts = metrics.with_attributes(shop.activity(), shop.customers, ("region",))
    return metrics.segment_profitability(facts, shop.periods() if periods is None else periods, ("region",))


def test_a_segment_earns_loses_and_is_kept(shop):
    assert rows(
        by_region(shop),
        "region", "customers", "active", "revenue", "profit", "margin", "loss_makers", "loss", "start", "retained",
    ) == [
        ("north", 2, 2, 250, 80, 0.32, 0, None, 1, 1),
        ("", 1, 0, 40, 8, 0.2, 0, None, 1, 0),
        ("south", 1, 1, 140, -10, -0.0714, 1, -10, 1, 1),
    ]  # fmt: skip


def test_money_is_of_the_chosen_periods_and_retention_of_the_last_of_them(shop):
    """In February alone Dan brought nothing and is no customer, yet he was there to be lost."""
    february = shop.periods().filter(ibis._.label == "2024-02")
    assert rows(by_region(shop, february), "region", "customers", "profit", "start", "rate") == [
        ("north", 2, 50, 1, 1),
        ("south", 1, -5, 1, 1),
    ]


@pytest.mark.parametrize(
    ("options", "people"),
    [
        ({"attribute": "region", "value": "north"}, ["ann", "bob"]),
        ({"attribute": "region", "value": ""}, ["dan"]),
        ({"below_zero": True}, ["cyd"]),
        ({"attribute": "region", "value": "no'rth"}, []),
        ({}, ["ann", "bob", "dan", "cyd"]),
    ],
    ids=["a value", "no value", "loss-makers", "a value nobody has", "everybody"],
)
def test_the_people_of_a_segment(shop, options, people):
    members = metrics.segment_members(shop.activity(), shop.periods(), shop.customers, **options)
    assert [row[0] for row in rows(members, "customer_id")] == people


def test_what_each_of_a_segment_brought(shop):
    members = metrics.segment_members(shop.activity(), shop.periods(), shop.customers, "region", "north")
    assert rows(members, "customer_id", "revenue", "profit", "orders", "last_period") == [
        ("ann", 200, 60, 2, "2024-02-01"),
        ("bob", 50, 20, 1, "2024-02-01"),
    ]


def test_a_column_that_customers_have_not_is_named(shop):
    with pytest.raises(metrics.MissingData, match="regoin"):
        metrics.segment_members(shop.activity(), shop.periods(), shop.customers, "regoin", "north")


def test_the_curve_marks_its_peak_the_cut_and_the_way_to_80(history):
    for number, profit in enumerate([400, 250, 150, 100, 50, 20, 0, -30, -90, -150]):
        history.add(f"c{number}", "2024-01-10", revenue=1000, profit=profit)
    curve = metrics.whale_curve(history.activity(), history.periods(), points=2)
    assert rows(curve, "rank", "value", "is_peak", "is_cut", "reaches_80", "below_zero") == [
        (1, 400, False, False, False, 3),
        (2, 650, False, True, True, 3),
        (5, 950, False, False, False, 3),
        (6, 970, True, False, False, 3),
        (10, 700, False, False, False, 3),
    ]


def test_the_list_says_of_itself_how_long_it_is_and_who_loses(history):
    for number, profit in enumerate([30, -5, 10, 1, 1, 1, 1, 1, 1, 1, -50]):
        history.add(f"c{number:02}", "2024-01-10", revenue=1000 - number, profit=profit)
    top = metrics.top_customers(history.activity(), history.periods(), history.customers, top=2)
    assert rows(top, "rank", "customer_id", "listed", "loss_makers", "in_profit_list") == [
        (1, "c00", 3, 1, True),
        (2, "c01", 3, 1, False),
    ]


def test_all_who_are_tied_outside_are_counted(history):
    for number, value in enumerate([500, 300, 300, 300, 50, 10, 10, 10, 10, 10]):
        history.add(f"c{number}", "2024-01-10", revenue=value)
    top = metrics.top_customers(history.activity(), history.periods(), history.customers)
    assert rows(top, "customer_id", "tied_outside") == [("c0", 0), ("c1", 2)]


def test_without_profit_there_is_no_list_by_profit(history):
    for number in range(6):
        history.add(f"c{number}", "2024-01-10", revenue=10 + number)
    top = metrics.top_customers(history.activity(), history.periods(), history.customers)
    assert rows(top, "customer_id", "in_profit_list", "loss_makers") == [("c5", None, None), ("c4", None, None)]


@pytest.mark.parametrize("measure", ["revenue", "profit"])
@pytest.mark.parametrize("seed", range(3))
def test_the_counts_of_the_changes_are_those_of_the_people(history, measure, seed):
    """Few different values, so that most of both cuts are ties."""
    dice = random.Random(seed)  # noqa: S311 - a repeatable history, no secret
    for number in range(60):
        for day in ("2024-01-10", "2024-02-10"):
            if dice.random() < 0.8:
                history.add(f"c{number:02}", day, revenue=10 * dice.randint(1, 4), profit=dice.randint(-2, 4))
    history.complete_up_to = "2024-02-29"
    tables = (history.activity(), history.periods(), history.customers, measure)
    people = metrics.list_changes(*tables).to_pandas()
    counts = metrics.list_stability(*tables).to_pandas()
    assert set(counts["period"]) == {pd.Timestamp("2024-02-01")}
    of_people = people.fillna({"fate": ""}).groupby(["change", "fate"])["value_before"].agg(["size", "sum"])
    of_counts = counts.fillna({"fate": ""}).set_index(["change", "fate"])
    assert of_counts["customers"].to_dict() == of_people["size"].to_dict()
    assert of_counts["value_before"].fillna(0).astype(float).to_dict() == of_people["sum"].astype(float).to_dict()
