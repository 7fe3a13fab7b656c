"""Intervals that travel with rates."""

from __future__ import annotations

import math

import ibis
import ibis.expr.types as ir

Z_95 = 1.959963984540054


def ratio(part: ir.NumericValue, whole: ir.NumericValue) -> ir.NumericValue:
    """Divide as floats; null when the whole is zero, never zero, never infinite."""
    return part.cast("float64") / whole.cast("float64").nullif(0.0)


def share_of_base(part: ir.NumericValue, base: ir.NumericValue) -> ir.NumericValue:
    """Divide by a base that must be above zero: of nothing, and of a loss, there is no share to keep."""
    return ibis.ifelse(base > 0, ratio(part, base), ibis.null("float64"))


def wilson(successes: ir.NumericValue, trials: ir.NumericValue) -> tuple[ir.NumericValue, ir.NumericValue]:
    """Return the 95 % Wilson interval of a rate; both ends null when there was no trial.

    Source: Brown, Cai and DasGupta 2001.
    """
    # Brown, Cai and DasGupta's form with the fractions cleared: half as long a query, which takes time to be planned.
    n, k = trials.cast("float64"), successes.cast("float64")
    z2 = Z_95**2
    centre = k + z2 / 2
    half = (k * (n - k) / n.nullif(0.0) + z2 / 4).sqrt() * Z_95
    # `greatest` and `least` skip nulls on some engines, so an undefined rate is kept null by hand.
    undefined = ibis.null("float64")
    low = ibis.ifelse(trials > 0, ibis.greatest((centre - half) / (n + z2), 0.0), undefined)
    high = ibis.ifelse(trials > 0, ibis.least((centre + half) / (n + z2), 1.0), undefined)
    return low, high


def poisson(events: ir.NumericValue, exposure: ir.NumericValue) -> tuple[ir.NumericValue, ir.NumericValue]:
    """Return the 95 % limits of a count per exposure, where one may be counted without being exposed.

    Byar's approximation; both ends null without exposure.

    Source: Breslow and Day 1987, Statistical Methods in Cancer Research II.
    """
    n = exposure.cast("float64").nullif(0.0)
    x = events.cast("float64")
    more = x + 1.0
    # The greatest keeps the branch of no events free of a division by zero on engines that compute both.
    some = ibis.greatest(x, 1.0)
    below = some * (1.0 - 1.0 / (9.0 * some) - Z_95 / (3.0 * some.sqrt())).pow(3)
    above = more * (1.0 - 1.0 / (9.0 * more) + Z_95 / (3.0 * more.sqrt())).pow(3)
    undefined = ibis.null("float64")
    low = ibis.ifelse(exposure > 0, ibis.ifelse(events > 0, ibis.greatest(below, 0.0), 0.0) / n, undefined)
    high = ibis.ifelse(exposure > 0, above / n, undefined)
    return low, high


def grouped(table: ir.Table, by: tuple[str, ...]) -> ir.Table | ir.GroupedTable:
    """Group by columns, or take the whole table as one group when there are none."""
    return table.group_by(list(by)) if by else table


def newcombe(part: int, whole: int, other_part: int, other_whole: int) -> tuple[float, float] | None:
    """Return the 95 % interval of the difference of two shares, the first less the other; None without a base.

    Source: Newcombe 1998, Statistics in Medicine 17, method 10.
    """
    if not whole or not other_whole:
        return None
    first, second = part / whole, other_part / other_whole
    (low, high), (other_low, other_high) = _limits(part, whole), _limits(other_part, other_whole)
    below = math.hypot(first - low, other_high - second)
    above = math.hypot(high - first, second - other_low)
    return first - second - below, first - second + above


def _limits(part: int, whole: int) -> tuple[float, float]:
    """Wilson's limits of one share."""
    centre = part + Z_95**2 / 2
    half = Z_95 * math.sqrt(part * (whole - part) / whole + Z_95**2 / 4)
    return max((centre - half) / (whole + Z_95**2), 0.0), min((centre + half) / (whole + Z_95**2), 1.0)


def differ(part: int, whole: int, other_part: int, other_whole: int) -> bool:
    """Tell whether two shares lie further apart than chance alone would put them, 19 times in 20.

    Source: the pooled test of two proportions, as in Fleiss, Levin and Paik 2003.
    """
    if not whole or not other_whole:
        return False
    pooled = (part + other_part) / (whole + other_whole)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / whole + 1 / other_whole))
    return abs(part / whole - other_part / other_whole) > Z_95 * spread
