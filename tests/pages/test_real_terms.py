"""Money at the prices of one month, chosen on a page: said in the filters, the titles and the headings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import store
from tests.pages.tiny import MINI, open_page, publish
from view import Lens, View
from words import prices

PAGES = ("overview", "retention", "cohorts", "segments", "value", "top_customers", "churn_causes", "service")
PAGES += ("early_warning", "do_next", "today")
PRICES = "month,index\n2024-01-01,100\n2024-02-01,110\n2024-03-01,121\n2024-04-01,133.1\n"


def page(name, **parameters):
    at = open_page(name, **parameters)
    assert not at.exception
    return at


@pytest.mark.parametrize("name", PAGES)
def test_sample_says_at_which_prices(sample_home, name):
    at = page(name, money="2025-03-01", part="money")
    assert "at prices of Mar 2025" in at.text[0].value.replace("\u00a0", " ")
    titles = [heading.value for heading in at.subheader]
    assert any(title.endswith(" · at prices of Mar 2025") for title in titles), titles


def test_a_customers_file_says_at_which_prices_they_bought(home):
    # c4 bought for 300 in February, 200 in March and 250 in April: at prices of April 363 + 220 + 250.
    publish(home, orders=MINI, prices=PRICES, complete_up_to="2024-04-30")
    booked, real = (page("customer", customer="c4", **asked) for asked in ({}, {"money": "2024-04-01"}))
    assert (booked.metric[0].value, real.metric[0].value) == ("750", "833")
    assert "What happened? · at prices of Apr 2024" in [title.value.replace("\u00a0", " ") for title in real.subheader]
    told = " ".join(text.value for text in real.text)
    assert all(f"bought for {money}" in told for money in (363, 220, 250))


def test_what_those_who_left_had_brought_is_money_at_those_prices(home):
    left = "customer_id,left_on,reason\nc4,2024-04-30,too expensive\n"
    publish(home, orders=MINI, departures=left, prices=PRICES, complete_up_to="2024-04-30")
    booked, real = (page("churn_causes", span="all", **asked).metric[1] for asked in ({}, {"money": "2024-04-01"}))
    assert (booked.label, booked.value, real.value) == ("Their sales", "750", "833")


def test_of_a_month_it_does_not_know_money_stays_as_it_was_booked(sample_home):
    assert "at prices" not in page("segments", money="1999-01-01").text[0].value


def test_a_page_that_does_not_offer_it_counts_as_booked(sample_home):
    at = page("survival", money="2025-03-01")
    assert not any("at prices" in text.value for text in at.text)


def test_the_top_list_is_of_money_at_those_prices(home):
    # c4 bought for 300 in February, 200 in March and 250 in April: at prices of April 363 + 220 + 250.
    publish(home, orders=MINI, prices=PRICES, complete_up_to="2024-04-30")
    booked, real = (
        page("top_customers", span="all", share="20", **asked).dataframe[-1].value
        for asked in ({}, {"money": "2024-04-01"})
    )
    assert booked["Sales"].iloc[0] == 750
    assert "Sales" not in real.columns
    assert real["Sales (at prices of Apr 2024)"].iloc[0] == pytest.approx(833)


def test_sample_sets_growth_at_equal_prices_beside_growth_as_booked(sample_home):
    told = [text.value.replace("\u00a0", " ") for text in page("retention", part="money").text]
    (growth,) = [text for text in told if text.startswith("Sales of the last 365 days are 15.2 % above")]
    assert "at equal prices the change is \u2066−8.46 %\u2069, as prices rose by 25.8 %" in growth
    assert growth.endswith("Of 417 customers who bought in both and grew as booked, 57 did not at equal prices.")


BASKET = """customer_id,ordered_on,order_id,product,quantity,revenue
c1,2024-01-05,1,tea,10,100
c2,2024-01-15,2,cup,1,100
c1,2024-02-05,3,tea,10,150
c2,2024-03-15,4,tea,10,300
"""


def with_own_prices(home, orders):
    publish(home, orders=orders, prices=PRICES, complete_up_to="2024-03-31")
    with store.draft("tiny") as draft:
        draft.settings = replace(draft.settings, prices_from="basket")
        draft.publish()


def test_the_firms_own_basket_stands_in_for_a_loaded_index_and_every_place_says_so(home):
    # Tea rises from 10 to 15 to 30: 100 of January are 300 at prices of March, 150 of February 300.
    with_own_prices(home, BASKET)
    at = page("top_customers", span="all", share="100", money="2024-03-01")
    assert at.selectbox(key="money").label == "Money (index of own orders)"
    assert "87.5 % of their sales, 71.4 % where it is least" in at.selectbox(key="money").help.replace("\u00a0", " ")
    money = at.dataframe[-1].value["Sales (at prices of Mar 2024)"]
    assert money.tolist() == pytest.approx([600])
    view = View("tiny", store.open("tiny").info, Lens(prices_of=date(2024, 3, 1)), "light")
    told = prices.said(view).replace("\u00a0", " ")
    assert "Money at prices of Mar 2024 (index 300); prices are known from Jan 2024 to Mar 2024. The index" in told


@pytest.mark.parametrize(
    ("orders", "why"),
    [
        (MINI, "no complete month has a line with product"),
        (
            BASKET.replace("tea,10,300", "pan,10,300"),
            "none of the products of Mar 2024 could be compared with the month before",
        ),
        ("\n".join(BASKET.split("\n")[:3]), "one complete month alone has prices"),
    ],
    ids=["no product", "no match in the last month", "one month"],
)
def test_own_orders_that_give_no_index_say_why(home, orders, why):
    with_own_prices(home, orders)
    at = page("top_customers", span="all", money="2024-03-01")
    (choice,) = [box for box in at.selectbox if box.label == "Money (index of own orders)"]
    assert choice.disabled
    assert why in choice.help.replace("\u00a0", " ")
    assert "at prices" not in at.text[0].value


def test_an_index_that_begins_late_says_with_which_month(home):
    with_own_prices(home, BASKET.replace("tea,10,100", "pan,10,100"))
    at = page("top_customers", span="all")
    said = at.selectbox(key="money").help.replace("\u00a0", " ")
    assert "It begins with Feb 2024: no product of it could be compared with the month before." in said


def test_without_prices_there_is_no_choice_and_nothing_is_said(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at = page("overview", money="2024-04-01")
    assert not any("prices" in text.value for text in at.text)
    assert "money" not in {box.key for box in at.selectbox}
