"""What zeros, returns and single customers do to comparisons: each answer typed by hand from four or five facts."""

from __future__ import annotations

from datetime import date

import ibis
import pandas as pd
import pytest

import metrics
from metrics.periods import comparison, gap
from tests.metrics.conftest import rows


def facts(*activity, months=4, open_from=99):
    """Facts of (customer, period, revenue, profit), and months of 2024 from the first, complete before `open_from`."""
    frame = pd.DataFrame(activity, columns=["customer_key", "period", "revenue", "profit"])
    each = frame.sort_values("period").groupby("customer_key")
    frame = frame.assign(
        orders=1,
        cohort=each["period"].transform("min"),
        next=each["period"].shift(-1).astype("Int64"),
        previous=each["period"].shift(1).astype("Int64"),
        previous_revenue=each["revenue"].shift(1),
        previous_profit=each["profit"].shift(1).astype("Float64"),
        profit=frame["profit"].astype("Float64"),
    )
    amounts = ("revenue", "profit", "previous_revenue", "previous_profit")
    money = {name: ibis._[name].cast("decimal(18, 4)") for name in amounts}
    starts = [date(2024, month, 1) for month in range(1, months + 1)]
    is_complete = [month < open_from for month in range(1, months + 1)]
    calendar = pd.DataFrame({"period": range(1, months + 1), "starts_on": starts, "is_complete": is_complete})
    periods = ibis.memtable(calendar)
    return ibis.memtable(frame).mutate(**money), periods.mutate(starts_on=periods.starts_on.cast("date"))


# Customer, what they brought in January and in February: b grew, c and d brought nothing or less before, e returned.
THEN_AND_NOW = (
    ("a", 100, 60),
    ("b", 50, 80),
    ("c", 0, 30),
    ("d", -20, 10),
    ("e", 40, -5),
    ("f", 1, 0.5),
    ("g", 10, None),
)


@pytest.fixture
def two_months():
    told = [(key, 1, then, None) for key, (_name, then, _now) in enumerate(THEN_AND_NOW)]
    told += [(key, 2, now, None) for key, (_name, _then, now) in enumerate(THEN_AND_NOW) if now is not None]
    return facts(*told)


def test_money_since_then_is_that_of_who_brought_some_then(two_months):
    """Of 201 brought by a, b, e, f and g: 60 + 50 + 0 + 0.5 without growth, 60 + 80 − 5 + 0.5 with it."""
    february, march = rows(
        comparison.like_for_like(*two_months, apart=1),
        *("start", "retained", "lost", "start_revenue", "kept_revenue", "revenue_now", "grr", "nrr"),
    )[:2]
    assert february == (7, 6, 1, 181, 171, 175.5, round(110.5 / 201, 4), round(135.5 / 201, 4))
    assert march == (6, 0, 6, 175.5, 0, 0, 0, 0)


def test_who_stayed_and_who_did_not_since_then(two_months):
    def listed(status):
        found = comparison.like_for_like_members(*two_months, date(2024, 2, 1), apart=1, status=status)
        return rows(found, "customer_key", "status", "revenue_before")

    assert listed("lost") == [(6, "lost", 10)]
    assert [(key, before) for key, _status, before in listed("kept")] == [
        (0, 100),
        (1, 50),
        (4, 40),
        (5, 1),
        (2, 0),
        (3, -20),
    ]
    assert len(listed(None)) == 7


def gaps(told, **options):
    names = ("start", "lost", "rate", "adjusted", "gap", "customers", "value", "value_share")
    return rows(gap.retention_gap(*told, **options), *names)


def few(told, **options):
    found = gap.gap_members(*told, date(2024, 2, 1), **options)
    return rows(found, "customer_key", "base_share", "explains", "explained")


def test_one_lost_customer_of_a_small_base_explains_all():
    """Of 0.9 in sales b took 0.6 along, two thirds with half of the customers."""
    told = facts((0, 1, 0.3, None), (0, 2, 0.3, None), (1, 1, 0.6, None), months=2)
    assert gaps(told, measure="revenue") == [(2, 1, 0.5, round(1 / 3, 4), round(1 / 6, 4), 1, 0.6, round(2 / 3, 4))]
    assert few(told, measure="revenue") == [(1, round(2 / 3, 4), 1, 1)]


def test_a_lost_customer_of_unknown_profit_brought_none():
    told = facts((0, 1, 20, 10), (0, 2, 20, 10), (1, 1, 20, None), months=2)
    assert gaps(told) == [(2, 1, 0.5, 1, -0.5, 1, 0, 0)]
    assert few(told) == [(1, 0, 1, 1)]


def test_a_gap_of_all_there_is_is_shared_out():
    """15 of a profit of 10 were lost: a gap of 150 % less the 50 % of one of two customers."""
    told = facts((0, 1, 20, -5), (0, 2, 20, -5), (1, 1, 20, 15), months=2)
    assert few(told) == [(1, 1.5, 1, 1)]


def test_whoever_reaches_the_wanted_share_exactly_is_the_last():
    told = facts((0, 1, 20, None), (0, 2, 20, None), (1, 1, 40, None), (2, 1, 40, None), months=2)
    assert [row[5] for row in gaps(told, measure="revenue", share=0.5)] == [1]
    assert [row[5] for row in gaps(told, measure="revenue", share=0.51)] == [2]


def test_months_before_which_nobody_bought_have_no_gap_and_open_months_are_left_out():
    """Who bought in January bought again in March alone, and in April, which is not over."""
    told = facts((0, 1, 20, 5), (0, 3, 20, 5), (0, 4, 20, 5), open_from=4)
    assert gaps(told) == [(1, 1, 0, 0, 0, 0, 0, 0), (0, 0, None, None, None, None, None, None)]


def test_states_without_customers_have_no_money_and_the_lost_none_now():
    """In February a stays and earns 6, b is lost with 7, c is new with 8; what d earns, who grew, is not known."""
    told = ((0, 1, 10, 5), (0, 2, 10, 6), (1, 1, 10, 7), (2, 2, 10, 8), (3, 1, 10, None), (3, 2, 20, None))
    found = rows(metrics.lifecycle(*facts(*told, months=2)), "state", "customers", "profit", "profit_before")
    assert {state: told for state, *told in found} == {
        "new": [1, 8, 0],
        "won_back": [0, 0, 0],
        "steady": [1, 6, 5],
        "growing": [1, None, None],
        "shrinking": [0, 0, 0],
        "lost": [1, 0, 7],
    }


def test_who_comes_back_two_months_later_is_lost_between():
    told = facts((0, 1, 10, 5), (0, 3, 10, 5), (1, 1, 20, 5), (1, 2, 20, 5), months=2)
    states = rows(metrics.lifecycle(*told), "state", "customers")
    assert dict(states) | {"lost": 1, "steady": 1} == dict(states)
    february = date(2024, 2, 1)
    assert rows(metrics.lifecycle_members(*told, february), "customer_key", "state") == [(0, "lost"), (1, "steady")]
    assert rows(metrics.lifecycle_members(*told, february, state="lost"), "customer_key") == [(0,)]
    assert rows(metrics.lifecycle_members(*told, february, state="steady"), "customer_key") == [(1,)]


def test_the_bridge_of_money_lists_whoever_changed_by_little_and_nobody_who_did_not():
    """Customer 0 brings half more, 1 half less, 2 the same, 3 is lost and 4 is new."""
    told = facts(
        *(
            (0, 1, 10, None),
            (0, 2, 10.5, None),
            (1, 1, 10, None),
            (1, 2, 9.5, None),
            (2, 1, 10, None),
            (2, 2, 10, None),
        ),
        *((3, 1, 10, None), (4, 2, 10, None)),
        months=2,
    )
    steps = ("start", "lost", "shrunk", "grown", "won_back", "new", "end")
    assert rows(metrics.revenue_bridge(*told), *steps) == [(40, 10, 0.5, 0.5, 0, 10, 40)]
    listed = rows(metrics.revenue_bridge_members(*told, date(2024, 2, 1)), "customer_key", "step", "money_change")
    assert sorted(one for one in listed if one[1] in {"grown", "shrunk"}) == [(0, "grown", 0.5), (1, "shrunk", -0.5)]


def test_the_bridge_of_money_lists_who_comes_back_later_as_lost():
    told = facts((0, 1, 10, None), (0, 3, 10, None), (1, 1, 20, None), (1, 2, 25, None), months=2)
    february = date(2024, 2, 1)
    listed = rows(metrics.revenue_bridge_members(*told, february), "customer_key", "step", "money_change")
    assert sorted(listed) == [(0, "lost", -10), (1, "grown", 5)]
    assert rows(metrics.revenue_bridge_members(*told, february, step="lost"), "customer_key") == [(0,)]
