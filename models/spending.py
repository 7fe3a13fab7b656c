"""What a customer pays at a purchase: the Gamma-Gamma model of Fader, Hardie and Lee (2005).

Each customer's payments vary about a mean of their own, and these means vary over customers; so the mean of somebody
with few purchases is drawn towards that of all. It holds where the amount does not depend on how often one buys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from models.reasons import NoModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST_SPENDERS = 30
MOST_CORRELATION = 0.3
# At q ≤ 1 the mean of all customers does not exist.
LEAST_Q = 1.05
BOUND = 12.0


@dataclass(frozen=True)
class Spending:
    """A fitted model of amounts: shapes p and q, scale v (currency), and what the fit says of its data."""

    p: float
    q: float
    v: float
    log_likelihood: float
    customers: int
    correlation: float

    @property
    def mean(self) -> float:
        """Mean amount of a customer of whom nothing is known."""
        return self.p * self.v / (self.q - 1)

    def expected(self, payments: Floats, mean: Floats) -> Floats:
        """Return the mean amount expected of each customer after so many payments of that mean; finite in any case."""
        is_known = (payments > 0) & (mean > 0)
        weight = np.where(is_known, self.p * payments / (self.p * payments + self.q - 1), 0.0)
        return weight * np.where(is_known, mean, 0.0) + (1 - weight) * self.mean


def fit_spending(payments: Floats, mean: Floats, *, least: int = LEAST_SPENDERS) -> Spending:
    """Fit the model by maximum likelihood to customers with a payment whose mean is above zero.

    Parameters
    ----------
    payments
        How many payments each customer's mean is of (the repeated ones in the published examples).
    mean
        Their mean amount.
    least
        Without so many such customers there is no model.

    Raises
    ------
    NoModel
        When there are too few, amounts go along with frequency, or the mean of all does not exist.

    """
    x, z = (np.asarray(one, dtype=np.float64) for one in (payments, mean))
    used = (x > 0) & (z > 0)
    x, z = x[used], z[used]
    if len(x) < least:
        raise NoModel("few_spenders", n=len(x), least=least)
    varies = len(x) > 1 and x.std() > 0 and z.std() > 0
    correlation = float(np.corrcoef(x, z)[0, 1]) if varies else 0.0
    if abs(correlation) >= MOST_CORRELATION:
        raise NoModel("spend_follows_frequency", n=correlation)
    scale = float(z.mean())
    kinds, counts = np.unique(x, return_counts=True)
    arguments = (kinds, counts.astype(np.float64), x, z / scale)
    done = minimize(
        lambda logs: _cost(logs, *arguments),
        np.log([5.0, 4.0, 2.0]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-BOUND, BOUND), (np.log(LEAST_Q), BOUND), (-BOUND, BOUND)],
        options={"ftol": 1e-12, "gtol": 1e-7, "maxiter": 500},
    )
    logs = np.asarray(done.x)
    if logs[1] < np.log(LEAST_Q) + 1e-4:
        raise NoModel("heavy_spenders")
    if not np.isfinite(done.fun) or bool((np.abs(logs) > BOUND - 0.01).any()):
        raise NoModel("at_bound")
    p, q, v = (float(one) for one in np.exp(logs))
    # Of amounts as they are, not as they were scaled: each density is divided by the scale.
    whole = -float(done.fun) * len(x) - len(x) * float(np.log(scale))
    return Spending(p, q, v * scale, whole, len(x), correlation)


def _cost(logs: Floats, kinds: Floats, per_kind: Floats, x: Floats, z: Floats) -> tuple[float, Floats]:
    p, q, v = np.exp(logs)
    n = len(x)
    of_kind = gammaln(p * kinds + q) - gammaln(p * kinds) + p * kinds * np.log(kinds)
    total, log_total, log_z = x * z + v, np.log(x * z + v), np.log(z)
    shape = p * x + q
    value = (per_kind * of_kind).sum() + n * (q * np.log(v) - gammaln(q))
    value += ((p * x - 1) * log_z - shape * log_total).sum()
    psi = digamma(p * kinds + q)
    slope_p = (per_kind * kinds * (psi - digamma(p * kinds) + np.log(kinds))).sum() + (x * (log_z - log_total)).sum()
    slope_q = (per_kind * psi).sum() + n * (np.log(v) - digamma(q)) - log_total.sum()
    slope_v = n * q / v - (shape / total).sum()
    return -float(value) / n, -np.array([slope_p * p, slope_q * q, slope_v * v]) / n
