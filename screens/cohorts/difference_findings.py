"""What is said of the difference between two groups of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from localization import _
from localization.numbers import format_percent
from screens.cohorts.findings import nothing_yet
from words.change_words import points
from words.texts import of, value_label

if TYPE_CHECKING:
    from screens.cohorts.reading import Reading
    from view import View


def at_age(view: View, found: pd.DataFrame, how: Reading, age: int, one: str, against: str | None) -> str:
    """Say how much more one side comes back than the other at an age, and whether that is real."""
    rows = found[(found["age"] == age) & found["difference"].notna()]
    if rows.empty:
        return nothing_yet(view, how, age)
    row = rows.iloc[0]
    sentence = _(
        "In {age}, {rate} of {one} buy again ({count}) and {other_rate} of {other} ({other_count}). Difference: "
        "{difference}. {verdict}."
    )
    return sentence.format(
        age=how.age(view, age),
        one=value_label(one),
        other=other_side(against),
        rate=format_percent(row["rate"]),
        count=of(view.count(row["retained"]), view.count(row["customers"])),
        other_rate=format_percent(row["other_rate"]),
        other_count=of(view.count(row["other_retained"]), view.count(row["other_customers"])),
        difference=with_interval(row),
        verdict=verdict(row["is_real"]),
    )


def other_side(against: str | None) -> str:
    """Name the side that a value is held against."""
    return _("all others") if against is None else value_label(against)


def with_interval(row: Any) -> str:
    """Write a difference in points with its interval."""
    return _("{points} (95 % interval: {low} to {high})").format(
        points=points(row["difference"]), low=points(row["difference_low"]), high=points(row["difference_high"])
    )


def verdict(is_real: Any) -> str:
    """Say whether a difference is real, or whether chance explains it."""
    if pd.isna(is_real):
        return _("Nothing can be said of a side without customers")
    return _("The difference is real") if is_real else _("Chance could explain it: no real difference is shown")


def legend() -> str:
    """Say how to read the picture."""
    return _(
        "Above zero the first side comes back more. Filled: the 95 % interval leaves zero out, so the difference is "
        "real; hollow: it could be chance. Looking at many ages, one in twenty leaves zero out by chance alone. "
        "Click a point to see the customers of both sides."
    )
