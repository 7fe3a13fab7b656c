"""How far data reach: to the last day on which something happened, not to what is still to come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import store
from store.reach import Reach, last_of_contracts
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
        pytest.param([*every(1, 60), day(63)], [], 63, id="a beginning so near that nothing is said of it"),
        pytest.param([*every(1, 60), day(64)], [], 60, id="one day farther, in advance"),
        pytest.param([*every(7, 70), day(98)], [], 98, id="four weeks, where they begin every week"),
        pytest.param([*every(7, 70), day(99)], [], 70, id="a day more, which is unlikely"),
        pytest.param([*every(1, 60), *every(31, 153, since=91)], [], 60, id="a twentieth of all, a month apart"),
        pytest.param([*every(1, 60), *every(31, 184, since=91)], [], 184, id="one more than that"),
        pytest.param([*every(1, 30), *every(1, 120, since=60)], [], 120, id="a summer without any, and on as before"),
        pytest.param([*every(1, 60), day(90)], [day(61)], 61, id="one in advance, and a cancellation before it"),
    ],
)
def test_boundary_days_of_the_last_day(began, cancelled, last):
    assert last_of_contracts(began, cancelled) == day(last)


DAILY, WEEKLY = frozenset(every(1, 60)), frozenset(every(7, 56))


@pytest.mark.parametrize(
    ("days", "last"),
    [
        pytest.param(
            Reach(ordered=frozenset({FIRST, day(50)}), happened=DAILY), 50, id="orders alone, where there are"
        ),
        pytest.param(Reach(happened=DAILY), 60, id="the last event"),
        pytest.param(Reach(happened=DAILY, began=WEEKLY), 60, id="events after the last contract"),
        pytest.param(Reach(happened=WEEKLY, began=DAILY), 60, id="contracts after the last event, as may well be"),
        pytest.param(Reach(happened=DAILY, began=frozenset({FIRST, day(63)})), 63, id="three days after all else"),
        pytest.param(Reach(happened=DAILY, began=frozenset({FIRST, day(64)})), 60, id="four days: it is to come"),
        pytest.param(Reach(began=DAILY, cancelled=frozenset({day(90)})), 60, id="a cancellation that is to come"),
        pytest.param(Reach(), None, id="nothing"),
    ],
)
def test_boundary_days_of_all_that_happened(days, last):
    assert days.last == (None if last is None else day(last))


def test_days_of_two_files_are_taken_together():
    assert (Reach(happened=WEEKLY, began=frozenset({day(64)})) | Reach(happened=DAILY)).last == day(60)


def test_complaints_go_on_after_the_last_departure_and_a_contract_begins_in_advance(home):
    """Of 60 customers each complains on a day of its own, until 29 February; one has a contract from June on."""
    complaints = "\n".join(f"c{place},{begins}" for place, begins in enumerate(every(1, 59)))
    publish(
        home,
        departures="customer_id,left_on,reason\nc1,2024-02-10,price\n",
        complaints=f"customer_id,opened_at\n{complaints}\n",
        contracts="customer_id,starts_on,ends_on\nc1,2024-01-01,2024-02-10\nc2,2024-01-02,\nc3,2024-06-01,2025-05-31\n",
    )
    assert store.open("tiny").info.complete_up_to == date(2024, 2, 29)


def test_without_a_contract_there_is_no_last_day():
    assert last_of_contracts([], []) is None


def test_neither_an_end_nor_a_cancellation_ahead_makes_the_data_complete(home):
    """Weekly beginnings to 11 March; one ends in 2030, one is cancelled with notice to the end of June."""
    lines = [f"c{place},{begins},2030-12-31," for place, begins in enumerate(every(7, 70))]
    lines.append("late,2024-01-08,,2024-06-30")
    publish(home, contracts="\n".join(["customer_id,starts_on,ends_on,cancelled_on", *lines, ""]))
    assert store.open("tiny").info.complete_up_to == date(2024, 3, 11)
