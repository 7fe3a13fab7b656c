"""Small pieces of text that pictures, cards and findings share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from localization import _, direction, ngettext
from localization.numbers import format_number
from store.facts import OTHERS
from store.tables import SIGNS as SHOWS_SIGNS
from words import own_values
from words.result_words import SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from view import View


def onward() -> str:
    """Return the icon of what leads on: an arrow in the direction in which the page is read."""
    return ":material/arrow_back:" if direction() == "rtl" else ":material/arrow_forward:"


def of(part: str, whole: str) -> str:
    """Return "425 of 935": a rate never travels without what it is a share of."""
    return _("{part} of {whole}").format(part=part, whole=whole)


def why_open(view: View, period: pd.Timestamp) -> str:
    """Say why a period is not held against others: it is not over yet, or the data begin within it or its base."""
    rows = view.periods[view.periods["starts_on"] == period].to_dict("records")
    ends_on, done = (rows[0]["ends_on"], view.info.complete_up_to) if rows else (None, None)
    if done is None or ends_on is None or ends_on > pd.Timestamp(done):
        return _("open until {day}").format(day=view.day(ends_on))
    return _("the period before it is covered in part") if rows[0]["is_complete"] else _("the data begin within it")


def period_before(view: View, period: pd.Timestamp) -> str:
    """Name the period before one; every change and every loss is measured against it."""
    earlier = view.periods.loc[view.periods["starts_on"] < period, "name"]
    return str(earlier.iloc[-1]) if len(earlier) else "–"


def span_words(view: View) -> str:
    """Name all that is looked at: the complete periods, and how far the data reach where an open one is counted too."""
    starts = pd.Timestamp.min if view.lens.since is None else pd.Timestamp(view.lens.since)
    within = view.periods[view.periods["starts_on"] >= starts]
    if view.lens.until is not None or within.empty or within["is_complete"].iloc[-1]:
        return view.span_name
    day = view.day(view.info.complete_up_to)
    if view.lens.since is None or len(within) == 1:
        return _("the time up to {day}").format(day=day)
    return _("{first} to {last}").format(first=within["name"].iloc[0], last=day)


def value_label(value: str) -> str:
    """Return an attribute's value for the reader; customers without one have a name too, and so have all others."""
    if value == OTHERS:
        return _("all others")
    if value in SIGNS:
        return _(SIGNS[value])
    return own_values.said(value) if value else _("not stated")


def attribute_label(name: str) -> str:
    """Return a customers' column's name for the reader: ours translated, the analyst's own as it is."""
    known = {
        "": _("nothing"),
        "segment": _("Segment"),
        "role": _("Side"),
        "region": _("Region"),
        "channel": _("Channel"),
        "owner": _("Owner"),
        SHOWS_SIGNS: _("Who shows"),
    }
    return known.get(name, name.replace("_", " ").capitalize())


def plain(text: str) -> str:
    """Return a text that a person supplied so that markdown shows it letter by letter: no links, no pictures."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", _in_a_line(text))


def unmarked(text: str) -> str:
    """Return a sentence of ours, with whatever names and amounts stand in it, so that markdown changes nothing in it.

    Unlike `plain` it leaves the punctuation of a sentence as it is: two amounts in dollars would be read as a formula,
    a name with an asterisk as emphasis, one with a colon as a colour, and an address as a link.
    """
    marked = re.sub(r"([\\`*_\[\]$~]|<(?=[A-Za-z/!])|:(?=[A-Za-z])|^[-+#>])", r"\\\1", _in_a_line(text))
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", marked)  # no item of a list


def _in_a_line(text: str) -> str:
    """Return a text without new lines, and every address in it parted by a word joiner, which nobody sees.

    Addresses are looked for once more when markdown has been read, where one whose signs were escaped is one again.
    """
    parted = re.sub(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)", "\N{WORD JOINER}", text, flags=re.IGNORECASE)
    return re.sub(r"[\r\n]", " ", parted)


def strong(text: str) -> str:
    """Return a small heading; written so, and not inside an f-string, its text is found for translation."""
    return f"**{text}**"


def age_name(grain: str, age: int) -> str:
    """Name a cohort's age by its period: "month 3"."""
    names = {
        "week": _("week {n}"),
        "month": _("month {n}"),
        "quarter": _("quarter {n}"),
        "half": _("half-year {n}"),
        "year": _("year {n}"),
    }
    return names[grain].format(n=format_number(age))


def age_later(grain: str, age: int) -> str:
    """Say an age as time since the first purchase, as the beginning of a sentence."""
    match grain:
        case "week":
            text = ngettext("One week after the first purchase", "{n} weeks after the first purchase", age)
        case "month":
            text = ngettext("One month after the first purchase", "{n} months after the first purchase", age)
        case "quarter":
            text = ngettext("One quarter after the first purchase", "{n} quarters after the first purchase", age)
        case "half":
            text = ngettext("One half-year after the first purchase", "{n} half-years after the first purchase", age)
        case _year:
            text = ngettext("One year after the first purchase", "{n} years after the first purchase", age)
    return text.format(n=format_number(age))


def needs_orders() -> str:
    """Say why nothing can be said of customers who come back: there is no order."""
    return _("This data set has no orders yet. Load a file of orders on the Data page to see who stays and who leaves.")


def each(values: pd.Series, write: Callable[..., str]) -> list[str]:
    """Write every value of a column, each distinct one once: thousands of cells hold few different numbers."""
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    written = [write(value) for value in distinct]
    return [written[code] for code in codes]


def each_row(write: Callable[..., str], *columns: pd.Series) -> list[str]:
    """Write every row of some columns, each distinct one once."""
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    written = {row: write(*row) for row in set(rows)}
    return [written[row] for row in rows]
