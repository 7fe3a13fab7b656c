"""What is due on which day, as a calendar file that every calendar program can subscribe to or import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from localization import _, current_language
from localization.numbers import without_marks

if TYPE_CHECKING:
    from collections.abc import Iterable


# How often a subscriber looks for changes: a version comes once a day at most for most firms.
REFRESH = timedelta(hours=6)


@dataclass(frozen=True)
class Due:
    """One thing that is due on a day.

    Attributes
    ----------
    uid
        Names it for ever: what comes again under the same one replaces it in the subscriber's calendar.
    day
        On which it is due.
    summary, description
        What is to be done in one line, and more of it.
    link
        Where it is on the dashboard; may be empty.

    """

    uid: str
    day: date
    summary: str
    description: str = ""
    link: str = ""


def uid(dataset: str, *parts: str) -> str:
    """Return a name that is the same whenever it is made from the same parts, and says nothing of them."""
    return f"{uuid5(NAMESPACE_URL, chr(0x1F).join((dataset, *parts)))}@mandegar"


def calendar(dataset: str, due: Iterable[Due], *, made_at: datetime | None = None) -> bytes:
    """Return a calendar file (RFC 5545), in the language in use: one event of a whole day for each thing due.

    Parameters
    ----------
    dataset
        Names the calendar.
    due
        In any order; of several under one uid the last one counts.
    made_at
        When it was made; now unless told.

    """
    from icalendar import Calendar, Event

    stamp = made_at or datetime.now(UTC)
    name = _("Mandegar: {dataset}").format(dataset=dataset)
    made = Calendar()
    made.add("prodid", f"-//Mandegar//{current_language().upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    made.add("x-published-ttl", "PT6H")  # the same for those who do not know the one above
    for one in sorted({each.uid: each for each in due}.values(), key=lambda each: (each.day, each.uid)):
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))  # the day after the last one
        event.add("summary", _clean(one.summary).replace("\n", " "))
        if one.description:
            event.add("description", _clean(one.description))
        if one.link:
            event.add("url", one.link)
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def _clean(text: str) -> str:
    """Leave out what no calendar can show: control letters, and marks of direction."""
    shown = without_marks(text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in shown if letter == "\n" or letter.isprintable() or letter == "\u200c").strip()
