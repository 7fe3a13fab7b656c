"""A task that somebody did counts as a contact of ours where follow-ups are asked for, on pages and in calendars."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import streamlit as st

import register
import store
from messages import follow_ups
from register import connection, tables
from store import talks
from tests.command_line.shop import done as cli
from tests.store.conftest import line, put
from view import Lens, View

BOUGHT = date(2025, 3, 1)  # thanks are due on 8 March, and a question how it was on the 31st
LAST = date(2025, 4, 30)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    st.cache_resource.clear()  # each test has a register of its own, whose numbers begin anew
    with store.draft("shop") as draft:
        put(draft, [line(name, BOUGHT, 10) for name in ("ann", "bob")] + [line("cyd", LAST, 10)], "orders")
        put(draft, [{"customer_id": "cyd", "contacted_on": date(2025, 1, 5)}], "contacts")
        draft.publish()
    yield
    connection.close()


def done(customer, day):
    number = register.take_on("shop", title="Call", customers=[register.Chosen(customer)], starts_on=BOUGHT)
    register.finish(number, customer, result="reached")
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    with connection.writing() as connected:
        connected.execute(sa.update(tables.MEMBERS).where(tables.MEMBERS.c.action_id == number).values(done_at=moment))


def view():
    return View("shop", store.open("shop").info, Lens(), "light")


def kept():
    found = view().fetch("follow_up_kept", reasons=("thanks",))
    return found[["due", "on_time", "late", "overdue"]].iloc[0].tolist()


@pytest.mark.parametrize(
    ("day", "counted"),
    [
        (BOUGHT, [2, 0, 0, 2]),  # the day of the purchase itself is too early
        (BOUGHT + timedelta(days=1), [2, 1, 0, 1]),
        (date(2025, 3, 8), [2, 1, 0, 1]),
        (date(2025, 3, 9), [2, 0, 1, 1]),
        (date(2025, 4, 7), [2, 0, 1, 1]),
        (date(2025, 4, 8), [2, 0, 0, 2]),  # given up 30 days after it was due
    ],
    ids=str,
)
def test_it_is_on_time_up_to_the_day_and_late_for_thirty_days(day, counted):
    done("ann", day)
    assert kept() == counted


def due():
    found = view().people("follow_up_due", reasons=("satisfaction",), ahead_days=0)
    return sorted(found["customer_id"])


def test_whoever_was_spoken_to_is_not_due_any_more_on_the_page_or_in_the_calendar():
    assert due() == ["ann", "bob"]
    done("ann", LAST + timedelta(days=3))  # after the data end, and before the next ones come
    assert due() == ["bob"]
    events = follow_ups.due(store.open("shop"), 0, ("satisfaction",))
    assert [one.summary for one in events] == ["Ask bob whether they are satisfied"]


def test_the_command_line_counts_as_the_page_does():
    def ask(name, *options):
        rows = json.loads(cli("metric", name, "--dataset", "shop", "--format", "json", *options))
        return rows if name == "follow_up_due" else [rows[0][one] for one in ("due", "on_time", "late", "overdue")]

    asked = ("--option", "reasons=satisfaction", "--option", "ahead_days=0")
    assert ask("follow_up_kept", "--option", "reasons=thanks") == kept() == [2, 0, 0, 2]
    done("ann", date(2025, 3, 8))
    done("ann", LAST + timedelta(days=3))
    assert ask("follow_up_kept", "--option", "reasons=thanks") == kept() == [2, 1, 0, 1]
    assert sorted(row["customer_id"] for row in ask("follow_up_due", *asked)) == due() == ["bob"]


def test_a_task_long_after_the_data_settles_nothing_of_theirs():
    shop, day = store.open("shop"), LAST + timedelta(days=talks.BEHIND_DAYS)

    def counted_on(metric, *days):
        told = talks.spoken(shop, lambda *_asked: [("ann", day) for day in days] + [("nobody", LAST)])
        return talks.beside(shop, metric, told)[talks.TALKS]["contacted_on"].to_pylist()

    assert counted_on("follow_up_due", day) == [LAST]
    assert counted_on("follow_up_due", day + timedelta(days=1)) == []
    assert counted_on("follow_up_due", LAST, day) == [LAST]  # one contact, not two
    assert counted_on("follow_up_kept", day) == [day]


def test_a_dropped_or_open_task_is_no_contact():
    number = register.take_on("shop", title="Call", customers=[register.Chosen("ann")], starts_on=BOUGHT)
    register.finish(number, "ann", result="not_reached", state="open")
    assert register.talks("shop", BOUGHT, datetime.now(UTC).date()) == []
    register.finish(number, "ann", result="other", state="dropped")
    assert register.talks("shop", BOUGHT, datetime.now(UTC).date()) == []
