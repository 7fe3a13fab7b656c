"""How long contracts last: the shifted-beta-geometric model of Fader and Hardie (2007).

Each customer gives up a contract at its renewal with a probability of their own, so those who are still there are those
who seldom leave: a single rate of renewal understates what the remaining ones will bring.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, hyp2f1

from models.reasons import NoModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BOUND = 12.0


@dataclass(frozen=True)
class Renewals:
    """A fitted model of renewals. No expected lifetime is offered: its sum has no end where alpha is at most 1."""

    alpha: float
    beta: float
    log_likelihood: float

    def survival(self, renewals: Floats | float) -> Floats:
        """Return the share of new customers (0 to 1) who are still there after so many renewals."""
        found: Floats = np.exp(betaln(self.alpha, self.beta + renewals) - betaln(self.alpha, self.beta))
        return found

    def rate(self, renewal: Floats | float) -> Floats:
        """Return the share of those with a contract who renew it at their first, second, … renewal."""
        renewal = np.asarray(renewal, dtype=np.float64)
        return np.asarray((self.beta + renewal - 1) / (self.alpha + self.beta + renewal - 1))

    def payments_of_new(self, discount: float) -> float:
        """Return the discounted payments of a new customer, one now and one at each renewal, without end.

        `discount` is the rate of one contract's length; it must be above zero for the sum to have an end.
        """
        v = 1 / (1 + discount)
        return float(hyp2f1(1.0, self.beta, self.alpha + self.beta, v))

    def payments_to_come(self, renewals: float, discount: float) -> float:
        """Return the discounted payments of a customer who has renewed so often, from the next renewal on.

        The next one falls due now and is not certain; without end, so `discount` must be above zero.
        """
        n = renewals + 1
        v = 1 / (1 + discount)
        chance = (self.beta + n - 1) / (self.alpha + self.beta + n - 1)
        return float(chance * hyp2f1(1.0, self.beta + n, self.alpha + self.beta + n, v))


def fit_renewals(cohorts: Sequence[tuple[Sequence[float], float]]) -> Renewals:
    """Fit the model by maximum likelihood.

    Parameters
    ----------
    cohorts
        For each: how many left at their first, second, … renewal, and how many are left after the last of these.

    Raises
    ------
    NoModel
        When no contract has ended, all were renewed, or none was.

    """
    longest = max((len(lost) for lost, _left in cohorts), default=0)
    lost, left = np.zeros(longest + 1), np.zeros(longest + 1)
    for losses, remaining in cohorts:
        lost[1 : len(losses) + 1] += np.asarray(losses, dtype=np.float64)
        left[len(losses)] += remaining
    everybody = lost.sum() + left.sum()
    if longest == 0 or everybody == 0:
        raise NoModel("no_renewals")
    if lost.sum() == 0:
        raise NoModel("nobody_lost")
    if lost.sum() == lost[1] and left.sum() == 0:
        raise NoModel("all_lost")
    ages = np.arange(longest + 1, dtype=np.float64)

    def cost(logs: Floats) -> float:
        alpha, beta = np.exp(logs)
        base = betaln(alpha, beta)
        leaving = betaln(alpha + 1, beta + ages[1:] - 1) - base
        whole = (lost[1:] * leaving).sum() + (left * (betaln(alpha, beta + ages) - base)).sum()
        return -float(whole) / float(everybody)

    done = minimize(
        cost, np.zeros(2), method="L-BFGS-B", bounds=[(-BOUND, BOUND)] * 2, options={"ftol": 1e-14, "gtol": 1e-9}
    )
    if not np.isfinite(done.fun) or bool((np.abs(done.x) > BOUND - 0.01).any()):
        raise NoModel("at_bound")
    alpha, beta = (float(one) for one in np.exp(done.x))
    return Renewals(alpha, beta, -float(done.fun) * float(everybody))
