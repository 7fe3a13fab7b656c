"""What was known of each customer on one day: everything that a warning is made from, and nothing later.

The day itself belongs to what was known; whatever came after it is left out before anything is counted: purchases,
refunds of earlier purchases, answers, the closing of a complaint, the cancelling of a contract. So the same question
asked of data that were cut on that day has the same answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from metrics.booking import book, purchase_days
from metrics.intervals import ratio
from metrics.lifetimes.contracts import RUNS_ON, covers

if TYPE_CHECKING:
    from datetime import date
    from typing import TypeAlias

    Day: TypeAlias = date | ir.DateScalar

RECENT_DAYS = 90
# The own past that the recent days are held against: so many days before them, or as many as the customer has.
BASE_DAYS = 360
YEAR_DAYS = 365
WINDOWS = (30, 60, 90, 180)
# A contact so young may still be answered.
ANSWER_DAYS = 7
VISIT_DAYS, VISIT_BASE_DAYS = 28, 84
# What files call a contact that the customer began; every other one is ours.
INBOUND = ("in", "inbound", "incoming", "received", "from customer", "ورودی", "دریافتی", "وارد", "وارده", "واردة")
# Sides of a landmark that need a table besides the orders, and the table.
SIDES = {"products": "orders", "contacts": "contacts", "complaints": "complaints", "visits": "visits"}
SIDES |= {"contracts": "contracts"}


def known_purchase_days(orders: ir.Table, bought: ir.Table, as_of: Day) -> ir.Table:
    """Which purchase days were known on a day, with the money that was known of them?

    A refund that came later takes its money from an earlier day, and may leave nothing of a purchase: the customers of
    whom that may be so are booked anew, from the lines up to the day.

    Parameters
    ----------
    orders
        Lines as `booking.book` returned them, with profit.
    bought
        `booking.purchase_days` of all of them.
    as_of
        The day; it belongs to what was known.

    Returns
    -------
    As `booking.purchase_days`.

    """
    of_customers = orders.filter(_.customer_key.notnull())
    refunded = of_customers.filter(_.revenue < 0).select("customer_key").distinct()
    later = of_customers.filter(_.ordered_on > _day(as_of)).select("customer_key").distinct()
    doubtful = refunded.semi_join(later, "customer_key")
    lines = of_customers.semi_join(doubtful, "customer_key").filter(_.ordered_on <= _day(as_of))
    anew = purchase_days(book(lines.drop("kind", "booked_on")))
    settled = bought.filter(_.day <= _day(as_of)).anti_join(doubtful, "customer_key")
    return settled.union(anew.select(**{name: anew[name].cast(settled[name].type()) for name in settled.columns}))


def buying_at(bought: ir.Table, as_of: Day) -> ir.Table:
    """What was known on a day of how each customer bought?

    Parameters
    ----------
    bought
        As `known_purchase_days` returns it.
    as_of
        The day.

    Returns
    -------
    One row per customer with a purchase up to the day: customer_key, days (with a purchase), silent_days (since the
    last), tenure_days (since the first), bought_days (from the first to the last); days_30, days_60, days_90, days_180
    (with a purchase among the last so many), revenue, revenue_90 and revenue_365 (currency), profit_365 (null where
    unknown); of the own past before the last 90 days: base_span_days (how much of it is counted, at most 360 days),
    base_days (with a purchase), base_revenue (currency).

    """
    known = known_up_to(bought, "day", as_of)
    recent, lately = known.ago < RECENT_DAYS, known.ago < YEAR_DAYS
    base = ~recent & (known.ago < RECENT_DAYS + BASE_DAYS)
    within = {f"days_{days}": (known.ago < days).sum() for days in WINDOWS}
    summed = known.group_by("customer_key").agg(
        days=_.count(),
        silent_days=_.ago.min(),
        tenure_days=_.ago.max(),
        revenue=_.revenue.sum().cast("float64"),
        revenue_90=_.revenue.sum(where=recent).cast("float64").fill_null(0.0),
        revenue_365=_.revenue.sum(where=lately).cast("float64").fill_null(0.0),
        profit_365=_.profit.sum(where=lately).cast("float64"),
        base_days=base.sum(),
        base_revenue=_.revenue.sum(where=base).cast("float64").fill_null(0.0),
        **within,
    )
    span = ibis.least(ibis.greatest(_.tenure_days + 1 - RECENT_DAYS, 0), BASE_DAYS)
    return summed.mutate(bought_days=_.tenure_days - _.silent_days, base_span_days=span)


def products_at(orders: ir.Table, as_of: Day) -> ir.Table:
    """How many products (categories, where no product is told) did each customer buy, lately and before?

    Returns
    -------
    One row per customer with a purchase in the last 180 days: customer_key, products_90 (different ones of the last 90
    days), products_before (of the 90 days before them); both null where neither column is filled.

    """
    # What was sent back later was bought all the same; whether it would be was not known then.
    sold = orders.filter(_.customer_key.notnull() & (_.kind != "cancelled") & (_.revenue > 0))
    lines = known_up_to(sold, "ordered_on", as_of)
    item = ibis.coalesce(_.product, _.category)
    named = (
        lines.filter(_.ago < 2 * RECENT_DAYS)
        .group_by("customer_key", item=item)
        .agg(is_recent=(_.ago < RECENT_DAYS).any(), is_before=(_.ago >= RECENT_DAYS).any())
    )
    counted = named.group_by("customer_key").agg(
        named=_.item.count(),
        products_90=(_.is_recent & _.item.notnull()).sum(),
        products_before=(_.is_before & _.item.notnull()).sum(),
    )
    told = {name: ibis.ifelse(_.named > 0, _[name], ibis.null("int64")) for name in ("products_90", "products_before")}
    return counted.select("customer_key", **told)


def contacts_at(contacts: ir.Table, as_of: Day) -> ir.Table:
    """What was known on a day of who answers us?

    Ours are all contacts that are not said to come from the customer; one of the last seven days may still be answered
    and is not counted. Where it is not said whether a contact was answered it is not counted either.

    Returns
    -------
    One row per customer with a contact: customer_key, sent (ours that count), answers (of these, answered), unanswered
    (ours since the last answer, or since the customer last came to us), answer_rate (of this customer, drawn towards
    that of all as if by two more contacts; null where none of anybody's counts), last_contact_on, contacted_30 (whether
    in the last thirty days).

    """
    known = known_up_to(contacts.filter(_.customer_key.notnull()), "contacted_on", as_of)
    is_ours = ~_.direction.lower().strip().isin(INBOUND).fill_null(False)
    told = known.mutate(is_ours=is_ours, is_answered=_.answered.fill_null(False)).mutate(
        is_counted=_.is_ours & _.answered.notnull() & (_.ago >= ANSWER_DAYS)
    )
    alive = told.is_ours & told.is_answered | ~told.is_ours
    last = ibis.window(group_by="customer_key")
    placed = told.mutate(answered_ago=told.ago.min(where=alive).over(last))
    summed = placed.group_by("customer_key").agg(
        sent=_.is_counted.sum(),
        answers=(_.is_counted & _.is_answered).sum(),
        unanswered=(_.is_counted & (_.answered_ago.isnull() | (_.ago < _.answered_ago))).sum(),
        last_contact_on=_.contacted_on.max(),
        contacted_30=(_.ago < 30).any(),
    )
    overall = summed.agg(all_sent=_.sent.sum(), all_answers=_.answers.sum()).mutate(
        usual_answers=ratio(_.all_answers, _.all_sent)
    )
    return (
        summed.cross_join(overall.select("usual_answers"))
        .mutate(answer_rate=(_.answers + 2.0 * _.usual_answers) / (_.sent + 2.0))
        .drop("usual_answers")
    )


def complaints_at(complaints: ir.Table, as_of: Day) -> ir.Table:
    """What was known on a day of what customers complain of?

    A complaint is open until it is closed; where the file never says when, until it was first answered; where it says
    neither, nobody knows. The day on which one is opened is left to answer it.

    Returns
    -------
    One row per customer with a complaint: customer_key, complaints_90 (of the last 90 days), complaints_before,
    complaint_years (that the complaints of everybody reach back before the last 90 days), open_complaints (opened
    before the day and still open; null where nobody knows).

    """
    dated = complaints.filter(_.customer_key.notnull()).mutate(opened_on=_.opened_at.cast("date"))
    known = known_up_to(dated, "opened_on", as_of).mutate(
        is_closed=(_.closed_at.cast("date") <= _day(as_of)).fill_null(False),
        is_answered=(_.replied_at.cast("date") <= _day(as_of)).fill_null(False),
    )
    all_of_them = ibis.window()
    told = known.mutate(
        says_closed=_.is_closed.any().over(all_of_them),
        says_answered=_.is_answered.any().over(all_of_them),
        reaches_back=_.ago.max().over(all_of_them),
    )
    is_open = (_.ago >= 1) & ~ibis.ifelse(_.says_closed, _.is_closed, _.is_answered)
    summed = told.group_by("customer_key").agg(
        complaints_90=(_.ago < RECENT_DAYS).sum(),
        complaints_before=(_.ago >= RECENT_DAYS).sum(),
        reaches_back=_.reaches_back.max(),
        is_told=(_.says_closed | _.says_answered).any(),
        opened=is_open.sum(),
    )
    return summed.mutate(
        complaint_years=ibis.greatest(_.reaches_back + 1 - RECENT_DAYS, 0) / 365.25,
        open_complaints=ibis.ifelse(_.is_told, _.opened, ibis.null("int64")),
    ).drop("reaches_back", "is_told", "opened")


def visits_at(visits: ir.Table, as_of: Day) -> ir.Table:
    """What was known on a day of how often customers visit or log in?

    The last visit of anybody ends what the table tells: where it stops before the day, so do the recent days.

    Returns
    -------
    One row per customer with a visit: customer_key, visits_28 (days with a visit among the last 28), visits_before (of
    the 84 days before them), visit_span_days (how many of these 84 the table reaches back).

    """
    days = (
        known_up_to(visits.filter(_.customer_key.notnull()), "visited_on", as_of)
        .select("customer_key", "ago")
        .distinct()
    )
    all_of_them = ibis.window()
    within = days.mutate(ends=_.ago.min().over(all_of_them), begins=_.ago.max().over(all_of_them)).mutate(
        back=_.ago - _.ends
    )
    return within.group_by("customer_key").agg(
        visits_28=(_.back < VISIT_DAYS).sum(),
        visits_before=((_.back >= VISIT_DAYS) & (_.back < VISIT_DAYS + VISIT_BASE_DAYS)).sum(),
        visit_span_days=ibis.least(ibis.greatest((_.begins - _.ends).max() + 1 - VISIT_DAYS, 0), VISIT_BASE_DAYS),
    )


def known_contracts(contracts: ir.Table, as_of: Day) -> ir.Table:
    """Which contracts were known on a day, with what was known of their ends?

    A contract that begins later was not known, nor was a later cancellation. Where contracts run on until somebody ends
    them (any of those known has no end), a later end is news of a later day; where each is for a term, it stands in the
    contract.
    """
    begun = contracts.filter(_.customer_key.notnull() & (_.starts_on <= _day(as_of)))
    told = begun.mutate(runs_on=(_.ends_on.isnull() | (_.ends_on >= RUNS_ON)).any().over(ibis.window()))
    is_news = told.runs_on & (told.ends_on > _day(as_of))
    return told.mutate(
        ends_on=ibis.ifelse(is_news, ibis.null("date"), _.ends_on),
        cancelled_on=ibis.ifelse(_.cancelled_on > _day(as_of), ibis.null("date"), _.cancelled_on),
    ).drop("runs_on")


def contracts_at(contracts: ir.Table, as_of: Day) -> ir.Table:
    """What was known on a day of who is under contract, and for how long still?

    Returns
    -------
    One row per customer who is covered on the day: customer_key, covered_days (without a break so far), ends_in_days
    (null where the contract runs on), contracts (so far).

    """
    known = known_contracts(contracts, as_of)
    cover = covers(known).filter((_.covered_from <= _day(as_of)) & (_.covered_to >= _day(as_of)))
    counted = known.group_by("customer_key").agg(contracts=_.count())
    ends_in = _.covered_to.delta(_day(as_of), unit="day").cast("int32")
    return (
        cover.select(
            "customer_key",
            covered_days=-_.covered_from.delta(_day(as_of), unit="day").cast("int32"),
            ends_in_days=ibis.ifelse(_.covered_to >= RUNS_ON, ibis.null("int32"), ends_in),
        )
        .join(counted, "customer_key")
        .select("customer_key", "covered_days", "ends_in_days", "contracts")
    )


def departed(departures: ir.Table, there: ir.Table, as_of: Day) -> ir.Table:
    """Who had left by a day, as far as it was said then, and not come back?

    Parameters
    ----------
    departures
        customer_key, left_on: the departures that were told.
    there
        customer_key, day: days that show a customer to be there, such as purchases or beginnings of contracts.
    as_of
        The day; it belongs to what was known.

    Returns
    -------
    One row per customer with a departure up to the day and nothing after the last one: customer_key. What happened on
    the day of the departure itself came before it.

    """
    last_left = departures.filter(_.left_on <= _day(as_of)).group_by("customer_key").agg(last_left_on=_.left_on.max())
    last_there = there.filter(_.day <= _day(as_of)).group_by("customer_key").agg(last_there_on=_.day.max())
    came_back = last_there.join(last_left, "customer_key").filter(_.last_there_on > _.last_left_on)
    return last_left.filter(_.customer_key.notnull()).anti_join(came_back, "customer_key").select("customer_key")


def landmark(
    bought: ir.Table,
    orders: ir.Table,
    contacts: ir.Table,
    complaints: ir.Table,
    visits: ir.Table,
    contracts: ir.Table,
    as_of: Day,
    sides: tuple[str, ...] = (),
) -> ir.Table:
    """Everything that was known of each customer on a day: a row for each who had bought by then.

    Parameters
    ----------
    bought
        As `known_purchase_days` returns it.
    orders, contacts, complaints, visits, contracts
        As they were loaded; the orders booked.
    as_of
        The day.
    sides
        Which of SIDES were loaded; the columns of the others are null for everybody.

    Returns
    -------
    One row per customer: the columns of `buying_at`, `products_at`, `contacts_at`, `complaints_at`, `visits_at` and
    `contracts_at`. Of a side that was loaded, who does not stand in it has counts of zero.

    """
    each = buying_at(bought, as_of)
    found = {
        "products": products_at(orders, as_of),
        "contacts": contacts_at(contacts, as_of),
        "complaints": complaints_at(complaints, as_of),
        "visits": visits_at(visits, as_of),
        "contracts": contracts_at(contracts, as_of),
    }
    for side, table in found.items():
        others = [name for name in table.columns if name != "customer_key"]
        if side not in sides:
            each = each.mutate(**{name: ibis.null(table[name].type()) for name in others})
            continue
        each = each.left_join(table, "customer_key").drop("customer_key_right")
        counts = {name: _[name].fill_null(0) for name in others if name in COUNTS}
        each = each.mutate(**counts) if counts else each
    return each


COUNTS = frozenset(
    {"sent", "answers", "unanswered", "complaints_90", "complaints_before", "visits_28", "visits_before"}
)


def _day(as_of: Day) -> ir.DateScalar:
    return as_of if isinstance(as_of, ibis.Expr) else ibis.literal(as_of)


def known_up_to(table: ir.Table, day: str, as_of: Day) -> ir.Table:
    """Leave out what lies after the day; `ago` says how many days before it the others lie."""
    until = _day(as_of)
    return table.filter(table[day] <= until).mutate(ago=until.delta(table[day], unit="day").cast("int32"))
