"""Which length of period suits a business: one in which most of its customers buy."""

from __future__ import annotations

from localization import ngettext
from localization.grains import DAYS
from localization.numbers import format_number


def warning(grain: str, gap_days: float) -> str:
    """Say that a period is shorter than the usual gap between purchases; empty when it is not."""
    if DAYS[grain] >= gap_days:
        return ""
    days = round(gap_days)
    return ngettext(
        "One in four gaps between purchases is longer than {n} day: in periods this short many look gone who are not.",
        "One in four gaps between purchases is longer than {n} days: in periods this short many look gone who are not.",
        days,
    ).format(n=format_number(days))
