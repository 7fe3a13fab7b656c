"""How well segments are kept over several periods, how lists of several periods compare, and who left of whom."""

from __future__ import annotations

import ibis
import pytest

import metrics
from metrics.intervals import wilson
from tests.metrics.conftest import rows


@pytest.fixture
def shop(history):
    """Four months: Ann is there in all, Bob in every other one, Cyd in the first alone."""
    history.add("ann", "2024-01-05", "2024-02-05", "2024-03-05", "2024-04-05", revenue=10)
    history.add("bob", "2024-01-31", "2024-03-01", revenue=100)
    history.add("cyd", "2024-01-20", revenue=1000)
    for customer, region in {"ann": "north", "bob": "north", "cyd": "south"}.items():
        history.describe(customer, region=region)
    history.complete_up_to = "2024-04-30"
    return history


def test_everybody_counts_once_for_each_period_in_which_they_could_be_kept(shop):
    """At the start: in January three, in February one, in March two; kept of them: one, one, one."""
    kept = metrics.segment_kept(shop.activity(), shop.periods())
    assert rows(kept, "customers", "start", "retained", "rate") == [(3, 6, 3, 0.5)]


def test_segments_apart_and_the_period_before_the_first_is_looked_at(shop):
    facts = metrics.with_attributes(shop.activity(), shop.customers, ("region",))
    february = shop.periods().filter(ibis._.label == "2024-02")
    assert rows(metrics.segment_kept(facts, february, ("region",)), "region", "start", "retained") == [
        ("north", 2, 1),
        ("south", 1, 0),
    ]


def test_of_one_period_the_interval_is_wilsons(shop):
    february = shop.periods().filter(ibis._.label == "2024-02")
    (found,) = rows(metrics.segment_kept(shop.activity(), february), "low", "high")
    low, high = wilson(ibis.literal(1), ibis.literal(3))
    expected = ibis.memtable({"one": [1]}).select(low=low, high=high).execute().iloc[0]
    assert found == (pytest.approx(expected["low"], abs=1e-3), pytest.approx(expected["high"], abs=1e-3))


def test_lists_of_two_months_against_the_two_before(shop):
    """January and February: Cyd is best; March and April: Bob, as Cyd bought nothing."""
    asked = (shop.activity(), shop.periods(), shop.customers)
    changes = metrics.list_changes(*asked, share=0.3, together=2)
    assert sorted(rows(changes, "customer_id", "change", "value_before", "value_now")) == [
        ("bob", "entered", 100, 100),
        ("cyd", "left", 1000, None),
    ]
    stability = metrics.list_stability(*asked, share=0.3, together=2)
    assert sorted(rows(stability, "change", "customers")) == [("entered", 1), ("left", 1)]


def test_whoever_left_twice_is_one_who_left(shop):
    north = shop.customers.filter(ibis._.region == "north").select("customer_key")
    twice = north.union(north)
    paying = shop.customers.mutate(monthly_charge=ibis.ifelse(ibis._.region == "north", 30.0, 10.0))
    found = metrics.share_left(paying, twice, ("region",))
    assert rows(found, "region", "customers", "left", "rate") == [("north", 2, 2, 1), ("south", 1, 0, 0)]
    assert rows(found, "monthly_charge", "lost_charge", "charge_rate") == [(60, 60, 1), (10, 0, 0)]
    unknown = shop.customers.mutate(monthly_charge=ibis.null("float64"))
    assert rows(metrics.share_left(unknown, twice), "monthly_charge", "lost_charge", "charge_rate") == [
        (None, None, None)
    ]
