"""Whether an action kept customers: worked numbers, the days at the edge, and how often it is wrong."""

from __future__ import annotations

from datetime import date

import ibis
import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from metrics import experiment_effect
from metrics.actions.experiments import ASSIGNED
from metrics.actions.sizes import detectable
from tests.metrics.actions.conftest import bought, people, table
from tests.metrics.conftest import rows

JANUARY = "2024-01-10"
FEBRUARY = date(2024, 2, 9)  # thirty days later


def assigned(*lots, on=JANUARY, days=30, cost=0.0, experiment="call"):
    return table(tuple(ASSIGNED), [(experiment, key, arm, on, days, cost) for key, arm in lots])


def effect_of(lots, purchases, until=FEBRUARY, keys=range(6), **options):
    return experiment_effect(lots, purchases, people(keys), until, **options).to_pandas().iloc[0]


def of_counts(kept, treated, other_kept, held_out):
    """An experiment of so many, every one of the kept with one purchase in time."""
    keys = np.arange(treated + held_out)
    frame = pd.DataFrame(
        {
            "experiment": "call",
            "customer_key": keys.astype("int32"),
            "arm": np.where(keys < treated, "treated", "held_out"),
            "assigned_on": date(2024, 1, 10),
            "horizon_days": 30,
            "cost": 0.0,
        }
    )
    came = [*range(kept), *range(treated, treated + other_kept)]
    purchases = pd.DataFrame({"customer_key": came, "day": date(2024, 2, 1), "profit": 40.0})
    days = ibis.memtable(purchases, schema={"customer_key": "int32", "day": "date", "profit": "decimal(18, 4)"})
    customers = ibis.memtable({"customer_key": keys.astype("int32")})
    return experiment_effect(ibis.memtable(frame, schema=dict(ASSIGNED)), days, customers, FEBRUARY).to_pandas().iloc[0]


def test_the_worked_example_could_be_chance():
    found = of_counts(830, 1000, 800, 1000)
    assert (found.retained, found.customers, found.other_retained, found.other_customers) == (830, 1000, 800, 1000)
    assert found.difference == pytest.approx(0.03)
    assert (round(found.difference_low, 4), round(found.difference_high, 4)) == (-0.0041, 0.0640)
    assert round(found.p_value, 3) == 0.084
    assert found.verdict == "chance"


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [((90, 100, 60, 100), "worked"), ((60, 100, 90, 100), "harmed"), ((75, 100, 70, 100), "chance")],
)
def test_statsmodels_says_the_same(counts, verdict):
    kept, treated, other_kept, held_out = counts
    found = of_counts(*counts)
    low, high = confint_proportions_2indep(kept, treated, other_kept, held_out, method="newcomb")
    assert (found.difference_low, found.difference_high) == pytest.approx((low, high))
    assert found.p_value == pytest.approx(proportions_ztest([kept, other_kept], [treated, held_out])[1], rel=1e-5)
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("day", "is_kept"),
    [("2024-01-10", 0), ("2024-01-11", 1), ("2024-02-09", 1), ("2024-02-10", 0)],
    ids=["the day itself", "the day after", "the last day", "a day too late"],
)
def test_only_purchases_after_the_assignment_and_up_to_the_horizon_count(day, is_kept):
    lots = assigned((0, "treated"), (1, "held_out"))
    found = effect_of(lots, bought((0, day), (1, "2023-12-31")), date(2024, 3, 1))
    assert (found.retained, found.other_retained) == (is_kept, 0)


@pytest.mark.parametrize(("until", "is_due"), [(date(2024, 2, 8), False), (FEBRUARY, True)])
def test_nothing_is_said_before_the_horizon_is_complete(until, is_due):
    lots = assigned((0, "treated"), (1, "treated"), (2, "held_out"))
    found = effect_of(lots, bought((0, "2024-01-20"), (2, "2024-01-21")), until)
    assert (found.customers, found.other_customers, found.is_due) == (2, 1, is_due)
    assert found.due_on.date() == FEBRUARY
    said = ["retained", "other_retained", "rate", "other_rate", "difference", "difference_low", "difference_high"]
    said += ["p_value", "profit_each", "other_profit_each", "profit_difference", "profit_low", "profit_high"]
    assert found[said].isna().all() == (not is_due)
    assert (found.verdict == "not_due") == (not is_due)
    assert is_due == (found.rate == 0.5)


def test_the_latest_assignment_says_when_the_answer_is_due():
    lots = assigned((0, "treated")).union(assigned((1, "held_out"), on="2024-01-12"))
    assert effect_of(lots, bought((0, "2024-01-20"))).verdict == "not_due"
    assert effect_of(lots, bought((0, "2024-01-20")), date(2024, 2, 11)).is_due


def test_everybody_counts_as_the_lot_fell_also_whom_the_data_no_longer_know():
    lots = assigned((0, "treated"), (None, "treated"), (1, "held_out"), (None, "held_out"), (2, "held_out"))
    found = effect_of(lots, bought((0, "2024-01-20"), (2, "2024-01-20")))
    assert (found.customers, found.retained, found.other_customers, found.other_retained) == (2, 1, 3, 1)
    assert found.unknown == 2


def test_profit_is_net_of_what_the_action_cost_the_treated():
    lots = assigned((0, "treated"), (1, "treated"), (2, "held_out"), (3, "held_out"), (4, "held_out"), cost=5.0)
    days = bought(
        (0, "2024-01-11", 100, 30), (0, "2024-01-12", 100, 20), (2, "2024-01-20", 100, 12), (3, "2024-03-20", 9, 9)
    )
    found = effect_of(lots, days)
    assert (found.profit_each, found.other_profit_each) == (20.0, 4.0)
    own, other = DescrStatsW([45.0, -5.0]), DescrStatsW([12.0, 0.0, 0.0])
    low, high = CompareMeans(own, other).zconfint_diff(usevar="unequal")
    assert (found.profit_low, found.profit_high) == pytest.approx((low, high))
    assert found.profit_difference == 16.0


def test_without_costs_nothing_is_said_of_profit():
    lots = assigned((0, "treated"), (1, "held_out"))
    found = effect_of(lots, bought((0, "2024-01-20", 100, None), (1, "2024-01-20", 100, None)))
    assert pd.isna(found.profit_each)
    assert pd.isna(found.profit_difference)
    assert found.rate == 1.0


def test_with_nobody_held_out_there_is_nothing_to_compare_with():
    found = effect_of(assigned((0, "treated"), (1, "treated")), bought((0, "2024-01-20")))
    assert (found.verdict, found.rate, found.other_customers) == ("one_arm", 0.5, 0)
    assert pd.isna(found.difference)


def test_experiments_and_segments_are_kept_apart():
    lots = assigned((0, "treated"), (1, "held_out")).union(
        assigned((2, "treated"), (3, "held_out"), experiment="letter")
    )
    days = bought((0, "2024-01-20"), (3, "2024-01-20"))
    whole = experiment_effect(lots, days, people(range(4)), FEBRUARY)
    assert rows(whole, "experiment", "retained", "other_retained") == [("call", 1, 0), ("letter", 0, 1)]
    parts = experiment_effect(lots, days, people(range(4), region=["n", "s", "n", None]), FEBRUARY, by=("region",))
    assert rows(parts, "region", "experiment", "customers", "other_customers") == [
        ("", "letter", 0, 1),
        ("n", "call", 1, 0),
        ("n", "letter", 1, 0),
        ("s", "call", 0, 1),
    ]


# How often it is wrong


def verdicts(rate, other_rate, treated, held_out, times):
    """Shares of so many drawn experiments that are said to have worked and to have harmed; the rule, written anew."""
    chance = np.random.default_rng(3)
    kept, other_kept = chance.binomial(treated, rate, times), chance.binomial(held_out, other_rate, times)
    (low, high), (other_low, other_high) = (
        proportion_confint(part, whole, method="wilson") for part, whole in ((kept, treated), (other_kept, held_out))
    )
    share, other = kept / treated, other_kept / held_out
    pooled = (kept + other_kept) / (treated + held_out)
    z = (share - other) / np.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / held_out))
    worked = (share - other - np.hypot(share - low, other_high - other) > 0) & (z > 1.96)
    harmed = (share - other + np.hypot(high - share, other - other_low) < 0) & (z < -1.96)
    return worked.mean(), harmed.mean()


SIZES = [(0.6, 200, 100), (0.8, 150, 150), (0.8, 1000, 1000), (0.5, 96, 24), (0.2, 400, 100)]


@pytest.mark.parametrize(("rate", "treated", "held_out"), SIZES)
def test_chance_alone_is_seldom_called_an_effect_and_the_stated_one_is_found(rate, treated, held_out):
    gain = detectable(rate, treated, held_out)
    assert sum(verdicts(rate, rate, treated, held_out, 100_000)) <= 0.055
    assert verdicts(rate, rate, treated, held_out, 100_000)[0] <= 0.05
    assert verdicts(rate + gain, rate, treated, held_out, 100_000)[0] >= 0.8 - 0.0025  # two standard errors


def counted(rate, other_rate, treated, held_out, times, seed):
    """So many experiments through the metric itself: one row each, drawn at random."""
    chance = np.random.default_rng(seed)
    number = np.repeat(np.arange(times), treated + held_out)
    is_treated = np.tile(np.arange(treated + held_out) < treated, times)
    came = chance.random(len(number)) < np.where(is_treated, rate, other_rate)
    keys = np.arange(len(number)).astype("int32")
    frame = pd.DataFrame(
        {
            "experiment": number.astype(str),
            "customer_key": keys,
            "arm": np.where(is_treated, "treated", "held_out"),
            "assigned_on": date(2024, 1, 10),
            "horizon_days": 30,
            "cost": 0.0,
        }
    )
    purchases = pd.DataFrame({"customer_key": keys[came], "day": date(2024, 2, 1), "profit": 1.0})
    days = ibis.memtable(purchases, schema={"customer_key": "int32", "day": "date", "profit": "decimal(18, 4)"})
    lots = ibis.memtable(frame, schema=dict(ASSIGNED))
    return experiment_effect(lots, days, ibis.memtable({"customer_key": keys[:1]}), FEBRUARY).to_pandas()


@pytest.mark.parametrize(("rate", "treated", "held_out"), [(0.8, 300, 100), (0.3, 60, 60), (0.95, 100, 100)])
def test_of_a_thousand_actions_without_effect_at_most_one_in_twenty_is_said_to_have_worked(rate, treated, held_out):
    found = counted(rate, rate, treated, held_out, 1000, seed=16)
    assert len(found) == 1000
    assert (found.verdict == "worked").mean() <= 0.05
    assert found.verdict.isin(["worked", "harmed"]).mean() <= 0.065  # one in twenty, and three standard errors
    assert (found.verdict == "harmed").any()


@pytest.mark.parametrize(("rate", "treated", "held_out"), [(0.6, 200, 100), (0.8, 150, 150)])
def test_the_stated_detectable_effect_is_found_four_times_in_five(rate, treated, held_out):
    gain = detectable(rate, treated, held_out)
    found = counted(rate + gain, rate, treated, held_out, 1000, seed=7)
    # Of a thousand drawn at exactly 0.8, two standard errors are 0.025.
    assert (found.verdict == "worked").mean() >= 0.8 - 0.025
