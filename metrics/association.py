"""Two groups held against each other: share with and without, difference, ratio, and how much of it is chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.chance import two_sided
from metrics.cohorts.differences import newcombe
from metrics.intervals import Z_95, ratio, wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

# Up to so many of the rarer kind, every way they could have fallen is gone through; of more, the normal law is right.
MOST_EXACT = 1000


def compared(groups: ir.Table) -> ir.Table:
    """Put beside two counts of who left what they say of each other.

    Parameters
    ----------
    groups
        customers, left (of the one group), other_customers, other_left (of the other).

    Returns
    -------
    The rows with rate, low, high (Wilson), other_rate, difference, difference_low, difference_high (Newcombe), is_real,
    ratio, ratio_low, ratio_high (of the two shares; where one of the four counts is zero, half a customer is added to
    each), odds_ratio, e_value (how strongly something unseen would have to go with both to make the ratio alone).

    Source: metrics reference E6.

    """
    a, n1, c, n0 = (_[name].cast("float64") for name in ("left", "customers", "other_left", "other_customers"))
    has_zero = (_.left == 0) | (_.other_left == 0) | (_.left == _.customers) | (_.other_left == _.other_customers)
    half = ibis.ifelse(has_zero, 0.5, 0.0)
    counted = groups.mutate(w_a=a + half, w_b=n1 - a + half, w_c=c + half, w_d=n0 - c + half)
    one, other = _.w_a + _.w_b, _.w_c + _.w_d
    is_known = (_.customers > 0) & (_.other_customers > 0)
    # Without a group there is nothing to divide by: the half keeps that out of the way, the row is null in the end.
    counted = counted.mutate(w_one=one, w_other=other).mutate(
        w_rr=ratio(_.w_a * _.w_other, _.w_c * _.w_one), w_or=ratio(_.w_a * _.w_d, _.w_b * _.w_c)
    )
    spread = (ratio(_.w_one - _.w_a, _.w_a * _.w_one) + ratio(_.w_other - _.w_c, _.w_c * _.w_other)).sqrt()
    strong = ibis.ifelse(_.w_rr >= 1.0, _.w_rr, ratio(1.0 + 0.0 * _.w_rr, _.w_rr))
    counted = counted.mutate(w_spread=spread, w_strong=strong)
    undefined = ibis.null("float64")
    said = {
        "ratio": _.w_rr,
        "ratio_low": _.w_rr * (-Z_95 * _.w_spread).exp(),
        "ratio_high": _.w_rr * (Z_95 * _.w_spread).exp(),
        "odds_ratio": _.w_or,
        "e_value": _.w_strong + (_.w_strong * (_.w_strong - 1.0)).sqrt(),
    }
    counted = counted.mutate(**{name: ibis.ifelse(is_known, value, undefined) for name, value in said.items()})
    low, high = wilson(_.left, _.customers)
    counted = counted.mutate(
        rate=ratio(_.left, _.customers), low=low, high=high, other_rate=ratio(_.other_left, _.other_customers)
    )
    renamed = counted.mutate(retained=_.left, other_retained=_.other_left)
    whole = renamed.mutate(**newcombe(renamed)).drop("retained", "other_retained")
    return whole.drop(*(name for name in whole.columns if name.startswith("w_")))


def chances(groups: ir.Table, key: Sequence[str]) -> ir.Table:
    """Put beside two counts of who left how likely chance alone makes them so unlike: p_value.

    Exact (Fisher, two-sided) where the rarer kind counts at most a thousand, else by the normal law; null where a group
    is empty, or where nobody or everybody left.

    Parameters
    ----------
    groups
        customers, left, other_customers, other_left, and the key.
    key
        Columns that tell the rows apart; none of them empty.

    Source: Fisher 1935; metrics reference E6.

    """
    n1, n0 = _.customers.cast("int32"), _.other_customers.cast("int32")
    sized = groups.mutate(w_n1=n1, w_n0=n0, w_m=(_.left.cast("int32") + _.other_left.cast("int32"))).mutate(
        w_n=_.w_n1 + _.w_n0
    )
    pooled = ratio(_.w_m, _.w_n)
    variance = pooled * (1.0 - pooled) * (ratio(1.0 + 0.0 * _.w_n, _.w_n1) + ratio(1.0 + 0.0 * _.w_n, _.w_n0))
    apart = ratio(_.left, _.customers) - ratio(_.other_left, _.other_customers)
    is_testable = (_.w_n1 > 0) & (_.w_n0 > 0) & (_.w_m > 0) & (_.w_m < _.w_n)
    z = ratio(apart, ibis.ifelse(is_testable, variance, ibis.null("float64")).sqrt())
    sized = sized.mutate(w_z=z, w_first=ibis.greatest(_.w_m - _.w_n0, 0), w_last=ibis.least(_.w_m, _.w_n1))
    few = (_.w_last - _.w_first <= MOST_EXACT) & is_testable
    keys = list(key)
    tested = sized.filter(few)
    every_way = ibis.range(tested["w_first"], tested["w_last"] + 1).unnest()
    ways = tested.select(*keys, "w_n1", "w_n0", "w_m", "w_first", seen=_.left.cast("int32"), way=every_way)
    # How much likelier each way is than the one before it; their sums give each way's own, up to one factor.
    before = (_.way - 1).cast("float64")
    step = ibis.ifelse(
        _.way == _.w_first,
        0.0,
        (
            ibis.greatest((_.w_n1 - before) * (_.w_m - before), 1.0)
            / ibis.greatest(_.way * (_.w_n0 - _.w_m + _.way), 1).cast("float64")
        ).ln(),
    )
    in_order = ibis.cumulative_window(group_by=keys, order_by="way")
    weights = ways.mutate(step=step).mutate(weight=_.step.sum().over(in_order))
    most = ibis.window(group_by=keys)
    weights = weights.mutate(weight=(_.weight - _.weight.max().over(most)).exp())
    weights = weights.mutate(own=_.weight.max(where=_.way == _.seen).over(most))
    exact = weights.group_by(keys).agg(
        exact_p=_.weight.sum(where=_.weight <= _.own * (1.0 + 1e-7)) / _.weight.sum(), found=_.way.count()
    )
    joined = sized.left_join(exact, keys)
    joined = joined.drop(*(name for name in joined.columns if name.endswith("_right")))
    p_value = ibis.ifelse(_.found > 0, ibis.least(_.exact_p, 1.0), two_sided(_.w_z))
    return joined.mutate(p_value=p_value).select(*groups.columns, "p_value")


def adjusted_ratios(strata: ir.Table, key: Sequence[str]) -> ir.Table:
    """Hold the two groups against each other among alike alone: Mantel and Haenszel's ratio.

    Parameters
    ----------
    strata
        One row per key and stratum: customers, left, other_customers, other_left.
    key
        Columns that tell the comparisons apart.

    Returns
    -------
    One row per key: the key, adjusted_ratio, adjusted_low, adjusted_high (95 %, Greenland and Robins); null where no
    stratum holds both groups or nobody left of one.

    Source: Mantel and Haenszel 1959; Greenland and Robins 1985; metrics reference E7.

    """
    a, n1, c, n0 = (_[name].cast("float64") for name in ("left", "customers", "other_left", "other_customers"))
    both = strata.filter((_.customers > 0) & (_.other_customers > 0)).mutate(w_n=(n1 + n0))
    summed = both.group_by(list(key)).agg(
        top=(a * n0 / _.w_n).sum(),
        bottom=(c * n1 / _.w_n).sum(),
        variance=((n1 * n0 * (a + c) - a * c * _.w_n) / (_.w_n * _.w_n)).sum(),
    )
    is_known = (_.top > 0) & (_.bottom > 0)
    undefined = ibis.null("float64")
    found = summed.mutate(
        adjusted_ratio=ibis.ifelse(is_known, ratio(_.top, _.bottom), undefined),
        spread=ibis.ifelse(is_known, ratio(_.variance, _.top * _.bottom), undefined).sqrt(),
    )
    return found.select(
        *key,
        "adjusted_ratio",
        adjusted_low=_.adjusted_ratio * (-Z_95 * _.spread).exp(),
        adjusted_high=_.adjusted_ratio * (Z_95 * _.spread).exp(),
    )


def adjusted_differences(strata: ir.Table, key: Sequence[str]) -> ir.Table:
    """Hold the two groups against each other among alike alone: Mantel and Haenszel's difference of two shares.

    Parameters
    ----------
    strata
        As for `adjusted_ratios`.
    key
        Columns that tell the comparisons apart.

    Returns
    -------
    One row per key: the key, customers, left, other_customers, other_left (of the strata that hold both groups),
    difference, difference_low, difference_high (95 %, Sato's variance); no row where no stratum holds both.

    Source: Mantel and Haenszel 1959; Sato 1989; metrics reference E7.

    """
    n, x, m, y = (_[name].cast("float64") for name in ("customers", "left", "other_customers", "other_left"))
    both = strata.filter((_.customers > 0) & (_.other_customers > 0)).mutate(w_n=n + m)
    # Strata may hold few: the usual variance, share by share, takes one customer's outcome for certain.
    summed = both.group_by(list(key)).agg(
        **{name: _[name].sum() for name in ("customers", "left", "other_customers", "other_left")},
        w=(n * m / _.w_n).sum(),
        apart=((x * m - y * n) / _.w_n).sum(),
        slope=((n * n * y - m * m * x + n * m * (m - n) / 2.0) / (_.w_n * _.w_n)).sum(),
        level=((x * (m - y) + y * (n - x)) / (2.0 * _.w_n)).sum(),
    )
    found = summed.mutate(difference=ratio(_.apart, _.w))
    spread = ibis.greatest(_["difference"] * _.slope + _.level, 0.0)
    found = found.mutate(half=ratio(spread.sqrt(), _.w) * Z_95)
    return found.mutate(difference_low=_["difference"] - _.half, difference_high=_["difference"] + _.half).drop(
        "w", "apart", "slope", "level", "half"
    )


def trend(ranked: ir.Table, by: Sequence[str] = ()) -> ir.Table:
    """Test whether the share who left rises or falls from step to step: Cochran and Armitage's trend.

    Parameters
    ----------
    ranked
        One row per `by` and step: score (0, 1, 2 …), customers, left.
    by
        Columns to keep apart.

    Returns
    -------
    One row per `by`: z (above zero where the share rises), p_value; null where all or none left.

    Source: Cochran 1954; Armitage 1955; metrics reference E10.

    """
    n, x, s = (_[name].cast("float64") for name in ("customers", "left", "score"))
    summed = (ranked.group_by(list(by)) if by else ranked).agg(
        n=n.sum(), x=x.sum(), sx=(s * x).sum(), sn=(s * n).sum(), ssn=(s * s * n).sum()
    )
    share = ratio(_.x, _.n)
    spread = share * (1.0 - share) * (_.ssn - ratio(_.sn * _.sn, _.n))
    tested = summed.mutate(spread=spread).mutate(
        z=ratio(_.sx - _.sn * share, ibis.ifelse(_.spread > 0, _.spread, ibis.null("float64")).sqrt())
    )
    return tested.select(*by, "z", p_value=two_sided(_.z))


RATIO = N_("How many times as large a share left as of the others; 1 is no difference")
RATIO_LOW = N_("From here on the true ratio lies, 19 times in 20")
RATIO_HIGH = N_("Up to here the true ratio lies, 19 times in 20")
DIFFERENCE = N_("Share of these who left, less that of the others (−1 to 1)")
DIFFERENCE_LOW = N_("From here on the true difference lies, 19 times in 20 (Newcombe)")
DIFFERENCE_HIGH = N_("Up to here the true difference lies, 19 times in 20 (Newcombe)")
IS_REAL = N_("Whether the interval of the difference leaves zero out")
ADJUSTED = N_(
    "The same ratio among alike alone (Mantel–Haenszel); where it is near 1, the difference comes from who they are"
)
ADJUSTED_LOW = N_("From here on the true ratio among alike lies, 19 times in 20")
ADJUSTED_HIGH = N_("Up to here the true ratio among alike lies, 19 times in 20")
P_VALUE = N_("Probability of so large a difference by chance alone (0 to 1)")
ADJUSTED_P = N_("The same, adjusted for how many were looked at (Benjamini–Hochberg); below 0.05 it is called real")
COMPARED = {
    "rate": N_("Share of these who left (0 to 1)"),
    "low": N_("From here on the true rate lies, 19 times in 20 (0 to 1; lower end of the 95 % Wilson interval)"),
    "high": N_("Up to here the true rate lies, 19 times in 20 (0 to 1; upper end of the 95 % Wilson interval)"),
    "other_rate": N_("Share of the others who left (0 to 1)"),
    "difference": DIFFERENCE,
    "difference_low": DIFFERENCE_LOW,
    "difference_high": DIFFERENCE_HIGH,
    "is_real": IS_REAL,
    "ratio": RATIO,
    "ratio_low": RATIO_LOW,
    "ratio_high": RATIO_HIGH,
}
