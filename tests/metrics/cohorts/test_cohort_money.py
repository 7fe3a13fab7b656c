"""What cohorts have brought so far, payback, and products that bring their buyers back: typed by hand."""

from __future__ import annotations

import ibis
import pandas as pd
import pytest

import metrics
from metrics import MissingData
from tests.metrics.conftest import rows


def test_january_brings_so_much_for_each_customer_won(mini):
    found = metrics.cohort_value(mini.activity(), mini.periods()).filter(ibis._.age >= 0)
    january = rows(found, "cohort", "age", "customers", "revenue_so_far", "revenue_per_customer")[:4]
    assert january == [
        ("2024-01-01", 0, 3, 350, 116.6667), ("2024-01-01", 1, 3, 650, 216.6667),
        ("2024-01-01", 2, 3, 770, 256.6667), ("2024-01-01", 3, 3, 1000, 333.3333),
    ]  # fmt: skip


@pytest.fixture
def with_margin(mini):
    """Forty per cent of every sale is profit."""
    for line in mini.lines:
        line["profit"] = line["revenue"] * 0.4
    return mini


def won_for(history, cost):
    people = history.customers
    return people.mutate(acquisition_cost=ibis.literal(cost).cast("decimal(18, 4)"))


def test_january_is_paid_back_after_one_month(with_margin):
    """46.67, 86.67, 102.67, 133.33 a customer against 70: paid back at month 1, 1.90 times the cost so far."""
    value = metrics.cohort_value(with_margin.activity(), with_margin.periods())
    assert [row[0] for row in rows(value, "profit_per_customer")[:4]] == [46.6667, 86.6667, 102.6667, 133.3333]
    found = metrics.payback(with_margin.activity(), with_margin.periods(), won_for(with_margin, 70))
    first = rows(found, "cohort", "customers", "acquisition_cost", "payback_age", "last_age", "value_to_cost")[0]
    assert first == ("2024-01-01", 3, 70, 1, 3, 1.9048)


def test_all_cohorts_together_have_brought_so_much_for_each_customer_won(mini):
    """Month 1: January 650, February 660 and March 210 of 3 + 2 + 2 customers; month 3 is January alone."""
    found = metrics.pooled_value(mini.activity(), mini.periods())
    assert rows(found, "age", "cohorts", "customers", "revenue_so_far", "revenue_per_customer") == [
        (0, 4, 8, 1440, 180), (1, 3, 7, 1520, 217.1429), (2, 2, 5, 1680, 336), (3, 1, 3, 1000, 333.3333),
    ]  # fmt: skip


def test_all_cohorts_together_are_the_sum_of_the_cohorts(with_margin):
    """The second way: pandas over the cohorts one by one."""
    value = metrics.cohort_value(with_margin.activity(), with_margin.periods()).to_pandas()
    summed = value.groupby("age").agg(profit=("profit_so_far", "sum"), customers=("customers", "sum"))
    found = metrics.pooled_value(with_margin.activity(), with_margin.periods()).to_pandas().set_index("age")
    expected = (summed.profit.astype(float) / summed.customers).tolist()
    assert found.profit_per_customer.tolist() == pytest.approx(expected)


@pytest.mark.parametrize(("cost", "age"), [(70, 0), (72, 0), (80, 1), (100, 2), (10_000, None)])
def test_all_cohorts_together_are_paid_back(with_margin, cost, age):
    """72, 86.86, 134.40 and 133.33 of profit a customer; in all 1,048 of 8 customers, 131 each."""
    found = metrics.pooled_payback(with_margin.activity(), with_margin.periods(), won_for(with_margin, cost))
    assert rows(
        found, "cohorts", "customers", "acquisition_cost", "profit_per_customer", "payback_age", "last_age"
    ) == [(4, 8, cost, 131, age, 3)]


def test_payback_together_of_nobody_with_a_known_cost_is_no_row(with_margin):
    unknown = won_for(with_margin, 70).mutate(acquisition_cost=ibis.null("decimal(18, 4)"))
    assert rows(metrics.pooled_payback(with_margin.activity(), with_margin.periods(), unknown)) == []


def test_not_paid_back_yet_is_no_age(with_margin):
    found = metrics.payback(with_margin.activity(), with_margin.periods(), won_for(with_margin, 10_000))
    assert {age for (age,) in rows(found, "payback_age")} == {None}


def test_only_customers_of_known_cost_enter(with_margin):
    costs = won_for(with_margin, 70).mutate(
        acquisition_cost=ibis.ifelse(ibis._.customer_id == "c1", ibis._.acquisition_cost, None)
    )
    found = metrics.payback(with_margin.activity(), with_margin.periods(), costs)
    assert rows(found, "cohort", "customers", "payback_age") == [("2024-01-01", 1, 1)]


def test_payback_without_costs_of_winning_says_so(mini):
    with pytest.raises(MissingData, match="acquisition_cost"):
        metrics.payback(mini.activity(), mini.periods(), mini.customers)


def shop(*lines):
    """Booked lines of January and February: (customer, day, product)."""
    frame = pd.DataFrame(lines, columns=["customer_key", "booked_on", "product"]).assign(
        kind="purchase", revenue=10.0, category="all"
    )
    return ibis.memtable(frame).mutate(booked_on=ibis._.booked_on.cast("date"))


BUYERS = shop(
    *((n, "2024-01-05", "P1") for n in range(4)),
    (0, "2024-02-05", "P1"),
    (1, "2024-02-06", "P1"),
    (1, "2024-02-07", "P2"),
    (2, "2024-02-05", "P2"),
)


@pytest.fixture
def calendar(history):
    history.add("ann", "2024-01-05", "2024-02-05")
    history.complete_up_to = "2024-02-29"
    return history.days, history.periods(), "month"


def test_two_of_four_buy_it_again_one_switches_one_is_lost(calendar):
    found = metrics.product_retention(BUYERS, *calendar)
    assert rows(found, "item", "buyers", "rate", "buyer_rate", "switched_rate") == [("P1", 4, 0.5, 0.75, 0.25)]
    members = metrics.product_members(BUYERS, *calendar, "P1")
    assert rows(members, "customer_key", "status") == [
        (0, "rebought"), (1, "rebought"), (2, "switched"), (3, "lost"),
    ]  # fmt: skip


def test_a_customer_of_two_categories_is_in_both_rows(calendar):
    both = shop((0, "2024-01-05", "P1"), (0, "2024-01-06", "P2"), (0, "2024-02-01", "P2"))
    assert rows(metrics.product_retention(both, *calendar), "item", "rebought", "came_back", "switched") == [
        ("P1", 0, 1, 1), ("P2", 1, 1, 0),
    ]  # fmt: skip
    whole = metrics.product_retention(both, *calendar, what="category")
    assert rows(whole, "item", "buyers", "rebought") == [("all", 1, 1)]
