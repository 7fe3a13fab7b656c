"""The trend of shares along ordered groups: by hand, by statsmodels, and what holds whichever way one looks."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from metrics import trend_of_shares

COUNTS = st.lists(
    st.integers(1, 400).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))), min_size=3, max_size=9
)


def test_the_example_of_the_metrics_reference():
    """20, 30 and 45 of 200 each: T = 25, variance 0.1333 · 400, z = 3.424, p = 0.00062."""
    found = trend_of_shares([20, 30, 45], [200, 200, 200])
    assert round(found.z, 3) == 3.424
    assert round(found.p_value, 5) == 0.00062
    assert found.slope == pytest.approx(0.0625)  # from 10 % to 22.5 % in two steps
    assert found.is_real


def test_statsmodels_finds_the_same():
    parts, wholes = [12, 25, 19, 40, 33], [80, 120, 95, 150, 110]
    found = trend_of_shares(parts, wholes)
    table = np.array([parts, np.subtract(wholes, parts)]).T
    theirs = sm.stats.Table(table, shift_zeros=False).test_ordinal_association(
        row_scores=np.arange(5), col_scores=np.array([1, 0])
    )
    # They take people to be drawn without replacement: N − 1 in place of N.
    people = sum(wholes)
    assert found.z == pytest.approx(theirs.zscore * np.sqrt(people / (people - 1)))


def test_scipy_finds_the_same_scatter():
    parts, wholes = [12, 60, 19, 90, 33], [80, 120, 95, 150, 110]
    found = trend_of_shares(parts, wholes)
    whole_chi = chi2_contingency([parts, np.subtract(wholes, parts)], correction=False).statistic
    assert found.scatter == pytest.approx((whole_chi - found.z**2) / 3)


def test_groups_that_jump_up_and_down_have_no_trend():
    """The plain test calls 40, 70, 40, 70 and 55 % of 1,000 each a trend; the jumps are larger than it."""
    found = trend_of_shares([400, 700, 400, 700, 550], [1000] * 5)
    assert found.p_value < 0.001
    assert found.scatter > 50
    assert not found.is_real
    assert found.low < 0 < found.high


@pytest.mark.parametrize(
    ("parts", "wholes"),
    [([], []), ([1, 2], [5, 5]), ([0, 0, 0], [5, 5, 5]), ([5, 5, 5], [5, 5, 5]), ([1, 0, 2], [5, 0, 5])],
    ids=["nothing", "two groups", "nobody kept", "everybody kept", "an empty group"],
)
def test_nothing_to_test(parts, wholes):
    assert trend_of_shares(parts, wholes) is None


def test_an_empty_group_keeps_its_place():
    """10 %, 20 %, nobody, 40 %: ten points a step, as it would be with 30 % in the hole."""
    assert trend_of_shares([10, 20, 0, 40], [100, 100, 0, 100]).slope == pytest.approx(0.1)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(COUNTS)
def test_turned_round_the_trend_is_the_opposite(groups):
    parts, wholes = zip(*groups, strict=True)
    found = trend_of_shares(parts, wholes)
    turned = trend_of_shares(parts[::-1], wholes[::-1])
    if found is None:
        assert turned is None
        return
    assert turned.slope == pytest.approx(-found.slope, abs=1e-12)
    assert turned.chance == pytest.approx(found.chance)
    lost = trend_of_shares([whole - part for part, whole in groups], wholes)
    assert lost.slope == pytest.approx(-found.slope, abs=1e-12)
    assert found.low <= found.slope <= found.high
    assert found.chance >= found.p_value - 1e-12
