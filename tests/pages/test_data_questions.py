"""What a dropped file leaves open is asked on the page, and the answer counts."""

from __future__ import annotations

import store
from tests.pages.dropping import card, drop, open_data, widget

STATES = """customer_id,date,order_id,revenue,status
ann,2024-01-05,1,10,ok
bob,2024-01-06,2,20,parked
"""
MONEY = """customer_id,date,revenue,currency
ann,2024-01-05,10,USD
bob,2024-01-06,20,EUR
cyd,2024-01-07,30,USD
"""
JALALI = """کد مشتری,تاریخ سفارش,مبلغ (ریال)
۱,۱۴۰۳/۰۵/۰۶,۱۰۰
۲,۱۴۰۳/۰۶/۰۶,۲۰۰
"""


def published(at, dataset="shop"):
    assert not at.exception
    assert not at.error
    at.button(key="publish").click().run()
    assert not at.exception
    return store.open(dataset).info


def test_words_of_a_status_have_a_tick_each(sample_home):
    at = drop(open_data(), STATES)
    ticks = widget(at.get("button_group"), "answer_words_status")
    assert (ticks.options, ticks.value) == (["ok", "parked"], ["ok", "parked"])
    ticks.set_value(["ok"]).run()
    assert published(at).counts["revenue"] == 10


def test_one_of_several_currencies_counts(sample_home):
    at = drop(open_data(), MONEY)
    assert card(at, "Set aside") == "1"
    widget(at.selectbox, "answer_choice_currency").set_value("EUR").run()
    assert card(at, "Set aside") == "2"
    info = published(at)
    assert (info.counts["revenue"], info.settings.currency) == (20, "EUR")


def test_a_jalali_file_proposes_its_calendar_and_currency(sample_home):
    info = published(drop(open_data(), JALALI))
    assert (info.settings.calendar, info.settings.currency) == ("jalali", "IRR")
