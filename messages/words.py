"""How a message writes numbers, days and links: in the reader's language and the data set's calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd

from localization import _, current_language
from localization.dates import format_date, format_period
from localization.numbers import format_change, format_money, format_number, format_percent
from sample_data.own_words import said_in
from store.facts import OTHERS

if TYPE_CHECKING:
    from messages.watched import Looked


@dataclass(frozen=True)
class Door:
    """A page of the dashboard and what it shows there; what a message says is listed behind it.

    Attributes
    ----------
    page
        Its name.
    label
        What the door says.
    asked
        Parameters of its address, besides the data set and the language.

    """

    page: str
    label: str
    asked: dict[str, str] = field(default_factory=dict)

    def address(self, base: str, dataset: str) -> str:
        """Return the link; empty where nobody said where the dashboard is."""
        if not base:
            return ""
        said = {"dataset": dataset, "lang": current_language(), **self.asked}
        return f"{base.rstrip('/')}/{self.page}?{urlencode(said)}"


@dataclass(frozen=True)
class Voice:
    """Writes what belongs to one view of a data set."""

    looked: Looked

    @property
    def calendar(self) -> str:
        """Calendar of the data set."""
        return self.looked.snapshot.settings.calendar

    @cached_property
    def _names(self) -> dict[pd.Timestamp, str]:
        periods = self.looked.periods
        labels = zip(periods["starts_on"], periods["label"], strict=True)
        return {day: format_period(label, self.looked.grain, self.calendar) for day, label in labels}

    def period(self, starts_on: pd.Timestamp) -> str:
        """Name a period by its first day."""
        return self._names.get(pd.Timestamp(starts_on), "–")

    def before(self, starts_on: pd.Timestamp, apart: int = 1) -> str:
        """Name the period so many before one; a dash where there is none."""
        earlier = [day for day in self._names if day < pd.Timestamp(starts_on)]
        return self._names[earlier[-apart]] if len(earlier) >= apart else "–"

    def day(self, day: object) -> str:
        """Write a day; a dash where there is none."""
        return "–" if day is None or pd.isna(day) else format_date(pd.Timestamp(day).date(), self.calendar)  # type: ignore[call-overload, arg-type]

    def value(self, value: str) -> str:
        """Name a value of an attribute as the pages do."""
        return _("all others") if value == OTHERS else said_in(self.looked.snapshot.dataset, value)

    def money(self, amount: float | None) -> str:
        """Write an amount with its currency, short."""
        return format_money(amount, self.looked.snapshot.settings.currency, compact=True)


def count(number: float | None) -> str:
    """Write a whole number."""
    return format_number(number, decimals=0)


def percent(share: float | None) -> str:
    """Write a share."""
    return format_percent(share)


def points(share: float) -> str:
    """Write a difference of two shares in percentage points, signed."""
    return _("{change} points").format(change=format_change(share * 100, decimals=1))


def of(part: str, whole: str) -> str:
    """Write what a rate is a share of."""
    return _("{part} of {whole}").format(part=part, whole=whole)
