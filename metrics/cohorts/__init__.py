"""Customers by the period of their first purchase: how many stay, what they bring, and how cohorts differ."""

from metrics.cohorts import by_days, definitions, differences, money, products, retention

ENTRIES = (
    *retention.ENTRIES,
    *definitions.ENTRIES,
    *by_days.ENTRIES,
    *differences.ENTRIES,
    *money.ENTRIES,
    *products.ENTRIES,
)
