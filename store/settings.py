"""The settings that live inside a version, so that undo and links show numbers as they were made."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True)
class Settings:
    """How a data set is read: its currency, its calendar, and how far it is complete.

    `complete_up_to` None means: take the proposal of `propose_complete_up_to`.
    """

    currency: str = ""
    calendar: str = "gregorian"
    week_start: str | None = None
    fiscal_year_start: int = 1
    complete_up_to: date | None = None

    def to_rows(self) -> list[tuple[str, str | None]]:
        """Return the settings as (name, text) pairs for the `settings` table."""
        return [(field.name, _as_text(getattr(self, field.name))) for field in fields(self)]

    @classmethod
    def from_rows(cls, rows: list[tuple[str, str | None]]) -> Settings:
        """Read what `to_rows` wrote; names this version of the product does not know are left out."""
        texts = dict(rows)
        day = texts.get("complete_up_to")
        return cls(
            currency=texts.get("currency") or "",
            calendar=texts.get("calendar") or "gregorian",
            week_start=texts.get("week_start"),
            fiscal_year_start=int(texts.get("fiscal_year_start") or 1),
            complete_up_to=date.fromisoformat(day) if day else None,
        )


def _as_text(value: object) -> str | None:
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)
