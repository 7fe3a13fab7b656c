"""Customers under contract: who is covered when, who renews, who cancels early, and how long they stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.activity import with_attributes
from metrics.entry import CUSTOMER_KEY, HIGH, KAPLAN_MEIER, LOW, PERIOD, Entry
from metrics.intervals import ratio, wilson
from metrics.lifetimes.product_limit import LEAST_AT_RISK
from metrics.lifetimes.survival import SURVIVAL_COLUMNS, curve_of

if TYPE_CHECKING:
    from datetime import date

GRACE_DAYS = 30
# The last day of a contract that runs on, as files write it; an empty end says the same.
RUNS_ON = ibis.date("9999-12-31")


def covers(contracts: ir.Table, grace_days: int = GRACE_DAYS) -> ir.Table:
    """When was each customer covered without a break?

    A contract covers its days from the first to the last, both included, or to the day before it was cancelled;
    without an end it runs on. A contract that begins at most `grace_days` after the cover so far has ended carries it
    on.

    Parameters
    ----------
    contracts
        customer_key, starts_on, ends_on (null: it runs on), cancelled_on (null if it was not).
    grace_days
        Longest break that counts as none.

    Returns
    -------
    One row per customer and unbroken cover: customer_key, covered_from, covered_to (days, both covered). Lost is who
    is not covered any more on the day after.

    Source: metrics reference A8.

    """
    ended = with_last_day(contracts)
    earlier = ibis.window(group_by="customer_key", order_by=["starts_on", "ends"], preceding=(None, 1))
    marked = ended.mutate(until=_.ends.max().over(earlier))
    breaks = marked.until.isnull() | (marked.starts_on.delta(marked.until, unit="day") > grace_days + 1)
    so_far = ibis.cumulative_window(group_by="customer_key", order_by=["starts_on", "ends"])
    numbered = marked.mutate(is_new=breaks.cast("int32")).mutate(island=_.is_new.sum().over(so_far))
    return (
        numbered.group_by("customer_key", "island")
        .agg(covered_from=_.starts_on.min(), covered_to=_.ends.max())
        .drop("island")
    )


def contract_retention(
    contracts: ir.Table,
    customers: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    grace_days: int = GRACE_DAYS,
    by: tuple[str, ...] = (),
) -> ir.Table:
    """Of the customers covered when a period began, how many were covered when it ended?

    Parameters
    ----------
    contracts, grace_days
        As for `covers`.
    customers, periods
        Attributes, and periods of one grain.
    complete_up_to
        Last day that the data cover in full.
    by
        Attributes of the customers to break down by.

    Returns
    -------
    One row per `by` and complete period in which anybody was covered: period (first day), start (covered on its
    first day), retained (of these, covered on the day after its last), rate, low, high, lost, pending (of the lost,
    those whose contract ended so lately that it may still be renewed), new (covered only at the end), end.

    Source: metrics reference A1 (contract basis), A8.

    """
    cover = with_attributes(covers(contracts, grace_days), customers, by)
    each = _at_ends(cover, periods, complete_up_to, grace_days, by)
    counted = each.group_by(*by, period=_.starts_on).agg(
        start=_.at_start.sum(),
        retained=(_.at_start & _.at_end).sum(),
        pending=(_.at_start & ~_.at_end & _.is_pending).sum(),
        new=(_.at_end & ~_.at_start).sum(),
        end=_.at_end.sum(),
    )
    low, high = wilson(_.retained, _.start)
    return counted.select(
        *by,
        "period",
        "start",
        "retained",
        rate=ratio(_.retained, _.start),
        low=low,
        high=high,
        lost=_.start - _.retained,
        pending=_.pending,
        new=_.new,
        end=_.end,
    ).order_by([*by, "period"])


def contract_members(
    contracts: ir.Table, periods: ir.Table, complete_up_to: date, period: date, grace_days: int = GRACE_DAYS
) -> ir.Table:
    """Who was kept, lost and won under contract in a period?

    Returns
    -------
    One row per customer covered at its start or its end: customer_key, status (kept, lost, new), covered_to
    (null while a contract without an end runs on).

    Source: metrics reference A8.

    """
    this = periods.filter(_.starts_on == ibis.date(period.isoformat()))
    each = _at_ends(covers(contracts, grace_days), this, complete_up_to, grace_days, ()).filter(_.at_start | _.at_end)
    status = ibis.cases((each.at_start & each.at_end, "kept"), (each.at_start, "lost"), else_="new")
    return each.select("customer_key", status=status, covered_to=_.covered_to.nullif(RUNS_ON)).order_by(
        "status", "customer_key"
    )


def renewals(
    contracts: ir.Table,
    customers: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    grace_days: int = GRACE_DAYS,
    by: tuple[str, ...] = (),
) -> ir.Table:
    """Of the contracts that ran out in a period, how many were renewed in time?

    Not the retention of customers: of somebody in the middle of a term nothing was to be renewed. Contracts that were
    cancelled before their end had no chance to run out; they are counted apart.

    Returns
    -------
    One row per `by` and complete period in which a contract ran out or was cancelled: period (first day), due (ran
    out, and the time to renew is over), renewed (another contract, whenever it began, covers the customer beyond the
    end, at the latest from the day after the grace), rate, low, high, not_renewed, cancelled_early, early_cancel_rate
    (of due and cancelled ones).

    Source: metrics reference A8.

    """
    each = with_attributes(_renewed(contracts, complete_up_to, grace_days), customers, by)
    dates = _spans(periods)
    dated = each.join(dates, [each.ended_on >= dates.first_day, each.ended_on <= dates.final_day])
    counted = dated.group_by(*by, period=_.first_day).agg(
        due=_.is_due.sum().fill_null(0),
        renewed=(_.is_due & _.is_renewed).sum().fill_null(0),
        cancelled_early=_.is_early.sum().fill_null(0),
    )
    low, high = wilson(_.renewed, _.due)
    return counted.select(
        *by,
        "period",
        "due",
        "renewed",
        rate=ratio(_.renewed, _.due),
        low=low,
        high=high,
        not_renewed=_.due - _.renewed,
        cancelled_early=_.cancelled_early,
        early_cancel_rate=ratio(_.cancelled_early, _.due + _.cancelled_early),
    ).order_by([*by, "period"])


def renewal_members(
    contracts: ir.Table, periods: ir.Table, complete_up_to: date, period: date, grace_days: int = GRACE_DAYS
) -> ir.Table:
    """Whose contracts ran out or were cancelled in a period, and which were renewed?

    Returns
    -------
    One row per contract: customer_key, ended_on, status (renewed, not_renewed, cancelled_early).

    Source: metrics reference A8.

    """
    dates = _spans(periods.filter(_.starts_on == ibis.date(period.isoformat())))
    each = _renewed(contracts, complete_up_to, grace_days)
    dated = each.join(dates, [each.ended_on >= dates.first_day, each.ended_on <= dates.final_day])
    status = ibis.cases((_.is_early, "cancelled_early"), (_.is_renewed, "renewed"), else_="not_renewed")
    return dated.select("customer_key", "ended_on", status=status).order_by("status", "customer_key", "ended_on")


def contract_survival(
    contracts: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    grace_days: int = GRACE_DAYS,
    by: tuple[str, ...] = (),
    *,
    least_at_risk: int = LEAST_AT_RISK,
) -> ir.Table:
    """Which share of the customers is still under contract so many days after their first one began?

    Lost is who is not covered on a day and was not again within the grace. A contract that ended so lately that it
    may still be renewed says nothing beyond its end.

    Returns
    -------
    As `survival`: day, at_risk, events, survival, low, high, restricted_mean, restricted_low, restricted_high,
    median_days, customers, lost, left_out (nobody).

    Source: Kaplan and Meier 1958; metrics reference A8, B5.

    """
    until = ibis.literal(complete_up_to)
    cover = covers(contracts, grace_days).filter(_.covered_from <= until)
    first = cover.group_by("customer_key").agg(
        covered_from=_.covered_from.min(), covered_to=_.covered_to.argmin(_.covered_from)
    )
    dated = first.mutate(
        until=until,
        # The first day without cover.
        left_on=(_.covered_to + ibis.interval(days=1)).cast("date"),
        is_lost=_.covered_to + ibis.interval(days=grace_days) < until,
    )
    # Of those still covered the data say nothing beyond their own end.
    seen = dated.mutate(seen_to=ibis.least(_.left_on, _.until))
    spells = seen.select(
        "customer_key",
        started_on=_.covered_from,
        entry=ibis.literal(0, "int32"),
        time=seen.seen_to.delta(seen.covered_from, unit="day").cast("int32"),
        event=_.is_lost,
        is_early=ibis.literal(False),
    )
    return curve_of(with_attributes(spells, customers, by), by, least_at_risk=least_at_risk)


def _at_ends(
    cover: ir.Table, periods: ir.Table, complete_up_to: date, grace_days: int, by: tuple[str, ...]
) -> ir.Table:
    """Say of every customer and complete period whether they were covered at its start and the day after its end."""
    dates = _spans(periods).mutate(after=(_.final_day + ibis.interval(days=1)).cast("date"))
    touched = cover.join(dates, [cover.covered_from <= dates.after, cover.covered_to >= dates.first_day])
    renewable = _.covered_to + ibis.interval(days=grace_days) >= ibis.literal(complete_up_to)
    return touched.group_by("customer_key", *by, starts_on=_.first_day).agg(
        at_start=((_.covered_from <= _.first_day) & (_.covered_to >= _.first_day)).any(),
        at_end=((_.covered_from <= _.after) & (_.covered_to >= _.after)).any(),
        is_pending=renewable.any(),
        covered_to=_.covered_to.max(),
    )


def _renewed(contracts: ir.Table, complete_up_to: date, grace_days: int) -> ir.Table:
    """Say of every contract that was due or cancelled when it ended, and whether it was renewed.

    What counts is cover after the end, not the next contract by its start: of two that overlap the longer one carries
    the shorter on, and is itself not renewed by it.
    """
    until = ibis.literal(complete_up_to)
    each = contracts.select("customer_key", "starts_on", "ends_on", "cancelled_on").filter(
        (_.ends_on < RUNS_ON).fill_null(False)
    )
    in_time = (_.ends_on + ibis.interval(days=grace_days + 1)).cast("date")
    ends = each.select("customer_key", "ends_on", to_renew_by=in_time).distinct()
    cover = with_last_day(contracts).select("customer_key", covered_from="starts_on", covered_to="ends")
    carried_on = (
        ends.join(cover, "customer_key")
        .filter((_.covered_to > _.ends_on) & (_.covered_from <= _.to_renew_by))
        .select("customer_key", "ends_on")
        .distinct()
        .mutate(is_renewed=ibis.literal(True))
    )
    known = each.left_join(carried_on, ["customer_key", "ends_on"])
    is_early = (known.cancelled_on <= known.ends_on).fill_null(False)
    return known.select(
        "customer_key",
        ended_on=ibis.ifelse(is_early, known.cancelled_on, known.ends_on),
        is_early=is_early & (known.cancelled_on <= until),
        is_due=~is_early & (known.ends_on + ibis.interval(days=grace_days) < until),
        is_renewed=known.is_renewed.fill_null(False),
    ).filter(_.is_due | _.is_early)


def with_last_day(contracts: ir.Table) -> ir.Table:
    """Say of every contract the last day that it covers (`ends`); those that cover none are left out."""
    day_before = (_.cancelled_on - ibis.interval(days=1)).cast("date")
    last = contracts.mutate(stated=_.ends_on.coalesce(RUNS_ON))
    return (
        last.mutate(ends=ibis.least(_.stated, day_before.coalesce(_.stated)))
        .filter(_.ends >= _.starts_on)
        .drop("stated")
    )


def _spans(periods: ir.Table) -> ir.Table:
    return periods.filter(_.is_complete).select(first_day="starts_on", final_day="ends_on")


BROWN = "Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)"
STATUS = N_("`kept`, `lost` (the contract ended) or `new`")
COVERED = N_("Last day that the customer is covered without a break; empty while the contract runs on")

ENTRIES = (
    Entry(
        contract_retention,
        title=N_("Retention under contract"),
        definition=N_(
            "Of the customers covered by a contract on the first day of a period, the share that is covered on the day "
            "after its last. A contract that follows within the days of grace carries the cover on."
        ),
        formula="rate = retained ÷ start; lost = start − retained",
        source=BROWN,
        reads=("contracts", "customers", "periods"),
        columns={
            "period": PERIOD,
            "start": N_("Customers covered on the first day of the period"),
            "retained": N_("Of these, the ones covered on the day after its last"),
            "rate": N_("Share of the customers at the start who were kept (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "lost": N_("Customers covered at the start and not at the end"),
            "pending": N_("Of the lost, those whose contract may still be renewed within the grace"),
            "new": N_("Customers covered at the end and not at the start"),
            "end": N_("Customers covered on the day after the last of the period"),
        },
        by="optional",
    ),
    Entry(
        contract_members,
        title=N_("Customers behind the retention under contract"),
        definition=N_("Who was kept, lost and won under contract in one period."),
        formula="kept = covered at the start and the end; lost = at the start alone; new = at the end alone",
        source=BROWN,
        reads=("contracts", "periods"),
        columns={"customer_key": CUSTOMER_KEY, "status": STATUS, "covered_to": COVERED},
        by="beside",
    ),
    Entry(
        renewals,
        title=N_("Renewal of contracts"),
        definition=N_(
            "Of the contracts that ran out in a period, the share whose customer was covered by another one after the "
            "end, within the days of grace. Contracts cancelled before their end are counted apart."
        ),
        formula="rate = renewed ÷ due; early_cancel_rate = cancelled_early ÷ (due + cancelled_early)",
        source=BROWN,
        reads=("contracts", "customers", "periods"),
        columns={
            "period": PERIOD,
            "due": N_("Contracts that ran out in the period, and whose time to be renewed is over"),
            "renewed": N_("Of these, the ones after whose end another covered the customer within the grace"),
            "rate": N_("Share of the contracts due that were renewed (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "not_renewed": N_("Contracts due that were not renewed"),
            "cancelled_early": N_("Contracts cancelled in the period before their end"),
            "early_cancel_rate": N_("Cancelled ones as a share of those due and cancelled (0 to 1)"),
        },
        by="optional",
    ),
    Entry(
        renewal_members,
        title=N_("Contracts behind the renewal rate"),
        definition=N_("Whose contracts ran out or were cancelled in one period; one row for each contract."),
        formula="renewed = another contract ends later and begins at most the grace and a day after the end",
        source=BROWN,
        reads=("contracts", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "ended_on": N_("Last day of the contract, or the day it was cancelled"),
            "status": N_("`renewed`, `not_renewed` or `cancelled_early`"),
        },
        by="beside",
    ),
    Entry(
        contract_survival,
        title=N_("Survival under contract"),
        definition=N_(
            "The share of the customers who are still covered so many days after their first contract began. Contracts "
            "that may still be renewed say nothing beyond their end."
        ),
        formula="survival = Π (1 − events ÷ at_risk) over the days up to then; restricted_mean = area under it",
        source=KAPLAN_MEIER,
        reads=("contracts", "customers"),
        columns=SURVIVAL_COLUMNS,
        by="optional",
        has_grain=False,
    ),
)
