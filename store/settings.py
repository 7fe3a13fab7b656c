"""The settings that live inside a version, so that undo and links show numbers as they were made."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from datetime import date
from itertools import pairwise
from math import isfinite

from localization import _
from store.errors import StoreError
from store.schema import CUTS, LOADED

CUT_POINTS = 4


@dataclass(frozen=True)
class Settings:
    """How a data set is read: its currency, its calendar, how far it is complete, and what is assumed.

    Attributes
    ----------
    currency
        A code such as EUR, or any name.
    calendar
        One of `localization.grains.CALENDARS`.
    week_start
        saturday, sunday or monday; None as the calendar has it.
    fiscal_year_start
        Month, 1 to 12, in which the fiscal year starts.
    complete_up_to
        Last day that the data cover in full; None means: take the proposal of `propose_complete_up_to`.
    inactive_after_days
        Days without a purchase after which a customer counts as gone; None leaves it to the data.
    contract_grace_days
        Days after a contract's end within which its renewal still counts.
    margin
        Share of sales (0 to 1) taken as profit where the cost is missing; None: no profit is shown when the
        costs cover too little of the sales.
    keep_versions
        How many versions are kept, the newest ones and always the current one; None keeps all.
    time_zone
        Name of the zone on whose days the instants of files fall; "" while nobody has said it.
    prices_from
        One of PRICES_FROM: the index by which money is counted at equal prices.
    recency_cuts, frequency_cuts, money_cuts
        The firm's own cut points of the scores 1 to 5, four rising numbers each: days since the last purchase, days
        with a purchase, and sales of a year. Empty: each score goes to about a fifth of the customers.

    """

    currency: str = ""
    calendar: str = "gregorian"
    week_start: str | None = None
    fiscal_year_start: int = 1
    complete_up_to: date | None = None
    inactive_after_days: int | None = None
    contract_grace_days: int = 30
    margin: float | None = None
    keep_versions: int | None = None
    time_zone: str = ""
    targets: tuple[tuple[str, str, float], ...] = ()
    recency_cuts: tuple[float, ...] = ()
    frequency_cuts: tuple[float, ...] = ()
    money_cuts: tuple[float, ...] = ()
    prices_from: str = LOADED

    def to_rows(self) -> list[tuple[str, str | None]]:
        """Return the settings as (name, text) pairs for the `settings` table."""
        return [(field.name, _as_text(getattr(self, field.name))) for field in fields(self)]

    @classmethod
    def from_rows(cls, rows: list[tuple[str, str | None]]) -> Settings:
        """Read what `to_rows` wrote; names this version of the product does not know are left out."""
        texts = {name: text for name, text in rows if text}

        def number(name: str) -> int | None:
            return int(texts[name]) if name in texts else None

        grace = number("contract_grace_days")
        return cls(
            currency=texts.get("currency", ""),
            calendar=texts.get("calendar", "gregorian"),
            week_start=texts.get("week_start"),
            fiscal_year_start=number("fiscal_year_start") or 1,
            complete_up_to=date.fromisoformat(texts["complete_up_to"]) if "complete_up_to" in texts else None,
            inactive_after_days=number("inactive_after_days"),
            contract_grace_days=30 if grace is None else grace,
            margin=float(texts["margin"]) if "margin" in texts else None,
            keep_versions=number("keep_versions"),
            time_zone=texts.get("time_zone", ""),
            prices_from=texts.get("prices_from", LOADED),
            targets=tuple((name, value, float(share)) for name, value, share in json.loads(texts.get("targets", "[]"))),
            **{name: tuple(json.loads(texts.get(name, "[]"))) for name in CUTS},
        )


def cuts_of(text: str) -> tuple[float, ...]:
    """Read cut points as a person writes them, in the digits of any script; nothing is none.

    Raises
    ------
    StoreError
        When they are not four rising numbers, the first of them above zero.

    """
    parts = [part for part in re.split(r"[\s,;،؛]+", text) if part]
    try:
        found = tuple(float(part) for part in parts)
    except ValueError:
        found = (0.0,)
    is_rising = all(low < high for low, high in pairwise((0.0, *found)))
    if found and (len(found) != CUT_POINTS or not is_rising or not isfinite(found[-1])):
        raise StoreError(
            _("“{text}” are no cut points: these are four rising numbers above zero, such as 30, 90, 180, 365.").format(
                text=text.strip()
            )
        )
    return found


def _as_text(value: object) -> str | None:
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False) if value else None
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)
