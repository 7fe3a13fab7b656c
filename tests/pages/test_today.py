"""The page Today says what the brief says, and opens each list."""

from __future__ import annotations

import pytest

from messages import brief
from tests.pages.tiny import MINI, open_page, pictures, publish, texts


def page(**parameters):
    at = open_page("today", **parameters)
    assert not at.exception
    return at


def test_it_says_what_the_brief_says(sample_home):
    at = page(side="employer")
    told = brief.brief_of("sample")
    assert told.finding in texts(at)
    assert [(metric.label, metric.value) for metric in at.metric] == [(one.label, one.value) for one in told.figures]
    assert told.told.quiet() in texts(at)
    assert all(section.said in texts(at) for section in told.sections)
    assert pictures(at) == 1
    assert [len(table.value) for table in at.table] == [brief.LOST, brief.CALLS, 4]


@pytest.mark.parametrize(
    "parameters", [{"lang": "fa"}, {"lang": "ar"}, {"only": "region", "among.region": "Berlin"}, {"grain": "month"}]
)
def test_it_opens_in_every_language_and_of_chosen_customers(sample_home, parameters):
    assert page(**parameters).metric


def test_chosen_customers_change_its_numbers(sample_home):
    everybody, some = (page(**asked).metric[0].value for asked in ({}, {"side": "employer"}))
    assert everybody != some


def test_a_tiny_shop(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at = page(dataset="tiny")
    assert [metric.label for metric in at.metric][:2] == ["Did not buy again", "Customers kept"]
    assert any("9 complete periods" in text for text in texts(at))


def test_without_orders_it_says_what_to_load(home):
    publish(home, customers="customer_id,segment\nann,a\n")
    assert any(text.startswith("This data set has no orders yet") for text in texts(page(dataset="tiny")))
