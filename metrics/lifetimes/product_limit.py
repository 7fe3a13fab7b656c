"""Kaplan and Meier's product limit on discrete days: a few counts for each day, however many people."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from metrics.intervals import Z_95, ratio

# With fewer still under observation, the next step of a curve is an accident.
LEAST_AT_RISK = 10


def counts_per_day(spells: ir.Table, by: tuple[str, ...] = ()) -> ir.Table:
    """How many came under observation, were seen last and had the event on each day of their time.

    Parameters
    ----------
    spells
        One row per person or silence: entry (days since the origin when observation began), time (days since the
        origin when it ended), event (whether it ended with the event), and the `by` columns.
    by
        Columns to keep apart.

    Returns
    -------
    One row per `by` and day at which any of them has something to count: day, entered, ended, events.

    """
    ends = spells.group_by(*by, day=_.time).agg(
        entered=ibis.literal(0, "int64"), ended=_.count(), events=_.event.sum().fill_null(0).cast("int64")
    )
    begins = spells.group_by(*by, day=_.entry).agg(
        entered=_.count(), ended=ibis.literal(0, "int64"), events=ibis.literal(0, "int64")
    )
    both = begins.union(ends.select(begins.columns))
    if by:
        # Every group gets a row at every day of any, so that they can be compared day by day.
        spine = both.select("day").distinct().cross_join(both.select(*by).distinct())
        zero = ibis.literal(0, "int64")
        both = both.union(spine.mutate(entered=zero, ended=zero, events=zero).select(both.columns))
    return both.group_by(*by, "day").agg(
        **{name: _[name].sum().cast("int64") for name in ("entered", "ended", "events")}
    )


def product_limit(counts: ir.Table, by: tuple[str, ...] = (), least_at_risk: int = LEAST_AT_RISK) -> ir.Table:
    """The share without the event by each day, with its 95 % interval and the mean time up to that day.

    S(t) = Π (1 − d ÷ n). At a tie the event comes before the end of observation, and who comes under observation on
    a day is at risk from the next day on. The curve begins at the first day with `least_at_risk` at risk, as a share
    of those still without the event then, and ends with the last day that has as many.

    Parameters
    ----------
    counts
        As `counts_per_day` returns them.
    by
        Columns to keep apart.
    least_at_risk
        The curve is empty where fewer are at risk.

    Returns
    -------
    One row per `by` and day: the counts, at_risk, survival, low, high (log-log Greenwood; null while nothing or
    everything has happened), restricted_mean (mean days without the event up to that day, the area under the
    curve), restricted_low, restricted_high.

    Source: Kaplan and Meier 1958; Kalbfleisch and Prentice 2002 (interval).
    """
    so_far = ibis.cumulative_window(group_by=list(by), order_by="day")
    in_order = ibis.window(group_by=list(by), order_by="day")
    whole = ibis.window(group_by=list(by)) if by else ibis.window()
    at_risk = _.entered.sum().over(so_far) - _.entered - _.ended.sum().over(so_far) + _.ended
    enough = counts.mutate(at_risk=at_risk).mutate(is_enough=_.at_risk >= least_at_risk)
    drawn = (
        enough.mutate(begins=_.day.min(where=_.is_enough).over(whole))
        .filter(_.day >= _.begins)
        .mutate(stops=_.day.min(where=~_.is_enough).over(whole))
        .filter(_.stops.isnull() | (_.day < _.stops))
    )
    is_all = _.events == _.at_risk
    steps = drawn.mutate(
        kept=ibis.ifelse(is_all, 1.0, 1.0 - ratio(_.events, _.at_risk)),
        is_gone=is_all.cast("int8"),
        greenwood=ibis.ifelse(is_all, 0.0, ratio(_.events, _.at_risk * (_.at_risk - _.events))),
    )
    limits = steps.mutate(
        survival=ibis.ifelse(_.is_gone.max().over(so_far) == 1, 0.0, _.kept.ln().sum().over(so_far).exp()),
        variance=_.greenwood.sum().over(so_far),
    )
    # Up to the first day everybody is there; from each day to the next, as many as were left on it.
    areas = limits.mutate(
        since=_.day - _.day.lag().over(in_order).fill_null(0),
        before=_.survival.lag().over(in_order).fill_null(1.0),
    ).mutate(restricted_mean=(_.since * _.before).sum().over(so_far))
    spread = areas.mutate(
        spread=(_.greenwood.sum().over(so_far) * _.restricted_mean * _.restricted_mean)
        - 2.0 * _.restricted_mean * (_.greenwood * _.restricted_mean).sum().over(so_far)
        + (_.greenwood * _.restricted_mean * _.restricted_mean).sum().over(so_far)
    )
    is_open = (_.survival > 0.0) & (_.survival < 1.0)
    log_survival = ibis.ifelse(is_open, _.survival, 0.5).ln()
    reach = Z_95 * _.variance.sqrt() / log_survival
    undefined = ibis.null("float64")
    half = Z_95 * ibis.greatest(_.spread, 0.0).sqrt()
    return spread.mutate(
        low=ibis.ifelse(is_open, (log_survival * (-reach).exp()).exp(), undefined),
        high=ibis.ifelse(is_open, (log_survival * reach.exp()).exp(), undefined),
        restricted_low=_.restricted_mean - half,
        restricted_high=_.restricted_mean + half,
    ).select(
        *by,
        "day",
        "at_risk",
        "events",
        "ended",
        "survival",
        "low",
        "high",
        "restricted_mean",
        "restricted_low",
        "restricted_high",
    )
