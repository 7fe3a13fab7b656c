"""Retention compared like for like: with the same period last year, and with the shortcut from totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from localization.grains import PERIODS_IN_A_YEAR
from metrics.entry import CUSTOMER_KEY, HIGH, LOW, PERIOD, RATE, RETAINED, START, Entry
from metrics.intervals import ratio, share_of_base, wilson
from metrics.periods.retention import bridge

if TYPE_CHECKING:
    from datetime import date


def like_for_like(
    activity: ir.Table, periods: ir.Table, by: tuple[str, ...] = (), *, grain: str = "month", apart: int = 0
) -> ir.Table:
    """Of those active in the same period last year, who is active in this one, and with how much?

    What the season brings is the same at both ends: December is held against December. A customer is kept when
    active in both, whatever happened in between.

    Parameters
    ----------
    activity, periods, by
        As for `retention.retention`.
    grain
        Length of the periods.
    apart
        Periods between the two; 0 stands for a year of them: 52 weeks, 12 months, 4 quarters, 1 year.

    Returns
    -------
    One row per (by, period), every complete period that has one so far before it in the data: period (first
    day), start, retained, rate, low, high (95 % Wilson), lost, start_revenue, kept_revenue (what the kept
    brought then), sales_adjusted, revenue_now (what they bring now), grr, nrr (of customers with sales above zero
    then).

    Source: metrics reference A1, A4 (comparison with the same period last year).

    """
    between = apart or PERIODS_IN_A_YEAR[grain]
    then = activity.select(*by, "customer_key", base="period", then=_.revenue, now_period=_.period + between)
    then = then.view()  # facts of chosen customers are a join already, which would take this one in
    now = activity.select("customer_key", now_period="period", now="revenue")
    keys = ["customer_key", "now_period"]
    pairs = then.left_join(now, keys).drop(*[f"{key}_right" for key in keys])
    kept = _.now.notnull()
    counts = kept & (_.then > 0)
    capped = ibis.ifelse(_.now < 0, ibis.literal(0).cast("decimal(18, 4)"), ibis.least(_.now, _.then))
    each = pairs.group_by([*by, "now_period"]).agg(
        start=_.count(),
        retained=kept.sum(),
        start_revenue=_.then.sum(),
        kept_revenue=_.then.sum(where=kept).fill_null(0),
        revenue_now=_.now.sum().fill_null(0),
        positive=_.then.sum(where=_.then > 0),
        gross=capped.sum(where=counts).fill_null(0),
        net=_.now.sum(where=counts).fill_null(0),
    )
    low, high = wilson(_.retained, _.start)
    spine = periods.filter(_.is_complete).select(now_period="period", starts_on="starts_on")
    return (
        each.join(spine, "now_period")
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
            sales_adjusted=share_of_base(_.kept_revenue, _.start_revenue),
            revenue_now=_.revenue_now,
            grr=share_of_base(_.gross, _.positive),
            nrr=share_of_base(_.net, _.positive),
        )
        .order_by([*by, "period"])
    )


def like_for_like_members(
    activity: ir.Table,
    periods: ir.Table,
    period: date,
    *,
    grain: str = "month",
    apart: int = 0,
    status: Literal["kept", "lost"] | None = None,
) -> ir.Table:
    """Who was active in the same period last year, and what became of them?

    Parameters
    ----------
    activity, periods, grain, apart
        As for `like_for_like`.
    period
        First day of the period.
    status
        List only the kept or only the lost.

    Returns
    -------
    One row per customer of the period last year: customer_key, status (kept, lost), revenue_before (of the
    period last year), revenue and orders of this period (currency; null when lost); the largest then first.

    """
    this = periods.filter(_.starts_on == ibis.date(period.isoformat())).select(this="period")
    then = activity.join(this, activity.period == this.this - (apart or PERIODS_IN_A_YEAR[grain])).select(
        "customer_key", revenue_before="revenue"
    )
    now = activity.join(this, activity.period == this.this).select("customer_key", "revenue", "orders")
    joined = then.left_join(now, "customer_key").drop("customer_key_right")
    listed = joined.select(
        "customer_key",
        status=ibis.ifelse(_.orders.notnull(), "kept", "lost"),
        revenue_before=_.revenue_before,
        revenue=_.revenue,
        orders=_.orders,
    )
    if status is not None:
        listed = listed.filter(_.status == status)
    return listed.order_by(_.revenue_before.desc(nulls_first=False), _.customer_key)


def count_shortcut(activity: ir.Table, periods: ir.Table, by: tuple[str, ...] = ()) -> ir.Table:
    """What does retention come to when it is taken from three totals, and how far off is that?

    (end − new) ÷ start counts the customers won back as if they had never been away. It therefore lies above
    the strict rate by won back ÷ start and passes 100 % when more are won back than lost. For comparison only.

    Returns
    -------
    One row per (by, period), every complete period after the first: period (first day), start, new, end, shortcut,
    retained, rate (the strict one), won_back, overstated (shortcut − rate).

    Source: metrics reference A1.

    """
    return (
        bridge(activity, periods, by)
        .select(
            *by,
            "period",
            "start",
            "new",
            "end",
            shortcut=ratio(_.end - _.new, _.start),
            retained=_.retained,
            rate=_.rate,
            won_back=_.won_back,
            overstated=ratio(_.won_back, _.start),
        )
        .order_by([*by, "period"])
    )


ENTRIES = (
    Entry(
        like_for_like,
        title=N_("Retention since the same period last year"),
        definition=N_(
            "Of the customers active in the same period of the year before, the share active in this one, and their "
            "sales then and now. The season is the same at both ends."
        ),
        formula="rate = retained ÷ start; grr = Σ min(now, then) ÷ Σ then; nrr = Σ now ÷ Σ then, in sales",
        source=N_("Comparison like for like with the same period last year"),
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "start": N_("Customers active in the same period last year"),
            "retained": N_("Of those, the customers active in this period"),
            "rate": N_("Share of the customers of that period who are active in this one (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "lost": N_("Of those, the customers not active in this period"),
            "start_revenue": N_("Sales of the same period last year (currency)"),
            "kept_revenue": N_("Of those sales, the part brought by customers active in this period (currency)"),
            "sales_adjusted": N_("Share of those sales brought by customers active in this period (0 to 1)"),
            "revenue_now": N_("What those customers bring in this period (currency)"),
            "grr": N_("Gross revenue retention since last year, without growth (0 to 1)"),
            "nrr": N_("Net revenue retention since last year, with growth; may pass 1"),
        },
        by="optional",
    ),
    Entry(
        like_for_like_members,
        title=N_("Customers of the same period last year"),
        definition=N_(
            "The customers active in the same period of the year before, each with whether they bought again in this "
            "one."
        ),
        formula="kept = active in both periods",
        source=N_("The list behind retention since the same period last year"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "status": N_("`kept` or `lost` (did not buy again)"),
            "revenue_before": N_("Sales of the same period last year (currency)"),
            "revenue": N_("Sales of this period (currency); empty without a purchase in it"),
            "orders": N_("Orders of this period; empty without a purchase in it"),
        },
        by="beside",
    ),
    Entry(
        count_shortcut,
        title=N_("Shortcut from totals"),
        definition=N_(
            "What retention comes to when it is taken from three totals, (end − new) ÷ start. It counts the customers "
            "won back as if they had never been away and may pass 100 %; for comparison with the strict rate only."
        ),
        formula="shortcut = (end − new) ÷ start = rate + won_back ÷ start",
        source=N_("Marketing dictionaries; the strict rate follows each customer"),
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "start": START,
            "new": N_("Customers whose first purchase ever is in this period"),
            "end": N_("Customers active in this period"),
            "shortcut": N_("(end − new) ÷ start; may pass 1"),
            "retained": RETAINED,
            "rate": RATE,
            "won_back": N_("Customers active again who were not in the period before"),
            "overstated": N_("shortcut − rate: the won back as a share of the start"),
        },
        by="optional",
    ),
)
