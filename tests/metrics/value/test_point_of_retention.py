"""What a point of retention is worth: the worked examples of the reference, and a firm small enough for the head."""

from __future__ import annotations

import ibis
import pytest

import metrics
from metrics.value.point_of_retention import _rise, _worth
from tests.metrics.conftest import rows
from tests.metrics.value.test_contract_history import CONTRACTS, END, MONTH, table


def number(expression):
    return ibis.duckdb.connect().execute(expression)


@pytest.mark.parametrize(
    ("rate", "points", "d", "share"),
    [
        (0.60, 0.05, 0.1, 0.204),
        (0.70, 0.05, 0.1, 0.224),
        (0.80, 0.05, 0.1, 0.275),
        (0.85, 0.05, 0.1, 0.324),
        (0.90, 0.05, 0.1, 0.407),
        (0.60, 0.05, 0.0, 0.238),
        (0.70, 0.05, 0.0, 0.286),
        (0.90, 0.05, 0.0, 1.111),
    ],
)
def test_five_points_raise_the_lifetime_as_published(rate, points, d, share):
    m, r = ibis.literal(100.0), ibis.literal(rate)
    assert number(_rise(m, r, points, d) / _worth(m, r, d)) == pytest.approx(share, abs=6e-4)


def test_worked_example_of_two_points():
    m, r = ibis.literal(100.0), ibis.literal(0.8)
    assert number(_worth(m, r, 0.1)) == pytest.approx(266.67, abs=0.005)
    assert number(_rise(m, r, 0.02, 0.1)) == pytest.approx(26.19, abs=0.005)


def firm(history):
    """Ten customers of January; eight of them buy in February too, for a hundred each."""
    for place in range(10):
        history.add(f"c{place}", "2024-01-10", revenue=70, profit=7)
    for place in range(8):
        history.add(f"c{place}", "2024-02-10", revenue=100, profit=-1)
    history.complete_up_to = "2024-02-20"
    return history


def test_a_small_firm(history):
    shop = firm(history)
    found = metrics.point_of_retention(shop.purchase_days, shop.until, window_days=25, points=2.0).to_pandas().iloc[0]
    d = 1.1 ** (25 / 365.25) - 1
    assert (found["start"], found["retained"], found["rate"], found["customers"]) == (10, 8, 0.8, 8)
    assert found["money_year"] == pytest.approx(8 * 0.02 * 100)
    assert found["lifetime"] == pytest.approx(100 * 0.8 / (1 + d - 0.8))
    assert found["money_lifetime"] == pytest.approx(8 * 100 * (0.82 / (1 + d - 0.82) - 0.8 / (1 + d - 0.8)))
    assert found["break_even"] == pytest.approx(0.02 * (100 + found["lifetime"]) / (1 + d))
    assert found["lifetime_low"] < found["money_lifetime"] < found["lifetime_high"]


def test_boundary_days_of_the_windows(history):
    history.add("in both", "2024-01-02", "2024-01-31", revenue=1)
    history.add("at the start", "2024-01-16", revenue=1)
    history.add("too early", "2024-01-01", revenue=1)
    history.complete_up_to = "2024-01-31"
    found = metrics.point_of_retention(history.purchase_days, history.until, window_days=15)
    # The last window is 17 to 31 January, the one before 2 to 16.
    assert rows(found, "start", "retained", "customers") == [(2, 1, 1)]


def test_no_points_are_worth_nothing(history):
    shop = firm(history)
    found = metrics.point_of_retention(shop.purchase_days, shop.until, window_days=25, points=0.0)
    assert rows(found, "money_year", "money_lifetime", "break_even") == [(0, 0, 0)]


def test_customers_who_bring_a_loss_have_no_lifetime_to_raise(history):
    shop = firm(history)
    found = metrics.point_of_retention(shop.purchase_days, shop.until, measure="profit", window_days=25)
    assert rows(found, "money_lifetime", "lifetime_high", "five_points") == [(None, None, None)]


def test_everybody_kept_is_worth_a_finite_sum(history):
    history.add("ann", "2024-01-10", "2024-02-10")
    history.complete_up_to = "2024-02-20"
    found = metrics.point_of_retention(history.purchase_days, history.until, window_days=25, points=5.0)
    ((rate, year, over),) = rows(found, "rate", "money_year", "money_lifetime")
    assert (rate, year, over) == (1, 0, 0)


def test_nobody_at_the_start_is_no_rate(history):
    history.add("ann", "2024-02-10")
    found = metrics.point_of_retention(history.purchase_days, history.until, window_days=25)
    assert rows(found, "start", "rate", "money_year", "money_lifetime") == [(0, None, None, None)]


def of_contracts(lines=CONTRACTS, people=7, **asked):
    """One row of what a point is worth for contracts (those of the history of contracts, unless told)."""
    customers = ibis.memtable(
        {"customer_key": list(range(1, people + 1)), "region": ["north", "south"] * 3 + ["north"]}
    )
    return metrics.point_of_contract_retention(table(lines), customers, END, **asked)


def test_a_firm_with_contracts_alone():
    # 365 days before the end 1, 2, 3 and 6 are covered, and 3 is not any more; 1, 2 and 5 pay 100, 200 and 30 a month.
    found = of_contracts(points=2.0).to_pandas().iloc[0]
    d, m = 1.1 ** (365 / 365.25) - 1, 110 * 365 / MONTH
    assert (found["start"], found["retained"], found["rate"], found["customers"]) == (4, 3, 0.75, 4)
    assert found["money_per_customer"] == pytest.approx(m)
    assert found["money_year"] == pytest.approx(4 * 0.02 * m)
    assert found["money_lifetime"] == pytest.approx(4 * m * (0.77 / (1 + d - 0.77) - 0.75 / (1 + d - 0.75)))
    assert found["break_even"] == pytest.approx(0.02 * (m + found["lifetime"]) / (1 + d))


def test_profit_of_contracts_is_a_share_of_their_charges():
    whole, part = (of_contracts(margin=margin).to_pandas().iloc[0] for margin in (1.0, 0.25))
    for name in ("money_per_customer", "money_year", "money_lifetime", "break_even"):
        assert part[name] == pytest.approx(whole[name] / 4)


def test_no_points_under_contract_are_worth_nothing():
    assert rows(of_contracts(points=0.0), "money_year", "money_lifetime", "break_even") == [(0, 0, 0)]


def test_segments_under_contract_add_up():
    parts, whole = of_contracts(by=("region",)).to_pandas(), of_contracts().to_pandas().iloc[0]
    for name in ("start", "retained", "customers"):
        assert parts[name].sum() == whole[name]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "cancelled_on", "counted"),
    [
        pytest.param("2024-01-01", None, None, (1, 1, 1), id="begins on the last day before the window"),
        pytest.param("2024-01-02", None, None, (0, 0, 1), id="begins with the window"),
        pytest.param("2023-01-01", "2024-01-01", None, (1, 0, 0), id="ends on the last day before the window"),
        pytest.param("2023-01-01", "2024-12-31", None, (1, 1, 1), id="ends with the window"),
        pytest.param(
            "2023-01-01", None, "2024-12-31", (1, 0, 0), id="cancelled on the last day, which it does not cover"
        ),
        pytest.param("2023-01-01", None, "2025-01-01", (1, 1, 1), id="to be cancelled later, which is not known yet"),
    ],
)
def test_boundary_days_of_contracts(starts_on, ends_on, cancelled_on, counted):
    found = of_contracts([(1, starts_on, ends_on, "10", "month", cancelled_on)])
    assert rows(found, "start", "retained", "customers") == [counted]


def test_contracts_without_a_known_amount_have_a_rate_and_no_money():
    found = of_contracts([(1, "2023-01-01", None, "99", None, None)])
    assert rows(found, "rate", "money_year", "money_lifetime", "break_even") == [(1, None, None, None)]
