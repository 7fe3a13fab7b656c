"""What one point of retention is worth: this year, over the lifetime, and what may be spent to win it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from localization.grains import MONTH_DAYS
from metrics.activity import with_attributes
from metrics.entry import HIGH, LOW, Entry
from metrics.intervals import grouped, ratio, wilson
from metrics.lifetimes.contracts import GRACE_DAYS, covers, with_last_day
from metrics.value.charges import in_a_month
from metrics.value.contract_history import known_on

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
    return _worth_of(summed.mutate(m=ratio(_.money, _.customers)), by, window_days, points)


def point_of_contract_retention(
    contracts: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    by: tuple[str, ...] = (),
    window_days: int = 365,
    points: float = 1.0,
    margin: float = 1.0,
    grace_days: int = GRACE_DAYS,
) -> ir.Table:
    """What would so many points of retention under contract more be worth?

    Whoever is covered on the last day before the window is at the start, whoever of them is covered on its last day
    is kept, as known on that day: no contract that begins later, no cancellation with a later day. Every customer
    covered at the end brings the charges of a window (m: what the contracts in force come to in a month, on average
    over those of whom it is known), and the rest is as for `point_of_retention`.

    Parameters
    ----------
    contracts, grace_days
        As for `covers`, with amount and amount_period.
    customers
        Attributes.
    complete_up_to
        Last day that the data cover in full; the window ends with it.
    by
        Attributes to break down by.
    window_days
        Days of the window.
    points
        Percentage points by which retention would rise.
    margin
        Share of the charges that is profit (0 to 1); 1 takes the charges themselves.

    Returns
    -------
    As `point_of_retention`; money is null where no amount is known of anybody.

    Source: metrics reference H1 to H3, A8; Gupta and Lehmann 2003.

    """
    end = ibis.date(complete_up_to.isoformat())
    before = end - ibis.interval(days=window_days)
    known = known_on(in_a_month(contracts), complete_up_to)
    in_force = with_last_day(known).filter(_.ends >= end).group_by(payer="customer_key").agg(monthly=_.of_month.sum())
    covered = (
        covers(known, grace_days)
        .group_by("customer_key")
        .agg(was=((_.covered_from <= before) & (_.covered_to >= before)).any(), stays=(_.covered_to >= end).any())
    )
    people = with_attributes(covered.left_join(in_force, _.customer_key == in_force.payer).drop("payer"), customers, by)
    summed = grouped(people, by).agg(
        start=_.was.sum(), retained=(_.was & _.stays).sum(), customers=_.stays.sum(), monthly=_.monthly.mean()
    )
    return _worth_of(summed.mutate(m=_.monthly * margin * window_days / MONTH_DAYS), by, window_days, points)


def _worth_of(summed: ir.Table, by: tuple[str, ...], window_days: int, points: float) -> ir.Table:
    """Say what points are worth, from start, retained, customers and the money of one in a window (m)."""
    d = (1 + DISCOUNT) ** (window_days / 365.25) - 1
    low, high = wilson(_.retained, _.start)
    rated = summed.mutate(rate=ratio(_.retained, _.start), low=low, high=high)
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


_FORMULA = "money_year = n · Δ · m; money_lifetime = n · (m·r′/(1+d−r′) − m·r/(1+d−r)), r′ = r + Δ ≤ 0.99; break_even = Δ · (m + m·r/(1+d−r)) / (1+d)"  # noqa: E501
_SOURCE = "Gupta and Lehmann 2003, Customers as Assets; claim of five points: Reichheld and Sasser 1990"
_WORTH = {
    "money_year": N_("What the points bring in the next window alone (currency)"),
    "lifetime": N_("Money to come of one customer at today's rate, discounted (currency)"),
    "money_lifetime": N_("What the points bring over the lifetime of today's customers, discounted (currency)"),
    "lifetime_low": N_("The same if the rate were at the lower end of its interval (currency)"),
    "lifetime_high": N_("The same if the rate were at the upper end of its interval (currency)"),
    "break_even": N_("What the points may cost for each customer who is contacted (currency)"),
    "five_points": N_("By how much five points more would raise the money to come of a customer (share)"),
}

ENTRIES = (
    Entry(
        point_of_retention,
        title=N_("What a point of retention is worth"),
        definition=N_(
            "What more customers kept would bring, in the next window alone and over the lifetime, if they were like "
            "those of today; it says nothing of how to keep them."
        ),
        formula=_FORMULA,
        source=_SOURCE,
        reads=("purchase_days",),
        columns={
            "start": N_("Customers who bought in the window before"),
            "retained": N_("Those of them who bought in this window too"),
            "rate": N_("Share of the customers of the window before who bought in this one too (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "customers": N_("Customers who bought in this window"),
            "money_per_customer": N_("Sales or profit of a customer in this window (currency)"),
            **_WORTH,
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        point_of_contract_retention,
        title=N_("What a point of retention under contract is worth"),
        definition=N_(
            "What more customers kept under contract would bring, in the next window alone and over the lifetime, if "
            "they paid like those of today; it says nothing of how to keep them."
        ),
        formula=f"{_FORMULA}; m = mean monthly charges · window_days ÷ 30.44",
        source=_SOURCE,
        reads=("contracts", "customers"),
        columns={
            "start": N_("Customers covered by a contract on the last day before the window"),
            "retained": N_("Those of them who are covered on its last day too"),
            "rate": N_("Share of the customers covered before the window who are covered at its end (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "customers": N_("Customers covered on the last day of the window"),
            "money_per_customer": N_("What a customer covered at the end pays in a window, or its profit (currency)"),
            **_WORTH,
        },
        by="optional",
        has_grain=False,
    ),
)
