"""Chances of no purchase: calibrated, chosen by their test, refused where too little is known."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from models.calibrate import calibration, cross_fitted
from models.reasons import NoModel
from models.risk import METHODS, Landmark, area, best, risk

HORIZON = 90


def drawn(seed, customers=1500, *, is_told=True):
    """Customers who buy at a pace of their own until some leave; what is known, and who buys nothing after."""
    chance = np.random.default_rng(seed)
    tenure = chance.integers(30, 400, customers).astype(float)
    pace = chance.gamma(1.5, 1 / 60, customers)
    has_left = chance.uniform(size=customers) < 0.3
    lived = np.where(has_left, tenure * chance.uniform(size=customers), tenure)
    days = 1 + chance.poisson(pace * lived)
    bought = np.where(days > 1, lived * (1 - 1 / (days + 1)), 0.0).round()
    silent = tenure - bought
    lost = (has_left | (chance.poisson(pace * HORIZON) == 0)).astype(float)
    recent = np.where(silent < 90, np.minimum(days, np.ceil(days * 90 / tenure)), 0)
    known = pd.DataFrame(
        {
            "customer_key": np.arange(customers),
            "days": days, "silent_days": silent, "tenure_days": tenure, "bought_days": bought,
            "days_30": np.where(silent < 30, 1, 0), "days_60": np.where(silent < 60, 1, 0),
            "days_90": recent, "days_180": np.where(silent < 180, days, 0),
            "revenue": 20.0 * days, "revenue_90": 20.0 * recent,
        }
    )  # fmt: skip
    return known, lost if is_told else chance.permutation(lost)


def landmarks(*, is_told=True, customers=1500):
    return [Landmark(date(2024, 1 + month, 1), *drawn(month, customers, is_told=is_told)) for month in range(6)]


def asked(past, **options):
    return risk(drawn(9)[0], list(pairwise(past[:4])), past[4], HORIZON, **options)


@pytest.fixture(scope="module")
def found():
    return asked(landmarks())


def test_the_model_beats_the_last_purchase_and_its_chances_come_true(found):
    assert found.uses in {"logistic", "boosting", "buying", "together"}
    tested = found.tested
    orders = {name: area(tested[name].to_numpy(), tested["is_lost"].to_numpy()) for name in ("chance", "silent_days")}
    assert orders["chance"] > orders["silent_days"] + 0.02
    step = np.minimum((tested["chance"] * 10).astype(int), 9)
    for _step, rows in tested.groupby(step):
        if len(rows) >= 100:
            assert abs(rows["chance"].mean() - rows["is_lost"].mean()) < 0.06
    assert found.customers["chance"].between(0, 1).all()
    assert found.reason == ""


def test_the_same_data_give_the_same_chances(found):
    again = asked(landmarks())
    pd.testing.assert_frame_equal(found.customers, again.customers)
    pd.testing.assert_frame_equal(found.tested, again.tested)


def test_where_there_is_nothing_to_learn_the_last_purchase_is_used():
    shuffled = asked(landmarks(is_told=False))
    tested = shuffled.tested
    assert abs(area(tested["chance"].to_numpy(), tested["is_lost"].to_numpy()) - 0.5) < 0.05
    assert tested["chance"].std() < 0.05  # nobody is told apart who cannot be


def test_a_way_must_be_better_in_order_and_in_size():
    lost = np.array([1.0, 0, 1, 0] * 50)
    silent = np.array([90.0, 10, 80, 20] * 50)
    rows = pd.DataFrame({"origin": pd.Timestamp("2024-01-01"), "is_lost": lost, "silent_days": silent})
    rows = rows.assign(chance_recency=np.where(silent > 50, 0.9, 0.1), chance_logistic=np.where(silent > 50, 0.8, 0.2))
    assert best(rows, ["logistic", "recency"]) == "recency"
    mixed = rows.assign(silent_days=10.0, chance_recency=0.5)
    assert best(mixed, ["logistic", "recency"]) == "logistic"
    assert best(mixed, ["recency"]) == "recency"


def test_too_few_customers_are_refused_with_a_reason():
    few = asked(landmarks(customers=150))
    assert (few.reason, dict(few.reason_numbers), few.uses) == ("few_to_warn", {"n": 150, "least": 200}, "")
    assert few.customers["chance"].isna().all()
    assert few.tested["chance"].isna().all()
    assert few.tested["chance_recency"].notna().all()
    assert set(few.tested) >= {f"chance_{method}" for method in METHODS}


def test_a_short_past_is_refused_with_a_reason():
    short = risk(drawn(9)[0], [], None, HORIZON, too_short=NoModel("short_to_warn", n=40, least=105))
    assert (short.reason, len(short.tested)) == ("short_to_warn", 0)
    assert "40" in str(NoModel("short_to_warn", n=40, least=105))


def test_where_all_do_the_same_nothing_is_learnt():
    past = [Landmark(one.day, one.known, np.zeros(len(one.known))) for one in landmarks()]
    assert asked(past).reason == "alike_to_warn"


def test_a_curve_that_falls_is_pooled():
    said = np.repeat([0.2, 0.4, 0.6], 30)
    lost = np.concatenate([np.repeat([1.0, 0.0], counts) for counts in ([6, 24], [18, 12], [12, 18])])
    learnt = calibration(said, lost)
    assert list(learnt.given) == pytest.approx([0.2, 0.4, 0.6])
    assert list(learnt.came) == pytest.approx([0.2, 0.5, 0.5])
    assert learnt(np.array([0.5]))[0] < learnt(np.array([0.6]))[0]  # the order stays


def test_nobodys_own_outcome_is_in_their_chance():
    chance = np.random.default_rng(1)
    said, customer = chance.uniform(size=400), np.arange(400)
    lost = (chance.uniform(size=400) < said).astype(float)
    before = cross_fitted(said, lost, customer)
    other = lost.copy()
    other[7] = 1 - other[7]
    assert cross_fitted(said, other, customer)[7] == before[7]
    assert (cross_fitted(said, other, customer) != before).any()
