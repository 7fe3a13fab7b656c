"""After how many days without a purchase is a customer lost? Read from the gaps between purchases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.activity import with_attributes
from metrics.entry import HIGH, KAPLAN_MEIER, LOW, Entry
from metrics.intervals import ratio, wilson
from metrics.lifetimes.product_limit import LEAST_AT_RISK

if TYPE_CHECKING:
    from datetime import date

HORIZON_DAYS = 30
LIKELIEST_RETURN = 0.10
WINDOWS = (30, 90, 180, 365)
PERCENTILES = (0.5, 0.9, 0.95)


def purchase_gaps(purchase_days: ir.Table) -> ir.Table:
    """How many days passed from each purchase day to the customer's next one.

    Parameters
    ----------
    purchase_days
        One row per customer and purchase day.

    Returns
    -------
    One row per customer and purchase day: customer_key, day, gap_days (null after the last: the gap is open).

    """
    following = _.day.lead().over(ibis.window(group_by="customer_key", order_by="day"))
    return purchase_days.select("customer_key", "day", following=following).select(
        "customer_key", "day", gap_days=_.following.delta(_.day, unit="day").cast("int32")
    )


def silences(gaps: ir.Table, complete_up_to: date) -> ir.Table:
    """Every silence between purchases as it stood at the end of the data: its days, and whether it has ended.

    Returns
    -------
    One row per purchase day up to `complete_up_to`: customer_key, day (of the purchase before),
    time (days of silence), event (whether the customer came back).

    """
    until = complete_up_to if isinstance(complete_up_to, ibis.Expr) else ibis.literal(complete_up_to)
    seen = gaps.filter(_.day <= until).mutate(elapsed=until.delta(gaps.day, unit="day").cast("int32"))
    ended = seen.mutate(event=(_.gap_days <= _.elapsed).fill_null(False))
    return ended.select("customer_key", "day", time=ibis.ifelse(_.event, _.gap_days, _.elapsed), event=_.event)


def return_curve(
    gaps: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    horizon_days: int = HORIZON_DAYS,
    likeliest_return: float = LIKELIEST_RETURN,
    windows: tuple[int, ...] = WINDOWS,
    least_at_risk: int = LEAST_AT_RISK,
    by: tuple[str, ...] = (),
) -> ir.Table:
    """How likely is a customer who has been silent for so long to return, and from when on are they lost?

    S is the Kaplan–Meier curve of the gaps between purchase days, in which the gap since each customer's last
    purchase counts as not ended yet. A customer silent for W days returns within the next H days with the probability
    1 − S(W + H) ÷ S(W). Lost is who is silent for the least observed W from which on that probability stays at or
    below the limit, as far as enough gaps reach and the H days after were watched. Where it rises again before the
    history ends, the first W is proposed from which it stays below for H days; where it never falls so low, the
    largest observed gap. In both cases the history is too short for the rule, and says so.

    Parameters
    ----------
    gaps
        As `purchase_gaps` returns them.
    customers
        Their attributes.
    complete_up_to
        Last day that the data cover in full.
    horizon_days
        H.
    likeliest_return
        The limit of the probability (0 to 1).
    windows
        Further W to state, besides every observed gap.
    least_at_risk
        W that fewer gaps reach say nothing.
    by
        Attributes of the customers to break down by.

    Returns
    -------
    One row per `by` and W: window_days, reached (silences that lasted longer than W days, or are open and that old),
    returned (of these, ended by a purchase by now), still_silent, back_rate (returned ÷ reached) with low and high
    (95 % Wilson), return_rate (probability to return within the next H days; null where
    fewer than `least_at_risk` were watched for so long), ever_rate (the same as far as the
    history reaches: the share called lost by mistake), delay_days (W less the median gap: how long after the usual
    purchase the loss is noticed), lost_after_days (the W that the rule gives), is_short (whether the history is too
    short for the rule).

    Source: metrics reference A9, return-probability rule.

    """
    so_far = ibis.cumulative_window(group_by=list(by), order_by="day")
    whole = ibis.window(group_by=list(by)) if by else ibis.window()
    ahead = ibis.range_window(group_by=list(by), order_by="day", preceding=None, following=horizon_days)
    until_ahead = ibis.range_window(group_by=list(by), order_by="day", preceding=None, following=horizon_days - 1)
    spells = with_attributes(silences(gaps, complete_up_to), customers, by)
    curve = survival_of_gaps(spells, windows, by)
    # Gone are those who came back on day W itself: the silence of the others has lasted W days.
    reached = _.at_risk - _.events
    looked_ahead = curve.mutate(
        reached=reached,
        returned=_.events.sum().over(whole) - _.events.sum().over(so_far),
        seen_ahead=_.ended.sum().over(whole) - _.ended.sum().over(until_ahead),
        return_rate=1.0 - ratio(_.survival.min().over(ahead), _.survival),
        ever_rate=1.0 - ratio(_.survival.min(where=_.at_risk >= least_at_risk).over(whole), _.survival),
        median_days=_.day.min(where=_.survival <= 0.5 + 1e-9).over(whole),
    ).mutate(
        return_rate=ibis.ifelse(
            _.seen_ahead >= least_at_risk, ibis.ifelse(_.survival > 0.0, _.return_rate, 0.0), ibis.null("float64")
        )
    )
    # The next H days must have been watched as well: at the edge of the history nobody has had the time to return.
    is_weighed = (_.events > 0) & (_.at_risk >= least_at_risk) & (_.seen_ahead >= least_at_risk)
    weighed = looked_ahead.mutate(is_weighed=is_weighed).mutate(
        is_likely=_.is_weighed & (_.return_rate > likeliest_return)
    )
    next_days = ibis.range_window(group_by=list(by), order_by="day", preceding=0, following=horizon_days)
    ruled = (
        weighed.mutate(
            last_likely=_.day.max(where=_.is_likely).over(whole),
            is_calm=_.is_weighed & ~_.is_likely.max().over(next_days),
        )
        .mutate(
            ruled_days=_.day.min(where=_.is_weighed & (_.last_likely.isnull() | (_.day > _.last_likely))).over(whole),
            calm_days=_.day.min(where=_.is_calm).over(whole),
            longest_days=_.day.max(where=_.events > 0).over(whole),
        )
        .mutate(
            lost_after_days=ibis.coalesce(_.ruled_days, _.calm_days, _.longest_days), is_short=_.ruled_days.isnull()
        )
    )
    low, high = wilson(_.returned, _.reached)
    return (
        ruled.filter((_.day > 0) & (_.reached > 0))
        .select(
            *by,
            window_days=_.day,
            reached=_.reached,
            returned=_.returned,
            still_silent=_.reached - _.returned,
            back_rate=ratio(_.returned, _.reached),
            low=low,
            high=high,
            return_rate=_.return_rate,
            ever_rate=ibis.greatest(_.ever_rate, 0.0),
            delay_days=_.day - _.median_days,
            lost_after_days=_.lost_after_days,
            is_short=_.is_short,
        )
        .order_by([*by, "window_days"])
    )


def survival_of_gaps(spells: ir.Table, windows: tuple[int, ...], by: tuple[str, ...]) -> ir.Table:
    """Kaplan and Meier's curve of silences on every observed gap and on further days: at_risk, events, survival."""
    counted = spells.group_by(*by, day=_.time).agg(ended=_.count(), events=_.event.sum().cast("int64"))
    zero = ibis.literal(0, "int64")
    listed = ibis.array([0, *windows]).cast("array<int32>").unnest().name("day").as_table()
    extra = listed.cross_join(counted.select(*by).distinct()) if by else listed
    extra = extra.mutate(ended=zero, events=zero).select(counted.columns)
    steps = counted.union(extra).group_by(*by, "day").agg(ended=_.ended.sum(), events=_.events.sum())
    so_far = ibis.cumulative_window(group_by=list(by), order_by="day")
    whole = ibis.window(group_by=list(by)) if by else ibis.window()
    # Every silence begins on its day 0, so those at risk are all but the ones that ended earlier.
    known = steps.mutate(at_risk=_.ended.sum().over(whole) - _.ended.sum().over(so_far) + _.ended)
    is_all = (_.events == _.at_risk) & (_.events > 0)
    return known.mutate(
        kept=ibis.ifelse(is_all, 1.0, 1.0 - ratio(_.events, _.at_risk)).fill_null(1.0),
        is_gone=is_all.cast("int8"),
    ).mutate(survival=ibis.ifelse(_.is_gone.max().over(so_far) == 1, 0.0, _.kept.ln().sum().over(so_far).exp()))


ENTRIES = (
    Entry(
        return_curve,
        title=N_("Return after silence"),
        definition=N_(
            "How likely a customer who has not bought for so many days still returns, from the gaps between purchases; "
            "the gap since everybody's last purchase counts as one that has not ended yet. Lost is who has been silent "
            "for so long that at most 10 in 100 return within the next 30 days."
        ),
        formula="return_rate = 1 − S(W + H) ÷ S(W), S = Kaplan–Meier of the gaps; lost_after_days = least W from "
        "which on return_rate ≤ 10 %",
        source=KAPLAN_MEIER,
        reads=("gaps", "customers"),
        columns={
            "window_days": N_("Days of silence"),
            "reached": N_("Silences that lasted longer, or are open and that old"),
            "returned": N_("Of these, the ones that a purchase has ended by now"),
            "still_silent": N_("Of these, the ones that are still open"),
            "back_rate": N_("Share of the silences reached that a purchase has ended by now (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "return_rate": N_(
                "Probability of a purchase within the days of the horizon (0 to 1); empty at the edge of the history"
            ),
            "ever_rate": N_(
                "Probability of a purchase ever, as far as the history reaches (0 to 1): who would be called lost by "
                "mistake"
            ),
            "delay_days": N_("Days by which the loss is noticed later than the usual next purchase was due"),
            "lost_after_days": N_("Days of silence after which a customer is lost, by the rule"),
            "is_short": N_("Whether the history is too short for the rule, so that the days are only a proposal"),
        },
        by="optional",
        has_grain=False,
    ),
)
