"""How well segments are kept over several periods together, so that the rate is of the same months as the money."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import HIGH, LOW, Entry
from metrics.intervals import grouped, ratio, wilson
from metrics.periods.retention import whole_with_base


def segment_kept(activity: ir.Table, periods: ir.Table, by: tuple[str, ...] = ()) -> ir.Table:
    """How many of the customers of each period bought again in the next one, over all of these periods together?

    Asked of every complete period whose period before is covered in full: whoever was active in the one before is at
    the start, whoever of them is active in it too is kept. A customer counts once for each period in which they could
    be kept, so the interval treats the customers as what was drawn, not their periods: it is Wilson's with as many
    trials as would vary as much. With one period it is Wilson's own.

    Parameters
    ----------
    activity, periods
        Facts of one grain with the `by` columns beside them, and the periods in which somebody could be kept; the
        period before the first of them is looked at too.
    by
        Columns whose values are the segments.

    Returns
    -------
    One row per segment: customers (who were at the start of any), start and retained (summed over the periods), rate,
    low, high. Segments with nobody at the start are left out.

    Source: Rao and Scott 1992 (effective sample size); Brown, Cai and DasGupta 2001.

    """
    judged = whole_with_base(periods).filter(_.is_complete).select(period=_.period - 1)
    asked = activity.semi_join(judged, "period")
    people = asked.group_by(["customer_key", *by]).agg(
        could=_.count().cast("float64"), did=(_.next == _.period + 1).sum().fill_null(0).cast("float64")
    )
    summed = grouped(people, by).agg(
        customers=_.count(),
        start=_.could.sum().cast("int64"),
        retained=_.did.sum().cast("int64"),
        did_did=(_.did * _.did).sum(),
        did_could=(_.did * _.could).sum(),
        could_could=(_.could * _.could).sum(),
    )
    rated = summed.filter(_.start > 0).mutate(rate=ratio(_.retained, _.start))
    spread = _.did_did - 2 * _.rate * _.did_could + _.rate * _.rate * _.could_could
    trials = _.rate * (1 - _.rate) * _.start.cast("float64") * _.start.cast("float64")
    # Where everybody was kept, or nobody, nothing varies: then there were as many trials as customers.
    varying = rated.mutate(spread=spread).mutate(
        trials=ibis.ifelse(
            _.spread > 1e-9,
            ibis.least(trials / _.spread.nullif(0.0), _.start.cast("float64")),
            _.customers.cast("float64"),
        )
    )
    low, high = wilson(_.rate * _.trials, _.trials)
    return varying.select(*by, "customers", "start", "retained", "rate", low=low, high=high).order_by(
        [ibis.desc("rate"), *by]
    )


ENTRIES = (
    Entry(
        segment_kept,
        title=N_("Customers kept over several periods"),
        definition=N_(
            "Of the customers of each period, how many bought again in the next one, over all chosen periods together: "
            "a customer counts once for each period in which they could be kept."
        ),
        formula="rate = Σ retained ÷ Σ start over the periods",
        source="Rao and Scott 1992, A Simple Method for the Analysis of Clustered Binary Data (interval)",
        reads=("activity", "periods"),
        columns={
            "customers": N_("Customers who were at the start of any of the periods"),
            "start": N_("Customers at the start of each period, added up"),
            "retained": N_("Those of them who bought again in that period, added up"),
            "rate": N_("Share of those at the start who bought again (0 to 1)"),
            "low": LOW,
            "high": HIGH,
        },
        by="optional",
    ),
)
