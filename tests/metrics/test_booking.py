"""What counts as a purchase, and where a return's money goes."""

from __future__ import annotations

import metrics
from tests.metrics.conftest import rows


def booked(history):
    return rows(history.orders.order_by("source_row"), "kind", "booked_on", "revenue")


def test_full_return_within_the_order_is_no_purchase(history):
    history.add("c8", "2024-01-30", revenue=40, order="17").add("c8", "2024-02-03", revenue=-40, order="17")
    assert {kind for kind, _, _ in booked(history)} == {"unmatched"}
    assert rows(history.activity()) == []


def test_partial_return_is_booked_to_the_day_of_its_own_order(history):
    """Its money belongs to what was bought; on its own day, without a purchase, it would be lost."""
    history.add("ann", "2024-01-30", revenue=40, order="17").add("ann", "2024-01-31", revenue=50)
    history.add("ann", "2024-02-03", revenue=-10, order="17")
    assert booked(history) == [
        ("purchase", "2024-01-30", 40),
        ("purchase", "2024-01-31", 50),
        ("return", "2024-01-30", -10),
    ]
    assert rows(history.activity(), "orders", "revenue") == [(2, 80)]


def test_return_dated_before_its_order_is_booked_to_the_order(history):
    history.add("ann", "2024-01-05", revenue=50).add("ann", "2024-01-20", revenue=-10, order="17")
    history.add("ann", "2024-02-03", revenue=40, order="17")
    assert booked(history)[1] == ("return", "2024-02-03", -10)


def test_credit_note_is_booked_to_the_latest_purchase_before_it(history):
    history.add("ann", "2024-01-05", "2024-01-20", "2024-03-01", revenue=50)
    history.add("ann", "2024-02-03", revenue=-10, order="C9")
    assert booked(history)[-1] == ("return", "2024-01-20", -10)
    assert rows(history.activity(), "revenue") == [(90,), (50,)]


def test_return_without_an_order_number_is_no_activity(history):
    history.add("ann", "2024-01-05", revenue=50).add("ann", "2024-02-05", revenue=-50)
    assert booked(history)[-1] == ("return", "2024-01-05", -50)
    assert rows(history.activity(), "orders", "revenue") == [(1, 0)]


def test_return_before_any_purchase_is_unmatched(history):
    history.add("ann", "2024-01-05", revenue=-50).add("ann", "2024-02-05", revenue=80)
    assert booked(history) == [("unmatched", None, -50), ("purchase", "2024-02-05", 80)]


def test_cancelled_orders_are_left_out(history):
    history.add("ann", "2024-01-05", status="Cancelled").add("ann", "2024-02-05", status="paid")
    assert booked(history) == [("cancelled", None, 100), ("purchase", "2024-02-05", 100)]
    assert rows(history.activity(), "orders") == [(1,)]


def test_anonymous_lines_are_kept_apart(history):
    history.add(None, "2024-01-05", revenue=70).add("ann", "2024-01-06")
    assert booked(history)[0] == ("anonymous", "2024-01-05", 70)
    assert rows(history.activity(), "revenue") == [(100,)]


def test_free_line_is_no_activity(history):
    history.add("ann", "2024-01-05", revenue=0).add("ann", "2024-02-05", revenue=10)
    assert rows(history.activity(), "orders", "revenue") == [(1, 10)]


def test_same_order_number_of_two_customers_is_two_orders(history):
    history.add("ann", "2024-01-05", revenue=40, order="1").add("bob", "2024-01-05", revenue=-40, order="1")
    assert [kind for kind, _, _ in booked(history)] == ["purchase", "unmatched"]


def test_lines_of_one_order_are_one_order(history):
    history.add("ann", "2024-01-05", "2024-01-05", order="1").add("ann", "2024-01-05", order="2")
    history.add("ann", "2024-01-05")
    assert rows(metrics.purchase_days(history.orders), "orders", "revenue") == [(3, 400)]
