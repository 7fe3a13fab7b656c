"""The picture of how much more one group of customers comes back than another, and the people of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

import charts.differences
from localization import _
from localization.numbers import format_percent
from screens.cohorts import difference_findings as findings
from screens.cohorts.findings import MOST_AGES
from screens.cohorts.pictures import Group
from ui.drawing import show
from view import values_of
from words.texts import each, of, value_label

if TYPE_CHECKING:
    from screens.cohorts.reading import Reading
    from view import View


def by_age(view: View, found: pd.DataFrame, how: Reading, *, key: str) -> dict[str, Any] | None:
    """Draw the difference at each age with its interval; returns the picked age."""
    found = found[found["age"] <= MOST_AGES]
    rows = pd.DataFrame(
        {
            "age": found["age"],
            "difference": found["difference"],
            "difference_low": found["difference_low"],
            "difference_high": found["difference_high"],
            "is_real": found["is_real"].fillna(value=False).astype(bool),
            "age_label": each(found["age"], lambda age: how.age(view, int(age))),
            "difference_label": [findings.with_interval(row) for row in found.to_dict("records")],
            "rate_label": _shares(view, found, ""),
            "other_label": _shares(view, found, "other_"),
            "verdict_label": each(found["is_real"], findings.verdict),
        }
    )
    return show(
        view,
        charts.differences.by_age,
        rows,
        key=key,
        alt=_("Difference in retention at each age, with its 95 % interval."),
        select="cell",
        grain=view.lens.grain,
    )


def sides(view: View, pooled: pd.DataFrame, one: str, against: str | None) -> list[Group]:
    """Return the two groups that are held against each other: one value, and another or all others."""
    attribute = view.lens.by
    others = (
        (against,)
        if against is not None
        else tuple(value for value in values_of(view.dataset, view.info.version, attribute) if value != one)
    )
    names = {(one,): value_label(one), others: findings.other_side(against)}
    return [
        Group(
            title, f"side_{place}", view.among(attribute, values), pooled.iloc[:0], _together(pooled, attribute, values)
        )
        for place, (values, title) in enumerate(names.items())
    ]


def _together(pooled: pd.DataFrame, attribute: str, values: tuple[str, ...]) -> pd.DataFrame:
    """Add up the customers of some values at each age, so that a list can be counted against them."""
    sums = ["customers", "retained", "retained_on_or_after"]
    return pooled[pooled[attribute].isin(values)].groupby("age", as_index=False)[sums].sum()


def _shares(view: View, found: pd.DataFrame, side: str) -> list[str]:
    return [
        f"{format_percent(rate)} ({of(view.count(part), view.count(whole))})"
        for rate, part, whole in zip(
            found[f"{side}rate"], found[f"{side}retained"], found[f"{side}customers"], strict=True
        )
    ]
