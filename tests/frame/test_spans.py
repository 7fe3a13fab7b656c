"""Presets of periods and the length that suits: the first and the last period, by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from frame import grains, spans
from localization.grains import usual


def periods(starts, complete):
    days = pd.to_datetime(starts)
    return pd.DataFrame({"starts_on": days, "is_complete": [place < complete for place in range(len(days))]})


# Quarters from 2023 on; the second of 2024 is open.
QUARTERS = periods(["2023-01-01", "2023-04-01", "2023-07-01", "2023-10-01", "2024-01-01", "2024-04-01"], 5)
YEARS = periods(["2023-01-01", "2024-01-01"], 1)


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        ("3", date(2024, 1, 1), date(2024, 1, 1)),
        ("12", date(2023, 4, 1), date(2024, 1, 1)),
        ("this_year", date(2024, 1, 1), date(2024, 1, 1)),
        ("last_year", date(2023, 1, 1), date(2023, 10, 1)),
        ("all", None, None),
    ],
)
def test_a_preset_ends_with_a_complete_period(span, first, last):
    assert spans.ends(QUARTERS, YEARS, "quarter", span) == (first, last)


def test_what_holds_no_period_is_not_offered():
    """Nobody who asks for last year sees all years instead; three months hold no half-year."""
    assert spans._offered(QUARTERS, YEARS, "quarter") == list(spans.SPANS)
    young = QUARTERS[QUARTERS["starts_on"] >= "2024-01-01"]
    assert spans._offered(young, YEARS[YEARS["starts_on"] >= "2024-01-01"], "quarter") == [
        span for span in spans.SPANS if span != "last_year"
    ]
    halves = periods(["2023-01-01", "2023-07-01"], 2)
    assert "3" not in spans._offered(halves, YEARS, "half")
    assert spans._offered(periods(["2024-01-01"], 0), YEARS, "month") == ["all", "own"]


@pytest.mark.parametrize(
    ("complete", "gap_days", "suits"),
    [
        ({"month": 12, "quarter": 4}, 31, "month"),
        ({"month": 12, "quarter": 4}, 31.1, "quarter"),
        ({"month": 12, "quarter": 3}, 60, "month"),
        ({"month": 23, "quarter": 7}, 20, "month"),
        ({"month": 24, "quarter": 8}, 20, "quarter"),
        ({"month": 3, "quarter": 1}, 20, "month"),
        ({"month": 36, "quarter": 12, "half": 6, "year": 3}, 184, "half"),
    ],
)
def test_the_length_at_the_start_holds_the_usual_gap(complete, gap_days, suits):
    assert usual(complete, gap_days) == suits


def test_a_shorter_period_warns_and_one_as_long_does_not():
    assert grains.warning("month", 31) == ""
    assert "longer than 32 days" in grains.warning("month", 32)
