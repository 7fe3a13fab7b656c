"""What share of the customers has left, by segment: all that customers and departures alone can say."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import HIGH, LOW, Entry
from metrics.intervals import grouped, ratio, wilson


def share_left(customer_charges: ir.Table, departures: ir.Table, by: tuple[str, ...] = ()) -> ir.Table:
    """What share of the customers on record has left, and what share of what they pay in a month?

    Counts every customer of the file once, and as left whoever has a departure, be it one or several.

    Parameters
    ----------
    customer_charges
        Every customer once: customer_key, monthly_charge (null where not known), and the `by` columns.
    departures
        customer_key of who has left.
    by
        Columns to break down by.

    Returns
    -------
    One row per segment, the largest share first: customers, left, rate (left / customers), low, high (Wilson),
    monthly_charge (of all, currency), lost_charge (of those who left, in their last month), charge_rate (lost_charge /
    monthly_charge); money is null where none is known.

    Source: metrics reference E2.

    """
    gone = departures.select("customer_key").distinct().mutate(is_gone=True)
    marked = customer_charges.left_join(gone, "customer_key").drop("customer_key_right")
    counted = grouped(marked, by).agg(
        customers=_.count(),
        left=_.is_gone.count(),
        monthly_charge=_.monthly_charge.sum(),
        lost_charge=_.monthly_charge.sum(where=_.is_gone.notnull()),
    )
    low, high = wilson(_.left, _.customers)
    lost = ibis.ifelse(_.monthly_charge.notnull(), _.lost_charge.fill_null(0.0), ibis.null("float64"))
    return (
        counted.mutate(rate=ratio(_.left, _.customers), low=low, high=high, lost_charge=lost)
        .mutate(charge_rate=ratio(_.lost_charge, _.monthly_charge))
        .select(*by, "customers", "left", "rate", "low", "high", "monthly_charge", "lost_charge", "charge_rate")
        .order_by([ibis.desc("rate"), *by])
    )


ENTRIES = (
    Entry(
        share_left,
        title=N_("Share of the customers who left"),
        definition=N_(
            "Of the customers on record, how many have a recorded departure, and what share of the monthly charges "
            "they paid, by segment."
        ),
        formula="rate = left ÷ customers; charge_rate = lost_charge ÷ monthly_charge",
        source="Brown, Cai and DasGupta 2001 (interval)",
        reads=("customer_charges", "departures"),
        columns={
            "customers": N_("Customers on record"),
            "left": N_("Those of them with a recorded departure"),
            "rate": N_("Share of the customers who left (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "monthly_charge": N_(
                "What they pay in a month, those who left in their last one (currency); empty where not known"
            ),
            "lost_charge": N_("What those who left paid in a month (currency); empty where not known"),
            "charge_rate": N_("Share of the monthly charges that left with them (0 to 1)"),
        },
        by="optional",
        has_grain=False,
    ),
)
