"""The file of one customer: from an address, from a search, with what anybody wrote, and kept from whoever may not."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import access
import register
from access import trail
from screens.one_customer import offers
from store import views
from tests.pages.tiny import MINI, open_page, publish, texts

ANALYST = access.Person("analyst", access.ROLES["analyst"], "Ada", "ada@firm.example", is_signed_in=True)
CUSTOMERS = "customer_id,name,segment,phone\nc1,Sara *Azimi*,gold,+98 912 000 0000\nc2,سارا کریمی,gold,\nc9,New One,,\n"


def page(**parameters):
    at = open_page("customer", **parameters)
    assert not at.exception
    return at


def said(at):
    return " | ".join(text.replace("\u00a0", " ") for text in texts(at))


@pytest.fixture
def mini(home):
    publish(home, orders=MINI, customers=CUSTOMERS, complete_up_to="2024-04-30")


def test_sample_says_who_what_for_and_how_sure(sample_home):
    at = page(customer="J00001")
    assert "Felix Schmidt has brought €6.91K since 24 Apr 2022, and will probably bring €693" in said(at)
    assert "They are very late." in said(at)
    assert "Half of their waits were up to 38 days; now they have been silent for 187." in said(at)
    assert "about as much was forecast of 100 customers" in said(at)
    assert "29 May 2024: bought for €77.88: Premium profile" in said(at)
    cards = {card.label: card.value.replace("\u00a0", " ") for card in at.metric}
    assert cards == {
        "Brought so far": "€6.91K",
        "To come in 12 months": "€693",
        "Days silent": "187",
        "Chance of no purchase": "66 %",
    }


def test_what_people_wrote_is_on_the_timeline(mini):
    number = register.take_on("tiny", title="Call", customers=[register.Chosen("c1")], starts_on=date(2024, 2, 28))
    register.finish(number, "c1", result="reached", note="likes tea")
    at = page(customer="c1")
    assert [head.value for head in at.header] == [r"Sara \*Azimi\*"]
    assert "Call – reached" in said(at)
    at.text_input(key="file_note").input("moves in May").run()
    at.button(key="file_note_keep").click().run()
    assert not at.exception
    assert "noted: moves in May" in said(at)


def test_a_search_lists_who_is_like_it(mini):
    at = page()
    at.text_input(key="sought_").input("سارا كريمي").run()
    assert list(at.dataframe[0].value["Customer number"])[:1] == ["c2"]
    at.text_input(key="sought_").input("zzz").run()
    assert "not even nearly" in said(at)


def test_a_view_that_is_saved_says_no_customer(mini):
    at = page(customer="c1", dataset="tiny")
    at.session_state["provenance"] = True
    at.run()
    at.text_input(key="view_name").set_value("Mine").run()
    at.button(key="view_save").click().run()
    assert not at.exception
    (kept,) = views.saved("tiny")
    assert (kept.page, "customer" in kept.address) == ("customer", False)


def test_who_never_bought_and_who_is_not_there(mini):
    assert "New One has not bought anything yet." in said(page(customer="c9"))
    at = page(customer="c77 [a](b)")
    assert r"There is no customer “c77 \[a\](b)” in version 1" in at.warning[0].value


def test_reading_a_file_is_written_in_the_trail_or_refused(mini, monkeypatch):
    monkeypatch.setattr("ui.door.person", lambda: ANALYST)
    monkeypatch.setattr("access.rights._resolvers", [])  # the page's own is not for the tests after this one
    with trail.writing_with(register.record):
        page(customer="c1")
        at = page()
        at.text_input(key="sought_").input("azimi").run()
    with access.acting_as(access.MACHINE):
        seen = [(one.subject, one.detail["customers"]) for one in register.trail() if one.kind == "see_people"]
    assert seen[::-1] == [("customer-file", 1), ("customer-search", 1)]

    def broken(*_said, **_about):
        raise register.RegisterError("the disk is full")

    monkeypatch.setattr("ui.people.trail.say", broken)
    at = page(customer="c1")
    assert "the disk is full" in at.error[0].value
    assert not at.header


@pytest.mark.parametrize("lang", ["fa", "ar"])
def test_in_other_languages(mini, lang):
    page(customer="c1", lang=lang)


def cells():
    import pandas as pd

    import store
    from ui import people
    from view import Lens, View

    view = View("tiny", store.open("tiny").info, Lens(), "light")
    people.grid(view, pd.DataFrame({"customer_id": ["c1", "c2"], "name": ["A", "B"], "orders": [1, 2]}), key="g")


@pytest.mark.parametrize(
    ("cell", "opened"),
    [((1, "Name"), "c2"), ((0, "Customer number"), "c1"), ((1, "Orders"), None), ((7, "Name"), None)],
)
def test_a_click_on_a_name_or_number_opens_the_file(mini, monkeypatch, cell, opened):
    went = []
    monkeypatch.setattr("ui.customer_file.go", went.append)
    real = __import__("streamlit").dataframe

    def dataframe(table, **settings):
        real(table, **{**settings, "key": settings["key"]})
        return type("Event", (), {"selection": {"rows": [], "columns": [], "cells": [cell]}})()

    monkeypatch.setattr("streamlit.dataframe", dataframe)
    at = AppTest.from_function(cells, default_timeout=60).run()
    assert not at.exception
    assert went == ([opened] if opened else [])


def test_what_could_be_offered_is_what_buyers_of_the_same_buy_next():
    bought = pd.DataFrame({"item": ["tea", "cup"]})
    related = pd.DataFrame(
        [
            ("tea", "pot", 0.4, 0.1, True),
            ("cup", "pot", 0.6, 0.1, True),
            ("tea", "tray", 0.5, 0.1, True),
            ("tea", "cup", 0.9, 0.1, True),
            ("tea", "spoon", 0.9, 0.8, False),
            ("bin", "bag", 0.9, 0.1, True),
        ],
        columns=["item", "next_item", "next_share", "usual_share", "is_related"],
    )
    money = pd.DataFrame({"item": ["pot", "tray"], "money": [10.0, 20.0]})
    found = offers.offers(bought, related, money)
    assert list(found.itertuples(index=False, name=None)) == [
        ("tray", "tea", 0.5, 0.1, 10.0),
        ("pot", "cup", 0.6, 0.1, 6.0),
    ]


def offering():
    """The part of a file that lists offers, opened."""
    import streamlit as st

    import store
    from screens.one_customer import findings, offers, search
    from view import Lens, View

    view = View("sample", store.open("sample").info, Lens(), "light")
    st.session_state["offers_box"] = True
    known = search.facts(view, "J00002")
    offers.section(view, findings.file_of(view, "J00002", known))


def test_offers_of_the_sample_are_of_the_same_side(sample_home):
    at = AppTest.from_function(offering, default_timeout=60).run()
    assert not at.exception
    for frame in at.dataframe:
        assert not {"Job ad", "Placement", "Payroll", "Temp staffing"} & {*frame.value["Bought next"]}
    assert at.dataframe or at.text
