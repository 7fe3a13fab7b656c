"""How far data reach: to the last day on which something happened, never to what is still to come."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from store.merging import columns_of
from store.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    import duckdb

# The day of each table on which something happened: one that is still to come stands in none of them.
HAPPENED = {
    "departures": "left_on",
    "contacts": "contacted_on",
    "complaints": "opened_at",
    "visits": "visited_on",
    "surveys": "answered_on",
}
# Nearer than this nothing is far.
NEAR_DAYS = 3
# Days at least whose share with an order is the pace at which the data go on, and what is unlikely at that pace.
PACE_DAYS, UNLIKELY = 28, 0.01
# To the end of a contract of a year.
LONGEST_NOTICE_DAYS = 366
# What begins in advance begins so many times as seldom as what had begun before, and is one day or a twentieth of all.
MUCH_MORE_SELDOM, MOST_TO_COME = 4, 0.05


@dataclass(frozen=True)
class Reach:
    """The days that data hold, by what they say: each once, of orders the first and the last alone.

    Attributes
    ----------
    ordered
        Days of orders.
    happened
        Days on which something else happened.
    began, cancelled
        Days on which contracts begin and are cancelled, be they still to come.

    """

    ordered: frozenset[date] = frozenset()
    happened: frozenset[date] = frozenset()
    began: frozenset[date] = frozenset()
    cancelled: frozenset[date] = frozenset()

    def __or__(self, other: Reach) -> Reach:
        """Return the days of both."""
        return Reach(*(mine | theirs for mine, theirs in zip(self._parts, other._parts, strict=True)))

    @property
    def _parts(self) -> tuple[frozenset[date], ...]:
        return self.ordered, self.happened, self.began, self.cancelled

    @property
    def first(self) -> date | None:
        """The first of them; of days besides orders only where there is no order."""
        return min(self.ordered or self.happened | self.began, default=None)

    @property
    def last(self) -> date | None:
        """The last order; without any, the last day on which anything happened.

        A contract that begins later than all else is taken to begin in advance where so long a silence of all else is
        unlikely at the pace before it.
        """
        if self.ordered:
            return max(self.ordered)
        changed = last_of_contracts(sorted(self.began), sorted(self.cancelled))
        last = max(self.happened, default=None)
        if last is None or changed is None or changed <= last:
            return last or changed
        silent = (changed - last).days
        return last if is_unlikely(silent, [(last - day).days for day in self.happened]) else changed


def reach(connection: duckdb.DuckDBPyConnection, database: str | None = None, tables: Collection[str] = ()) -> Reach:
    """Read the days of the tables of a database, by default of all that it has."""

    def days(table: str, day: str, what: str = "DISTINCT CAST({day} AS DATE)") -> frozenset[date]:
        if (tables and table not in tables) or day not in columns_of(connection, table, database):
            return frozenset()
        place = f"{quoted(database)}.main.{quoted(table)}" if database else quoted(table)
        rows: Iterable[tuple[Any, ...]] = connection.execute(
            f"SELECT {what.format(day=quoted(day))} FROM {place} WHERE {quoted(day)} IS NOT NULL"
        ).fetchall()
        return frozenset(day for row in rows for day in row if day is not None)

    if ordered := days("orders", "ordered_on", "min({day}), max({day})"):
        return Reach(ordered)
    happened = frozenset().union(*(days(table, day) for table, day in HAPPENED.items()))
    return Reach(ordered, happened, days("contracts", "starts_on"), days("contracts", "cancelled_on"))


def last_of_contracts(began: list[date], cancelled: list[date]) -> date | None:
    """Return the last day on which a contract began or was cancelled, but for what is still to come.

    Beginnings are still to come that lie behind a gap which is unlikely at the pace before it, and are much more
    seldom. A cancellation after the last beginning is given with notice, its day ahead of the data, where so long a
    time without a beginning is unlikely at the pace before it, or where nothing before was as far apart as it is from
    what came last. Where cancellations go on for longer than a year, which no notice is, nobody began any more, and
    the pace says nothing.

    Parameters
    ----------
    began, cancelled
        Days on which a contract began and was cancelled, each once, in order.

    """
    if not began:
        return None
    began = _without_those_to_come(began)
    last = began[-1]
    before = [(last - day).days for day in began]
    later = [day for day in cancelled if day > last]
    if later and (later[-1] - last).days <= LONGEST_NOTICE_DAYS:
        later = [day for day in later if not is_unlikely((day - last).days, before)]
    days = sorted({*began, *(day for day in cancelled if day <= last), *later})
    apart = [(two - one).days for one, two in pairwise(days)]
    while days[-1] > last and len(apart) > 1 and apart[-1] > max(apart[:-1]):
        days.pop()
        apart.pop()
    return days[-1]


def _without_those_to_come(began: list[date]) -> list[date]:
    """Leave out the beginnings behind the first gap that no pace explains, where few come after it, and seldom."""
    most = max(1, int(len(began) * MOST_TO_COME))
    for place, (day, following) in enumerate(pairwise(began), start=1):
        if len(began) - place > most:
            continue
        before = [(day - one).days for one in began[:place]]
        silent = (following - day).days
        if silent <= NEAR_DAYS or not is_unlikely(silent, before):
            continue
        pace_days = max(silent, PACE_DAYS)
        pace = sum(days < pace_days for days in before) / pace_days
        if (len(began) - place) / (began[-1] - day).days * MUCH_MORE_SELDOM <= pace:
            return began[:place]
    return began


def is_unlikely(silent: int, apart: Collection[int]) -> bool:
    """Tell whether so many silent days are unlikely at the pace of what lies so many days beyond them."""
    pace_days = max(silent, PACE_DAYS)
    idle = 1 - sum(days < pace_days for days in apart) / pace_days
    return silent > NEAR_DAYS and idle**silent < UNLIKELY
