"""What those who left had in common before they left: every attribute and service event, tested and stratified."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.association import ADJUSTED, ADJUSTED_HIGH, ADJUSTED_LOW, ADJUSTED_P, COMPARED, adjusted_ratios, compared
from metrics.chance import benjamini_hochberg, two_sided
from metrics.entry import CUSTOMER_KEY, PERIOD, Entry
from metrics.intervals import ratio
from metrics.people import CONTACTS
from metrics.presence import money_lost, presence, strata_of
from metrics.service.issues import COUNTED, MONEY_LOST, READS, complained_among

if TYPE_CHECKING:
    from datetime import date

# Fewer customers with or without it, or fewer expected to leave or to stay, say nothing.
LEAST_WITH, LEAST_EXPECTED = 30, 5.0
REAL = 0.05
SERVICE = ("complaint", "wait")
_STRATUM = ("period", "volume")
# What is written down because somebody left would explain the leaving by itself.
LEAKS = re.compile(
    r"churn|cancel|leav|left|lapsed|attrit|reason|exit|last_|risk|lifetime|status|retention|ریزش|ترک|لغو"
)
_NEVER = frozenset({"customer_id", "name", "referred_by", *CONTACTS})


def allowed(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the attributes that were, by their names, known before anybody left."""
    return tuple(name for name in names if name not in _NEVER and not LEAKS.search(name.lower()))


def drivers(
    customers: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    *,
    complaints: ir.Table | None = None,
    activity: ir.Table | None = None,
    contracts: ir.Table | None = None,
    departures: ir.Table | None = None,
    all_periods: ir.Table | None = None,
    attributes: tuple[str, ...] | None = None,
    least_with: int = LEAST_WITH,
    least_expected: float = LEAST_EXPECTED,
    seconds: ir.Table | None = None,
) -> ir.Table:
    """What goes with leaving: which values of attributes, which complaints, which waits?

    Everybody who was a customer in a period is looked at as of its end, by what was known then; whether they left is
    what they did in the next period. Every value with at least thirty customers on both sides, and five expected to
    leave and to stay, is held against all others. A customer counts in several periods, and their fates are not
    independent: the test takes each customer as one. It is adjusted for how many values were looked at. Beside the
    plain ratio stands the one among alike: same period, as many orders.

    Parameters
    ----------
    customers
        With their attributes.
    periods, all_periods, activity, contracts, departures
        As for `metrics.presence.presence`.
    complete_up_to
        Last day that the data cover in full.
    complaints
        Where they were loaded: what became of them and how long they waited are looked at too.
    attributes
        Columns of the customers to look at; None looks at all texts. Names that tell of the leaving itself (churn,
        cancelled, reason, status …) are never looked at.
    least_with, least_expected
        Values with fewer customers, or fewer expected to leave or to stay, are not judged.
    seconds
        `metrics.second_complaints` of the same complaints, where they are kept.

    Returns
    -------
    One row per feature and trait, by how many more left than would have left like the others: feature, trait,
    customers, left, rate, low, high, other_rate, difference with its interval, is_real, ratio with its interval,
    adjusted_ratio with its interval, p_value, adjusted_p, is_driver (adjusted_p below 5 % and the ratio among alike
    leaves one out on the same side), vanishes (adjusted_p below 5 %, but among alike less than half of the ratio is
    left), excess (customers), lost_revenue, lost_profit.

    Source: metrics reference E6, E7, E9.

    """
    there = strata_of(
        presence(customers, periods, all_periods, activity=activity, contracts=contracts, departures=departures)
    )
    every = periods if all_periods is None else all_periods
    sums: dict[str, Any] = money_lost()
    each = there.group_by("customer_key").agg(**sums)
    overall = each.agg(share=ratio(_["left"].sum(), _.customers.sum()))
    each = each.cross_join(overall).mutate(own=_["left"] - _.share * _.customers)
    whole = there.group_by(*_STRATUM).agg(all_customers=_.count(), all_left=_.is_gone.sum())
    known = _attributes(customers, attributes)
    had = [] if complaints is None else _service(there, complaints, every, complete_up_to, seconds)
    parts = [_of_attribute(each, name, table) for name, table in known.items()] + [
        _counts(table, each) for table in had
    ]
    parts = parts or [_counts(_nothing(there), each)]
    named = [_named(there.inner_join(table, "customer_key"), name) for name, table in known.items()] + had
    small = [_by_stratum(table) for table in named] or [_by_stratum(_nothing(there))]
    key = ["feature", "trait"]
    counted = ibis.union(*parts) if len(parts) > 1 else parts[0]
    both = whole.agg(all_customers=_.all_customers.sum(), all_left=_.all_left.sum())
    squares = each.agg(squares=(_.own * _.own).sum())
    found = (
        counted.cross_join(both)
        .cross_join(squares)
        .mutate(
            other_customers=_.all_customers - _.customers,
            other_left=_.all_left - _.left,
            share=ratio(_.all_left, _.all_customers),
        )
    )
    least = ibis.least(_.share, 1.0 - _.share) * ibis.least(_.customers, _.other_customers)
    found = found.filter((_.people >= least_with) & (_.other_customers >= least_with) & (least >= least_expected))
    exposed = ratio(_.customers, _.all_customers)
    spread = _.own_squares - 2.0 * exposed * _.products + exposed * exposed * _.squares
    # Never less than if all rows were independent: by chance alone the customers' own spread may come out small.
    independent = _.share * (1.0 - _.share) * _.all_customers * exposed * (1.0 - exposed)
    found = found.mutate(spread=ibis.greatest(spread, independent)).mutate(
        z=ratio(_.apart, ibis.ifelse(_.spread > 0, _.spread, ibis.null("float64")).sqrt())
    )
    tested = benjamini_hochberg(found.select(*key, p_value=two_sided(found.z)))
    strata = (ibis.union(*small) if len(small) > 1 else small[0]).inner_join(whole, list(_STRATUM))
    strata = strata.mutate(other_customers=_.all_customers - _.customers, other_left=_.all_left - _.left)
    joined = compared(found).left_join(tested, key).drop("feature_right", "trait_right")
    joined = joined.left_join(adjusted_ratios(strata, key), key).drop("feature_right", "trait_right")
    is_tested = (_.adjusted_p < REAL).fill_null(False)
    among = ((_.ratio > 1) & (_.adjusted_low > 1)) | ((_.ratio < 1) & (_.adjusted_high < 1))
    judged = joined.mutate(
        is_driver=is_tested & among.fill_null(False),
        vanishes=is_tested & (_.adjusted_ratio.ln().abs() < _.ratio.ln().abs() / 2.0).fill_null(False),
        excess=(_.rate - _.other_rate) * _.customers,
    )
    columns = ("customers", "left", *COMPARED, "adjusted_ratio", "adjusted_low", "adjusted_high")
    ends = ("p_value", "adjusted_p", "is_driver", "vanishes", "excess", "lost_revenue", "lost_profit")
    return judged.order_by(ibis.desc("excess"), *key).select(*key, *columns, *ends)


def driver_members(
    customers: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    feature: str,
    trait: str,
    *,
    complaints: ir.Table | None = None,
    activity: ir.Table | None = None,
    contracts: ir.Table | None = None,
    departures: ir.Table | None = None,
    all_periods: ir.Table | None = None,
    has_left: bool | None = None,
    seconds: ir.Table | None = None,
) -> ir.Table:
    """Who is behind a row of `drivers`?

    Parameters
    ----------
    customers, periods, complete_up_to, complaints, activity, contracts, departures, all_periods
        As for `drivers`.
    feature, trait
        Of the row.
    has_left
        Only those who left, or only those who stayed.
    seconds
        `metrics.second_complaints` of the same complaints, where they are kept.

    Returns
    -------
    One row per customer and period: customer_key, in_period (its first day), has_left, period_revenue, period_profit.

    """
    every = periods if all_periods is None else all_periods
    there = strata_of(
        presence(customers, periods, all_periods, activity=activity, contracts=contracts, departures=departures)
    )
    known = _attributes(customers, () if feature in SERVICE else (feature,))
    tables = [_named(there.inner_join(table, "customer_key"), name) for name, table in known.items()]
    if complaints is not None and feature in SERVICE:
        tables = _service(there, complaints, every, complete_up_to, seconds)
    chosen = [table.filter((_.feature == feature) & (_["trait"] == trait)) for table in tables]
    found = (ibis.union(*chosen) if len(chosen) > 1 else chosen[0]) if chosen else _nothing(there)
    if has_left is not None:
        found = found.filter(_.is_gone == has_left)
    named = found.inner_join(every.select("period", in_period="starts_on"), "period")
    return named.order_by(_.revenue.desc(nulls_first=False), "in_period", "customer_key").select(
        "customer_key", "in_period", has_left=_.is_gone, period_revenue=_.revenue, period_profit=_.profit
    )


_KEPT = ("customer_key", "period", "volume", "is_gone", "revenue", "profit")


def _attributes(customers: ir.Table, attributes: tuple[str, ...] | None) -> dict[str, ir.Table]:
    """Who carries which value of each attribute that may be looked at: customer_key, trait."""
    texts = tuple(name for name, kind in customers.schema().items() if kind.is_string())
    names = allowed(texts if attributes is None else tuple(name for name in attributes if name in texts))
    return {name: customers.select("customer_key", trait=customers[name].cast("string")) for name in names}


def _service(
    there: ir.Table, complaints: ir.Table, periods: ir.Table, complete_up_to: date, seconds: ir.Table | None
) -> list[ir.Table]:
    """Rows of those who complained, once by what became of it and once by the wait: feature, trait beside them."""
    had = complained_among(there, complaints, periods, complete_up_to, seconds)
    return [_named(had.mutate(trait=had[name]), name) for name in SERVICE]


def _named(rows: ir.Table, name: str) -> ir.Table:
    kept = rows.filter(_["trait"].notnull() & (_["trait"] != ""))
    return kept.select(*_KEPT, "trait", feature=ibis.literal(name))


def _nothing(rows: ir.Table) -> ir.Table:
    return rows.limit(0).select(*_KEPT, trait=ibis.literal(""), feature=ibis.literal(""))


def _of_attribute(each: ir.Table, feature: str, known: ir.Table) -> ir.Table:
    """Sum the customers by the value that each carries, the same in all periods."""
    joined = each.inner_join(known.filter(_["trait"].notnull() & (_["trait"] != "")), "customer_key")
    return (
        joined.group_by("trait")
        .agg(
            people=_.count(),
            **{name: _[name].sum() for name in ("customers", "left", "lost_revenue", "lost_profit")},
            apart=_.own.sum(),
            own_squares=(_.own * _.own).sum(),
            products=(_.own * _.own).sum(),
        )
        .select(feature=ibis.literal(feature), **{name: _[name] for name in _COUNTED})
    )


def _counts(named: ir.Table, each: ir.Table) -> ir.Table:
    """Sum the rows of a feature by value; the customers one by one, as their rows are not independent."""
    sums: dict[str, Any] = money_lost()
    of_customer = named.group_by("feature", "trait", "customer_key").agg(**sums)
    joined = of_customer.inner_join(each.select("customer_key", "share", "own"), "customer_key")
    joined = joined.mutate(apart=_["left"] - _.share * _.customers)
    return (
        joined.group_by("feature", "trait")
        .agg(
            people=_.count(),
            customers=_.customers.sum(),
            left=_["left"].sum(),
            lost_revenue=_.lost_revenue.sum(),
            lost_profit=_.lost_profit.sum(),
            apart=_.apart.sum(),
            own_squares=(_.apart * _.apart).sum(),
            products=(_.apart * _.own).sum(),
        )
        .select("feature", *_COUNTED)
    )


_COUNTED = ("trait", "people", "customers", "left", "lost_revenue", "lost_profit", "apart", "own_squares", "products")


def _by_stratum(named: ir.Table) -> ir.Table:
    return named.group_by("feature", "trait", *_STRATUM).agg(customers=_.count(), left=_.is_gone.sum())


FEATURE = N_("What was looked at: a column of the customers, `complaint` or `wait`")
VALUE = N_("Its value")
READ = ("customers", "periods", *(name for name in READS if name not in {"customers", "periods"}))

# Of a customer and the period in which they carried a driver.
BEHIND = {
    "customer_key": CUSTOMER_KEY,
    "in_period": PERIOD,
    "has_left": N_("Whether they were gone in the next period"),
    "period_revenue": N_("Sales of the period (currency)"),
    "period_profit": N_("Profit of the period (currency); empty where costs are not known"),
}

ENTRIES = (
    Entry(
        drivers,
        title=N_("What goes with leaving"),
        definition=N_(
            "Every value of the customers' attributes, and every kind of complaint and wait, as of a period's end: "
            "how many of those with it were gone in the next, beside all others. It goes with leaving and need not be "
            "its cause. What tells of the leaving itself is not looked at."
        ),
        formula="excess = (rate − other_rate) × customers; adjusted_p = Benjamini–Hochberg over all values",
        source="Mantel and Haenszel 1959; Benjamini and Hochberg 1995",
        reads=READ,
        columns={
            "feature": FEATURE,
            "trait": VALUE,
            **COUNTED,
            **COMPARED,
            "adjusted_ratio": ADJUSTED,
            "adjusted_low": ADJUSTED_LOW,
            "adjusted_high": ADJUSTED_HIGH,
            "p_value": N_("Probability of so large a difference by chance alone, each customer taken as one (0 to 1)"),
            "adjusted_p": ADJUSTED_P,
            "is_driver": N_("Whether it goes with leaving by more than chance, among alike too"),
            "vanishes": N_("Whether less than half of the difference is left among alike"),
            "excess": N_("How many more left than would have left like the others (customers)"),
            **MONEY_LOST,
        },
    ),
    Entry(
        driver_members,
        title=N_("Customers with what goes with leaving"),
        definition=N_("Customers and the period in which they had the value, and whether they left."),
        formula="has_left = there in the period, gone in the next",
        source="Mantel and Haenszel 1959",
        reads=READ,
        columns=BEHIND,
        by="beside",
    ),
)
