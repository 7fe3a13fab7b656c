"""What customers and segments bring, and who the best of them are."""

from metrics.value import (
    charges,
    concentration,
    kept,
    point_of_retention,
    related,
    rfm,
    segments,
    to_come,
    top,
    wallet,
    winning,
)

ENTRIES = (
    *segments.ENTRIES,
    *kept.ENTRIES,
    *top.ENTRIES,
    *concentration.ENTRIES,
    *to_come.ENTRIES,
    *point_of_retention.ENTRIES,
    *rfm.ENTRIES,
    *wallet.ENTRIES,
    *related.ENTRIES,
    *winning.ENTRIES,
    *charges.ENTRIES,
)
