"""Is it that, or what goes with it? A driver of leaving held against the others within each value of something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _ as column

from localization import N_, _
from metrics.association import COMPARED, adjusted_differences, compared
from metrics.causes.drivers import BEHIND, READ, SERVICE, allowed
from metrics.entry import Entry
from metrics.errors import UnsuitableOption
from metrics.presence import presence, strata_of
from metrics.service.issues import complained_among

if TYPE_CHECKING:
    from datetime import date

# What customers pay in a month, in thirds of those of whom it is known; and how much they bought in the period.
CHARGE, VOLUME = "charge", "volume"
_COUNTS = ("customers", "left", "other_customers", "other_left")


def driver_strata(
    customers: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    feature: str,
    trait: str,
    held: str,
    *,
    complaints: ir.Table | None = None,
    activity: ir.Table | None = None,
    contracts: ir.Table | None = None,
    departures: ir.Table | None = None,
    departure_causes: ir.Table | None = None,
    customer_charges: ir.Table | None = None,
    all_periods: ir.Table | None = None,
    cause: str | None = None,
    seconds: ir.Table | None = None,
) -> ir.Table:
    """How much of a difference in leaving is left when something else is held equal?

    The customers and periods of `drivers`. Those with a value are held against all others, once all together and once
    within each value of what is held; the differences of these are put together by Mantel and Haenszel's weights. A
    value of what is held that one of the two sides does not have says nothing and is left out there. A customer counts
    in each period, so the intervals are, if anything, too narrow.

    Parameters
    ----------
    customers, periods, complete_up_to, complaints, activity, contracts, departures, all_periods, seconds
        As for `drivers`.
    feature, trait
        The driver: a text column of the customers, complaint, wait, or charge (the third of the monthly charges: low,
        middle or high), and its value.
    held
        What is held equal: another of these, or volume (orders of the period).
    departure_causes
        departure_id, cause; needed for `cause`.
    customer_charges
        As `customer_charges` returns it; needed for charge.
    cause
        Count only those as having left who named this cause, in the period or the next one; a departure without a day
        counts in every period.

    Returns
    -------
    One row for all together (held_equal: all), one with the other held equal (held; other_rate is the rate less the
    difference), and one for each value of it (stratum), the largest first: held_equal, stratum (the value; empty where
    it is not known), customers, left, rate, low, high, other_customers, other_left, other_rate, difference with its
    interval, is_real.

    Source: metrics reference E7.

    """
    every = periods if all_periods is None else all_periods
    there = presence(customers, periods, all_periods, activity=activity, contracts=contracts, departures=departures)
    there = _over(strata_of(there), every, departures, departure_causes, cause)
    known = Known(customers, every, complete_up_to, complaints, seconds, customer_charges)
    placed = _placed(there, feature, trait, held, known)
    counted = placed.group_by("stratum").agg(
        customers=column.has_it.sum(),
        left=(column.has_it & column.is_gone).sum(),
        other_customers=(~column.has_it).sum(),
        other_left=(~column.has_it & column.is_gone).sum(),
    )
    counted = counted.mutate(**{name: column[name].cast("int64") for name in _COUNTS})
    whole = counted.agg(**{name: column[name].sum().cast("int64") for name in _COUNTS})
    parts = counted.mutate(held_equal=ibis.literal("stratum"))
    together = whole.select(
        stratum=ibis.literal(""), **{name: column[name] for name in _COUNTS}, held_equal=ibis.literal("all")
    )
    columns = (
        *("held_equal", "stratum", "customers", "left", "rate", "low", "high", "other_customers", "other_left"),
        *("other_rate", "difference", "difference_low", "difference_high", "is_real"),
    )
    crude = compared(parts.union(together.select(parts.columns))).select(*columns)
    adjusted = adjusted_differences(parts, ["held_equal"])
    differences = ("difference", "difference_low", "difference_high")
    among = compared(adjusted.select(*_COUNTS)).drop(*differences, "is_real", "other_rate")
    limits = adjusted.select(*differences)
    equal = among.cross_join(limits).mutate(
        held_equal=ibis.literal("held"),
        stratum=ibis.literal(""),
        other_rate=column.rate - column["difference"],
        is_real=(column.difference_low > 0) | (column.difference_high < 0),
    )
    found = crude.union(equal.select(**{name: equal[name].cast(crude[name].type()) for name in columns}))
    order = ibis.cases((column.held_equal == "all", 0), (column.held_equal == "held", 1), else_=2)
    return found.order_by([order, ibis.desc(column.customers + column.other_customers), "stratum"])


def driver_strata_members(
    customers: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    feature: str,
    trait: str,
    held: str,
    stratum: str | None = None,
    *,
    has_it: bool = True,
    has_left: bool | None = True,
    complaints: ir.Table | None = None,
    activity: ir.Table | None = None,
    contracts: ir.Table | None = None,
    departures: ir.Table | None = None,
    departure_causes: ir.Table | None = None,
    customer_charges: ir.Table | None = None,
    all_periods: ir.Table | None = None,
    cause: str | None = None,
    seconds: ir.Table | None = None,
) -> ir.Table:
    """Who is behind a row of `driver_strata`?

    Parameters
    ----------
    customers, periods, complete_up_to, complaints, activity, contracts, departures, departure_causes, customer_charges
        As for `driver_strata`, like all others of the same name.
    stratum
        Only this value of what is held; None lists all.
    has_it
        Those with the value of the driver, else the others.
    has_left
        Only those who left, or only those who stayed; None lists both.

    Returns
    -------
    One row per customer and period: customer_key, in_period (its first day), has_left, period_revenue, period_profit.

    """
    every = periods if all_periods is None else all_periods
    there = presence(customers, periods, all_periods, activity=activity, contracts=contracts, departures=departures)
    there = _over(strata_of(there), every, departures, departure_causes, cause)
    known = Known(customers, every, complete_up_to, complaints, seconds, customer_charges)
    found = _placed(there, feature, trait, held, known)
    found = found.filter(column.has_it if has_it else ~column.has_it)
    if stratum is not None:
        found = found.filter(column.stratum == stratum)
    if has_left is not None:
        found = found.filter(column.is_gone == has_left)
    named = found.inner_join(every.select("period", in_period="starts_on"), "period")
    return named.order_by(column.revenue.desc(nulls_first=False), "in_period", "customer_key").select(
        "customer_key", "in_period", has_left=column.is_gone, period_revenue=column.revenue, period_profit=column.profit
    )


@dataclass(frozen=True)
class Known:
    """What is known of customers besides whether they left."""

    customers: ir.Table
    periods: ir.Table
    complete_up_to: date
    complaints: ir.Table | None
    seconds: ir.Table | None
    charges: ir.Table | None


def _placed(there: ir.Table, feature: str, trait: str, held: str, known: Known) -> ir.Table:
    """Put beside each customer and period whether they carry the driver, and the value of what is held."""
    both = _beside(_beside(there, feature, "carried", known), held, "stratum", known)
    return both.mutate(has_it=column.carried == trait)


def _over(
    there: ir.Table, every: ir.Table, departures: ir.Table | None, causes: ir.Table | None, cause: str | None
) -> ir.Table:
    """Count of those gone with a cause only those who named it; without one, all."""
    if cause is None or departures is None or causes is None:
        return there
    named = departures.join(causes.filter(column.cause == cause).select("departure_id").distinct(), "departure_id")
    following = every.select(then=column.period - 1, until="ends_on")
    spans = every.select("period", "starts_on").join(following, column.period == following.then).drop("then")
    last = every.select("period", "starts_on", until="ends_on").anti_join(spans, "period")
    within = spans.union(last).select("period", "starts_on", "until")
    days = there.filter(column.is_gone).select("customer_key", "period").join(within, "period")
    over_it = days.join(named.select("customer_key", "left_on"), "customer_key").filter(
        column.left_on.isnull() | ((column.left_on >= column.starts_on) & (column.left_on <= column.until))
    )
    marked = over_it.select("customer_key", "period").distinct().mutate(over_it=True)
    joined = there.left_join(marked, ["customer_key", "period"]).drop("customer_key_right", "period_right")
    return joined.mutate(is_gone=column.over_it.notnull()).drop("over_it")


def _beside(there: ir.Table, name: str, place: str, known: Known) -> ir.Table:
    """Put beside each customer and period what they carry of a column, "" where that is not known."""
    keys = ["customer_key", "period"]
    texts = tuple(one for one, kind in known.customers.schema().items() if kind.is_string())
    if name == VOLUME:
        return there.mutate(**{place: column.volume.cast("string")})
    if name == CHARGE and known.charges is not None:
        carried, keys = _thirds(known.charges), keys[:1]
    elif name in SERVICE and known.complaints is not None:
        had = complained_among(there, known.complaints, known.periods, known.complete_up_to, known.seconds)
        carried = had.select(*keys, trait=had[name])
    elif name in allowed(texts):
        carried, keys = known.customers.select("customer_key", trait=known.customers[name].cast("string")), keys[:1]
    else:
        raise UnsuitableOption(
            _("“{name}” is nothing that goes with leaving; there are: {known}.").format(
                name=name, known=", ".join((*allowed(texts), *SERVICE, CHARGE, VOLUME))
            )
        )
    joined = there.left_join(carried.select(*keys, **{place: carried["trait"]}), keys)
    return joined.drop(*(f"{key}_right" for key in keys)).mutate(**{place: column[place].fill_null("")})


def _thirds(charges: ir.Table) -> ir.Table:
    """Part customers by what they pay in a month; of equal charges none is parted: customer_key, trait."""
    paying = charges.filter(column.monthly_charge.notnull())
    cuts = paying.agg(low=column.monthly_charge.quantile(1 / 3), high=column.monthly_charge.quantile(2 / 3))
    third = ibis.cases(
        (column.monthly_charge <= column.low, "low"), (column.monthly_charge <= column.high, "middle"), else_="high"
    )
    return paying.cross_join(cuts).select("customer_key", trait=third)


_READS = (*READ, "departure_causes", "customer_charges")

ENTRIES = (
    Entry(
        driver_strata,
        title=N_("Is it that, or what goes with it?"),
        definition=N_(
            "Customers with a value that goes with leaving beside all others: all together, with something else held "
            "equal, and within each value of that. What goes when it is held equal came from it."
        ),
        formula="held = Σ w (rate − other_rate) ÷ Σ w, w = n·m ÷ (n + m) in each stratum",
        source="Mantel and Haenszel 1959; Sato 1989",
        reads=_READS,
        columns={
            "held_equal": N_("`all` together, with the other `held` equal, or one `stratum` of it"),
            "stratum": N_("Value of what is held equal; empty where it is not known"),
            "customers": N_("Customers with the value, once in each period"),
            "left": N_("Of these, those who left"),
            **{name: COMPARED[name] for name in ("rate", "low", "high")},
            "other_customers": N_("All others, once in each period"),
            "other_left": N_("Of the others, those who left"),
            **{name: meaning for name, meaning in COMPARED.items() if name.startswith(("other", "diff", "is_"))},
        },
        has_grain=True,
    ),
    Entry(
        driver_strata_members,
        title=N_("Customers behind what goes with leaving, something else held equal"),
        definition=N_("Customers with the value, or the others, of one value of what is held equal."),
        formula="has_left = there in the period, gone in the next",
        source="Mantel and Haenszel 1959",
        reads=_READS,
        columns=BEHIND,
        by="beside",
    ),
)
