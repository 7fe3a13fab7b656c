"""Do two segments keep their customers differently long, or could that be chance?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.chance import benjamini_hochberg, chi_square_tail, two_sided
from metrics.entry import Entry
from metrics.intervals import ratio
from metrics.lifetimes.product_limit import LEAST_AT_RISK, counts_per_day
from metrics.lifetimes.survival import lifetimes

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

# More than these would be compared in more pairs than anybody can read; the largest are.
MOST_GROUPS = 12


def survival_difference(
    gaps: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    inactive_after_days: int,
    by: tuple[str, ...],
    *,
    keep_early: bool = False,
    least_at_risk: int = LEAST_AT_RISK,
) -> ir.Table:
    """Which segments lose their customers faster than which others?

    The log-rank test of every pair of the largest segments: the lost of the one, against how many it would have lost
    had both lost alike on every day. Every pair is one more chance to be wrong, so p-values are adjusted for their
    number (Benjamini and Hochberg). Segments whose curves cross can differ without the test seeing it.

    Parameters
    ----------
    gaps, customers, complete_up_to, inactive_after_days, keep_early
        As for `survival`.
    least_at_risk
        Segments with fewer customers are not compared.
    by
        One attribute of the customers.

    Returns
    -------
    One row per pair: the `by` column, other (the second one), observed (lost of the first), expected, variance,
    chi_square, p_value, adjusted_p.

    Source: Mantel 1966; Benjamini and Hochberg 1995; metrics reference B6, E9.

    """
    spells = lifetimes(gaps, customers, complete_up_to, inactive_after_days, by[:1])
    counted = spells if keep_early else spells.filter(~_.is_early)
    return pairs_of(at_risk_each_day(counted, by[0], least_at_risk), by)


def survival_scores(
    gaps: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    inactive_after_days: int,
    by: tuple[str, ...],
    *,
    keep_early: bool = False,
    least_at_risk: int = LEAST_AT_RISK,
) -> ir.Table:
    """What the test of all segments at once is made of: lost and expected of each, and how these vary together.

    Returns
    -------
    One row per segment and segment: the `by` column, other, observed and expected (of the first), covariance.

    """
    spells = lifetimes(gaps, customers, complete_up_to, inactive_after_days, by[:1])
    counted = spells if keep_early else spells.filter(~_.is_early)
    return scores_of(at_risk_each_day(counted, by[0], least_at_risk), by)


def overall_log_rank(scores: pd.DataFrame, by: str) -> tuple[float, int, float]:
    """Test all segments at once: χ², its degrees of freedom and the p-value; from `survival_scores`.

    With fewer than two segments, or nobody lost, there is nothing to test: not a number.
    """
    import numpy as np

    values = sorted(scores[by].unique())
    if len(values) < 2:
        return float("nan"), 0, float("nan")
    first = scores.drop_duplicates(by).set_index(by).loc[values]
    apart = (first["observed"] - first["expected"]).to_numpy(dtype="float64")
    spread = scores.pivot_table(index=by, columns="other", values="covariance").loc[values, values].to_numpy()
    degrees = int(np.linalg.matrix_rank(spread))
    if degrees == 0:
        return float("nan"), 0, float("nan")
    chi_square = float(apart @ np.linalg.pinv(spread) @ apart)
    return chi_square, degrees, chi_square_tail(chi_square, degrees)


def pairs_of(each: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Return the log-rank test of every pair of segments; `each` holds segment, day, at_risk, events."""
    other = each.select("day", other="segment", other_at_risk="at_risk", other_events="events")
    paired = each.join(other, "day").filter((_.segment < _.other) & (_.events + _.other_events > 0))
    both = paired.mutate(
        n=(_.at_risk + _.other_at_risk).cast("float64"), d=(_.events + _.other_events).cast("float64")
    ).filter(_.n > 0)
    share = ratio(_.at_risk, _.n)
    left = ibis.ifelse(_.n > 1, (_.n - _.d) / ibis.greatest(_.n - 1.0, 1.0), 0.0)
    summed = both.group_by("segment", "other").agg(
        observed=_.events.sum(),
        expected=(_.d * share).sum(),
        variance=(_.d * share * (1.0 - share) * left).sum(),
    )
    distance = _.observed - _.expected
    tested = summed.mutate(chi_square=ratio(distance * distance, _.variance))
    tested = tested.mutate(p_value=two_sided(_.chi_square.sqrt()))
    return benjamini_hochberg(tested).rename(**{by[0]: "segment"}).order_by(by[0], "other")


def scores_of(each: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Return observed, expected and their covariances; `each` holds segment, day, at_risk, events."""
    daily = ibis.window(group_by="day")
    known = each.mutate(n=_.at_risk.sum().over(daily).cast("float64"), d=_.events.sum().over(daily).cast("float64"))
    known = known.filter((_.d > 0) & (_.n > 0)).mutate(
        share=ratio(_.at_risk, _.n), left=ibis.ifelse(_.n > 1, (_.n - _.d) / ibis.greatest(_.n - 1.0, 1.0), 0.0)
    )
    other = known.select("day", other="segment", other_share="share")
    paired = known.join(other, "day").mutate(same=(_.segment == _.other).cast("float64"))
    return (
        paired.group_by("segment", "other")
        .agg(
            observed=_.events.sum(),
            expected=(_.d * _.share).sum(),
            covariance=(_.d * _.left * _.share * (_.same - _.other_share)).sum(),
        )
        .rename(**{by[0]: "segment"})
        .order_by(by[0], "other")
    )


def at_risk_each_day(spells: ir.Table, attribute: str, least_at_risk: int = LEAST_AT_RISK) -> ir.Table:
    """Count who of each of the largest segments was at risk and who was lost, on every day of anybody.

    Returns
    -------
    One row per segment of at least `least_at_risk` customers and day: segment, day, at_risk, events.

    """
    named = spells.mutate(segment=_[attribute])
    sizes = named.group_by("segment").agg(customers=_.count()).filter(_.customers >= least_at_risk)
    largest = sizes.order_by(_.customers.desc(), _.segment).limit(MOST_GROUPS)
    counts = counts_per_day(named.semi_join(largest, "segment"), ("segment",))
    so_far = ibis.cumulative_window(group_by="segment", order_by="day")
    at_risk = _.entered.sum().over(so_far) - _.entered - _.ended.sum().over(so_far) + _.ended
    return counts.select("segment", "day", at_risk=at_risk, events=_.events)


MANTEL = "Mantel 1966; Benjamini and Hochberg 1995, Controlling the False Discovery Rate"
OTHER = N_("The segment it is compared with")
OBSERVED = N_("Customers lost in the first segment")
EXPECTED = N_("How many it would have lost, had all lost alike on every day")

ENTRIES = (
    Entry(
        survival_difference,
        title=N_("Segments that lose faster"),
        definition=N_(
            "How many customers the first of every two segments has lost, beside how many it would have lost, had both "
            "lost alike. How often chance alone makes such a difference is told by the log-rank test, with regard to "
            "how many pairs are looked at; below 5 % the difference is called real."
        ),
        formula="chi_square = (observed − expected)² ÷ variance; adjusted_p = Benjamini–Hochberg over the pairs",
        source=MANTEL,
        reads=("gaps", "customers"),
        columns={
            "other": OTHER,
            "observed": OBSERVED,
            "expected": EXPECTED,
            "variance": N_("Variance of that number"),
            "chi_square": N_("How far apart they are, in units of chance, squared"),
            "p_value": N_("Probability of so large a difference by chance alone (0 to 1)"),
            "adjusted_p": N_("The same, adjusted for the number of pairs looked at"),
        },
        by="needed",
        has_grain=False,
    ),
    Entry(
        survival_scores,
        title=N_("Lost and expected of each segment"),
        definition=N_(
            "How many customers each segment has lost, how many it would have lost, had all lost alike, and how these "
            "numbers vary together: what the test of all segments at once is made of."
        ),
        formula="χ² = (observed − expected)ᵀ covariance⁻¹ (observed − expected)",
        source=MANTEL,
        reads=("gaps", "customers"),
        columns={
            "other": OTHER,
            "observed": OBSERVED,
            "expected": EXPECTED,
            "covariance": N_("Covariance of the two segments' expected numbers"),
        },
        by="needed",
        has_grain=False,
    ),
)
