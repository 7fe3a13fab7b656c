"""How likely chance alone makes so large a difference."""

from __future__ import annotations

import math

import ibis
import ibis.expr.types as ir
from ibis import _

# Chebyshev fit of the complementary error function, right to 1.2e-7 of its value everywhere.
_FIT = (
    *(-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806),
    *(0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277),
)


def two_sided(z: ir.FloatingValue) -> ir.FloatingValue:
    """Return the probability that a standard normal value lies as far from zero as z.

    Source: Press et al., Numerical Recipes, erfcc.
    """
    x = z.abs() / math.sqrt(2.0)
    t = 1.0 / (1.0 + 0.5 * x)
    series: ir.FloatingValue = t * _FIT[-1] + _FIT[-2]
    for factor in _FIT[-3::-1]:
        series = t * series + factor
    return t * (series - x * x).exp()


def chi_square_tail(x: float, degrees: int) -> float:
    """Return the probability of a χ² value of x or more."""
    if degrees <= 0 or x < 0 or math.isnan(x):
        return math.nan
    half = x / 2.0
    tail, term = (math.exp(-half), math.exp(-half)) if degrees % 2 == 0 else (math.erfc(math.sqrt(half)), 0.0)
    for k in range(2 - degrees % 2, degrees, 2):
        # Each two further degrees add half^(k/2) · e^(−half) ÷ Γ(k/2 + 1).
        term = math.exp(k / 2.0 * math.log(half) - half - math.lgamma(k / 2.0 + 1.0)) if half > 0 else 0.0
        tail += term
    return min(tail, 1.0)


def benjamini_hochberg(tests: ir.Table, p_value: str = "p_value") -> ir.Table:
    """Put beside every p-value the one adjusted for so many looked at: adjusted_p; null where there is none.

    Adjusted p of the i-th smallest of m = the least of p(j) · m ÷ j over every j ≥ i.

    Source: Benjamini and Hochberg 1995.
    """
    stated = tests[p_value].notnull()
    numbered = tests.mutate(
        rank=ibis.row_number().over(ibis.window(order_by=tests[p_value].asc(nulls_first=False))) + 1,
        tested=stated.sum().over(ibis.window()),
    )
    scaled = numbered.mutate(scaled=_[p_value] * _.tested / _.rank)
    larger = ibis.window(order_by=_.rank.desc(), preceding=None, following=0)
    adjusted = ibis.ifelse(_[p_value].notnull(), ibis.least(_.scaled.min().over(larger), 1.0), ibis.null("float64"))
    return scaled.mutate(adjusted_p=adjusted).drop("rank", "tested", "scaled")


# As many occasions are summed one by one; of more, the normal curve says as much.
MOST_SUMMED = 20


def binomial_lower(count: ir.NumericValue, trials: ir.NumericValue, share: ir.NumericValue) -> ir.FloatingValue:
    """Return the probability of so few or fewer out of `trials`, where each happens with the probability `share`.

    Exact up to MOST_SUMMED; beyond it the normal curve with continuity correction.
    """
    n, p = trials.cast("float64"), share.cast("float64")
    odds = p / (1.0 - p)
    series: ir.FloatingValue = ibis.literal(1.0)
    for j in range(MOST_SUMMED - 1, -1, -1):
        series = ibis.ifelse(count > j, 1.0 + (n - float(j)) / float(j + 1) * odds * series, 1.0)
    exact = (n * (1.0 - p).ln()).exp() * series
    z = (count.cast("float64") + 0.5 - n * p) / (n * p * (1.0 - p)).sqrt()
    # Below the mean the tail, above it 1 − tail, with the tail written once: it is most of the query.
    normal = (ibis.ifelse(z < 0, 0.0, 1.0) - two_sided(z) / 2.0).abs()
    return ibis.ifelse(count > MOST_SUMMED, normal, ibis.least(exact, 1.0))


def poisson_upper(count: ir.NumericValue, expected: ir.NumericValue) -> ir.FloatingValue:
    """Return the probability of so many or more events where so many are expected; exact up to MOST_SUMMED, then 0."""
    mean = expected.cast("float64")
    series: ir.FloatingValue = ibis.literal(1.0)
    for j in range(MOST_SUMMED - 2, -1, -1):
        series = ibis.ifelse(count > j + 1, 1.0 + mean / float(j + 1) * series, 1.0)
    fewer = ibis.ifelse(count > 0, (-mean).exp() * series, 0.0)
    return ibis.ifelse(count > MOST_SUMMED, 0.0, ibis.greatest(1.0 - fewer, 0.0))
