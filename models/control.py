"""What is usual for a number, and whether its last value lies beyond it: control charts that do not cry wolf.

Every number watched brings its complete periods, the last one to be judged by those before it. Nothing is judged by
fewer than LEAST periods, nor by more than MOST.

**The promise.** In a year in which nothing changes, the chance that all the charts of a data set together raise any
alert is at most FALSE_YEARS, however many numbers are watched. A period may use up its part of that: its p-values are
adjusted for how many are watched (Benjamini and Hochberg, whose false discovery rate is the chance of any alarm where
nothing changed), and stay at or below FALSE_YEARS ÷ periods in a year. `tests/models/test_control.py` counts it over
1,000 simulated years.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special, stats

from localization.grains import PERIODS_IN_A_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST, MOST = 8, 24  # periods to judge by
FALSE_YEARS = 0.1
LIMIT = 3.0
# Mean of the difference of two draws from a normal distribution, in its standard deviations.
D2 = 1.128
# Degrees of freedom that a mean moving range leaves for each of its ranges (Wheeler 2000).
FREEDOM = 0.62


@dataclass(frozen=True)
class Judged:
    """The last value of a number against what is usual for it; arrays where many numbers were judged at once.

    Attributes
    ----------
    value, centre
        The last value, and the usual one.
    low, high
        Limits of what is usual: the centre ± 3 standard deviations of this period.
    spread
        How much more the periods differ than counting alone would make them (Laney's sigma of z, at least 1); of
        values the standard deviation itself.
    p_value
        How often chance makes a last value as far off, by the wider of two measures: the spread of the periods before,
        known from so few of them (Student's t), and the chance of counting (binomial or Poisson). Null (nan) where
        the periods before do not differ at all and nothing is counted.
    beyond
        For each period, the last one at the end, −1 below its limits, 1 above, 0 within.

    """

    value: Any
    centre: Any
    low: Any
    high: Any
    spread: Any
    p_value: Any
    beyond: NDArray[np.int_]

    @property
    def since(self) -> int:
        """Of one number: how many periods in a row, the last one included, lie beyond the limits on its side."""
        side, places = self.beyond[..., -1], self.beyond[..., ::-1]
        if side == 0:
            return 0
        others = np.flatnonzero(places != side)
        return int(others[0]) if len(others) else int(places.size)


def shares(part: Any, whole: Any) -> Judged:
    """Judge a proportion by Laney's p′ chart.

    σ of a period = √(p̄ (1 − p̄) ÷ n), z = (p − p̄) ÷ σ, σ_z = mean |z − z of the period before| ÷ 1.128, limits
    p̄ ± 3 · σ · σ_z. Chance alone makes σ_z 1, so less than that is chance as well.

    Parameters
    ----------
    part, whole
        Counts by period along the last axis, the last period being judged; a weighted share takes the effective
        number of customers as its whole. 0 < whole.

    Source: Laney 2002, Improved control charts for attributes, Quality Engineering 14.

    """
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    before, of_before = part[..., :-1].sum(-1), whole[..., :-1].sum(-1)
    centre = before / of_before
    error = np.sqrt(np.maximum(centre * (1 - centre), 0.0)[..., None] / whole)
    now, n = np.round(part[..., -1]), np.round(whole[..., -1])
    # By the rule of succession: twenty periods in which all were kept do not prove that nobody ever leaves.
    expected = np.where(now / n > centre, (before + 1) / (of_before + 2), before / (of_before + 1))
    fewer, more = _binomial(now, n, expected), 1 - _binomial(now - 1, n, expected)
    counted = np.where(now <= n * centre, fewer, more)
    return _laney(part / whole, centre, error, weight=whole[..., -1] / of_before, counted=counted, floor=0.0, top=1.0)


def rates(events: Any, exposure: Any) -> Judged:
    """Judge events per customer, or per day, by Laney's u′ chart: as `shares`, with σ = √(ū ÷ exposure)."""
    events, exposure = np.asarray(events, float), np.asarray(exposure, float)
    before, of_before = events[..., :-1].sum(-1), exposure[..., :-1].sum(-1)
    centre = before / of_before
    error = np.sqrt(centre[..., None] / exposure)
    counted = _poisson(events[..., -1], exposure[..., -1], before, of_before)
    weight = exposure[..., -1] / of_before
    return _laney(events / exposure, centre, error, weight=weight, counted=counted, floor=0.0)


def scores(score: Any, answers: Any, variance: Any) -> Judged:
    """Judge a mean of answers, such as NPS, as `shares`, with σ = √(variance ÷ answers).

    Parameters
    ----------
    score, answers
        Mean and number of answers by period.
    variance
        Of single answers, over all periods together.

    """
    score, answers = np.asarray(score, float), np.asarray(answers, float)
    of_before = answers[..., :-1].sum(-1)
    centre = (score[..., :-1] * answers[..., :-1]).sum(-1) / of_before
    error = np.sqrt(np.asarray(variance, float)[..., None] / answers)
    return _laney(score, centre, error, weight=answers[..., -1] / of_before, counted=0.0)


def counts(per_day: Any, days: Any, season: int = 0) -> Judged:
    """Judge a count by the chart of individuals: usual is the mean ± 3 · mean moving range ÷ 1.128, all per day.

    Parameters
    ----------
    per_day, days
        Count per day and number of days by period: a month of 28 days compares with one of 31.
    season
        How many periods back the same season lies; where it is not 0, each value stands against that of a year before,
        and both the usual value and the limits are those of this season.

    """
    per_day, days = np.asarray(per_day, float), np.asarray(days, float)
    values = per_day[..., season:] - per_day[..., :-season] if season else per_day
    base = per_day[..., -1 - season] if season else 0.0
    events = per_day * days
    judged = individuals(values)
    one = events[..., -1 - season : -season] if season else events[..., :-1]
    of_one = days[..., -1 - season : -season] if season else days[..., :-1]
    counted = _poisson(events[..., -1], days[..., -1], one.sum(-1), of_one.sum(-1))
    return Judged(
        per_day[..., -1],
        judged.centre + base,
        np.maximum(judged.low + base, 0.0),
        judged.high + base,
        judged.spread,
        np.fmax(judged.p_value, np.minimum(2 * counted, 1.0)),
        judged.beyond,
    )


def individuals(values: Any) -> Judged:
    """Judge plain values, such as money per day, by the chart of individuals."""
    values = np.asarray(values, float)
    base = values[..., :-1]
    k = base.shape[-1]
    centre = base.mean(-1)
    spread = np.abs(np.diff(base, axis=-1)).mean(-1) / D2
    low, high = centre - LIMIT * spread, centre + LIMIT * spread
    off = values[..., -1] - centre
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(spread > 0, np.abs(off) / (spread * np.sqrt(1 + 1 / k)), np.nan)
    p_value = 2 * stats.t.sf(t, FREEDOM * (k - 1))
    return Judged(values[..., -1], centre, low, high, spread, p_value, _beyond(values, low[..., None], high[..., None]))


def alerts(p_values: Sequence[float], beyond: Sequence[int], grain: str) -> list[bool]:
    """Tell which of the numbers watched in one period are worth an alert, so that the promise holds.

    Parameters
    ----------
    p_values, beyond
        `p_value` of each number, and the last of its `beyond`.
    grain
        Length of the periods.

    """
    stated = np.asarray(p_values, float)
    known = np.flatnonzero(~np.isnan(stated))
    adjusted = np.full(len(stated), np.nan)
    if len(known):
        adjusted[known] = stats.false_discovery_control(stated[known])
    allowed = FALSE_YEARS / PERIODS_IN_A_YEAR[grain]  # type: ignore[index]  # one of GRAINS
    return [bool(p <= allowed) and side != 0 for p, side in zip(adjusted, beyond, strict=True)]


def _laney(
    value: Floats, centre: Any, error: Floats, *, weight: Any, counted: Any, floor: float | None = None, top: Any = None
) -> Judged:
    """Judge values whose chance error is known, by how much more than that they differ.

    Parameters
    ----------
    value, error
        By period.
    centre
        The usual value.
    weight
        The last period's size in that of all before it: how far the centre itself is uncertain.
    counted
        How often the chance of counting makes the last value.
    floor, top
        Between which values can lie.

    """
    k = value.shape[-1] - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(error > 0, (value - np.asarray(centre)[..., None]) / error, 0.0)
        spread = np.maximum(np.abs(np.diff(z[..., :-1], axis=-1)).mean(-1) / D2, 1.0)
        reach = LIMIT * error * np.asarray(spread)[..., None]
        off = np.abs(value[..., -1] - centre)
        t = np.where(off > 0, off / (error[..., -1] * spread * np.sqrt(1 + weight)), 0.0)
    low, high = np.asarray(centre)[..., None] - reach, np.asarray(centre)[..., None] + reach
    if floor is not None:
        low = np.maximum(low, floor)
    if top is not None:
        high = np.minimum(high, top)
    p_value = np.maximum(2 * stats.t.sf(t, FREEDOM * (k - 1)), np.minimum(2 * np.asarray(counted), 1.0))
    return Judged(value[..., -1], centre, low[..., -1], high[..., -1], spread, p_value, _beyond(value, low, high))


def _binomial(most: Any, n: Any, share: Any) -> Any:
    """Return how often so many or fewer of n happen, each with this chance."""
    within = np.clip(most, 0, np.maximum(n - 1, 0))
    below = special.betainc(np.maximum(n - within, 1), within + 1, 1 - share)
    return np.where(most < 0, 0.0, np.where(most >= n, 1.0, below))


def _poisson(now: Any, exposure: Any, before: Any, of_before: Any) -> Any:
    """Return how often chance alone makes a count so far from what the periods before let expect, on its side."""
    now = np.round(now)
    many = now * of_before > before * exposure
    expected = exposure / of_before * (before + many)
    return np.where(many, special.gammainc(np.maximum(now, 1), expected), special.pdtr(now, expected))


def _beyond(value: Floats, low: Floats, high: Floats) -> NDArray[np.int_]:
    return np.where(value < low, -1, np.where(value > high, 1, 0))
