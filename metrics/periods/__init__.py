"""From one period to the next: who stayed, with which money, who left and who came back."""

from metrics.periods import comparison, gap, lifecycle, money_bridge, repeat, retention, verdict

ENTRIES = (
    *retention.ENTRIES,
    *repeat.ENTRIES,
    *money_bridge.ENTRIES,
    *lifecycle.ENTRIES,
    *gap.ENTRIES,
    *verdict.ENTRIES,
    *comparison.ENTRIES,
)
