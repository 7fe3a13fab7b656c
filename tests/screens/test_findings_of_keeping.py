"""What the overview and the cohorts page say, from frames typed by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from localization import use_language
from localization.numbers import format_number
from screens.cohorts import findings as cohorts
from screens.cohorts.pictures import deepest, groups
from screens.overview import findings as overview
from view import Lens


@pytest.fixture(autouse=True)
def english():
    use_language("en")
    yield
    use_language("en")


@pytest.fixture
def view():
    days = pd.date_range("2023-12-01", periods=90, freq="MS")
    return SimpleNamespace(
        looks_at=object(),
        theme="light",
        lens=Lens("month"),
        by=(),
        info=SimpleNamespace(knows_profit=False, attributes={"lost": 2, "segment": 3}),
        periods=pd.DataFrame({"starts_on": days, "name": [day.strftime("%b %Y") for day in days]}),
        period_name=lambda day: day.strftime("%b %Y"),
        count=lambda number: format_number(number, decimals=0),
        money=format_number,
    )


def cells_at_age_one(*cohorts_of):
    """One cell a month from January 2024 on: (customers, retained)."""
    days = pd.date_range("2024-01-01", periods=len(cohorts_of), freq="MS")
    frame = pd.DataFrame(cohorts_of, columns=["customers", "retained"])
    return frame.assign(cohort=days, age=1, rate=frame["retained"] / frame["customers"], is_complete=True)


def pooled_of(cells):
    kept, there = cells["retained"].sum(), cells["customers"].sum()
    return pd.DataFrame({"age": [1], "retained": [kept], "customers": [there], "rate": [kept / there]})


@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        (60, "It is rising: 60\u00a0% in the last 3 cohorts (180 of 300), 40\u00a0% before (120 of 300)."),
        (20, "It is falling: 20\u00a0% in the last 3 cohorts (60 of 300), 40\u00a0% before (120 of 300)."),
        (43, "No clear change: 43\u00a0% in the last 3 cohorts (129 of 300), 40\u00a0% before (120 of 300)."),
    ],
    ids=["more come back", "fewer come back", "a difference that chance explains"],
)
def test_direction(view, last, verdict):
    cells = cells_at_age_one(*[(100, 40)] * 3, *[(100, last)] * 3)
    assert (
        cohorts.come_back(view, cells, pooled_of(cells), cohorts.EXACT, 1)
        .partition(" Difference:")[0]
        .endswith(verdict)
    )


def test_customers_from_before_the_data_begin_are_compared_with_nobody(view):
    """They stay longer than new ones: with them every firm would seem to get worse."""
    cells = cells_at_age_one((100, 90), (100, 40), (100, 40))
    view.periods = view.periods.iloc[1:]
    sentence = cohorts.come_back(view, cells, pooled_of(cells), cohorts.EXACT, 1)
    assert "No clear change: 40\u00a0% in the last cohort (40 of 100), 40\u00a0% before (40 of 100)." in sentence
    assert sentence.endswith(
        "The first cohort is left out of the comparison: customers from before the data begin are in it."
    )
    assert "Jan 2024" not in cohorts.extreme_cohorts(view, cells.assign(rate=[0.9, 0.4, 0.5]), cohorts.EXACT, 1)


def test_an_open_cohort_is_not_read(view):
    cells = cells_at_age_one((100, 40), (100, 50), (100, 0))
    cells.loc[2, "is_complete"] = False
    assert cohorts.extreme_cohorts(view, cells, cohorts.EXACT, 1) == (
        "Best cohort, and the newest: Feb 2024 with 50\u00a0% (50 of 100); worst: Jan 2024 with 40\u00a0% (40 of 100)."
    )


def test_tiny_cohorts_are_neither_best_nor_worst(view):
    cells = cells_at_age_one((100, 40), (3, 3), (100, 50), (2, 0))
    assert cohorts.extreme_cohorts(view, cells, cohorts.EXACT, 1).startswith(
        "Best cohort: Mar 2024 with 50\u00a0% (50 of 100); worst: Jan 2024 with 40\u00a0% (40 of 100)"
    )


def test_of_money_nothing_is_concluded(view):
    cells = cells_at_age_one(*[(10, 5)] * 4).assign(revenue=[50, 50, 20, 20], first_revenue=100)
    cells["revenue_rate"] = cells["revenue"] / cells["first_revenue"]
    pooled = pooled_of(cells).assign(revenue=140, first_revenue=400, revenue_rate=0.35)
    assert cohorts.come_back(view, cells, pooled, cohorts.REVENUE, 1) == (
        "One month after the first purchase, customers bring 35\u00a0% of the sales of their first period (140 of 400)."
        " In the last 2 cohorts: 20\u00a0% (40 of 200); in those before: 50\u00a0% (100 of 200)."
    )


def test_a_picture_holds_the_newest_sixty_cohorts_and_says_so(view):
    cells = cells_at_age_one(*[(10, 5)] * 70)
    (group,) = groups(view, cells, pooled_of(cells), ())
    assert group.cells["cohort"].nunique() == 60
    assert group.cells["cohort"].max() == cells["cohort"].max()
    assert "The picture holds the newest 60 of 70 cohorts" in cohorts.legend(view, cells, cohorts.EXACT, "heat_map", 1)


def test_colours_start_after_age_zero():
    cells = pd.DataFrame({"age": [0, 1, 1], "rate": [1.0, 0.4, 0.9], "is_complete": [True, True, False]})
    assert deepest(cells, cohorts.EXACT) == 0.4


def kept_by_segment(*rows):
    frame = pd.DataFrame(rows, columns=["segment", "period", "start", "retained"])
    frame["period"] = pd.to_datetime(frame["period"])
    return frame.assign(
        rate=frame["retained"] / frame["start"], lost=frame["start"] - frame["retained"], is_complete=True
    )


def test_least_kept_segment_and_how_it_changed(view):
    kept = kept_by_segment(
        ("gold", "2024-02-01", 100, 90),
        ("iron", "2024-02-01", 100, 60),
        ("gold", "2024-03-01", 100, 80),
        ("iron", "2024-03-01", 100, 30),
        ("tiny", "2024-03-01", 2, 0),
    )
    assert overview.least_kept(view, overview.now_and_before(kept, "segment"), "segment") == (
        "Least kept: iron with 30\u00a0% (30 of 100), after 60\u00a0% (60 of 100)."
    )


def test_a_segment_that_was_not_there_before(view):
    kept = kept_by_segment(
        ("gold", "2024-02-01", 100, 90), ("gold", "2024-03-01", 100, 80), ("new", "2024-03-01", 50, 10)
    )
    assert (
        overview.least_kept(view, overview.now_and_before(kept, "segment"), "segment")
        == "Least kept: new with 20\u00a0% (10 of 50)."
    )


def test_splits_by_the_readers_breakdown_else_by_the_first_attribute_that_can(view):
    assert overview.split_by(view) == "segment"
    view.lens = Lens("month", by="region")
    assert overview.split_by(view) == "region"
