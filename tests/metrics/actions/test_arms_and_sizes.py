"""Lots that fall the same everywhere, and how many customers an experiment needs."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import power_proportions_2indep, samplesize_proportions_2indep_onetail

from metrics.actions.arms import arms_of
from metrics.actions.sizes import detectable, needed_per_arm

LIST = {f"c{number:03}": ("high", "some", "low")[number % 3] for number in range(100)}


def test_lots_fall_as_they_fell_when_this_was_written():
    found = arms_of(dict.fromkeys("abcdefghij", ""), "autumn call", 0.3)
    assert "".join(customer for customer, arm in found.items() if arm == "held_out") == "dgh"


def test_the_order_of_the_list_does_not_matter():
    backwards, by_name = dict(reversed(LIST.items())), dict(sorted(LIST.items(), key=lambda one: one[0][::-1]))
    assert arms_of(backwards, "call", 0.2) == arms_of(LIST, "call", 0.2) == arms_of(by_name, "call", 0.2)


def test_another_experiment_draws_anew():
    first, second = (arms_of(LIST, name, 0.5) for name in ("call", "letter"))
    both = sum(first[customer] == second[customer] == "held_out" for customer in LIST)
    assert 10 < both < 40


@given(
    st.dictionaries(st.text(max_size=4), st.sampled_from(["high", "low", "نو"])),
    st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]),
)
def test_every_stratum_is_split_in_the_asked_share(strata, share):
    found = arms_of(strata, "call", share)
    assert list(found) == list(strata)
    sizes, held = Counter(strata.values()), Counter(strata[one] for one, arm in found.items() if arm == "held_out")
    assert all(abs(held[stratum] - share * size) < 1 + 1e-9 for stratum, size in sizes.items())
    assert abs(held.total() - share * len(strata)) <= 0.5 + 1e-9


def test_a_share_that_is_none_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        arms_of(LIST, "call", 1.2)


@pytest.mark.parametrize(
    ("p", "q", "needed"), [(0.8, 0.83, 2629), (0.8, 0.85, 906), (0.6, 0.65, 1471), (0.9, 0.92, 3213)]
)
def test_the_worked_sizes(p, q, needed):
    assert abs(needed_per_arm(p, q) - needed) <= 1
    one_tail = samplesize_proportions_2indep_onetail(q - p, p, 0.8, alpha=0.05)
    assert needed_per_arm(p, q) == pytest.approx(one_tail, abs=1.0)


@pytest.mark.parametrize(("arm", "points"), [(1000, 4.8), (200, 10.0)])
def test_the_worked_detectable_differences(arm, points):
    assert round(100 * detectable(0.8, arm, arm), 1) == points


@pytest.mark.parametrize(("treated", "held_out"), [(1000, 1000), (300, 100), (96, 24)])
def test_statsmodels_finds_the_detectable_difference_as_often_as_is_said(treated, held_out):
    gain = detectable(0.5, treated, held_out)
    power = power_proportions_2indep(gain, 0.5, nobs1=treated, ratio=held_out / treated).power
    assert power == pytest.approx(0.8, abs=0.02)


def test_more_customers_see_more_and_a_fall_is_seen_as_well():
    assert detectable(0.8, 2000, 500) < detectable(0.8, 200, 50)
    assert detectable(0.5, 100, 100) == pytest.approx(detectable(0.5, 100, 100, is_fall=True))
    needed = needed_per_arm(0.8, 0.8 + detectable(0.8, 500, 500))
    assert needed in {499, 500, 501}


def test_what_cannot_be_seen_has_no_size():
    assert needed_per_arm(0.8, 0.8) is None
    assert detectable(0.9, 20, 5) is None
    assert detectable(1.0, 1000, 1000) is None
    assert detectable(0.5, 0, 10) is None
    with pytest.raises(ValueError, match="between 0 and 1"):
        needed_per_arm(0.8, 1.3)
