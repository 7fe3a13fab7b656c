"""A day far from all others, typed 2099 or 1900: set aside until a person says that it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest import asking
from ingest.reading.staging import RAW
from ingest.sql import literal

if TYPE_CHECKING:
    from datetime import date

    from ingest.values.readings import Reading
    from ingest.values.settling import Settler

TOPIC: Final = "far_days"
ASIDE, KEEP = "set_aside", "keep"
_LEAST_ROWS = 20
_MOST_SHARE = 0.01
# Later days are far sooner than earlier ones: no order is of the future, and a shop's first ones may be old.
_LATER_DAYS, _EARLIER_DAYS = 365, 3650


def settle(settler: Settler, reading: Reading, joins: str) -> str | None:
    """Return SQL that tells of the rows whose day is far from all others; None if there are none, or they are kept.

    Far is a day of few rows (one, or a hundredth of all) that lies further from the others than these lie apart, by
    more than a year after them or ten years before them.
    """
    if settler.mapping.answers.get(TOPIC) == KEEP:
        return None
    day = f"CAST({reading.value} AS DATE)"
    rows: list[tuple[date, int]] = settler.connection.execute(
        f"SELECT {day}, count(*) FROM {RAW} AS raw {joins} WHERE {settler.kept} AND {day} IS NOT NULL"
        " GROUP BY ALL ORDER BY 1"
    ).fetchall()
    first, last = _usual(rows)
    if first is None or last is None:
        return None
    far = [day for day, _count in rows if not first <= day <= last]
    if not far:
        return None
    if settler.mapping.answers.get(TOPIC) is None:
        settler.questions.append(asking.far_days(reading, (ASIDE, KEEP), far, first, last))
    return f"{day} NOT BETWEEN DATE {literal(first.isoformat())} AND DATE {literal(last.isoformat())}"


def _usual(rows: list[tuple[date, int]]) -> tuple[date | None, date | None]:
    """Return the first and the last day without those far away; None where the rows are too few to tell."""
    every = sum(count for _day, count in rows)
    if every < _LEAST_ROWS or len(rows) < 3:
        return None, None
    most = max(1, int(every * _MOST_SHARE))
    low, high = 0, len(rows) - 1
    beyond = 0
    for at in range(len(rows) - 1, 0, -1):
        beyond += rows[at][1]
        if beyond > most:
            break
        gap, span = (rows[at][0] - rows[at - 1][0]).days, (rows[at - 1][0] - rows[0][0]).days
        if gap > max(_LATER_DAYS, min(span, _LATER_DAYS * 10)):
            high = at - 1
    beyond = 0
    for at in range(high):
        beyond += rows[at][1]
        if beyond > most:
            break
        gap, span = (rows[at + 1][0] - rows[at][0]).days, (rows[high][0] - rows[at + 1][0]).days
        if gap > max(_EARLIER_DAYS, span):
            low = at + 1
    return rows[low][0], rows[high][0]
