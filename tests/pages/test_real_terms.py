"""Money at the prices of one month, chosen on a page: said in the filters, the titles and the headings."""

from __future__ import annotations

import pytest

from tests.pages.tiny import MINI, open_page, publish

PAGES = ("overview", "retention", "cohorts", "segments", "value", "top_customers")
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


def test_without_prices_there_is_no_choice_and_nothing_is_said(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at = page("overview", money="2024-04-01")
    assert not any("prices" in text.value for text in at.text)
    assert "money" not in {box.key for box in at.selectbox}
