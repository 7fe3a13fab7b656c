"""Differences between groups: published answers, statsmodels beside, and what holds whichever way one looks."""

from __future__ import annotations

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from metrics import cohort_differences, difference_of_shares, pooled_retention, with_attributes
from metrics.cohorts.differences import newcombe
from tests.metrics.conftest import rows


def test_newcombe_of_the_metrics_reference():
    """830 of 1000 against 800 of 1000: +3 points, from −0.41 to 6.40: inconclusive."""
    found = difference_of_shares(830, 1000, 800, 1000)
    assert (round(found.difference, 3), round(found.low, 4), round(found.high, 4)) == (0.03, -0.0041, 0.0640)
    assert not found.is_real


shares = st.integers(1, 300).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(shares, shares)
def test_newcombe_is_that_of_statsmodels_and_turns_with_its_sides(one, other):
    found, turned = difference_of_shares(*one, *other), difference_of_shares(*other, *one)
    low, high = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low), abs=1e-12)
    assert found.low <= found.difference <= found.high


def test_nobody_on_one_side_has_no_difference():
    assert difference_of_shares(0, 0, 5, 10) is None


def test_the_engine_computes_what_python_does():
    cases = [(830, 1000, 800, 1000), (0, 10, 10, 10), (3, 7, 1, 400), (0, 0, 4, 9)]
    names = ("retained", "customers", "other_retained", "other_customers")
    table = ibis.memtable([dict(zip(names, case, strict=True), order=n) for n, case in enumerate(cases)])
    found = table.mutate(**newcombe(table)).order_by("order")
    expected = []
    for case in cases:
        one = difference_of_shares(*case)
        expected.append((None, None, None, None) if one is None else (one.difference, one.low, one.high, one.is_real))
    got = [tuple(row.values()) for row in found.select("difference", "difference_low", "difference_high", "is_real")
           .to_pyarrow().to_pylist()]  # fmt: skip
    for one, other in zip(got, expected, strict=True):
        assert one == pytest.approx(other, abs=1e-9, nan_ok=True) if None not in other else one == other


@pytest.fixture
def sides(mini):
    for customer, side in {"c1": "gold", "c2": "gold", "c3": "iron", "c4": "iron", "c5": "tin"}.items():
        mini.describe(customer, segment=side)
    return with_attributes(mini.activity(), mini.customers, ("segment",)), mini.periods()


def test_each_value_against_the_rest(sides):
    """Month 1: gold 2 of 2; iron c4 of c3, c4; tin c5; nobody of the unnamed c6, c8: 4 of 7 in all."""
    found = cohort_differences(*sides, ("segment",)).filter(ibis._.age == 1)
    assert rows(found, "segment", "customers", "retained", "other_customers", "other_retained", "difference") == [
        ("", 2, 0, 5, 4, -0.8),
        ("gold", 2, 2, 5, 2, 0.6),
        ("iron", 2, 1, 5, 3, -0.1),
        ("tin", 1, 1, 6, 3, 0.5),
    ]


def test_one_value_against_another(sides):
    found = cohort_differences(*sides, ("segment",), against="gold").filter(ibis._.age == 1)
    assert rows(found, "segment", "rate", "other_rate", "difference") == [
        ("", 0, 1, -1), ("iron", 0.5, 1, -0.5), ("tin", 1, 1, 0),
    ]  # fmt: skip


def test_both_sides_make_the_whole(sides):
    activity, periods = sides
    whole = {age: counts for age, *counts in rows(pooled_retention(activity, periods), "age", "customers", "retained")}
    for on_or_after in (False, True):
        found = cohort_differences(activity, periods, ("segment",), on_or_after=on_or_after)
        for age, one, other, back, other_back in rows(
            found, "age", "customers", "other_customers", "retained", "other_retained"
        ):
            assert one + other == whole[age][0]
            assert back + other_back >= whole[age][1]
