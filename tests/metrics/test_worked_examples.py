"""The worked examples of the metrics reference, by hand-typed answers."""

from __future__ import annotations

from datetime import date

import pytest

import metrics
from tests.metrics.conftest import rows


def test_mini_bridge(mini):
    assert rows(
        metrics.bridge(mini.activity(), mini.periods()),
        "period", "start", "lost", "new", "won_back", "end", "rate", "quick_ratio",
    ) == [
        ("2024-02-01", 3, 1, 2, 0, 4, 0.6667, 2),
        ("2024-03-01", 4, 1, 2, 0, 5, 0.75, 2),
        ("2024-04-01", 5, 3, 1, 1, 4, 0.4, 0.6667),
    ]  # fmt: skip


def test_mini_money_retention(mini):
    april = rows(
        metrics.retention(mini.activity(), mini.periods()),
        "period", "start", "retained", "start_revenue", "kept_revenue", "sales_adjusted", "grr", "nrr",
    )[-1]  # fmt: skip
    assert april == ("2024-04-01", 5, 2, 610, 320, 0.5246, 0.459, 0.541)


def test_mini_people_behind_each_step(mini):
    found = metrics.bridge_members(mini.activity(), mini.periods(), date(2024, 4, 1))
    assert rows(found, "status", "customer_key", "revenue") == [
        ("kept", 0, 80), ("kept", 3, 250), ("lost", 4, 80), ("lost", 5, 120), ("lost", 7, 90), ("new", 6, 500),
        ("won_back", 1, 150),
    ]  # fmt: skip
    won_back = metrics.bridge_members(mini.activity(), mini.periods(), date(2024, 4, 1), status="won_back")
    assert rows(won_back, "customer_key") == [(1,)]
    lost = metrics.bridge_members(mini.activity(), mini.periods(), date(2024, 4, 1), status="lost")
    assert rows(lost, "customer_key") == [(4,), (5,), (7,)]
    assert rows(metrics.retention(mini.activity(), mini.periods()), "lost")[-1] == (3,)


@pytest.mark.parametrize(
    ("silent_periods", "lapsed", "revenue"),
    [(1, 4, 340), (2, 1, 50), (3, 1, 50), (4, 0, 0)],
    ids=["since March or before", "since February", "c3 since January", "nobody so long"],
)
def test_mini_silent_for_so_many_months(mini, silent_periods, lapsed, revenue):
    found = metrics.lapsed(mini.activity(), mini.periods(), silent_periods)
    assert rows(found, "customers", "lapsed", "revenue") == [(8, lapsed, revenue)]


def test_profit_adjusted_may_pass_one_hundred_percent(history):
    for customer, earned in {"c1": 40, "c4": 60, "c5": -10, "c6": -20, "c8": 25}.items():
        history.add(customer, "2024-03-10", profit=earned)
    history.add("c1", "2024-04-02", profit=1).add("c4", "2024-04-02", profit=1)
    history.complete_up_to = "2024-04-30"
    assert rows(metrics.retention(history.activity(), history.periods()), "start_profit", "profit_adjusted") == [
        (95, 1.0526)
    ]


def test_published_illustration_of_adjusted_retention(history):
    """Lose 10 of 100 customers who made 25 % of sales and half of the profit: 90, 75 and 50 %."""
    for number in range(100):
        leaves = number < 10
        history.add(f"c{number:03}", "2024-01-10", revenue=300 if leaves else 100, profit=90 if leaves else 10)
        if not leaves:
            history.add(f"c{number:03}", "2024-02-10", revenue=1, profit=0)
    history.complete_up_to = "2024-02-29"
    assert rows(
        metrics.retention(history.activity(), history.periods()), "rate", "sales_adjusted", "profit_adjusted"
    ) == [(0.9, 0.75, 0.5)]


@pytest.mark.parametrize(
    ("leaver", "expected"),
    [("old", (20, 19, 0.95)), ("new", (20, 20, 1))],
    ids=["the one lost was a customer at the start", "the one lost was new: nobody at the start left"],
)
def test_sets_not_totals(history, leaver, expected):
    """20 at the start, 5 new, 1 lost: the shortcut says 95 % both times, the sets know better."""
    for number in range(20):
        history.add(f"old{number}", "2024-01-10")
        if not (leaver == "old" and number == 0):
            history.add(f"old{number}", "2024-02-10")
    for number in range(5 if leaver == "old" else 4):
        history.add(f"new{number}", "2024-02-11")
    history.complete_up_to = "2024-02-29"
    assert rows(metrics.bridge(history.activity(), history.periods()), "start", "retained", "rate") == [expected]


def test_mini_cohorts(mini):
    cells = rows(
        metrics.cohort_retention(mini.activity(), mini.periods()),
        "cohort", "age", "customers", "retained", "retained_on_or_after", "revenue",
    )  # fmt: skip
    assert cells == [
        ("2024-01-01", 0, 3, 3, 3, 350),
        ("2024-01-01", 1, 3, 2, 2, 300),
        ("2024-01-01", 2, 3, 1, 2, 120),
        ("2024-01-01", 3, 3, 2, 2, 230),
        ("2024-02-01", 0, 2, 2, 2, 380),
        ("2024-02-01", 1, 2, 2, 2, 280),
        ("2024-02-01", 2, 2, 1, 1, 250),
        ("2024-03-01", 0, 2, 2, 2, 210),
        ("2024-03-01", 1, 2, 0, 0, 0),
        ("2024-04-01", 0, 1, 1, 1, 500),
    ]


def test_mini_pooled_mean(mini):
    assert rows(metrics.pooled_retention(mini.activity(), mini.periods()), "age", "cohorts", "customers", "rate") == [
        (1, 3, 7, 0.5714),
        (2, 2, 5, 0.4),
        (3, 1, 3, 0.6667),
    ]


def test_open_month_stays_out_of_cells_and_mean(mini):
    mini.complete_up_to = "2024-04-20"
    assert rows(metrics.pooled_retention(mini.activity(), mini.periods()), "age", "rate") == [(1, 0.8), (2, 0.3333)]
    shown = metrics.cohort_retention(mini.activity(), mini.periods(), include_open=True)
    still_open = [row[:2] for row in rows(shown, "cohort", "age", "is_complete") if not row[2]]
    assert still_open == [("2024-01-01", 3), ("2024-02-01", 2), ("2024-03-01", 1), ("2024-04-01", 0)]


def test_pooled_mean_weighs_cohorts_by_size(history):
    """Cohorts of 10 (20 % kept) and 100 (none kept): 1.8 %, not the simple mean of 10 %."""
    for number in range(10):
        history.add(f"a{number}", "2024-01-10", *(["2024-02-10"] if number < 2 else []))
    for number in range(100):
        history.add(f"b{number}", "2024-02-10")
    history.complete_up_to = "2024-03-31"
    assert rows(metrics.pooled_retention(history.activity(), history.periods()), "age", "rate")[0] == (1, 0.0182)


def test_boundary_days_are_one_month_apart(history):
    history.add("ann", "2025-01-31", "2025-02-01", "2025-04-01").add("bob", "2025-01-01")
    history.complete_up_to = "2025-04-30"
    cells = metrics.cohort_retention(history.activity(), history.periods())
    assert rows(cells, "cohort", "retained") == [("2025-01-01", n) for n in (2, 1, 0, 1)]


def test_jalali_months_are_buckets_of_their_own(history):
    """20 and 21 March 2025 are Esfand 1403 and Farvardin 1404."""
    history.calendar = "jalali"
    history.add("ann", "2025-03-20", "2025-03-21").add("bob", "2025-03-21")
    history.complete_up_to = "2025-04-20"
    cells = metrics.cohort_retention(history.activity(), history.periods())
    assert rows(cells, "cohort", "age", "customers", "retained") == [
        ("2025-02-19", 0, 1, 1),
        ("2025-02-19", 1, 1, 1),
        ("2025-03-21", 0, 1, 1),
    ]


def test_mini_repeat_purchase(mini):
    assert rows(
        metrics.repeat_purchase(mini.purchase_days, date(2024, 4, 30)),
        "customers", "repeaters", "rate", "mature", "converted", "conversion",
    ) == [(8, 5, 0.625, 5, 4, 0.8)]  # fmt: skip


@pytest.mark.parametrize(
    ("successes", "trials", "expected"),
    [
        (7, 20, (0.1812, 0.5671)),
        (0, 10, (0, 0.2775)),
        (10, 10, (0.7225, 1)),
        (4, 7, (0.2505, 0.8418)),
        (95, 100, (0.8882, 0.9785)),
        (0, 0, (None, None)),
    ],
)
def test_wilson(successes, trials, expected):
    import ibis

    low, high = metrics.wilson(ibis.literal(successes), ibis.literal(trials))
    table = ibis.memtable({"one": [1]}).select(low=low, high=high)
    assert rows(table) == [expected]


def test_whale_curve_passes_one_hundred_percent(history):
    for number, profit in enumerate([400, 250, 150, 100, 50, 20, 0, -30, -90, -150]):
        history.add(f"c{number}", "2024-01-10", revenue=1000, profit=profit)
    curve = rows(metrics.whale_curve(history.activity(), history.periods()), "rank", "value", "value_share", "is_peak")
    assert curve[1] == (2, 650, 0.9286, False)
    assert [row for row in curve if row[3]] == [(6, 970, 1.3857, True)]
    assert curve[-1] == (10, 700, 1, False)


def test_pareto_share_of_net_and_of_positive_total(history):
    for number, value in enumerate([500, 300, 100, 100, 50, 40, 30, 20, 10]):
        history.add(f"c{number}", "2024-01-10", revenue=value)
    history.add("c9", "2024-01-10", revenue=5).add("c9", "2024-01-12", revenue=-25, order="credit note")
    share = metrics.pareto_share(history.activity(), history.periods(), history.customers)
    assert rows(share, "listed", "list_value", "total", "share", "share_of_positive") == [(2, 800, 1130, 0.708, 0.6957)]


@pytest.mark.parametrize(("customers", "listed"), [(1, 1), (5, 1), (6, 2), (7, 2), (10, 2), (11, 3)])
def test_length_of_the_list_rounds_up(history, customers, listed):
    for number in range(customers):
        history.add(f"c{number}", "2024-01-10", revenue=number + 1)
    top = metrics.top_customers(history.activity(), history.periods(), history.customers)
    assert len(rows(top)) == listed


def test_ties_at_the_cut_are_named(history):
    for number, value in enumerate([500, 300, 300, 100, 50]):
        history.add(f"c{number}", "2024-01-10", revenue=value)
        history.add(f"d{number}", "2024-01-10", revenue=10)
    top = metrics.top_customers(history.activity(), history.periods(), history.customers)
    assert rows(top, "rank", "customer_id", "tied_at_cut") == [(1, "c0", False), (2, "c1", True)]
    share = metrics.pareto_share(history.activity(), history.periods(), history.customers)
    assert rows(share, "cut_value", "tied_at_cut") == [(300, 1)]


def test_list_changes_and_the_fate_of_leavers(history):
    """Four of twenty are listed. A, B stay; C falls below the old cut, D buys nothing; E and F enter."""
    january = {"A": 900, "B": 800, "C": 700, "D": 600, "E": 100, "F": 100}
    february = {"A": 900, "B": 800, "C": 100, "E": 700, "F": 650}
    for fillers in range(14):
        january[f"x{fillers:02}"] = 5
    for fillers in range(15):
        february[f"x{fillers:02}"] = 5
    for customer, value in january.items():
        history.add(customer, "2024-01-10", revenue=value)
    for customer, value in february.items():
        history.add(customer, "2024-02-10", revenue=value)
    history.complete_up_to = "2024-02-29"
    changes = metrics.list_changes(history.activity(), history.periods(), history.customers)
    assert sorted(rows(changes, "customer_id", "change", "fate")) == [
        ("A", "stayed", None),
        ("B", "stayed", None),
        ("C", "left", "declined"),
        ("D", "left", "lost"),
        ("E", "entered", None),
        ("F", "entered", None),
    ]


def test_displaced_when_the_cut_rose(history):
    for customer, then, now in [("A", 100, 100), ("B", 50, 500), ("C", 40, 40), ("D", 30, 30), ("E", 20, 20)]:
        history.add(customer, "2024-01-10", revenue=then).add(customer, "2024-02-10", revenue=now)
    history.complete_up_to = "2024-02-29"
    changes = metrics.list_changes(history.activity(), history.periods(), history.customers)
    assert rows(changes, "customer_id", "change", "fate") == [
        ("B", "entered", None),
        ("A", "left", "displaced"),
    ]


def test_gross_and_net_are_shares_of_the_customers_with_sales_above_zero(history):
    """Bob's return in January outweighs what he bought: he is active, and no base of what could be kept."""
    history.add("ann", "2024-01-05", "2024-02-05", revenue=[100, 80])
    history.add("bob", "2024-01-05", revenue=10).add("bob", "2024-01-20", revenue=-40)
    history.complete_up_to = "2024-02-29"
    found = metrics.retention(history.activity(), history.periods())
    assert rows(found, "start", "start_revenue", "grr", "nrr") == [(2, 70, 0.8, 0.8)]
