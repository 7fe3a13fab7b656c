"""The service page: sentence, cards and the lists behind them, with nothing, orders alone, and the sample."""

from __future__ import annotations

import ast
from datetime import date, timedelta

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import store
from messages import new_version, opening
from store import answers
from store.answers import Answers
from tests.pages.test_churn_causes import ORDERS, ROOT, finding, home, publish

__all__ = ["home"]


def open_page(**address):
    at = AppTest.from_file(ROOT / "dashboard.py", default_timeout=120)
    for name, value in ({"side": "all"} | address).items():
        at.query_params[name] = value
    at = at.switch_page("pages/service.py").run()
    assert not at.exception
    return at


def shown(at):
    return " ".join(one.value.replace("\N{NO-BREAK SPACE}", " ") for one in (*at.text, *at.caption, *at.markdown))


def test_sample_data_what_goes_with_leaving_and_what_costs_most(sample_home):
    at = open_page(grain="quarter")
    assert finding(at) == (
        "Of the customers whose complaint was left open 58.6 % were gone in the next period, of those without any "
        "complaint 29.7 %. “Price” costs most: those who complained of it and left had brought €142K in the period."
    )
    assert [one.label for one in at.metric] == [
        "Answered within 24 hours",
        "Left after an open complaint",
        "Net promoter score",
        "Known by one alone",
    ]
    assert [one.value for one in at.metric][2:] == ["+24", "81.1\N{NO-BREAK SPACE}%"]
    said = shown(at)
    assert "“Website”: more of those who complained of it left, but among customers of the same period" in said
    assert "More leave, the longer they wait" in said
    assert "Sara Karimi left on 18 Nov 2023: of 74 customers whom they held 32.4 % bought nothing" in said
    assert len(at.get("vega_lite_chart")) == 7


def test_what_those_who_left_after_a_complaint_say_with_the_list_behind_a_row(sample_home):
    """That complaints of the price and the price as the reason go together is planted."""
    at = open_page(grain="month", **{"mark.issue_causes_grid": '{"topic": "Price"}'})
    assert (
        "“Price”: 42.9 % of those who left after complaining of it named “Price” as the reason, against 14.8 % of those"
    ) in shown(at)
    table = next(one.value for one in at.dataframe if "Left after complaining of it" in one.value.columns)
    row = table[table["Topic"] == "Price"].iloc[0]
    assert (row["Left after complaining of it"], row["Name the cause"]) == (49, 21)
    assert "**21** · customers who left after complaining of “Price” and named “Price”" in shown(at)


@pytest.mark.parametrize("which", ["in_time", "open", "wave", "alone"])
def test_a_card_opens_the_list_of_its_number(sample_home, which):
    at = open_page(grain="quarter", behind=which)
    heading = next(one.value for one in at.markdown if one.value.startswith("**") and "·" in one.value)
    counted = int(heading.split("**")[1].replace(",", ""))
    notes = {button.key: button.label for button in at.button}
    if which != "wave":
        assert notes[f"headlines_{which}"].split(" ")[0].replace(",", "") == str(counted)
    assert counted > 100
    assert any(len(grid.value) == min(counted, 1000) for grid in at.dataframe)


def test_orders_alone_say_what_to_load(home):
    publish(home, orders=ORDERS)
    at = open_page()
    assert finding(at).startswith("How customers are served is told by complaints")
    assert not at.metric
    assert not at.get("vega_lite_chart")


FIRST = date(2024, 1, 1)


def day(number):
    return FIRST + timedelta(days=number)


def subscriptions():
    """Accounts, their subscriptions that run on, tickets with minutes to the first reply, and who churned and why."""
    accounts = ["account_id,account_name,industry,signup_date,plan_tier"]
    lines = ["subscription_id,account_id,start_date,end_date,mrr_amount"]
    tickets = ["ticket_id,account_id,submitted_at,closed_at,first_response_time_minutes,satisfaction_score,priority"]
    churn = ["churn_event_id,account_id,churn_date,reason_code"]
    for n in range(240):
        leaves = n % 4 == 0
        left = 40 + (n * 7) % 320
        accounts.append(f"A-{n:03},Firm {n},{'Fintech' if n % 2 else 'EdTech'},{day(-30)},Pro")
        lines.append(f"S-{n:03},A-{n:03},{day(-30)},,{100 + n}")
        when = day(left - 20) if leaves else day((n * 11) % 360)
        minutes = 3000 + n if leaves else 30 + n
        closed = "" if leaves else f"{when} 20:00"
        if leaves or n % 3:
            tickets.append(f"T-{n:03},A-{n:03},{when} 10:00,{closed},{minutes},{2 if leaves else 5},high")
        if leaves:
            churn.append(f"C-{n:03},A-{n:03},{day(left)},support")
    files = {"customers": accounts, "contracts": lines, "complaints": tickets, "departures": churn}
    return {table: "\n".join(rows) + "\n" for table, rows in files.items()}


def test_subscriptions_without_orders_light_up_too(home):
    publish(home, **subscriptions())
    at = open_page(grain="month")
    assert finding(at).startswith("Of the customers whose complaint was left open")
    assert [one.label for one in at.metric] == ["Answered within 24 hours", "Left after an open complaint"]
    assert "More leave, the longer they wait" in shown(at)


@pytest.mark.parametrize("lang", ["fa", "ar"])
def test_in_other_languages(sample_home, lang):
    at = open_page(grain="quarter", lang=lang)
    assert len(at.metric) == 4
    assert not [one.label for one in at.metric if one.label.isascii()]


def test_what_the_pages_ask_as_they_open_was_answered_when_the_version_was_published(sample_home, monkeypatch):
    """Nothing that `messages.opening` keeps is asked anew, and what is kept is what would be found."""
    from metrics.glossary import evaluate

    new_version.keep(new_version.look(store.open("sample")))
    asked_anew = []

    def answer(self, question, find):
        if question not in self.found:
            asked_anew.append(question)
            return find()
        return self.found[question].copy()

    monkeypatch.setattr(Answers, "answer", answer)
    st.cache_resource.clear()
    for page in ("service", "early_warning"):
        at = AppTest.from_file(ROOT / "dashboard.py", default_timeout=120)
        assert not at.switch_page(f"pages/{page}.py").run().exception
    kept = (*(one for each in opening.OF_SERVICE.values() for one in each), *opening.OF_WARNING)
    assert not [question for question in asked_anew if any(f"'{metric}'" in question for metric in kept)]
    snapshot = store.open("sample")
    found = {
        question: rows for question, rows in answers.read(snapshot).found.items() if "'complaint_leaving'" in question
    }
    assert found
    for question, rows in found.items():
        grain, where, *_rest = ast.literal_eval(question)
        fresh = snapshot.fetch(evaluate("complaint_leaving", store.Tables(snapshot, grain, where)))
        pd.testing.assert_frame_equal(rows, fresh)
