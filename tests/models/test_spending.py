"""Spending: the published fit of CDNOW's repeat buyers, and amounts that carry no model."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.reasons import NoModel
from models.spending import fit_spending


@pytest.mark.data
def test_cdnow_is_fitted_as_published(data_folder):
    frame = pd.read_csv(data_folder / "cdnow" / "cdnow_customers_summary_with_transactions.csv")
    fit = fit_spending(frame["x"].to_numpy(float), frame["zbar"].to_numpy(float))
    assert (fit.p, fit.q, fit.v) == pytest.approx((6.2488, 3.7446, 15.4477), abs=6e-5)
    assert fit.log_likelihood == pytest.approx(-4055.92, abs=0.006)
    assert (fit.customers, round(fit.correlation, 3)) == (946, 0.114)
    amounts = fit.expected(np.array([2.0, 1, 7, 0]), np.array([22.35, 11.77, 73.74, 0]))
    assert amounts == pytest.approx([24.6586, 18.9114, 71.4628, 35.1707], abs=4e-4)


def drawn(p, q, v, customers=6000, seed=2):
    rng = np.random.default_rng(seed)
    payments = rng.integers(1, 12, customers).astype(float)
    return payments, rng.gamma(p * payments) / (rng.gamma(q, 1 / v, customers) * payments)


def test_planted_parameters_are_found_again():
    fit = fit_spending(*drawn(5.0, 4.0, 60.0))
    assert (fit.p, fit.q, fit.v) == pytest.approx((5.0, 4.0, 60.0), rel=0.12)
    assert fit.mean == pytest.approx(100, rel=0.05)


def test_amounts_in_another_unit_change_nothing_but_the_unit():
    payments, means = drawn(5.0, 4.0, 60.0)
    small, large = fit_spending(payments, means), fit_spending(payments, means * 1e7)
    assert large.expected(payments, means * 1e7) == pytest.approx(small.expected(payments, means) * 1e7, rel=1e-4)


@pytest.mark.parametrize(
    ("payments", "means", "code"),
    [
        pytest.param(np.ones(29), np.ones(29), "few_spenders", id="too few"),
        pytest.param(np.ones(500), -np.ones(500), "few_spenders", id="only refunds"),
        pytest.param(np.arange(1.0, 200), np.arange(1.0, 200), "spend_follows_frequency", id="the frequent pay more"),
        pytest.param(*drawn(3.0, 0.6, 1.0), "heavy_spenders", id="a mean that does not exist"),
    ],
)
def test_what_carries_no_model_says_why(payments, means, code):
    with pytest.raises(NoModel) as none:
        fit_spending(payments, means)
    assert none.value.code == code
    assert str(none.value).endswith(".")


def test_the_mean_of_all_is_finite_for_who_never_paid():
    fit = fit_spending(*drawn(5.0, 4.0, 60.0))
    assert fit.expected(np.array([0.0, 3.0]), np.array([np.nan, -5.0])) == pytest.approx([fit.mean, fit.mean])
