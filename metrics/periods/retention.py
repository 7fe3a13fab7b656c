"""How many customers, how much of their sales and how much of their profit is kept from period to period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, HIGH, IS_COMPLETE, LOW, PERIOD, RATE, RETAINED, START, Entry
from metrics.intervals import grouped, ratio, share_of_base, wilson
from metrics.rollups import flows_between

if TYPE_CHECKING:
    from datetime import date

Status = Literal["kept", "lost", "new", "won_back"]


def bridge(
    activity: ir.Table,
    periods: ir.Table,
    by: tuple[str, ...] = (),
    *,
    flows: ir.Table | None = None,
    include_open: bool = False,
) -> ir.Table:
    """Where the customers of each period came from and went.

    start − lost + new + won back = end, for every complete period after the first. New is a first purchase
    over the whole history; won back was active before, but not in the period just before; lost was active
    in the period before and is not in this one. With `include_open` the period that is not complete yet is
    listed too; its lost may still come. `flows` are those of all of `activity`, where they are kept already.

    Returns
    -------
    One row per (by, period): period (first day), start, lost, new, won_back, end, retained, rate
    (retained / start), quick_ratio ((new + won back) / lost; null when nobody was lost), is_complete.

    Source: J. Hsu, growth accounting; metrics reference A3.

    """
    each = flows_between(activity, periods, by, flows)
    came = each.select(*by, "period", end=_.customers, new=_.new, retained=_.stayed)
    left = each.select(*by, period=_.period + 1, start=_.customers, lost=_.customers - _.kept)
    spine = later_periods(each, periods, by, include_open=include_open)
    joined = beside(beside(spine, came, by, "period"), left, by, "period")
    counts = {name: _[name].fill_null(0) for name in ("start", "lost", "new", "retained", "end")}
    return (
        joined.mutate(**counts)
        .mutate(won_back=_.end - _.new - _.retained)
        .select(
            *by,
            period=_.starts_on,
            start=_.start,
            lost=_.lost,
            new=_.new,
            won_back=_.won_back,
            end=_.end,
            retained=_.retained,
            rate=ratio(_.retained, _.start),
            quick_ratio=ratio(_.new + _.won_back, _.lost),
            is_complete=_.is_complete,
        )
        .order_by([*by, "period"])
    )


def retention(
    activity: ir.Table,
    periods: ir.Table,
    by: tuple[str, ...] = (),
    *,
    flows: ir.Table | None = None,
    include_open: bool = False,
) -> ir.Table:
    """How much of the customers, the sales and the profit of one period stayed for the next.

    The base is everybody active in the period before. Raw counts heads; sales-adjusted and profit-adjusted
    weigh each head by what it brought in the period *before*, so both ends of the fraction are amounts of
    the same period. Gross (GRR) caps what a kept customer brings now at what they brought then; net (NRR)
    does not; both read customers with sales above zero in the period before.

    Undefined is null: a base of zero or less has no adjusted rate. Profit-adjusted retention may pass
    100 % when those who left were making losses. With `include_open` the period that is not complete yet is
    listed too; whoever has not bought yet counts as lost in it. `flows` are those of all of `activity`, where they are
    kept already.

    Returns
    -------
    One row per (by, period), every complete period after the first: period (first day), start, retained,
    rate, low, high (95 % Wilson), lost, start_revenue, kept_revenue, lost_revenue, sales_adjusted,
    start_profit, kept_profit, lost_profit, profit_adjusted, grr, nrr, is_complete. Money is of the period
    before, in the data set's currency.

    Source: Buttle 2004 (adjusted retention); metrics reference A1, A4, A5.

    """
    each = flows_between(activity, periods, by, flows)
    before = each.select(
        *by,
        period=_.period + 1,
        start=_.customers,
        retained=_.kept,
        start_revenue=_.revenue,
        kept_revenue=_.kept_revenue,
        start_profit=_.profit,
        kept_profit=_.kept_profit,
        positive_revenue=_.positive_revenue,
    )
    now = each.select(*by, "period", "gross", "net")
    spine = later_periods(each, periods, by, include_open=include_open)
    joined = beside(beside(spine, before, by, "period"), now, by, "period")
    low, high = wilson(_.retained, _.start)
    return (
        joined.mutate(start=_.start.fill_null(0), retained=_.retained.fill_null(0))
        .select(
            *by,
            period=_.starts_on,
            start=_.start,
            retained=_.retained,
            rate=ratio(_.retained, _.start),
            low=low,
            high=high,
            lost=_.start - _.retained,
            start_revenue=_.start_revenue,
            kept_revenue=_.kept_revenue,
            lost_revenue=_.start_revenue - _.kept_revenue,
            sales_adjusted=share_of_base(_.kept_revenue, _.start_revenue),
            start_profit=_.start_profit,
            kept_profit=_.kept_profit,
            lost_profit=_.start_profit - _.kept_profit,
            profit_adjusted=share_of_base(_.kept_profit, _.start_profit),
            grr=share_of_base(_.gross.fill_null(0), _.positive_revenue),
            nrr=share_of_base(_.net.fill_null(0), _.positive_revenue),
            is_complete=_.is_complete,
        )
        .order_by([*by, "period"])
    )


def bridge_members(
    activity: ir.Table,
    periods: ir.Table,
    period: date,
    *,
    status: Status | None = None,
    top: int | None = None,
    measure: Literal["revenue", "profit"] = "revenue",
) -> ir.Table:
    """Who is behind each step of the bridge of one period.

    Parameters
    ----------
    activity, periods
        As for `bridge`.
    period
        First day of the period.
    status
        List only these.
    top
        List only so many: those who brought most.
    measure
        What `top` means by most: sales or profit.

    Returns
    -------
    One row per customer: customer_key, status (kept, lost, new, won_back), orders, revenue, profit of the
    period (for the lost: of the period before), so that each status is as long as its step.

    """
    this = periods.filter(_.starts_on == ibis.date(period.isoformat())).select(this="period")
    here = activity.join(this, activity.period == this.this).select(
        "customer_key",
        status=ibis.cases((_.previous.isnull(), "new"), (_.previous == _.period - 1, "kept"), else_="won_back"),
        orders=_.orders,
        revenue=_.revenue,
        profit=_.profit,
    )
    gone = (
        activity.join(this, activity.period == this.this - 1)
        .filter(_.next.isnull() | (_.next > _.period + 1))
        .select("customer_key", status=ibis.literal("lost"), orders=_.orders, revenue=_.revenue, profit=_.profit)
    )
    members = gone if status == "lost" else here.union(gone) if status is None else here.filter(_.status == status)
    if top is None:
        return members.order_by("status", "customer_key")
    largest_first = [_[name].desc(nulls_first=False) for name in dict.fromkeys((measure, "revenue"))]
    return members.order_by([*largest_first, _.customer_key]).limit(top)


def lapsed(activity: ir.Table, periods: ir.Table, silent_periods: int, by: tuple[str, ...] = ()) -> ir.Table:
    """How many customers have been silent for so many complete periods, and what they used to bring.

    Without a record of departures this is what can be said of those who left: they stopped buying.

    Parameters
    ----------
    activity, periods, by
        As for `bridge`.
    silent_periods
        Complete periods without a purchase, counted back from the last complete one.

    Returns
    -------
    One row per `by`: customers (ever active), lapsed, rate, revenue and profit of the lapsed customers'
    last active period.

    """
    last = periods.filter(_.is_complete).agg(last=_.period.max())
    final = activity.filter(_.next.isnull()).cross_join(last)
    is_lapsed = _.period <= _.last - silent_periods
    return (
        grouped(final, by)
        .agg(
            customers=_.count(),
            lapsed=is_lapsed.sum().fill_null(0),
            revenue=_.revenue.sum(where=is_lapsed).fill_null(0),
            profit=_.profit.sum(where=is_lapsed),
        )
        .mutate(rate=ratio(_.lapsed, _.customers))
        .order_by(list(by) or "customers")
    )


def later_periods(each: ir.Table, periods: ir.Table, by: tuple[str, ...], *, include_open: bool) -> ir.Table:
    """Every period after the first one in `each`, for each of its values of `by`; only complete ones unless asked.

    A period is as complete as the one before it, which it is measured against: data that begin within the first
    period say too little of it to be a base.
    """
    first = each.agg(first=_.period.min())
    judged = whole_with_base(periods)
    spine = (
        (judged if include_open else judged.filter(_.is_complete))
        .cross_join(first)
        .filter(_.period > _.first)
        .drop("first")
    )
    return spine.cross_join(each.select(*by).distinct()) if by else spine


def whole_with_base(periods: ir.Table) -> ir.Table:
    """Return period, starts_on and is_complete: whether the data cover the period and the one before it in full."""
    before = periods.select(period=_.period + 1, has_base=_.is_complete)
    joined = periods.select("period", "starts_on", "is_complete").left_join(before, "period").drop("period_right")
    return joined.mutate(is_complete=_.is_complete & _.has_base.fill_null(True)).drop("has_base")


def beside(left: ir.Table, right: ir.Table, by: tuple[str, ...], key: str) -> ir.Table:
    """Left-join on `by` and `key`, keeping the left one of each pair of keys."""
    keys = [*by, key]
    joined = left.left_join(right, keys)
    return joined.drop(*[f"{name}_right" for name in keys])


ENTRIES = (
    Entry(
        bridge,
        title=N_("Customer bridge"),
        definition=N_(
            "How the active customers of one period became those of the next: who did not buy again, who is new, "
            "who was won back."
        ),
        formula="start − lost + new + won_back = end; rate = retained ÷ start; quick_ratio = (new + won_back) ÷ lost",
        source="J. Hsu, Diligence at Social Capital, part 1: accounting for user growth",
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "start": START,
            "lost": N_("Customers who did not buy again: active in the period before and not in this one"),
            "new": N_("Customers whose first purchase ever is in this period"),
            "won_back": N_("Customers active again who were not in the period before"),
            "end": N_("Customers active in this period"),
            "retained": RETAINED,
            "rate": RATE,
            "quick_ratio": N_("Customers gained for each one who did not buy again; empty when all bought again"),
            "is_complete": IS_COMPLETE,
        },
        by="optional",
    ),
    Entry(
        bridge_members,
        title=N_("Customers behind the bridge"),
        definition=N_("The customers who bought again or did not, who are new and who were won back in one period."),
        formula="kept + lost = start; kept + new + won_back = end",
        source=N_("The list behind the customer bridge"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "status": N_("`kept`, `lost` (did not buy again), `new` or `won_back`"),
            "orders": N_("Orders of the period; of the period before for who did not buy again"),
            "revenue": N_("Sales of the period; of the period before for who did not buy again (currency)"),
            "profit": N_("Profit of the period; of the period before for who did not buy again (currency)"),
        },
        by="beside",
    ),
    Entry(
        retention,
        title=N_("Retention"),
        definition=N_(
            "How much of the customers, of their sales and of their profit of one period stayed for the next; sales "
            "and profit weigh each customer by what they brought in the period before."
        ),
        formula=(
            "rate = retained ÷ start; sales_adjusted = kept_revenue ÷ start_revenue; "
            "profit_adjusted = kept_profit ÷ start_profit; "
            "grr = Σ min(sales now, sales before) of the kept ÷ Σ sales before; "
            "nrr = Σ sales now of the kept ÷ Σ sales before"
        ),
        source="F. Buttle 2004, Customer Relationship Management (adjusted retention)",
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "start": START,
            "retained": RETAINED,
            "rate": RATE,
            "low": LOW,
            "high": HIGH,
            "lost": N_("Customers who did not buy again: active in the period before and not in this one"),
            "start_revenue": N_("Sales of the period before (currency)"),
            "kept_revenue": N_("Of those sales, the part brought by customers who stayed (currency)"),
            "lost_revenue": N_("Of those sales, the part brought by customers who did not buy again (currency)"),
            "sales_adjusted": N_("Share of the sales of the period before that stayed (0 to 1)"),
            "start_profit": N_("Profit of the period before (currency)"),
            "kept_profit": N_("Of that profit, the part brought by customers who stayed (currency)"),
            "lost_profit": N_("Of that profit, the part brought by customers who did not buy again (currency)"),
            "profit_adjusted": N_(
                "Share of the profit of the period before that stayed; above 1 when those who did not buy again made a "
                "loss"
            ),
            "grr": N_("Gross revenue retention: sales kept, without growth of the kept customers (0 to 1)"),
            "nrr": N_("Net revenue retention: sales kept, with growth of the kept customers; may pass 1"),
            "is_complete": IS_COMPLETE,
        },
        by="optional",
    ),
    Entry(
        lapsed,
        title=N_("Lapsed customers"),
        definition=N_(
            "Customers without a purchase for so many complete periods, and what they brought in their last active one."
        ),
        formula=(
            "lapsed = customers whose last active period ≤ last complete period − silent_periods; "
            "rate = lapsed ÷ customers"
        ),
        source=N_("Inferred from silence; a recorded departure is better evidence"),
        reads=("activity", "periods"),
        columns={
            "customers": N_("Customers ever active"),
            "lapsed": N_("Customers silent for so many complete periods"),
            "revenue": N_("Sales of the lapsed customers in their last active period (currency)"),
            "profit": N_("Profit of the lapsed customers in their last active period (currency)"),
            "rate": N_("Share of the customers who have lapsed (0 to 1)"),
        },
        by="optional",
    ),
)
