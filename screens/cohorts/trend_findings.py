"""What is said of retention from cohort to cohort: improving, getting worse, or no trend but chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localization import _
from localization.numbers import seldom
from metrics import trend_of_shares
from words.change_words import points

if TYPE_CHECKING:
    import pandas as pd

    from metrics.cohorts.trend import Trend
    from screens.cohorts.reading import Reading
    from ui.cards import Verdict
    from view import View

LEAST_COHORTS = 3


def trend(view: View, cells: pd.DataFrame, how: Reading, age: int) -> Trend | None:
    """Test whether retention at an age changes from cohort to cohort; None where that cannot be tested."""
    compared = without_first(view, cells[(cells["age"] == age) & cells["is_complete"]].sort_values("cohort"))
    if how.is_money or how.is_on_or_after or len(compared) < LEAST_COHORTS:
        return None
    # A period in which nobody bought first is no cohort, but it has its place.
    starts = view.periods.loc[view.periods["starts_on"].between(*compared["cohort"].iloc[[0, -1]]), "starts_on"]
    counted = compared.set_index("cohort")[[how.part, how.whole]].reindex(starts, fill_value=0).astype("int64")
    return trend_of_shares(counted[how.part].tolist(), counted[how.whole].tolist())


def verdict(found: Trend | None) -> Verdict | None:
    """Say whether retention gets better from cohort to cohort; None where it could not be tested."""
    if found is None:
        return None
    return "unclear" if not found.is_real else "better" if found.slope > 0 else "worse"


def in_short(found: Trend) -> str:
    """Say in a few words what the test says."""
    return {
        "better": _("From cohort to cohort it gets better."),
        "worse": _("From cohort to cohort it gets worse."),
        "unclear": _("From cohort to cohort there is no clear change."),
    }[verdict(found) or "unclear"]


def over_cohorts(view: View, found: Trend | None, how: Reading, age: int) -> str:
    """Say by how much retention at an age changes from cohort to cohort, and how sure that is; why not, if not."""
    if how.is_on_or_after and not how.is_money:
        return _("No trend is told for “in it or later”: older cohorts have had more time to return.")
    if found is None:
        return ""
    return _verdict(found).format(
        age=how.age(view, age),
        n=view.count(found.groups),
        points=points(found.slope),
        low=points(found.low),
        high=points(found.high),
        chance=seldom(found.chance),
    )


def without_first(view: View, at_age: pd.DataFrame) -> pd.DataFrame:
    """Leave out the very first cohort of the data wherever two others can be compared.

    It is not known who in it was a customer before the data begin, and those stay longer than new ones.
    """
    others = at_age[at_age["cohort"] > view.periods["starts_on"].min()]
    return others if len(others) > 1 else at_age


def _verdict(found: Trend) -> str:
    if not found.is_real:
        return _(
            "Trend in {age} over {n} cohorts: not clear, chance alone could make it. From one cohort to the next: "
            "{points} (95 % interval: {low} to {high})."
        )
    if found.slope > 0:
        return _(
            "Trend in {age} over {n} cohorts: improving. From one cohort to the next: {points} (95 % interval: {low} "
            "to {high}); chance alone makes such a trend in {chance} of cases."
        )
    return _(
        "Trend in {age} over {n} cohorts: getting worse. From one cohort to the next: {points} (95 % interval: {low} "
        "to {high}); chance alone makes such a trend in {chance} of cases."
    )
