"""Contacts that no file holds: what people wrote down as done, put beside a version where follow-ups are asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from metrics.actions.occasions import KEPT_DAYS, LATE_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from store.snapshot import Snapshot

TALKS = "talks"
SCHEMA = ibis.schema({"customer_key": "int32", "contacted_on": "date"})
_AS_WRITTEN = ibis.schema({"customer_id": "string", "contacted_on": "date"})
BESIDE = ((TALKS, SCHEMA),)
# Metrics for which they count as contacts of ours.
COUNTED_BY = frozenset({"follow_up_due", "follow_up_kept"})
DUE = "follow_up_due"
# Whoever was spoken to after the last day of the data, yet no longer after it than data are usually behind, need not
# be spoken to again: for what is due it counts as done on that day.
BEHIND_DAYS = 60
# What was done longer before the last day of the data settles nothing that any of them speaks of.
SINCE_DAYS = KEPT_DAYS + 2 * LATE_DAYS


def spoken(snapshot: Snapshot, read: Callable[[str, date, date, str], Iterable[tuple[str, date]]]) -> pa.Table:
    """Return whom of a version's customers somebody spoke to and when, as rows of SCHEMA.

    Parameters
    ----------
    snapshot
        The version; what is asked of it is asked on the last day that it covers in full.
    read
        Returns for whom something was done on which day, once each: of a data set, from one day to another, in a time
        zone.

    """
    until = snapshot.info.complete_up_to
    if until is None:
        return SCHEMA.to_pyarrow().empty_table()
    first, last = until - timedelta(days=SINCE_DAYS), until + timedelta(days=BEHIND_DAYS)
    told = list(read(snapshot.dataset, first, last, snapshot.settings.time_zone))
    columns = {"customer_id": [one for one, _day in told], "contacted_on": [day for _one, day in told]}
    given = pa.table(columns, schema=_AS_WRITTEN.to_pyarrow())
    customers = snapshot.customers.select("customer_key", known_id=_.customer_id.cast("string"))
    known = ibis.table(_AS_WRITTEN, name=TALKS).inner_join(customers, _.customer_id == customers.known_id)
    found = snapshot.fetch(known.select(*SCHEMA.names), beside={TALKS: given})
    return pa.Table.from_pandas(found, SCHEMA.to_pyarrow(), preserve_index=False)


def beside(snapshot: Snapshot, metric: str, spoken: pa.Table) -> dict[str, pa.Table]:
    """Return what `Snapshot.fetch` takes beside a version for one of COUNTED_BY, of what `spoken` returns."""
    until = snapshot.info.complete_up_to
    if metric != DUE or until is None:
        return {TALKS: spoken}
    latest = pa.scalar(until + timedelta(days=BEHIND_DAYS))
    known = spoken.filter(pc.less_equal(spoken["contacted_on"], latest))  # type: ignore[attr-defined]
    is_since = pc.greater(known["contacted_on"], pa.scalar(until))  # type: ignore[attr-defined]
    counted_on = pc.if_else(is_since, pa.scalar(until), known["contacted_on"])  # type: ignore[attr-defined]
    place = known.schema.get_field_index("contacted_on")
    return {TALKS: known.set_column(place, "contacted_on", counted_on).group_by(list(SCHEMA.names)).aggregate([])}
