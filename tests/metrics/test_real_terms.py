"""Money at equal prices: worked by hand, the boundary days of a month, months of another calendar."""

from __future__ import annotations

import ibis
import pandas as pd
import pytest

import metrics
from metrics.real_terms import day_prices, in_real_terms
from tests.metrics.conftest import rows

UNTIL = "2024-12-31"


def prices(*months):
    frame = pd.DataFrame(months, columns=["month", "index"]).astype({"index": float})
    return ibis.memtable(frame).mutate(month=ibis._.month.cast("date"))


def days(first, last):
    dates = pd.date_range(first, last).strftime("%Y-%m-%d")
    return ibis.memtable(pd.DataFrame({"date": dates})).mutate(date=ibis._.date.cast("date"))


def factors(first, last, *months):
    found = day_prices(days(first, last), prices(*months)).to_pandas()
    return {str(date)[:10]: round(factor, 6) for date, factor in zip(found["date"], found["factor"], strict=True)}


def test_an_index_counts_from_its_first_day_on_until_the_next():
    found = factors("2024-01-31", "2024-03-01", ("2024-01-01", 100), ("2024-02-01", 110), ("2024-03-01", 121))
    assert (found["2024-01-31"], found["2024-02-01"], found["2024-02-29"], found["2024-03-01"]) == (1.21, 1.1, 1.1, 1)


def test_months_of_the_jalali_calendar_begin_on_their_own_days():
    # 1 Farvardin 1403 is 20 March 2024, 1 Ordibehesht 20 April.
    found = factors("2024-03-20", "2024-04-20", ("2024-03-20", 100), ("2024-04-20", 140))
    assert (found["2024-03-20"], found["2024-04-19"], found["2024-04-20"]) == (1.4, 1.4, 1)


def test_days_outside_of_what_is_known_take_the_nearest_month_and_say_so():
    found = day_prices(days("2023-12-31", "2024-03-05"), prices(("2024-01-01", 100), ("2024-02-01", 120)))
    by_day = found.to_pandas().set_index("date")
    assert by_day.loc["2023-12-31"].tolist() == [1.2, False]
    assert by_day.loc["2024-01-31"].tolist() == [1.2, True]
    assert by_day.loc["2024-03-05"].tolist() == [1.0, False]


@pytest.mark.parametrize("index", [0, -5, float("nan")])
def test_what_is_no_index_is_left_out(index):
    assert factors("2024-02-01", "2024-02-01", ("2024-01-01", 100), ("2024-02-01", index)) == {"2024-02-01": 1.0}


def test_without_an_index_there_is_no_day():
    assert day_prices(days("2024-01-01", "2024-01-02"), prices(("2024-01-01", 0))).to_pandas().empty


@pytest.fixture
def two_years(history):
    """Prices rise by 40 % between the years: a grows by prices alone, b grows, c shrinks, d is new."""
    for name, before, now in (("a", 100, 120), ("b", 100, 200), ("c", 100, 90), ("d", None, 50)):
        if before:
            history.add(name, "2023-06-01", revenue=before, profit=before / 2)
        history.add(name, "2024-06-01", revenue=now, profit=now / 2)
    history.describe("a", region="north")
    history.describe("b", region="north")
    history.complete_up_to = UNTIL
    return history


@pytest.fixture
def priced():
    return day_prices(days("2023-01-01", UNTIL), prices(("2023-01-01", 100), ("2024-01-01", 140)))


def test_worked_example(two_years, priced):
    found = metrics.growth_in_real_terms(two_years.purchase_days, priced, two_years.until).to_pandas().iloc[0]
    assert (found.revenue_before, found.revenue, found.growth) == (300, 460, pytest.approx(160 / 300))
    assert (found.real_revenue_before, found.real_revenue) == (pytest.approx(420), 460)
    assert found.real_growth == pytest.approx(40 / 420)
    assert found.price_rise == pytest.approx(0.4)
    assert (found.customers, found.growing, found.growing_real, found.turned) == (3, 2, 1, 1)


def test_who_grew_by_prices_alone(two_years, priced):
    asked = (two_years.purchase_days, priced, two_years.until)
    listed = metrics.growth_members(*asked).to_pandas()
    turns = dict(zip(listed.customer_key, listed.turn, strict=True))
    assert turns == {two_years.key("a"): "turned", two_years.key("b"): "grew", two_years.key("c"): "shrank"}
    assert rows(metrics.growth_members(*asked, turn="turned"), "customer_key") == [(two_years.key("a"),)]


def test_equal_to_the_rise_of_prices_is_no_growth(history, priced):
    history.add("a", "2023-06-01", revenue=100)
    history.add("a", "2024-06-01", revenue=140)
    history.complete_up_to = UNTIL
    found = metrics.growth_in_real_terms(history.purchase_days, priced, history.until).to_pandas().iloc[0]
    assert (found.growing, found.growing_real, found.turned) == (1, 0, 1)


def test_a_past_that_is_not_covered_has_no_growth(two_years):
    late = day_prices(days("2023-01-03", UNTIL), prices(("2023-01-01", 100)))
    assert metrics.growth_in_real_terms(two_years.purchase_days, late, two_years.until).to_pandas().empty


def test_segments_add_up(two_years, priced):
    by = ("region",)
    bought = metrics.with_attributes(two_years.purchase_days, two_years.customers, by)
    parts = metrics.growth_in_real_terms(bought, priced, two_years.until, by).to_pandas()
    whole = metrics.growth_in_real_terms(two_years.purchase_days, priced, two_years.until).to_pandas().iloc[0]
    for name in ("revenue_before", "revenue", "real_revenue_before", "real_revenue", "customers", "growing", "turned"):
        assert parts[name].sum() == pytest.approx(whole[name])


def test_money_of_each_day_is_multiplied_and_profit_stays_sales_less_cost(two_years, priced):
    found = in_real_terms(two_years.purchase_days, priced).to_pandas()
    own = found[(found.customer_key == two_years.key("a"))].sort_values("day")
    assert [float(one) for one in own.revenue] == [140, 120]
    assert [float(one) for one in own.cost] == [70, 60]
    assert list(found.columns) == list(two_years.purchase_days.columns)
