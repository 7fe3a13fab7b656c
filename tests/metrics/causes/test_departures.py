"""Departures by cause: rates, lifts, and the people behind them, on hand-typed departures."""

from __future__ import annotations

import ibis
import pandas as pd
import pytest

import metrics
from tests.metrics.conftest import rows


def departures(*typed):
    """Rows of (customer_key, period, segment, reason, lost_revenue, causes); the day is the 5th of the month."""
    listed = [
        {
            "departure_id": number,
            "customer_key": key,
            "left_on": pd.Timestamp(2024, period % 12 + 1, 5),
            "period": period,
            "segment": segment,
            "reason": reason,
            "competitor": None,
            "lost_revenue": money,
            "lost_profit": None,
            "lost_charge": None,
        }
        for number, (key, period, segment, reason, money, _causes) in enumerate(typed)
    ]
    named = [
        {"departure_id": number, "cause": cause}
        for number, (*_rest, causes) in enumerate(typed)
        for cause in causes.split()
    ]
    kinds = {"segment": "string", "reason": "string", "competitor": "string", "lost_profit": "float64"}
    kinds |= {"lost_charge": "float64"}
    return ibis.memtable(pd.DataFrame(listed).astype(kinds)), ibis.memtable(pd.DataFrame(named))


JANUARY = 2024 * 12


@pytest.mark.parametrize(
    ("events", "exposure", "expected"),
    [(10, 1, (4.7874, 18.3915)), (0, 10, (0, 0.3668)), (10, 100, (0.0479, 0.1839)), (3, 0, (None, None))],
    ids=["Byar", "none yet", "per hundred", "nobody there"],
)
def test_limits_of_a_count(events, exposure, expected):
    """The exact limits of 10 are 4.80 and 18.39, of 0 nothing and 3.69."""
    low, high = metrics.poisson(ibis.literal(events), ibis.literal(exposure))
    assert rows(ibis.memtable({"one": [1]}).select(low=low, high=high)) == [expected]


def test_a_rate_is_over_the_customers_of_the_period_before(history):
    for customer in ("c0", "c1", "c2", "c3"):
        history.add(customer, "2024-01-10")
    history.add("c0", "2024-02-10").add("c1", "2024-02-11")
    history.complete_up_to = "2024-03-31"
    left, named = departures(
        (2, JANUARY + 1, "a", "dear", 10, "price"),
        (3, JANUARY + 1, "a", "dear and late", 10, "price delivery"),
        (0, JANUARY + 2, "a", "late", 10, "delivery"),
    )
    found = metrics.cause_rates(left, named, history.activity(), history.periods())
    assert rows(found, "period", "cause", "mentions", "start", "rate") == [
        ("2024-02-01", "delivery", 1, 4, 0.25),
        ("2024-02-01", "price", 2, 4, 0.5),
        ("2024-03-01", "delivery", 1, 2, 0.5),
        ("2024-03-01", "price", 0, 2, 0),
    ]


def test_an_open_period_is_left_out_unless_asked_for(history):
    history.add("c0", "2024-01-10", "2024-02-10").complete_up_to = "2024-02-10"
    left, named = departures((0, JANUARY + 1, "a", "dear", 10, "price"))
    facts = history.activity(), history.periods()
    assert rows(metrics.cause_rates(left, named, *facts)) == []
    shown = metrics.cause_rates(left, named, *facts, include_open=True)
    assert rows(shown, "period", "mentions", "is_complete") == [("2024-02-01", 1, False)]


def test_a_lift_compares_a_segment_with_all_and_is_withheld_below_ten():
    """Price: 10 of 10 in a, 10 of 30 in b; so 1.0 and 1/3 against 20 of 40."""
    left, named = departures(
        *((key, JANUARY, "a", "", 1, "price") for key in range(10)),
        *((key, JANUARY, "b", "", 1, "price") for key in range(10, 20)),
        *((key, JANUARY, "b", "", 1, "support") for key in range(20, 40)),
    )
    found = metrics.cause_lift(left, named, ("segment",))
    assert rows(found, "segment", "cause", "mentions", "departures", "share", "lift") == [
        ("a", "price", 10, 10, 1, 2),
        ("a", "support", 0, 10, None, None),
        ("b", "price", 10, 30, 0.3333, 0.6667),
        ("b", "support", 20, 30, 0.6667, 1.3333),
    ]


def test_the_list_of_a_cause_is_as_long_as_its_mentions(history):
    history.add("c0", "2024-01-10")
    left, named = departures(
        (0, JANUARY, "a", "گران و کند", 30, "price support"),
        (0, JANUARY, "a", "late again", 70, "support"),
    )
    listed = metrics.cause_members(left, named, history.periods())
    counted = metrics.departures_by_cause(left, named)
    assert rows(counted, "cause", "mentions", "lost_revenue") == [("support", 2, 85), ("price", 1, 15)]
    assert rows(listed, "cause", "left_in", "reason", "lost_revenue") == [
        ("price", "2024-01-01", "گران و کند", 30),
        ("support", "2024-01-01", "گران و کند", 30),
        ("support", "2024-01-01", "late again", 70),
    ]


def test_the_list_of_the_lapsed_is_as_long_as_their_count(mini):
    """Two complete months of silence before the end of April: c3 bought in January last."""
    facts = mini.activity(), mini.periods()
    for silent in (1, 2, 3):
        count = rows(metrics.lapsed(*facts, silent_periods=silent), "lapsed")[0][0]
        assert count == len(rows(metrics.lapsed_members(*facts, silent_periods=silent)))
    assert rows(metrics.lapsed_members(*facts, silent_periods=3), "last_period", "revenue") == [("2024-01-01", 50)]


def test_money_lost_is_of_the_twelve_months_before_leaving_to_the_day(history):
    """Bought a year before leaving to the day is a year ago; bought on the day of leaving is not."""
    for day, money in [("2023-05-01", 1), ("2023-05-02", 2), ("2024-05-01", 4), ("2024-05-02", 8)]:
        history.add("ann", day, revenue=money)
    left = ibis.memtable({"departure_id": [1], "customer_key": [history.key("ann")], "left_on": ["2024-05-01"]})
    lost = metrics.departure_money(left.mutate(left_on=left.left_on.cast("date")), history.purchase_days)
    assert rows(lost, "departure_id", "lost_revenue") == [(1, 6)]
