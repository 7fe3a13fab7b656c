"""Renewals: both published tables, and contracts that carry no model."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from models.contracts import fit_renewals
from models.reasons import NoModel

# Fader and Hardie 2007, table 1: per cent of a thousand customers, years 0 to 12; fitted on years 0 to 7.
REGULAR = (100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3)
HIGH_END = (100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4)


def cohort(survival, years=7):
    lost = [10 * (before - after) for before, after in pairwise(survival[: years + 1])]
    return lost, 10 * survival[years]


@pytest.mark.parametrize(
    ("survival", "alpha", "beta", "likelihood", "left", "first", "eighth", "worth"),
    [
        pytest.param(REGULAR, 0.7041, 1.1820, -1680.27, 0.170, 0.6267, 0.9208, 3.6949, id="regular"),
        pytest.param(HIGH_END, 0.6681, 3.8061, -1611.16, 0.378, 0.8507, 0.9418, 5.9223, id="high end"),
    ],
)
def test_published_tables(survival, alpha, beta, likelihood, left, first, eighth, worth):
    fit = fit_renewals([cohort(survival)])
    assert (fit.alpha, fit.beta) == pytest.approx((alpha, beta), abs=6e-5)
    assert fit.log_likelihood == pytest.approx(likelihood, abs=0.006)
    assert fit.survival(12) == pytest.approx(left, abs=6e-4)
    assert fit.rate(np.array([1, 8])) == pytest.approx([first, eighth], abs=6e-5)
    assert fit.payments_of_new(0.1) == pytest.approx(worth, abs=6e-5)


def test_worth_is_the_sum_of_its_payments():
    fit = fit_renewals([cohort(REGULAR)])
    years = np.arange(0, 5_000)
    assert fit.payments_of_new(0.1) == pytest.approx(float((fit.survival(years) / 1.1**years).sum()))
    assert fit.payments_to_come(1, 0.1) == pytest.approx(4.1031, abs=6e-5)
    later = np.arange(2, 5_000)
    expected = float((fit.survival(later) / fit.survival(1) / 1.1 ** (later - 2)).sum())
    assert fit.payments_to_come(1, 0.1) == pytest.approx(expected)


def test_cohorts_add_their_likelihoods():
    whole = fit_renewals([cohort(REGULAR)])
    halves = fit_renewals([([one / 2 for one in cohort(REGULAR)[0]], cohort(REGULAR)[1] / 2)] * 2)
    assert (halves.alpha, halves.beta) == pytest.approx((whole.alpha, whole.beta), rel=1e-4)
    young = fit_renewals([cohort(REGULAR), cohort(REGULAR, years=2)])
    assert (young.alpha, young.beta) == pytest.approx((whole.alpha, whole.beta), rel=0.1)


@pytest.mark.parametrize(
    ("cohorts", "code"),
    [([], "no_renewals"), ([([0, 0], 50)], "nobody_lost"), ([([40], 0)], "all_lost"), ([([], 10)], "no_renewals")],
)
def test_what_carries_no_model_says_why(cohorts, code):
    with pytest.raises(NoModel) as none:
        fit_renewals(cohorts)
    assert none.value.code == code
