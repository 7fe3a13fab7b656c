"""What state is each customer in: new, growing, steady, shrinking, won back or lost?"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, HSU, IS_COMPLETE, PERIOD, Entry
from metrics.intervals import ratio, share_of_base
from metrics.periods.retention import later_periods

if TYPE_CHECKING:
    from datetime import date

State = Literal["new", "growing", "steady", "shrinking", "won_back", "lost"]
STATES: tuple[State, ...] = ("lost", "shrinking", "steady", "growing", "won_back", "new")
TOLERANCE = 0.1
MONEY = ("revenue", "profit", "revenue_before", "profit_before")


def lifecycle(
    activity: ir.Table,
    periods: ir.Table,
    by: tuple[str, ...] = (),
    *,
    tolerance: float = TOLERANCE,
    include_open: bool = False,
) -> ir.Table:
    """How many customers are in each state of their life, and how much money is.

    New bought for the first time ever. Won back bought before, but not in the period just before. Of those who
    bought in both: steady changed their sales by no more than the tolerance, growing bought more, shrinking
    bought less. Lost bought in the period before and not in this one. Every customer of the two periods is in
    one state.

    Parameters
    ----------
    activity, periods, by, include_open
        As for `retention.bridge`.
    tolerance
        Change of a customer's sales, as a share of those of the period before, that still counts as steady.

    Returns
    -------
    One row per (by, period, state), all six states of every complete period after the first: period (first
    day), state, customers, customer_share (of all six), revenue and profit of the period, revenue_before and
    profit_before of the period before (currency; nothing for those who were not active then), revenue_share
    (of the sales of the period; null for the lost, and when those sales are nothing or less), is_complete.

    Source: J. Hsu, growth accounting; metrics reference A3, A4.

    """
    is_leaving = _.next.isnull() | (_.next > _.period + 1)
    # One pass over the facts; what a period says of the next one is moved there afterwards.
    each = (
        activity.mutate(state=_state(tolerance), is_leaving=is_leaving, **_before())
        .group_by([*by, "period", "state", "is_leaving"])
        .agg(customers=_.count(), **{name: _[name].sum() for name in MONEY})
    )
    sums = {name: _[name].sum() for name in ("customers", *MONEY)}
    here = each.group_by([*by, "period", "state"]).agg(**sums)
    gone = (
        each.filter(_.is_leaving)
        .group_by([*by, "period"])
        .agg(**{name: sums[name] for name in ("customers", "revenue", "profit")})
        .select(
            *by,
            period=(_.period + 1).cast(each.period.type()),
            state=ibis.literal("lost"),
            customers=_.customers,
            revenue=ibis.null("decimal(38, 4)"),
            profit=ibis.null("decimal(38, 4)"),
            revenue_before=_.revenue,
            profit_before=_.profit,
        )
    )
    counted = here.select(*by, "period", "state", "customers", *MONEY).union(gone)
    spine = later_periods(each, periods, by, include_open=include_open).mutate(
        state=ibis.array([ibis.literal(state) for state in STATES]).unnest()
    )
    keys = [*by, "period", "state"]
    joined = spine.left_join(counted, keys).drop(*[f"{key}_right" for key in keys])
    # A state without customers has no money; customers of unknown cost have a profit that nobody knows.
    filled = joined.mutate(
        customers=_.customers.fill_null(0),
        revenue=_.revenue.fill_null(0),
        revenue_before=_.revenue_before.fill_null(0),
        profit=ibis.ifelse(_.customers.isnull() | (_.state == "lost"), 0, _.profit),
        profit_before=ibis.ifelse(_.customers.isnull() | _.state.isin(("new", "won_back")), 0, _.profit_before),
        place=ibis.cases(*[(_.state == state, place) for place, state in enumerate(STATES)], else_=len(STATES)),
    )
    whole = ibis.window(group_by=[*by, "period"])
    return (
        filled.mutate(all_customers=_.customers.sum().over(whole), all_revenue=_.revenue.sum().over(whole))
        .order_by([*by, "starts_on", "place"])
        .select(
            *by,
            period=_.starts_on,
            state=_.state,
            customers=_.customers,
            customer_share=ratio(_.customers, _.all_customers),
            revenue=_.revenue,
            revenue_share=ibis.ifelse(_.state == "lost", ibis.null("float64"), share_of_base(_.revenue, _.all_revenue)),
            profit=_.profit,
            revenue_before=_.revenue_before,
            profit_before=_.profit_before,
            is_complete=_.is_complete,
        )
    )


def lifecycle_members(
    activity: ir.Table,
    periods: ir.Table,
    period: date,
    *,
    state: State | None = None,
    tolerance: float = TOLERANCE,
) -> ir.Table:
    """Who is in each state in one period.

    Parameters
    ----------
    activity, periods, tolerance
        As for `lifecycle`.
    period
        First day of the period.
    state
        List only these.

    Returns
    -------
    One row per customer: customer_key, state, orders (of the period; of the period before for the lost),
    revenue, profit, revenue_before and profit_before (currency; null where not active), the largest first.

    """
    this = periods.filter(_.starts_on == ibis.date(period.isoformat())).select(this="period")
    money = ibis.null("decimal(18, 4)")
    here = (
        activity.join(this, activity.period == this.this)
        .mutate(state=_state(tolerance), **_before())
        .select("customer_key", "state", "orders", *MONEY)
    )
    gone = (
        activity.join(this, activity.period == this.this - 1)
        .filter(_.next.isnull() | (_.next > _.period + 1))
        .select(
            "customer_key",
            state=ibis.literal("lost"),
            orders=_.orders,
            revenue=money,
            profit=money,
            revenue_before=_.revenue,
            profit_before=_.profit,
        )
    )
    members = gone if state == "lost" else here.union(gone) if state is None else here.filter(_.state == state)
    size = ibis.coalesce(_.revenue, _.revenue_before)
    return members.order_by(_.state, size.desc(nulls_first=False), _.customer_key)


def _state(tolerance: float) -> ir.StringValue:
    """Name the state of an active customer by the sales of the period and of the one before."""
    # As a decimal, so that a change of exactly the tolerance is steady whatever the amounts.
    still_steady = _.previous_revenue.abs() * ibis.literal(Decimal(str(round(tolerance, 4))), "decimal(6, 4)")
    change = _.revenue - _.previous_revenue
    named: ir.StringValue = ibis.cases(
        (_.previous.isnull(), "new"),
        (_.previous < _.period - 1, "won_back"),
        (change > still_steady, "growing"),
        (-change > still_steady, "shrinking"),
        else_="steady",
    )
    return named


def _before() -> dict[str, ir.Value]:
    """What a customer brought in the period just before; null for those who were not active then."""
    stayed = (_.previous == _.period - 1).fill_null(False)
    nothing = ibis.null("decimal(18, 4)")
    return {f"{name}_before": ibis.ifelse(stayed, _[f"previous_{name}"], nothing) for name in ("revenue", "profit")}


ENTRIES = (
    Entry(
        lifecycle,
        title=N_("Life cycle"),
        definition=N_(
            "How many customers, and how much money, are new, growing, steady, shrinking or won back, and how many did "
            "not buy again. Steady changed their sales by no more than the tolerance, 10 % unless another is chosen."
        ),
        formula=(
            "growing: sales now > sales before × (1 + tolerance); shrinking: sales now < sales before × (1 − "
            "tolerance); customer_share = customers ÷ customers of all six states"
        ),
        source=HSU,
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "state": N_("`lost` (did not buy again), `shrinking`, `steady`, `growing`, `won_back` or `new`"),
            "customers": N_("Customers in this state"),
            "customer_share": N_("Share of the customers of all six states (0 to 1)"),
            "revenue": N_("Sales of the period (currency)"),
            "revenue_share": N_("Share of the sales of the period (0 to 1); empty for who did not buy again"),
            "profit": N_("Profit of the period (currency); empty where costs are not known"),
            "revenue_before": N_("Sales of the period before (currency)"),
            "profit_before": N_("Profit of the period before (currency); empty where costs are not known"),
            "is_complete": IS_COMPLETE,
        },
        by="optional",
    ),
    Entry(
        lifecycle_members,
        title=N_("Customers by their state"),
        definition=N_(
            "The customers who are new, growing, steady, shrinking or won back in one period, or did not buy again."
        ),
        formula="one state for every customer of the period and of the one before",
        source=N_("The list behind the life cycle"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "state": N_("`lost` (did not buy again), `shrinking`, `steady`, `growing`, `won_back` or `new`"),
            "orders": N_("Orders of the period; of the period before for who did not buy again"),
            "revenue": N_("Sales of the period (currency); empty without a purchase in it"),
            "profit": N_(
                "Profit of the period (currency); empty without a purchase in it or where costs are not known"
            ),
            "revenue_before": N_("Sales of the period before (currency); empty when not active then"),
            "profit_before": N_("Profit of the period before (currency); empty when not active then"),
        },
        by="beside",
    ),
)
