"""For each customer of whom something was done, another one who was like them before and of whom it was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# So far apart, in standard deviations (the root of the mean square over what is compared), two are no longer alike.
MOST_APART = 0.25
# So many of the nearest are looked at in each round; whoever finds all of them taken looks again among the rest.
NEAREST = 8
ROUNDS = 5


def matched(
    people: pd.DataFrame, exact: Sequence[str], near: Sequence[str], most_apart: float = MOST_APART
) -> pd.DataFrame:
    """Give each member the nearest customer who is none, nobody twice; the nearest pairs are made first.

    Members and others are compared only where everything in `exact` is equal. What is counted in `near` (zero or more)
    is compared by its logarithm, in standard deviations of all who are compared.

    Parameters
    ----------
    people
        customer_key, is_member, and the columns of `exact` and `near`. One customer may stand in several rows, as known
        on several days, and is given once at most.
    exact
        What must be equal.
    near
        What should be near.
    most_apart
        Whoever is further away is nobody's pair.

    Returns
    -------
    One row per member who found somebody: customer_key, other_key, distance (standard deviations), by customer_key.

    Source: Rosenbaum and Rubin 1985, Constructing a control group using multivariate matched sampling methods.

    """
    points = _standardised(people, near)
    found: list[tuple[int, int, float]] = []
    is_member = people["is_member"].to_numpy(dtype=bool)
    keys = people["customer_key"].to_numpy()
    cells = pd.Series(people.groupby(list(exact), dropna=False, sort=True).ngroup().to_numpy())
    by_cell = [rows.to_numpy() for _cell, rows in cells.groupby(cells).groups.items()]
    taken: set[int] = set()
    for _round in range(ROUNDS):
        free = ~np.isin(keys, list(taken)) if taken else np.ones(len(keys), dtype=bool)
        offers = [_offers(rows[free[rows]], is_member, points, most_apart) for rows in by_cell]
        offered = np.concatenate(offers) if offers else np.empty((0, 3))
        if not len(offered):
            break
        members, others = (keys[offered[:, side].astype(np.int64)] for side in (0, 1))
        for place in np.lexsort((others, members, offered[:, 2])):
            member, other = int(members[place]), int(others[place])
            if member not in taken and other not in taken:
                taken |= {member, other}
                found.append((member, other, float(offered[place, 2])))
    pairs = pd.DataFrame(found, columns=["customer_key", "other_key", "distance"])
    return pairs.astype({"customer_key": "int64", "other_key": "int64", "distance": "float64"}).sort_values(
        "customer_key", ignore_index=True
    )


def _standardised(people: pd.DataFrame, near: Sequence[str]) -> Floats:
    """Return what is compared as logarithms in standard deviations, so that distances are root mean squares."""
    values = np.log1p(np.maximum(people[list(near)].to_numpy(dtype=np.float64), 0.0))
    spread = values.std(axis=0) if len(values) else np.ones(len(near))
    scaled: Floats = values / np.where(spread > 0, spread, 1.0) / np.sqrt(len(near))
    return scaled


def _offers(rows: NDArray[np.int64], is_member: NDArray[np.bool_], points: Floats, most_apart: float) -> Floats:
    """Return (row of a member, row of another, distance) for the nearest others of each member of one cell."""
    from scipy.spatial import KDTree

    members, others = rows[is_member[rows]], rows[~is_member[rows]]
    if not len(members) or not len(others):
        return np.empty((0, 3))
    nearest = min(NEAREST, len(others))
    apart, place = KDTree(points[others]).query(points[members], k=nearest, distance_upper_bound=most_apart + 1e-12)
    apart, place = apart.reshape(len(members), nearest), place.reshape(len(members), nearest)
    is_near = np.isfinite(apart)
    whose = np.repeat(np.arange(len(members)), nearest).reshape(apart.shape)
    return np.column_stack([members[whose[is_near]], others[place[is_near]], apart[is_near]]).astype(np.float64)
