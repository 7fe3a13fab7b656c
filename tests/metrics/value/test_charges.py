"""What customers pay in a month: from contracts in force, else as a list of customers says; who pays most, who left."""

from __future__ import annotations

from datetime import date

import ibis
import pandas as pd
import pytest

import metrics
from tests.metrics.conftest import rows

UNTIL = date(2025, 5, 31)
NAMES = "ABCDEFGHIJ"
CUSTOMERS = ibis.memtable({"customer_key": list(range(len(NAMES))), "monthly_charge": [None] * 9 + [7.0]}).mutate(
    monthly_charge=ibis._.monthly_charge.cast("float64")
)
DAYS_OF_A_YEAR = 365
YEAR_IN_MONTHS = 365 / 30.436875


def contracts_of(*lines):
    columns = ["customer", "starts_on", "ends_on", "cancelled_on", "amount", "amount_period"]
    frame = pd.DataFrame(lines, columns=columns)
    frame["customer_key"] = frame.pop("customer").map(NAMES.index)
    table = ibis.memtable(frame.astype(dict.fromkeys([*columns[1:4], "amount_period"], "string")))
    return table.mutate(**{name: table[name].cast("date") for name in columns[1:4]})


def charges(*lines, customers=CUSTOMERS):
    found = metrics.customer_charges(customers, contracts_of(*lines), UNTIL).to_pandas()
    return {NAMES[key]: charge for key, charge in zip(found["customer_key"], found["monthly_charge"], strict=True)}


@pytest.mark.parametrize(
    ("amount", "word", "a_month"),
    [
        (30, "month", 30),
        (30, " Monthly ", 30),
        (90, "quarter", 30),
        (120, "year", 10),
        (1200, "سالانه", 100),
        (7, "week", 30.436875),
        (1, "day", 30.436875),
        (12, None, 12 / YEAR_IN_MONTHS),
        (12, "", 12 / YEAR_IN_MONTHS),
        (12, "fortnight of the moon", None),
    ],
)
def test_an_amount_is_what_it_comes_to_in_a_month(amount, word, a_month):
    found = charges(("A", "2025-01-01", "2025-12-31", None, amount, word))["A"]
    assert pd.isna(found) if a_month is None else found == pytest.approx(a_month)


def test_what_is_in_force_on_the_last_covered_day_adds_up():
    found = charges(
        # In force on the last complete day, both of them; the third begins on the day after, the fourth is over.
        ("A", "2025-01-01", "2025-05-31", None, 10, "month"),
        ("A", "2025-05-31", None, None, 5, "month"),
        ("A", "2025-06-01", None, None, 100, "month"),
        ("A", "2024-01-01", "2025-05-30", None, 1000, "month"),
        # Left in March: what was in force on the day before the cancellation.
        ("B", "2024-01-01", None, "2025-03-10", 20, "month"),
        ("B", "2024-01-01", "2025-03-08", None, 3, "month"),
        # Nothing is in force yet.
        ("C", "2025-07-01", None, None, 50, "month"),
        # A term without an end and without a time says nothing.
        ("D", "2025-01-01", None, None, 50, None),
    )
    assert found["A"] == 15
    assert found["B"] == 20
    assert [pd.isna(found[name]) for name in "CDE"] == [True] * 3
    assert found["J"] == 7, "who has no contract pays what the list says"


def test_a_contract_says_more_than_the_list():
    assert charges(("J", "2025-01-01", None, None, 9, "month"))["J"] == 9


PAYING = ibis.memtable(
    {"customer_key": [1, 2, 3, 4, 5, 6], "monthly_charge": [50.0, 30, 30, 10, 5, None], "tenure_months": [1.0] * 6}
)


def test_the_list_of_those_who_pay_most():
    """A fifth of five with a known charge is one; two fifths are two, and of two who pay as much the first one."""
    gone = ibis.memtable({"customer_key": [1, 1, 5]})
    assert rows(metrics.top_charges(PAYING, gone), "rank", "customer_key", "monthly_charge", "has_left") == [
        (1, 1, 50, True)
    ]
    found = metrics.top_charges(PAYING, gone, share=0.4)
    assert rows(found, "rank", "customer_key", "has_left", "listed", "left") == [
        (1, 1, True, 2, 1),
        (2, 2, False, 2, 1),
    ]
    assert rows(metrics.top_charges(PAYING, gone, share=1.0, top=1), "listed", "left") == [(5, 2)]
    assert rows(metrics.top_charges(PAYING, None, share=0.4), "has_left", "left") == [(None, None), (None, None)]


def test_the_curve_adds_up_to_all_that_is_paid():
    found = rows(metrics.charges_curve(PAYING, share=0.4), "rank", "value", "value_share", "is_cut")
    assert found == [
        (1, 50, 0.4, False),
        (2, 80, 0.64, True),
        (3, 110, 0.88, False),
        (4, 120, 0.96, False),
        (5, 125, 1, False),
    ]


def test_departures_carry_what_was_paid(shop_of_leavers):
    """Who paid 50 left over two causes, who paid 30 over one."""
    departures, causes = shop_of_leavers
    found = metrics.departures_by_cause(departures, causes)
    assert sorted(rows(found, "cause", "departed", "lost_charge")) == [("price", 1.5, 55.0), ("support", 0.5, 25.0)]


@pytest.fixture
def shop_of_leavers():
    left = ibis.memtable({"departure_id": [1, 2], "customer_key": [1, 2], "left_on": ["2025-05-31"] * 2}).mutate(
        left_on=ibis._.left_on.cast("date")
    )
    days = ibis.memtable({"date": ["2025-05-31"], "month": [1]}).mutate(date=ibis._.date.cast("date"))
    bought = ibis.memtable(
        [], schema={"customer_key": "int64", "day": "date", "revenue": "float64", "profit": "float64"}
    )
    valued = metrics.departure_values(left, bought, days, charges=PAYING)
    return valued, ibis.memtable({"departure_id": [1, 1, 2], "cause": ["price", "support", "price"]})
