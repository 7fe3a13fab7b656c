"""Hours in which a firm can answer: the minutes between two moments, by the clock or of working hours alone."""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir
from ibis import _

Hours = Literal["calendar", "business"]
Week = Literal["iranian", "western", "gulf"]

# Monday first: when the doors open and close, in minutes of the day.
_NINE_TO_FIVE, _TO_ONE, _CLOSED = (540, 1020), (540, 780), (0, 0)
WEEKS: dict[Week, tuple[tuple[int, int], ...]] = {
    "iranian": (*[_NINE_TO_FIVE] * 3, _TO_ONE, _CLOSED, *[_NINE_TO_FIVE] * 2),
    "western": (*[_NINE_TO_FIVE] * 5, _CLOSED, _CLOSED),
    "gulf": (*[_NINE_TO_FIVE] * 4, _CLOSED, _CLOSED, _NINE_TO_FIVE),
}
DAY_SECONDS = 86_400
# 1 January 1970, day 0 of the count, was a Thursday.
_FIRST_WEEKDAY = 3


def waited(spans: ir.Table, hours: Hours, week: Week, holidays: ir.Table | None) -> ir.Table:
    """Put the minutes between two moments beside them: waited_minutes.

    Parameters
    ----------
    spans
        begins_at and ends_at (moments); one whose end is null has waited null minutes.
    hours
        By the calendar, or of business hours alone.
    week
        Which days and hours are worked: Iranian (Saturday to Wednesday 9 to 17, Thursday 9 to 13), western (Monday to
        Friday 9 to 17) or Gulf (Sunday to Thursday 9 to 17).
    holidays
        holiday_on: days on which nobody works, whatever the weekday; None where there are none.

    Source: metrics reference G3.

    """
    if hours == "calendar":
        seconds = _.ends_at.epoch_seconds() - _.begins_at.epoch_seconds()
        return spans.mutate(waited_minutes=seconds.cast("float64") / 60.0)
    counted = spans.mutate(begins_worked=_worked(spans.begins_at, week), ends_worked=_worked(spans.ends_at, week))
    if holidays is None:
        return counted.mutate(waited_minutes=(_.ends_worked - _.begins_worked).cast("float64")).drop(
            "begins_worked", "ends_worked"
        )
    free = _free_days(holidays, week)
    for side in ("begins", "ends"):
        counted = _without_holidays(counted, free, side)
    return counted.mutate(waited_minutes=(_.ends_worked - _.begins_worked).cast("float64")).drop(
        "begins_worked", "ends_worked"
    )


def _worked(moment: ir.TimestampValue, week: Week) -> ir.IntegerValue:
    """Minutes worked from day 0 to a moment, were there no holidays."""
    day = _day_number(moment)
    minute = ((moment.epoch_seconds() - day * DAY_SECONDS) / 60.0).floor().cast("int64")
    lengths = [closes - opens for opens, closes in WEEKS[week]]
    before = [sum(lengths[:place]) for place in range(7)]
    # Counted from the Monday before day 0.
    days = day + _FIRST_WEEKDAY
    weeks = (days / 7.0).floor().cast("int64")
    weekday = days - weeks * 7
    opens = _by_weekday(weekday, [opens for opens, _closes in WEEKS[week]])
    length = _by_weekday(weekday, lengths)
    so_far = ibis.greatest(ibis.least(minute - opens, length), 0)
    return weeks * sum(lengths) + _by_weekday(weekday, before) + so_far


def _day_number(moment: ir.TimestampValue) -> ir.IntegerValue:
    return (moment.epoch_seconds() / float(DAY_SECONDS)).floor().cast("int64")


def _by_weekday(weekday: ir.IntegerValue, values: list[int]) -> ir.IntegerValue:
    found: ir.IntegerValue = ibis.cases(
        *((weekday == place, ibis.literal(value, "int64")) for place, value in enumerate(values)), else_=0
    )
    return found


def _free_days(holidays: ir.Table, week: Week) -> ir.Table:
    """Each holiday that would have been worked: its number, when it would have opened, its minutes and those before."""
    days = holidays.select(moment=_.holiday_on.cast("timestamp")).distinct()
    numbered = days.select(free_day=_day_number(days.moment))
    weekday = (_.free_day + _FIRST_WEEKDAY) - ((_.free_day + _FIRST_WEEKDAY) / 7.0).floor().cast("int64") * 7
    named = numbered.mutate(weekday=weekday)
    sized = named.mutate(
        free_opens=_by_weekday(named.weekday, [opens for opens, _closes in WEEKS[week]]),
        free_minutes=_by_weekday(named.weekday, [closes - opens for opens, closes in WEEKS[week]]),
    )
    return sized.drop("weekday").filter(_.free_minutes > 0)


def _without_holidays(spans: ir.Table, free: ir.Table, side: str) -> ir.Table:
    """Take the minutes of the holidays up to one end of each span off the minutes worked up to it.

    Days are far fewer than spans, and holidays fewer still: what each day has lost is summed once for the day.
    """
    moment = spans[f"{side}_at"]
    with_day = spans.mutate(at_day=_day_number(moment))
    days = with_day.select("at_day").distinct().filter(_.at_day.notnull())
    lost_before = (
        days.join(free, days.at_day > free.free_day).group_by("at_day").agg(lost=_.free_minutes.sum().cast("int64"))
    )
    own = free.select(own_day="free_day", own_opens="free_opens", own_minutes="free_minutes")
    joined = with_day.left_join(lost_before, "at_day").drop("at_day_right")
    joined = joined.left_join(own, joined.at_day == own.own_day)
    minute = ((joined[f"{side}_at"].epoch_seconds() - joined.at_day * DAY_SECONDS) / 60.0).floor().cast("int64")
    today = ibis.greatest(ibis.least(minute - joined.own_opens, joined.own_minutes), 0)
    lost = joined.lost.fill_null(0) + ibis.ifelse(joined.own_day.notnull(), today, 0)
    return joined.mutate(**{f"{side}_worked": joined[f"{side}_worked"] - lost}).drop(
        "at_day", "lost", "own_day", "own_opens", "own_minutes"
    )
