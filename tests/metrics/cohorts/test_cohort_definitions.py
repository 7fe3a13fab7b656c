"""Who counts as kept: the worked tests of every definition, typed by hand, and a triangle made with pandas beside."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metrics
from tests.metrics.conftest import rows
from tests.metrics.test_identities import examples, histories, world  # noqa: F401 - a fixture

DEFINITIONS = ({"kept_if": "exact"}, {"kept_if": "on_or_after"}, {"kept_if": "bracket", "width": 2},
               {"kept_if": "streak"}, {"kept_if": "exact", "least_orders": 2},
               {"kept_if": "streak", "least_orders": 2})  # fmt: skip


def triangle(history, **options):
    found = metrics.defined_retention(history.activity(), history.periods(), **options)
    table = {}
    for cohort, _, retained in rows(found, "cohort", "age", "retained"):
        table.setdefault(cohort[:7], []).append(retained)
    return table


def test_exact_on_mini(mini):
    assert triangle(mini) == {"2024-01": [3, 2, 1, 2], "2024-02": [2, 2, 1], "2024-03": [2, 0], "2024-04": [1]}


def test_on_or_after_on_mini(mini):
    assert triangle(mini, kept_if="on_or_after") == {
        "2024-01": [3, 2, 2, 2], "2024-02": [2, 2, 1], "2024-03": [2, 0], "2024-04": [1],
    }  # fmt: skip


def test_bracket_counts_a_customer_once(mini):
    """Months k and k + 1 together: of January c1 in 1-2, c1 and c2 in 2-3 (c2 in April); the last bracket is open."""
    assert triangle(mini, kept_if="bracket", width=2) == {
        "2024-01": [3, 2, 2], "2024-02": [2, 2], "2024-03": [2], "2024-04": [1],
    }  # fmt: skip


def test_streak_ends_with_the_first_month_away(mini):
    """C2 bought in January, February and April: in April the streak is over, although April is a month of purchase."""
    assert triangle(mini, kept_if="streak") == {
        "2024-01": [3, 2, 1, 1], "2024-02": [2, 2, 1], "2024-03": [2, 0], "2024-04": [1],
    }  # fmt: skip


def test_two_orders_a_month(history):
    history.add("ann", "2024-01-05", "2024-02-03", "2024-02-20", "2024-03-01")
    history.add("bob", "2024-01-09", "2024-03-02", "2024-03-09")
    history.complete_up_to = "2024-03-31"
    assert triangle(history, least_orders=2) == {"2024-01": [2, 1, 1]}
    assert triangle(history, least_orders=2, kept_if="on_or_after") == {"2024-01": [2, 2, 1]}
    assert triangle(history, least_orders=2, kept_if="streak") == {"2024-01": [2, 1, 0]}


def test_open_cells_are_listed_when_wanted(mini):
    mini.complete_up_to = "2024-04-20"
    found = metrics.defined_retention(mini.activity(), mini.periods(), kept_if="bracket", width=2, include_open=True)
    assert rows(found, "cohort", "age", "retained", "is_complete")[:4] == [
        ("2024-01-01", 0, 3, True), ("2024-01-01", 1, 2, True), ("2024-01-01", 2, 2, False),
        ("2024-01-01", 3, 2, False),
    ]  # fmt: skip


def days_of(history, metric, **options):
    return metric(history.purchase_days, history.days, history.periods(), history.until, "month", **options)


def test_ages_in_days_on_mini(mini):
    """1 of 7, 4 of 5, 1 of 3: c4, 87 days old, is not old enough for the third thirty days."""
    assert rows(days_of(mini, metrics.day_averages), "age", "retained", "customers", "rate") == [
        (1, 1, 7, 0.1429), (2, 4, 5, 0.8), (3, 1, 3, 0.3333),
    ]  # fmt: skip


def test_ages_in_days_by_cohort(mini):
    found = days_of(mini, metrics.day_retention)
    assert rows(found, "cohort", "age", "retained", "customers", "is_complete") == [
        ("2024-01-01", 0, 3, 3, True), ("2024-01-01", 1, 0, 3, True), ("2024-01-01", 2, 2, 3, True),
        ("2024-01-01", 3, 1, 3, True),
        ("2024-02-01", 0, 2, 2, True), ("2024-02-01", 1, 0, 2, True), ("2024-02-01", 2, 2, 2, True),
        ("2024-03-01", 0, 2, 2, True), ("2024-03-01", 1, 1, 2, True),
        ("2024-04-01", 0, 1, 1, True),
    ]  # fmt: skip


@pytest.mark.parametrize(("age", "kept"), [(1, {"c6"}), (2, {"c1", "c2", "c4", "c5"}), (3, {"c1"})])
def test_the_people_behind_an_age_in_days(mini, age, kept):
    members = days_of(mini, metrics.day_members, cohort=None, age=age).to_pandas()
    assert set(members.loc[members.is_kept, "customer_key"]) == {mini.key(customer) for customer in kept}
    assert len(members) == {1: 7, 2: 5, 3: 3}[age]


@pytest.mark.parametrize(
    ("options", "retained"),
    [
        ({"kept_if": "on_or_after"}, [(1, 5, 7), (2, 4, 5), (3, 2, 3)]),
        ({"kept_if": "bracket", "width": 2}, [(1, 4, 5), (2, 2, 3)]),
        ({"kept_if": "streak"}, [(1, 1, 7), (2, 0, 5), (3, 0, 3)]),
        ({"least_orders": 2}, [(1, 0, 7), (2, 0, 5), (3, 1, 3)]),
    ],
    ids=["on or after", "bracket", "streak", "two orders"],
)
def test_definitions_in_days_on_mini(mini, options, retained):
    """Days to each later purchase: c1 36, 63, 88; c2 39, 94; c4 41, 77; c5 45; c6 20; c3, c7 and c8 none."""
    found = days_of(mini, metrics.day_averages, **options)
    assert rows(found, "age", "retained", "customers") == retained


def days_by_hand(history, *, kept_if, width=1, least_orders=1, bucket_days=30):
    """With pandas: for each customer the ages of purchase, counted one by one, and a plain test."""
    bought = history.purchase_days.to_pandas()
    counts = {}
    for _key, mine in bought.groupby("customer_key"):
        first = mine.day.min()
        ages = -(-(mine.day - first).dt.days // bucket_days)
        orders = mine.groupby(ages).orders.sum()
        there = set(orders[orders >= least_orders].index) | {0}
        full = (pd.Timestamp(history.until) - first).days // bucket_days
        for age in range(1, full + 1):
            if kept_if == "bracket" and age + width - 1 > full:
                continue
            kept = {
                "exact": age in there,
                "on_or_after": max(there) >= age,
                "bracket": bool(there & set(range(age, age + width))),
                "streak": set(range(age + 1)) <= there,
            }[kept_if]
            people, back = counts.get(age, (0, 0))
            counts[age] = people + 1, back + kept
    return [(age, back, people) for age, (people, back) in sorted(counts.items())]


@pytest.mark.parametrize("options", DEFINITIONS, ids=str)
@pytest.mark.parametrize("bucket_days", [7, 30])
def test_definitions_in_days_are_those_of_pandas(mini, options, bucket_days):
    found = rows(
        days_of(mini, metrics.day_averages, **options, bucket_days=bucket_days), "age", "retained", "customers"
    )
    assert found == days_by_hand(mini, **options, bucket_days=bucket_days)
    age, retained, customers = found[len(found) // 2]
    members = days_of(mini, metrics.day_members, cohort=None, age=age, **options, bucket_days=bucket_days).to_pandas()
    assert (members.is_kept.sum(), len(members)) == (retained, customers)


def test_means_on_mini(mini):
    found = metrics.cohort_averages(mini.activity(), mini.periods())
    assert rows(found, "age", "cohorts", "customers", "rate", "simple_rate", "median_rate") == [
        (1, 3, 7, 0.5714, 0.5556, 0.6667), (2, 2, 5, 0.4, 0.4167, 0.4167), (3, 1, 3, 0.6667, 0.6667, 0.6667),
    ]  # fmt: skip


def test_means_with_april_open(mini):
    mini.complete_up_to = "2024-04-20"
    found = metrics.cohort_averages(mini.activity(), mini.periods())
    assert rows(found, "age", "rate") == [(1, 0.8), (2, 0.3333)]


def test_ten_percent_or_two(history):
    """Cohorts of 10 (20 % kept) and of 100 (none): 10 % as a mean of cohorts, 1.82 % of the customers."""
    for number in range(10):
        history.add(f"a{number}", "2024-01-10", *(["2024-02-10"] if number < 2 else []))
    for number in range(100):
        history.add(f"b{number}", "2024-02-10")
    history.complete_up_to = "2024-03-31"
    found = metrics.cohort_averages(history.activity(), history.periods())
    assert rows(found, "age", "rate", "simple_rate")[0] == (1, 0.0182, 0.1)


def by_hand(activity, periods, *, kept_if, width=1, least_orders=1):
    """The triangle with pandas: for each customer the set of ages at which they were active, and a plain test."""
    closed = periods.loc[periods.is_complete, "period"].max() if periods.is_complete.any() else -1
    table = {}
    for (_, cohort), mine in activity.groupby(["customer_key", "cohort"]):
        ages = {int(p - cohort) for p, n in zip(mine.period, mine.orders, strict=True) if n >= least_orders} | {0}
        for age in range(int(closed - cohort) + 1):
            if age and kept_if == "bracket" and cohort + age + width - 1 > closed:
                continue
            kept = {
                "exact": age in ages,
                "on_or_after": max(ages) >= age,
                "bracket": not age or bool(ages & set(range(age, age + width))),
                "streak": set(range(age + 1)) <= ages,
            }[kept_if]
            people, back = table.get((cohort, age), (0, 0))
            table[cohort, age] = people + 1, back + kept
    return table


@examples(12)
@given(histories(), st.sampled_from(DEFINITIONS))
def test_triangles_are_those_of_pandas(world, history, options):  # noqa: F811
    world.fill(history)
    cells = world.now(metrics.defined_retention(*world.facts, **options))
    periods = world.query("FROM periods")
    numbers = dict(zip(pd.to_datetime(periods.starts_on), periods.period, strict=True))
    found = {
        (numbers[pd.Timestamp(cell.cohort)], cell.age): (cell.customers, cell.retained) for cell in cells.itertuples()
    }
    assert found == by_hand(world.query("FROM activity"), periods, **options)


@examples(10)
@given(histories(), st.sampled_from(DEFINITIONS), st.data())
def test_lists_are_as_long_as_their_cells_and_means(world, history, options, data):  # noqa: F811
    world.fill(history)
    cells = world.now(metrics.defined_retention(*world.facts, **options))
    means = world.now(metrics.cohort_averages(*world.facts, **options))
    if means.empty:
        return
    cell = data.draw(st.sampled_from(list(cells.itertuples())))
    mean = data.draw(st.sampled_from(list(means.itertuples())))
    for one, cohort in ((cell, cell.cohort.date()), (mean, None)):
        members = world.now(metrics.cohort_members(*world.facts, cohort, one.age, **options))
        assert members.customer_key.is_unique
        assert (len(members), members.is_kept.sum()) == (one.customers, one.retained)
    of_age = cells[cells.age == mean.age]
    for rate in (mean.rate, mean.simple_rate, mean.median_rate):
        assert of_age.rate.min() - 1e-9 <= rate <= of_age.rate.max() + 1e-9


@examples(8)
@given(histories())
def test_the_stricter_definition_never_counts_more(world, history):  # noqa: F811
    world.fill(history)
    names = ("streak", "exact", "on_or_after")
    counted = [world.now(metrics.defined_retention(*world.facts, kept_if=name)).retained for name in names]
    for stricter, wider in pairwise(counted):
        assert (stricter <= wider).all()


def test_a_bracket_of_one_period_is_exact(mini):
    assert triangle(mini, kept_if="bracket", width=1) == triangle(mini)
    members = metrics.cohort_members(
        mini.activity(), mini.periods(), date(2024, 1, 1), 2, kept_if="bracket", width=2
    ).to_pandas()
    assert members.is_kept.sum() == 2
