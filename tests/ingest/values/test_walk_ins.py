"""Whoever walked in is nobody, unless a person says that it is a customer."""

from __future__ import annotations

from dataclasses import replace

import pytest

import ingest


def people(desk, content, **answers):
    """Load orders; returns who is known, the lines of nobody, and what is asked."""
    source = ingest.inspect(desk.write(content))
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, "orders", replace(guess.mapping, answers=answers))
    known = desk.connection.execute("SELECT DISTINCT customer_id FROM incoming.orders WHERE customer_id IS NOT NULL")
    return {one for (one,) in known.fetchall()}, report.anonymous, [one.column for one in report.questions]


def rows(*names):
    return "Order ID,Customer,Date,Amount\n" + "".join(
        f"{at},{name},2024-01-0{at},10\n" for at, name in enumerate(names, 1)
    )


@pytest.mark.parametrize(
    "name", ["Walk-in", "CASH CUSTOMER", "مشتري متفرقه", "عميل نقدي", "Consumidor Final", "Laufkunde"]
)
def test_the_lines_of_whoever_came_in_are_of_nobody(desk, name):
    assert people(desk, rows("ann", name, name, "bob")) == ({"ann", "bob"}, 2, ["walk_ins"])


def test_a_person_says_what_it_is(desk):
    content = rows("ann", "Walk-in", "walk-in")
    assert people(desk, content, walk_ins="customer")[0] == {"ann", "Walk-in"}
    assert people(desk, content, walk_ins="nobody") == ({"ann"}, 2, [])


def test_of_one_sale_it_makes_no_difference(desk):
    assert people(desk, rows("ann", "Walk-in", "bob")) == ({"ann", "bob", "Walk-in"}, 0, [])


def test_a_name_that_only_begins_so_is_a_customer(desk):
    assert people(desk, rows("Guest House Ltd", "Guest House Ltd", "ann")) == ({"Guest House Ltd", "ann"}, 0, [])


def test_the_name_tells_it_beside_a_number(desk):
    content = "Order ID,Customer ID,Customer Name,Date,Amount\n" + "".join(
        f"{at},{number},{name},2024-01-0{at},10\n"
        for at, (number, name) in enumerate([("7", "ann"), ("1", "Cash Sale"), ("1", "Cash Sale")], 1)
    )
    assert people(desk, content) == ({"7"}, 2, ["walk_ins"])
