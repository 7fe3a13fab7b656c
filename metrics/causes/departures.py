"""Why customers left, counted in customers, sales and profit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, IS_COMPLETE, PERIOD, START, Entry
from metrics.intervals import poisson, ratio
from metrics.periods.retention import whole_with_base

if TYPE_CHECKING:
    from datetime import date

# Fewer departures than this say nothing of a segment.
FEWEST_IN_A_CELL = 10


def departure_values(
    departures: ir.Table,
    purchase_days: ir.Table,
    days: ir.Table,
    grain: str = "month",
    money: ir.Table | None = None,
    charges: ir.Table | None = None,
) -> ir.Table:
    """What each departed customer brought in the twelve months before leaving, and paid in the last month.

    To the day: what was bought on the day of leaving counts, what was bought on the same day a year before does not. A
    customer who left and returned counts at each departure; one without purchases in these months has null money,
    never zero.

    Parameters
    ----------
    departures
        departure_id, customer_key, left_on, reason and the rest.
    purchase_days
        As `booking.purchase_days` returns it.
    days
        The data set's calendar.
    grain
        Grain of the `period` put beside each departure.
    money
        As `departure_money` returns it, where it is kept already.
    charges
        As `customer_charges` returns it, where monthly charges are known.

    Returns
    -------
    The departures with period (of `grain`), lost_revenue, lost_profit and lost_charge (currency; the last one a month,
    null without charges).

    """
    dates = days.select("date", period=grain)
    dated = departures.left_join(dates, departures.left_on == dates.date).drop("date")
    spent = departure_money(departures, purchase_days) if money is None else money
    valued = dated.left_join(spent, "departure_id").drop("departure_id_right")
    if charges is None:
        return valued.mutate(lost_charge=ibis.null("float64"))
    paid = charges.select("customer_key", lost_charge="monthly_charge")
    return valued.left_join(paid, "customer_key").drop("customer_key_right")


def departure_money(departures: ir.Table, purchase_days: ir.Table) -> ir.Table:
    """Sum what each departed customer brought in the twelve months before leaving, as `departure_values` means it.

    Returns
    -------
    One row per departure of a customer with purchases in these months: departure_id, lost_revenue, lost_profit.

    """
    return (
        departures.select("departure_id", "customer_key", "left_on")
        .join(purchase_days.select("customer_key", "day", "revenue", "profit"), "customer_key")
        .filter((_.day <= _.left_on) & (_.day > (_.left_on - ibis.interval(months=12)).cast("date")))
        .group_by("departure_id")
        .agg(lost_revenue=_.revenue.sum(), lost_profit=_.profit.sum())
    )


def departures_by_cause(departures: ir.Table, departure_causes: ir.Table, by: tuple[str, ...] = ()) -> ir.Table:
    """Why customers left: departures, lost sales and lost profit by cause.

    A departure with several causes counts under each as a *mention* and is shared out evenly among them for
    `departed` and for money, so those columns add up to the departures. Unknown, unclassified and unanswered
    reasons are causes of their own and always listed where they occur.

    Parameters
    ----------
    departures
        As `departure_values` returns it, with the `by` columns beside it.
    departure_causes
        departure_id, cause: one row per cause of a departure.
    by
        Columns to break down by.

    Returns
    -------
    One row per (by, cause), the costliest first: cause, mentions, departed (shared evenly), share (departed / all
    departures of the `by` value), lost_revenue, lost_profit (twelve months before leaving, currency;
    null where unknown), lost_charge (in the last month, likewise).

    Source: metrics reference E2, E3.

    """
    causes = departure_causes.group_by("departure_id", "cause").agg(named=_.count())
    of_one = ibis.window(group_by="departure_id")
    # As a float by name: between a literal and a count, some engines divide decimals of few digits.
    shared = causes.mutate(weight=1.0 / _.count().over(of_one).cast("float64")).drop("named")
    joined = departures.join(shared, "departure_id")
    counted = joined.group_by([*by, "cause"]).agg(
        mentions=_.count(),
        departed=_.weight.sum(),
        lost_revenue=(_.lost_revenue.cast("float64") * _.weight).sum(),
        lost_profit=(_.lost_profit.cast("float64") * _.weight).sum(),
        lost_charge=(_.lost_charge * _.weight).sum(),
    )
    everyone = ibis.window(group_by=list(by)) if by else ibis.window()
    return (
        counted.mutate(share=ratio(_.departed, _.departed.sum().over(everyone)))
        .select(*by, "cause", "mentions", "departed", "share", "lost_revenue", "lost_profit", "lost_charge")
        .order_by([*by, ibis.desc("departed"), "cause"])
    )


def cause_rates(
    departures: ir.Table,
    departure_causes: ir.Table,
    activity: ir.Table,
    periods: ir.Table,
    *,
    flows: ir.Table | None = None,
    include_open: bool = False,
) -> ir.Table:
    """How fast each cause takes customers away: departures that name it, per customer at the start of the period.

    A share of the departures can fall while the cause takes more and more customers, because others take even
    more; a rate cannot hide that. A departure with several causes counts under each. Customers at the start
    are those active in the period before; a rate may pass 1 where people leave who were not.

    Parameters
    ----------
    departures, departure_causes
        As for `departures_by_cause`; departures with their `period`.
    activity, periods
        Facts and periods of the same grain.
    flows
        Those of all of `activity`, where they are kept already.
    include_open
        List the period that is not complete yet too; more may still leave in it.

    Returns
    -------
    One row per (period, cause), every later complete period and every cause that occurs in any: period (first
    day), cause, mentions, start, rate, low, high (95 % limits of a count, Byar's), is_complete.

    Source: metrics reference E5.

    """
    named = _mentions(departures, departure_causes).group_by("period", "cause").agg(mentions=_.count())
    active = activity.group_by("period").agg(customers=_.count()) if flows is None else flows
    start = active.select(period=_.period + 1, start=_.customers)
    first = active.agg(first=_.period.min())
    judged = whole_with_base(periods)
    later = (judged if include_open else judged.filter(_.is_complete)).cross_join(first).filter(_.period > _.first)
    later = later.drop("first")
    spine = later.cross_join(named.select("cause").distinct())
    counted = spine.left_join(named, ["period", "cause"]).drop("period_right", "cause_right")
    counted = counted.left_join(start, "period").drop("period_right")
    counted = counted.mutate(mentions=_.mentions.fill_null(0), start=_.start.fill_null(0))
    low, high = poisson(counted.mentions, counted.start)
    return (
        counted.select(
            "cause",
            "mentions",
            "start",
            "is_complete",
            period=_.starts_on,
            rate=ratio(_.mentions, _.start),
            low=low,
            high=high,
        )
        .relocate("period", "cause", "mentions", "start", "rate", "low", "high")
        .order_by("period", "cause")
    )


def cause_lift(departures: ir.Table, departure_causes: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Which segments a cause takes more customers from than from all: its share here over its share everywhere.

    Lift and share are null where fewer than ten departures name the cause; the count stays.

    Returns
    -------
    One row per (by, cause), every cause that occurs anywhere: mentions, departed (shared evenly), departures (of
    the segment), share (departed / departures), overall_share (of all segments), lift (share / overall_share).

    Source: metrics reference E5.

    """
    counted = departures_by_cause(departures, departure_causes, by)
    everywhere = departures_by_cause(departures, departure_causes).select("cause", overall_share="share")
    sizes = counted.group_by(list(by)).agg(departures=_.departed.sum().round().cast("int64"))
    joined = sizes.cross_join(everywhere).left_join(
        counted.select(*by, "cause", "mentions", "departed"), [*by, "cause"]
    )
    cells = joined.drop(*[f"{name}_right" for name in (*by, "cause")]).mutate(
        mentions=_.mentions.fill_null(0), departed=_.departed.fill_null(0.0)
    )
    is_enough = cells.mentions >= FEWEST_IN_A_CELL
    share = ibis.ifelse(is_enough, ratio(cells.departed, cells.departures), ibis.null("float64"))
    return (
        cells.mutate(share=share)
        .mutate(lift=ratio(_.share, _.overall_share))
        .select(*by, "cause", "mentions", "departed", "departures", "share", "overall_share", "lift")
        .order_by([*by, "cause"])
    )


def cause_members(
    departures: ir.Table,
    departure_causes: ir.Table,
    periods: ir.Table,
    *,
    cause: str | None = None,
    left_in: date | None = None,
    top: int | None = None,
) -> ir.Table:
    """Who left for each cause, and what they said.

    Parameters
    ----------
    departures, departure_causes
        As for `departures_by_cause`; departures with their `period`.
    periods
        Periods of the same grain.
    cause
        List only those who left for this one.
    left_in
        List only those who left in the period that begins on this day.
    top
        List only so many: those who had brought most.

    Returns
    -------
    One row per departure and cause, so that the rows of a cause are as many as its mentions: customer_key,
    cause, left_on, left_in (first day of the period), reason and competitor as they were loaded,
    lost_revenue, lost_profit (the whole of the departure, twelve months before leaving, currency), lost_charge (in the
    last month, likewise).

    """
    starts = periods.select("period", left_in="starts_on")
    causes = departure_causes if cause is None else departure_causes.filter(_.cause == cause)
    listed = _mentions(departures, causes).left_join(starts, "period").drop("period_right")
    if left_in is not None:
        listed = listed.filter(_.left_in == ibis.date(left_in.isoformat()))
    words = [name for name in ("reason", "competitor") if name in departures.columns]
    money = ("lost_revenue", "lost_profit", "lost_charge")
    members = listed.select("customer_key", "cause", "left_on", "left_in", *words, *money)
    if top is None:
        return members.order_by("cause", ibis.desc("left_on"), "customer_key")
    most = [ibis.desc(name, nulls_first=False) for name in ("lost_revenue", "lost_charge")]
    return members.order_by([*most, ibis.desc("left_on"), "customer_key"]).limit(top)


def lapsed_members(activity: ir.Table, periods: ir.Table, silent_periods: int) -> ir.Table:
    """Who has been silent for so many complete periods: the customers behind `lapsed`.

    Parameters
    ----------
    activity, periods, silent_periods
        As for `lapsed`.

    Returns
    -------
    One row per lapsed customer: customer_key, last_period (first day of the last active period), orders,
    revenue, profit (of that period).

    """
    last = periods.filter(_.is_complete).agg(last=_.period.max())
    final = activity.filter(_.next.isnull()).cross_join(last).filter(_.period <= _.last - silent_periods)
    starts = periods.select("period", last_period="starts_on")
    return (
        final.left_join(starts, "period")
        .select("customer_key", "last_period", "orders", "revenue", "profit")
        .order_by("last_period", "customer_key")
    )


def _mentions(departures: ir.Table, departure_causes: ir.Table) -> ir.Table:
    return departures.join(departure_causes.select("departure_id", "cause").distinct(), "departure_id")


CAUSE = N_("The cause by its code; `unknown`, `unclassified` and `no_answer` are causes of their own")
MENTIONS = N_("Departures that name this cause")
DEPARTED = N_("Departures, those with several causes shared out evenly")
LOST_REVENUE = N_("Sales in the twelve months before leaving (currency); empty where none are known")
LOST_CHARGE = N_("What those who left paid in a month (currency); empty where not known")
LOST_PROFIT = N_("Profit in the twelve months before leaving (currency); empty where not known")
STATED = N_("Stated reasons sorted into causes by published rules; those who said nothing are counted apart")

ENTRIES = (
    Entry(
        departures_by_cause,
        title=N_("Departures by cause"),
        definition=N_(
            "Why customers left: recorded departures, and the sales and profit of the twelve months before them, by "
            "cause; a departure with several causes is shared out evenly among them."
        ),
        formula="departed = Σ 1 ÷ causes of the departure; share = departed ÷ all departures; money likewise",
        source=STATED,
        reads=("departures", "departure_causes"),
        columns={
            "cause": CAUSE,
            "mentions": MENTIONS,
            "departed": DEPARTED,
            "share": N_("Share of all departures (0 to 1)"),
            "lost_revenue": LOST_REVENUE,
            "lost_profit": LOST_PROFIT,
            "lost_charge": LOST_CHARGE,
        },
        by="optional",
    ),
    Entry(
        cause_rates,
        title=N_("Rate of each cause"),
        definition=N_(
            "Departures that name a cause, for each customer active at the start of the period: whether a cause takes "
            "more and more customers, whatever the others do."
        ),
        formula="rate = mentions ÷ start; limits of a count by Byar's approximation",
        source="Breslow and Day 1987, Statistical Methods in Cancer Research II (limits)",
        reads=("departures", "departure_causes", "activity", "periods"),
        columns={
            "period": PERIOD,
            "cause": CAUSE,
            "mentions": MENTIONS,
            "start": START,
            "rate": N_("Mentions for each customer at the start (may pass 1 where others leave too)"),
            "low": N_("Lower 95 % limit of the rate"),
            "high": N_("Upper 95 % limit of the rate"),
            "is_complete": IS_COMPLETE,
        },
    ),
    Entry(
        cause_lift,
        title=N_("Causes by segment"),
        definition=N_(
            "Departures of each segment that name a cause, and how much more often it is named there than in all "
            "segments; empty where fewer than ten departures name it."
        ),
        formula="lift = share in the segment ÷ share in all segments",
        source=STATED,
        reads=("departures", "departure_causes"),
        columns={
            "cause": CAUSE,
            "mentions": MENTIONS,
            "departed": DEPARTED,
            "departures": N_("Departures from the segment"),
            "share": N_("Share of the segment's departures (0 to 1)"),
            "overall_share": N_("Share of all departures (0 to 1)"),
            "lift": N_("How many times the overall share (1 is the same)"),
        },
        by="needed",
    ),
    Entry(
        cause_members,
        title=N_("Departures, one by one"),
        definition=N_("Who left for each cause, when, what they said, and what they brought in the year before."),
        formula="one row for each departure and cause",
        source=STATED,
        reads=("departures", "departure_causes", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "cause": CAUSE,
            "left_on": N_("Day the customer left"),
            "left_in": N_("First day of the period in which they left"),
            "reason": N_("Why they left, in their own words"),
            "competitor": N_("Competitor they went to"),
            "lost_revenue": LOST_REVENUE,
            "lost_profit": LOST_PROFIT,
            "lost_charge": LOST_CHARGE,
        },
        by="beside",
    ),
    Entry(
        lapsed_members,
        title=N_("Lapsed customers, one by one"),
        definition=N_(
            "The customers behind the count of the lapsed, and what they brought in their last active period."
        ),
        formula="last active period ≤ last complete period − silent_periods",
        source=N_("Inferred from silence; a recorded departure is better evidence"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "last_period": N_("First day of the last active period"),
            "orders": N_("Orders in that period"),
            "revenue": N_("Sales in that period (currency)"),
            "profit": N_("Profit in that period (currency); empty where costs are not known"),
        },
        by="beside",
    ),
)
