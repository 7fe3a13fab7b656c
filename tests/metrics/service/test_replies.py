"""How soon customers are answered: the worked example, the edges of a day, and business hours."""

from __future__ import annotations

from datetime import date

import ibis
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from metrics.service.clock import waited
from metrics.service.replies import replies_over_time, reply_members, reply_times
from tests.metrics.conftest import rows
from tests.metrics.service.conftest import complaints_of, months

WORKED = (
    (1, "2024-09-18 16:30", "2024-09-21 10:00"),
    (2, "2024-09-16 10:00", "2024-09-16 12:00"),
    (3, "2024-09-17 09:00", "2024-09-18 08:00"),
    (4, "2024-09-19 09:00"),
    (5, "2024-09-22 09:00"),
)
END = date(2024, 9, 22)


def test_those_who_still_wait_count_once_they_have_waited_too_long():
    """Two of the five were answered in time, one later, one waits since three days and one since this morning."""
    found = reply_times(complaints_of(*WORKED), END)
    assert rows(found, "complaints", "in_time", "late", "unanswered", "pending", "rate") == [(5, 2, 1, 1, 1, 0.5)]


def test_the_median_is_that_of_kaplan_and_meier():
    found = reply_times(complaints_of(*WORKED), END).to_pandas().iloc[0]
    assert found.median_hours == 65.5
    assert pd.isna(found.ninth_hours) or found.ninth_hours == 65.5
    hours, answered = [65.5, 2, 23, 87, 15], [1, 1, 1, 0, 0]
    assert SurvfuncRight(hours, answered).quantile(0.5) == found.median_hours


def test_an_answer_after_the_last_complete_day_is_not_known_yet():
    """Looked at on the 20th, the first complaint still waits: as if the file had been cut there."""
    early = reply_times(complaints_of(*WORKED), date(2024, 9, 20))
    cut = complaints_of((1, "2024-09-18 16:30"), *WORKED[1:4])
    assert rows(early) == rows(reply_times(cut, date(2024, 9, 20)))
    assert rows(early, "complaints", "late", "unanswered") == [(4, 0, 2)]


@pytest.mark.parametrize(
    ("replied", "state"),
    [("2024-09-02 10:00:00", "in_time"), ("2024-09-02 10:01:00", "late"), ("2024-08-31 09:00", "in_time")],
    ids=["after 24 hours to the minute", "a minute later", "before it was asked"],
)
def test_the_edge_of_a_day(replied, state):
    told = complaints_of((1, "2024-09-01 10:00", replied), (2, "2024-09-10 10:00"))
    found = rows(reply_members(told, END), "customer_key", "reply_state")
    assert (1, state) in found


def test_complaints_that_end_before_the_orders_are_looked_at_as_of_then():
    """The desk's file ends in May: a complaint of its last day is pending, whatever the orders' last day."""
    told = complaints_of((1, "2024-05-30 09:00", "2024-05-30 12:00"), (2, "2024-05-31 16:00"))
    assert rows(reply_times(told, date(2024, 7, 31)), "in_time", "unanswered", "pending") == [(1, 0, 1)]


def test_by_agent_and_topic():
    told = complaints_of(
        (1, "2024-09-01 09:00", "2024-09-01 10:00", None, "price", "mina"),
        (2, "2024-09-01 09:00", "2024-09-04 10:00", None, "price", "omid"),
        (3, "2024-09-20 09:00", None, None, "late", "omid"),
    )
    found = reply_times(told, date(2024, 9, 30), by=("agent",))
    assert rows(found, "agent", "complaints", "in_time") == [("omid", 2, 0), ("mina", 1, 1)]
    assert rows(reply_members(told, END, agent="omid", state="late"), "customer_key", "waited_hours") == [(2, 73)]
    assert rows(reply_members(told, END, topic="price"), "customer_key") == [(2,), (1,)]


def test_over_time_a_complaint_counts_when_it_came():
    told = complaints_of((1, "2024-08-31 23:00", "2024-09-03 10:00"), (2, "2024-09-02 09:00", "2024-09-02 09:30"))
    found = replies_over_time(told, months("2024-08-01", "2024-09-01", "2024-08-31"), date(2024, 9, 30))
    assert rows(found, "period", "is_complete", "complaints", "rate") == [
        ("2024-08-01", True, 1, 0),
        ("2024-09-01", False, 1, 1),
    ]


def spans(*pairs):
    table = ibis.memtable(pd.DataFrame(pairs, columns=["begins_at", "ends_at"]))
    return table.mutate(begins_at=table.begins_at.cast("timestamp"), ends_at=table.ends_at.cast("timestamp"))


def hours(week, begins, ends, *holidays):
    free = None
    if holidays:
        free = ibis.memtable(pd.DataFrame({"holiday_on": list(holidays)})).mutate(
            holiday_on=ibis._.holiday_on.cast("date")
        )
    return waited(spans((begins, ends)), "business", week, free).waited_minutes.to_pandas()[0] / 60


def test_business_hours_of_the_worked_example():
    """Wednesday half past four to Saturday ten: half an hour, four on Thursday, none on Friday, one on Saturday."""
    assert hours("iranian", "2024-09-18 16:30", "2024-09-21 10:00") == 5.5


@pytest.mark.parametrize(
    ("week", "begins", "ends", "expected"),
    [
        ("western", "2024-09-20 16:00", "2024-09-23 10:00", 2),
        ("western", "2024-09-21 08:00", "2024-09-22 20:00", 0),
        ("western", "2024-09-16 08:59", "2024-09-16 17:01", 8),
        ("western", "2024-09-16 17:00", "2024-09-17 09:00", 0),
        ("western", "2024-09-16 00:00", "2024-09-30 00:00", 80),
        ("gulf", "2024-09-19 16:00", "2024-09-22 10:00", 2),
        ("iranian", "2024-09-14 00:00", "2024-09-21 00:00", 44),
    ],
    ids=["over the weekend", "at the weekend", "a day", "overnight", "two weeks", "gulf weekend", "Iranian week"],
)
def test_business_hours(week, begins, ends, expected):
    assert hours(week, begins, ends) == expected


@pytest.mark.parametrize(
    ("begins", "ends", "holiday", "expected"),
    [
        ("2024-09-16 09:00", "2024-09-18 09:00", "2024-09-17", 8),
        ("2024-09-17 10:00", "2024-09-18 10:00", "2024-09-17", 1),
        ("2024-09-16 09:00", "2024-09-17 12:00", "2024-09-17", 8),
        ("2024-09-20 16:00", "2024-09-23 10:00", "2024-09-21", 2),
    ],
    ids=["between", "on the day it came", "on the day of the answer", "at a weekend, which is free anyway"],
)
def test_nobody_works_on_a_holiday(begins, ends, holiday, expected):
    assert hours("western", begins, ends, holiday) == expected


def test_whatever_the_holidays_a_way_is_the_sum_of_its_parts():
    moments = pd.date_range("2024-09-13 07:40", "2024-09-26 18:00", freq="7h11min").strftime("%Y-%m-%d %H:%M").tolist()
    free = ("2024-09-16", "2024-09-19", "2024-09-23")
    parts = [hours("iranian", first, then, *free) for first, then in zip(moments[::9], moments[9::9], strict=False)]
    assert min(parts) >= 0
    assert sum(parts) == pytest.approx(hours("iranian", moments[0], moments[::9][len(parts)], *free))
