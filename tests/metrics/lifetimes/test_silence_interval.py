"""The interval of the days after which a customer is lost: the same rule as the curve's, and draws of customers."""

from __future__ import annotations

from datetime import date

import ibis
import numpy as np
import pandas as pd
import pytest

import metrics
from metrics.lifetimes.silence_interval import lost_after, lost_after_interval
from tests.metrics.lifetimes.test_silence import CUSTOMERS, REFERENCE, UNTIL, gaps_of

LONG_AGO = date(2030, 1, 1)


def counts_of(histories, groups=200):
    return metrics.silence_counts(gaps_of(histories), UNTIL, groups=groups).to_pandas()


def rule_of(counts, **options):
    summed = counts.groupby("silent_days")[["ended", "returned"]].sum()
    return lost_after(*(summed[name].to_numpy(dtype="float64") for name in summed), summed.index.to_numpy(), **options)


def test_counts_of_the_reference():
    """15 ended gaps and 4 open ones; each customer in one group."""
    counts = counts_of(REFERENCE)
    assert (counts.ended.sum(), counts.returned.sum(), counts.group.nunique()) == (19, 15, 4)
    assert counts[counts.silent_days == 30][["ended", "returned"]].to_numpy().tolist() == [[1, 1]]


def test_the_rule_gives_65_days_as_in_the_reference():
    assert rule_of(counts_of(REFERENCE), least_at_risk=1) == (65, False)


@pytest.mark.parametrize("least_at_risk", [1, 10])
@pytest.mark.parametrize(("number", "seed"), [(4, 1), (12, 2), (40, 3)])
def test_the_rule_is_that_of_the_curve(number, seed, least_at_risk):
    histories = shoppers(number, seed)
    curve = metrics.return_curve(gaps_of(histories), CUSTOMERS, UNTIL, least_at_risk=least_at_risk).to_pandas()
    found = rule_of(counts_of(histories), least_at_risk=least_at_risk)
    if curve.empty or curve.lost_after_days.isna().all():
        assert found[0] is None
    else:
        assert found == (curve.lost_after_days.iloc[0], curve.is_short.iloc[0])


def test_a_customer_drawn_twice_counts_twice():
    """Weights of groups are the same as a table in which their customers stand so often."""
    drawn = {1: 2, 2: 0, 3: 1, 4: 3}
    often = {key * 10 + n: REFERENCE[key] for key, times in drawn.items() for n in range(times)}
    counts = counts_of(REFERENCE)
    weights = dict(zip(sorted(counts.group.unique()), [0, 0, 0, 0], strict=True))
    for key, times in drawn.items():
        (group,) = counts_of({key: REFERENCE[key]}).group.unique()
        weights[group] = times
    each = counts.group.map(weights)
    weighted = counts.assign(ended=counts.ended * each, returned=counts.returned * each)
    curve = metrics.return_curve(gaps_of(often), CUSTOMERS, UNTIL, least_at_risk=1).to_pandas()
    assert rule_of(weighted, least_at_risk=1)[0] == curve.lost_after_days.iloc[0]


def shoppers(number, seed):
    """Customers who buy at random about every 20 days and then leave for good."""
    draw = np.random.default_rng(seed)
    return {
        key: (
            np.maximum(draw.exponential(20, draw.geometric(0.12)).astype(int), 1).tolist()[:-1],
            int(draw.integers(1, 500)),
        )
        for key in range(number)
    }


def test_the_interval_holds_the_days_and_is_the_same_every_time():
    counts = counts_of(shoppers(300, 1))
    found = lost_after_interval(counts)
    assert found == lost_after_interval(counts)
    assert found.low <= found.days <= found.high
    assert found.days == rule_of(counts)[0]
    assert 150 <= found.groups <= 200


def test_draws_of_groups_spread_as_draws_of_customers():
    """The second way: 200 samples of customers one by one, each a table of its own, summed by pandas."""
    histories = shoppers(400, 2)
    one_by_one = metrics.silence_counts(gaps_of(histories), UNTIL, groups=2_000_000_000).to_pandas()
    assert one_by_one.group.nunique() == 400
    direct, grouped = lost_after_interval(one_by_one), lost_after_interval(counts_of(histories))
    assert grouped.days == direct.days
    assert grouped.high - grouped.low == pytest.approx(direct.high - direct.low, rel=0.5, abs=8)


def test_more_customers_make_it_narrower():
    few, many = (lost_after_interval(counts_of(shoppers(number, 3))) for number in (60, 3000))
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(
    "histories",
    [{1: ([10, 20], 5)}, {key: ([], 30) for key in range(50)}],
    ids=["one customer", "nobody came back"],
)
def test_nothing_can_be_drawn(histories):
    assert lost_after_interval(counts_of(histories)) is None


def test_groups_are_of_like_size():
    keys = pd.DataFrame({"customer_key": np.arange(20_000, dtype="int32"), "day": [date(2024, 1, 1)] * 20_000})
    gaps = metrics.purchase_gaps(ibis.memtable(keys).mutate(day=ibis._.day.cast("date")))
    sizes = metrics.silence_counts(gaps, LONG_AGO).to_pandas().groupby("group").ended.sum()
    assert len(sizes) == 200
    assert sizes.between(50, 150).all()
