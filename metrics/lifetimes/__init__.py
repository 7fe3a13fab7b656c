"""How long customers stay: silences, windows, contracts and survival."""

from metrics.lifetimes import contracts, log_rank, rhythm, silence, silence_interval, survival, tenure, windows

ENTRIES = (
    *silence.ENTRIES,
    *silence_interval.ENTRIES,
    *windows.ENTRIES,
    *survival.ENTRIES,
    *log_rank.ENTRIES,
    *contracts.ENTRIES,
    *tenure.ENTRIES,
    *rhythm.ENTRIES,
)
