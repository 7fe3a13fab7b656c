"""The reader's filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import store


@dataclass(frozen=True)
class Lens:
    """The reader's filters; with the data set and version it is the key under which results are cached."""

    grain: str = "month"
    by: str = ""
    where: store.tables.Where = ()
    since: date | None = None
    until: date | None = None
    prices_of: date | None = None

    @property
    def of_everything(self) -> Lens:
        """The same of all periods, not broken down."""
        return Lens(self.grain, "", self.where, prices_of=self.prices_of)
