"""How many customers an experiment needs, and which difference the customers that there are can show."""

from __future__ import annotations

import math
from statistics import NormalDist

ALPHA, POWER = 0.05, 0.8
NEAR = 1e-9
_NORMAL = NormalDist()


def needed_per_arm(p: float, q: float, alpha: float = ALPHA, power: float = POWER) -> int | None:
    """How many customers must each arm have, that a change of the share kept from p to q is seen?

    Parameters
    ----------
    p, q
        Shares kept without and with the action (0 to 1).
    alpha
        How often chance alone may be called an effect, in either direction.
    power
        How often such an effect is found.

    Returns
    -------
    Customers of each arm, rounded up; None where there is nothing to be seen.

    Raises
    ------
    ValueError
        When a share does not lie between 0 and 1.

    Source: Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions; metrics reference I5.

    """
    _check(p, q)
    if p == q:
        return None
    mean = (p + q) / 2
    by_chance = _quantile(1 - alpha / 2) * math.sqrt(2 * mean * (1 - mean))
    by_effect = _quantile(power) * math.sqrt(p * (1 - p) + q * (1 - q))
    return math.ceil(((by_chance + by_effect) / (p - q)) ** 2 - NEAR)


def detectable(
    p: float, treated: int, held_out: int, alpha: float = ALPHA, power: float = POWER, *, is_fall: bool = False
) -> float | None:
    """How large must a difference be, that an experiment with so many customers sees it?

    Parameters
    ----------
    p
        Share kept without the action (0 to 1).
    treated, held_out
        Customers of the two arms.
    alpha, power
        As for `needed_per_arm`.
    is_fall
        Ask for the smallest harm instead of the smallest gain.

    Returns
    -------
    The least difference of the shares (0 to 1, above zero); None where even keeping everybody (or nobody) would not be
    seen.

    Source: as for `needed_per_arm`, with arms of different sizes; metrics reference I5.

    """
    _check(p)
    most = p if is_fall else 1 - p
    sign = -1 if is_fall else 1
    if treated < 1 or held_out < 1 or most <= 0 or not _is_seen(p, p + sign * most, treated, held_out, alpha, power):
        return None
    low, high = 0.0, most
    while high - low > NEAR:
        middle = (low + high) / 2
        if _is_seen(p, p + sign * middle, treated, held_out, alpha, power):
            high = middle
        else:
            low = middle
    return high


def _is_seen(p: float, q: float, treated: int, held_out: int, alpha: float, power: float) -> bool:
    """Tell whether the change from p to q is found at least as often as `power` says."""
    q = min(max(q, 0.0), 1.0)
    pooled = (p * held_out + q * treated) / (held_out + treated)
    by_chance = _quantile(1 - alpha / 2) * math.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / held_out))
    by_effect = _quantile(power) * math.sqrt(p * (1 - p) / held_out + q * (1 - q) / treated)
    return abs(p - q) >= by_chance + by_effect


def _quantile(share: float) -> float:
    return _NORMAL.inv_cdf(share)


def _check(*shares: float) -> None:
    for share in shares:
        if not 0 <= share <= 1:
            raise ValueError(f"A share lies between 0 and 1, not at {share}")
