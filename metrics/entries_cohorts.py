"""What the numbers of cohorts mean, beyond the plain table."""

from __future__ import annotations

from localization import N_
from metrics.differences import cohort_differences
from metrics.entry import AGE, Entry

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
