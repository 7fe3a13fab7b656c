"""What customers and segments bring, and who the best of them are."""

from metrics.value import segments, top

ENTRIES = (
    *segments.ENTRIES,
    *top.ENTRIES,
)
