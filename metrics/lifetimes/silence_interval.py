"""How sure are the days after which a customer is lost? Whole customers are drawn again and again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import Entry
from metrics.lifetimes.product_limit import LEAST_AT_RISK
from metrics.lifetimes.silence import HORIZON_DAYS, LIKELIEST_RETURN, silences

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    import pandas as pd

GROUPS = 200
DRAWS = 500
SEED = 5
LEAST_GROUPS = 10


@dataclass(frozen=True)
class DaysInterval:
    """The 95 % interval of the days after which a customer is lost.

    `low` and `high` are its ends, `days` what the rule gives without drawing, `short_share` the share of the draws (0
    to 1) in which the history was too short for the rule, `draws` and `groups` how many were made, and of what.
    """

    days: int
    low: int
    high: int
    short_share: float
    draws: int
    groups: int


def silence_counts(gaps: ir.Table, complete_up_to: date, *, groups: int = GROUPS) -> ir.Table:
    """Count the silences between purchases by their length, in groups of customers taken at random.

    Every customer belongs to one group with all their silences, because those of one customer are alike. With fewer
    customers than groups nearly each has one alone.

    Parameters
    ----------
    gaps
        As `silence.purchase_gaps` returns them.
    complete_up_to
        Last day that the data cover in full.
    groups
        How many groups.

    Returns
    -------
    One row per group and length: group (number), silent_days, ended (silences that were seen for so long and no
    longer), returned (of these, the ones that a purchase ended).

    Source: metrics reference A9 (bootstrap of customers).

    """
    # Steps of a multiplication modulo a prime put neighbouring keys into groups far apart.
    key = _.customer_key.cast("int64")
    scattered = ((key * 48_271 + 11) % 2_147_483_647 * 16_807) % 2_147_483_647 % groups
    spells = silences(gaps, complete_up_to)
    return (
        spells.mutate(group=scattered.cast("int32"))
        .group_by("group", silent_days=_.time)
        .agg(ended=_.count(), returned=_.event.sum().fill_null(0).cast("int64"))
        .order_by("group", "silent_days")
    )


def lost_after_interval(
    counts: pd.DataFrame,
    *,
    draws: int = DRAWS,
    horizon_days: int = HORIZON_DAYS,
    likeliest_return: float = LIKELIEST_RETURN,
    least_at_risk: int = LEAST_AT_RISK,
    seed: int = SEED,
) -> DaysInterval | None:
    """Return the 95 % interval of the days of silence after which a customer is lost.

    Groups of customers are drawn with replacement, as many as there are; in every draw the rule of `return_curve` gives
    its days, and the interval holds the middle 95 % of them. Drawn are customers, not gaps: the gaps of one customer
    resemble each other, and drawn one by one they would make the interval too narrow.

    Parameters
    ----------
    counts
        As `silence_counts` returns them.
    draws
        How many times.
    horizon_days, likeliest_return, least_at_risk
        As for `return_curve`.
    seed
        Where the draws begin, so that the same data give the same interval.

    Returns
    -------
    None where fewer than ten groups have a silence, or nobody has come back.

    Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 8 and 13.

    """
    import numpy as np

    counted = ["ended", "returned"]
    table = counts.pivot_table(index="group", columns="silent_days", values=counted, aggfunc="sum", fill_value=0)
    if len(table) < LEAST_GROUPS or not counts["returned"].sum():
        return None
    days = table["ended"].columns.to_numpy(dtype="int64")
    ended, events = (table[name].to_numpy(dtype="float64") for name in counted)
    rule = partial(
        lost_after,
        days=days,
        horizon_days=horizon_days,
        likeliest_return=likeliest_return,
        least_at_risk=least_at_risk,
    )
    whole, _is_short = rule(ended.sum(axis=0), events.sum(axis=0))
    size = len(table)
    weights = np.random.default_rng(seed).multinomial(size, np.full(size, 1.0 / size), size=draws)
    found = [rule(*each) for each in zip(weights @ ended, weights @ events, strict=True)]
    drawn = np.array([lost for lost, _is_short in found if lost is not None])
    if whole is None or not len(drawn):
        return None
    low = np.quantile(drawn, 0.025, method="lower")
    high = np.quantile(drawn, 0.975, method="higher")
    short = sum(is_short for _lost, is_short in found) / draws
    return DaysInterval(whole, int(low), int(high), short, draws, size)


def lost_after(
    ended: np.ndarray,
    events: np.ndarray,
    days: np.ndarray,
    horizon_days: int = HORIZON_DAYS,
    likeliest_return: float = LIKELIEST_RETURN,
    least_at_risk: int = LEAST_AT_RISK,
) -> tuple[int | None, bool]:
    """Apply the rule of `return_curve` to counts: after how many days lost, and whether the history is too short.

    `ended` silences were seen for so many of the ascending `days` and no longer, `events` of them came to an end by a
    purchase. None where nobody came back.
    """
    import numpy as np

    total = ended.sum()
    at_risk = total - np.cumsum(ended) + ended
    share = np.divide(events, at_risk, out=np.zeros_like(at_risk), where=at_risk > 0)
    survival = np.cumprod(1.0 - share)
    last_ahead = np.searchsorted(days, days + horizon_days, side="right") - 1
    ahead = survival[last_ahead]
    returning = 1.0 - np.divide(ahead, survival, out=np.ones_like(survival), where=survival > 0)
    before_end = np.searchsorted(days, days + horizon_days, side="left") - 1
    seen_ahead = total - np.cumsum(ended)[before_end]
    weighed = (events > 0) & (at_risk >= least_at_risk) & (seen_ahead >= least_at_risk)
    likely = weighed & (returning > likeliest_return)
    after_likely = np.arange(len(days)) > (np.flatnonzero(likely)[-1] if likely.any() else -1)
    ruled = np.flatnonzero(weighed & after_likely)
    if len(ruled):
        return int(days[ruled[0]]), False
    likely_so_far = np.concatenate([[0], np.cumsum(likely)])
    calm = np.flatnonzero(weighed & (likely_so_far[last_ahead + 1] == likely_so_far[:-1]))
    came_back = np.flatnonzero(events > 0)
    if len(calm):
        return int(days[calm[0]]), True
    return (int(days[came_back[-1]]), True) if len(came_back) else (None, True)


ENTRIES = (
    Entry(
        silence_counts,
        title=N_("Silences in groups of customers"),
        definition=N_(
            "How many silences between purchases lasted how long, in 200 groups of customers taken at random. Taking "
            "whole groups again and again gives the interval of the days after which a customer is lost."
        ),
        formula="group = customer_key scattered over 200; interval = middle 95 % of lost_after_days over 500 draws",
        source="Efron and Tibshirani 1993, An Introduction to the Bootstrap",
        reads=("gaps",),
        columns={
            "group": N_("Number of the group"),
            "silent_days": N_("Days of silence"),
            "ended": N_("Silences that were seen for so many days and no longer"),
            "returned": N_("Of these, the ones that a purchase has ended"),
        },
        has_grain=False,
    ),
)
