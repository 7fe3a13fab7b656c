"""What depends on the window of silence: who is silent now, how retention reads, and the usual gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.activity import with_attributes
from metrics.entry import CUSTOMER_KEY, HIGH, KAPLAN_MEIER, LOW, PERIOD, Entry
from metrics.intervals import ratio, wilson
from metrics.lifetimes.silence import PERCENTILES, WINDOWS, silences, survival_of_gaps

if TYPE_CHECKING:
    from datetime import date


def silent_members(gaps: ir.Table, complete_up_to: date, before: date) -> ir.Table:
    """Who bought last before a day, and nothing since?

    Parameters
    ----------
    gaps
        As `purchase_gaps` returns them.
    complete_up_to
        Last day that the data cover in full.
    before
        Only customers whose last purchase lies before this day.

    Returns
    -------
    One row per customer: customer_key, last_day, silent_days (from then to the end of the data).

    Source: metrics reference A9.

    """
    until = ibis.literal(complete_up_to)
    last = silences(gaps, complete_up_to).filter(~_.event & (_.day < ibis.literal(before)))
    return last.select(
        "customer_key", last_day=_.day, silent_days=until.delta(last.day, unit="day").cast("int32")
    ).order_by("last_day", "customer_key")


def returned_members(gaps: ir.Table, complete_up_to: date, window_days: int) -> ir.Table:
    """Who came back after so long a silence that they had been called lost?

    Returns
    -------
    One row per silence of more than `window_days` that a purchase ended: customer_key, last_day (the purchase
    before), returned_on, silent_days.

    Source: metrics reference A9.

    """
    ended = silences(gaps, complete_up_to).filter(_.event & (_.time > window_days))
    return (
        ended.select("customer_key", last_day=_.day, returned_on=_.day + _.time.as_interval("D"), silent_days=_.time)
        .mutate(returned_on=_.returned_on.cast("date"))
        .order_by("last_day", "customer_key")
    )


def window_retention(
    gaps: ir.Table,
    customers: ir.Table,
    periods: ir.Table,
    windows: tuple[int, ...] = WINDOWS,
    by: tuple[str, ...] = (),
) -> ir.Table:
    """How does retention of the last complete period read, depending on when a customer counts as gone?

    At the start are those whose last purchase lay less than W days back then; retained are those of them of whom the
    same is true at the end.

    Parameters
    ----------
    gaps, customers, periods
        Gaps between purchases, the attributes, and periods of one grain.
    windows
        The W to compare, in days.
    by
        Attributes of the customers to break down by.

    Returns
    -------
    One row per `by` and W: window_days, period (first day), start, retained, rate, low, high, lost, is_covered
    (whether the data reach W days back; where not, the rate is null).

    Source: metrics reference A1, status basis.

    """
    silent = with_attributes(_at_both_ends(gaps, periods), customers, by)
    listed = ibis.array(list(windows)).cast("array<int32>").unnest().name("window_days").as_table()
    counted = (
        silent.cross_join(listed)
        .group_by(*by, "window_days", period=_.starts_on)
        .agg(
            start=(_.at_first < _.window_days).sum(),
            retained=((_.at_first < _.window_days) & (_.at_last < _.window_days)).sum(),
            is_covered=(_.covered >= _.window_days).any(),
        )
    )
    low, high = wilson(_.retained, _.start)
    undefined = ibis.null("float64")
    return counted.select(
        *by,
        "window_days",
        "period",
        "start",
        "retained",
        rate=ibis.ifelse(_.is_covered, ratio(_.retained, _.start), undefined),
        low=ibis.ifelse(_.is_covered, low, undefined),
        high=ibis.ifelse(_.is_covered, high, undefined),
        lost=_.start - _.retained,
        is_covered=_.is_covered,
    ).order_by([*by, "window_days"])


def gap_percentiles(
    gaps: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    percentiles: tuple[float, ...] = PERCENTILES,
    by: tuple[str, ...] = (),
) -> ir.Table:
    """How long are the gaps between purchases: the middle one, and those that nine or nineteen in twenty do not pass?

    Three ways: all ended gaps alike, which is short twice, because heavy buyers have most gaps and open gaps are
    left out; every customer with the same weight; and with the open gaps counted as not ended yet (Kaplan–Meier).

    Returns
    -------
    One row per `by` and percentile: percentile (0 to 1), pooled_days, weighted_days, survival_days (null where fewer
    have ended so far), ended_gaps, open_gaps.

    Source: metrics reference A9, percentile rule.

    """
    each = with_attributes(silences(gaps, complete_up_to), customers, by)
    sizes = each.filter(_.event).group_by("customer_key").agg(own=_.count())
    weighed = each.filter(_.event).join(sizes, "customer_key").mutate(weight=1.0 / _.own.cast("float64"))
    steps = weighed.group_by(*by, "time").agg(gaps=_.count(), weight=_.weight.sum())
    so_far = ibis.cumulative_window(group_by=list(by), order_by="time")
    whole = ibis.window(group_by=list(by)) if by else ibis.window()
    ranked = steps.mutate(
        up_to=_.gaps.sum().over(so_far),
        all=_.gaps.sum().over(whole),
        share=ratio(_.weight.sum().over(so_far), _.weight.sum().over(whole)),
    )
    listed = ibis.array(list(percentiles)).cast("array<float64>").unnest().name("percentile").as_table()
    place = (_.all - 1) * _.percentile
    pooled = (
        ranked.cross_join(listed)
        .mutate(place=place)
        .group_by(*by, "percentile")
        .agg(
            below=_.time.min(where=_.up_to > _.place.floor()),
            above=_.time.min(where=_.up_to > _.place.ceil()),
            part=(_.place - _.place.floor()).max(),
            # A sum of fractions may miss the whole by a rounding.
            weighted_days=_.time.min(where=_.share >= _.percentile - 1e-9),
            ended_gaps=_["all"].max(),
        )
        .mutate(pooled_days=_.below + _.part * (_.above - _.below))
    )
    curve = survival_of_gaps(each, (), by)
    lasting = (
        curve.cross_join(listed)
        .group_by(*by, "percentile")
        .agg(
            survival_days=_.day.min(where=_.survival <= 1.0 - _.percentile + 1e-9),
            open_gaps=(_.ended - _.events).sum(),
        )
    )
    keys = [*by, "percentile"]
    return (
        lasting.left_join(pooled, keys)
        .select(
            *keys, "pooled_days", "weighted_days", "survival_days", "open_gaps", ended_gaps=_.ended_gaps.fill_null(0)
        )
        .order_by(keys)
    )


def window_members(gaps: ir.Table, periods: ir.Table, window_days: int) -> ir.Table:
    """Who is behind the retention of the last complete period, if customers count as gone after so many days?

    Returns
    -------
    One row per customer who was not gone at the start of the period: customer_key, is_kept, silent_days (at its
    end).

    Source: metrics reference A1, status basis.

    """
    began = _at_both_ends(gaps, periods).filter(_.at_first < window_days)
    return began.select("customer_key", is_kept=_.at_last < window_days, silent_days=_.at_last).order_by("customer_key")


def _at_both_ends(gaps: ir.Table, periods: ir.Table) -> ir.Table:
    """Count how long everybody had been silent when the last complete period began and when it ended.

    Returns
    -------
    One row per customer with a purchase before the period: customer_key, starts_on, ends_on, at_first, at_last (days),
    covered (days from the beginning of the data to the period).

    """
    complete = periods.filter(_.is_complete)
    last = complete.filter(_.period == complete.period.max()).select("starts_on", "ends_on")
    data_begin = gaps.agg(data_begin=_.day.min())
    dated = gaps.cross_join(last).mutate(next_day=(_.day + _.gap_days.as_interval("D")).cast("date"))
    at_start = dated.filter((_.day < _.starts_on) & (_.next_day.isnull() | (_.next_day >= _.starts_on)))
    at_end = dated.filter((_.day <= _.ends_on) & (_.next_day.isnull() | (_.next_day > _.ends_on)))
    began = at_start.select("customer_key", "starts_on", "ends_on", first="day")
    known = began.join(at_end.select("customer_key", final="day"), "customer_key").cross_join(data_begin)
    return known.select(
        "customer_key",
        "starts_on",
        "ends_on",
        at_first=known.starts_on.delta(known["first"], unit="day") - 1,
        at_last=known.ends_on.delta(known.final, unit="day"),
        covered=known.starts_on.delta(known.data_begin, unit="day"),
    )


CUTS = N_("Percentiles of ended gaps are too short: heavy buyers have most gaps, and the open ones are left out")
LAST_DAY = N_("Day of the last purchase before the silence")

ENTRIES = (
    Entry(
        gap_percentiles,
        title=N_("Usual gaps between purchases"),
        definition=N_(
            "Days between two purchases of a customer: how many half of the gaps, nine in ten and nineteen in twenty "
            "do not pass, of all ended gaps alike, with every customer weighing the same, and with the open gaps "
            "counted as not ended yet."
        ),
        formula="pooled = quantile of ended gaps; weighted = each customer's gaps weigh 1 in all; survival = least g "
        "with S(g) ≤ 1 − percentile",
        source=CUTS,
        reads=("gaps", "customers"),
        columns={
            "percentile": N_("Share of the gaps that are no longer (0 to 1)"),
            "pooled_days": N_("Days, all ended gaps alike; too short"),
            "weighted_days": N_("Days, every customer with the same weight"),
            "survival_days": N_("Days, open gaps counted as not ended yet; empty while too few have ended"),
            "open_gaps": N_("Gaps that have not ended yet"),
            "ended_gaps": N_("Gaps that a purchase has ended"),
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        window_retention,
        title=N_("Retention by the days of silence"),
        definition=N_(
            "Retention of the last complete period, if customers count as lost after so many days without a purchase: "
            "who was not lost at its start, and of these, who was not lost at its end."
        ),
        formula="rate = retained ÷ start; silent at an instant = days since the last purchase ≥ window_days",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("gaps", "customers", "periods"),
        columns={
            "window_days": N_("Days without a purchase after which a customer counts as lost"),
            "period": PERIOD,
            "start": N_("Customers who were not lost at the start of the period"),
            "retained": N_("Of these, the ones who were not lost at its end"),
            "rate": N_("Share of the customers at the start who were kept (0 to 1); empty where the data do not reach"),
            "low": LOW,
            "high": HIGH,
            "lost": N_("Customers not lost at the start who were lost at the end"),
            "is_covered": N_("Whether the data reach so many days back from the start of the period"),
        },
        by="optional",
    ),
    Entry(
        window_members,
        title=N_("Customers behind the retention by days of silence"),
        definition=N_("Who was not lost at the start of the last complete period, and who still was not at its end."),
        formula="is_kept = silent_days < window_days",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("gaps", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "is_kept": N_("Whether the customer was not lost at the end of the period"),
            "silent_days": N_("Days from the last purchase to the end of the period"),
        },
        by="beside",
    ),
    Entry(
        silent_members,
        title=N_("Silent customers"),
        definition=N_("Customers whose last purchase lies before a day."),
        formula="last_day < before; silent_days = complete_up_to − last_day",
        source=N_("Inferred from silence; a recorded departure is better evidence"),
        reads=("gaps",),
        columns={
            "customer_key": CUSTOMER_KEY,
            "last_day": N_("Day of the last purchase"),
            "silent_days": N_("Days from the last purchase to the end of the data"),
        },
        by="beside",
        has_grain=False,
    ),
    Entry(
        returned_members,
        title=N_("Returned after silence"),
        definition=N_("Customers who bought again after more than so many days of silence; one row for each silence."),
        formula="silent_days > window_days; returned_on = last_day + silent_days",
        source=KAPLAN_MEIER,
        reads=("gaps",),
        columns={
            "customer_key": CUSTOMER_KEY,
            "last_day": LAST_DAY,
            "returned_on": N_("Day of the purchase that ended the silence"),
            "silent_days": N_("Days of the silence"),
        },
        by="beside",
        has_grain=False,
    ),
)
