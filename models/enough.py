"""Whether there are data enough to learn from; asked before anything is fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.reasons import NoModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_REPEATERS = 100
LEAST_ENDED = 30
LEAST_GAPS = 3


def check_repeaters(repeaters: float, customers: float, least: float = LEAST_REPEATERS) -> None:
    """Refuse data in which fewer than so many customers bought on more than one day; NoModel says how many did."""
    if repeaters < least:
        raise NoModel("too_few" if customers else "no_purchases", n=repeaters, least=least)


def check_ended(ended: float, least: float = LEAST_ENDED) -> None:
    """Refuse data in which fewer contracts than so many have come to an end; NoModel says how many did."""
    if ended < least:
        raise NoModel("few_ended" if ended else "nobody_lost", n=ended, least=least)


def check_span(days: float, gaps: NDArray[np.float64]) -> None:
    """Refuse data that are shorter than three usual waits between purchases; NoModel says how long they should be."""
    least = LEAST_GAPS * float(np.median(gaps)) if len(gaps) else 0.0
    if days < least:
        raise NoModel("too_short", n=days, least=float(np.ceil(least)))
