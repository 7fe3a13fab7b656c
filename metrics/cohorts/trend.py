"""Do shares rise or fall from group to group, or could the order be chance?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from metrics.intervals import Z_95

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_GROUPS = 3
REAL = 0.05


@dataclass(frozen=True)
class Trend:
    """How shares move along ordered groups.

    `slope` is the mean change of the share (0 to 1) from one group to the next, with `low` and `high`, its 95 % limits;
    `z` and `p_value` are of the Cochran–Armitage test; `scatter` is how many times as much as by chance the groups
    scatter about the straight line; `groups` and `people` are how many were compared.
    """

    slope: float
    low: float
    high: float
    z: float
    p_value: float
    scatter: float
    groups: int
    people: int

    @property
    def chance(self) -> float:
        """Probability that chance alone makes so clear a trend among groups that scatter as these do."""
        return math.erfc(abs(self.z) / math.sqrt(max(self.scatter, 1.0)) / math.sqrt(2.0))

    @property
    def is_real(self) -> bool:
        """Whether chance alone would seldom put the shares so much in order."""
        return self.chance < REAL


def trend_of_shares(parts: Sequence[int], wholes: Sequence[int]) -> Trend | None:
    """Test whether shares rise or fall along their order.

    The Cochran–Armitage test with the places 0, 1, 2 … as scores: T = Σ place · (part − whole · p), of variance
    p · (1 − p) · (Σ whole · place² − (Σ whole · place)² ÷ Σ whole), where p is the share of all. It takes people to
    differ by chance alone. Groups differ for other reasons too (season, campaigns): what is left of their χ² beside
    the trend, divided by its degrees of freedom, tells how much more they scatter, and where that is above 1 the limits
    and the verdict allow for it.

    Parameters
    ----------
    parts, wholes
        Of each group in order: how many were kept, of how many. A group of nobody is left out and keeps its place.

    Returns
    -------
    None with fewer than three groups of somebody, or where everybody was kept, or nobody.

    Source: Cochran 1954; Armitage 1955; McCullagh and Nelder 1989, section 4.5 (dispersion).

    """
    groups = [(place, part, whole) for place, (part, whole) in enumerate(zip(parts, wholes, strict=True)) if whole]
    people = sum(whole for _place, _part, whole in groups)
    kept = sum(part for _place, part, _whole in groups)
    if len(groups) < LEAST_GROUPS or not 0 < kept < people:
        return None
    share = kept / people
    spread = share * (1.0 - share)
    middle = sum(place * whole for place, _part, whole in groups) / people
    along = sum(whole * (place - middle) ** 2 for place, _part, whole in groups)
    slope = sum((place - middle) * (part - whole * share) for place, part, whole in groups) / along
    error = math.sqrt(spread / along)
    z = slope / error
    all_differences = sum((part - whole * share) ** 2 / whole for _place, part, whole in groups) / spread
    scatter = max(all_differences - z * z, 0.0) / (len(groups) - 2)
    half = Z_95 * error * math.sqrt(max(scatter, 1.0))
    p_value = math.erfc(abs(z) / math.sqrt(2.0))
    return Trend(slope, slope - half, slope + half, z, p_value, scatter, len(groups), people)
