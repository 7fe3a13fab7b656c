"""Why customers left: the causes read from what they said, counted, and what can be done about each."""

from metrics.causes import confounding, departures, drivers, leaving, share_left

ENTRIES = (*departures.ENTRIES, *share_left.ENTRIES, *drivers.ENTRIES, *leaving.ENTRIES, *confounding.ENTRIES)
