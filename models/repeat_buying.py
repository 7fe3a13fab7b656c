"""Who will buy again, and how often: BG/NBD and MBG/NBD from frequency, recency and age.

A customer buys at a rate of their own (gamma distributed) until they leave for good; after each purchase they leave
with a probability of their own (beta distributed). In the BG/NBD of Fader, Hardie and Lee (2005) nobody leaves after
the first purchase, so every one-time buyer counts as alive; in the MBG/NBD of Batislam, Denizel and Filiztekin (2007)
the first purchase may be the last. They differ in one place, `_first`: how many purchases give the occasion to leave
besides the repeated ones.

Where the data are too short to see anybody leave, what is left is Ehrenberg's NBD: everybody goes on at their own rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.optimize import minimize
from scipy.special import digamma, gammaln, hyp2f1

from models.enough import LEAST_REPEATERS, check_repeaters
from models.reasons import NoModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Kind = Literal["bg_nbd", "mbg_nbd", "nbd"]

BOUND = 12.0
# From here on all customers leave with practically one probability; beyond it the sums of `purchases` lose digits.
MOST_A = 100.0
# On times divided by the longest age: r, alpha, a, b.
STARTS = ((1.0, 0.3, 1.0, 3.0), (0.5, 0.2, 1.0, 2.0), (0.25, 0.1, 0.8, 2.5))
# The starts are tried on histories rounded to so many steps of the longest age, the best is finished on the exact ones.
COARSE_STEPS = 150
FEW_GROUPS = 20_000
NOBODY_LEAVES = 1e-3
ALL_ALIKE = 50.0
# Above this share of one-time buyers, the model in which they may have left is taken.
MANY_ONE_TIME_BUYERS = 0.4


@dataclass(frozen=True)
class RepeatBuying:
    """A fitted model of repeat buying; ages and times are in the unit that it was fitted in (weeks here).

    Attributes
    ----------
    kind
        bg_nbd; mbg_nbd where the first purchase may be the last; nbd where nobody is seen to leave.
    r, alpha
        Shape and rate of the purchase rates over customers.
    a, b
        Of the probabilities of leaving after a purchase; 0 where nobody leaves.
    log_likelihood
        Of the customers that it was fitted on.
    customers
        How many these were.

    """

    kind: Kind
    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    customers: float

    @property
    def parameters(self) -> tuple[float, float, float, float]:
        """The four parameters: r, alpha, a, b."""
        return self.r, self.alpha, self.a, self.b

    @property
    def _first(self) -> int:
        return _first(self.kind)

    def alive(self, repeats: Floats, recency: Floats, age: Floats) -> Floats:
        """Return the probability (0 to 1) that each customer has not left yet; 1 where nobody is seen to leave."""
        if self.kind == "nbd":
            return np.ones(len(repeats))
        both, stays = _branches(self.parameters, self._first, repeats, recency, age)
        return np.exp(stays - both)

    def purchases(self, time: float, repeats: Floats, recency: Floats, age: Floats) -> Floats:
        """Return how many purchase days each customer is expected to have within the time to come."""
        return self.alive(repeats, recency, age) * self.purchases_if_alive(time, repeats, age)

    def nothing(self, time: float, repeats: Floats, recency: Floats, age: Floats) -> Floats:
        """Return the probability (0 to 1) that each customer buys nothing within the time to come.

        Who has left buys nothing; who has not buys nothing with the probability of no event at their own rate.
        """
        alive = self.alive(repeats, recency, age)
        silent = np.exp((self.r + repeats) * np.log((self.alpha + age) / (self.alpha + age + time)))
        found: Floats = 1.0 - alive + alive * silent
        return found

    def purchases_if_alive(self, time: float, repeats: Floats, age: Floats) -> Floats:
        """Return the same of customers who have not left yet: it depends on repeats and age alone.

        Euler's form of the published expression, which knows no difference of two large numbers.
        """
        r, alpha, a, b = self.parameters
        if self.kind == "nbd":
            return (r + repeats) / (alpha + age) * time
        a = a if abs(a - 1) > 1e-6 else 1 + 1e-6
        b += self._first
        z = time / (alpha + age + time)
        tail = hyp2f1(a + b - 1 - r, a - 1, a + b + repeats - 1, z)
        found: Floats = (a + b + repeats - 1) / (a - 1) * (1 - (1 - z) ** (a - 1) * tail)
        return np.maximum(found, 0.0)

    def purchases_of_new(self, time: float) -> float:
        """Return how many repeated purchase days a customer who begins now is expected to have."""
        r, alpha, a, b = self.parameters
        if self.kind == "nbd":
            return r / alpha * time
        a = a if abs(a - 1) > 1e-6 else 1 + 1e-6
        b += self._first
        stays = (b - self._first) / (a + b - self._first) if self._first else 1.0
        z = time / (alpha + time)
        tail = hyp2f1(a + b - 1 - r, a - 1, a + b - 1, z)
        return float(stays * (a + b - 1) / (a - 1) * (1 - (1 - z) ** (a - 1) * tail))


def fit_repeat_buying(
    repeats: Floats,
    recency: Floats,
    age: Floats,
    weights: Floats | None = None,
    *,
    kind: Kind | None = None,
    start: RepeatBuying | None = None,
    least_repeaters: float = LEAST_REPEATERS,
) -> RepeatBuying:
    """Fit the model by maximum likelihood.

    Parameters
    ----------
    repeats
        Purchase days of each customer after the first.
    recency
        Time from the first to the last purchase day; the opposite of the recency of RFM.
    age
        Time from the first purchase day to the end of observation, in the same unit.
    weights
        How many customers each row stands for; rows that are alike are put together in any case, which loses nothing.
    kind
        Which model; None takes MBG/NBD where many bought once only, else BG/NBD, and NBD where that sees nobody leave.
    start
        A fit of nearly the same customers to begin from, in the same unit.
    least_repeaters
        Without so many customers who bought again there is no model.

    Raises
    ------
    NoModel
        When there are too few repeat buyers or the likelihood has no maximum inside the bounds.

    """
    x, t_x, t, n = _grouped(repeats, recency, age, weights)
    check_repeaters(float(n[x > 0].sum()), float(n.sum()), least_repeaters)
    is_chosen = kind is not None
    if kind is None:
        kind = "mbg_nbd" if float(n[x == 0].sum()) > MANY_ONE_TIME_BUYERS * float(n.sum()) else "bg_nbd"
    scale = float(t.max())
    if kind == "nbd":
        return _fit_without_leaving(x, t, n)
    found = _maximum(x, t_x / scale, t / scale, n, _first(kind), _starts(start, kind, scale))
    r, alpha, a, b = (float(value) for value in np.exp(found.x))
    if a / (a + b) < NOBODY_LEAVES:
        if is_chosen:
            raise NoModel("nobody_leaves")
        return _fit_without_leaving(x, t, n)
    _check(found.x, r)
    whole = -found.fun * float(n.sum()) - float((n * x).sum() * np.log(scale))
    return RepeatBuying(kind, r, alpha * scale, a, b, whole, float(n.sum()))


def _fit_without_leaving(x: Floats, t: Floats, n: Floats) -> RepeatBuying:
    """Fit rates alone: in the time of the data nobody is seen to leave."""
    scale, n_all = float(t.max()), float(n.sum())

    def cost(logs: Floats) -> tuple[float, Floats]:
        r, alpha = np.exp(logs)
        ages = alpha + t / scale
        value = (n * (gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(ages))).sum()
        slope_r = (n * (digamma(r + x) - digamma(r) + np.log(alpha) - np.log(ages))).sum()
        slope_alpha = (n * (r / alpha - (r + x) / ages)).sum()
        return -float(value) / n_all, -np.array([slope_r * r, slope_alpha * alpha]) / n_all

    done = minimize(
        cost,
        np.log([0.5, 0.2]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-BOUND, BOUND)] * 2,
        options={"ftol": 1e-12, "gtol": 1e-7, "maxiter": 500},
    )
    r, alpha = (float(value) for value in np.exp(done.x))
    _check(np.asarray(done.x), r)
    whole = -float(done.fun) * n_all - float((n * x).sum() * np.log(scale))
    return RepeatBuying("nbd", r, alpha * scale, 0.0, 0.0, whole, n_all)


def _first(kind: Kind) -> int:
    return 1 if kind == "mbg_nbd" else 0


def _grouped(
    repeats: Floats, recency: Floats, age: Floats, weights: Floats | None
) -> tuple[Floats, Floats, Floats, Floats]:
    """Put customers of equal history together: the likelihood is that of all of them."""
    columns = [np.asarray(one, dtype=np.float64) for one in (repeats, recency, age)]
    n = np.ones(len(columns[0])) if weights is None else np.asarray(weights, dtype=np.float64)
    if not len(n):
        return (*columns, n)  # type: ignore[return-value]
    order = np.lexsort(columns)
    rows = [one[order] for one in columns]
    begins = np.ones(len(n), dtype=bool)
    begins[1:] = np.logical_or.reduce([one[1:] != one[:-1] for one in rows])
    places = np.flatnonzero(begins)
    x, t_x, t = (one[places] for one in rows)
    return x, t_x, t, np.add.reduceat(n[order], places)


def _starts(start: RepeatBuying | None, kind: Kind, scale: float) -> list[Floats]:
    if start is not None and start.kind == kind:
        return [np.log([start.r, start.alpha / scale, start.a, start.b])]
    return [np.log(one) for one in STARTS]


def _maximum(x: Floats, t_x: Floats, t: Floats, n: Floats, first: int, starts: list[Floats]) -> _Found:
    if len(starts) > 1:
        if len(x) > FEW_GROUPS:
            step = 1.0 / COARSE_STEPS
            coarse = _grouped(x, np.round(t_x / step) * step, np.maximum(np.round(t / step) * step, step), n)
        else:
            coarse = (x, t_x, t, n)
        rough = [_search(*coarse, first, start) for start in starts]
        starts = [min(rough, key=lambda one: float(one.fun)).x]
    found = _search(x, t_x, t, n, first, starts[0])
    if not np.isfinite(found.fun):
        raise NoModel("no_convergence")
    return found


class _Found:
    """What a search found: where (`x`) and how high (`fun`)."""

    def __init__(self, x: Floats, fun: float) -> None:
        self.x = x
        self.fun = fun


def _search(x: Floats, t_x: Floats, t: Floats, n: Floats, first: int, start: Floats) -> _Found:
    kinds, inverse = np.unique(x, return_inverse=True)
    place = np.asarray(inverse, dtype=np.intp)
    per_kind = np.bincount(place, weights=n).astype(np.float64)
    n_all = float(n.sum())

    def cost(logs: Floats) -> tuple[float, Floats]:
        value, slope = _log_likelihood(np.exp(logs), first, kinds, place, per_kind, t_x, t, n)
        return -value / n_all, -slope * np.exp(logs) / n_all

    done = minimize(
        cost,
        np.clip(start, -BOUND, [BOUND, BOUND, np.log(MOST_A), BOUND]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-BOUND, BOUND), (-BOUND, BOUND), (-BOUND, np.log(MOST_A)), (-BOUND, BOUND)],
        options={"ftol": 1e-12, "gtol": 1e-7, "maxiter": 500},
    )
    return _Found(np.asarray(done.x), float(done.fun))


def _log_likelihood(
    parameters: Floats,
    first: int,
    kinds: Floats,
    place: NDArray[np.intp],
    per_kind: Floats,
    t_x: Floats,
    t: Floats,
    n: Floats,
) -> tuple[float, Floats]:
    """Return the log-likelihood and its slope in r, alpha, a, b.

    What depends on the number of purchases alone is worked out once for each such number (`kinds`).
    """
    r, alpha, a, b = (float(one) for one in parameters)
    stays_b, both_b = b + kinds + first, a + b + kinds + first
    of_kind = gammaln(r + kinds) - gammaln(r) + gammaln(a + b) - gammaln(b) + gammaln(stays_b) - gammaln(both_b)
    can_leave = kinds + first > 0
    leaving = np.full(len(kinds), -np.inf)
    leaving[can_leave] = np.log(a) - np.log(stays_b[can_leave] - 1)
    shape = (r + kinds)[place]
    log_age, log_last = np.log(alpha + t), np.log(alpha + t_x)
    stays, leaves = -shape * log_age, leaving[place] - shape * log_last
    both = np.logaddexp(stays, leaves)
    value = float((per_kind * (of_kind + r * np.log(alpha))).sum() + (n * both).sum())
    alive = n * np.exp(stays - both)
    gone = n - alive
    gone_kind = np.bincount(place, weights=gone, minlength=len(kinds))
    psi_both = digamma(a + b) - digamma(both_b)
    slope_b = np.zeros(len(kinds))
    slope_b[can_leave] = gone_kind[can_leave] / (stays_b[can_leave] - 1)
    return value, np.array(
        [
            (per_kind * (digamma(r + kinds) - digamma(r) + np.log(alpha))).sum()
            - (alive * log_age).sum()
            - (gone * log_last).sum(),
            per_kind.sum() * r / alpha - (shape * (alive / (alpha + t) + gone / (alpha + t_x))).sum(),
            (per_kind * psi_both).sum() + gone_kind.sum() / a,
            (per_kind * (psi_both + digamma(stays_b) - digamma(b))).sum() - slope_b.sum(),
        ]
    )


def _branches(
    parameters: tuple[float, float, float, float], first: int, repeats: Floats, recency: Floats, age: Floats
) -> tuple[Floats, Floats]:
    """Return the logarithms of both ways to a history together, and of the one in which the customer still stays."""
    r, alpha, a, b = parameters
    x = np.asarray(repeats, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        leaving = np.where(x + first > 0, np.log(a) - np.log(b + x - 1 + first), -np.inf)
    stays = -(r + x) * np.log(alpha + np.asarray(age, dtype=np.float64))
    return np.logaddexp(stays, leaving - (r + x) * np.log(alpha + np.asarray(recency, dtype=np.float64))), stays


def log_likelihoods(model: RepeatBuying, repeats: Floats, recency: Floats, age: Floats) -> Floats:
    """Return the log-likelihood of each customer's history under a model."""
    r, alpha, a, b = model.parameters
    first = _first(model.kind)
    both, _stays = _branches(model.parameters, first, repeats, recency, age)
    known = gammaln(r + repeats) - gammaln(r) + gammaln(a + b) - gammaln(b)
    found: Floats = known + gammaln(b + repeats + first) - gammaln(a + b + repeats + first) + r * np.log(alpha) + both
    return found


def _check(logs: Floats, r: float) -> None:
    """Refuse a fit that says more of its bounds than of the customers."""
    if r > ALL_ALIKE:
        raise NoModel("all_alike")
    if float(np.abs(logs).max()) > BOUND - 0.01:
        raise NoModel("at_bound")
