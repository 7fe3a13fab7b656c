"""Who holds the relationship: the worked example, and what happened after somebody left."""

from __future__ import annotations

from datetime import date

import ibis
import pandas as pd
import pytest

from metrics.service.holders import agent_changes, agent_holdings, change_members, holder_members, single_threaded
from tests.metrics.conftest import rows

END = date(2024, 12, 31)


def contacts_of(*lines):
    """(customer_key, agent, days)"""
    frame = pd.DataFrame(
        [(key, agent, day) for key, agent, *days in lines for day in days],
        columns=["customer_key", "agent", "contacted_on"],
    )
    table = ibis.memtable(frame)
    return table.mutate(contacted_on=table.contacted_on.cast("date"), customer_key=table.customer_key.cast("int32"))


def purchases_of(*lines):
    """(customer_key, days); each of 100 with a profit of 30."""
    frame = pd.DataFrame(
        [(key, day, 100, 30) for key, *days in lines for day in days],
        columns=["customer_key", "day", "revenue", "profit"],
    )
    table = ibis.memtable(frame)
    money = {name: table[name].cast("decimal(18, 4)") for name in ("revenue", "profit")}
    return table.mutate(day=table.day.cast("date"), customer_key=table.customer_key.cast("int32"), **money)


DAYS = ("2024-11-01", "2024-11-02", "2024-11-03", "2024-11-04", "2024-11-05")
WORKED = ((1, "Nina", *DAYS), (2, "Nina", *DAYS[:3]), (2, "Omid", DAYS[3]), (3, "Nina", *DAYS[:2]))
PEOPLE = ibis.memtable({"customer_key": [1, 2, 3]})


def test_the_worked_example():
    """Five contacts with Nina alone, three with her and one with Omid, two that are too few: one of two counted."""
    found = single_threaded(contacts_of(*WORKED), PEOPLE, END)
    assert rows(found, "customers", "alone", "rate") == [(2, 1, 0.5)]
    bought = purchases_of((1, "2024-01-01", "2024-06-01"), (2, "2024-06-01"))
    held = agent_holdings(contacts_of(*WORKED), END, purchase_days=bought)
    assert rows(held, "agent", "customers", "alone", "alone_profit") == [("Nina", 2, 1, 60), ("Omid", 1, 0, None)]
    alone = holder_members(contacts_of(*WORKED), END, purchase_days=bought, agent="Nina")
    assert rows(alone, "customer_key", "contacts", "top_share", "year_revenue") == [(1, 5, 1, 200)]
    assert rows(holder_members(contacts_of(*WORKED), END, is_alone=False), "customer_key", "top_share") == [
        (1, 1),
        (2, 0.75),
    ]


@pytest.mark.parametrize(
    ("day", "counted"), [("2024-01-01", 0), ("2024-01-02", 1)], ids=["a year ago", "within the year"]
)
def test_contacts_of_365_days(day, counted):
    found = single_threaded(contacts_of((1, "Nina", day, *DAYS[:2])), PEOPLE, END)
    assert rows(found, "customers") == [(counted,)]


def test_a_contact_without_a_name_says_nothing_of_who_knows_them():
    found = single_threaded(contacts_of((1, "", *DAYS), (1, "Nina", *DAYS[:2])), PEOPLE, END)
    assert rows(found, "customers") == [(0,)]


MAY = ("2024-05-01", "2024-05-10", "2024-05-20")


def firm():
    """Nina's last contact with anybody is of 20 May; she held 1 and 2. Omid is here until the end and holds 3 and 4."""
    return contacts_of((1, "Nina", *MAY), (2, "Nina", *MAY), (3, "Omid", *MAY, "2024-12-30"), (4, "Omid", *MAY))


def test_customers_of_an_agent_who_left_beside_those_of_who_stayed():
    bought = purchases_of(
        (1, "2024-04-01"),
        (2, "2024-04-01", "2024-07-01"),
        (3, "2024-05-20", "2024-11-16"),
        (4, "2024-04-01", "2024-11-17"),
    )
    found = agent_changes(firm(), END, purchase_days=bought)
    columns = ("agent", "changed_on", "customers", "left", "rate", "other_customers", "other_left")
    # Day 180 after 20 May is 16 November.
    assert rows(found, *columns) == [("Nina", "2024-05-20", 2, 1, 0.5, 2, 1)]
    assert rows(change_members(firm(), END, purchase_days=bought, agent="Nina"), "customer_key", "has_left") == [
        (1, True),
        (2, False),
    ]


def test_who_had_stopped_buying_before_does_not_count():
    bought = purchases_of((1, "2023-11-22"), (2, "2023-11-23"), (3, "2024-05-01"))
    found = agent_changes(firm(), END, purchase_days=bought)
    assert rows(found, "customers", "left", "other_customers") == [(1, 1, 1)]


def test_of_an_agent_who_left_lately_it_is_not_known_yet():
    """180 days after the last contact must lie in the data."""
    assert len(rows(agent_changes(firm(), date(2024, 11, 16), purchase_days=purchases_of((1, "2024-04-01"))))) == 1
    assert rows(agent_changes(firm(), date(2024, 11, 15), purchase_days=purchases_of((1, "2024-04-01")))) == []


def test_without_orders_departures_tell():
    left = ibis.memtable(
        pd.DataFrame({"customer_key": [1, 3, 4], "left_on": ["2024-06-01", "2024-05-20", "2024-12-01"]})
    )
    left = left.mutate(left_on=left.left_on.cast("date"), customer_key=left.customer_key.cast("int32"))
    found = agent_changes(firm(), END, departures=left)
    assert rows(found, "customers", "left", "other_customers", "other_left") == [(2, 1, 1, 0)]
