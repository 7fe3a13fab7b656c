"""Control charts: the published numbers, the promise of few false alarms by simulation, and what still is told."""

from __future__ import annotations

import numpy as np
import pytest

from models import control

KEPT = (312, 330, 318, 322, 309, 331, 326, 314, 320, 318)
YEARS, MONTHS = 1000, 12


def test_laneys_chart_of_the_reference():
    judged = control.shares([*KEPT, 295], [400] * 11)
    assert judged.centre == pytest.approx(0.8)
    assert judged.spread == pytest.approx(1.1574, abs=5e-5)
    assert (judged.low, judged.high) == (pytest.approx(0.7306, abs=5e-5), pytest.approx(0.8694, abs=5e-5))
    assert judged.value == 295 / 400 < 0.8 - 3 * (0.8 * 0.2 / 400) ** 0.5, "a plain chart would cry wolf"
    assert judged.since == 0
    assert not control.alerts([float(judged.p_value)], [0], "month")[0]


@pytest.mark.parametrize(("kept", "side"), [(292, -1), (293, 0), (347, 0), (348, 1)], ids=str)
def test_the_limits_are_where_they_are_said_to_be(kept, side):
    assert control.shares([*KEPT, kept], [400] * 11).beyond[-1] == side


def test_periods_that_differ_less_than_chance_are_judged_by_chance():
    judged = control.shares([320] * 10 + [300], [400] * 11)
    assert judged.spread == 1
    assert judged.low == pytest.approx(0.8 - 3 * 0.02)


def test_a_rate_of_events_has_the_spread_of_poisson():
    judged = control.rates([4] * 9, [100] * 8 + [400])
    assert judged.centre == 0.04
    assert judged.high == pytest.approx(0.04 + 3 * (0.04 / 400) ** 0.5)
    assert (judged.value, judged.since) == (0.01, 1)
    assert control.rates([4] * 9, [100] * 9).since == 0


def test_a_score_is_judged_by_the_variance_of_its_answers():
    judged = control.scores([0.3, 0.1] * 4 + [-0.5], [100] * 9, 0.64)
    assert judged.centre == pytest.approx(0.2)
    assert judged.spread == pytest.approx(0.2 / 0.08 / 1.128)
    assert judged.low == pytest.approx(0.2 - 3 * 0.2 / 1.128)
    assert judged.since == 1


def test_counts_are_compared_by_day():
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 28])
    judged = control.counts(np.full(10, 2.0), days)
    assert (judged.centre, judged.low, judged.high) == (2, 2, 2)
    assert judged.since == 0


def test_individuals_by_their_moving_range():
    judged = control.individuals([10, 12, 11, 13, 10, 12, 11, 13, 20])
    assert judged.centre == 11.5
    assert judged.spread == pytest.approx((2 + 1 + 2 + 3 + 2 + 1 + 2) / 7 / 1.128)
    assert judged.high == pytest.approx(11.5 + 3 * judged.spread)
    assert judged.since == 1


def test_december_is_no_alarm_where_every_december_is_such():
    year = np.array([5, 5, 6, 5, 4, 5, 5, 6, 5, 4, 5, 15], float)
    two = np.concatenate([year, year + 0.2 * np.sin(np.arange(12)), year[:11] + 0.1 * np.cos(np.arange(11)), [15.1]])
    judged = control.counts(two, np.full(len(two), 30.0), season=12)
    assert judged.centre == pytest.approx(15, abs=0.3)
    assert judged.beyond[-1] == 0
    assert control.counts(two, np.full(len(two), 30.0)).beyond[-1] == 1, "without the season it would be one"


def test_since_counts_the_periods_in_a_row_on_the_same_side():
    assert control.shares([*KEPT * 2, 200, 360, 210, 220], [400] * 24).since == 2


def test_nobody_lost_so_far_does_not_make_the_first_loss_a_wonder():
    assert control.shares([20] * 8 + [19], [20] * 9).p_value > 0.1
    assert control.rates([0] * 8 + [1], [20] * 9).p_value > 0.1


def test_where_nothing_is_counted_and_nothing_differs_nothing_is_said():
    assert np.isnan(control.individuals([5.0] * 9 + [6.0]).p_value)
    assert control.alerts([np.nan], [1], "month") == [False]


def quiet_years(customers: int, before: int, overdispersion: float) -> list[control.Judged]:
    """Twelve numbers of so many customers, nothing changing: for each month the judgement of all the years at once."""
    rng = np.random.default_rng(7)
    shape = (YEARS, before + MONTHS)

    def chance(base: float) -> np.ndarray:
        return np.clip(base * (1 + overdispersion * rng.standard_normal(shape)), 0.001, 0.999)

    everybody, days = np.full(shape, float(customers)), np.full(shape, 30.0)
    kept = rng.binomial(customers, chance(0.8))
    money = rng.lognormal(0, 1.2, (*shape, min(customers, 100)))
    stayed = rng.random(money.shape) < chance(0.8)[..., None]
    effective = money.sum(-1) ** 2 / (money**2).sum(-1)
    left = [rng.poisson(everybody * chance(share)) for share in (0.02, 0.01, 0.005, 0.005, 0.002, 0.001)]
    complaints = rng.poisson(everybody * chance(0.05)) + 1
    answered = rng.binomial(complaints, 0.7)
    found = []
    for month in range(MONTHS):
        s = slice(month, month + before + 1)
        found.append(
            [
                control.shares(kept[:, s], everybody[:, s]),
                control.shares((money * stayed).sum(-1)[:, s] / money.sum(-1)[:, s] * effective[:, s], effective[:, s]),
                control.counts((customers - kept)[:, s] / 30, days[:, s]),
                *(control.rates(cause[:, s], everybody[:, s]) for cause in left),
                control.counts(complaints[:, s] / 30, days[:, s]),
                control.shares(answered[:, s], complaints[:, s]),
            ]
        )
    return found


@pytest.mark.parametrize(
    ("customers", "before", "overdispersion"),
    [(20, 8, 0.0), (20, 24, 0.0), (400, 12, 0.03), (400, 24, 0.03), (5000, 8, 0.03)],
)
def test_quiet_years_stay_quiet_as_promised(customers, before, overdispersion):
    alarmed = np.zeros(YEARS, bool)
    for judged in quiet_years(customers, before, overdispersion):
        p_values = np.array([one.p_value for one in judged]).T
        beyond = np.array([one.beyond[:, -1] for one in judged]).T
        suspect = np.flatnonzero(np.nanmin(p_values, axis=1) < control.FALSE_YEARS)  # the others raise none
        for year in suspect:
            alarmed[year] |= any(control.alerts(p_values[year], beyond[year], "month"))
    assert alarmed.mean() <= control.FALSE_YEARS


def test_what_did_change_is_told():
    rng = np.random.default_rng(3)
    kept = rng.binomial(400, 0.8, (200, 25))
    kept[:, -1] = rng.binomial(400, 0.65, 200)
    judged = control.shares(kept, np.full(kept.shape, 400.0))
    others = [0.3 + 0.05 * number for number in range(11)]
    told = [
        control.alerts([p, *others], [side, *[0] * 11], "month")[0]
        for p, side in zip(judged.p_value, judged.beyond[:, -1], strict=True)
    ]
    assert np.mean(told) > 0.95


def test_many_numbers_watched_raise_the_bar_for_each():
    assert control.alerts([0.004], [-1], "month") == [True]
    assert control.alerts([0.004, *[0.5] * 9], [-1, *[1] * 9], "month") == [False] * 10
    assert control.alerts([0.0001, *[0.5] * 9], [-1, *[1] * 9], "month") == [True, *[False] * 9]
    assert control.alerts([0.0001], [0], "month") == [False], "within the limits nothing is an alert"
