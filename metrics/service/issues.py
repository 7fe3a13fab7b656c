"""Which service issues go with leaving, and what that costs: complaints, what became of them, how long they waited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.activity import with_attributes
from metrics.association import (
    ADJUSTED,
    ADJUSTED_HIGH,
    ADJUSTED_LOW,
    ADJUSTED_P,
    COMPARED,
    P_VALUE,
    adjusted_ratios,
    chances,
    compared,
    trend,
)
from metrics.chance import benjamini_hochberg
from metrics.entry import CUSTOMER_KEY, PERIOD, Entry
from metrics.intervals import ratio, wilson
from metrics.presence import money_lost, presence, strata_of
from metrics.service.replies import known_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

SECOND_WITHIN_DAYS = 30
Complaint = Literal["none", "solved", "open", "second"]
Wait = Literal["under_4", "under_24", "over_24", "never"]
_COMPARED = (
    *("customers", "left", "rate", "low", "high", "other_rate", "difference", "difference_low", "difference_high"),
    *("is_real", "ratio", "ratio_low", "ratio_high", "adjusted_ratio", "adjusted_low", "adjusted_high"),
)
_COUNTS = ("customers", "left")
_MONEY = ("lost_revenue", "lost_profit")


def complaint_leaving(
    complaints: ir.Table,
    customers: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    *,
    activity: ir.Table | None = None,
    contracts: ir.Table | None = None,
    departures: ir.Table | None = None,
    all_periods: ir.Table | None = None,
    by: tuple[str, ...] = (),
    seconds: ir.Table | None = None,
) -> ir.Table:
    """Do customers leave more after a complaint: a solved one, one left open, a second one soon after?

    Everybody who was a customer in a period is looked at as of its end, by the complaints of the period; whether they
    left is what they did in the next one. A second complaint is one within thirty days of another; where it is also
    open, it counts as second. A customer of several periods counts in each.

    Parameters
    ----------
    complaints
        Those of each customer, with the period in which they came.
    customers, periods, all_periods, activity, contracts, departures
        As for `presence`.
    complete_up_to
        Last day that the data cover in full.
    by
        Attributes of the customers to break down by.
    seconds
        `second_complaints` of the same complaints, where they are kept.

    Returns
    -------
    One row per `by` and what the customer had: complaint (none, solved, open, second), customers (counted in each
    period), left, rate, low, high; held against those without any complaint: other_rate, difference with its interval,
    is_real, ratio with its interval, and the ratio among alike (same period, as many orders) with its interval;
    lost_revenue, lost_profit (what those who left had brought in the period, currency; null where not known).

    Source: metrics reference E10; Knox and van Oest 2014.

    """
    there = presence(customers, periods, all_periods, activity=activity, contracts=contracts, departures=departures)
    every = periods if all_periods is None else all_periods
    there = strata_of(with_attributes(there, customers, by))
    had = complained_among(there, complaints, every, complete_up_to, seconds)
    small = _with_others(there, had, (*by, "period", "volume"))
    summed: dict[str, ir.Value] = {name: _[name].sum() for name in (*_COUNTS, *_MONEY)}
    counted = small.group_by(*by, "complaint").agg(**summed)
    found = _against(counted, counted.filter(_.complaint == "none"), by)
    strata = _against(
        small.filter(_.complaint != "none"), small.filter(_.complaint == "none"), (*by, "period", "volume")
    )
    adjusted = adjusted_ratios(strata, (*by, "complaint"))
    keys = [*by, "complaint"]
    joined = compared(found).left_join(adjusted, keys)
    joined = joined.mutate(place=_place(joined.complaint, ("none", "solved", "open", "second")))
    return joined.order_by([*by, "place"]).select(*keys, *_COMPARED, "lost_revenue", "lost_profit")


def reply_leaving(
    complaints: ir.Table,
    customers: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    *,
    activity: ir.Table | None = None,
    contracts: ir.Table | None = None,
    departures: ir.Table | None = None,
    all_periods: ir.Table | None = None,
    by: tuple[str, ...] = (),
    seconds: ir.Table | None = None,
) -> ir.Table:
    """Do customers leave more, the longer they wait for an answer?

    Of those who complained in a period, by the longest wait of their complaints, as far as it was known at its end.
    Whether the share who leaves rises from step to step is told by Cochran and Armitage's trend. Angry customers may be
    answered sooner, which would hide some of it.

    Parameters
    ----------
    complaints, customers, periods, complete_up_to, activity, contracts, departures, all_periods, by, seconds
        As for `complaint_leaving`.

    Returns
    -------
    One row per `by` and step that occurs: wait (under_4, under_24, over_24 hours, never), customers, left, rate, low,
    high, lost_revenue, lost_profit; of all steps together: z, p_value.

    Source: metrics reference E10.

    """
    there = presence(customers, periods, all_periods, activity=activity, contracts=contracts, departures=departures)
    every = periods if all_periods is None else all_periods
    rows = complained_among(with_attributes(there, customers, by), complaints, every, complete_up_to, seconds)
    counted = rows.group_by(*by, "wait").agg(**money_lost())
    scored = counted.mutate(score=_place(counted["wait"], ("under_4", "under_24", "over_24", "never")))
    tested = trend(scored, by)
    joined = scored.left_join(tested, list(by)) if by else scored.cross_join(tested)
    low, high = wilson(_.left, _.customers)
    named = joined.mutate(rate=ratio(_.left, _.customers), low=low, high=high)
    money = ("lost_revenue", "lost_profit")
    return named.order_by([*by, "score"]).select(*by, "wait", *_COUNTS, "rate", "low", "high", *money, "z", "p_value")


def issue_costs(
    complaints: ir.Table,
    customers: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    *,
    activity: ir.Table | None = None,
    contracts: ir.Table | None = None,
    departures: ir.Table | None = None,
    all_periods: ir.Table | None = None,
) -> ir.Table:
    """Which issues cost most: customers affected, how many of them left, and what they had brought?

    The customers of each period who complained of a topic in it, held against all who did not.

    Parameters
    ----------
    complaints, customers, periods, complete_up_to, activity, contracts, departures, all_periods
        As for `complaint_leaving`.

    Returns
    -------
    One row per topic, the largest loss first: topic (empty: none was given), complaints, people (customers affected,
    each once), customers (counted in each period), left, rate, low, high, other_rate, difference with its interval,
    is_real, ratio with its interval, adjusted_ratio (among alike: same period, as many orders) with its interval,
    p_value, adjusted_p (for the number of topics), lost_revenue, lost_profit, recent_share and share_before: of the
    customers of the last judged period, and of the one before it, who complained of it.

    Source: metrics reference E10, E6, E7, E9.

    """
    there = strata_of(
        presence(customers, periods, all_periods, activity=activity, contracts=contracts, departures=departures)
    )
    known = known_by(complaints, complete_up_to)
    of_them = known.select("customer_key", "period", "topic").inner_join(there, ["customer_key", "period"])
    rows = of_them.group_by("topic", *there.columns).agg(complaints=_.count())
    counted = rows.group_by("topic").agg(**money_lost(), complaints=_.complaints.sum(), people=_.customer_key.nunique())
    stratum = ("period", "volume")
    whole = there.group_by(*stratum).agg(all_customers=_.count(), all_left=_.is_gone.sum())
    everybody = whole.agg(all_customers=_.all_customers.sum().fill_null(0), all_left=_.all_left.sum().fill_null(0))
    found = counted.cross_join(everybody).mutate(
        other_customers=_.all_customers - _.customers, other_left=_.all_left - _.left
    )
    strata = rows.group_by("topic", *stratum).agg(customers=_.count(), left=_.is_gone.sum())
    strata = strata.inner_join(whole, list(stratum)).mutate(
        other_customers=_.all_customers - _.customers, other_left=_.all_left - _.left
    )
    adjusted = adjusted_ratios(strata, ("topic",))
    tested = benjamini_hochberg(chances(found, ("topic",)).select("topic", "p_value"))
    joined = compared(found).left_join(adjusted, "topic").drop("topic_right")
    joined = joined.left_join(tested, "topic").drop("topic_right")
    joined = joined.left_join(_recent(whole, rows), "topic").drop("topic_right")
    money = ("lost_revenue", "lost_profit")
    recent = {name: _[name].fill_null(0.0) for name in ("recent_share", "share_before")}
    return (
        joined.mutate(**recent)
        .order_by(
            _.lost_profit.desc(nulls_first=False), _.lost_revenue.desc(nulls_first=False), ibis.desc("left"), "topic"
        )
        .select(
            "topic", "complaints", "people", *_COMPARED, "p_value", "adjusted_p", *money, "recent_share", "share_before"
        )
    )


def issue_members(
    complaints: ir.Table,
    customers: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    *,
    activity: ir.Table | None = None,
    contracts: ir.Table | None = None,
    departures: ir.Table | None = None,
    all_periods: ir.Table | None = None,
    complaint: Complaint | None = None,
    wait: Wait | None = None,
    topic: str | None = None,
    has_left: bool | None = None,
    seconds: ir.Table | None = None,
) -> ir.Table:
    """Who is behind a number of `complaint_leaving`, `reply_leaving` or `issue_costs`?

    Parameters
    ----------
    complaints, customers, periods, complete_up_to, activity, contracts, departures, all_periods
        As for `complaint_leaving`.
    complaint, wait
        Only those with such complaints; none is nobody with one.
    topic
        Only those who complained of it; the empty text stands for none given.
    has_left
        Only those who left, or only those who stayed.
    seconds
        `second_complaints` of the same complaints, where they are kept.

    Returns
    -------
    One row per customer and period, what they brought first: customer_key, in_period (its first day), complaint, wait,
    has_left, period_revenue, period_profit (currency).

    """
    there = presence(customers, periods, all_periods, activity=activity, contracts=contracts, departures=departures)
    had = complained(complaints, periods if all_periods is None else all_periods, complete_up_to, seconds)
    rows = _beside(there, had).mutate(complaint=_.complaint.fill_null("none"))
    for name, value in (("complaint", complaint), ("wait", wait), ("is_gone", has_left)):
        if value is not None:
            rows = rows.filter(_[name] == value)
    if complaint is None and topic is None:
        rows = rows.filter(_.complaint != "none")
    if topic is not None:
        of_topic = known_by(complaints, complete_up_to).filter(_.topic == topic)
        rows = rows.semi_join(of_topic, ["customer_key", "period"])
    starts = (periods if all_periods is None else all_periods).select("period", in_period="starts_on")
    named = rows.inner_join(starts, "period")
    return named.order_by(_.revenue.desc(nulls_first=False), "in_period", "customer_key").select(
        "customer_key",
        "in_period",
        "complaint",
        "wait",
        has_left=_.is_gone,
        period_revenue=_.revenue,
        period_profit=_.profit,
    )


def second_complaints(complaints: ir.Table) -> ir.Table:
    """Which complaints came within thirty days of the same customer's one before: customer_key, opened_at."""
    before = _.opened_at.lag().over(ibis.window(group_by="customer_key", order_by="opened_at"))
    each = complaints.filter(_.customer_key.notnull() & _.opened_at.notnull())
    since = _.opened_at.epoch_seconds() - _.before.epoch_seconds()
    near = each.select("customer_key", "opened_at", before=before).filter(since <= SECOND_WITHIN_DAYS * 86_400)
    return near.select("customer_key", "opened_at").distinct()


def complained(
    complaints: ir.Table, periods: ir.Table, complete_up_to: date, seconds: ir.Table | None = None
) -> ir.Table:
    """What each customer's complaints of a period had come to at its end: customer_key, period, complaint, wait.

    Where no complaint of the file was ever closed, the answer closes it.
    """
    return _come_to(_each(complaints, periods, complete_up_to, seconds), ("customer_key", "period"))


def complained_among(
    there: ir.Table, complaints: ir.Table, periods: ir.Table, complete_up_to: date, seconds: ir.Table | None = None
) -> ir.Table:
    """Rows of `presence` of those who complained in the period, with `complained` beside: few of all complaints are."""
    rows = _each(complaints, periods, complete_up_to, seconds).inner_join(there, ["customer_key", "period"])
    return _come_to(rows, there.columns)


def _each(complaints: ir.Table, periods: ir.Table, complete_up_to: date, seconds: ir.Table | None) -> ir.Table:
    """Each complaint as it was known at its period's end: whether it came soon after another, is open, the wait."""
    known = known_by(complaints, complete_up_to)
    closes = known.agg(closed=_.closed_at.count())
    known = known.cross_join(closes)
    known = known.mutate(done_at=ibis.ifelse(known.closed > 0, known.closed_at, known.replied_at))
    near = (second_complaints(complaints) if seconds is None else seconds).select("customer_key", "opened_at")
    known = known.left_join(near.mutate(is_second=True), ["customer_key", "opened_at"])
    known = known.mutate(is_second=known.is_second.fill_null(False))
    ends = periods.select("period", at=(_.ends_on.cast("timestamp") + ibis.interval(days=1)))
    dated = known.inner_join(ends, "period")
    waited = (dated.replied_at.epoch_seconds() - dated.opened_at.epoch_seconds()) / 3600.0
    is_answered = (dated.replied_at < dated["at"]).fill_null(False)
    is_done = (dated.done_at < dated["at"]).fill_null(False)
    return dated.select(
        "customer_key",
        "period",
        "is_second",
        is_open=~is_done,
        score=ibis.cases((~is_answered, 3), (waited > 24.0, 2), (waited >= 4.0, 1), else_=0),
    )


def _come_to(rows: ir.Table, keys: Sequence[str]) -> ir.Table:
    each = rows.group_by(list(keys)).agg(has_second=_.is_second.any(), has_open=_.is_open.any(), score=_.score.max())
    return each.mutate(
        complaint=ibis.cases((_.has_second, "second"), (_.has_open, "open"), else_="solved"),
        wait=ibis.cases(
            (_.score == 3, "never"), (_.score == 2, "over_24"), (_.score == 1, "under_24"), else_="under_4"
        ),
    )


def _with_others(there: ir.Table, had: ir.Table, parts: tuple[str, ...]) -> ir.Table:
    """Count, in each part, who had which complaints; those without any are the rest of all."""
    with_one = had.group_by(*parts, "complaint").agg(**money_lost())
    summed = with_one.group_by(list(parts)).agg(**{f"had_{name}": _[name].sum() for name in (*_COUNTS, *_MONEY)})
    whole = there.group_by(list(parts)).agg(**money_lost()).left_join(summed, list(parts))
    left = _["left"] - _.had_left.fill_null(0)
    # Of a part in which nobody else left no money was lost; where it is not known, it stays unknown.
    money = {
        name: ibis.ifelse(_.others_left > 0, _[name] - _[f"had_{name}"].fill_null(0), ibis.null(whole[name].type()))
        for name in _MONEY
    }
    without = whole.mutate(others=_.customers - _.had_customers.fill_null(0), others_left=left).filter(_.others > 0)
    found = without.select(*parts, complaint=ibis.literal("none"), customers=_.others, left=_.others_left, **money)
    kinds = {name: found[name].cast(with_one[name].type()) for name in with_one.columns}
    return with_one.union(found.select(**kinds))


def _beside(there: ir.Table, had: ir.Table) -> ir.Table:
    joined = there.left_join(had, ["customer_key", "period"])
    return joined.drop("customer_key_right", "period_right")


def _against(rows: ir.Table, others: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Put the counts of the others beside each row, of the same `by`; none there are zero."""
    named = others.select(*by, **{f"other_{name}": others[name] for name in _COUNTS})
    joined = rows.left_join(named, list(by)) if by else rows.cross_join(named)
    joined = joined.drop(*(name for name in joined.columns if name.endswith("_right")))
    return joined.mutate(**{f"other_{name}": joined[f"other_{name}"].fill_null(0) for name in _COUNTS})


def _recent(whole: ir.Table, rows: ir.Table) -> ir.Table:
    """Share of the customers with each topic in the last judged period, and in the one before it."""
    last = whole.agg(last=_.period.max())
    sizes = whole.cross_join(last).agg(
        now=_.all_customers.sum(where=_.period == _["last"]), then=_.all_customers.sum(where=_.period == _["last"] - 1)
    )
    counted = (
        rows.cross_join(last)
        .group_by("topic")
        .agg(had_now=(_.period == _["last"]).sum(), had_then=(_.period == _["last"] - 1).sum())
    )
    return counted.cross_join(sizes).select(
        "topic", recent_share=ratio(_.had_now, _.now), share_before=ratio(_.had_then, _.then)
    )


def _place(value: ir.StringValue, order: tuple[str, ...]) -> ir.IntegerValue:
    found: ir.IntegerValue = ibis.cases(
        *((value == name, ibis.literal(place, "int64")) for place, name in enumerate(order)),
        else_=ibis.literal(len(order), "int64"),
    )
    return found


KNOX = "Knox and van Oest 2014, Customer Complaints and Recovery Effectiveness; Mantel and Haenszel 1959"
THERE = N_("Customers of a period, counted in each that they were there in")
LEFT = N_("Those of them who were gone in the next period")
LOST_REVENUE = N_("Sales of the period by those who then left (currency)")
LOST_PROFIT = N_("Profit of the period from those who then left (currency); empty where costs are not known")
COUNTED = {"customers": THERE, "left": LEFT}
AMONG_ALIKE = {"adjusted_ratio": ADJUSTED, "adjusted_low": ADJUSTED_LOW, "adjusted_high": ADJUSTED_HIGH}
MONEY_LOST = {"lost_revenue": LOST_REVENUE, "lost_profit": LOST_PROFIT}
COMPLAINT = N_("`none`, `solved`, `open` at the end of the period, or `second` (within 30 days of another)")
WAIT = N_("Longest wait for a first answer: `under_4` hours, `under_24`, `over_24`, or `never`")
READS = ("complaints", "customers", "periods", "activity", "contracts", "departures")

ENTRIES = (
    Entry(
        complaint_leaving,
        title=N_("Complaints, and who left"),
        definition=N_(
            "Customers of each period by the complaints that they had in it, and how many of them were gone in the "
            "next: without a purchase, or where there are no orders, without a contract or with a departure. It says "
            "what goes together, not what causes what: who buys more has more to complain of, which is why they are "
            "held against others with as many orders too, and many leave without a word."
        ),
        formula="rate = left ÷ customers; difference = rate − other_rate; adjusted_ratio = Σ(a·n₀ ÷ N) ÷ Σ(c·n₁ ÷ N)",
        source=KNOX,
        reads=READS,
        columns={"complaint": COMPLAINT, **COUNTED, **COMPARED, **AMONG_ALIKE, **MONEY_LOST},
        by="optional",
    ),
    Entry(
        reply_leaving,
        title=N_("Waiting for an answer, and who left"),
        definition=N_(
            "Customers who complained in a period, by how long they waited for a first answer, and how many of them "
            "were gone in the next. The trend says whether the share rises from step to step."
        ),
        formula="z = Σ s·(x − n·p̄) ÷ √(p̄·(1 − p̄)·(Σ n·s² − (Σ n·s)² ÷ N))",
        source="Cochran 1954; Armitage 1955, Tests for Linear Trends in Proportions and Frequencies",
        reads=READS,
        columns={
            "wait": WAIT,
            **COUNTED,
            **{name: COMPARED[name] for name in ("rate", "low", "high")},
            **MONEY_LOST,
            "z": N_(
                "How far the trend is from none, in units of chance; above zero where more leave the longer they wait"
            ),
            "p_value": N_("Probability of so strong a trend by chance alone (0 to 1)"),
        },
        by="optional",
    ),
    Entry(
        issue_costs,
        title=N_("Service issues by what they cost"),
        definition=N_(
            "For every topic of complaints: how many customers had it, how many of them left in the next period beside "
            "those without it, and what the ones who left had brought. It goes with leaving; whether it is the cause "
            "only a trial can tell."
        ),
        formula="difference = rate − other_rate; adjusted_p = Benjamini–Hochberg over the topics",
        source=KNOX,
        reads=READS,
        columns={
            "topic": N_("Topic of the complaint; empty where none was given"),
            "complaints": N_("Complaints that came"),
            "people": N_("Customers who complained of it, each once"),
            **COUNTED,
            **COMPARED,
            **AMONG_ALIKE,
            "p_value": P_VALUE,
            "adjusted_p": ADJUSTED_P,
            **MONEY_LOST,
            "recent_share": N_("Share of the customers who had it in the last period of which it is known who left"),
            "share_before": N_("Share of the customers who had it in the period before that"),
        },
    ),
    Entry(
        issue_members,
        title=N_("Customers with a service issue"),
        definition=N_(
            "Customers and the period in which they complained, with what became of it and whether they left."
        ),
        formula="has_left = there in the period, gone in the next",
        source=KNOX,
        reads=READS,
        columns={
            "customer_key": CUSTOMER_KEY,
            "in_period": PERIOD,
            "complaint": COMPLAINT,
            "wait": WAIT,
            "has_left": N_("Whether they were gone in the next period"),
            "period_revenue": N_("Sales of the period (currency)"),
            "period_profit": N_("Profit of the period (currency); empty where costs are not known"),
        },
        by="beside",
    ),
)
