"""What is left of a difference when something else is held equal: worked by hand, and counted a second way."""

from __future__ import annotations

from datetime import date

import ibis
import numpy as np
import pandas as pd
import pytest

from metrics.causes.confounding import driver_strata, driver_strata_members
from metrics.errors import UnsuitableOption
from tests.metrics.causes.test_drivers import END, PERIODS, firm

# Of the north 24 of 60 left and 4 of 40, of the south 36 of 90 and 21 of 210: as many within each plan.
ALIKE = (("n", "dear", 24, 60), ("s", "dear", 36, 90), ("n", "cheap", 4, 40), ("s", "cheap", 21, 210))
UNLIKE = (("n", "dear", 30, 60), ("s", "dear", 36, 90), ("n", "cheap", 8, 40), ("s", "cheap", 21, 210))


def of(counts):
    gone, regions, plans = [], [], []
    for region, plan, left, everybody in counts:
        gone += [True] * left + [False] * (everybody - left)
        regions += [region] * everybody
        plans += [plan] * everybody
    return firm(gone, region=regions, plan=plans)


def asked(counts, **options):
    activity, people = of(counts)
    found = driver_strata(people, PERIODS, END, "region", "n", "plan", activity=activity, **options)
    return found.to_pandas().set_index(["held_equal", "stratum"])


def test_a_difference_that_comes_from_the_plan_goes_when_plans_are_held_equal():
    """All together 28 of 100 against 57 of 300, nine points; within each plan there is none."""
    found = asked(ALIKE)
    assert found.index.tolist() == [("all", ""), ("held", ""), ("stratum", "cheap"), ("stratum", "dear")]
    whole, held = found.loc[("all", "")], found.loc[("held", "")]
    assert (whole.customers, whole.left, whole.other_customers, whole.other_left) == (100, 28, 300, 57)
    assert whole.difference == pytest.approx(0.09)
    assert held.difference == pytest.approx(0)
    assert held.other_rate == pytest.approx(0.28)
    assert not held.is_real
    assert found.difference[2:].tolist() == pytest.approx([0, 0])


def test_what_is_left_is_weighed_as_by_mantel_and_haenszel_with_satos_limits():
    """Ten points in each plan, of the 19 all together; the limits are counted a second way."""
    held = asked(UNLIKE).loc[("held", "")]
    assert held.difference == pytest.approx(0.1)
    x, n, y, m = (np.array(pair, float) for pair in ((30, 8), (60, 40), (36, 21), (90, 210)))
    weights, whole = n * m / (n + m), n + m
    slope = (n**2 * y - m**2 * x + n * m * (m - n) / 2) / whole**2
    level = (x * (m - y) + y * (n - x)) / (2 * whole)
    half = 1.959964 * np.sqrt(0.1 * slope.sum() + level.sum()) / weights.sum()
    assert (held.difference_low, held.difference_high) == pytest.approx((0.1 - half, 0.1 + half), rel=1e-5)
    assert not held.is_real


def test_a_plan_that_one_side_lacks_says_nothing_of_what_is_held():
    found = asked((*ALIKE, ("s", "free", 50, 50)))
    assert found.loc[("all", "")].other_customers == 350
    assert (found.loc[("held", "")].other_customers, found.loc[("held", "")].difference) == (300, pytest.approx(0))
    assert pd.isna(found.loc[("stratum", "free")].difference)


def test_where_no_value_has_both_sides_nothing_is_held():
    found = asked((("n", "dear", 1, 10), ("s", "cheap", 2, 10)))
    assert "held" not in found.index.get_level_values("held_equal")


def test_customers_of_whom_it_is_not_known_are_a_group_of_their_own():
    found = asked((*ALIKE, ("n", None, 1, 10), ("s", None, 3, 10)))
    assert found.loc[("stratum", "")].customers == 10


def test_every_count_opens_a_list_of_as_many():
    activity, people = of(UNLIKE)
    found = asked(UNLIKE)
    for stratum, has_it, column in (("dear", True, "left"), ("cheap", False, "other_left")):
        listed = driver_strata_members(
            people, PERIODS, END, "region", "n", "plan", stratum, has_it=has_it, activity=activity
        )
        assert len(listed.to_pandas()) == found.loc[("stratum", stratum)][column]
    everybody = driver_strata_members(people, PERIODS, END, "region", "n", "plan", has_left=None, activity=activity)
    assert len(everybody.to_pandas()) == found.loc[("all", "")].customers


@pytest.mark.parametrize(
    ("day", "counts"),
    [("2024-01-01", 1), ("2024-02-29", 1), ("2024-03-01", 0), ("2023-12-31", 0), (None, 1)],
    ids=["first day of the period", "last of the next", "the day after", "the day before", "no day"],
)
def test_over_a_cause_left_who_named_it_in_the_period_or_the_next(day, counts):
    activity, people = firm([True, True, False], region=["n", "n", "s"], plan=["a", "a", "a"])
    left_on = pd.Series([None if day is None else date.fromisoformat(day), date(2024, 2, 1)])
    departures = ibis.memtable(
        pd.DataFrame({"departure_id": [1, 2], "customer_key": [0, 1], "left_on": left_on}),
        schema={"departure_id": "int32", "customer_key": "int64", "left_on": "date"},
    )
    causes = ibis.memtable(pd.DataFrame({"departure_id": [1, 2], "cause": ["price", "service"]}))
    found = driver_strata(
        people, PERIODS, END, "region", "n", "plan",
        activity=activity, departures=departures, departure_causes=causes, cause="price",
    )  # fmt: skip
    assert found.to_pandas().iloc[0].left == counts


def test_equal_charges_are_in_the_same_third():
    gone = [True, True, False, False, False, False]
    activity, people = firm(gone, plan=["a"] * 6)
    charges = ibis.memtable(pd.DataFrame({"customer_key": range(6), "monthly_charge": [9.0, 9, 5, 5, 5, None]}))
    found = driver_strata(
        people, PERIODS, END, "charge", "high", "plan", activity=activity, customer_charges=charges
    ).to_pandas()
    assert (found.iloc[0].customers, found.iloc[0].left) == (2, 2)
    low = driver_strata(people, PERIODS, END, "charge", "low", "plan", activity=activity, customer_charges=charges)
    assert (low.to_pandas().iloc[0].customers, low.to_pandas().iloc[0].other_left) == (3, 2)


def test_what_tells_of_the_leaving_itself_is_refused_in_a_sentence():
    activity, people = firm([True, False], churned=["yes", "no"], plan=["a", "b"])
    with pytest.raises(UnsuitableOption, match="“churned” is nothing that goes with leaving; there are: plan, "):
        driver_strata(people, PERIODS, END, "churned", "yes", "plan", activity=activity)
