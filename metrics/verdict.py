"""Did retention really change, or could it be chance? Intervals of rates and of their differences."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from metrics.intervals import Z_95, ratio, share_of_base, wilson
from metrics.retention import beside, later_periods

LENSES = ("customers", "sales", "profit", "gross", "net")
# Below so many customers of equal weight, one of them decides the rate and no interval can be trusted.
LEAST_EFFECTIVE = 5.0


def retention_change(activity: ir.Table, periods: ir.Table, by: tuple[str, ...] = (), *, apart: int = 1) -> ir.Table:
    """How much did each kind of retention change, and could the change be chance?

    Of customers the interval is Wilson's, and that of a difference Newcombe's. Rates of money are ratios of sums
    over customers, Σ y ÷ Σ x: their variance is that of the ratio estimator, n ÷ (n − 1) · Σ (y − R·x)² ÷ (Σ x)²,
    which is what a bootstrap that draws whole customers tends to, without the thousand draws; the difference of
    two of them takes the sum of both variances. Both bases are taken as different people; a customer in both
    was kept in the first, and their chance to be kept again is not tied to that.

    Parameters
    ----------
    activity, periods, by
        As for `retention.retention`.
    apart
        Periods between the two that are compared: 1 for the period before, as many as a year has for the same
        period last year.

    Returns
    -------
    Five rows per (by, period), one per lens (customers, sales, profit, gross, net), of every complete period
    after the first: period (first day), lens, part and whole (customers or currency), rate, low, high,
    rate_before, change, change_low, change_high (95 %, in shares, not points), effective (how many customers
    of equal weight would vary as much: (Σ x)² ÷ Σ x²), is_real (whether the interval of the change leaves zero out;
    null where it cannot be said: no period to compare with, everybody kept or lost, or fewer than five
    effective customers).

    Source: Newcombe 1998, Statistics in Medicine 17, method 10; Cochran 1977, Sampling Techniques, section 6.4
    (ratio estimator); Kish 1965 (effective size).

    """
    sums = _sums(activity, periods, by)
    rates = _with_interval(sums)
    earlier = rates.select(
        *by,
        "lens",
        number=_.number + apart,
        rate_before=_.rate,
        low_before=_.low,
        high_before=_.high,
        variance_before=_.variance,
        effective_before=_.effective,
    )
    keys = [*by, "lens", "number"]
    both = rates.left_join(earlier, keys).drop(*[f"{key}_right" for key in keys])
    change = _.rate - _.rate_before
    is_count = _.lens == "customers"
    spread = (_.variance + _.variance_before).sqrt() * Z_95
    below = ((_.rate - _.low) ** 2 + (_.high_before - _.rate_before) ** 2).sqrt()
    above = ((_.high - _.rate) ** 2 + (_.rate_before - _.low_before) ** 2).sqrt()
    enough = is_count | ((_.effective >= LEAST_EFFECTIVE) & (_.effective_before >= LEAST_EFFECTIVE))
    place = ibis.cases(*[(_.lens == lens, place) for place, lens in enumerate(LENSES)], else_=len(LENSES))
    return (
        both.mutate(
            change=change,
            change_low=change - ibis.ifelse(is_count, below, spread),
            change_high=change + ibis.ifelse(is_count, above, spread),
            place=place,
        )
        .mutate(
            is_real=ibis.ifelse(
                enough & _.change_low.notnull(),
                (_.change_low > 0) | (_.change_high < 0),
                ibis.null("boolean"),
            )
        )
        .order_by([*by, "period", "place"])
        .select(
            *by,
            "period",
            "lens",
            "part",
            "whole",
            "rate",
            "low",
            "high",
            "rate_before",
            "change",
            "change_low",
            "change_high",
            "effective",
            "is_real",
        )
    )


def _sums(activity: ir.Table, periods: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Sum what every rate and its variance are made of, in one pass over the facts."""
    is_kept = (_.next == _.period + 1).fill_null(False)
    stayed = ((_.previous == _.period - 1) & (_.previous_revenue > 0)).fill_null(False)
    sales, profit, before = (_[name].cast("float64") for name in ("revenue", "profit", "previous_revenue"))
    has_sales = _.revenue > 0
    capped = ibis.ifelse(_.revenue < 0, 0.0, ibis.ifelse(_.revenue < _.previous_revenue, sales, before))
    each = activity.group_by([*by, "period"]).agg(
        n=_.count(),
        retained=is_kept.sum(),
        sales=_.revenue.sum(),
        sales_kept=_.revenue.sum(where=is_kept),
        sales_squared=(sales * sales).sum(),
        sales_kept_squared=(sales * sales).sum(where=is_kept),
        profit=_.profit.sum(),
        profit_kept=_.profit.sum(where=is_kept),
        profit_squared=(profit * profit).sum(),
        profit_kept_squared=(profit * profit).sum(where=is_kept),
        buyers=has_sales.sum(),
        base=_.revenue.sum(where=has_sales),
        base_squared=(sales * sales).sum(where=has_sales),
        gross=capped.sum(where=stayed),
        gross_squared=(capped * capped).sum(where=stayed),
        gross_times=(capped * before).sum(where=stayed),
        net=_.revenue.sum(where=stayed),
        net_squared=(sales * sales).sum(where=stayed),
        net_times=(sales * before).sum(where=stayed),
    )
    of_now = [f"{kind}{part}" for kind in ("gross", "net") for part in ("", "_squared", "_times")]
    before_now = each.drop(*of_now).mutate(period=_.period + 1)
    now = each.select(*by, "period", *of_now)
    spine = later_periods(each, periods, by, include_open=False)
    return beside(beside(spine, before_now, by, "period"), now, by, "period")


def _with_interval(sums: ir.Table) -> ir.Table:
    """Turn the sums into one row per period and lens: part, whole, rate, low, high, variance, effective."""
    keys = [name for name in sums.columns if name not in _SUMMED]
    lenses = []
    for lens in LENSES:
        match lens:
            case "customers":
                part, whole, people = sums.retained, sums.n, sums.n
                squared = sums.n.cast("float64")
                left_over = ibis.null("float64")
                rate = ratio(sums.retained, sums.n)
            case "sales" | "profit":
                part, whole, people = sums[f"{lens}_kept"].fill_null(0), sums[lens], sums.n
                squared = sums[f"{lens}_squared"]
                rate = share_of_base(part, whole)
                kept = sums[f"{lens}_kept_squared"].fill_null(0.0)
                left_over = kept * (1.0 - rate) * (1.0 - rate) + (squared - kept) * rate * rate
            case _gross_or_net:
                part, whole, people = sums[lens].fill_null(0), sums.base, sums.buyers
                squared = sums.base_squared
                rate = share_of_base(part, whole)
                times, own = sums[f"{lens}_times"].fill_null(0.0), sums[f"{lens}_squared"].fill_null(0.0)
                left_over = own - rate * times * 2.0 + rate * rate * squared
        size = people.cast("float64")
        total = whole.cast("float64").nullif(0.0)
        variance = left_over * size / (size - 1.0).nullif(0.0) / (total * total)
        lenses.append(
            sums.select(
                *keys,
                lens=ibis.literal(lens),
                part=part.cast("float64"),
                whole=whole.cast("float64"),
                rate=rate,
                retained=sums.retained,
                n=sums.n,
                # No spread at all is not certainty: everybody was kept, or everybody lost.
                variance=ibis.ifelse(variance > _NO_SPREAD, variance, ibis.null("float64")),
                effective=total * total / squared.nullif(0.0),
            )
        )
    together = ibis.union(*lenses)
    low, high = wilson(_.retained, _.n)
    spread = _.variance.sqrt() * Z_95
    is_share = _.lens.isin(("sales", "gross"))
    floor, ceiling = ibis.ifelse(_.rate < 0, _.rate, 0.0), ibis.ifelse(_.rate > 1, _.rate, 1.0)
    money_low = ibis.ifelse(is_share & (_.rate - spread < 0), floor, _.rate - spread)
    money_high = ibis.ifelse(is_share & (_.rate + spread > 1), ceiling, _.rate + spread)
    return together.select(
        *[name for name in keys if name not in {"period", "starts_on", "is_complete"}],
        number=_.period,
        period=_.starts_on,
        lens=_.lens,
        part=_.part,
        whole=_.whole,
        rate=_.rate,
        low=ibis.ifelse(_.lens == "customers", low, money_low),
        high=ibis.ifelse(_.lens == "customers", high, money_high),
        variance=_.variance,
        effective=_.effective,
    )


_NO_SPREAD = 1e-14
_SUMMED = frozenset(
    {"n", "retained", "buyers", "base", "base_squared"}
    | {f"{kind}{part}" for kind in ("sales", "profit") for part in ("", "_kept", "_squared", "_kept_squared")}
    | {f"{kind}{part}" for kind in ("gross", "net") for part in ("", "_squared", "_times")}
)
