"""What customers and segments bring, and who the best of them are."""

from metrics.value import charges, kept, point_of_retention, related, rfm, segments, to_come, top, wallet

ENTRIES = (
    *segments.ENTRIES,
    *kept.ENTRIES,
    *top.ENTRIES,
    *to_come.ENTRIES,
    *point_of_retention.ENTRIES,
    *rfm.ENTRIES,
    *wallet.ENTRIES,
    *related.ENTRIES,
    *charges.ENTRIES,
)
