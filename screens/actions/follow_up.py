"""The follow-up calendar: who is due for what on which day, what is late, and how much was done in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st
from babel.dates import get_day_names

import charts.due
import register
from localization import _, current_language, ngettext
from localization.calendars import date_of, month_length, parts_of
from localization.dates import month_names
from localization.grains import WEEK_STARTS
from localization.numbers import format_percent, localize_digits
from metrics.actions.occasions import REASONS
from ui import links, tables
from ui.cards import Card
from ui.drawing import show
from ui.people import Rest, people
from view.frame_cache import remembered
from words.result_words import WHY_DUE
from words.texts import of

if TYPE_CHECKING:
    from view import View

AHEAD_DAYS = 62
WEEK = 7
ANY = "any"
USUAL = tuple(reason for reason in REASONS if reason != "silent")
FIVE_WEEKS, MONTH, NEXT_MONTH, THIS_WEEK = "weeks", "month", "next_month", "week"
WEEKS = 5
_MONDAY = {"monday": 0, "sunday": 6, "saturday": 5}


def due(view: View, reason: str) -> pd.DataFrame:
    """Return who is due in the days to come and who is late, one row for each customer and reason.

    For any reason the silent are left out: there may be thousands on one day, and they belong on a list by their money.
    """
    return view.fetch("follow_up_due", whole_history=True, **_asked(reason))


def _asked(reason: str) -> dict[str, Any]:
    return {"ahead_days": AHEAD_DAYS, "reasons": USUAL if reason == ANY else (reason,)}


def kept(view: View) -> pd.DataFrame | None:
    """Return how much of what was due was done in time; None where neither a contact nor a task done tells of any."""
    is_told = view.info.has("contacts") or register.talked(view.dataset)
    return view.fetch("follow_up_kept") if is_told else None


def headlines(view: View, found: pd.DataFrame, kept: pd.DataFrame | None) -> list[Card]:
    """Return the cards: what is late, due within a week, due later, and how much was done in time."""
    today = pd.Timestamp(view.info.complete_up_to or date.min)
    late = found["is_late"].sum()
    soon = ((found["due_on"] >= today) & (found["due_on"] < today + pd.Timedelta(days=WEEK))).sum()
    cards = [
        Card(_("Overdue"), view.count(late), meaning="lost" if late else "neutral", help=_("Due before today.")),
        Card(_("Due within a week"), view.count(soon), help=_("Today and the six days after it.")),
        Card(_("Due later"), view.count(len(found) - late - soon), help=_("In the two months to come.")),
    ]
    if kept is not None and kept["due"].sum():
        on_time, whole, done = (float(kept[name].sum()) for name in ("on_time", "due", "late"))
        cards.append(
            Card(
                _("Done in time"),
                format_percent(on_time / whole, decimals=0),
                note=_("{part}; {late} done late").format(
                    part=of(view.count(on_time), view.count(whole)), late=view.count(done)
                ),
                help=_("Of what was due in the last 365 days: a contact of ours in the days that count."),
            )
        )
    return cards


def answer(view: View, found: pd.DataFrame) -> str:
    """Say how many are due, as of which day, and for what most."""
    if found.empty:
        return _("Nobody is due to be spoken to in the two months after {day}.").format(
            day=view.day(view.info.complete_up_to)
        )
    late, customers = int(found["is_late"].sum()), int(found["customer_key"].nunique())
    most = _due_for(view, found).sum().sort_values(ascending=False, kind="stable")
    text = ngettext(
        "{n} customer is due to be spoken to as of {day}, {late} of them late; most often: {reason} ({m}).",
        "{n} customers are due to be spoken to as of {day}, {late} of them late; most often: {reason} ({m}).",
        customers,
    )
    return text.format(
        n=view.count(customers),
        day=view.day(view.info.complete_up_to),
        late=view.count(late),
        reason=_(WHY_DUE[str(most.index[0])]),
        m=view.count(int(most.iloc[0])),
    )


@remembered
def _due_for(view: View, found: pd.DataFrame) -> pd.DataFrame:
    """Count how many are to be spoken to on each day (rows) for each reason (columns, as REASONS order them).

    What is late is to be done on the day on which it is asked.
    """
    # By numbers: the lists are as long as there are customers, and texts and days take ten times as long.
    reasons, names = pd.factorize(found["reason"])
    days, first = pd.factorize(_to_do_on(found, view.info.complete_up_to or date.min))
    counted = np.bincount(days * len(names) + reasons, minlength=len(first) * len(names))
    table = pd.DataFrame(counted.reshape(len(first), len(names)), index=pd.DatetimeIndex(first), columns=names)
    return table[[reason for reason in REASONS if reason in names]]


def ask_reason(view: View, found: pd.DataFrame) -> str:
    """Ask for which reason: those that anybody is due for, and silence."""
    due_for = _due_for(view, found)
    there = [reason for reason in REASONS if reason not in USUAL or reason in due_for.columns]
    return links.pick(
        st.selectbox,
        _("Reason"),
        "reason",
        [ANY, *there],
        ANY,
        format_func=lambda one: _(WHY_DUE[one]) if one in WHY_DUE else _("any reason"),
        width=320,
    )


def ask_span(view: View) -> str:
    """Ask which days the picture shows: five weeks from this one on, this month, the next one, or this week."""
    today = view.info.complete_up_to or date.min
    this, following = (_month_name(view, day) for day in (today, _next_month(view, today)))
    names = {FIVE_WEEKS: _("Five weeks"), MONTH: this, NEXT_MONTH: following, THIS_WEEK: _("Seven days")}
    return links.pick(
        st.segmented_control,
        _("Days"),
        "days",
        list(names),
        FIVE_WEEKS,
        format_func=names.__getitem__,
        required=True,
    )


def _month_name(view: View, day: date) -> str:
    year, month, _day = parts_of(day, view.calendar)
    return f"{month_names(view.calendar)[month - 1]} {localize_digits(str(year))}"


def _next_month(view: View, day: date) -> date:
    year, month, _day = parts_of(day, view.calendar)
    return date_of(year + month // 12, month % 12 + 1, 1, view.calendar)


def picture(view: View, found: pd.DataFrame, span: str, *, key: str) -> date | None:
    """Draw the days with how much is due on each; returns the picked day."""
    frame = _days(view, found, span)
    told = frame[frame["due"] > 0]
    alt = _("What is due on each day: {days}.").format(
        days="; ".join(f"{row.day_label}: {row.due_label}" for row in told.itertuples()) or _("nothing")
    )
    rows = int(frame["week"].max()) + 1
    picked = show(view, charts.due.calendar, frame, key=key, alt=alt, select="day", rows=rows)
    day = "" if picked is None else str(picked.get("day"))
    return date.fromisoformat(day) if day in set(frame["day"]) else None


@remembered
def _days(view: View, found: pd.DataFrame, span: str) -> pd.DataFrame:
    """Return each day of the span; what is late stands on the day on which it is asked, where it is to be done."""
    today = view.info.complete_up_to or date.min
    starts = _MONDAY[view.info.settings.week_start or WEEK_STARTS[view.calendar]]
    first, length = _span(view, today, span, starts)
    names = get_day_names("abbreviated", locale=current_language())
    due_for = _due_for(view, found)
    counted = due_for.sum(axis="columns")
    before = (first.weekday() - starts) % WEEK
    rows = []
    for place in range(length):
        day = first + timedelta(days=place)
        number = int(counted.get(pd.Timestamp(day), 0))
        what = _what(view, due_for.T[pd.Timestamp(day)]) if number else _("nothing")
        rows.append(
            {
                "day": day.isoformat(),
                "week": (before + place) // WEEK,
                "weekday": (before + place) % WEEK,
                "weekday_label": names[day.weekday()],
                "of_month": _of_month(view, day, is_first=place == 0),
                "due": number,
                "due_label": view.count(number) if number else None,
                "is_today": day == today,
                "day_label": view.day(day),
                "count_label": view.count(number),
                "what_label": what,
            }
        )
    return pd.DataFrame(rows)


def _of_month(view: View, day: date, *, is_first: bool) -> str:
    """Return the day's number, with the name of the month where one begins."""
    _year, month, number = parts_of(day, view.calendar)
    said = localize_digits(str(number))
    return f"{said} {month_names(view.calendar)[month - 1]}" if is_first or number == 1 else said


def _span(view: View, today: date, span: str, starts: int) -> tuple[date, int]:
    if span == THIS_WEEK:
        return today, WEEK
    if span == FIVE_WEEKS:
        return today - timedelta(days=(today.weekday() - starts) % WEEK), WEEKS * WEEK
    year, month, _day = parts_of(today if span == MONTH else _next_month(view, today), view.calendar)
    return date_of(year, month, 1, view.calendar), month_length(year, month, view.calendar)


def _to_do_on(found: pd.DataFrame, today: date) -> pd.Series:
    days, first = found["due_on"], pd.Timestamp(today)
    return days.where(days > first, first)


def _what(view: View, counted: pd.Series) -> str:
    said = counted[counted > 0].sort_values(ascending=False, kind="stable")
    return " · ".join(f"{_(WHY_DUE[str(code)])}: {view.count(number)}" for code, number in said.items())


def the_list(view: View, found: pd.DataFrame, reason: str, day: date | None, *, key: str) -> None:
    """List who is due, on one day or on any, what is late first; a list like any other, to be taken on as well."""
    first = _first(view, found, day)

    def everybody() -> pd.DataFrame:
        return _told(_on(view, view.people("follow_up_due", **_asked(reason)), day))

    rest = Rest(len(_on(view, found, day)), everybody)
    heading = _("due, what is late first") if day is None else _("due on {day}").format(day=view.day(day))
    people(view, first, heading=heading, name="follow-up", key=key, definition="follow_up_due", rest=rest)


def _on(view: View, found: pd.DataFrame, day: date | None) -> pd.DataFrame:
    """Return what is to be done on a day, or on any."""
    today = view.info.complete_up_to or date.min
    return found if day is None else found[_to_do_on(found, today) == pd.Timestamp(day)]


@remembered
def _first(view: View, found: pd.DataFrame, day: date | None) -> pd.DataFrame:
    """Return the first of the list, as many as are shown: of the few who may be among them it is asked who they are."""
    chosen = _on(view, found, day)
    if len(chosen) > tables.SHOWN:
        latest = chosen["due_on"].iloc[tables.SHOWN - 1]  # what was due first comes first
        chosen = chosen[chosen["due_on"] <= latest]
    return _told(view.who(chosen)).head(tables.SHOWN).copy()


@remembered
def _told(found: pd.DataFrame) -> pd.DataFrame:
    """Put the reason in words where a caller looks for it, what was due first at the top, of one day the largest."""
    said = {code: _(WHY_DUE[code]) for code in found["reason"].unique()}
    # By money they come already.
    told = found.assign(reasons=found["reason"].map(said)).sort_values("due_on", kind="stable")
    first = ("customer_key", "name", "due_on", "reasons", "days_late", "last_contact_on", "since_contact_days")
    names = [name for name in first if name in told.columns]
    rest = [name for name in told.columns if name not in {*names, "reason", "is_late", "last_period"}]
    return told[[*names, *rest]].reset_index(drop=True)


def done_in_time(view: View, kept: pd.DataFrame, *, key: str) -> None:
    """Show for each reason how much of what was due was done in time, late, or not at all."""
    st.text(done(view, kept))
    tables.grid(view, kept, key=key)


def done(view: View, kept: pd.DataFrame) -> str:
    """Say how much of what was due was done in time, and how much at all."""
    due = int(kept["due"].sum())
    on_time, late = int(kept["on_time"].sum()), int(kept["late"].sum())
    text = _("{on_time} contacts that were due were made in time ({share}), {late} late; {missing} were not made.")
    return text.format(
        on_time=of(view.count(on_time), view.count(due)),
        share=format_percent(on_time / due),
        late=view.count(late),
        missing=view.count(due - on_time - late),
    )
