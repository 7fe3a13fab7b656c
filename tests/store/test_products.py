"""A list of products: names, categories and costs of what was sold, filled in at publishing and never mistaken for own.

Answers are counted by hand.
"""

from __future__ import annotations

import pytest

import store
from store import forgetting
from store.quality import listed
from tests.store.conftest import line, merged, publish, put, read

PRODUCTS = [
    {"product": "p1", "product_name": "Mug", "category": "home", "unit_cost": 4},
    {"product": "p2", "product_name": "Tee", "category": "wear", "unit_cost": "2.5"},
    {"product": "p3", "product_name": "Sock", "category": "wear", "unit_cost": None},
    {"product": "p4", "product_name": "Never sold", "category": "home", "unit_cost": 1},
]
LINES = [
    line("ann", "2024-01-05", 20, product="p1", quantity=2),
    line("ann", "2024-01-06", 10, product="Tee", quantity=1, category="own"),
    line("bob", "2024-01-07", 9, product="P1 ", quantity=3, cost=1),
    line("bob", "2024-01-08", 7, product="p3", quantity=1),
    line("cy", "2024-01-09", 5, product="unknown", quantity=1),
    line("cy", "2024-01-10", 4),
]
FILLED = [
    (4, None, None, None),
    (5, "unknown", None, None),
    (7, "Sock", "wear", None),
    (9, "Mug", "home", 1),
    (10, "Tee", "own", 2.5),
    (20, "Mug", "home", 8),
]
SHOWN = ("revenue", "product", "category", "cost")


@pytest.fixture
def shop(home):
    with store.draft("shop") as draft:
        put(draft, LINES)
        put(draft, PRODUCTS, "products")
        draft.publish()


def test_lines_get_the_name_the_category_and_the_cost_of_their_product(shop):
    assert read("orders", *SHOWN) == FILLED
    own = [(row.get("product"), row.get("category"), row.get("cost")) for row in LINES]
    kept = read("orders", "source_row", "own_product", "own_category", "own_cost")
    assert [row[1:] for row in kept] == own


def test_what_fits_is_counted(shop):
    found = listed(store.open("shop").info.counts)
    assert (found.lines, found.found, found.products, found.sold) == (5, 4, 4, 3)
    assert found.sentence.endswith("on no order line: 1 of 4.")


def test_profit_is_known_where_the_list_tells_costs(home):
    lines = [line("ann", "2024-01-05", 80, product="p1", quantity=8), line("bob", "2024-02-05", 20, product="p2")]
    publish(lines)
    assert not store.open("shop").info.knows_profit
    publish(PRODUCTS, "products")
    assert store.open("shop").info.knows_profit
    # Bob's line tells no quantity, and others of its file do: it costs what the others do for each unit of sales.
    assert read("orders", "revenue", "profit") == [(20, 12), (80, 48)]


def test_each_line_is_a_unit_where_the_file_tells_no_quantity(home):
    publish([line("ann", "2024-01-05", 20, product="p1"), line("bob", "2024-02-05", -20, product="p1")])
    publish(PRODUCTS, "products")
    assert read("orders", "revenue", "cost") == [(-20, -4), (20, 4)]


@pytest.mark.parametrize(
    ("revenue", "quantity", "cost"),
    [(20, 2, 8), (-20, -2, -8), (-20, 2, -8), (0, 1, 4), (0, -1, -4)],
    ids=["a sale", "a return", "a return that is told by its amount", "a gift", "a gift that came back"],
)
def test_what_comes_back_takes_its_cost_back(home, revenue, quantity, cost):
    publish([line("ann", "2024-01-05", revenue, product="p1", quantity=quantity)])
    publish(PRODUCTS, "products")
    assert read("orders", "cost") == [(cost,)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12", "12"), ("۱۲", "12"), ("12.0", "12"), ("ab", "ab"), ("AB", "AB"), ("Ab", None), ("كالا", "k"),
        ("کالا", "k"), ("twin", None), ("x\u200cy", "xy"),
    ],
)  # fmt: skip
def test_spellings_of_a_product(home, text, code):
    names = {"12": None, "ab": None, "AB": None, "k": "کالا", "t1": "Twin", "t2": "Twin", "xy": None}
    publish([line("ann", "2024-01-05", 20, product=text)])
    publish([{"product": product, "product_name": name} for product, name in names.items()], "products")
    assert read("orders", "listed_as") == [(code,)]


def test_products_called_alike_keep_their_numbers(home):
    publish([line("ann", "2024-01-05", 20, product="t1"), line("ann", "2024-01-06", 10, product="t2")])
    publish([{"product": "t1", "product_name": "Twin"}, {"product": "t2", "product_name": "Twin"}], "products")
    assert read("orders", "product") == [("t1",), ("t2",)]


def test_a_later_list_counts_for_all_lines_and_no_own_value_is_lost(shop):
    publish([{"product": "p1", "unit_cost": 5}], "products", sha256="later")
    assert [row for row in read("orders", *SHOWN) if row[1] == "Mug"] == [
        (9, "Mug", "home", 1),
        (20, "Mug", "home", 10),
    ]
    publish([line("dan", "2024-02-05", 3, product="p1", quantity=1)], sha256="more")
    assert next(row for row in read("orders", *SHOWN) if row[1] == "Mug") == (3, "Mug", "home", 5)
    assert store.undo("shop") == 2
    assert len(read("orders", "revenue")) == len(LINES)


def test_lines_that_come_again_are_known_by_what_they_said_themselves(shop):
    with store.draft("shop") as draft:
        assert put(draft, LINES, sha256="again").repeated == len(LINES)


def test_lists_complete_one_another():
    more = [
        {"product": "p1", "unit_cost": 6},
        {"product": "p5", "category": "new"},
        {"product": "p5", "category": None},
    ]
    names = ("product", "product_name", "category", "unit_cost")
    files = [(PRODUCTS, "products"), (more, "products")]
    assert merged(files, "products", *names)[0] == ("p1", "Mug", "home", 6)
    assert merged(files, "products", *names)[-1] == ("p5", None, "new", None)


def test_who_is_forgotten_leaves_the_list_and_its_sums(shop):
    asked = forgetting.ask("bob", "shop")
    with forgetting.alone(asked.datasets):
        forgetting.forget(asked.named, "shop")
    forgetting.done()
    assert read("orders", *SHOWN) == [row for row in FILLED if row[0] not in {7, 9}]
    found = listed(store.open("shop").info.counts)
    assert (found.lines, found.found, found.products, found.sold) == (3, 2, 4, 2)


def test_a_version_without_a_list_says_nothing_of_it(home):
    publish(LINES)
    assert listed(store.open("shop").info.counts) is None
    assert "listed_as" not in store.open("shop").schemas["orders"]
