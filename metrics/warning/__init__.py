"""Who is about to leave: what is known on a day, the five signs, the chances with their test, and the first days."""

from metrics.warning import first_days, renewal, risk

ENTRIES = (*risk.ENTRIES, *first_days.ENTRIES, *renewal.ENTRIES)
