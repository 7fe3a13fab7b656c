"""What share of the customers has left, by segment: all that customers and departures alone can say."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.activity import with_attributes
from metrics.entry import HIGH, LOW, Entry
from metrics.intervals import grouped, ratio, wilson


def share_left(customers: ir.Table, departures: ir.Table, by: tuple[str, ...] = ()) -> ir.Table:
    """What share of the customers on record has left, by segment?

    Counts every customer of the file once, and as left whoever has a departure, be it one or several.

    Returns
    -------
    One row per segment, the largest share first: customers, left, rate (left / customers), low, high (Wilson).

    Source: metrics reference E2.

    """
    gone = departures.select("customer_key").distinct().mutate(is_gone=True)
    everybody = with_attributes(customers.select("customer_key"), customers, by)
    marked = everybody.left_join(gone, "customer_key").drop("customer_key_right")
    counted = grouped(marked, by).agg(customers=_.count(), left=_.is_gone.count())
    low, high = wilson(_.left, _.customers)
    return counted.mutate(rate=ratio(_.left, _.customers), low=low, high=high).order_by([ibis.desc("rate"), *by])


ENTRIES = (
    Entry(
        share_left,
        title=N_("Share of the customers who left"),
        definition=N_("Of the customers on record, how many have a recorded departure, by segment."),
        formula="rate = left ÷ customers",
        source="Brown, Cai and DasGupta 2001 (interval)",
        reads=("customers", "departures"),
        columns={
            "customers": N_("Customers on record"),
            "left": N_("Those of them with a recorded departure"),
            "rate": N_("Share of the customers who left (0 to 1)"),
            "low": LOW,
            "high": HIGH,
        },
        by="optional",
        has_grain=False,
    ),
)
