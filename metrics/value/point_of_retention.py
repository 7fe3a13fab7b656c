"""What one point of retention is worth: this year, over the lifetime, and what may be spent to win it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import HIGH, LOW, Entry
from metrics.intervals import grouped, ratio, wilson

if TYPE_CHECKING:
    from datetime import date

DISCOUNT = 0.10
# Nobody keeps everybody: a rate beyond it would make a lifetime without end.
MOST_RATE = 0.99
CLAIMED_POINTS = 0.05


def point_of_retention(
    purchase_days: ir.Table,
    complete_up_to: date,
    by: tuple[str, ...] = (),
    measure: Literal["revenue", "profit"] = "revenue",
    window_days: int = 365,
    points: float = 1.0,
) -> ir.Table:
    """What would so many points of retention more be worth?

    Two windows of equal length end on the last complete day: whoever bought in the first is at the start, whoever of
    them bought in the second is kept. Every customer of the second brings its money a window (m) and is kept with the
    rate r of a window (d is 10 % a year for a window's length). No rate is raised beyond 99 %.

    Parameters
    ----------
    purchase_days
        As `booking.purchase_days` returns it.
    complete_up_to
        Last day that the data cover in full; the second window ends with it.
    by
        Attributes to break down by.
    measure
        revenue or profit.
    window_days
        Days of a window.
    points
        Percentage points by which retention would rise.

    Returns
    -------
    One row per (by), the largest money first: start, retained, rate, low and high (95 % Wilson interval), customers
    (active in the second window), money_per_customer (m), money_year (n · Δ · m: the next window alone), lifetime (m·r
    ÷ (1+d−r) for each customer), money_lifetime (n times the rise of it) with lifetime_low and lifetime_high (the rise
    at the ends of the rate's interval), break_even (what may be spent on each customer who is contacted, so that the
    points pay for it), five_points (rise of the lifetime by five points, as a share of it). Null where nobody was at
    the start or, for the lifetime, where the money of a customer is not above zero.

    Source: metrics reference H1 to H3; Gupta and Lehmann 2003.

    """
    end = ibis.date(complete_up_to.isoformat())
    d = (1 + DISCOUNT) ** (window_days / 365.25) - 1
    dated = purchase_days.filter(_.day <= end).mutate(ago=-_.day.delta(end, unit="day"))
    recent = dated.filter(_.ago < 2 * window_days)
    people = recent.group_by(["customer_key", *by]).agg(
        was=(_.ago >= window_days).any(),
        stays=(_.ago < window_days).any(),
        money=_[measure].sum(where=_.ago < window_days).cast("float64"),
    )
    summed = grouped(people, by).agg(
        start=_.was.sum(), retained=(_.was & _.stays).sum(), customers=_.stays.sum(), money=_.money.sum()
    )
    low, high = wilson(_.retained, _.start)
    rated = summed.mutate(rate=ratio(_.retained, _.start), low=low, high=high, m=ratio(_.money, _.customers))
    delta = points / 100
    found = rated.mutate(
        money_year=_.customers * (_raised(_.rate, delta) - _.rate) * _.m,
        lifetime=_worth(_.m, _.rate, d),
        money_lifetime=_.customers * _rise(_.m, _.rate, delta, d),
        lifetime_low=_.customers * _rise(_.m, _.low, delta, d),
        lifetime_high=_.customers * _rise(_.m, _.high, delta, d),
        rise_of_five=_rise(_.m, _.rate, CLAIMED_POINTS, d),
    )
    return found.select(
        *by,
        "start",
        "retained",
        "rate",
        "low",
        "high",
        "customers",
        money_per_customer=_.m,
        money_year=_.money_year,
        lifetime=_.lifetime,
        money_lifetime=_.money_lifetime,
        lifetime_low=_.lifetime_low,
        lifetime_high=_.lifetime_high,
        break_even=(_raised(_.rate, delta) - _.rate) * (_.m + _.lifetime) / (1 + d),
        five_points=ratio(_.rise_of_five, _.lifetime),
    ).order_by([ibis.desc("money_lifetime", nulls_first=False), *by])


def _raised(rate: ir.NumericValue, delta: float) -> ir.NumericValue:
    """Raise a rate, never beyond the highest; one that is beyond it already stays as it is."""
    raised = ibis.greatest(rate, ibis.least(rate + delta, MOST_RATE))
    return ibis.ifelse(rate.notnull(), raised, ibis.null("float64"))  # engines differ in what is greatest of nothing


def _worth(m: ir.NumericValue, rate: ir.NumericValue, d: float) -> ir.NumericValue:
    """Money to come of one customer, each payment on condition of being kept; null without a profit to keep."""
    return ibis.ifelse(m > 0, m * rate / (1 + d - rate), ibis.null("float64"))


def _rise(m: ir.NumericValue, rate: ir.NumericValue, delta: float, d: float) -> ir.NumericValue:
    return _worth(m, _raised(rate, delta), d) - _worth(m, rate, d)


ENTRIES = (
    Entry(
        point_of_retention,
        title=N_("What a point of retention is worth"),
        definition=N_(
            "What more customers kept would bring, in the next window alone and over the lifetime, if they were like "
            "those of today; it says nothing of how to keep them."
        ),
        formula="money_year = n · Δ · m; money_lifetime = n · (m·r′/(1+d−r′) − m·r/(1+d−r)), r′ = r + Δ ≤ 0.99; break_even = Δ · (m + m·r/(1+d−r)) / (1+d)",  # noqa: E501
        source="Gupta and Lehmann 2003, Customers as Assets; claim of five points: Reichheld and Sasser 1990",
        reads=("purchase_days",),
        columns={
            "start": N_("Customers who bought in the window before"),
            "retained": N_("Those of them who bought in this window too"),
            "rate": N_("Share of the customers of the window before who bought in this one too (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "customers": N_("Customers who bought in this window"),
            "money_per_customer": N_("Sales or profit of a customer in this window (currency)"),
            "money_year": N_("What the points bring in the next window alone (currency)"),
            "lifetime": N_("Money to come of one customer at today's rate, discounted (currency)"),
            "money_lifetime": N_("What the points bring over the lifetime of today's customers, discounted (currency)"),
            "lifetime_low": N_("The same if the rate were at the lower end of its interval (currency)"),
            "lifetime_high": N_("The same if the rate were at the upper end of its interval (currency)"),
            "break_even": N_("What the points may cost for each customer who is contacted (currency)"),
            "five_points": N_("By how much five points more would raise the money to come of a customer (share)"),
        },
        by="optional",
        has_grain=False,
    ),
)
