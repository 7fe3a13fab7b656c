"""How soon is a customer answered: within the promised hours, in the middle, and with those still waiting counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, HIGH, IS_COMPLETE, KAPLAN_MEIER, LOW, PERIOD, Entry
from metrics.intervals import ratio, wilson
from metrics.lifetimes.product_limit import product_limit
from metrics.service.clock import Hours, Week, waited

if TYPE_CHECKING:
    from datetime import date

WITHIN_HOURS = 24
# Without a complaint for longer than this at the end, it is taken that their file ends earlier than the others.
QUIET_DAYS = 7
State = Literal["in_time", "late", "unanswered", "pending"]


def reply_times(
    complaints: ir.Table,
    complete_up_to: date,
    *,
    periods: ir.Table | None = None,
    holidays: ir.Table | None = None,
    within_hours: int = WITHIN_HOURS,
    hours: Hours = "calendar",
    week: Week = "western",
    by: tuple[str, ...] = (),
) -> ir.Table:
    """What share of the complaints was answered in time, and how long did customers wait?

    Counted by the day on which the complaint came. One that is not answered yet counts as late once it is older than
    `within_hours`, and is pending before that, in no rate. The median is that of Kaplan and Meier, who count those that
    still wait with what they have waited so far; the middle of the answered alone would call a desk quick that never
    answers half.

    Parameters
    ----------
    complaints
        customer_key, opened_at, replied_at, topic, agent and the `by` columns.
    complete_up_to
        Last day that the data cover in full; where the complaints end earlier, they are looked at as of then.
    periods
        Only complaints that came in these; None counts all.
    holidays
        Days on which nobody works, where they were loaded; for business hours.
    within_hours, hours, week
        How soon an answer is in time, and by which clock.
    by
        Columns to break down by: attributes of the customers, topic, agent, period.

    Returns
    -------
    One row per `by`, most complaints first: complaints, in_time, late, unanswered (older than that), pending, rate
    (in_time ÷ all but the pending), low, high, median_hours, ninth_hours (nine in ten are answered by then; null where
    fewer have been).

    Source: metrics reference G3.

    """
    each = _states(complaints, complete_up_to, holidays, within_hours, hours, week)
    if periods is not None:
        each = each.semi_join(periods, "period")
    counted = _counted(each, by)
    times = _quantiles(each, by)
    if not by:
        return counted.cross_join(times)
    joined = counted.left_join(times, list(by))
    return joined.drop(*(f"{name}_right" for name in by)).order_by([ibis.desc("complaints"), *by])


def replies_over_time(
    complaints: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    *,
    holidays: ir.Table | None = None,
    within_hours: int = WITHIN_HOURS,
    hours: Hours = "calendar",
    week: Week = "western",
    by: tuple[str, ...] = (),
) -> ir.Table:
    """Is the share that is answered in time rising or falling?

    Parameters
    ----------
    complaints, complete_up_to, holidays, within_hours, hours, week, by
        As for `reply_times`; complaints with their period.
    periods
        Those to speak of.

    Returns
    -------
    One row per `by` and period in which a complaint came: period (first day), is_complete, complaints, in_time, late,
    unanswered, pending, rate, low, high.

    Source: metrics reference G3.

    """
    each = _states(complaints, complete_up_to, holidays, within_hours, hours, week)
    counted = _counted(each.semi_join(periods, "period"), (*by, "period"))
    named = periods.select(number="period", starts_on="starts_on", is_complete="is_complete")
    joined = counted.join(named, counted.period == named.number).drop("period", "number").rename(period="starts_on")
    columns = ("complaints", "in_time", "late", "unanswered", "pending", "rate", "low", "high")
    return joined.select(*by, "period", "is_complete", *columns).order_by([*by, "period"])


def reply_members(
    complaints: ir.Table,
    complete_up_to: date,
    *,
    holidays: ir.Table | None = None,
    state: State | None = None,
    topic: str | None = None,
    agent: str | None = None,
    opened_in: date | None = None,
    periods: ir.Table | None = None,
    within_hours: int = WITHIN_HOURS,
    hours: Hours = "calendar",
    week: Week = "western",
) -> ir.Table:
    """Which complaints are behind a number of `reply_times`?

    Parameters
    ----------
    complaints, complete_up_to, holidays, within_hours, hours, week
        As for `reply_times`.
    state
        in_time, late, unanswered or pending; None lists all.
    topic, agent
        Only those of one topic or agent; the empty text stands for none.
    opened_in
        Only those that came in the period which begins on this day.
    periods
        The periods of the grain, to find it by.

    Returns
    -------
    One row per complaint, the longest wait first: customer_key, opened_on, waited_hours (until now where nobody
    answered), reply_state, topic, agent.

    """
    each = _states(complaints, complete_up_to, holidays, within_hours, hours, week)
    if state is not None:
        each = each.filter(_.reply_state == state)
    for name, value in (("topic", topic), ("agent", agent)):
        if value is not None:
            each = each.filter(_[name] == value)
    if opened_in is not None and periods is not None:
        each = each.semi_join(periods.filter(_.starts_on == ibis.literal(opened_in)), "period")
    elif periods is not None:
        each = each.semi_join(periods, "period")
    listed = each.select(
        "customer_key",
        opened_on=_.opened_at.date(),
        waited_hours=_.waited_minutes / 60.0,
        reply_state=_.reply_state,
        topic=_.topic,
        agent=_.agent,
    )
    return listed.order_by(ibis.desc("waited_hours"), "opened_on", "customer_key", "topic", "agent")


def known_by(complaints: ir.Table, complete_up_to: date) -> ir.Table:
    """Leave out what came after the last complete day: later complaints, replies and closings.

    Returns
    -------
    The complaints opened until then, with replied_at and closed_at null where these came later, and until: the moment
    as of which they are looked at, which is the end of that day or, where the complaints themselves end more than a
    week earlier, the end of the last day of which they tell anything.

    """
    end = ibis.literal(complete_up_to).cast("timestamp") + ibis.interval(days=1)
    known = complaints.filter(_.opened_at < end)
    known = known.mutate(
        **{name: ibis.ifelse(known[name] < end, known[name], ibis.null("timestamp")) for name in _MOMENTS}
    )
    last = known.agg(
        told=ibis.greatest(
            known.opened_at.max(),
            ibis.coalesce(known.replied_at.max(), known.opened_at.max()),
            ibis.coalesce(known.closed_at.max(), known.opened_at.max()),
        )
    )
    day_after = (last.told.date().cast("timestamp") + ibis.interval(days=1)).cast("timestamp")
    quiet = end - ibis.interval(days=QUIET_DAYS)
    return known.cross_join(last.select(until=ibis.ifelse(day_after < quiet, day_after, end)))


_MOMENTS = ("replied_at", "closed_at")


def _states(
    complaints: ir.Table,
    complete_up_to: date,
    holidays: ir.Table | None,
    within_hours: int,
    hours: Hours,
    week: Week,
) -> ir.Table:
    """Each complaint with what it waited and what became of it.

    Whether an answer is in time is a question of the chosen clock: twenty-four business hours are three days.
    """
    known = known_by(complaints, complete_up_to)
    # A reply before the question is a slip of the file's clock: it counts as at once.
    answered = ibis.greatest(known.replied_at, known.opened_at)
    replied = ibis.ifelse(known.replied_at.isnull(), ibis.null("timestamp"), answered)
    spans = known.mutate(
        begins_at=known.opened_at, ends_at=ibis.coalesce(replied, known.until), is_answered=replied.notnull()
    )
    limit = within_hours * 60.0
    return waited(spans, hours, week, holidays).mutate(
        reply_state=ibis.cases(
            (_.is_answered & (_.waited_minutes <= limit), "in_time"),
            (_.is_answered, "late"),
            (_.waited_minutes > limit, "unanswered"),
            else_="pending",
        )
    )


def _counted(each: ir.Table, by: tuple[str, ...]) -> ir.Table:
    sums = {name: (_.reply_state == name).sum().fill_null(0) for name in ("in_time", "late", "unanswered", "pending")}
    counted = (each.group_by(list(by)) if by else each).agg(complaints=_.count(), **sums)
    settled = counted.complaints - counted.pending
    low, high = wilson(counted.in_time, settled)
    return counted.mutate(rate=ratio(counted.in_time, settled), low=low, high=high)


def _quantiles(each: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Median and ninth tenth of the time to the answer, those that still wait counted as not answered yet."""
    minute = each.waited_minutes.round().cast("int64")
    timed = each.select(*by, day=minute, answered=each.is_answered)
    ends = timed.group_by(*by, "day").agg(ended=_.count(), events=_.answered.sum().cast("int64"))
    whole = (timed.group_by(list(by)) if by else timed).agg(entered=_.count())
    zero = ibis.literal(0, "int64")
    # Everybody waits from the first moment on, which is before an answer at once.
    began = whole.select(*by, day=ibis.literal(-1, "int64"), entered=_.entered, ended=zero, events=zero)
    curve = product_limit(ends.select(*by, "day", entered=zero, ended="ended", events="events").union(began), by, 1)
    found = (curve.group_by(list(by)) if by else curve).agg(
        median=_.day.min(where=_.survival <= 0.5 + 1e-12), ninth=_.day.min(where=_.survival <= 0.1 + 1e-12)
    )
    return found.select(*by, median_hours=_.median.cast("float64") / 60.0, ninth_hours=_.ninth.cast("float64") / 60.0)


FIRST_REPLY = "Kaplan and Meier 1958 (median); Brown, Cai and DasGupta 2001 (interval)"
COMPLAINTS = N_("Complaints that came")
COUNTS = {
    "complaints": COMPLAINTS,
    "in_time": N_("Those answered in time"),
    "late": N_("Those answered later"),
    "unanswered": N_("Those that still wait, longer than would be in time"),
    "pending": N_("Those that still wait, not yet too long; they are in no rate"),
    "rate": N_("Share answered in time, of all but the pending (0 to 1)"),
    "low": LOW,
    "high": HIGH,
}
AGENT = N_("Who of ours it was with; empty where nobody was named")
TOPIC = N_("Topic of the complaint; empty where none was given")

ENTRIES = (
    Entry(
        reply_times,
        title=N_("Answered in time"),
        definition=N_(
            "Of the complaints that came, how many had their first answer within so many hours (24, unless chosen "
            "otherwise). One that nobody has answered counts against us once it is older than that. Hours are those of "
            "the calendar, or working hours alone."
        ),
        formula="rate = in_time ÷ (in_time + late + unanswered)",
        source=FIRST_REPLY,
        reads=("complaints", "periods", "holidays"),
        columns={
            **COUNTS,
            "median_hours": N_("Hours until half of them are answered, those that still wait counted"),
            "ninth_hours": N_("Hours until nine in ten are answered; empty where fewer have been"),
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        replies_over_time,
        title=N_("Answered in time, over time"),
        definition=N_("The share of the complaints answered in time, by the period in which they came."),
        formula="rate = in_time ÷ (in_time + late + unanswered)",
        source=FIRST_REPLY,
        reads=("complaints", "periods", "holidays"),
        columns={"period": PERIOD, "is_complete": IS_COMPLETE, **COUNTS},
        by="optional",
    ),
    Entry(
        reply_members,
        title=N_("Complaints and how long they waited"),
        definition=N_("Every complaint behind a number of answers, with how long the customer waited."),
        formula="waited_hours = hours from the complaint to its first answer, or to now",
        source=KAPLAN_MEIER,
        reads=("complaints", "holidays", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "opened_on": N_("Day on which the complaint came"),
            "waited_hours": N_("Hours until the first answer, or until now"),
            "reply_state": N_("`in_time`, `late`, `unanswered` (too long already) or `pending`"),
            "topic": TOPIC,
            "agent": AGENT,
        },
        by="beside",
    ),
)
