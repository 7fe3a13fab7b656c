"""Contacts that no file holds: what people wrote down as done, put beside a version where follow-ups are asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from metrics.actions.follow_up import KEPT_DAYS, LATE_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    listed = sorted(kept)
    columns = {"customer_id": [one for one, _day in listed], "contacted_on": [day for _one, day in listed]}
    return pa.table(columns, schema=SCHEMA.to_pyarrow())


def since(until: date) -> date:
    """Return the first day whose contacts count for what is asked on the last day of the data."""
    return until - timedelta(days=SINCE_DAYS)
