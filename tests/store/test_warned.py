"""Who is warned of: nobody who is known to have left, neither today nor on a day of the past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import store
from tests.store.conftest import line, put, read

FIRST = date(2023, 1, 2)
LEFT_ON = date(2023, 11, 20)


def orders():
    """A year of thirty customers, each with a purchase about every week; five of them end with LEFT_ON."""
    return [
        line(f"c{key:02}", (FIRST + timedelta(days=7 * week + key % 7)).isoformat(), 10 + key)
        for key in range(30)
        for week in range(52)
        if key >= 5 or FIRST + timedelta(days=7 * week + key % 7) <= LEFT_ON
    ]


def published(left, constants=(), more=()):
    with store.draft("shop") as draft:
        put(draft, [*orders(), *more])
        put(draft, left, "departures", constants=constants)
        draft.publish()
    numbers = dict(read("customers", "customer_key", "customer_id"))
    warned = {numbers[key] for (key,) in read("customer_risk", "customer_key")}
    return warned, [(origin, numbers[key]) for origin, key in read("risk_tested", "origin", "customer_key")]


def left(day, *customers):
    return [{"customer_id": customer, "left_on": day} for customer in customers]


@pytest.fixture
def everybody():
    return {f"c{key:02}" for key in range(30)}


def test_who_has_left_is_not_warned_of_from_the_day_on(home, everybody):
    warned, tested = published(left(LEFT_ON.isoformat(), "c00", "c01", "c07"))
    assert warned == everybody - {"c00", "c01"}, "c07 went on buying"
    origins = sorted({origin for origin, _ in tested})
    assert len(origins) == 3
    for origin in origins:
        then = {customer for on, customer in tested if on == origin}
        assert then == (everybody if origin < LEFT_ON.isoformat() else everybody - {"c00", "c01"})


def test_who_came_back_is_warned_of_again(home, everybody):
    back = line("c00", (LEFT_ON + timedelta(days=1)).isoformat())
    warned, _ = published(left(LEFT_ON.isoformat(), "c00", "c01"), more=[back])
    assert warned == everybody - {"c01"}


def test_a_day_that_was_only_supposed_was_not_known_before(home, everybody):
    """The file says who left and not when: its day, far behind the data, is that of its loading."""
    warned, tested = published(left("2026-11-01", "c00"), constants=["left_on"])
    assert warned == everybody - {"c00"}
    assert {customer for _, customer in tested} == everybody


def test_nobody_has_left_on_a_day_that_is_still_to_come(home, everybody):
    warned, _ = published(left("2026-11-01", "c00"))
    assert warned == everybody
