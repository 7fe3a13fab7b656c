"""Cohorts that a reader chose, their money, the largest of a list, and shares that differ by more than chance."""

from __future__ import annotations

from datetime import date

import ibis
import pytest

import metrics
from metrics.intervals import differ
from tests.metrics.conftest import rows


def chosen(mini, first, last):
    return mini.periods().filter(ibis._.label >= first, ibis._.label <= last)


def test_chosen_cohorts_are_observed_to_the_end_of_the_data(mini):
    february = metrics.cohort_retention(mini.activity(), chosen(mini, "2024-02", "2024-02"), all_periods=mini.periods())
    assert rows(february, "cohort", "age", "retained") == [
        ("2024-02-01", 0, 2), ("2024-02-01", 1, 2), ("2024-02-01", 2, 1),
    ]  # fmt: skip


def test_evaluate_gives_cohorts_and_their_mean_all_periods(mini):
    tables = {
        "activity": mini.activity(),
        "customers": mini.customers,
        "periods": chosen(mini, "2024-01", "2024-01"),
        "all_periods": mini.periods(),
    }
    assert rows(metrics.evaluate("cohort_retention", tables), "age", "retained") == [(0, 3), (1, 2), (2, 1), (3, 2)]
    assert rows(metrics.evaluate("pooled_retention", tables), "age", "retained") == [(1, 2), (2, 1), (3, 2)]


def test_money_of_an_age_is_a_share_of_the_money_at_age_0(mini):
    cells = metrics.cohort_retention(mini.activity(), mini.periods())
    january = rows(cells, "cohort", "age", "revenue", "first_revenue", "revenue_rate", "profit_rate")[:4]
    assert january == [
        ("2024-01-01", 0, 350, 350, 1, None),
        ("2024-01-01", 1, 300, 350, 0.8571, None),
        ("2024-01-01", 2, 120, 350, 0.3429, None),
        ("2024-01-01", 3, 230, 350, 0.6571, None),
    ]
    assert rows(
        metrics.pooled_retention(mini.activity(), mini.periods()), "age", "revenue", "first_revenue", "revenue_rate"
    ) == [
        (1, 580, 940, 0.617),
        (2, 370, 730, 0.5068),
        (3, 230, 350, 0.6571),
    ]


def test_share_of_a_first_period_that_made_a_loss_is_undefined(history):
    history.add("ann", "2024-01-05", "2024-02-05", profit=[-10, 30])
    history.complete_up_to = "2024-02-29"
    cells = metrics.cohort_retention(history.activity(), history.periods())
    assert rows(cells, "age", "profit", "first_profit", "profit_rate") == [(0, -10, -10, None), (1, 30, -10, None)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"status": "lost"}, ["c2", "c5", "c6", "c8"]),
        ({"status": "new"}, ["c7"]),
        ({"top": 2}, ["c7", "c4"]),
        ({"status": "lost", "top": 2}, ["c6", "c8"]),
    ],
    ids=["one status", "another", "the largest of all", "the largest of one status"],
)
def test_bridge_members_can_be_narrowed(mini, options, expected):
    mini.lines = [line for line in mini.lines if (line["customer"], line["ordered_on"].month) != ("c2", 4)]
    mini.add("c2", "2024-03-02", revenue=10)
    members = metrics.bridge_members(mini.activity(), mini.periods(), date(2024, 4, 1), **options)
    people = sorted({line["customer"] for line in mini.lines})
    assert [people[key] for (key,) in rows(members, "customer_key")] == expected


@pytest.mark.parametrize(
    ("shares", "expected"),
    [((60, 100, 45, 100), True), ((60, 100, 50, 100), False), ((6, 10, 4, 10), False), ((0, 0, 4, 10), False)],
    ids=["15 points of 100 customers", "10 points", "20 points of ten customers", "nobody on one side"],
)
def test_differ(shares, expected):
    assert differ(*shares) is expected
