"""Money bridge, life cycle and the gap between customers kept and money kept, by hand-typed answers."""

from __future__ import annotations

from datetime import date

import pytest

import metrics
from metrics.periods.purchases_since import bought_since
from tests.metrics.conftest import rows

APRIL = date(2024, 4, 1)


def facts(data):
    return data.activity(), data.periods()


def people(data, members, *columns):
    """Members by their own names, in the order of the list."""
    frame = members.to_pandas()
    names = {data.key(line["customer"]): line["customer"] for line in data.lines if line["customer"]}
    return [(names[row.customer_key], *(getattr(row, name) for name in columns)) for row in frame.itertuples()]


def test_mini_money_bridge(mini):
    steps = rows(
        metrics.revenue_bridge(*facts(mini)),
        "period", "start", "lost", "shrunk", "grown", "won_back", "new", "end",
    )  # fmt: skip
    assert steps == [
        ("2024-02-01", 350, 50, 0, 0, 0, 380, 680),
        ("2024-03-01", 680, 200, 100, 20, 0, 210, 610),
        ("2024-04-01", 610, 290, 40, 50, 150, 500, 980),
    ]


def test_mini_sales_of_april_by_where_they_come_from(mini):
    april = rows(metrics.revenue_bridge(*facts(mini)), "kept", "kept_share", "won_back_share", "new_share")[-1]
    assert april == (330, 0.3367, 0.1531, 0.5102)


def test_profit_bridge_with_losses(history):
    """Bob's loss goes with him: what was lost is below zero, and the sum still closes."""
    history.add("ann", "2024-01-05", "2024-02-05", profit=[30, 10])
    history.add("bob", "2024-01-06", profit=-5).add("cyd", "2024-02-07", profit=20)
    history.complete_up_to = "2024-02-29"
    assert rows(
        metrics.revenue_bridge(*facts(history), measure="profit"), "start", "lost", "shrunk", "grown", "new", "end"
    ) == [(25, -5, 20, 0, 20, 30)]


def test_money_bridge_opens_its_customers(mini):
    april = people(mini, metrics.revenue_bridge_members(*facts(mini), APRIL), "step", "money_change")
    assert april == [
        ("c4", "grown", 50),
        ("c6", "lost", -120),
        ("c8", "lost", -90),
        ("c5", "lost", -80),
        ("c7", "new", 500),
        ("c1", "shrunk", -40),
        ("c2", "won_back", 150),
    ]
    assert people(mini, metrics.revenue_bridge_members(*facts(mini), APRIL, step="shrunk"), "before", "now") == [
        ("c1", 120, 80)
    ]


def test_mini_life_cycle(mini):
    april = rows(
        metrics.lifecycle(*facts(mini)), "period", "state", "customers", "revenue", "revenue_share", "revenue_before"
    )[-6:]
    assert april == [
        ("2024-04-01", "lost", 3, 0, None, 290),
        ("2024-04-01", "shrinking", 1, 80, 0.0816, 120),
        ("2024-04-01", "steady", 0, 0, 0, 0),
        ("2024-04-01", "growing", 1, 250, 0.2551, 200),
        ("2024-04-01", "won_back", 1, 150, 0.1531, 0),
        ("2024-04-01", "new", 1, 500, 0.5102, 0),
    ]


@pytest.mark.parametrize(
    ("now", "tolerance", "state"),
    [
        (110, 0.1, "steady"),
        (110.01, 0.1, "growing"),
        (90, 0.1, "steady"),
        (89.99, 0.1, "shrinking"),
        (100.01, 0, "growing"),
        (100, 0, "steady"),
        (130, 0.3, "steady"),
    ],
)
def test_steady_reaches_as_far_as_the_tolerance(history, now, tolerance, state):
    history.add("ann", "2024-01-05", "2024-02-05", revenue=[100, now])
    history.complete_up_to = "2024-02-29"
    states = rows(metrics.lifecycle(*facts(history), tolerance=tolerance), "state", "customers")
    assert [name for name, customers in states if customers] == [state]
    listed = metrics.lifecycle_members(*facts(history), date(2024, 2, 1), tolerance=tolerance)
    assert rows(listed, "state") == [(state,)]


def test_mini_customers_by_state(mini):
    assert people(mini, metrics.lifecycle_members(*facts(mini), APRIL), "state") == [
        ("c4", "growing"),
        ("c6", "lost"),
        ("c8", "lost"),
        ("c5", "lost"),
        ("c7", "new"),
        ("c1", "shrinking"),
        ("c2", "won_back"),
    ]


def ten_customers(history, leavers=("a", "b", "c")):
    """Profit of January: a 40, b 20, c and d 5, six others 5 each: 100 in all; the leavers do not come back."""
    for name, earned in {"a": 40, "b": 20, "c": 5, "d": 5, **dict.fromkeys("efghij", 5)}.items():
        history.add(name, "2024-01-10", revenue=100, profit=earned)
        if name not in leavers:
            history.add(name, "2024-02-10", revenue=100, profit=earned)
    history.complete_up_to = "2024-02-29"
    return facts(history)


def test_gap_is_shared_out_among_the_lost(history):
    """Parts of the gap: a .40 − .10, b .20 − .10, c .05 − .10, together .35; a alone reaches 80 % of it."""
    tables = ten_customers(history)
    assert rows(
        metrics.retention_gap(*tables), "start", "lost", "rate", "adjusted", "gap", "customers", "value", "value_share"
    ) == [(10, 3, 0.7, 0.35, 0.35, 1, 40, 0.4)]
    few = metrics.gap_members(*tables, date(2024, 2, 1))
    assert rows(few, "base_share", "explains", "explained") == [(0.4, 0.8571, 0.8571)]
    assert people(history, few) == [("a",)]


def test_gap_takes_as_many_as_it_needs(history):
    tables = ten_customers(history)
    assert rows(metrics.retention_gap(*tables, share=0.9), "customers", "value") == [(2, 60)]
    few = metrics.gap_members(*tables, date(2024, 2, 1), share=0.9)
    assert people(history, few) == [("a",), ("b",)]


def test_gap_below_zero_when_the_small_ones_leave(history):
    """e and f took 10 % of the profit and were 20 % of the customers; one of them explains half of the gap."""
    tables = ten_customers(history, leavers=("e", "f"))
    assert rows(metrics.retention_gap(*tables), "rate", "adjusted", "gap", "customers", "value") == [
        (0.8, 0.9, -0.1, 2, 10)
    ]


def test_no_gap_when_all_leave_or_weigh_the_same(history):
    history.add("a", "2024-01-10", profit=5).add("b", "2024-01-10", profit=95)
    history.complete_up_to = "2024-02-29"
    assert rows(metrics.retention_gap(*facts(history)), "rate", "adjusted", "gap", "customers") == [(0, 0, 0, 0)]
    history.add("a", "2024-02-10", profit=5).add("b", "2024-02-10", profit=95)
    assert rows(metrics.retention_gap(*facts(history)), "rate", "gap", "customers") == [(1, 0, 0)]


def test_no_gap_without_a_base_above_zero(history):
    history.add("a", "2024-01-10", profit=-5).add("b", "2024-01-10", "2024-02-10", profit=2)
    history.complete_up_to = "2024-02-29"
    assert rows(metrics.retention_gap(*facts(history)), "rate", "adjusted", "gap", "customers", "value") == [
        (0.5, None, None, None, None)
    ]
    assert rows(metrics.gap_members(*facts(history), date(2024, 2, 1))) == []


def test_who_of_a_list_has_come_back(mini):
    """Lost in March was c2, who bought on 15 April; c3 of January never returned; somebody unknown is left out."""
    asked = mini.purchase_days, mini.customers, ["c2", "c3", "nobody"], date(2024, 3, 31)
    found = bought_since(*asked)
    assert people(mini, found, "came_back", "orders_since", "revenue_since") == [
        ("c2", True, 1, 150),
        ("c3", False, 0, 0),
    ]
    assert rows(found, "last_day") == [("2024-04-15",), ("2024-01-20",)]
