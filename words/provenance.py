"""What every file and picture says of itself: data set, version, complete up to, side, periods, filters, language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localization import LANGUAGES, N_, _, current_language
from localization.numbers import format_number
from words import prices
from words.texts import attribute_label, value_label

if TYPE_CHECKING:
    from datetime import date

    from view import Lens, View

ROLE = "role"
BY_GRAIN = {
    "week": N_("by week"),
    "month": N_("by month"),
    "quarter": N_("by quarter"),
    "half": N_("by half-year"),
    "year": N_("by year"),
}
# Of more values a sentence names the first; the query names all of them.
MOST_VALUES = 6
# Longer names than these are no help to anybody, and a folder takes no name beyond 255 bytes.
LONGEST_PART, LONGEST_STEM = 28, 110


def facts(view: View) -> dict[str, str]:
    """Return label and text pairs in the reader's language."""
    side, filters = _side(view), _filters(view)
    found = {
        _("Data set"): view.dataset,
        _("Version"): format_number(view.info.version),
        _("Complete up to"): view.day(view.info.complete_up_to),
    }
    if side:
        found[attribute_label(ROLE)] = side
    if view.priced:
        found[prices.money(view.info)] = _("At prices of {month}").format(month=view.priced)
    found |= {
        _("Periods chosen"): periods(view),
        _("Customers chosen"): filters or _("all"),
        _("Language"): LANGUAGES[current_language()],
    }
    return found


def line(view: View) -> str:
    """Return the same in one line, for the foot of a picture."""
    return " · ".join(f"{label}: \u2068{text}\u2069" for label, text in facts(view).items())


def plain_facts(view: View) -> dict[str, object]:
    """Return the same for programs: names and days as they are kept, whatever the reader's language."""
    lens, done = view.lens, view.info.complete_up_to
    return {
        "dataset": view.dataset,
        "version": view.info.version,
        "complete_up_to": done.isoformat() if done else None,
        "calendar": view.calendar,
        "currency": view.info.settings.currency,
        "grain": lens.grain,
        "since": lens.since.isoformat() if lens.since else None,
        "until": lens.until.isoformat() if lens.until else None,
        "by": lens.by or None,
        "prices_from": view.info.settings.prices_from if lens.prices_of else None,
        "prices_of": lens.prices_of.isoformat() if lens.prices_of else None,
        "filters": [{"attribute": attribute, "values": list(values)} for attribute, values in lens.where],
        "language": current_language(),
    }


def stem(view: View, name: str) -> str:
    """Return how a file begins that holds what this view looks at: short, and of letters that every system takes."""
    lens, done = view.lens, view.info.complete_up_to
    parts = [view.dataset, f"v{view.info.version}", name]
    if done:
        parts.append(f"to-{done.isoformat()}")
    parts.append(lens.grain)
    parts += [f"{word}-{day.isoformat()}" for word, day in _days_of(lens) if day]
    parts += ["+".join(values[:2]) + ("+" if len(values) > 2 else "") for _attribute, values in lens.where]
    whole = "_".join(filter(None, (safe(part, LONGEST_PART if at else 63) for at, part in enumerate(parts))))
    return f"{whole[:LONGEST_STEM].rstrip('_.-+ ')}_{current_language()}"


def _days_of(lens: Lens) -> tuple[tuple[str, date | None], ...]:
    return ("from", lens.since), ("until", lens.until), ("prices", lens.prices_of)


def safe(text: str, longest: int = LONGEST_PART) -> str:
    """Return a text as a part of a file's name: letters and digits of any script, the rest as hyphens."""
    return re.sub(r"[^\w.+-]+", "-", text).strip("-.")[:longest]


def periods(view: View) -> str:
    """Say which periods the reader chose, and how long they are."""
    lens, by_grain = view.lens, _(BY_GRAIN[view.lens.grain])
    if lens.since is None and lens.until is None:
        return _("all, {by_grain}").format(by_grain=by_grain)
    first, last = (_named(view, day) for day in (lens.since, lens.until))
    if lens.until is None:
        return _("from {first} on, {by_grain}").format(first=first, by_grain=by_grain)
    if lens.since is None:
        return _("up to {last}, {by_grain}").format(last=last, by_grain=by_grain)
    return _("{first} to {last}, {by_grain}").format(first=first, last=last, by_grain=by_grain)


def _named(view: View, day: date | None) -> str:
    return "" if day is None else view.period_name(day)


def _side(view: View) -> str:
    """Say which side of a two-sided firm is looked at; nothing where there is one side only."""
    if ROLE not in view.info.attributes:
        return ""
    chosen = [_values(values) for attribute, values in view.lens.where if attribute == ROLE]
    return "; ".join(chosen) or _("All sides together")


def _filters(view: View) -> str:
    return "; ".join(
        f"{attribute_label(attribute)}: {_values(values)}" for attribute, values in view.lens.where if attribute != ROLE
    )


def _values(values: tuple[str, ...]) -> str:
    named = _(", ").join(value_label(value) for value in values[:MOST_VALUES])
    return f"{named}, …" if len(values) > MOST_VALUES else named
