"""What customers are due to be spoken to for on a day of its own: found once for a version, filtered when asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from metrics.actions.anniversaries import anniversaries, new_years
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
QUIET_MONTHS, YEAR_DAYS = 6, 365
# What is done so many days before it is due is done in time; what is not done so many days after it is given up.
EARLY_DAYS, LATE_DAYS = 7, 30
# Nobody wishes a happy birthday later than this.
WISHES_DAYS = 7
# Nothing that is due on a day follows a purchase longer before it: six months, and the month before a purchase that
# says whether it is one of many.
LOOKED_BACK_DAYS = 220
KEPT_DAYS = 365
# So far ahead is kept what is due: two months, which end with a week.
FORESEEN_DAYS = 62
WEEK_DAYS = 7
EVENT = ("customer_key", "reason", "begins_on", "due_on", "is_over")


@dataclass(frozen=True)
class Kept:
    """What is kept with a version of follow-ups, as of its last complete day: rows of `occasions` and of `touches`.

    `sales` are each customer's of the last 365 days: customer_key, revenue; None where they are not kept. `written` are
    contacts that people wrote down and no version holds: customer_key, contacted_on; None without any. `listed` are
    rows of `follow_ups`, of all customers; None where they are not kept, or are asked for of some alone.
    """

    occasions: ir.Table
    touches: ir.Table
    sales: ir.Table | None = None
    written: ir.Table | None = None
    listed: ir.Table | None = None


def occasions(
    customers: ir.Table,
    purchase_days: ir.Table,
    contacts: ir.Table,
    complaints: ir.Table,
    contracts: ir.Table,
    complete_up_to: date,
    calendar: str,
) -> ir.Table:
    """What was or will be due on a day of its own, as it is known on the last day that the data cover in full?

    Kept with a version, so that a page has nothing to do but filter: everything of the last KEPT_DAYS and of the
    FORESEEN_DAYS to come, of whoever may be contacted.

    Returns
    -------
    One row per customer, reason and day: customer_key, reason, begins_on (a contact settles it from then on), due_on,
    is_over (something later has overtaken it), done_on (first day of a contact of ours that settles it; null without).

    """
    first = complete_up_to - timedelta(days=KEPT_DAYS - 1)
    last = complete_up_to + timedelta(days=FORESEEN_DAYS)
    happened = (purchase_days, complaints, contracts, customers)
    found = together(dated(*happened, complete_up_to, first, last, calendar, REASONS))
    known = with_done(willing(found, customers), contacts, complete_up_to)
    # By days, so that an engine looks up those of two months without reading the year before them.
    return known.mutate(begins_on=as_day(known.begins_on), due_on=as_day(known.due_on)).order_by("due_on")


def as_day(day: ir.DateValue) -> ir.DateValue:
    """Return a day as a day, to be kept: days less an interval are moments on some engines, whatever Ibis says."""
    return day.cast("timestamp").cast("date")


# What has a day of its own


def dated(
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
    return found | ({"nowruz": together(greetings)} if greetings else {})


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


# What was done


def _is_ours(contacts: ir.Table) -> ir.BooleanValue:
    """Tell of each contact whether we began it: unless it is said that the customer came by themselves."""
    if "direction" not in contacts.columns:
        return ibis.literal(True)
    return ~contacts.direction.lower().strip().isin(INBOUND).fill_null(False)


def with_done(events: ir.Table, contacts: ir.Table | None, today: date) -> ir.Table:
    """Put beside each the first contact of ours that settles it: done_on; null where there is none up to today."""
    if contacts is None:
        return events.mutate(done_on=ibis.null("date"))
    keys = ["customer_key", "reason", "begins_on", "due_on"]
    first = settled(events, contacts, today).group_by(keys).agg(done_on=_.done.min())
    joined = events.left_join(first, keys)
    return joined.drop(*(name for name in joined.columns if name.endswith("_right")))


def settled(events: ir.Table, contacts: ir.Table, today: date) -> ir.Table:
    """Return the events that a contact of ours settles, once with each day of such a contact up to today: done."""
    known = contacts.filter(_.customer_key.notnull() & (_.contacted_on <= ibis.literal(today)))
    said = known.filter(_is_ours(known)).select(who="customer_key", done="contacted_on").distinct()
    return events.join(said, events.customer_key == said.who).filter(
        (_.done >= _.begins_on) & (_.done <= (_.due_on + ibis.interval(days=LATE_DAYS)).cast("date"))
    )


def touches(contacts: ir.Table | None, customers: ir.Table, complete_up_to: date) -> ir.Table:
    """When was each customer in touch, and how often were we with them in the last seven days?

    Returns
    -------
    One row per customer with a contact up to the day: customer_key, first_ours_on and last_ours_on (of those that we
    began; null without any), last_contact_on (of either side), this_week (those that we began in the last seven days).

    """
    if contacts is None:
        return _no_touches(customers)
    known = contacts.filter(_.customer_key.notnull() & (_.contacted_on <= ibis.literal(complete_up_to)))
    told = known.mutate(ours_on=ibis.ifelse(_is_ours(known), known.contacted_on, ibis.null("date")))
    return told.group_by("customer_key").agg(
        first_ours_on=_.ours_on.min(),
        last_ours_on=_.ours_on.max(),
        last_contact_on=_.contacted_on.max(),
        this_week=_.count(where=_.ours_on > ibis.literal(complete_up_to - timedelta(days=WEEK_DAYS))).fill_null(0),
    )


def with_written(touched: ir.Table, written: ir.Table, complete_up_to: date) -> ir.Table:
    """Count in what people wrote down: rows as those of `touches`."""
    more = touches(written, written, complete_up_to)
    return (
        touched.select(*more.columns)
        .union(more)
        .group_by("customer_key")
        .agg(
            first_ours_on=_.first_ours_on.min(),
            last_ours_on=_.last_ours_on.max(),
            last_contact_on=_.last_contact_on.max(),
            this_week=_.this_week.sum(),
        )
    )


def _no_touches(customers: ir.Table) -> ir.Table:
    nobody = customers.filter(ibis.literal(False)).select("customer_key")
    no_day = ibis.null("date")
    return nobody.mutate(
        first_ours_on=no_day, last_ours_on=no_day, last_contact_on=no_day, this_week=ibis.literal(0, "int64")
    )


def willing(events: ir.Table, customers: ir.Table) -> ir.Table:
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


def nothing(customers: ir.Table) -> ir.Table:
    """No row at all, of the same columns."""
    none = customers.filter(ibis.literal(False)).select("customer_key").mutate(due_on=ibis.null("date"))
    return _event(none, "", ibis.null("date"), ibis.literal(False))


def together(events: list[ir.Table]) -> ir.Table:
    """All rows of several tables of the same columns."""
    whole, *rest = events
    for one in rest:
        whole = whole.union(one)
    return whole
