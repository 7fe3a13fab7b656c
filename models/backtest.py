"""How well a forecast did: what was forecast of each customer against what came."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TOP_SHARE = 0.2


@dataclass(frozen=True)
class Quality:
    """How well a forecast did; None where there is nothing to divide by.

    Attributes
    ----------
    customers
        How many were forecast.
    predicted, came
        Sums.
    error
        Mean absolute error for each customer, in the unit of the forecast.
    bias
        Predicted ÷ came − 1: above zero, too much was forecast.
    found
        Share of the real best 20 % who were among the forecast best 20 %.
    captured
        What the forecast best 20 % brought, as a share of what the real best 20 % did.

    """

    customers: int
    predicted: float
    came: float
    error: float
    bias: float | None
    found: float | None
    captured: float | None


def quality(predicted: Floats, came: Floats) -> Quality:
    """Compare a forecast with what came, customer by customer; ties keep the order of the customers."""
    few = math.ceil(TOP_SHARE * len(came))
    wanted, listed = (np.argsort(-values, kind="stable")[:few] for values in (came, predicted))
    best = float(came[wanted].sum())
    total = float(came.sum())
    return Quality(
        customers=len(came),
        predicted=float(predicted.sum()),
        came=total,
        error=float(np.abs(predicted - came).mean()),
        bias=float(predicted.sum()) / total - 1 if total > 0 else None,
        found=len(np.intersect1d(wanted, listed)) / few if few else None,
        captured=float(came[listed].sum()) / best if best > 0 else None,
    )
