"""What counts as a purchase, and where a return's money goes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import metrics
from tests.metrics.conftest import History, rows


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


def money_by_month(history):
    days = rows(history.purchase_days, "day", "revenue")
    return {
        month: sum(money for day, money in days if day[:7] == month) for month in sorted({day[:7] for day, _ in days})
    }


def test_a_sale_and_its_refund_leave_together(history):
    """Apart, the sale has no purchase before it and vanishes, and the refund takes 100 from another order."""
    history.add("a", "2024-01-05", revenue=100, order="1").add("a", "2024-02-01", revenue=40, order="2")
    history.add("a", "2024-02-10", revenue=-100, order="1")
    assert rows(history.purchase_days, "day", "orders", "revenue") == [("2024-02-01", 1, 40)]


def test_an_order_returned_in_full_moves_no_money_between_months(history):
    history.add("a", "2024-01-05", revenue=50, order="1").add("a", "2024-02-05", revenue=100, order="2")
    history.add("a", "2024-03-05", revenue=60, order="3").add("a", "2024-04-05", revenue=-100, order="2")
    history.add("a", "2024-04-30", revenue=10, order="4")
    assert money_by_month(history) == {"2024-01": 50, "2024-03": 60, "2024-04": 10}


@pytest.mark.parametrize(
    ("refund", "money"),
    [
        pytest.param(-99, {"2024-01": 50, "2024-02": 1, "2024-03": 60}, id="a rest of the order stays an order"),
        pytest.param(-100, {"2024-01": 50, "2024-03": 60}, id="nothing is left of it"),
        pytest.param(-120, {"2024-01": 50, "2024-03": 40}, id="what is refunded beyond it is taken off the latest"),
    ],
)
def test_refunds_up_to_the_whole_order_and_beyond(history, refund, money):
    history.add("a", "2024-01-05", revenue=50, order="1").add("a", "2024-02-05", revenue=100, order="2")
    history.add("a", "2024-03-05", revenue=60, order="3").add("a", "2024-03-06", revenue=refund, order="2")
    assert money_by_month(history) == money


def test_a_refund_beyond_the_order_on_the_day_of_another_is_taken_off_that_one(history):
    history.add("a", "2024-01-05", revenue=50, order="1").add("a", "2024-02-05", revenue=100, order="2")
    history.add("a", "2024-03-05", revenue=60, order="3").add("a", "2024-03-05", revenue=-120, order="2")
    assert money_by_month(history) == {"2024-01": 50, "2024-03": 40}


def by_hand(lines):
    """The rules once more, order by order: the day of each line, None where it is booked nowhere."""
    orders = {}
    for number, (customer, day, order, money) in enumerate(lines):
        orders.setdefault((customer, order or f"line {number}"), []).append((number, day, money))
    kept = {
        name: min(day for _, day, money in parts if money > 0)
        for name, parts in orders.items()
        if any(money > 0 for _, _, money in parts)
        and (sum(money for _, _, money in parts) > 0 or all(money >= 0 for _, _, money in parts))
    }
    bought = {(name[0], day) for name, parts in orders.items() if name in kept for _, day, money in parts if money > 0}
    booked = {}
    for name, parts in orders.items():
        last = max(day for _, day, _ in parts)
        has_return = any(money < 0 for _, _, money in parts)
        for number, day, money in parts:
            if name in kept:
                booked[number] = kept[name] if money < 0 else day
            elif has_return:
                before = [d for who, d in bought if who == name[0] and d <= (last if name[1][:4] != "line" else day)]
                booked[number] = max(before, default=None)
            else:
                booked[number] = day  # free of charge
    return booked


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"),
            st.integers(1, 28),
            st.sampled_from([None, "1", "2", "3"]),
            st.sampled_from([-100, -60, -40, 0, 40, 60, 100]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_all_money_is_booked_where_its_order_is(drawn):
    history = History()
    lines = [(who, f"2024-01-{day:02}", order, money) for who, day, order, money in drawn]
    for who, day, order, money in lines:
        history.add(who, day, revenue=money, order=order)
    found = rows(history.orders.order_by("source_row"), "kind", "booked_on", "revenue")
    expected = by_hand(lines)
    assert [day for _, day, _ in found] == [expected[number] for number in range(len(lines))]
    unmatched = sum(money for kind, _, money in found if kind == "unmatched")
    in_facts = sum(money for (money,) in rows(history.activity(), "revenue"))
    assert in_facts + unmatched == sum(money for *_, money in lines)
