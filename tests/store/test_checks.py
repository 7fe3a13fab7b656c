"""What is said of a file before it is published."""

from __future__ import annotations

from datetime import date

import pytest

from store import checks, engine
from store.quoting import quoted
from store.schema import loadable_columns


def check(rows, table="orders"):
    """Check rows as a load leaves them in `incoming`, each with the number of its line from 2 on."""
    kinds = {column.name: column.sql_type for column in loadable_columns(table)}
    names = list(dict.fromkeys(name for row in rows for name in row))
    connection = engine.connect_memory()
    connection.execute("ATTACH ':memory:' AS incoming").fetchall()
    columns = ", ".join(f"{quoted(name)} {kinds[name]}" for name in names)
    connection.execute(f"CREATE TABLE incoming.{table} ({columns}, source_row BIGINT)").fetchall()
    connection.executemany(
        f"INSERT INTO incoming.{table} VALUES ({', '.join('?' * (len(names) + 1))})",
        [[*(row.get(name) for name in names), at] for at, row in enumerate(rows, 2)],
    )
    return checks.check(connection, table)


def sale(customer="ann", day="2024-01-05", revenue=100, **more):
    return {"customer_id": customer, "ordered_on": day, "revenue": revenue, **more}


def test_equal_rows_are_counted_but_for_the_first_of_each():
    found = check([sale(), sale(), sale(), sale(revenue=5), sale(customer=None), sale(customer=None)])
    assert found.duplicates == 3
    assert found.lists["duplicates"]["source_row"].tolist() == [3, 4, 7]


def test_rows_that_differ_in_one_column_are_no_duplicates():
    found = check([sale(product="tea"), sale(product="milk"), sale(product=None)])
    assert found.duplicates == 0
    assert "duplicates" not in found.lists


def test_shares_without_customer_and_with_a_cost():
    found = check([sale(cost=1), sale(None, revenue=300), sale(revenue=-50)])
    assert found.anonymous_share == pytest.approx(1 / 3)
    assert found.cost_share == 0.25


def test_the_days_that_are_covered():
    found = check([sale(day="2024-03-01"), sale(day="2024-01-05")])
    assert (found.first_day, found.last_day) == (date(2024, 1, 5), date(2024, 3, 1))


def test_a_hole_of_three_weeks_in_daily_orders_is_a_gap():
    days = [f"2024-01-{day:02}" for day in range(1, 32)] + [f"2024-02-{day:02}" for day in range(22, 30)]
    assert check([sale(day=day) for day in days]).gaps == ((date(2024, 2, 1), date(2024, 2, 21)),)


def test_orders_once_a_month_have_no_gap():
    assert check([sale(day=f"2024-{month:02}-15") for month in range(1, 13)]).gaps == ()


def test_rials_among_toman_are_seen_by_the_price_of_the_product():
    """Tea at about 50,000 toman; a tenth of the lines in rials."""
    rows = [sale(revenue=50_000 + 100 * n, product="tea", quantity=1) for n in range(180)]
    rows += [sale(revenue=2 * (500_000 + 1_000 * n), product="tea", quantity=2) for n in range(20)]
    found = check(rows)
    assert found.tenfold == 20
    assert found.lists["tenfold"]["source_row"].min() == 182


def test_prices_that_merely_scatter_are_no_mixture():
    rows = [sale(revenue=10 ** (2 + n / 50), product="any", quantity=1) for n in range(200)]
    assert check(rows).tenfold == 0


def test_products_of_two_prices_are_no_mixture():
    rows = [sale(revenue=price, product=f"p{price}") for price in (10, 100) for _ in range(50)]
    assert check(rows).tenfold == 0


def test_a_sale_a_thousand_times_the_others_stands_out():
    found = check([sale(revenue=80 + n) for n in range(50)] + [sale(revenue=90_000)])
    assert found.outliers == 1
    assert found.lists["outliers"]["revenue"].tolist() == [90_000]


def named(number, name):
    return {"customer_id": number, "name": name}


@pytest.mark.parametrize(
    ("people", "alike"),
    [
        pytest.param([named("1", "علي رضايي"), named("2", "علی‌رضایی")], "same_name", id="half-space"),
        pytest.param([named("1", "كامران يوسفي"), named("2", "کامران یوسفی")], "same_name", id="Arabic and Persian"),
        pytest.param([named("1", "Ann Lee"), named("2", "LEE,  Ann")], "same_name", id="order and case"),
        pytest.param([named("1", "Katherine Miller"), named("2", "Katharine Miller")], "near_name", id="one letter"),
        pytest.param([named("09121234567", None), named("+989121234567", None)], "same_phone", id="prefix of a mobile"),
        pytest.param([named("M-125", None), named("m125", None)], "same_number", id="case and hyphen"),
        pytest.param([named("1", "Customer 17"), named("2", "Customer 18")], None, id="numbers that differ"),
        pytest.param([named("1", "Ann"), named("2", "Anne")], None, id="too short to say"),
        pytest.param([named("17850", None), named("17851", None)], None, id="two numbers"),
        pytest.param([named("007", None), named("7", None)], None, id="a zero in front"),
    ],
)
def test_customers_that_look_like_one(people, alike):
    found = check(people, "customers")
    assert (found.alike, found.lists["alike"]["alike"].unique().tolist() if found.alike else None) == (
        int(alike is not None),
        [alike] if alike else None,
    )


def test_the_counts_are_plain_for_a_json_line():
    assert check([sale(), sale()]).as_dict() == {
        "first_day": "2024-01-05",
        "last_day": "2024-01-05",
        "duplicates": 1,
        "anonymous_share": 0.0,
        "cost_share": 0.0,
        "tenfold_prices": 0,
        "outliers": 0,
        "gaps": [],
        "customers_that_look_like_one": 0,
    }
