"""Of an attribute with more than a hundred values the largest stand for themselves, and all others are one."""

from __future__ import annotations

import pytest

import store
from metrics.glossary import evaluate
from store.facts import MOST_ATTRIBUTE_VALUES, OTHERS
from tests.pages.tiny import open_page, publish, texts
from view import values_of

# The first cities have 20 customers each, the last one each; and everybody has an address of their own.
CITIES = 150


def files(cities=CITIES):
    orders, customers, number = ["customer_id,ordered_on,revenue"], ["customer_id,city,badge,tier"], 0
    for city in range(cities):
        for _inhabitant in range(max(20 - city // 5, 1)):
            number += 1
            customers.append(f"c{number},city {city:03},badge {number},{'ab'[number % 2]}")
            orders += [f"c{number},2024-0{month}-05,10" for month in (1, 2, 3)]
    return {"orders": "\n".join(orders), "customers": "\n".join(customers)}, number


@pytest.fixture
def many(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    loaded, number = files()
    publish(tmp_path, complete_up_to="2024-03-31", **loaded)
    return number


def segments(snapshot):
    tables = store.Tables(snapshot, "month")
    return snapshot.fetch(evaluate("segment_profitability", tables, by=("city",))).set_index("city")


def test_the_largest_and_the_others_are_all_customers(many):
    snapshot = store.open("tiny")
    assert snapshot.info.attributes == {"city": CITIES, "tier": 2}
    found = segments(snapshot)
    assert len(found) == MOST_ATTRIBUTE_VALUES
    assert found["customers"].sum() == many
    assert found.loc["city 000", "customers"] == 20
    # 20 customers in each of 5 cities, 19 in each of the next 5, and so on down to 1 in 4 of the last 5 of these
    largest = sum(max(20 - city // 5, 1) for city in range(99))
    assert found.loc[OTHERS, "customers"] == many - largest


def test_a_column_in_which_everybody_is_alone_makes_no_segments(many):
    counts = store.open("tiny").info.counts
    assert counts["values_of_badge"] == many
    assert "values_of_city" not in counts


def test_those_of_the_others_are_listed_with_their_own_value(many):
    snapshot = store.open("tiny")
    tables = store.Tables(snapshot, "month", (("city", (OTHERS,)),))
    listed = snapshot.fetch(evaluate("segment_members", tables, attribute="city", value=OTHERS))
    assert len(listed) == segments(snapshot).loc[OTHERS, "customers"]
    assert OTHERS in values_of("tiny", 1, "city")
    assert len(values_of("tiny", 1, "city")) == MOST_ATTRIBUTE_VALUES


@pytest.mark.parametrize("page", ["segments", "survival"])
def test_pages_name_the_others(many, page):
    at = open_page(page, by="city", grain="month")
    assert not at.exception
    shown = " ".join(
        [*texts(at), *(one.value for one in at.caption), *(frame.value.to_string() for frame in at.dataframe)]
    )
    assert OTHERS not in shown


def test_of_columns_that_make_no_segments_it_is_said_why(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    orders = "customer_id,ordered_on,revenue\n" + "".join(f"c{n},2024-01-05,10\n" for n in range(300))
    customers = "customer_id,badge\n" + "".join(f"c{n},badge {n}\n" for n in range(300))
    publish(tmp_path, orders=orders, customers=customers, complete_up_to="2024-01-31")
    said = " ".join(caption.value for caption in open_page("segments").caption)
    assert "Badge has 300 different values, and the 100 largest hold too few of the customers to be segments." in said
