"""Two groups held against each other: the worked examples of the reference, and other people's code."""

from __future__ import annotations

import ibis
import pandas as pd
import pytest
from scipy.stats import fisher_exact
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.proportion import confint_proportions_2indep

from metrics.association import adjusted_ratios, chances, compared, trend


def of(*counts, **more):
    names = ("left", "customers", "other_left", "other_customers")
    rows = [dict(zip(names, row, strict=True)) | {"name": str(number)} for number, row in enumerate(counts)]
    return ibis.memtable(pd.DataFrame(rows).assign(**more))


def first(table):
    return table.to_pandas().iloc[0]


def test_share_difference_ratio_and_odds_of_the_worked_example():
    found = first(compared(of((30, 100, 45, 300))))
    assert (found.rate, found.other_rate, found.difference) == pytest.approx((0.30, 0.15, 0.15))
    assert (found.ratio, found.ratio_low, found.ratio_high) == pytest.approx((2.0, 1.337, 2.992), abs=5e-4)
    assert (found.odds_ratio, found.e_value) == pytest.approx((2.4286, 3.414), abs=5e-4)
    assert found.is_real


def test_the_interval_of_the_difference_is_newcombes():
    found = first(compared(of((30, 100, 45, 300))))
    theirs = confint_proportions_2indep(30, 100, 45, 300, method="newcomb", compare="diff")
    assert (found.difference_low, found.difference_high) == pytest.approx(theirs)


def test_where_a_cell_is_empty_half_a_customer_is_added_to_each():
    assert first(compared(of((0, 20, 3, 60)))).odds_ratio == pytest.approx(0.4007, abs=5e-5)


def test_nobody_in_a_group_says_nothing():
    found = first(chances(compared(of((0, 0, 3, 60))), ("name",)))
    assert found[["rate", "difference", "ratio", "e_value", "p_value"]].isna().all()


COUNTS = [(30, 100, 45, 300), (0, 20, 3, 60), (1, 3, 700, 90_000), (9, 10, 2, 40), (5, 5, 5, 9), (17, 400, 30, 400)]


def test_few_are_tested_exactly():
    found = chances(of(*COUNTS), ("name",)).order_by("name").p_value.to_pandas()
    theirs = [fisher_exact([[a, n - a], [c, m - c]]).pvalue for a, n, c, m in COUNTS]
    assert found.tolist() == pytest.approx(theirs, rel=1e-9)
    assert found[0] == pytest.approx(0.00169, abs=5e-6)


def test_many_are_tested_by_the_normal_law():
    found = first(chances(of((6_000, 20_000, 5_800, 20_000)), ("name",))).p_value
    assert found == pytest.approx(fisher_exact([[6_000, 14_000], [5_800, 14_200]]).pvalue, rel=0.03)


def test_a_difference_that_is_only_who_they_are_disappears_among_alike():
    """Two kinds of customers, in each of which exposure changes nothing: the crude ratio says 1.47 all the same."""
    strata = of((24, 60, 36, 90), (4, 40, 21, 210), one="all")
    crude = first(compared(strata.group_by("one").agg(**{name: strata[name].sum() for name in COLUMNS})))
    assert crude.ratio == pytest.approx(1.4737, abs=5e-5)
    assert first(adjusted_ratios(strata, ("one",))).adjusted_ratio == pytest.approx(1.0)


COLUMNS = ("left", "customers", "other_left", "other_customers")


def test_the_adjusted_ratio_is_that_of_statsmodels():
    counts = [(12, 40, 9, 60), (30, 80, 40, 200), (3, 10, 30, 120)]
    found = first(adjusted_ratios(of(*counts, one="all"), ("one",)))
    theirs = StratifiedTable([[[a, n - a], [c, m - c]] for a, n, c, m in counts])
    assert found.adjusted_ratio == pytest.approx(theirs.riskratio_pooled)
    assert found.adjusted_low < found.adjusted_ratio < found.adjusted_high


def test_a_stratum_of_one_group_alone_says_nothing():
    counts = [(12, 40, 9, 60), (30, 80, 0, 0)]
    found = first(adjusted_ratios(of(*counts, one="all"), ("one",)))
    assert found.adjusted_ratio == pytest.approx((12 / 40) / (9 / 60))


def test_the_trend_of_the_worked_example():
    steps = ibis.memtable(pd.DataFrame({"score": [0, 1, 2], "customers": [200] * 3, "left": [20, 30, 45]}))
    found = first(trend(steps))
    assert (found.z, found.p_value) == pytest.approx((3.424, 0.00062), abs=5e-4)


def test_without_anybody_leaving_there_is_no_trend():
    steps = ibis.memtable(pd.DataFrame({"score": [0, 1], "customers": [10, 10], "left": [0, 0]}))
    assert first(trend(steps)).isna().all()
