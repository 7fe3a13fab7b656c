"""How far data of contracts alone reach: to the last day on which something happened, not to what is still to come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import store
from store.facts import last_of_contracts
from tests.pages.tiny import publish

FIRST = date(2024, 1, 1)


def every(days, until, since=0):
    return [FIRST + timedelta(days=day) for day in range(since, until + 1, days)]


def day(number):
    return FIRST + timedelta(days=number)


@pytest.mark.parametrize(
    ("began", "cancelled", "last"),
    [
        pytest.param(every(1, 60), [day(10)], 60, id="a cancellation before the last beginning"),
        pytest.param(every(1, 60), [day(60)], 60, id="on its day"),
        pytest.param(every(7, 70), [day(73)], 73, id="so near that it may well have happened"),
        pytest.param(every(7, 70), [day(77)], 77, id="as far apart as all others"),
        pytest.param(every(7, 70), [day(78)], 70, id="one day farther, alone"),
        pytest.param(every(1, 60), [day(64), day(65)], 60, id="with notice, where contracts begin on every day"),
        pytest.param(every(2, 60), every(1, 66, since=61), 66, id="six days, where they begin on every other day"),
        pytest.param(every(2, 60), every(1, 67, since=61), 66, id="seven days, which is unlikely"),
        pytest.param(every(31, 93), [day(124), day(500)], 124, id="one far ahead of the others"),
        pytest.param(every(1, 30), every(30, 430, since=40), 430, id="nobody begins any more, and they leave"),
        pytest.param(every(1, 30), [], 30, id="no cancellation"),
        pytest.param([FIRST], [day(200)], 200, id="one contract, of which nothing else is known"),
    ],
)
def test_boundary_days_of_the_last_day(began, cancelled, last):
    assert last_of_contracts(began, cancelled) == day(last)


def test_without_a_contract_there_is_no_last_day():
    assert last_of_contracts([], []) is None


def test_neither_an_end_nor_a_cancellation_ahead_makes_the_data_complete(home):
    """Weekly beginnings to 11 March; one ends in 2030, one is cancelled with notice to the end of June."""
    lines = [f"c{place},{begins},2030-12-31," for place, begins in enumerate(every(7, 70))]
    lines.append("late,2024-01-08,,2024-06-30")
    publish(home, contracts="\n".join(["customer_id,starts_on,ends_on,cancelled_on", *lines, ""]))
    assert store.open("tiny").info.complete_up_to == date(2024, 3, 11)
