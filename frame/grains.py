"""Which length of period suits a business: one in which most of its customers buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localization import ngettext
from localization.grains import DAYS, LEAST_PERIODS, shortest
from localization.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTHS_FOR_QUARTERS = 24  # two years of months are too many to read at once


def usual(complete: Mapping[str, int], gap_days: float) -> str:
    """Return the shortest period, from a month on, in which three of four gaps between purchases fit.

    Parameters
    ----------
    complete
        Complete periods of each grain that the version holds.
    gap_days
        Three of four gaps between purchases are no longer (the version's `usual_gap_days`).

    """
    fits = shortest(complete, gap_days)
    many = complete.get("month", 0) >= MONTHS_FOR_QUARTERS and complete.get("quarter", 0) >= LEAST_PERIODS
    return "quarter" if fits == "month" and many else fits


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
