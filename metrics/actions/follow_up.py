"""The follow-up calendar: who is due to be spoken to, for what reason, and whether it was done in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.actions.occasions import (
    FORESEEN_DAYS,
    KEPT_DAYS,
    LATE_DAYS,
    REASONS,
    WEEK_DAYS,
    YEAR_DAYS,
    Kept,
    as_day,
    dated,
    nothing,
    settled,
    together,
    touches,
    willing,
    with_done,
    with_written,
)
from metrics.activity import with_attributes
from metrics.entry import CUSTOMER_KEY, HIGH, LOW, Entry
from metrics.intervals import grouped, ratio, wilson
from metrics.value.segments import listed_of

if TYPE_CHECKING:
    from datetime import date

LATE_FOR_RHYTHM = 0.25
TOP_SHARE, TOP_DAYS = 0.2, 30
MOST_A_WEEK, AHEAD_DAYS = 2, 30
WITHOUT_SILENCE = tuple(reason for reason in REASONS if reason != "silent")
_COUNTED = ("due", "on_time", "late")
_LISTED = ("customer_key", "reason", "due_on", "last_contact_on", "place", "is_listed")


def follow_up_due(
    customers: ir.Table,
    complete_up_to: date,
    *,
    purchase_days: ir.Table | None = None,
    contacts: ir.Table | None = None,
    complaints: ir.Table | None = None,
    contracts: ir.Table | None = None,
    customer_risk: ir.Table | None = None,
    kept: Kept | None = None,
    calendar: str = "gregorian",
    reasons: tuple[str, ...] = REASONS,
    ahead_days: int = AHEAD_DAYS,
    most_a_week: int = MOST_A_WEEK,
) -> ir.Table:
    """Who is to be spoken to next, by when, and why?

    Reasons: `thanks` 7 days and `satisfaction` 30 days after a purchase that follows 30 days without one;
    `contract_60`, `contract_30`, `contract_7` so many days before a contract ends that no other one carries on;
    `silent`, silent for longer than is usual for the customer (p below 0.25); `six_months` without a purchase;
    `solved`, 7 days after a complaint was closed; `best`, of the 20 % with the most sales of 365 days, 30 days after
    the last contact; `birthday` on the day (of the Jalali calendar where the firm counts by it) and `nowruz`,
    1 Farvardin, for who bought within a year. One contact of ours in the days that count settles it: from the day
    after what it follows on (for satisfaction from the day after the thanks were due), or from 7 days before the day
    that is due. What was due more than 30 days ago is given up, and so is what something later has overtaken.

    Customers who opted out are left out. Nobody is listed for more than `most_a_week` reasons in seven days, the
    contacts of the last seven days taken off: the reason that stands first in REASONS goes before.

    Parameters
    ----------
    customers
        customer_key, and birthday and opted_out where they were loaded.
    complete_up_to
        The day on which it is asked: the last one that the data cover in full.
    purchase_days, contacts, complaints, contracts, customer_risk
        What was loaded of them; without one, its reasons are not there. Without contacts nothing counts as done.
    kept
        What is kept of them, where it is: it need not be found again.
    calendar
        The data set's calendar.
    reasons
        Those to speak of.
    ahead_days
        List what will be due within so many days.
    most_a_week
        Reasons for which one customer may be spoken to in seven days.

    Returns
    -------
    One row per customer and reason, what was due first at the top: customer_key, reason, due_on, is_late (due before
    the day on which it is asked), days_late (below zero before it is due), last_contact_on (of either side; null
    without any), since_contact_days.

    Source: metrics reference G7.

    """
    found = _listed(
        customers,
        (purchase_days, contacts, complaints, contracts, customer_risk),
        kept,
        _Asked(complete_up_to, calendar, reasons, ahead_days, most_a_week),
    )
    return (
        found.mutate(today=ibis.literal(complete_up_to))
        .select(
            "customer_key",
            "reason",
            "due_on",
            is_late=_.due_on < _.today,
            days_late=_.today.delta(_.due_on, unit="day").cast("int32"),
            last_contact_on=_.last_contact_on,
            since_contact_days=_.today.delta(_.last_contact_on, unit="day").cast("int32"),
            place=_.place,
        )
        .order_by("due_on", "place", "customer_key")
        .drop("place")
    )


def follow_up_kept(
    customers: ir.Table,
    contacts: ir.Table,
    complete_up_to: date,
    *,
    purchase_days: ir.Table | None = None,
    complaints: ir.Table | None = None,
    contracts: ir.Table | None = None,
    kept: Kept | None = None,
    calendar: str = "gregorian",
    reasons: tuple[str, ...] = REASONS,
    within_days: int = KEPT_DAYS,
    by: tuple[str, ...] = (),
) -> ir.Table:
    """Of what was due, how much was done in time?

    Everything with a day of its own that was due in the last `within_days` days and since the first contact on record,
    the last day included; see `follow_up_due` for the reasons. Whether a customer who was silent or among the best was
    spoken to then is not counted: they are so today, and nobody knows on which day it was due. Done in time is a
    contact of ours in the days that count, up to the day that was due; done late, up to 30 days after it. One contact
    settles everything that it can.

    Parameters
    ----------
    customers, complete_up_to, purchase_days, complaints, contracts, kept, calendar, reasons
        As for `follow_up_due`.
    contacts
        customer_key, contacted_on, direction.
    within_days
        How far back.
    by
        Attributes of the customers to break down by.

    Returns
    -------
    One row per `by` and reason: reason, due, on_time, late, overdue (not done), rate (on_time ÷ due) with low and high
    (95 % Wilson), coverage (on_time and late ÷ due).

    Source: metrics reference G7.

    """
    first = complete_up_to - timedelta(days=within_days - 1)
    keys = (*by, "reason")
    if kept is not None and within_days <= KEPT_DAYS:
        events = _due_within(kept.occasions, first, complete_up_to, reasons)
        ours = kept.touches.select("first_ours_on")
        if kept.written is not None:
            ours = ours.union(touches(kept.written, customers, complete_up_to).select("first_ours_on"))
        counted = _done(with_attributes(_watched(events, ours), customers, by), keys)
        if kept.written is not None:
            # Renamed first: a part that both share would be written down by the engine, to be read twice.
            others = kept.occasions.rename(kept_on="done_on")
            others = _due_within(others, first, complete_up_to, reasons)
            sooner = _done_sooner(others, kept.written, complete_up_to)
            changed = _watched(sooner, ours)
            more = _changes(with_attributes(changed, customers, by), keys)
            counted = counted.union(more).group_by(keys).agg(**{name: _[name].sum() for name in _COUNTED})
    else:
        happened = (purchase_days, complaints, contracts, customers)
        found = dated(*happened, complete_up_to, first, complete_up_to, calendar, reasons)
        events = with_done(
            willing(together(found) if found else nothing(customers), customers), contacts, complete_up_to
        )
        ours = touches(contacts, customers, complete_up_to)
        counted = _done(with_attributes(_watched(events, ours), customers, by), keys)
    low, high = wilson(_.on_time, _.due)
    return counted.order_by([*by, _place(_.reason)]).select(
        *by,
        "reason",
        "due",
        "on_time",
        "late",
        overdue=_.due - _.on_time - _.late,
        rate=ratio(_.on_time, _.due),
        low=low,
        high=high,
        coverage=ratio(_.on_time + _.late, _.due),
    )


# What was done of what was due


def _watched(events: ir.Table, ours: ir.Table) -> ir.Table:
    """Leave out what was due before the first contact of ours on record."""
    began = ours.agg(began_on=_.first_ours_on.min())
    return events.cross_join(began).filter(_.due_on >= _.began_on).drop("began_on")


def _done_sooner(events: ir.Table, written: ir.Table, today: date) -> ir.Table:
    """Return the events that something written down settles, first or sooner than a contact that is loaded.

    customer_key, reason, due_on, kept_on (when the loaded contacts settle it), done_on, times (events that are alike).
    """
    alike = ["customer_key", "reason", "begins_on", "due_on", "kept_on"]
    each = settled(events, written, today)
    # Each of those that are alike stands beside each of the days.
    first = each.group_by(alike).agg(done_on=_.done.min(), times=_.count() // _.done.nunique())
    return first.filter(_.kept_on.isnull() | (_.done_on < _.kept_on))


def _done(events: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    """Count what was due, and of it what was done in time and late."""
    return grouped(events, keys).agg(
        due=_.count(),
        on_time=(_.done_on <= _.due_on).sum().fill_null(0).cast("int64"),
        late=(_.done_on > _.due_on).sum().fill_null(0).cast("int64"),
    )


def _changes(events: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    """Count by how much more was done in time and late, of events that are counted already as they were."""

    def more(now: ir.BooleanValue, before: ir.BooleanValue) -> ir.IntegerScalar:
        return ((now.cast("int64") - before.fill_null(False).cast("int64")) * events.times).sum().cast("int64")

    return grouped(events, keys).agg(
        due=ibis.literal(0, "int64"),
        on_time=more(events.done_on <= events.due_on, events.kept_on <= events.due_on),
        late=more(events.done_on > events.due_on, events.kept_on > events.due_on),
    )


# What is due and not done


def follow_ups(
    customers: ir.Table, occasions: ir.Table, touches: ir.Table, customer_rfm: ir.Table, complete_up_to: date
) -> ir.Table:
    """Who is to be spoken to in the FORESEEN_DAYS to come, as the tables tell it?

    Kept with a version: what people write down in the product changes the rows of those whom they wrote about alone.

    Parameters
    ----------
    customers, complete_up_to
        As for `follow_up_due`.
    occasions, touches
        Facts of the same day.
    customer_rfm
        Sales of the last 365 days.

    Returns
    -------
    One row per customer and reason of WITHOUT_SILENCE: customer_key, reason, due_on, last_contact_on, place (of the
    reason among REASONS), is_listed (false where they are to be spoken to for MOST_A_WEEK reasons before that one).

    """
    kept = Kept(occasions, touches, customer_rfm.filter(_.revenue.notnull()).select("customer_key", "revenue"))
    asked = _Asked(complete_up_to, "", WITHOUT_SILENCE, FORESEEN_DAYS, MOST_A_WEEK)
    found = _of_kept(customers, kept, None, asked)
    return found.mutate(due_on=as_day(found.due_on)).select(*_LISTED).order_by("due_on", "place", "customer_key")


@dataclass(frozen=True)
class _Asked:
    """What is asked of whatever is due: on which day, by which calendar, and what else `follow_up_due` says."""

    on: date
    calendar: str
    reasons: tuple[str, ...]
    ahead_days: int
    most_a_week: int

    @property
    def today(self) -> ir.DateScalar:
        """The day on which it is asked."""
        return ibis.literal(self.on)

    @property
    def is_kept(self) -> bool:
        """Tell whether it is what `follow_ups` keeps the answer to."""
        asked = (_known(self.reasons), self.ahead_days, self.most_a_week)
        return asked == (WITHOUT_SILENCE, FORESEEN_DAYS, MOST_A_WEEK)

    @property
    def span(self) -> tuple[date, date]:
        """The days that are looked at: what was due earlier is given up."""
        return self.on - timedelta(days=LATE_DAYS), self.on + timedelta(days=self.ahead_days)


def _listed(customers: ir.Table, loaded: tuple[ir.Table | None, ...], kept: Kept | None, asked: _Asked) -> ir.Table:
    """Find what is due and not done, nobody for more than so many reasons in seven days.

    customer_key, reason, due_on, last_contact_on, place (of the reason among REASONS).
    """
    purchase_days, contacts, complaints, contracts, customer_risk = loaded
    if kept is not None and asked.ahead_days <= FORESEEN_DAYS:
        if kept.listed is not None and asked.is_kept:
            found = _as_listed(customers, kept, kept.listed, asked)
        else:
            if kept.sales is None and purchase_days is not None:
                kept = replace(kept, sales=_sales(purchase_days, asked))
            found = _of_kept(customers, kept, customer_risk, asked)
    else:
        happened = (purchase_days, complaints, contracts, customers)
        dated_ones = dated(*happened, asked.on, *asked.span, asked.calendar, asked.reasons)
        whole = together(dated_ones) if dated_ones else nothing(customers)
        events = willing(with_done(whole.filter(~_.is_over), contacts, asked.on), customers)
        touched = touches(contacts, customers, asked.on)
        best = None if purchase_days is None else _best(_sales(purchase_days, asked))
        standing = _standing(touched, best, customer_risk, asked)
        found = _numbered(events.filter(_.done_on.isnull()), standing, touched, customers, asked)
    return found.filter(_.is_listed).drop("is_listed")


def _as_listed(customers: ir.Table, kept: Kept, listed: ir.Table, asked: _Asked) -> ir.Table:
    """Return the list that is kept, made anew for those of whom people wrote something down."""
    if kept.written is None:
        return listed.select(*_LISTED)
    told = kept.written.select("customer_key").distinct()
    theirs = Kept(
        kept.occasions.semi_join(told, "customer_key"),
        kept.touches.semi_join(told, "customer_key"),
        written=kept.written,
    )
    # Each of the best is due for it within TOP_DAYS, listed or not.
    best = listed.filter(_.reason == "best").semi_join(told, "customer_key").select("customer_key")
    anew = _of_kept(customers, theirs, None, asked, best)
    anew = anew.mutate(due_on=as_day(anew.due_on))
    return listed.anti_join(told, "customer_key").select(*_LISTED).union(anew.select(*_LISTED))


def _of_kept(
    customers: ir.Table, kept: Kept, customer_risk: ir.Table | None, asked: _Asked, best: ir.Table | None = None
) -> ir.Table:
    """Find it from what is kept with the version and what was written down; see `_numbered`."""
    first, last = asked.span
    touched = kept.touches
    events = _due_within(kept.occasions, first, last, asked.reasons).filter(~_.is_over & _.done_on.isnull())
    if kept.written is not None:
        events = with_done(events.drop("done_on"), kept.written, asked.on).filter(_.done_on.isnull())
        touched = with_written(touched, kept.written, asked.on)
    if best is None and kept.sales is not None:
        best = _best(kept.sales)
    return _numbered(events, _standing(touched, best, customer_risk, asked), touched, customers, asked)


def _numbered(
    events: ir.Table, standing: list[ir.Table], touched: ir.Table, customers: ir.Table, asked: _Asked
) -> ir.Table:
    """Find for how many reasons each is to be spoken to before this one in the same seven days.

    customer_key, reason, due_on, last_contact_on, place, is_listed (fewer than `most_a_week`).
    """
    ready = [willing(one, customers) for one in standing]
    found = together([events.select("customer_key", "reason", "due_on"), *ready])
    earliest = found.group_by("customer_key", "reason").agg(due_on=_.due_on.min())
    placed = earliest.mutate(
        place=_place(_.reason).cast("int32"), on=ibis.ifelse(_.due_on > asked.today, _.due_on, asked.today)
    ).mutate(week=(_.on.delta(asked.today, unit="day") // WEEK_DAYS).cast("int32"))
    in_order = ibis.window(group_by=["customer_key", "week"], order_by=["place", "due_on", "reason"])
    numbered = placed.mutate(number=ibis.row_number().over(in_order))
    met = touched.select("customer_key", "last_contact_on", "this_week")
    joined = numbered.left_join(met, "customer_key").drop("customer_key_right")
    spoken = ibis.ifelse(_.week == 0, _.this_week.fill_null(0), 0)
    return joined.mutate(is_listed=_.number + spoken < asked.most_a_week).select(*_LISTED)


def _place(reason: ir.StringValue) -> ir.IntegerValue:
    """Return which place a reason has among REASONS."""
    return ibis.cases(*((reason == one, number) for number, one in enumerate(REASONS)), else_=len(REASONS))


def _due_within(events: ir.Table, first: date, last: date, reasons: tuple[str, ...]) -> ir.Table:
    """Return what was due from one day to another, for some of the reasons."""
    chosen = events.filter((_.due_on >= ibis.literal(first)) & (_.due_on <= ibis.literal(last)))
    asked = _known(reasons)
    left_out = {*REASONS} - {*asked, "silent", "best"}  # neither of which has a day of its own
    return chosen.filter(_.reason.isin(asked)) if left_out else chosen


def _known(reasons: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of the known reasons are meant; one alone may be given as a text."""
    return tuple(reason for reason in REASONS if reason in reasons)


def _sales(purchase_days: ir.Table, asked: _Asked) -> ir.Table:
    """Sum what each customer brought in the 365 days up to the day on which it is asked."""
    began = ibis.literal(asked.on - timedelta(days=YEAR_DAYS))
    year = purchase_days.filter((_.day <= asked.today) & (_.day > began))
    return year.group_by("customer_key").agg(revenue=_.revenue.sum())


def _best(sales: ir.Table) -> ir.Table:
    """Return the customers who brought most."""
    by_sales = ibis.window(order_by=[ibis.desc("revenue"), "customer_key"])
    ranked = sales.mutate(place=ibis.row_number().over(by_sales), customers=_.count().over(ibis.window()))
    return ranked.filter(_.place < listed_of(_.customers, TOP_SHARE)).select("customer_key")


def _standing(
    touched: ir.Table, best: ir.Table | None, customer_risk: ir.Table | None, asked: _Asked
) -> list[ir.Table]:
    """Who is silent for longer than usual, and who of the best was not spoken to: customer_key, reason, due_on."""
    found = []
    if customer_risk is not None and "silent" in asked.reasons:
        silent = customer_risk.filter(_.p_silence < LATE_FOR_RHYTHM).select("customer_key")
        lately = ibis.literal(asked.on - timedelta(days=LATE_DAYS))
        silent = silent.anti_join(touched.filter(_.last_ours_on > lately), "customer_key")
        found.append(silent.mutate(reason=ibis.literal("silent"), due_on=asked.today))
    if best is not None and "best" in asked.reasons:
        met = touched.select("customer_key", "last_contact_on")
        spoken = best.left_join(met, "customer_key").drop("customer_key_right")
        due = (_.last_contact_on + ibis.interval(days=TOP_DAYS)).cast("date")
        found.append(spoken.select("customer_key", reason=ibis.literal("best"), due_on=ibis.coalesce(due, asked.today)))
    columns = {"customer_key": _.customer_key.cast("int32"), "reason": _.reason, "due_on": _.due_on}
    return [one.filter(_.due_on <= ibis.literal(asked.span[1])).select(**columns) for one in found]


REASON = N_(
    "`thanks` and `satisfaction` after a purchase, `solved` after a complaint, `contract_60`, `contract_30` and "
    "`contract_7` before a contract ends, `silent` (longer than usual), `six_months` without a purchase, `best` (not "
    "spoken to for 30 days), `birthday`, `nowruz`"
)
CALENDAR = N_("Own definition: the communication calendar of follow-ups")

ENTRIES = (
    Entry(
        follow_up_due,
        title=N_("Who is due to be spoken to"),
        definition=N_(
            "Customers for whom a contact is due, by when and why: thanks 7 days and a question 30 days after a "
            "purchase, contracts that end in 60, 30 or 7 days, silence beyond their own rhythm, six months without a "
            "purchase, a complaint that was solved a week ago, the best 20 % without a contact for 30 days, birthdays "
            "and Nowruz. Whoever opted out is left out, and nobody is listed more than twice a week."
        ),
        formula="late = due_on before the last complete day, and no contact of ours since it began to count",
        source=CALENDAR,
        reads=("customers", "purchase_days", "contacts", "complaints", "contracts", "customer_risk"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "reason": REASON,
            "due_on": N_("Day by which the contact is due"),
            "is_late": N_("Whether that day is over"),
            "days_late": N_("Days since then; below zero before it is due"),
            "last_contact_on": N_("Day of the last contact of either side; empty without any"),
            "since_contact_days": N_("Days since the last contact"),
        },
        by="beside",
        has_grain=False,
    ),
    Entry(
        follow_up_kept,
        title=N_("Follow-ups done in time"),
        definition=N_(
            "Of the contacts that were due in the last 365 days, by reason: how many were made by the day that was "
            "due, how many within 30 days after it, and how many not at all."
        ),
        formula="rate = on_time ÷ due; coverage = (on_time + late) ÷ due",
        source=CALENDAR,
        reads=("customers", "contacts", "purchase_days", "complaints", "contracts"),
        columns={
            "reason": REASON,
            "due": N_("Contacts that were due"),
            "on_time": N_("Of these, made by the day that was due"),
            "late": N_("Of these, made within 30 days after it"),
            "overdue": N_("Of these, not made"),
            "rate": N_("Share made in time (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "coverage": N_("Share made in time or late (0 to 1)"),
        },
        by="optional",
        has_grain=False,
    ),
)
