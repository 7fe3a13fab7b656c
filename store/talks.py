"""Contacts that no file holds: what people wrote down as done, put beside a version where follow-ups are asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from metrics.actions.occasions import KEPT_DAYS, LATE_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from store.snapshot import Snapshot

TALKS = "talks"
SCHEMA = ibis.schema({"customer_id": "string", "contacted_on": "date"})
BESIDE = ((TALKS, SCHEMA),)
# Metrics for which they count as contacts of ours.
COUNTED_BY = frozenset({"follow_up_due", "follow_up_kept"})
DUE = "follow_up_due"
# Whoever was spoken to after the last day of the data, yet no longer after it than data are usually behind, need not
# be spoken to again: for what is due it counts as done on that day.
BEHIND_DAYS = 60
# What was done longer before the last day of the data settles nothing that any of them speaks of.
SINCE_DAYS = KEPT_DAYS + 2 * LATE_DAYS


def rows(metric: str, talks: Iterable[tuple[str, date]], until: date) -> pa.Table:
    """Return who was spoken to when, as rows of SCHEMA for one of COUNTED_BY, asked on the last day of the data."""
    latest = until + timedelta(days=BEHIND_DAYS)
    kept = {
        (customer, min(day, until) if metric == DUE else day)
        for customer, day in talks
        if metric != DUE or day <= latest
    }
    columns = {"customer_id": [one for one, _day in kept], "contacted_on": [day for _one, day in kept]}
    return pa.table(columns, schema=SCHEMA.to_pyarrow())


def beside(
    snapshot: Snapshot, metric: str, read: Callable[[str, date, date, str], Iterable[tuple[str, date]]]
) -> dict[str, pa.Table]:
    """Return what `Snapshot.fetch` takes beside a version for one of COUNTED_BY.

    Parameters
    ----------
    snapshot
        The version; it is asked on the last day that it covers in full.
    metric
        Of COUNTED_BY.
    read
        Returns for whom something was done on which day: of a data set, from one day to another, in a time zone.

    """
    until = snapshot.info.complete_up_to
    if until is None:
        return {TALKS: rows(metric, (), date.min)}
    first, last = until - timedelta(days=SINCE_DAYS), until + timedelta(days=BEHIND_DAYS)
    return {TALKS: rows(metric, read(snapshot.dataset, first, last, snapshot.settings.time_zone), until)}
