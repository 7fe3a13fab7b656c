"""What happens to rows that are there when a file brings rows of the same order, customer or departure."""

from __future__ import annotations

from datetime import date

import pytest

import metrics
import store
from tests.store.conftest import line, merged, plain, publish, put, read


def person(customer, **attributes):
    return {"customer_id": customer, **attributes}


def left(customer, day, reason=None, **more):
    return {"customer_id": customer, "left_on": day, "reason": reason, **more}


def test_an_order_that_comes_again_is_replaced_whole():
    publish([line("ann", "2024-01-05", 10, order_id="7"), line("ann", "2024-01-05", 20, order_id="7")])
    publish([line("ann", "2024-01-06", 25, order_id="7"), line("bob", "2024-01-07", 5, order_id="8")])
    assert read("orders", "order_id", "ordered_on", "revenue", "upload_id") == [
        ("7", "2024-01-06", 25, 2),
        ("8", "2024-01-07", 5, 2),
    ]


def test_lines_without_an_order_number_are_never_replaced():
    files = [
        ([line("ann", "2024-01-05", 10, order_id=None), line("ann", "2024-01-05", 20, order_id="7")], "orders"),
        ([line("ann", "2024-01-05", 11, order_id=None), line("ann", "2024-01-05", 21, order_id="7")], "orders"),
    ]
    assert merged(files, "orders", "revenue", "order_id") == [(10, None), (11, None), (21, "7")]


def test_lines_of_one_order_in_one_file_all_stay():
    files = [([line("ann", "2024-01-05", 10, order_id="7"), line("ann", "2024-01-05", 10, order_id="7")], "orders")]
    assert merged(files, "orders", "revenue", "source_row") == [(10, 2), (10, 3)]


def test_columns_that_only_a_later_file_has_are_empty_before():
    files = [
        ([line("ann", "2024-01-05", 10)], "orders"),
        ([line("ann", "2024-01-06", 10, product="tea", quantity=2)], "orders"),
    ]
    assert merged(files, "orders", "ordered_on", "product", "quantity") == [
        ("2024-01-05", None, None),
        ("2024-01-06", "tea", 2),
    ]


def test_customers_are_updated_and_blanks_keep_what_is_there():
    files = [
        ([person("ann", name="Ann", segment="gold"), person("bob", name="Bob", segment="iron")], "customers"),
        ([person("ann", name=None, segment="silver"), person("mia", name="Mia", segment=None)], "customers"),
    ]
    assert merged(files, "customers", "customer_id", "name", "segment") == [
        ("ann", "Ann", "silver"),
        ("bob", "Bob", "iron"),
        ("mia", "Mia", None),
    ]


def test_the_last_row_of_a_customer_wins_within_a_file():
    files = [([person("ann", segment="gold"), person("ann", segment="iron"), person("ann", segment=None)], "customers")]
    assert merged(files, "customers", "customer_id", "segment") == [("ann", "iron")]


def test_customers_known_from_orders_gain_their_attributes_later():
    publish([line("ann", "2024-01-05")])
    publish([person("ann", name="Ann"), person("bob", name="Bob")], "customers")
    assert read("customers", "customer_key", "customer_id", "name") == [(1, "ann", "Ann"), (2, "bob", "Bob")]
    assert store.open("shop").info.counts["orders_rows"] == 1


def test_attributes_in_an_orders_file_are_those_of_the_latest_row():
    """Where people are counted; the money of each line stays with what the line says."""
    files = [
        (
            [
                line("ann", "2024-03-01", segment="gold", region=None),
                line("ann", "2024-01-01", segment="new", region=None),
                line("ann", "2024-02-01", segment="silver", region="north"),
            ],
            "orders",
        )
    ]
    assert merged(files, "customers", "customer_id", "segment", "region") == [("ann", "gold", "north")]


def test_attributes_in_a_second_orders_file_change_those_known_from_orders():
    files = [
        ([line("ann", "2024-01-01", segment="new")], "orders"),
        ([line("ann", "2024-02-01", segment="gold"), line("bob", "2024-02-01", segment="gold")], "orders"),
    ]
    assert merged(files, "customers", "customer_id", "segment") == [("ann", "gold"), ("bob", "gold")]


def test_a_customers_file_overrides_what_rode_along_with_orders():
    files = [([line("ann", "2024-01-01", segment="new")], "orders"), ([person("ann", segment="gold")], "customers")]
    assert merged(files, "customers", "customer_id", "segment") == [("ann", "gold")]


def test_the_channel_of_an_order_is_not_the_channel_of_its_customer():
    files = [([line("ann", "2024-01-01", channel="web")], "orders")]
    assert merged(files, "customers", "customer_id", "channel") == [("ann", None)]


def test_further_columns_become_attributes_and_stay_through_later_versions():
    publish([person("ann", city_size="big"), person("bob", city_size="small")], "customers")
    publish([person("ann", shoe="42")], "customers")
    publish([line("ann", "2024-01-05")])
    assert read("customers", "customer_id", "city_size", "shoe") == [("ann", "big", "42"), ("bob", "small", None)]
    assert store.open("shop").info.attributes == {"city_size": 2}


def test_attributes_to_break_down_by_have_a_handful_of_values():
    publish(
        [
            person(f"c{n}", name=f"n{n}", role="buyer", segment=f"s{n % 2}", region=f"r{n % 100}", owner=f"o{n}")
            for n in range(101)
        ],
        "customers",
    )
    assert store.open("shop").info.attributes == {"segment": 2, "region": 100}


def test_departures_are_one_per_customer_and_date():
    publish([left("ann", "2024-01-05", "too expensive"), left("bob", "2024-01-05", "moved away")], "departures")
    publish([left("ann", "2024-01-05", "bad quality"), left("ann", "2024-06-01", "too expensive")], "departures")
    assert read("departures", "left_on", "reason", "upload_id") == [
        ("2024-01-05", "bad quality", 2),
        ("2024-01-05", "moved away", 1),
        ("2024-06-01", "too expensive", 2),
    ]


def test_a_departure_twice_in_one_file_counts_once_as_it_stands_last():
    files = [([left("ann", "2024-01-05", "price"), left("ann", "2024-01-05", "quality")], "departures")]
    assert merged(files, "departures", "reason") == [("quality",)]


SUPPOSED = {"constants": ("left_on",)}


@pytest.mark.parametrize("order", [1, -1], ids=["the days, then the flags", "the flags, then the days"])
def test_a_departure_with_a_day_stands_for_a_flag_without_one_whichever_came_first(home, order):
    """Ann left twice and bob once, on known days; an account list says that ann, bob and cy are gone, and why."""
    days = ([left("ann", "2024-01-05"), left("ann", "2024-03-01"), left("bob", "2024-02-01", "quality")], {})
    flags = ([left(who, "2024-06-30", "too expensive") for who in ("ann", "bob", "cy")], SUPPOSED)
    for rows, options in [days, flags][::order]:
        publish(rows, "departures", **options)
    found = store.open("shop")
    table = found.departures.join(found.customers.select("customer_key", who="customer_id"), "customer_key")
    said = found.fetch(table.select("who", "left_on", "reason").order_by("who", "left_on"))
    assert [(row.who, plain(row.left_on), plain(row.reason)) for row in said.itertuples()] == [
        ("ann", "2024-01-05", None),
        ("ann", "2024-03-01", "too expensive"),
        ("bob", "2024-02-01", "quality"),
        ("cy", "2024-06-30", "too expensive"),
    ]
    last = found.info.uploads[-1]
    assert (last.accepted, last.repeated, last.replaced) == ((1, 2, 0) if order == 1 else (3, 0, 2))
    assert last.rows_read == last.accepted + last.rejected + last.skipped


def test_departures_are_sorted_into_causes():
    publish(
        [
            left("ann", "2024-01-05", "too expensive, and bad quality"),
            left("bob", "2024-01-05", "xyzzy", category="price"),
            left("mia", "2024-01-05", None),
            left("zoe", "2024-01-05", "xyzzy"),
        ],
        "departures",
    )
    snapshot = store.open("shop")
    named = snapshot.departures.join(snapshot.departure_causes, "departure_id").join(snapshot.customers, "customer_key")
    found = snapshot.fetch(named.select("customer_id", "cause"))
    assert sorted(found.itertuples(index=False, name=None)) == [
        ("ann", "price"),
        ("ann", "quality"),
        ("bob", "price"),
        ("mia", "no_answer"),
        ("zoe", "unclassified"),
    ]


@pytest.mark.parametrize(
    ("reason", "category", "cause"),
    [
        pytest.param(None, "pricing", "price", id="known"),
        pytest.param(None, "features", "unclassified", id="stated and not known"),
        pytest.param(None, None, "no_answer", id="not stated"),
        pytest.param("?", "", "no_answer", id="nothing said"),
        pytest.param("xyzzy", None, "unclassified", id="words that say nothing known"),
        pytest.param("xyzzy", "features", "unclassified", id="neither is known"),
        pytest.param("too expensive", "features", "price", id="the words are known"),
    ],
)
def test_a_stated_category_is_an_answer(reason, category, cause):
    publish([left("ann", "2024-01-05", reason, category=category)], "departures")
    snapshot = store.open("shop")
    assert list(snapshot.fetch(snapshot.departure_causes)["cause"]) == [cause]


def test_departures_of_people_without_orders_make_customers():
    publish([left("ann", "2024-01-05", segment="gold")], "departures")
    assert read("customers", "customer_id", "segment") == [("ann", "gold")]
    assert store.open("shop").info.complete_up_to.isoformat() == "2024-01-05"


def test_prices_of_a_month_are_replaced():
    files = [
        ([{"month": "2024-01-01", "index": 100.0}, {"month": "2024-02-01", "index": 110.0}], "prices"),
        ([{"month": "2024-02-01", "index": 111.5}], "prices"),
    ]
    assert merged(files, "prices", "month", "index") == [("2024-01-01", 100), ("2024-02-01", 111.5)]


def test_hostile_text_is_only_text():
    nasty = "'; DROP TABLE orders; --\"\n=1+1"
    with store.draft("shop") as draft:
        put(draft, [line(nasty, "2024-01-05", order_id=nasty, product=nasty)], file_name=nasty)
        put(draft, [person(nasty, **{'odd " name': nasty})], "customers", file_name=nasty)
        draft.publish(note=nasty)
    publish(settings={"currency": nasty})
    assert read("customers", "customer_id", 'odd " name') == [(nasty, nasty)]
    assert store.versions("shop")[1].note == nasty
    assert store.open("shop").settings.currency == nasty


def test_two_customers_may_both_have_an_order_of_one_number():
    files = [
        ([line("ann", "2024-01-05", 10, order_id="1")], "orders"),
        ([line("bob", "2024-01-06", 20, order_id="1"), line(None, "2024-01-06", 5, order_id="1")], "orders"),
        ([line(None, "2024-01-07", 6, order_id="1")], "orders"),
    ]
    assert merged(files, "orders", "revenue", "upload_id") == [(6, 3), (10, 1), (20, 2)]


def test_later_orders_overtake_a_chosen_complete_up_to_day(home):
    publish([line("ann", "2024-01-05", 10)], settings={"complete_up_to": date(2024, 1, 20)})
    publish([line("ann", "2024-01-15", 10)])
    assert store.open("shop").info.complete_up_to == date(2024, 1, 20)
    publish([line("ann", "2024-03-30", 10)])
    assert store.open("shop").info.complete_up_to == date(2024, 3, 31)


def test_a_filled_cost_still_adds_up_to_the_profit():
    publish([line("ann", "2024-01-05", 900, cost=450), line("ann", "2024-01-06", 100, cost=None)])
    assert read("purchase_days", "revenue", "cost", "profit") == [(100, 50, 50), (900, 450, 450)]


def jan(*more):
    return [line("ann", "2024-01-05", 10, order_id="1"), line("bob", "2024-01-20", 20, order_id="2"), *more]


def counts():
    info = store.open("shop").info
    return info.counts["orders"], info.counts["revenue"]


def test_a_number_that_comes_again_the_next_year_is_another_order():
    publish(jan())
    publish([line("ann", "2025-01-07", 40, order_id="1")])
    assert read("orders", "order_id", "ordered_on", "revenue") == [
        ("1", "2024-01-05", 10),
        ("1", "2025-01-07", 40),
        ("2", "2024-01-20", 20),
    ]
    assert counts() == (3, 70)


@pytest.mark.parametrize(("day", "orders"), [("2024-04-04", 1), ("2024-04-05", 2)])
def test_ninety_days_after_the_last_sale_it_is_still_the_same_order(day, orders):
    """From 5 January to 4 April 2024 there are 90 days."""
    publish([line("ann", "2024-01-05", 10, order_id="1"), line("ann", day, 30, order_id="1")])
    assert counts() == (orders, 40)


def test_anonymous_orders_of_the_same_number_in_other_years_stay():
    for year in (2023, 2024, 2025):
        publish([line(None, f"{year}-01-05", 10, order_id="1"), line("ann", f"{year}-01-06", 1, order_id="9")])
    publish([line(None, "2025-01-05", 30, order_id="1")])
    assert [day for day, customer in read("orders", "ordered_on", "customer_key") if customer is None] == [
        "2023-01-05",
        "2024-01-05",
        "2025-01-05",
    ]


def test_a_file_of_refunds_replaces_no_sale_and_a_correction_of_the_sale_no_refund():
    publish([line("ann", "2024-01-05", 100, order_id="1")])
    publish([line("ann", "2024-01-25", -30, order_id="1")])
    assert counts() == (1, 70)
    publish([line("ann", "2024-01-05", 90, order_id="1")])
    assert counts() == (1, 60)
    publish([line("ann", "2024-01-25", -30, order_id="1"), line("bob", "2024-01-26", 5, order_id="3")])
    assert counts() == (2, 65)
    publish([line("ann", "2024-01-05", 90, order_id="1"), line("ann", "2024-01-25", -20, order_id="1")])
    assert counts() == (2, 75)


def test_a_refund_belongs_to_the_order_that_had_its_number_last():
    publish([line("ann", "2023-01-05", 100, order_id="1"), line("ann", "2024-01-05", 50, order_id="1")])
    publish([line("ann", "2024-02-01", -50, order_id="1")])
    booked = read("orders", "ordered_on", "kind", "booked_on")
    assert booked == [
        ("2023-01-05", "purchase", "2023-01-05"),
        ("2024-01-05", "return", "2023-01-05"),
        ("2024-02-01", "return", "2023-01-05"),
    ]


def test_replacing_more_than_a_correction_is_asked_for():
    publish(jan())
    february = [line("ann", "2024-02-05", 11, order_id="1"), line("bob", "2024-02-20", 22, order_id="2")]
    with pytest.raises(store.Doubtful, match=r"2 orders.*2 move by more than two weeks.*Are they corrections"):
        publish(february)
    assert counts() == (2, 30)
    publish(february, replaces=False)
    assert counts() == (4, 63)
    with pytest.raises(store.Doubtful):
        publish([line("ann", "2024-01-25", 1, order_id="1")])
    publish([line("ann", "2024-01-25", 1, order_id="1")], replaces=True)


def test_a_closed_month_that_is_emptied_is_asked_for_and_an_order_moved_by_two_weeks_is_not():
    publish([line("ann", "2024-01-31", 10, order_id="1"), line("bob", "2024-03-20", 20, order_id="2")])
    with pytest.raises(store.Doubtful, match="2024-01"):
        publish([line("ann", "2024-02-01", 10, order_id="1")])
    publish([line("bob", "2024-03-06", 20, order_id="2")])
    with pytest.raises(store.Doubtful, match="two weeks"):
        publish([line("bob", "2024-03-21", 20, order_id="2")])


def test_the_same_export_again_with_later_orders_is_no_question():
    whole = [line(f"c{n}", f"2024-{1 + n % 3:02}-05", 10 + n, order_id=str(n)) for n in range(60)]
    publish(whole)
    publish([*whole, line("c1", "2024-04-05", 5, order_id="99")])
    assert counts() == (61, sum(10 + n for n in range(60)) + 5)
    changed = [{**one, "revenue": one["revenue"] + 1} for one in whole]
    with pytest.raises(store.Doubtful, match="60 would be different"):
        publish(changed)


TWO_REGIONS = (
    line("a", "2024-01-05", 100, region="North"),
    line("a", "2024-02-05", 900, region="South"),
    line("b", "2024-01-05", 50, region="South"),
)


def by_region():
    snapshot = store.open("shop")
    found = snapshot.fetch(metrics.evaluate("segment_profitability", store.Tables(snapshot), by=("region",)))
    people = {
        region: len(
            snapshot.fetch(
                metrics.evaluate("segment_members", store.Tables(snapshot), attribute="region", value=region)
            )
        )
        for region in found["region"]
    }
    assert people == dict(zip(found["region"], found["customers"], strict=True))
    assert found["revenue"].sum() == snapshot.info.counts["revenue"]
    return {row.region: (row.customers, row.revenue) for row in found.itertuples()}


def regions():
    return dict(read("customers", "customer_id", "region"))


def test_money_counts_under_the_region_of_its_line_and_people_under_their_latest():
    publish(list(TWO_REGIONS))
    assert store.open("shop").info.line_attributes == ("region",)
    assert by_region() == {"South": (2, 950), "North": (1, 100)}
    assert regions() == {"a": "South", "b": "South"}


def test_a_customer_who_moves_in_a_later_file_leaves_earlier_money_where_it_was():
    publish([TWO_REGIONS[0], line("b", "2024-01-05", 50, region="South")])
    assert store.open("shop").info.line_attributes == ()
    publish([line("a", "2024-02-05", 900, region="South")])
    assert by_region() == {"South": (2, 950), "North": (1, 100)}
    assert regions() == {"a": "South", "b": "South"}
    publish([line("a", "2023-12-05", 7, region="East"), line("b", "2024-03-01", 5)])  # a file of the past; no region
    assert by_region() == {"South": (2, 955), "North": (1, 100), "East": (1, 7)}
    assert regions() == {"a": "South", "b": "South"}


def test_what_a_file_of_customers_says_holds_for_all_their_money():
    publish([{"customer_id": "a", "region": "West"}, {"customer_id": "b", "region": "West"}], "customers")
    publish(list(TWO_REGIONS))
    assert regions() == {"a": "West", "b": "West"}
    assert store.open("shop").info.line_attributes == ()


def test_refunds_go_with_the_region_of_their_line():
    publish([*TWO_REGIONS, line("a", "2024-02-09", -40, region="South"), line("a", "2024-02-10", -1)])
    assert by_region() == {"South": (2, 909), "North": (1, 100)}
