"""Making chances mean what they say: of those who were given 30 %, three in ten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST_IN_STEP = 30
MOST_STEPS = 20
FOLDS = 5
# So much of the chance that came in stays, so that who was put before another still is.
KEPT = 1e-4


@dataclass(frozen=True)
class Calibration:
    """A rising curve from chances as they came out of a model to chances as they came true."""

    given: Floats
    came: Floats

    def __call__(self, chance: Floats) -> Floats:
        """Return the calibrated chances; who was put before another still is."""
        return np.clip(self.at(chance) * (1 - KEPT) + KEPT * chance, 0.0, 1.0)

    def at(self, given: Floats) -> Floats:
        """Return what came true of what was given, be it a chance or another score."""
        found: Floats = np.interp(given, self.given, self.came)
        return found


def calibration(chance: Floats, is_lost: Floats) -> Calibration:
    """Learn the curve: steps of at least thirty customers, pooled until they rise, straight lines between them.

    Source: Ayer, Brunk, Ewing, Reid and Silverman 1955 (pool adjacent violators).
    """
    order = np.argsort(chance, kind="stable")
    steps = int(np.clip(len(chance) // LEAST_IN_STEP, 1, MOST_STEPS))
    parts = np.array_split(order, steps)
    given = np.array([chance[part].mean() for part in parts])
    came = _rising(np.array([is_lost[part].mean() for part in parts]), np.array([float(len(part)) for part in parts]))
    return Calibration(given, came)


def _rising(values: Floats, weights: Floats) -> Floats:
    """Pool neighbours that fall until none does."""
    pools: list[list[float]] = []
    for value, weight in zip(values, weights, strict=True):
        pools.append([float(value), float(weight), 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            last, before = pools.pop(), pools.pop()
            whole = before[1] + last[1]
            pools.append([(before[0] * before[1] + last[0] * last[1]) / whole, whole, before[2] + last[2]])
    return np.concatenate([np.full(int(count), value) for value, _weight, count in pools])


def cross_fitted(chance: Floats, is_lost: Floats, customer: NDArray[np.int64]) -> Floats:
    """Calibrate each customer by a curve that was learnt from the others alone: five parts, told by their number."""
    fold = (customer * 48271 % 2147483647) % FOLDS
    found = np.empty(len(chance))
    for part in range(FOLDS):
        inside = fold == part
        if inside.any():
            others = ~inside if not inside.all() else inside
            found[inside] = calibration(chance[others], is_lost[others])(chance[inside])
    return found
