"""Odds of leaving with all else equal: as statsmodels has them, and what is planted is found in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.odds import fit, together
from models.reasons import NoModel

CHANCE = np.random.default_rng(15)


def firm(customers=1500, periods=4, north=1.0, each_order=-0.7):
    """Customers of several periods; who lives in the north leaves more, who orders more leaves less; plan is noise."""
    keys = np.repeat(np.arange(customers), periods)
    of_customer = {
        "region": np.where(CHANCE.random(customers) < 0.3, "North", "South"),
        "plan": CHANCE.choice(["a", "b", "c"], customers),
        "own": CHANCE.normal(0, 0.5, customers),
    }
    frame = pd.DataFrame({"customer_key": keys, "in_period": np.tile(np.arange(periods), customers)})
    frame = frame.assign(**{name: values[keys] for name, values in of_customer.items()})
    frame["volume"] = CHANCE.integers(1, 4, len(frame))
    frame["age_periods"] = CHANCE.integers(0, 30, len(frame))
    score = -0.5 + north * (frame.region == "North") + each_order * (frame.volume - 1) + frame.own
    frame["has_left"] = CHANCE.random(len(frame)) < 1 / (1 + np.exp(-score))
    return frame.assign(complaint="none", wait=None)


def test_numbers_and_their_spread_are_those_of_statsmodels():
    import statsmodels.api as sm

    rows = firm()
    x = np.column_stack([np.ones(len(rows)), rows.region == "North", rows.volume, np.log2(1 + rows.age_periods)])
    lost, keys = rows.has_left.to_numpy(float), rows.customer_key.to_numpy()
    found, spread = fit(x.astype(float), lost, keys)
    theirs = sm.Logit(lost, x.astype(float)).fit(disp=False, cov_type="cluster", cov_kwds={"groups": keys})
    assert found == pytest.approx(theirs.params, rel=1e-6)
    assert spread == pytest.approx(theirs.bse, rel=1e-6)


def test_odds_are_those_that_were_planted_with_all_else_equal():
    odds = together(firm(6000, 3), ("region", "plan", "complaint")).odds.set_index(["feature", "trait"])
    north, step = odds.loc[("region", "North")], odds.loc[("volume", "")]
    assert north.odds_low < np.exp(1.0) * 1.05
    assert north.odds == pytest.approx(np.exp(1.0), rel=0.2)
    assert step.odds == pytest.approx(np.exp(-0.7), rel=0.15)
    assert north.compared_with == "South"
    assert (odds.inflation < 1.5).all()
    assert {name for name, _trait in odds.index} == {"region", "plan", "volume", "age"}


def test_a_customer_of_many_periods_is_one_customer():
    """The same rows ten times over, under the same numbers, know no more."""
    rows = firm(1000, 1)
    many = pd.concat([rows] * 10, ignore_index=True)
    once, tenfold = (together(one, ("region", "plan")).odds for one in (rows, many))
    width = [np.log(one.odds_high / one.odds_low).to_numpy() for one in (once, tenfold)]
    assert width[1] == pytest.approx(width[0], rel=0.01)


def test_the_tree_says_in_words_what_was_planted_and_is_tried_on_the_period_it_has_not_seen():
    rows = firm(4000, 4, north=2.0, each_order=-1.5)
    rules = together(rows, ("region", "plan")).rules
    worst = rules.iloc[0]
    said = {(term.feature, term.trait): term.is_so for term in worst.terms}
    assert said[("region", "North")]
    assert said[("volume", "")] is False
    last = rows[rows.in_period == 3]
    assert rules.next_customers.sum() == len(last)
    assert rules.customers.sum() == len(rows) - len(last)
    assert worst.next_rate == pytest.approx(worst.rate, abs=0.06)
    assert rules.rate.is_monotonic_decreasing
    assert rules.customers.min() >= 240  # a fiftieth of twelve thousand


def test_of_one_period_alone_the_tree_is_tried_on_customers_drawn_by_lot():
    rows = firm(6000, 1, north=2.0)
    found = together(rows, ("region", "plan"))
    assert found.is_by_lot
    assert found.rules.customers.sum() + found.rules.next_customers.sum() == len(rows)
    assert 0.28 < found.rules.next_customers.sum() / len(rows) < 0.39
    assert abs(found.rules.iloc[0].rate - found.rules.iloc[0].next_rate) < 0.08


def test_values_of_few_customers_have_no_odds_of_their_own_and_too_few_who_left_have_none_at_all():
    rows = firm(1000, 2)
    rows.loc[rows.customer_key < 12, "region"] = "Elsewhere"
    odds = together(rows, ("region",)).odds
    assert set(odds[odds.feature == "region"].trait) == {"North"}
    with pytest.raises(NoModel, match=r"left or stayed"):
        together(rows.head(40), ("region", "plan"))
