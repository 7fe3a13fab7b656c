"""Is the difference between two groups of customers real, or could it be chance?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.cohorts.retention import pooled_retention
from metrics.entry import AGE, Entry
from metrics.intervals import Z_95, ratio, wilson

COMPARED = (
    *("customers", "retained", "rate", "other_customers", "other_retained", "other_rate"),
    *("difference", "difference_low", "difference_high", "is_real"),
)


@dataclass(frozen=True)
class Difference:
    """The difference of two shares (0 to 1) with the ends of its 95 % interval."""

    difference: float
    low: float
    high: float

    @property
    def is_real(self) -> bool:
        """Whether the interval leaves zero out: chance alone would seldom put the shares so far apart."""
        return self.low > 0 or self.high < 0


def difference_of_shares(part: int, whole: int, other_part: int, other_whole: int) -> Difference | None:
    """Subtract the second share from the first, with Newcombe's interval; None where one is of nobody.

    Source: Newcombe 1998, Statistics in Medicine 17, method 10 (Wilson limits of each share, no correction).
    """
    if not whole or not other_whole:
        return None
    rate, low, high = _wilson(part, whole)
    other, other_low, other_high = _wilson(other_part, other_whole)
    difference = rate - other
    return Difference(
        difference,
        difference - math.hypot(rate - low, other_high - other),
        difference + math.hypot(high - rate, other - other_low),
    )


def _wilson(part: int, whole: int) -> tuple[float, float, float]:
    """Return a share with its Wilson limits."""
    z2 = Z_95**2
    centre, half = part + z2 / 2, math.sqrt(part * (whole - part) / whole + z2 / 4) * Z_95
    return part / whole, max((centre - half) / (whole + z2), 0.0), min((centre + half) / (whole + z2), 1.0)


def newcombe(table: ir.Table, name: str = "", other: str = "other_") -> dict[str, ir.Value]:
    """Return the difference of two shares of a table with its limits: columns to be added to it.

    Parameters
    ----------
    table
        With the columns retained and customers of both groups.
    name, other
        What stands before the names of the one group's columns and before those of the other's.

    Returns
    -------
    difference, difference_low, difference_high (shares, 95 % limits), is_real (whether they leave zero out); null
    where a share is of nobody.

    Source: Newcombe 1998, Statistics in Medicine 17, method 10.

    """
    part, whole, other_part, other_whole = (
        table[f"{prefix}{column}"] for prefix in (name, other) for column in ("retained", "customers")
    )
    rate, other_rate = ratio(part, whole), ratio(other_part, other_whole)
    low, high = wilson(part, whole)
    other_low, other_high = wilson(other_part, other_whole)
    difference = rate - other_rate
    below = difference - ((rate - low) ** 2 + (other_high - other_rate) ** 2).sqrt()
    above = difference + ((high - rate) ** 2 + (other_rate - other_low) ** 2).sqrt()
    return {
        "difference": difference,
        "difference_low": below,
        "difference_high": above,
        "is_real": (below > 0) | (above < 0),
    }


def cohort_differences(
    activity: ir.Table,
    periods: ir.Table,
    by: tuple[str, ...],
    *,
    against: str | None = None,
    on_or_after: bool = False,
    all_periods: ir.Table | None = None,
) -> ir.Table:
    """Do the customers with one value of an attribute come back more than the others?

    The pooled retention of each value at each age beside that of all other customers, or of those with the value
    `against`, and the difference between the two. Customers of both sides bought first in the same periods.

    Parameters
    ----------
    activity, periods, by, all_periods
        As for `pooled_retention`.
    against
        Value of the last `by` column to hold the others against; None for everybody else together.
    on_or_after
        Count whoever was active at that age or at any later one.

    Returns
    -------
    One row per (by, age): age, customers, retained, rate, other_customers, other_retained, other_rate, difference
    (rate − other_rate, in shares), difference_low, difference_high (95 %), is_real (the limits leave zero out;
    null where nobody stands on one side).

    Source: metrics reference I4; Newcombe 1998, Statistics in Medicine 17, method 10.

    """
    counted = "retained_on_or_after" if on_or_after else "retained"
    pooled = pooled_retention(activity, periods, by, all_periods=all_periods)
    own = pooled.select(*by, "age", customers="customers", retained=counted)
    keys = [*by[:-1], "age"]
    if against is None:
        everybody = ibis.window(group_by=keys)
        both = own.mutate(
            other_customers=_.customers.sum().over(everybody) - _.customers,
            other_retained=_.retained.sum().over(everybody) - _.retained,
        )
    else:
        other = own.filter(_[by[-1]] == against).select(*keys, other_customers="customers", other_retained="retained")
        others = own.filter(_[by[-1]] != against)
        both = others.left_join(other, keys).drop(*[f"{key}_right" for key in keys])
        both = both.mutate(other_customers=_.other_customers.fill_null(0), other_retained=_.other_retained.fill_null(0))
    compared = both.mutate(
        rate=ratio(_.retained, _.customers), other_rate=ratio(_.other_retained, _.other_customers), **newcombe(both)
    )
    return compared.select(*by, "age", *COMPARED).order_by([*by, "age"])


DIFFERENCE = N_("How much larger the first share is than the other (−1 to 1)")
DIFFERENCE_LOW = N_("Lower 95 % limit of the difference")
DIFFERENCE_HIGH = N_("Upper 95 % limit of the difference")
IS_REAL = N_("Whether the limits leave zero out, so that chance alone is a poor explanation")

ENTRIES = (
    Entry(
        cohort_differences,
        title=N_("Difference in retention"),
        definition=N_(
            "The share of the customers with one value who come back at each age, beside that of everybody else or of "
            "another value, and the difference between the two with its interval."
        ),
        formula="difference = retained ÷ customers − other_retained ÷ other_customers",
        source="Newcombe 1998, Interval estimation for the difference between independent proportions (method 10)",
        reads=("activity", "periods"),
        columns={
            "age": AGE,
            "customers": N_("Customers with this value whose cohorts have completed this age"),
            "retained": N_("Of those, the customers active at this age"),
            "rate": N_("Share of those customers active at this age (0 to 1)"),
            "other_customers": N_("Customers on the other side whose cohorts have completed this age"),
            "other_retained": N_("Of those, the customers active at this age"),
            "other_rate": N_("Share of the other side's customers active at this age (0 to 1)"),
            "difference": DIFFERENCE,
            "difference_low": DIFFERENCE_LOW,
            "difference_high": DIFFERENCE_HIGH,
            "is_real": IS_REAL,
        },
        by="needed",
    ),
)
