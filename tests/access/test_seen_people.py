"""Wherever customers are shown the trail says so, once for each list; where it cannot, they are not shown."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
import streamlit as st

import access
import register
import store
from access import trail
from messages import brief
from register import connection
from screens.actions import board, next_lists, working
from screens.overview.parts import saved
from screens.today import content
from store import lists
from tests.pages.tiny import publish
from ui import tables
from view import Lens, View

ADA = access.Person("analyst", access.ROLES["analyst"], "Ada", "ada@firm.example", is_signed_in=True)
DAY = date(2024, 1, 1)
TOLD = pd.DataFrame({"customer_id": ["c1", "c2"], "name": ["A", "B"], "expected_loss": [2.0, 1.0], "profit": [-2, -1]})


@pytest.fixture
def view(tmp_path, monkeypatch):
    """A small data set, with two actions of two customers in all; what is shown of customers is written down."""
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    monkeypatch.delenv("MANDEGAR_REGISTER", raising=False)
    publish(tmp_path)
    register.take_on("tiny", title="Call", customers=[register.Chosen("c1"), register.Chosen("c2")], starts_on=DAY)
    keep = {"heading": "", "definition": "", "version": 1, "since": DAY}
    lists.save("tiny", name="Mine", customers=("c1", "c2"), **keep)
    st.session_state.clear()
    yield View("tiny", store.open("tiny").info, Lens(), "light")
    st.session_state.clear()
    connection.close()


def section(customers):
    return brief.Section("Losses", "said", brief.Table(("Customer",), (("A",), ("B",), ("C",)), customers))


SHOWN = {
    "saved-list": (2, lambda view: saved.show(view, TOLD)),
    "today-largest-loss": (3, lambda view: content.section(view, section("largest-loss"), key="section_0")),
    "work-through": (2, working.work),
    "action-customers": (2, lambda view: board._members(view, register.action(1), key="action_1")),
    "do-next-call": (2, lambda view: next_lists.call_list(view, TOLD, key="call")),
    "do-next-stop": (2, lambda view: next_lists.stop_list(view, TOLD, key="stop")),
}


@pytest.mark.parametrize("name", SHOWN)
def test_it_is_written_once_or_not_shown(view, monkeypatch, name):
    customers, show = SHOWN[name]
    rows = []
    monkeypatch.setattr(saved, "_now", lambda *_asked: TOLD)
    monkeypatch.setattr(saved, "came_back", lambda *_said: "")
    monkeypatch.setattr(tables, "grid", lambda *_said, **_about: rows.append(1))
    monkeypatch.setattr(st, "table", lambda *_said, **_about: rows.append(1))
    monkeypatch.setattr(working, "_card", lambda *_said: rows.append(1))

    def broken(*_said, **_about):
        raise register.RegisterError("the disk is full")

    with access.acting_as(ADA):
        with trail.writing_with(broken):
            show(view)
        assert rows == []
        with trail.writing_with(register.record):
            show(view)
            show(view)
        assert rows == [1, 1]
    seen = [(one.subject, one.detail["customers"]) for one in register.trail() if one.kind == "see_people"]
    assert seen == [(name, customers)]


def test_what_is_worked_through_is_written_once_though_it_gets_shorter(view):
    with access.acting_as(ADA), trail.writing_with(register.record):
        working.work(view)
        register.finish(1, "c1", result="reached")
        working.work(view)
    assert [one.detail["customers"] for one in register.trail() if one.kind == "see_people"] == [2]


def test_rows_of_no_customers_are_not_written(view):
    with access.acting_as(ADA), trail.writing_with(register.record):
        content.section(view, section(""), key="section_0")
    assert all(one.kind != "see_people" for one in register.trail())
