"""The first ninety days of a customer: who buys a second time, how soon, who was spoken to, and who is gone already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.activity import with_attributes
from metrics.entry import COHORT, CUSTOMER_KEY, HIGH, KAPLAN_MEIER, LOW, Entry
from metrics.intervals import grouped, ratio, wilson
from metrics.lifetimes.product_limit import LEAST_AT_RISK, counts_per_day, product_limit
from metrics.lifetimes.silence import purchase_gaps

if TYPE_CHECKING:
    from datetime import date

FIRST_DAYS = 90
CONTACT_DAYS = 14
MARKS = (14, 30, 60, 90, 180, 365)


def first_days(
    purchase_days: ir.Table,
    customers: ir.Table,
    days: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    grain: str,
    within_days: int = FIRST_DAYS,
    by: tuple[str, ...] = (),
    firsts: ir.Table | None = None,
) -> ir.Table:
    """Of the new customers of each period, how many bought a second time in their first days, and how soon?

    A customer is new in the period of their first purchase over the whole history. Only those whose first purchase is
    at least `within_days` old are judged (mature); several baskets of one day are one purchase.

    Parameters
    ----------
    purchase_days, customers, days, periods
        Purchase days, attributes, and the calendar.
    complete_up_to
        Last day that the data cover in full.
    grain
        Length of the periods.
    within_days
        The first days: 90.
    by
        Attributes of the customers to break down by.
    firsts
        `first_purchases` of the same purchase days, where they are kept.

    Returns
    -------
    One row per `by` and period in which anybody was new: cohort (first day), customers (new), mature, converted (of the
    mature, with a second purchase within the days), rate, low, high (95 % Wilson), not_back (mature and not converted),
    median_days (from the first purchase to the second, over the mature, those who had none in time counted as later;
    null where fewer than half had one).

    Source: metrics reference G6, A6.

    """
    known = _firsts(purchase_days, complete_up_to, within_days, firsts)
    dates = days.select(first_day="date", period=grain)
    starts = periods.select("period", cohort="starts_on")
    dated = with_attributes(known, customers, by).join(dates, "first_day").join(starts, "period")
    # One more than the days for who did not come in time: the median is theirs where they are half or more.
    late = within_days + 1
    counted = dated.group_by(*by, "cohort").agg(
        customers=_.count(),
        mature=_.is_mature.sum().fill_null(0),
        converted=(_.is_mature & _.is_soon).sum().fill_null(0),
        median=ibis.ifelse(_.is_soon, _.wait_days, late).cast("float64").quantile(0.5, where=_.is_mature),
    )
    low, high = wilson(_.converted, _.mature)
    return counted.select(
        *by,
        "cohort",
        "customers",
        "mature",
        "converted",
        rate=ratio(_.converted, _.mature),
        low=low,
        high=high,
        not_back=_.mature - _.converted,
        median_days=ibis.ifelse(_.median <= within_days, _.median, ibis.null("float64")),
    ).order_by([*by, "cohort"])


def first_days_members(
    purchase_days: ir.Table,
    days: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    grain: str,
    cohort: date | None = None,
    within_days: int = FIRST_DAYS,
    converted: bool = False,
    firsts: ir.Table | None = None,
) -> ir.Table:
    """Who of the mature new customers bought a second time in their first days, and who did not?

    Parameters
    ----------
    purchase_days, days, periods, complete_up_to, grain, within_days
        As for `first_days`.
    cohort
        First day of the period in which they were new; None for all periods.
    converted
        List those who did; by default those who did not.
    firsts
        `first_purchases` of the same purchase days, where they are kept.

    Returns
    -------
    One row per customer, as many as `first_days` counts: customer_key, first_day, second_day (null without a second
    purchase), wait_days, revenue (of the first day, currency); the latest first purchase first.

    """
    known = _firsts(purchase_days, complete_up_to, within_days, firsts).filter(_.is_mature)
    chosen = known.filter(_.is_soon if converted else ~_.is_soon)
    if cohort is not None:
        this = periods.filter(_.starts_on == ibis.date(cohort.isoformat())).select("period")
        dates = days.select(first_day="date", period=grain).semi_join(this, "period")
        chosen = chosen.semi_join(dates, "first_day")
    return chosen.select("customer_key", "first_day", "second_day", "wait_days", "revenue").order_by(
        [ibis.desc("first_day"), "customer_key"]
    )


def first_contacts(
    purchase_days: ir.Table,
    customers: ir.Table,
    contacts: ir.Table,
    complete_up_to: date,
    within_days: int = FIRST_DAYS,
    contact_days: int = CONTACT_DAYS,
    by: tuple[str, ...] = (),
    firsts: ir.Table | None = None,
) -> ir.Table:
    """Of the new customers who were spoken to soon after their first purchase, did more buy a second time?

    A contact in either direction counts from the day of the first purchase to `contact_days` after it. Customers whose
    first purchase lies before the first contact on record are left out: nobody knows whether they were spoken to. Of a
    customer who bought again before anybody spoke to them, the contact is no cause, and they count as not spoken to. It
    goes along with it; that it brings it about is not said.

    Parameters
    ----------
    purchase_days, customers, contacts
        Purchase days, attributes, and the contacts.
    complete_up_to, within_days
        As for `first_days`.
    contact_days
        Days within which a contact is soon: 14.
    by
        Attributes to break down by.
    firsts
        `first_purchases` of the same purchase days, where they are kept.

    Returns
    -------
    One row per `by` and is_contacted: mature, converted, rate, low, high (95 % Wilson).

    Source: metrics reference G6.

    """
    new = with_attributes(_firsts(purchase_days, complete_up_to, within_days, firsts), customers, by)
    spoken = contacts.filter(_.customer_key.notnull()).select(contact_key="customer_key", contacted_on="contacted_on")
    begins = spoken.agg(begins=_.contacted_on.min())
    known = new.filter(_.is_mature).cross_join(begins).filter(_.first_day >= _.begins)
    after = spoken.contacted_on.delta(known.first_day, unit="day")
    soon = (
        known.join(spoken, [known.customer_key == spoken.contact_key, after >= 0, after <= contact_days])
        .filter(_.second_day.isnull() | (_.contacted_on <= _.second_day))
        .select("customer_key")
        .distinct()
    )
    marked = known.left_join(soon.mutate(is_contacted=True), "customer_key").drop("customer_key_right")
    counted = (
        marked.mutate(is_contacted=_.is_contacted.fill_null(False))
        .group_by(*by, "is_contacted")
        .agg(mature=_.count(), converted=_.is_soon.sum().fill_null(0))
    )
    low, high = wilson(_.converted, _.mature)
    return counted.select(
        *by, "is_contacted", "mature", "converted", rate=ratio(_.converted, _.mature), low=low, high=high
    ).order_by([*by, ibis.desc("is_contacted")])


def second_purchase_times(
    purchase_days: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    least_at_risk: int = LEAST_AT_RISK,
    by: tuple[str, ...] = (),
    firsts: ir.Table | None = None,
) -> ir.Table:
    """How soon do new customers buy a second time, those who have not yet counted with the time they had?

    By Kaplan and Meier: who has not bought again is followed up to the last complete day, so that new customers count
    from their first day on and nobody has to be left out for being young.

    Parameters
    ----------
    purchase_days, customers, complete_up_to, firsts
        As for `first_days`.
    least_at_risk
        Nothing is said of days up to which fewer are followed.
    by
        Attributes of the customers to break down by.

    Returns
    -------
    One row per `by` and number of days (14, 30, 60, 90, 180, 365) up to which enough customers are followed:
    within_days, at_risk (followed so long, not back yet), share (who have bought again by then), low, high (95 %,
    log-log Greenwood).

    Source: metrics reference G6, B5.

    """
    known = with_attributes(_firsts(purchase_days, complete_up_to, FIRST_DAYS, firsts), customers, by)
    spells = known.select(
        *by,
        entry=ibis.literal(0, "int64"),
        time=_.wait_days.coalesce(_.age_days).cast("int64"),
        event=_.wait_days.notnull(),
    )
    curve = product_limit(counts_per_day(spells, by), by, least_at_risk)
    ends = grouped(curve, by).agg(reach=_.day.max())
    parts = []
    for days in MARKS:
        steps = grouped(curve.filter(_.day <= days), by).agg(
            survival=_.survival.min(), least=_.low.argmax(_.day), most=_.high.argmax(_.day)
        )
        followed = grouped(spells, by).agg(at_risk=(_.time > days).sum().fill_null(0))
        joined = followed
        for table in (ends, steps):
            joined = joined.left_join(table, list(by)) if by else joined.cross_join(table)
            joined = joined.drop(*(name for name in joined.columns if name.endswith("_right")))
        reached = joined.filter(_.reach >= days)
        # Before the first of them came back, nobody had.
        parts.append(reached.mutate(within_days=ibis.literal(days, "int64"), survival=_.survival.fill_null(1.0)))
    whole = ibis.union(*parts).select(
        *by, "within_days", "at_risk", share=1.0 - _.survival, low=1.0 - _.most, high=1.0 - _.least
    )
    return whole.order_by([*by, "within_days"])


def first_agents(
    purchase_days: ir.Table,
    contacts: ir.Table,
    complete_up_to: date,
    within_days: int = FIRST_DAYS,
    contact_days: int = CONTACT_DAYS,
    firsts: ir.Table | None = None,
) -> ir.Table:
    """Who of us spoke to new customers first, and did these buy a second time?

    Of the mature customers of `first_contacts` who were spoken to in time, before any second purchase: by the agent of
    the first such contact; of one day, the first by name.

    Parameters
    ----------
    purchase_days, contacts, complete_up_to, within_days, contact_days, firsts
        As for `first_contacts`.

    Returns
    -------
    One row per agent (empty: none is named), most customers first: agent, mature, converted, rate, low, high (95 %
    Wilson), not_back.

    Source: metrics reference G6.

    """
    new = _firsts(purchase_days, complete_up_to, within_days, firsts).filter(_.is_mature)
    spoken = contacts.filter(_.customer_key.notnull()).select(
        "contacted_on", contact_key="customer_key", agent=_.agent.fill_null("")
    )
    after = spoken.contacted_on.delta(new.first_day, unit="day")
    soon = new.join(spoken, [new.customer_key == spoken.contact_key, after >= 0, after <= contact_days])
    soon = soon.filter(_.second_day.isnull() | (_.contacted_on <= _.second_day))
    in_order = ibis.window(group_by="customer_key", order_by=["contacted_on", "agent"])
    first = soon.mutate(place=ibis.row_number().over(in_order)).filter(_.place == 0)
    counted = first.group_by("agent").agg(mature=_.count(), converted=_.is_soon.sum().fill_null(0))
    low, high = wilson(_.converted, _.mature)
    return counted.select(
        "agent",
        "mature",
        "converted",
        rate=ratio(_.converted, _.mature),
        low=low,
        high=high,
        not_back=_.mature - _.converted,
    ).order_by([ibis.desc("mature"), "agent"])


def first_purchases(purchase_days: ir.Table, gaps: ir.Table) -> ir.Table:
    """When did each customer buy for the first time, for how much, and how long did the second time take?

    Parameters
    ----------
    purchase_days, gaps
        Purchase days, and the days from each to the next.

    Returns
    -------
    One row per customer with a purchase: customer_key, first_day, wait_days (to the second; null without one), revenue
    (of the first day, currency).

    """
    bought = purchase_days.group_by("customer_key").agg(first_day=_.day.min(), revenue=_.revenue.argmin(_.day))
    # Only the last gap is open, so that the first closed one is that of the first purchase.
    waited = gaps.filter(_.gap_days.notnull()).group_by("customer_key").agg(wait_days=_.gap_days.argmin(_.day))
    joined = bought.left_join(waited, "customer_key")
    return joined.select("customer_key", "first_day", "wait_days", "revenue")


def _firsts(
    purchase_days: ir.Table, complete_up_to: date, within_days: int, firsts: ir.Table | None = None
) -> ir.Table:
    """First and second purchase day of everybody: first_day, second_day, wait_days, is_mature, is_soon, revenue."""
    until = ibis.literal(complete_up_to)
    known = first_purchases(purchase_days, purchase_gaps(purchase_days)) if firsts is None else firsts
    age = -_.first_day.delta(until, unit="day")
    # What came after the last complete day is not known yet.
    waits = ibis.ifelse(_.wait_days <= age, _.wait_days, ibis.null("int32"))
    told = known.filter(_.first_day <= until).mutate(wait_days=waits.cast("int32"))
    return told.select(
        "customer_key",
        "first_day",
        second_day=(_.first_day + _.wait_days.as_interval("D")).cast("date"),
        wait_days=_.wait_days,
        age_days=age.cast("int32"),
        revenue=_.revenue,
        is_mature=-_.first_day.delta(until, unit="day") >= within_days,
        is_soon=(_.wait_days <= within_days).fill_null(False),
    )


_MATURE = N_("New customers whose first purchase is old enough for their first days to be over")
_CONVERTED = N_("Of these, customers with a second purchase in their first days")
_RATE = N_("Share of the mature who bought a second time in their first days (0 to 1)")

ENTRIES = (
    Entry(
        first_days,
        title=N_("The first 90 days"),
        definition=N_(
            "Of the new customers of each period, how many bought on a second day within 90 days of the first, and "
            "after how many days half of them had; only those whose 90 days are over are judged."
        ),
        formula="rate = converted ÷ mature",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("purchase_days", "customers", "days", "periods"),
        columns={
            "cohort": COHORT,
            "customers": N_("New customers of the period"),
            "mature": _MATURE,
            "converted": _CONVERTED,
            "rate": _RATE,
            "low": LOW,
            "high": HIGH,
            "not_back": N_("Of the mature, customers without a second purchase in their first days"),
            "median_days": N_("Days after which half of the mature had bought again; empty where fewer than half did"),
        },
        by="optional",
    ),
    Entry(
        first_days_members,
        title=N_("Customers in their first 90 days"),
        definition=N_(
            "Of the new customers whose 90 days are over, those who bought on a second day within them, or those who "
            "did not."
        ),
        formula="in time = second day − first day ≤ within_days",
        source=N_("The list behind the first 90 days"),
        reads=("purchase_days", "days", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "first_day": N_("Day of the first purchase"),
            "second_day": N_("Day of the second purchase; empty without one"),
            "wait_days": N_("Days between the two"),
            "revenue": N_("Sales of the first day (currency)"),
        },
        by="beside",
    ),
    Entry(
        first_contacts,
        title=N_("Spoken to in the first 14 days"),
        definition=N_(
            "Whether new customers who were contacted within 14 days of their first purchase buy a second time more "
            "often than those who were not. It goes along with it; that it brings it about is not said."
        ),
        formula="rate = converted ÷ mature, with and without a contact from the first purchase to 14 days after it",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("purchase_days", "customers", "contacts"),
        columns={
            "is_contacted": N_(
                "Whether there was a contact within 14 days of the first purchase, before any second one"
            ),
            "mature": _MATURE,
            "converted": _CONVERTED,
            "rate": _RATE,
            "low": LOW,
            "high": HIGH,
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        second_purchase_times,
        title=N_("Time to the second purchase"),
        definition=N_(
            "Share of the new customers who have bought on a second day within so many days of the first. Who has not "
            "yet counts with the days they have had so far."
        ),
        formula="share = 1 − Π (1 − events ÷ at_risk)",
        source=KAPLAN_MEIER,
        reads=("purchase_days", "customers"),
        columns={
            "within_days": N_("Days since the first purchase"),
            "at_risk": N_("Customers who have been followed so long and have not bought again by then"),
            "share": N_("Share of all who have bought a second time by then (0 to 1)"),
            "low": N_("From here on the true share lies, 19 times in 20 (0 to 1; log-log Greenwood)"),
            "high": N_("Up to here the true share lies, 19 times in 20 (0 to 1; log-log Greenwood)"),
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        first_agents,
        title=N_("Who spoke to new customers first"),
        definition=N_(
            "Of the new customers who were spoken to within 14 days, by who of us spoke to them first: how many bought "
            "a second time within 90 days. It goes along with it; that it brings it about is not said."
        ),
        formula="rate = converted ÷ mature, by the agent of the first contact",
        source="Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion (limits)",
        reads=("purchase_days", "contacts"),
        columns={
            "agent": N_("Who of ours"),
            "mature": _MATURE,
            "converted": _CONVERTED,
            "rate": _RATE,
            "low": LOW,
            "high": HIGH,
            "not_back": N_("Of the mature, customers without a second purchase in their first days"),
        },
        has_grain=False,
    ),
)
