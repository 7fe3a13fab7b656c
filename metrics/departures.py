"""Why customers left, counted in customers, sales and profit."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from metrics.intervals import ratio


def departure_values(departures: ir.Table, monthly: ir.Table, days: ir.Table, grain: str = "month") -> ir.Table:
    """What each departed customer brought in the twelve months before leaving.

    The twelve calendar months up to and including the month of leaving, in the data set's calendar. A customer
    who left and returned counts at each departure; one without purchases has null money, never zero.

    Parameters
    ----------
    departures
        departure_id, customer_key, left_on, reason and the rest.
    monthly
        Activity by month.
    days
        The data set's calendar.
    grain
        Grain of the `period` put beside each departure.

    Returns
    -------
    The departures with period (of `grain`), lost_revenue and lost_profit (currency).

    """
    dates = days.select("date", left_month="month", period=grain)
    dated = departures.left_join(dates, departures.left_on == dates.date).drop("date")
    spent = (
        dated.select("departure_id", "customer_key", "left_month")
        .join(monthly.select("customer_key", month="period", revenue="revenue", profit="profit"), "customer_key")
        .filter((_.month <= _.left_month) & (_.month > _.left_month - 12))
        .group_by("departure_id")
        .agg(lost_revenue=_.revenue.sum(), lost_profit=_.profit.sum())
    )
    return dated.left_join(spent, "departure_id").drop("departure_id_right", "left_month")


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
    null where unknown).

    Source: metrics reference E2, E3.

    """
    causes = departure_causes.group_by("departure_id", "cause").agg(named=_.count())
    shared = causes.mutate(weight=ibis.literal(1.0) / _.count().over(ibis.window(group_by="departure_id"))).drop(
        "named"
    )
    joined = departures.join(shared, "departure_id")
    counted = joined.group_by([*by, "cause"]).agg(
        mentions=_.count(),
        departed=_.weight.sum(),
        lost_revenue=(_.lost_revenue.cast("float64") * _.weight).sum(),
        lost_profit=(_.lost_profit.cast("float64") * _.weight).sum(),
    )
    everyone = ibis.window(group_by=list(by)) if by else ibis.window()
    return (
        counted.mutate(share=ratio(_.departed, _.departed.sum().over(everyone)))
        .select(*by, "cause", "mentions", "departed", "share", "lost_revenue", "lost_profit")
        .order_by([*by, ibis.desc("departed"), "cause"])
    )
