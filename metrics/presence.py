"""Who was a customer in a period, and who was gone in the next: by orders, else by contracts and departures."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _ as column

from localization import _
from metrics.errors import MissingData
from metrics.lifetimes.contracts import covers

MONEY = ("revenue", "profit")


def presence(
    customers: ir.Table,
    periods: ir.Table,
    all_periods: ir.Table | None = None,
    *,
    activity: ir.Table | None = None,
    contracts: ir.Table | None = None,
    departures: ir.Table | None = None,
) -> ir.Table:
    """Who was there in each period, and who of them was gone in the next?

    With orders, whoever bought in the period was there, and is gone without a purchase in the next one. Without orders,
    whoever is under contract at the end of the period was there (without contracts, whoever joined by then and did not
    leave), and is gone with a departure in the next period (without departures, when not under contract any more at its
    end). Only periods whose next one is complete are listed: of the others it is not known yet. Where there is none,
    and departures alone tell who left, all departures together are one: a list may say who left and not when.

    Parameters
    ----------
    customers
        customer_key, and joined_on where it was loaded.
    periods
        Those to speak of.
    all_periods
        Every period of the grain, where `periods` are chosen ones.
    activity, contracts, departures
        What was loaded of them; activity of the same grain.

    Returns
    -------
    One row per customer and period: customer_key, period, is_gone, orders (1 where there are no orders), revenue,
    profit (of the period, currency; null where not known).

    Raises
    ------
    MissingData
        Without orders, contracts and departures nobody can be said to have stayed or left.

    Source: metrics reference E6 (landmark design).

    """
    known = (periods if all_periods is None else all_periods).filter(column.is_complete)
    in_order = ibis.window(order_by="period")
    dated = known.select(
        "period",
        at=column.ends_on,
        until=column.ends_on.lead().over(in_order),
        then=column.period.lead().over(in_order),
    )
    dated = dated.filter(column.then == column.period + 1).drop("then")
    if all_periods is not None:
        dated = dated.semi_join(periods, "period")
    if activity is not None:
        there = activity.semi_join(dated, "period")
        return there.select(
            "customer_key",
            "period",
            *MONEY,
            is_gone=(column.next.isnull() | (column.next > column.period + 1)),
            orders=column.orders.cast("int64"),
        )
    if contracts is None and departures is None:
        raise MissingData(
            _("Who stayed and who left is told by orders, contracts or departures; none of them was loaded.")
        )
    if contracts is None:
        dated = _or_all_at_once(dated, periods if all_periods is None else all_periods, departures)
    there = _under_contract(contracts, dated) if contracts is not None else _joined(customers, departures, dated)
    if departures is not None:
        gone = (
            there.select("customer_key", "period", "at", "until")
            .join(departures.select("customer_key", "left_on"), "customer_key")
            .filter((column.left_on > column.at) & (column.left_on <= column.until))
            .select("customer_key", "period")
            .distinct()
            .mutate(has_left=True)
        )
        there = there.left_join(gone, ["customer_key", "period"]).drop("customer_key_right", "period_right")
        there = there.mutate(is_gone=column.has_left.fill_null(False))
    money = ibis.null("decimal(18, 4)")
    return there.select(
        "customer_key", "period", revenue=money, profit=money, is_gone=column.is_gone, orders=ibis.literal(1, "int64")
    )


def _or_all_at_once(dated: ir.Table, periods: ir.Table, departures: ir.Table | None) -> ir.Table:
    """Where no period can be judged, all who left are taken to have left in the last one, after the day before it.

    So it is where a list says who left and not when: one day stands for all of them.
    """
    assert departures is not None  # noqa: S101 - the caller has refused that already
    at_once = departures.agg(first=column.left_on.min(), until=column.left_on.max()).filter(column.until.notnull())
    last = periods.agg(period=column.period.max())
    judged = dated.agg(judged=column.period.count())
    whole = at_once.cross_join(last).cross_join(judged).filter(column.judged == 0)
    before = (column.first - ibis.interval(days=1)).cast("date")
    found = whole.select("period", at=before, until=column.until)
    return dated.union(found.select(**{name: found[name].cast(dated[name].type()) for name in dated.columns}))


def _under_contract(contracts: ir.Table, dated: ir.Table) -> ir.Table:
    """Customers under contract at the end of each period; gone are those who are not at the end of the next one."""
    covered = covers(contracts, 0)
    there = covered.cross_join(dated).filter((column.covered_from <= column.at) & (column.covered_to >= column.at))
    once = there.group_by("customer_key", "period", "at", "until").agg(last=column.covered_to.max())
    later = once.select("customer_key", "period", "until").join(covered, "customer_key")
    again = later.filter((column.covered_from <= column.until) & (column.covered_to >= column.until))
    again = again.select("customer_key", "period")
    kept = again.distinct().mutate(is_kept=True)
    joined = once.left_join(kept, ["customer_key", "period"]).drop("customer_key_right", "period_right")
    return joined.mutate(is_gone=column.is_kept.isnull()).drop("is_kept", "last")


def _joined(customers: ir.Table, departures: ir.Table | None, dated: ir.Table) -> ir.Table:
    """Customers who had joined by the end of each period and not left until then."""
    assert departures is not None  # noqa: S101 - the caller has refused that already
    if "joined_on" in customers.columns:
        people = customers.select("customer_key", "joined_on")
    else:
        people = customers.select("customer_key", joined_on=ibis.null("date"))
    left = departures.group_by("customer_key").agg(first_left=column.left_on.min())
    known = people.left_join(left, "customer_key").drop("customer_key_right")
    there = known.cross_join(dated).filter(
        (column.joined_on.isnull() | (column.joined_on <= column.at))
        & (column.first_left.isnull() | (column.first_left > column.at))
    )
    return there.select("customer_key", "period", "at", "until", is_gone=False)


def money_lost() -> dict[str, ir.Value]:
    """Aggregations of rows of `presence`: customers, left, and the money of the period of those who left."""
    return {
        "customers": column.count(),
        "left": column.is_gone.sum().fill_null(0),
        "lost_revenue": column.revenue.sum(where=column.is_gone),
        "lost_profit": column.profit.sum(where=column.is_gone),
    }


def strata_of(rows: ir.Table) -> ir.Table:
    """Put beside rows of `presence` what confounds: how much they bought in the period (1, 2 or more orders)."""
    return rows.mutate(volume=ibis.least(column.orders, 3).cast("int32"))
