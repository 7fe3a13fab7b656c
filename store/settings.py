"""The settings that live inside a version, so that undo and links show numbers as they were made."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date


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
            targets=tuple((name, value, float(share)) for name, value, share in json.loads(texts.get("targets", "[]"))),
        )


def _as_text(value: object) -> str | None:
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False) if value else None
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)
