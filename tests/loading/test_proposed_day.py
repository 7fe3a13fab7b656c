"""Up to which day the form of the Data page proposes that data are complete, from files that are not published yet."""

from __future__ import annotations

from datetime import date, timedelta

import loading
import store

ORDERS = "Kunde;Datum;Betrag\n7;2024-03-01;10\n;2024-03-02;11\n7;2024-04-05;\n8;soon;12\n"
COMPLAINTS = "customer_id,opened_at\na,2024-03-05 10:00\n"


def reach(name, text):
    """The days of a file in the first table that it fills."""
    dropped = loading.Dropped(name, text.encode())
    (filling, *_more) = loading.glance(None, dropped).fillings
    return loading.try_out(dropped, filling.table, filling.mapping).reach


def contracts(*begins):
    return "\n".join(["customer_id,starts_on,ends_on", *(f"c{place},{day}," for place, day in enumerate(begins)), ""])


def test_the_last_day_is_that_of_an_accepted_row():
    assert loading.settle(store.Settings(), reach("orders.csv", ORDERS)) == date(2024, 3, 2)


def test_a_contract_that_begins_in_advance_is_not_proposed():
    """Contracts begin on every day to 10 March; one begins in June, and another holiday is none of all that."""
    daily = [date(2024, 1, 1) + timedelta(days=days) for days in range(70)]
    found = reach("contracts.csv", contracts(*daily, date(2024, 6, 1)))
    holidays = reach("holidays.csv", "holiday_on,occasion\n2024-12-25,Christmas\n")
    assert loading.settle(store.Settings(), found, holidays) == date(2024, 3, 10)


def test_with_orders_the_last_order_is_proposed_as_it_is_taken():
    days = [reach("orders.csv", ORDERS), reach("complaints.csv", COMPLAINTS)]
    assert loading.settle(store.Settings(), *days) == date(2024, 3, 2)
