"""Silence beyond a customer's own rhythm: the worked examples of the metrics reference, and a simulation."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
import pytest
from scipy import special

import metrics
from metrics.lifetimes.rhythm import _log_gamma, silence_probability
from tests.metrics.conftest import rows

UNTIL = date(2024, 12, 31)
GAPS = [28, 30, 31, 29, 32]


def customer(gaps, silent, **model):
    return ibis.memtable(
        pd.DataFrame(
            {
                "ended": [len(gaps)],
                "total": [float(sum(gaps))],
                "logs": [float(np.log(gaps).sum())],
                "silent_days": [silent],
                **{name: [value] for name, value in model.items()},
            }
        )
    )


@pytest.mark.parametrize(("k", "expected"), [(1, 0.2229), (2, 0.1840), (4, 0.1252), (10, 0.0445)])
def test_reference_probabilities(k, expected):
    found = silence_probability(customer(GAPS, 55, regularity=k, shape=2.0 * k, pace=80.0, leaving=0.1))
    assert rows(found, "p_silence") == [(expected,)]
    assert special.betaincc(k, 2 * k + 5 * k, 55 / (55 + 80 + 150)) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("gaps", "silent", "expected"),
    [(GAPS, 55, (0.1797, 0.618, -22.802)), ([], 60, (0.3125, 0.7377, -0.9643))],
    ids=["five gaps", "bought once"],
)
def test_reference_likelihood(gaps, silent, expected):
    found = silence_probability(customer(gaps, silent, regularity=2, shape=3.0, pace=60.0, leaving=0.1))
    assert rows(found, "p_silence", "p_alive", "log_likelihood") == [expected]


def test_log_gamma_is_that_of_scipy():
    values = [0.3, 1.25, 2.0, 7.5, 60.0, 4000.0]
    found = ibis.memtable({"x": values}).mutate(y=_log_gamma(ibis._.x)).to_pandas()["y"]
    assert found.to_numpy() == pytest.approx(special.gammaln(values), rel=1e-11, abs=1e-11)


def simulated(buyers, seed=7):
    """Regular buyers (k = 3) of different pace; after each purchase one in ten leaves."""
    draw = np.random.default_rng(seed)
    lines, alive = [], {}
    for key in range(buyers):
        pace = draw.gamma(5.0, 1 / 50.0)
        day, alive[key] = draw.uniform(0, 400), True
        while day < 730:
            lines.append((key, date(2023, 1, 2) + timedelta(days=int(day))))
            if draw.random() < 0.1:
                alive[key] = False
                break
            day += max(1.0, draw.gamma(3, 1 / pace))
    frame = pd.DataFrame(lines, columns=["customer_key", "day"]).drop_duplicates()
    bought = ibis.memtable(frame).mutate(day=ibis._.day.cast("date"))
    return ibis.memtable(metrics.purchase_gaps(bought).to_pyarrow()), alive


def test_the_model_finds_how_they_buy_and_the_probabilities_hold():
    """Of those still buying, about one in twenty is silent beyond the 5 % line, whatever their pace."""
    gaps, alive = simulated(1500)
    model = metrics.rhythm_model(gaps, UNTIL).to_pandas().iloc[0]
    assert not model["is_prior"]
    assert 2 <= model["regularity"] <= 4
    assert 0.05 <= model["leaving"] <= 0.2
    lapsed = set(metrics.rhythm_members(gaps, UNTIL).to_pandas()["customer_key"])
    buying = [key for key, stays in alive.items() if stays]
    left = [key for key, stays in alive.items() if not stays]
    assert np.mean([key in lapsed for key in buying]) < 0.08
    assert np.mean([key in lapsed for key in left]) > 0.5


def test_few_customers_get_the_cautious_model_and_their_list_is_as_long_as_its_number():
    gaps, _alive = simulated(60)
    customers = ibis.memtable({"customer_key": list(range(60))})
    assert metrics.rhythm_model(gaps, UNTIL).to_pandas()["is_prior"].tolist() == [True]
    levels = metrics.rhythm_levels(gaps, customers, UNTIL).to_pandas().set_index("level")
    assert levels["customers"].sum() == 60
    for level, row in levels.iterrows():
        assert len(metrics.rhythm_members(gaps, UNTIL, level).to_pandas()) == row["customers"]
    one = metrics.rhythm_members(gaps, UNTIL, "high").to_pandas().iloc[0]
    assert one["times_usual"] == pytest.approx(one["silent_days"] / one["usual_days"])
