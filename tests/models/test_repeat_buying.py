"""Repeat buying: the published fit of CDNOW, its worked customers, and data that carry no model."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import approx_fprime

from models import repeat_buying
from models.enough import check_span
from models.reasons import NoModel
from models.repeat_buying import RepeatBuying, fit_repeat_buying, log_likelihoods
from models.worth import discounted_purchases

# Fader, Hardie and Lee 2005.
PUBLISHED = RepeatBuying("bg_nbd", 0.243, 4.414, 0.793, 2.426, 0.0, 2357)
# x, t_x, T of four customers.
CUSTOMERS = tuple(np.array([[2, 30.43, 38.86], [0, 0, 38.86], [1, 1.71, 38.86], [7, 29.43, 38.86]]).T)


@pytest.fixture(scope="module")
def cdnow(data_folder):
    frame = pd.read_csv(data_folder / "cdnow" / "cdnow_customers_summary_with_transactions.csv")
    return tuple(frame[name].to_numpy(float) for name in ("x", "t_x", "T", "zbar"))


@pytest.mark.data
def test_cdnow_is_fitted_as_published(cdnow):
    fit = fit_repeat_buying(*cdnow[:3], kind="bg_nbd")
    assert fit.parameters == pytest.approx((0.2426, 4.4135, 0.7929, 2.4258), abs=6e-5)
    assert fit.log_likelihood == pytest.approx(-9582.43, abs=0.006)
    assert fit.log_likelihood == pytest.approx(float(log_likelihoods(fit, *cdnow[:3]).sum()))


@pytest.mark.data
def test_cdnow_with_a_first_purchase_that_may_be_the_last(cdnow):
    fit = fit_repeat_buying(*cdnow[:3])
    assert fit.kind == "mbg_nbd"  # 60 % bought once only
    assert fit.parameters == pytest.approx((0.5248, 6.183, 0.8914, 1.614), abs=6e-4)
    assert fit.alive(*CUSTOMERS)[1] == pytest.approx(0.3897, abs=6e-5)


@pytest.mark.data
def test_rows_put_together_beforehand_give_the_same_fit(cdnow):
    frame = pd.DataFrame(dict(zip("xrt", cdnow[:3], strict=True))).groupby(["x", "r", "t"]).size().reset_index(name="n")
    grouped = fit_repeat_buying(*(frame[name].to_numpy(float) for name in "xrtn"), kind="bg_nbd")
    assert grouped.parameters == pytest.approx(fit_repeat_buying(*cdnow[:3], kind="bg_nbd").parameters, rel=1e-6)
    assert len(frame) < len(cdnow[0])


def test_customers_at_the_published_parameters():
    assert log_likelihoods(PUBLISHED, *CUSTOMERS) == pytest.approx([-9.4586, -0.5547, -4.4691, -21.8633], abs=6e-5)
    assert PUBLISHED.alive(*CUSTOMERS) == pytest.approx([0.7266, 1, 0.2121, 0.6418], abs=6e-5)
    assert PUBLISHED.purchases(39, *CUSTOMERS) == pytest.approx([1.2260, 0.1951, 0.2032, 3.3371], abs=6e-5)


@pytest.mark.parametrize(("weeks", "expected"), [(1, 0.0533), (39, 1.1967), (52, 1.4461), (78, 1.8605)])
def test_purchases_of_a_new_customer(weeks, expected):
    assert PUBLISHED.purchases_of_new(weeks) == pytest.approx(expected, abs=6e-5)


def test_discounted_purchases_count_each_week_at_its_end():
    amounts = np.array([24.6586, 18.9114])
    some = tuple(column[[0, 2]] for column in CUSTOMERS)
    assert discounted_purchases(PUBLISHED, 52, 0.1, *some) * amounts == pytest.approx([36.757, 4.697], abs=6e-4)


@pytest.mark.parametrize("first", [0, 1])
def test_slope_of_the_likelihood_is_that_of_small_steps(first):
    x, t_x, t = (np.array(one, float) for one in ([0, 1, 3, 3], [0, 0.2, 0.5, 0.9], [1, 0.7, 0.8, 1]))
    kinds, place = np.unique(x, return_inverse=True)
    n = np.array([3.0, 2, 1, 5])
    rest = (first, kinds, place, np.bincount(place, weights=n), t_x, t, n)
    at = np.array([0.6, 0.3, 0.9, 2.1])
    slope = repeat_buying._log_likelihood(at, *rest)[1]
    steps = approx_fprime(at, lambda one: repeat_buying._log_likelihood(one, *rest)[0], 1e-7)
    assert slope == pytest.approx(steps, rel=1e-4)


def simulated(r, alpha, a, b, customers=4000, seed=7):
    """Draw histories of customers who begin over fifty weeks and are watched for a hundred."""
    rng = np.random.default_rng(seed)
    rows = []
    for rate, leaves in zip(rng.gamma(r, 1 / alpha, customers), rng.beta(a, b, customers), strict=True):
        age = rng.uniform(50, 100)
        times, now = [], rng.exponential(1 / rate)
        while now <= age:
            times.append(now)
            if rng.random() < leaves:
                break
            now += rng.exponential(1 / rate)
        rows.append((len(times), times[-1] if times else 0.0, age))
    return tuple(np.array(rows).T)


def test_planted_parameters_are_found_again():
    fit = fit_repeat_buying(*simulated(0.8, 9.0, 0.9, 2.5), kind="bg_nbd")
    assert fit.parameters == pytest.approx((0.8, 9.0, 0.9, 2.5), rel=0.25)


def test_all_leaving_with_one_probability_is_a_model_too():
    """The likelihood has no maximum then; what counts is how many leave, and that sums stay finite."""
    fit = fit_repeat_buying(*simulated(0.8, 9.0, 2e5, 8e5), kind="bg_nbd")
    assert fit.a / (fit.a + fit.b) == pytest.approx(0.2, abs=0.04)
    x, age = np.array([0.0, 3, 80]), np.array([1.0, 60, 100])
    assert np.isfinite(fit.purchases(156, x, age * 0.9, age)).all()


def test_where_nobody_is_seen_to_leave_everybody_goes_on():
    rng = np.random.default_rng(3)
    rates = rng.gamma(2.0, 1 / 10.0, 3000)
    repeats = rng.poisson(rates * 60).astype(float)
    recency = np.where(repeats > 0, 60 * rng.random(3000) ** (1 / np.maximum(repeats, 1)), 0.0)
    fit = fit_repeat_buying(repeats, recency, np.full(3000, 60.0))
    assert (fit.kind, fit.a, fit.b) == ("nbd", 0.0, 0.0)
    assert (fit.r, fit.alpha) == pytest.approx((2.0, 10.0), rel=0.15)
    assert fit.purchases(30, *(np.array([one]) for one in (4.0, 50.0, 60.0))) == pytest.approx(
        [(fit.r + 4) / (fit.alpha + 60) * 30]
    )


@pytest.mark.parametrize(
    ("repeats", "code"),
    [
        pytest.param([], "no_purchases", id="nobody"),
        pytest.param([0.0] * 500, "too_few", id="all bought once"),
        pytest.param([1.0] * 99, "too_few", id="one below the least"),
    ],
)
def test_too_little_is_said_in_a_sentence(repeats, code):
    x = np.array(repeats)
    with pytest.raises(NoModel) as none:
        fit_repeat_buying(x, x * 3.0, x * 0 + 40.0)
    assert none.value.code == code
    assert str(none.value).endswith(".")


def test_all_alike_is_no_model():
    rng = np.random.default_rng(5)
    repeats = rng.poisson(6.0, 20_000).astype(float)
    with pytest.raises(NoModel) as none:
        fit_repeat_buying(repeats, np.full(20_000, 55.0), np.full(20_000, 60.0), kind="nbd")
    assert none.value.code in {"all_alike", "at_bound"}


def test_data_must_cover_three_usual_waits():
    check_span(90, np.array([10.0, 30.0, 50.0]))
    with pytest.raises(NoModel) as none:
        check_span(89, np.array([10.0, 30.0, 50.0]))
    assert (none.value.code, none.value.numbers["least"]) == ("too_short", 90)


@pytest.mark.parametrize("a", [0.2, 0.999999999, 1.0, 1.7, 30.0])
@pytest.mark.parametrize("kind", ["bg_nbd", "mbg_nbd"])
def test_nothing_is_ever_infinite(a, kind):
    model = RepeatBuying(kind, 0.3, 2.0, a, 1.5, 0.0, 1)
    x, age = np.array([0.0, 1, 40, 900]), np.array([0.0, 3, 500, 700])
    for weeks in (0.1, 52, 520):
        found = model.purchases(weeks, x, age * 0.9, age)
        assert np.isfinite(found).all()
        assert (found >= 0).all()
