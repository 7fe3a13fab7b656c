"""What was known of each customer at the end of a period, beside whether they left in the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.causes.drivers import READ
from metrics.entry import CUSTOMER_KEY, PERIOD, Entry
from metrics.presence import presence, strata_of
from metrics.service.issues import complained

if TYPE_CHECKING:
    from datetime import date


def leaving_rows(
    customers: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    *,
    complaints: ir.Table | None = None,
    activity: ir.Table | None = None,
    contracts: ir.Table | None = None,
    departures: ir.Table | None = None,
    all_periods: ir.Table | None = None,
    one_in: int = 1,
    seconds: ir.Table | None = None,
) -> ir.Table:
    """What was known of each customer at a period's end, and were they gone in the next?

    The landmarks of `drivers`, one by one: for a model of one's own. Nothing that came after the period's end is in a
    row but whether they left.

    Parameters
    ----------
    customers, periods, complete_up_to, complaints, activity, contracts, departures, all_periods
        As for `drivers`.
    one_in
        Only one in so many customers, drawn by their number; all periods of each.
    seconds
        `metrics.second_complaints` of the same complaints, where they are kept.

    Returns
    -------
    One row per customer and period: customer_key, in_period (its first day), has_left, volume (orders of the period: 1,
    2, or 3 for three and more), age_periods (since the one of the first purchase; null without orders), complaint
    (none, solved, open, second), wait (of the longest one; null without a complaint).

    Source: metrics reference E6, E8.

    """
    every = periods if all_periods is None else all_periods
    there = strata_of(
        presence(customers, periods, all_periods, activity=activity, contracts=contracts, departures=departures)
    )
    keys = ["customer_key", "period"]
    if one_in > 1:
        there = there.filter((_.customer_key.cast("int64") * 48271) % 2147483647 % one_in == 0)
    if activity is not None:
        since = activity.select(*keys, age_periods=(_.period - _.cohort).cast("int64"))
        there = there.inner_join(since, keys)
    else:
        there = there.mutate(age_periods=ibis.null("int64"))
    if complaints is not None:
        had = complained(complaints, every, complete_up_to, seconds).select(*keys, "complaint", "wait")
        there = there.left_join(had, keys).drop("customer_key_right", "period_right")
    else:
        there = there.mutate(complaint=ibis.null("string"), wait=ibis.null("string"))
    named = there.inner_join(every.select("period", in_period="starts_on"), "period")
    return named.order_by("in_period", "customer_key").select(
        "customer_key",
        "in_period",
        has_left=_.is_gone,
        volume=_.volume,
        age_periods=_.age_periods,
        complaint=_.complaint.fill_null("none"),
        wait=_.wait,
    )


ENTRIES = (
    Entry(
        leaving_rows,
        title=N_("What was known before they left or stayed"),
        definition=N_(
            "Each customer as of the end of each period, by what was known then, and whether they were gone in the "
            "next one: what the odds of leaving are learnt from, which the page Churn causes shows under “And with all "
            "else equal?”, and what a model of your own can be."
        ),
        formula="has_left = there in the period, gone in the next",
        source="van Houwelingen 2007, Dynamic Prediction by Landmarking",
        reads=READ,
        columns={
            "customer_key": CUSTOMER_KEY,
            "in_period": PERIOD,
            "has_left": N_("Whether they were gone in the next period"),
            "volume": N_("Orders of the period: 1, 2, or 3 for three and more"),
            "age_periods": N_("Periods since the one of the first purchase; empty without orders"),
            "complaint": N_("What became of their complaints of the period: none, solved, open, or a second one"),
            "wait": N_("The longest wait for an answer to them; empty without a complaint"),
        },
        by="beside",
    ),
)
