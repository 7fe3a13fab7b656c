"""The follow-up calendar: who is due to be spoken to, for what reason, and whether it was done in time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.actions.anniversaries import anniversaries, new_years
from metrics.activity import with_attributes
from metrics.entry import CUSTOMER_KEY, HIGH, LOW, Entry
from metrics.intervals import grouped, ratio, wilson
from metrics.value.segments import listed_of
from metrics.warning.landmark import INBOUND

if TYPE_CHECKING:
    from datetime import date

# In the order in which they go before each other where a customer may not be contacted for all of them.
REASONS = (
    *("contract_7", "contract_30", "contract_60", "solved", "best", "silent", "satisfaction", "six_months"),
    *("birthday", "nowruz", "thanks"),
)
# Days after which the first contact after a purchase, the question how it was, and that after a complaint are due.
THANKS_DAYS, SATISFACTION_DAYS, SOLVED_DAYS = 7, 30, 7
CONTRACT_DAYS = (60, 30, 7)
QUIET_MONTHS = 6
LATE_FOR_RHYTHM = 0.25
TOP_SHARE, TOP_DAYS, YEAR_DAYS = 0.2, 30, 365
# What is done so many days before it is due is done in time; what is not done so many days after it is given up.
EARLY_DAYS, LATE_DAYS = 7, 30
# Nobody wishes a happy birthday later than this.
WISHES_DAYS = 7
# Nothing that is due on a day follows a purchase longer before it: six months, and the month before a purchase that
# says whether it is one of many.
LOOKED_BACK_DAYS = 220
MOST_A_WEEK = 2
AHEAD_DAYS, KEPT_DAYS = 30, 365
EVENT = ("customer_key", "reason", "begins_on", "due_on", "is_over")


def follow_up_due(
    customers: ir.Table,
    complete_up_to: date,
    *,
    purchase_days: ir.Table | None = None,
    contacts: ir.Table | None = None,
    complaints: ir.Table | None = None,
    contracts: ir.Table | None = None,
    customer_risk: ir.Table | None = None,
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
    today = ibis.literal(complete_up_to)
    first = complete_up_to - timedelta(days=LATE_DAYS)
    last = complete_up_to + timedelta(days=ahead_days)
    happened = (purchase_days, complaints, contracts, customers)
    found = _dated(*happened, complete_up_to, first, last, calendar, reasons)
    found += _standing(purchase_days, contacts, customer_risk, complete_up_to, last, reasons)
    if not found:
        found = [_nothing(customers)]
    open_ones = _with_done(_together(found).filter(~_.is_over), contacts, complete_up_to)
    open_ones = _willing(open_ones.filter(_.done_on.isnull()), customers)
    earliest = open_ones.group_by("customer_key", "reason").agg(due_on=_.due_on.min())
    place = ibis.cases(*((_.reason == reason, number) for number, reason in enumerate(REASONS)), else_=len(REASONS))
    on = ibis.ifelse(_.due_on > today, _.due_on, today)
    placed = earliest.mutate(place=place, today=today, on=on).mutate(
        week=(_.on.delta(_.today, unit="day") // 7).cast("int32")
    )
    in_order = ibis.window(group_by=["customer_key", "week"], order_by=["place", "due_on", "reason"])
    numbered = placed.mutate(number=ibis.row_number().over(in_order))
    met = _met(contacts, customers, complete_up_to)
    joined = numbered.left_join(met, "customer_key").drop("customer_key_right")
    spoken = ibis.ifelse(_.week == 0, _.this_week.fill_null(0), 0)
    allowed = joined.filter(_.number + spoken < most_a_week)
    late = _.today.delta(_.due_on, unit="day").cast("int32")
    return (
        allowed.select(
            "customer_key",
            "reason",
            "due_on",
            is_late=_.due_on < _.today,
            days_late=late,
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
    customers, complete_up_to, purchase_days, complaints, contracts, calendar, reasons
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
    happened = (purchase_days, complaints, contracts, customers)
    found = _dated(*happened, complete_up_to, first, complete_up_to, calendar, reasons)
    events = _together(found) if found else _nothing(customers)
    began = _ours(contacts).agg(began_on=_.contacted_on.min())
    watched = _willing(events, customers).cross_join(began).filter(_.due_on >= _.began_on).drop("began_on")
    done = with_attributes(_with_done(watched, contacts, complete_up_to), customers, by)
    in_time = (_.done_on <= _.due_on).fill_null(False)
    counted = grouped(done, (*by, "reason")).agg(
        due=_.count(), on_time=in_time.sum().fill_null(0), late=(_.done_on > _.due_on).sum().fill_null(0)
    )
    low, high = wilson(_.on_time, _.due)
    place = ibis.cases(*((_.reason == reason, number) for number, reason in enumerate(REASONS)), else_=len(REASONS))
    return counted.order_by([*by, place]).select(
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


# What has a day of its own


def _dated(
    purchase_days: ir.Table | None,
    complaints: ir.Table | None,
    contracts: ir.Table | None,
    customers: ir.Table,
    today: date,
    first: date,
    last: date,
    calendar: str,
    reasons: tuple[str, ...],
) -> list[ir.Table]:
    """Everything that is due on a day from `first` to `last`: rows of EVENT."""
    found: dict[str, ir.Table] = {}
    if purchase_days is not None:
        since = ibis.literal(first - timedelta(days=LOOKED_BACK_DAYS))
        seen = purchase_days.filter((_.day <= ibis.literal(today)) & (_.day >= since))
        found |= _after_purchases(seen, purchase_days, today, calendar, (first, last))
    if complaints is not None:
        closed = complaints.filter(_.closed_at.notnull()).select("customer_key", happened_on=_.closed_at.cast("date"))
        found["solved"] = _after(closed, "solved", 1, SOLVED_DAYS)
    if contracts is not None:
        found |= _before_the_end(contracts, today)
    if _is_told(customers, "birthday", "date"):
        wishes = anniversaries(customers.select("customer_key", "birthday"), first, last, calendar)
        found["birthday"] = _wished(wishes, "birthday", today)
    within = (_.due_on >= ibis.literal(first)) & (_.due_on <= ibis.literal(last)) & _.customer_key.notnull()
    return [one.filter(within) for reason, one in found.items() if reason in reasons]


def _after_purchases(
    bought: ir.Table, ever_bought: ir.Table, today: date, calendar: str, span: tuple[date, date]
) -> dict[str, ir.Table]:
    """Thanks, satisfaction, six months of silence, and Nowruz for who bought within a year of it."""
    in_order = ibis.window(group_by="customer_key", order_by="day")
    each = bought.select("customer_key", "day", before=_.day.lag().over(in_order), after=_.day.lead().over(in_order))
    anew = each.filter(_.before.isnull() | (_.day.delta(_.before, unit="day") > SATISFACTION_DAYS))
    anew = anew.select("customer_key", happened_on="day")
    thanked = _after(anew, "thanks", 1, THANKS_DAYS).mutate(
        is_over=_.due_on <= ibis.literal(today - timedelta(days=SATISFACTION_DAYS - THANKS_DAYS))
    )
    quiet = each.mutate(due_on=(_.day + ibis.interval(months=QUIET_MONTHS)).cast("date"))
    quiet = quiet.filter(_.after.isnull() | (_.after > _.due_on))
    quiet = _event(quiet, "six_months", (_.due_on - ibis.interval(days=EARLY_DAYS)).cast("date"), _.after.notnull())
    found = {
        "thanks": thanked,
        "satisfaction": _after(anew, "satisfaction", THANKS_DAYS + 1, SATISFACTION_DAYS),
        "six_months": quiet,
    }
    greetings = []
    for new_year in new_years(*span) if calendar == "jalali" else []:
        eve = min(new_year - timedelta(days=1), today)
        lately = (_.day > ibis.literal(eve - timedelta(days=YEAR_DAYS))) & (_.day <= ibis.literal(eve))
        greeted = ever_bought.filter(lately).select("customer_key").distinct()
        greetings.append(_wished(greeted.mutate(due_on=ibis.literal(new_year)), "nowruz", today))
    return found | ({"nowruz": _together(greetings)} if greetings else {})


def _after(happened: ir.Table, reason: str, begins: int, due: int) -> ir.Table:
    """Due so many days after something happened, and done from `begins` days after it on."""
    dated = happened.mutate(due_on=(_.happened_on + ibis.interval(days=due)).cast("date"))
    return _event(dated, reason, (_.happened_on + ibis.interval(days=begins)).cast("date"), ibis.literal(False))


def _wished(days: ir.Table, reason: str, today: date) -> ir.Table:
    """Due on the day itself, and no more a week later."""
    begins = (_.due_on - ibis.interval(days=EARLY_DAYS)).cast("date")
    return _event(days, reason, begins, _.due_on < ibis.literal(today - timedelta(days=WISHES_DAYS)))


def _before_the_end(contracts: ir.Table, today: date) -> dict[str, ir.Table]:
    """Due before contracts end: of those that no other one was known to carry on when it was due.

    A contract that was cancelled does not end. What a later contract carries on since is over, and so is each of the
    three as soon as the next one is due.
    """
    lasting = contracts.filter(_.cancelled_on.isnull())
    ends = lasting.filter(_.ends_on.notnull()).select("customer_key", "starts_on", "ends_on").distinct()
    far = ibis.date("9999-12-31")
    others = lasting.select(who="customer_key", other_from="starts_on", other_to=_.ends_on.fill_null(far))
    later = ends.join(others, ends.customer_key == others.who).filter(
        (_.other_to > _.ends_on) & (_.other_from.delta(_.ends_on, unit="day") <= LATE_DAYS)
    )
    carried = later.group_by("customer_key", "ends_on").agg(carried_from=_.other_from.min())
    known = ends.group_by("customer_key", "ends_on").agg(starts_on=_.starts_on.min())
    joined = known.left_join(carried, ["customer_key", "ends_on"])
    joined = joined.drop(*(name for name in joined.columns if name.endswith("_right")))
    found = {}
    for days, following in zip(CONTRACT_DAYS, (*CONTRACT_DAYS[1:], 0), strict=True):
        dated = joined.mutate(due_on=(_.ends_on - ibis.interval(days=days)).cast("date"))
        dated = dated.filter(_.due_on >= _.starts_on)
        # Whoever had begun the next contract by then did not have to be asked.
        dated = dated.filter(_.carried_from.isnull() | (_.carried_from > _.due_on))
        is_past = _.ends_on <= ibis.literal(today + timedelta(days=following))
        begins = (_.due_on - ibis.interval(days=EARLY_DAYS)).cast("date")
        reason = f"contract_{days}"
        found[reason] = _event(dated, reason, begins, is_past | _.carried_from.notnull())
    return found


# What is so today


def _standing(
    purchase_days: ir.Table | None,
    contacts: ir.Table | None,
    customer_risk: ir.Table | None,
    today: date,
    last: date,
    reasons: tuple[str, ...],
) -> list[ir.Table]:
    """Who is silent for longer than usual, and who of the best was not spoken to: rows of EVENT."""
    found = []
    if customer_risk is not None and "silent" in reasons:
        silent = customer_risk.filter(_.p_silence < LATE_FOR_RHYTHM).select("customer_key")
        began = ibis.literal(today - timedelta(days=LATE_DAYS - 1))
        found.append(_event(silent.mutate(due_on=ibis.literal(today)), "silent", began, ibis.literal(False)))
    if purchase_days is not None and "best" in reasons:
        year = purchase_days.filter(
            (_.day <= ibis.literal(today)) & (_.day > ibis.literal(today - timedelta(days=YEAR_DAYS)))
        )
        sums = year.group_by("customer_key").agg(revenue=_.revenue.sum())
        ranked = sums.mutate(
            place=ibis.row_number().over(ibis.window(order_by=[ibis.desc("revenue"), "customer_key"])),
            customers=_.count().over(ibis.window()),
        )
        best = ranked.filter(_.place < listed_of(_.customers, TOP_SHARE)).select("customer_key")
        if contacts is None:
            spoken = best.mutate(due_on=ibis.literal(today))
        else:
            met = contacts.filter(_.contacted_on <= ibis.literal(today))
            met = met.group_by("customer_key").agg(last_on=_.contacted_on.max())
            joined = best.left_join(met, "customer_key").drop("customer_key_right")
            due = (_.last_on + ibis.interval(days=TOP_DAYS)).cast("date")
            spoken = joined.mutate(due_on=ibis.coalesce(due, ibis.literal(today)))
        found.append(_event(spoken, "best", ibis.literal(today + timedelta(days=1)), ibis.literal(False)))
    return [one.filter(_.due_on <= ibis.literal(last)) for one in found]


# What was done


def _ours(contacts: ir.Table) -> ir.Table:
    """Contacts that we began: whoever is not said to have come by themselves."""
    known = contacts.filter(_.customer_key.notnull())
    if "direction" not in known.columns:
        return known
    return known.filter(~_.direction.lower().strip().isin(INBOUND).fill_null(False))


def _with_done(events: ir.Table, contacts: ir.Table | None, today: date) -> ir.Table:
    """Put beside each the first contact of ours that settles it: done_on; null where there is none up to today."""
    if contacts is None:
        return events.mutate(done_on=ibis.null("date"))
    ours = _ours(contacts).filter(_.contacted_on <= ibis.literal(today))
    said = ours.select(who="customer_key", done="contacted_on").distinct()
    keys = ["customer_key", "reason", "begins_on", "due_on"]
    settled = events.join(said, events.customer_key == said.who).filter(
        (_.done >= _.begins_on) & (_.done <= (_.due_on + ibis.interval(days=LATE_DAYS)).cast("date"))
    )
    first = settled.group_by(keys).agg(done_on=_.done.min())
    joined = events.left_join(first, keys)
    return joined.drop(*(name for name in joined.columns if name.endswith("_right")))


def _met(contacts: ir.Table | None, customers: ir.Table, today: date) -> ir.Table:
    """When each customer was last in touch, and how often we were with them in the last seven days."""
    if contacts is None:
        nobody = customers.filter(ibis.literal(False)).select("customer_key")
        return nobody.mutate(last_contact_on=ibis.null("date"), this_week=ibis.literal(0, "int64"))
    met = contacts.filter(_.contacted_on <= ibis.literal(today))
    last = met.group_by("customer_key").agg(last_contact_on=_.contacted_on.max())
    week = _ours(met).filter(_.contacted_on > ibis.literal(today - timedelta(days=7)))
    times = week.group_by("customer_key").agg(this_week=_.count())
    return last.left_join(times, "customer_key").drop("customer_key_right")


def _willing(events: ir.Table, customers: ir.Table) -> ir.Table:
    """Leave out whoever does not want to be contacted."""
    if not _is_told(customers, "opted_out", "boolean"):
        return events
    return events.anti_join(customers.filter(_.opted_out.fill_null(False)), "customer_key")


def _is_told(customers: ir.Table, name: str, kind: str) -> bool:
    """Tell whether a column is there, and not a text under that name from before the product knew it."""
    return name in customers.columns and str(customers[name].type().copy(nullable=True)) == kind


def _event(rows: ir.Table, reason: str, begins_on: ir.Value, is_over: ir.Value) -> ir.Table:
    return rows.select(
        customer_key=_.customer_key.cast("int32"),
        reason=ibis.literal(reason),
        begins_on=begins_on,
        due_on=_.due_on,
        is_over=is_over,
    )


def _nothing(customers: ir.Table) -> ir.Table:
    """No row at all, of the same columns."""
    none = customers.filter(ibis.literal(False)).select("customer_key").mutate(due_on=ibis.null("date"))
    return _event(none, "", ibis.null("date"), ibis.literal(False))


def _together(events: list[ir.Table]) -> ir.Table:
    whole, *rest = events
    for one in rest:
        whole = whole.union(one)
    return whole


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
