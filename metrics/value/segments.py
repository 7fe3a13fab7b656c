"""Which customers are worth keeping: profit by segment, and how it is spread over customers."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

import localization
from localization import N_
from metrics.entry import CUSTOMER_ID, CUSTOMER_KEY, HIGH, LOW, Entry
from metrics.errors import MissingData
from metrics.intervals import ratio, wilson
from metrics.rollups import customer_totals

Measure = str  # "revenue" or "profit"


def segment_profitability(
    activity: ir.Table, periods: ir.Table, by: tuple[str, ...], *, totals: ir.Table | None = None
) -> ir.Table:
    """What each segment earns, whom it loses money on, and how well it is kept.

    Money and customers are counted over the given periods; `active`, `start` and `retained` are of the last
    complete one of them. Profit is contribution: sales less the cost of the lines, before overhead.

    Parameters
    ----------
    activity, periods
        Facts of one grain with the `by` columns beside them, and the periods to count.
    by
        Columns whose values are the segments.
    totals
        Each customer's sums over these periods with the `by` columns, where they are kept already.

    Returns
    -------
    One row per segment, the most profitable first: customers, active, revenue, cost, profit, margin (profit /
    revenue), profit_per_customer, loss_makers (customers with profit below zero), loss (their summed
    profit), start, retained, rate, low, high.

    Source: metrics reference C1.

    """
    last = periods.filter(_.is_complete).agg(last=_.period.max())
    recent = activity.cross_join(last).filter((_.period == _.last) | (_.period == _.last - 1))
    kept = recent.group_by(list(by)).agg(
        active=(_.period == _.last).sum(),
        start=(_.period < _.last).sum(),
        retained=((_.period < _.last) & (_.next == _.last)).sum().fill_null(0),
    )
    people = customer_totals(activity, periods, by) if totals is None else totals
    money = people.group_by(list(by)).agg(
        customers=_.count(),
        revenue=_.revenue.sum(),
        cost=_.cost.sum(),
        profit=_.profit.sum(),
        loss_makers=ibis.ifelse(_.profit.count() > 0, (_.profit < 0).sum(), ibis.null("int64")),
        loss=_.profit.sum(where=_.profit < 0),
    )
    segments = money.left_join(kept, list(by)).drop(*[f"{name}_right" for name in by])
    segments = segments.mutate(**{name: _[name].fill_null(0) for name in ("active", "start", "retained")})
    low, high = wilson(_.retained, _.start)
    return segments.select(
        *by,
        "customers",
        "active",
        "revenue",
        "cost",
        "profit",
        margin=ratio(_.profit, _.revenue),
        profit_per_customer=ratio(_.profit, _.customers),
        loss_makers=_.loss_makers,
        loss=_.loss,
        start=_.start,
        retained=_.retained,
        rate=ratio(_.retained, _.start),
        low=low,
        high=high,
    ).order_by([ibis.desc("profit", nulls_first=False), ibis.desc("revenue"), *by])


def segment_members(
    activity: ir.Table,
    periods: ir.Table,
    customers: ir.Table,
    attribute: str | None = None,
    value: str = "",
    *,
    totals: ir.Table | None = None,
    below_zero: bool = False,
) -> ir.Table:
    """Who makes up a segment, and what did each of them bring?

    Parameters
    ----------
    activity, periods
        Facts of one grain and the periods to count.
    customers
        One row per customer, with the attribute.
    attribute, value
        The column and the value that make the segment; the empty text stands for customers without a value. Without
        an attribute, all customers.
    totals
        Each customer's sums over these periods, where they are kept already.
    below_zero
        List only those who make a loss.

    Returns
    -------
    One row per customer that `segment_profitability` counts under this value: customer_key, customer_id, revenue,
    profit (null where costs are not known), orders, last_period (first day of the last active one); the most
    profitable first.

    """
    if below_zero and totals is None:
        # Whoever makes a loss in all makes one in some period; of the others nothing has to be added up.
        activity = activity.semi_join(activity.filter(_.profit < 0).select("customer_key"), "customer_key")
    people = customer_totals(activity, periods) if totals is None else totals
    if attribute is not None:
        if attribute not in customers.columns:
            raise MissingData(localization._("The customers have no column “{name}”.").format(name=attribute))
        if attribute in people.columns:  # as their lines say it
            people = people.filter(_[attribute] == value).drop(attribute)
        else:
            chosen = customers.filter(_[attribute].cast("string").fill_null("") == value)
            people = people.semi_join(chosen, "customer_key")
    if below_zero:
        people = people.filter(_.profit < 0)
    starts = periods.select(last_period="period", last_starts_on="starts_on")
    return (
        people.join(customers.select("customer_key", "customer_id"), "customer_key")
        .join(starts, "last_period")
        .select("customer_key", "customer_id", "revenue", "profit", "orders", last_period=_.last_starts_on)
        .order_by([ibis.desc("profit", nulls_first=False), ibis.desc("revenue"), "customer_id"])
    )


def whale_curve(
    activity: ir.Table,
    periods: ir.Table,
    measure: Measure = "profit",
    points: int = 200,
    share: float = 0.2,
    *,
    totals: ir.Table | None = None,
) -> ir.Table:
    """How profit (or sales) builds up from the best customer to the worst.

    Customers are ranked by the measure, best first; the curve passes 100 % where the remaining customers
    destroy value. With a total of zero or less the shares are null and the amounts remain.

    Parameters
    ----------
    activity, periods
        Facts and the periods to count.
    measure
        profit or revenue.
    points
        About how many customers to list, evenly spaced; the first, the peak, the last of the top list, the one who
        brings the sum to 80 % and the last are always there.
    share
        Share of the customers on the top list.
    totals
        Each customer's sums over these periods, where they are kept already.

    Returns
    -------
    rank, customers (all), customer_share, value (cumulative, currency), value_share (of the net total),
    is_peak (the first place where the curve is highest), is_cut (the last of the top list, place ⌈share ·
    customers⌉), reaches_80 (with whom 80 % of the total is reached), below_zero (all customers with a value
    below zero).

    Source: Kaplan and Narayanan's whale curve; metrics reference C2.

    """
    people = customer_totals(activity, periods) if totals is None else totals
    worth = people.filter(_[measure].notnull()).select("customer_key", own=_[measure])
    return running_total(worth, points, share)


def running_total(worth: ir.Table, points: int, share: float) -> ir.Table:
    """Add up what customers are worth (customer_key, own) from the best to the worst, as `whale_curve` returns it."""
    whole = worth.agg(
        customers=_.count(),
        total=_.own.sum(),
        peak=ibis.greatest((_.own > 0).sum(), 1),
        below_zero=(_.own < 0).sum(),
    ).mutate(
        cut=listed_of(_.customers, share),
        step=ibis.greatest((_.customers / points).ceil().cast("int64"), 1),
    )
    # Floats sort twice as fast; two customers who differ in the sixteenth digit alone may change places.
    best_first = [ibis.desc(_.own.cast("float64")), "customer_key"]
    running = ibis.window(order_by=best_first, preceding=None, following=0)
    ranked = worth.select(
        "own",
        rank=ibis.row_number().over(ibis.window(order_by=best_first)) + 1,
        value=_.own.sum().over(running),
    )
    most = _.total.cast("float64") * 0.8
    reaches_80 = (_.total > 0) & (_.value.cast("float64") >= most) & ((_.value - _.own).cast("float64") < most)
    places = ranked.cross_join(whole).mutate(reaches_80=reaches_80)
    listed = places.filter((_.rank % _.step == 0) | _.rank.isin([1, _.customers, _.peak, _.cut]) | _.reaches_80)
    return listed.select(
        rank=_.rank,
        customers=_.customers,
        customer_share=ratio(_.rank, _.customers),
        value=_.value,
        value_share=ibis.ifelse(_.total > 0, ratio(_.value, _.total), ibis.null("float64")),
        is_peak=_.rank == _.peak,
        is_cut=_.rank == _.cut,
        reaches_80=_.reaches_80,
        below_zero=_.below_zero,
    ).order_by("rank")


def listed_of(customers: ir.NumericValue, share: float) -> ir.IntegerValue:
    """Return how long the top list of so many customers is: ⌈share · customers⌉, whatever floats make of it."""
    length: ir.IntegerValue = (customers.cast("float64") * share - 1e-9).ceil().cast("int64")
    return length


CURVE_COLUMNS = {
    "rank": N_("Place of the customer, best first"),
    "customers": N_("Customers ranked"),
    "customer_share": N_("Share of the customers up to this place (0 to 1)"),
    "value": N_("Sales or profit of the customers up to this place (currency)"),
    "value_share": N_("The same as a share of the total (may pass 1); empty when the total is not above zero"),
    "is_peak": N_("Whether the curve is highest here, for the first time"),
    "is_cut": N_("Whether this is the last customer of the top list"),
    "reaches_80": N_("Whether the sum reaches 80 % of the total with this customer"),
    "below_zero": N_("Customers with a value below zero"),
}

ENTRIES = (
    Entry(
        segment_profitability,
        title=N_("Segment profitability"),
        definition=N_(
            "What each segment earns, how many of its customers make a loss, and how well it is kept; profit is sales "
            "less the cost of the lines, before overhead."
        ),
        formula=(
            "profit = revenue − cost; margin = profit ÷ revenue; profit_per_customer = profit ÷ customers; "
            "rate = retained ÷ start"
        ),
        source="R. Kaplan and V. Narayanan 2001, Measuring and Managing Customer Profitability",
        reads=("activity", "periods"),
        columns={
            "customers": N_("Customers of the segment with a purchase"),
            "active": N_("Customers active in the last complete period"),
            "revenue": N_("Sales, net of returns (currency)"),
            "cost": N_("Cost of the lines sold (currency)"),
            "profit": N_("Sales less cost (currency); empty where costs are not known"),
            "margin": N_("Profit for each unit of sales (0 to 1; below 0 for a loss)"),
            "profit_per_customer": N_("Profit for each customer (currency)"),
            "loss_makers": N_("Customers with profit below zero"),
            "loss": N_("Summed profit of the loss-makers (currency, below zero)"),
            "start": N_("Customers active in the period before the last complete one"),
            "retained": N_("Of those, the customers active in the last complete period"),
            "rate": N_("Share of those customers active in the last complete period (0 to 1)"),
            "low": LOW,
            "high": HIGH,
        },
        by="needed",
    ),
    Entry(
        segment_members,
        title=N_("Customers of a segment"),
        definition=N_(
            "The customers behind a segment, or all of them: what each brought over the periods, and when they were "
            "last active."
        ),
        formula="attribute = value; with below_zero: profit < 0",
        source=N_("The list behind a number is as long as the number"),
        reads=("activity", "periods", "customers"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "customer_id": CUSTOMER_ID,
            "revenue": N_("Sales, net of returns (currency)"),
            "profit": N_("Sales less cost (currency); empty where costs are not known"),
            "orders": N_("Orders with a purchase"),
            "last_period": N_("First day of the last active period"),
        },
        by="beside",
    ),
    Entry(
        whale_curve,
        title=N_("Whale curve"),
        definition=N_(
            "How profit or sales build up from the best customer to the worst; the curve passes 100 % where the "
            "remaining customers destroy value."
        ),
        formula="value(rank) = Σ value of the best customers up to rank; value_share = value ÷ value of all",
        source="R. Kaplan and V. Narayanan 2001, Measuring and Managing Customer Profitability",
        reads=("activity", "periods"),
        columns=CURVE_COLUMNS,
    ),
)
