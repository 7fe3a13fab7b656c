"""Who has left, as far as it was said on a day, and did not come back."""

from __future__ import annotations

from datetime import date

import ibis
import pandas as pd
import pytest

import metrics


def days(name, *rows):
    """A table of customers and days."""
    frame = pd.DataFrame(rows, columns=["customer_key", name]).astype({"customer_key": "int32"})
    return ibis.memtable(frame.assign(**{name: pd.to_datetime(frame[name])})).mutate(
        **{name: ibis._[name].cast("date")}
    )


def gone(as_of, left, there=()):
    found = metrics.departed(days("left_on", *left), days("day", *there), date.fromisoformat(as_of))
    return sorted(found.to_pandas()["customer_key"])


@pytest.mark.parametrize(("as_of", "expected"), [("2024-03-09", []), ("2024-03-10", [1]), ("2024-12-31", [1])])
def test_the_day_itself_is_known(as_of, expected):
    assert gone(as_of, [(1, "2024-03-10")], [(1, "2024-01-05")]) == expected


@pytest.mark.parametrize(("bought", "expected"), [("2024-03-09", [1]), ("2024-03-10", [1]), ("2024-03-11", [])])
def test_who_buys_after_the_day_has_come_back(bought, expected):
    assert gone("2024-06-30", [(1, "2024-03-10")], [(1, bought)]) == expected


def test_what_comes_later_is_not_known():
    there = [(1, "2024-01-05"), (1, "2024-05-01")]
    assert gone("2024-04-30", [(1, "2024-03-10")], there) == [1]
    assert gone("2024-05-01", [(1, "2024-03-10")], there) == []
    assert gone("2024-06-30", [(1, "2024-03-10"), (1, "2024-06-30")], there) == [1], "left a second time"


def test_who_was_never_there_has_left_all_the_same():
    assert gone("2024-06-30", [(2, "2024-03-10"), (3, "2024-07-01")], [(1, "2024-01-05")]) == [2]
