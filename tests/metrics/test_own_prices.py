"""The index of the firm's own basket: worked by hand, a second way in pandas, and what tells no price."""

from __future__ import annotations

import math

import ibis
import numpy as np
import pandas as pd
import pytest

import metrics
from localization.calendars import calendar_days, calendar_periods
from tests.metrics.conftest import rows

BREAD, TEA = "bread", "tea"
# January: 10 breads for 100, 5 teas for 100; February: 10 for 120, 4 for 80; March: 5 for 66, 6 for 132.
WORKED = [
    ("2024-01-05", BREAD, 6, 60),
    ("2024-01-31", BREAD, 4, 40),
    ("2024-01-09", TEA, 5, 100),
    ("2024-02-01", BREAD, 10, 120),
    ("2024-02-29", TEA, 4, 80),
    ("2024-03-01", BREAD, 5, 66),
    ("2024-03-31", TEA, 6, 132),
]


def index_of(sales, *, calendar="gregorian", until="2024-03-31"):
    """Compute the index of (day, product, quantity, amount, kind if it is no purchase)."""
    frame = pd.DataFrame(
        [(*sale, "purchase")[:5] for sale in sales], columns=["ordered_on", "product", "quantity", "revenue", "kind"]
    ).astype({"product": "string", "quantity": float, "revenue": float})
    orders = ibis.memtable(frame).mutate(
        ordered_on=ibis._.ordered_on.cast("date"), revenue=ibis._.revenue.cast("decimal(18, 4)")
    )
    span = [pd.Timestamp(day).date() for day in (frame["ordered_on"].min(), max(frame["ordered_on"].max(), until))]
    days = ibis.memtable(calendar_days(calendar, *span)).mutate(date=ibis._.date.cast("date"))
    months = calendar_periods(calendar, *span).query("grain == 'month'").drop(columns="grain")
    months["is_complete"] = pd.to_datetime(months["ends_on"]) <= pd.Timestamp(until)
    whole = ibis.memtable(months).mutate(starts_on=ibis._.starts_on.cast("date"), ends_on=ibis._.ends_on.cast("date"))
    return metrics.basket_index(orders, days, whole)


def levels(*sales, **how):
    return rows(index_of(sales, **how), "month", "index")


def test_worked_example():
    # February: bread 10 → 12, tea 20 → 20; shares of bread 0.5 and 0.6: 1.2 ^ 0.55.
    # March: bread 12 → 13.2, tea 20 → 22, both 1.1: 1.1, whatever the shares.
    found = index_of(WORKED).to_pandas()
    assert found["index"].tolist() == pytest.approx([100, 100 * 1.2**0.55, 100 * 1.2**0.55 * 1.1])
    assert found["rise"].tolist() == pytest.approx([math.nan, 1.2**0.55 - 1, 0.1], nan_ok=True)
    assert (found["priced"].tolist(), found["matched"].tolist()) == ([2, 2, 2], [0, 2, 2])
    assert found["matched_share"].tolist() == pytest.approx([math.nan, 1, 1], nan_ok=True)


def test_a_product_that_appears_or_vanishes_moves_no_index_and_is_not_matched():
    found = index_of([*WORKED, ("2024-01-07", "jam", 1, 200), ("2024-03-07", "honey", 1, 99)]).to_pandas()
    assert found["index"].tolist() == pytest.approx([100, 100 * 1.2**0.55, 100 * 1.2**0.55 * 1.1])
    assert found["matched"].tolist() == [0, 2, 2]
    assert found["priced"].tolist() == [3, 2, 3]
    assert found["matched_share"].tolist()[1:] == pytest.approx([400 / 600, 398 / 497])


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(("2024-02-10", BREAD, None, 900), id="no quantity"),
        pytest.param(("2024-02-10", BREAD, 0, 900), id="a quantity of zero"),
        pytest.param(("2024-02-10", BREAD, -3, 900), id="a quantity below zero"),
        pytest.param(("2024-02-10", None, 3, 900), id="no product"),
        pytest.param(("2024-02-10", BREAD, 3, 0), id="a gift"),
        pytest.param(("2024-02-10", BREAD, -3, -900, "return"), id="a return"),
        pytest.param(("2024-02-10", BREAD, 3, 900, "cancelled"), id="a cancelled line"),
    ],
)
def test_what_tells_no_price_moves_no_index(line):
    found = index_of([*WORKED, line]).to_pandas()
    assert found["index"].tolist() == pytest.approx([100, 100 * 1.2**0.55, 100 * 1.2**0.55 * 1.1])
    # A sale without a price counts among all sales, so that less of them is matched; what is no sale does not.
    is_sale = line[3] > 0 and len(line) == 4
    assert found["matched_share"].tolist()[1] == pytest.approx(400 / 1300 if is_sale else 1)


def test_sales_without_a_customer_tell_prices_too():
    assert levels(("2024-01-05", TEA, 1, 10, "anonymous"), ("2024-02-05", TEA, 1, 15)) == [
        ("2024-01-01", 100),
        ("2024-02-01", 150),
    ]


def test_a_month_without_sales_is_passed_over():
    assert levels(("2024-01-05", TEA, 1, 10), ("2024-03-05", TEA, 2, 24)) == [("2024-01-01", 100), ("2024-03-01", 120)]


def test_where_months_share_no_product_the_index_begins_anew():
    found = index_of(
        [
            ("2024-01-05", TEA, 1, 10),
            ("2024-02-05", BREAD, 1, 5),
            ("2024-03-05", BREAD, 1, 6),
            ("2024-03-05", TEA, 1, 9),
        ]
    )
    assert rows(found, "index", "rise", "matched", "matched_sales", "matched_share") == [
        (None, None, 0, None, None),
        (100, None, 0, 0, 0),
        (120, 0.2, 1, 11, 0.55),
    ]


def test_where_the_last_month_shares_no_product_there_is_none():
    assert levels(("2024-01-05", TEA, 1, 10), ("2024-02-05", TEA, 1, 11), ("2024-03-05", BREAD, 1, 9)) == [
        ("2024-01-01", None),
        ("2024-02-01", None),
        ("2024-03-01", None),
    ]


@pytest.mark.parametrize(("amount", "matched"), [(40, 2), (40.01, 1), (2.5, 2), (2.49, 1)])
def test_a_price_that_is_another_pack_is_not_compared(amount, matched):
    jam = [("2024-01-05", "jam", 1, 10), ("2024-02-05", "jam", 1, amount)]
    found = index_of([("2024-01-05", TEA, 1, 10), ("2024-02-05", TEA, 1, 10), *jam]).to_pandas()
    assert found["matched"].tolist()[1] == matched
    assert (found["index"].tolist()[1] == pytest.approx(100)) == (matched == 1)


def test_an_open_month_has_none_and_its_last_day_makes_it_whole():
    sales = [("2024-01-05", TEA, 1, 10), ("2024-02-05", TEA, 1, 12), ("2024-03-05", TEA, 1, 15)]
    assert levels(*sales, until="2024-03-30") == [("2024-01-01", 100), ("2024-02-01", 120)]
    assert levels(*sales, until="2024-03-31")[-1] == ("2024-03-01", 150)


def test_months_of_the_jalali_calendar_begin_on_their_own_days():
    # 1 Farvardin 1403 is 20 March 2024, 1 Ordibehesht 20 April: 19 April is still of Farvardin.
    sales = [("2024-03-20", TEA, 1, 10), ("2024-04-19", TEA, 1, 20), ("2024-04-20", TEA, 1, 30)]
    assert levels(*sales, calendar="jalali", until="2024-05-20") == [("2024-03-20", 100), ("2024-04-20", 200)]


def test_a_second_way_gives_the_same():
    random = np.random.default_rng(7)
    draws = 400
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 366, draws), "D")
    frame = pd.DataFrame({"day": days.strftime("%Y-%m-%d"), "product": random.integers(0, 25, draws).astype(str)})
    frame["quantity"] = random.integers(1, 9, draws).astype(float)
    frame["revenue"] = (frame["quantity"] * random.uniform(1, 9, draws)).round(2)
    found = index_of(list(frame.itertuples(index=False, name=None)), until="2024-12-31").to_pandas()

    month = frame["day"].str[:7]
    table = frame.pivot_table(index="product", columns=month, values=["revenue", "quantity"], aggfunc="sum")
    paid, price = table["revenue"], table["revenue"] / table["quantity"]
    expected, covered = [100.0], []
    for before, now in zip(paid.columns[:-1], paid.columns[1:], strict=True):
        ratios = price[now] / price[before]
        both = paid[[before, now]][ratios.between(0.25, 4)]
        weights = (both / both.sum()).mean(axis=1)
        expected.append(expected[-1] * np.exp((weights * np.log(ratios)).sum()))
        covered.append(both.to_numpy().sum() / paid[[before, now]].sum().sum())
    assert found["index"].tolist() == pytest.approx(expected)
    assert found["matched_share"].tolist()[1:] == pytest.approx(covered)
