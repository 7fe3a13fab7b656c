"""What takes back a sale that is called cancelled itself is left out with it."""

from __future__ import annotations

import pytest

import ingest


def sales(desk, rows, header="Number,Customer,Date,Amount,Status"):
    """Load orders; returns what was sold in all, and in how many lines that count."""
    source = ingest.inspect(desk.write("\n".join((header, *rows)) + "\n"))
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, "orders", guess.mapping)
    assert report.rejected == 0
    found = desk.connection.execute(
        "SELECT CAST(sum(revenue) AS DOUBLE), count(*) FROM incoming.orders WHERE status IS DISTINCT FROM 'cancelled'"
    )
    return found.fetchall()[0]


@pytest.mark.parametrize("word", ["Cancelled", "Storniert", "Annulée", "Stornată", "Refunded", "ابطال شده", "ملغاة"])
def test_both_are_left_out(desk, word):
    rows = [f"1,ann,2024-01-05,100,{word}", "2,ann,2024-01-09,-100,Paid", "3,ann,2024-01-10,40,Paid"]
    assert sales(desk, rows) == (40, 1)


def test_a_sale_of_the_same_amount_stands(desk):
    rows = [
        "1,ann,2024-01-02,100,Paid",
        "2,ann,2024-01-05,100,Cancelled",
        "3,ann,2024-01-09,-100,Paid",
        "4,ann,2024-01-10,100,Paid",
    ]
    assert sales(desk, rows) == (200, 2)


def test_what_was_never_sold_is_not_taken_back(desk):
    rows = ["1,ann,2024-01-02,100,Paid", "2,ann,2024-01-05,60,Failed", "3,ann,2024-01-09,-60,Paid"]
    assert sales(desk, rows) == (40, 2)


@pytest.mark.parametrize(("day", "left"), [("2024-01-05", 50), ("2024-01-04", -50)])
def test_on_the_same_day_at_the_earliest(desk, day, left):
    rows = ["1,ann,2024-01-05,100,Cancelled", f"2,ann,{day},-100,Paid", "3,ann,2024-01-10,50,Paid"]
    assert sales(desk, rows)[0] == left


def test_it_is_of_the_same_customer_and_amount(desk):
    rows = ["1,ann,2024-01-05,100,Cancelled", "2,bob,2024-01-06,-100,Paid", "3,ann,2024-01-07,-90,Paid"]
    assert sales(desk, rows) == (-190, 2)


def test_of_several_as_many_as_were_cancelled(desk):
    rows = ["1,ann,2024-01-05,100,Cancelled", "2,ann,2024-01-06,-100,Paid", "3,ann,2024-01-07,-100,Paid"]
    assert sales(desk, rows) == (-100, 1)


def test_that_of_the_same_order_comes_first(desk):
    rows = ["7,ann,2024-01-05,100,Cancelled", "6,ann,2024-01-06,-100,Paid", "7,ann,2024-01-08,-100,Paid"]
    assert sales(desk, rows, "Order ID,Customer,Date,Amount,Status") == (-100, 1)
    left = desk.connection.execute("SELECT order_id FROM incoming.orders WHERE status IS DISTINCT FROM 'cancelled'")
    assert left.fetchall() == [("6",)]


def test_a_reversal_below_zero_counts_though_its_own_state_sounds_cancelled(desk):
    rows = ["1,ann,2024-01-05,100,Paid", "2,ann,2024-01-09,-30,Storno", "3,bob,2024-01-09,20,Storniert"]
    assert sales(desk, rows) == (70, 2)
