"""Did retention really change, or could it be chance? Intervals of rates and of their differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import PERIOD, Entry
from metrics.intervals import Z_95, wilson
from metrics.periods.retention import beside, later_periods

if TYPE_CHECKING:
    from datetime import date

LENSES = ("customers", "sales", "profit", "gross", "net")
# Below so many customers of equal weight, one of them decides the rate and no interval can be trusted.
LEAST_EFFECTIVE = 5.0
_NO_SPREAD = 1e-14


def retention_change(
    activity: ir.Table,
    periods: ir.Table,
    by: tuple[str, ...] = (),
    *,
    apart: int = 1,
    period: date | None = None,
) -> ir.Table:
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
    period
        Say it of this period alone, by its first day, and read no more than that takes.

    Returns
    -------
    Five rows per (by, period), one per lens (customers, sales, profit, gross, net), of every complete period
    after the first: period (first day), lens, part and whole (customers or currency), rate, low, high,
    rate_before, rate_change, change_low, change_high (95 %, in shares, not points), effective (how many customers
    of equal weight would vary as much: (Σ x)² ÷ Σ x²), is_real (whether the interval of the change leaves zero out;
    null where it cannot be said: no period to compare with, everybody kept or lost, or fewer than five
    effective customers).

    Source: Newcombe 1998, Statistics in Medicine 17, method 10; Cochran 1977, Sampling Techniques, section 6.4
    (ratio estimator); Kish 1965 (effective size).

    """
    if period is not None:
        this = periods.filter(_.starts_on == ibis.date(period.isoformat()))
        needed = [this.select(period=(_.period - back).cast("int64")) for back in (0, 1, apart, apart + 1)]
        activity = activity.semi_join(ibis.union(*needed, distinct=True), "period")
    sums = _sums(activity, periods, by)
    rates = _with_interval(sums, by)
    # The periods of a lens follow each other without a hole, so the one to compare with is so many rows up.
    in_order = ibis.window(group_by=[*by, "lens"], order_by="number")
    of_before = ("rate", "low", "high", "variance", "effective")
    both = rates.mutate(**{f"{name}_before": _[name].lag(apart).over(in_order) for name in of_before})
    if period is not None:
        both = both.filter(_.period == ibis.date(period.isoformat()))
    change = _.rate - _.rate_before
    is_count = _.lens == "customers"
    spread = (_.variance + _.variance_before).sqrt() * Z_95
    below = ((_.rate - _.low) ** 2 + (_.high_before - _.rate_before) ** 2).sqrt()
    above = ((_.high - _.rate) ** 2 + (_.rate_before - _.low_before) ** 2).sqrt()
    enough = is_count | ((_.effective >= LEAST_EFFECTIVE) & (_.effective_before >= LEAST_EFFECTIVE))
    place = ibis.cases(*[(_.lens == lens, place) for place, lens in enumerate(LENSES)], else_=len(LENSES))
    return (
        both.mutate(
            rate_change=change,
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
            "rate_change",
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


def _with_interval(sums: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Turn the sums into one row per period and lens: part, whole, rate, low, high, variance, effective."""
    long = sums.mutate(lens=ibis.array([ibis.literal(lens) for lens in LENSES]).unnest())

    def each(customers: ir.Value, sales: ir.Value, profit: ir.Value, gross: ir.Value, net: ir.Value) -> ir.Value:
        values = zip(LENSES, (customers, sales, profit, gross, net), strict=True)
        return ibis.cases(*[(long.lens == lens, value.cast("float64")) for lens, value in values])

    t = long
    sized = long.select(
        *by,
        "lens",
        "retained",
        "n",
        number=t.period,
        period=t.starts_on,
        part=each(t.retained, t.sales_kept, t.profit_kept, t.gross, t.net),
        whole=each(t.n, t.sales, t.profit, t.base, t.base),
        squared=each(t.n, t.sales_squared, t.profit_squared, t.base_squared, t.base_squared),
        # Σ y² and Σ x·y; where y is x or nothing, as for customers, sales and profit, the two are one.
        own=each(t.retained, t.sales_kept_squared, t.profit_kept_squared, t.gross_squared, t.net_squared),
        times=each(t.retained, t.sales_kept_squared, t.profit_kept_squared, t.gross_times, t.net_times),
        size=each(t.n, t.n, t.n, t.buyers, t.buyers),
    )
    # A kept part of nothing is nothing, unless the whole is not known either.
    filled = sized.mutate(
        part=ibis.ifelse(_.whole.isnull(), ibis.null("float64"), _.part.fill_null(0.0)),
        own=_.own.fill_null(0.0),
        times=_.times.fill_null(0.0),
    ).mutate(rate=ibis.ifelse(_.whole > 0, _.part / _.whole.nullif(0.0), ibis.null("float64")))
    left_over = _.own - _.rate * _.times * 2.0 + _.rate * _.rate * _.squared
    variance = left_over * _.size / (_.size - 1.0).nullif(0.0) / (_.whole * _.whole).nullif(0.0)
    is_count = _.lens == "customers"
    # No spread at all is not certainty: everybody was kept, or everybody lost.
    spread_out = ibis.ifelse((_.variance > _NO_SPREAD) & ~is_count, _.variance, ibis.null("float64"))
    low, high = wilson(_.retained, _.n)
    spread = _.variance.sqrt() * Z_95
    is_share = _.lens.isin(("sales", "gross"))
    floor, ceiling = ibis.ifelse(_.rate < 0, _.rate, 0.0), ibis.ifelse(_.rate > 1, _.rate, 1.0)
    money_low = ibis.ifelse(is_share & (_.rate - spread < 0), floor, _.rate - spread)
    money_high = ibis.ifelse(is_share & (_.rate + spread > 1), ceiling, _.rate + spread)
    return (
        filled.mutate(variance=variance, effective=_.whole * _.whole / _.squared.nullif(0.0))
        .mutate(variance=spread_out)
        .mutate(low=ibis.ifelse(is_count, low, money_low), high=ibis.ifelse(is_count, high, money_high))
        .drop("squared", "own", "times", "size", "retained", "n")
    )


ENTRIES = (
    Entry(
        retention_change,
        title=N_("Change of retention"),
        definition=N_(
            "By how much each kind of retention changed since an earlier period, with the range in which the true "
            "change lies 19 times in 20. It is real when that range leaves zero out; otherwise it could be chance."
        ),
        formula=(
            "customers: Newcombe's interval of two Wilson intervals; money: change ± 1.96 × √(variance now + variance "
            "before), variance = n ÷ (n − 1) × Σ (y − rate × x)² ÷ (Σ x)² over customers"
        ),
        source="Newcombe 1998, Statistics in Medicine 17; Cochran 1977, Sampling Techniques, section 6.4",
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "lens": N_("customers, sales, profit, gross (revenue retention) or net"),
            "part": N_("What was kept: customers, or money (currency); the numerator of the rate"),
            "whole": N_("Of how many customers, or how much money (currency); the denominator of the rate"),
            "rate": N_("The rate (0 to 1; net may pass 1)"),
            "low": N_("Lower 95 % limit of the rate"),
            "high": N_("Upper 95 % limit of the rate"),
            "rate_before": N_("The rate of the period compared with"),
            "rate_change": N_("rate − rate_before"),
            "change_low": N_("Lower 95 % limit of the change"),
            "change_high": N_("Upper 95 % limit of the change"),
            "effective": N_("As many customers of equal weight would vary as much: (Σ x)² ÷ Σ x²"),
            "is_real": N_("Whether the range of the change leaves zero out; empty where that cannot be said"),
        },
        by="optional",
    ),
)
