"""What a load changes in months that were closed: by how much, and through whom."""

from __future__ import annotations

import pytest

import store
from tests.store.conftest import line, plain, publish, put

# January and February are closed, March is open until the 20th.
OLD = [
    line("ann", "2024-01-05", 100, order_id="1"),
    line("bob", "2024-01-20", 50, order_id="2"),
    line("ann", "2024-02-11", 40, order_id="3"),
    line("ann", "2024-03-20", 10, order_id="4"),
]


@pytest.fixture
def shop(home):
    publish(OLD)


def rows(frame, *columns):
    return [tuple(plain(value) for value in row) for row in frame[list(columns)].itertuples(index=False)]


def restated(*lines, **options):
    with store.draft("shop") as draft:
        put(draft, list(lines), **options)
        return draft.restatement()


def test_a_late_order_moves_its_month_and_the_retention_of_the_next(shop):
    """Cyd bought in January and we learn it now: January 150 → 170, February's retention 1 of 2 → 1 of 3."""
    found = restated(line("cyd", "2024-01-31", 20, order_id="9"))
    assert found.version == 1
    assert found.closed == 2
    names = ("label", "customers_before", "customers_after", "revenue_before", "revenue_after", "changed_customers")
    assert rows(found.periods, *names) == [("2024-01", 2, 3, 150, 170, 1), ("2024-02", 1, 1, 40, 40, 0)]
    assert rows(found.periods, "rate_before", "rate_after") == [(None, None), (0.5, 0.3333)]
    assert rows(found.customers, "label", "customer_id", "revenue_before", "revenue_after", "change") == [
        ("2024-01", "cyd", None, 20, "came")
    ]
    assert found.changed_customers == 1


def test_a_corrected_order_says_who_and_by_how_much(shop):
    found = restated(line("bob", "2024-01-20", 30, order_id="2"))
    assert rows(found.periods, "label", "revenue_before", "revenue_after") == [("2024-01", 150, 130)]
    assert rows(found.customers, "customer_id", "revenue_change", "change") == [("bob", -20, "moved")]


def test_an_order_moved_to_another_month_comes_and_goes(shop):
    found = restated(line("bob", "2024-02-20", 50, order_id="2"))
    assert rows(found.customers.sort_values("label"), "label", "customer_id", "change") == [
        ("2024-01", "bob", "went"),
        ("2024-02", "bob", "came"),
    ]
    assert rows(found.periods, "label", "rate_before", "rate_after") == [("2024-01", None, None), ("2024-02", 0.5, 1)]


def test_next_month_s_file_moves_no_closed_month(shop):
    found = restated(line("ann", "2024-03-25", 10, order_id="8"), line("bob", "2024-04-02", 10, order_id="9"))
    assert found.is_quiet
    assert found.customers.empty


def test_costs_that_come_later_move_the_profit_alone(shop):
    costed = [{**one, "cost": one["revenue"] / 2} for one in OLD]
    found = restated(*costed)
    assert rows(found.periods, "label", "revenue_before", "revenue_after", "profit_before", "profit_after") == [
        ("2024-01", 150, 150, None, 75),
        ("2024-02", 40, 40, None, 20),
    ]
    assert found.changed_customers == 0


def test_customers_are_told_apart_by_their_number_not_by_their_place(shop):
    """A file that brings earlier customers gives them later keys: nobody else moves."""
    found = restated(line("aaa", "2024-01-01", 5, order_id="0"))
    assert rows(found.customers, "customer_id") == [("aaa",)]


def test_the_first_version_restates_nothing(home):
    with store.draft("shop") as draft:
        put(draft, OLD)
        assert draft.restatement() is None
        assert draft.publish() == 1


def test_what_was_checked_can_be_published(shop):
    with store.draft("shop") as draft:
        put(draft, [line("cyd", "2024-01-31", 20, order_id="9")])
        assert not draft.restatement().is_quiet
        assert draft.publish() == 2
    assert store.open("shop").info.counts["customers"] == 3


def test_two_versions_are_compared_in_either_direction(shop):
    publish([line("cyd", "2024-01-31", 20, order_id="9")])
    there, back = store.compare("shop", 1, 2), store.compare("shop", 2, 1)
    assert rows(there.periods, "label", "revenue_before", "revenue_after")[0] == ("2024-01", 150, 170)
    assert rows(back.periods, "label", "revenue_before", "revenue_after")[0] == ("2024-01", 170, 150)
    assert rows(back.customers, "customer_id", "change") == [("cyd", "went")]


def test_versions_of_two_calendars_are_not_compared(shop):
    publish(settings={"calendar": "jalali"})
    assert not store.compare("shop", 1, 2).is_comparable
    assert store.compare("shop", 1, 2).is_quiet
    assert store.compare("shop", 1, 1).is_comparable
