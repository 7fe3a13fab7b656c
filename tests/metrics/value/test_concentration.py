"""How much hangs on how few, and how lasting the list is: the worked examples of the reference."""

from __future__ import annotations

import ibis
import pandas as pd
import pytest

import metrics

AMOUNTS = (500, 300, 100, 100, 50, 40, 30, 20, 10)


@pytest.fixture
def ten(history):
    """The ten of the reference: nine above zero, and one whose profit is below it."""
    for number, amount in enumerate(AMOUNTS):
        history.add(f"c{number}", "2024-01-05", revenue=amount, profit=amount)
    history.add("loss", "2024-01-05", revenue=5, profit=-20)
    history.complete_up_to = "2024-01-31"
    return history


def alive_of(shop, chances):
    rows = [(shop.key(name), alive) for name, alive in chances.items()]
    return ibis.memtable(rows, schema={"customer_key": "int32", "alive": "float64"})


def test_worked_example(ten):
    found = metrics.concentration_risk(ten.activity(), ten.periods(), measure="profit").to_pandas().iloc[0]
    assert (found.customers, found.positive, found.value) == (10, 9, 1150)
    assert found.hhi == pytest.approx(0.2764, abs=5e-5)
    assert found.effective_customers == pytest.approx(3.62, abs=0.005)
    assert found.first_share == pytest.approx(0.4348, abs=5e-5)
    assert found.five_share == pytest.approx(0.9130, abs=5e-5)
    assert found.few_share == pytest.approx(0.6957, abs=5e-5)
    assert pd.isna(found.may_be_gone)
    assert pd.isna(found.risk_share)


def test_at_risk_is_what_came_times_the_chance_that_they_have_left(ten):
    alive = alive_of(ten, {f"c{number}": 0.8 for number in range(9)} | {"loss": 0.0})
    found = metrics.concentration_risk(ten.activity(), ten.periods(), alive, "profit").to_pandas().iloc[0]
    assert found.may_be_gone == pytest.approx(0.2 * 1150)
    assert found.risk_share == pytest.approx(0.2)


def test_of_one_customer_everything_hangs(history):
    history.add("a", "2024-01-05", revenue=7)
    history.complete_up_to = "2024-01-31"
    found = metrics.concentration_risk(history.activity(), history.periods()).to_pandas().iloc[0]
    assert (found.hhi, found.effective_customers, found.first_share, found.five_share, found.few_share) == (
        1,
        1,
        1,
        1,
        1,
    )


def test_where_nobody_is_above_zero_there_is_no_share(history):
    history.add("a", "2024-01-05", revenue=7, profit=-1)
    history.complete_up_to = "2024-01-31"
    found = metrics.concentration_risk(history.activity(), history.periods(), measure="profit").to_pandas().iloc[0]
    assert found.positive == 0
    assert found[["hhi", "effective_customers", "first_share"]].isna().all()


@pytest.fixture
def two_months(history):
    """The list of February is a, b, c, d; that of March a, b, e, f: of twenty customers the best four."""
    for number in range(16):
        history.add(f"z{number}", "2024-02-05", "2024-03-05", revenue=1)
    for name, then, now in (("a", 90, 90), ("b", 80, 80), ("c", 70, 2), ("d", 60, 3), ("e", 2, 70), ("f", 3, 60)):
        history.add(name, "2024-02-05", revenue=then)
        history.add(name, "2024-03-05", revenue=now)
    history.complete_up_to = "2024-03-31"
    return history


def test_worked_example_of_the_list(two_months):
    asked = two_months.activity(), two_months.periods(), two_months.customers
    found = metrics.list_kept(*asked, share=4 / 22).to_pandas().iloc[0]
    assert (found.list_before, found.list_now, found.stayed) == (4, 4, 2)
    assert (found.list_retention, found.jaccard) == (0.5, pytest.approx(0.3333, abs=5e-5))
    assert found.list_before + found.list_now - found.stayed == len(
        metrics.list_changes(*asked, share=4 / 22).to_pandas()
    )


def test_without_a_list_before_nothing_is_kept_of_it(history):
    history.add("a", "2024-03-05", revenue=7)
    history.complete_up_to = "2024-03-31"
    found = metrics.list_kept(history.activity(), history.periods(), history.customers).to_pandas().iloc[0]
    assert (found.list_before, found.list_now) == (0, 1)
    assert pd.isna(found.list_retention)
    assert pd.isna(found.jaccard)


def test_the_outlook_is_of_the_list_in_its_order(ten):
    value = alive_of(ten, {"c0": 0.5, "c1": 0.25}).mutate(revenue_12=ibis.literal(9.0))
    risk = alive_of(ten, {"c1": 0.75}).rename(chance="alive")
    asked = ten.activity(), ten.periods(), ten.customers
    found = metrics.top_outlook(*asked, value, risk).to_pandas()
    listed = metrics.top_customers(*asked).to_pandas()
    assert list(found.customer_key) == list(listed.customer_key) == [ten.key("c0"), ten.key("c1")]
    assert list(found.alive_chance) == [0.5, 0.25]
    assert (pd.isna(found.chance[0]), found.chance[1]) == (True, 0.75)
