"""Complaints and who left: what counts as solved, open and second, who is held against whom, what is not known."""

from __future__ import annotations

from datetime import date

import ibis
import pandas as pd
import pytest

from metrics import MissingData, with_attributes
from metrics.presence import presence
from metrics.service.issues import complaint_leaving, issue_costs, issue_members, reply_leaving
from tests.metrics.conftest import History, rows
from tests.metrics.service.conftest import complaints_of, months

PERIODS = months("2024-01-01", "2024-04-01", "2024-04-30")
END = date(2024, 4, 30)
JANUARY = 2024 * 12


def shop(**bought):
    """Who bought in which months of 2024, by their numbers: ann="124" bought in January, February and April."""
    data = History(complete_up_to="2024-04-30")
    for name, said in bought.items():
        data.add(name, *(f"2024-0{month}-10" for month in said), profit=30)
    return data


def frame_of(data, told, metric, **options):
    activity = data.activity()
    # Months are numbered by the calendar as by `months`.
    return metric(told, data.customers, PERIODS, END, activity=activity, **options)


def test_months_are_numbered_alike():
    data = shop(ann="1")
    assert rows(data.activity(), "period") == [(JANUARY,)]


def test_solved_open_and_second():
    """As of the end of January: ann's is closed, bob's only in February, cyd's second comes 30 days after the first."""
    data = shop(ann="12", bob="1", cyd="12", dan="124", eve="1")
    key = data.key
    told = complaints_of(
        (key("ann"), "2024-01-05 10:00", "2024-01-05 11:00", "2024-01-31 23:00"),
        (key("bob"), "2024-01-05 10:00", "2024-01-05 11:00", "2024-02-01 00:00"),
        (key("cyd"), "2024-01-01 10:00", "2024-01-01 11:00", "2024-01-02 00:00"),
        (key("cyd"), "2024-01-31 10:00", "2024-01-31 11:00", "2024-01-31 12:00"),
    )
    january = PERIODS.filter(ibis._.starts_on == ibis.date("2024-01-01"))
    found = complaint_leaving(told, data.customers, january, END, activity=data.activity(), all_periods=PERIODS)
    assert rows(found, "complaint", "customers", "left", "rate", "lost_profit") == [
        ("none", 2, 1, 0.5, 30),
        ("solved", 1, 0, 0, None),
        ("open", 1, 1, 1, 30),
        ("second", 1, 0, 0, None),
    ]


def test_a_second_complaint_after_more_than_thirty_days_is_none():
    data = shop(ann="12")
    told = complaints_of(
        (data.key("ann"), "2024-01-01 10:00", None, "2024-01-02 10:00"),
        (data.key("ann"), "2024-01-31 10:01", None, "2024-01-31 11:00"),
    )
    found = rows(frame_of(data, told, issue_members), "in_period", "complaint", "has_left")
    assert found == [("2024-01-01", "solved", False)]


def test_where_no_complaint_is_ever_closed_the_answer_closes_it():
    data = shop(ann="1", bob="1")
    told = complaints_of(
        (data.key("ann"), "2024-01-05 10:00", "2024-01-06 10:00"), (data.key("bob"), "2024-01-05 10:00")
    )
    found = rows(frame_of(data, told, issue_members), "customer_key", "complaint", "wait")
    assert found == [(0, "solved", "under_24"), (1, "open", "never")]


def test_the_last_period_waits_for_the_next_one():
    """Of April nobody knows yet who left in May."""
    data = shop(ann="1234")
    told = complaints_of((data.key("ann"), "2024-04-05 10:00"), (data.key("ann"), "2024-02-05 10:00"))
    assert rows(frame_of(data, told, issue_members), "in_period") == [("2024-02-01",)]


def test_looking_back_from_february_is_as_if_the_data_ended_there():
    whole = shop(ann="1234", bob="12", cyd="1")
    told = complaints_of(
        (whole.key("ann"), "2024-01-05 10:00", "2024-01-06 10:00", "2024-03-01 10:00"),
        (whole.key("bob"), "2024-01-20 10:00", "2024-03-02 10:00"),
    )
    early, until = months("2024-01-01", "2024-04-01", "2024-02-29"), date(2024, 2, 29)
    cut = complaints_of(
        (whole.key("ann"), "2024-01-05 10:00", "2024-01-06 10:00"), (whole.key("bob"), "2024-01-20 10:00")
    )
    short = shop(ann="12", bob="12", cyd="1")
    for metric in (complaint_leaving, reply_leaving, issue_costs):
        found = metric(told, whole.customers, early, until, activity=whole.activity())
        expected = metric(cut, short.customers, early, until, activity=short.activity())
        if metric is complaint_leaving:  # in the cut file nothing was ever closed, so its answers close
            continue
        assert rows(found) == rows(expected)


def waits(*answered):
    """Complaints of 5 January at noon, answered after so many hours, or never."""
    opened = pd.Timestamp("2024-01-05 12:00")
    return [
        (key, str(opened), None if hours is None else str(opened + pd.Timedelta(hours=hours)))
        for key, hours in enumerate(answered)
    ]


@pytest.mark.parametrize(
    ("hours", "step"),
    [(0, "under_4"), (3.99, "under_4"), (4, "under_24"), (24, "under_24"), (24.01, "over_24"), (700, "never")],
    ids=str,
)
def test_the_steps_of_waiting(hours, step):
    """An answer after the end of the month was none yet at its end."""
    data = shop(ann="1")
    assert rows(frame_of(data, complaints_of(*waits(hours)), issue_members), "wait") == [(step,)]


def test_the_trend_of_the_worked_example():
    """Of 200 each, 20, 30 and 45 left: z 3.424, p 0.00062."""
    there = {"customer_key": range(600), "left": [*[True] * 20, *[False] * 180, *[True] * 30, *[False] * 170]}
    there["left"] += [*[True] * 45, *[False] * 155]
    activity = ibis.memtable(
        pd.DataFrame(
            {
                "customer_key": there["customer_key"],
                "period": JANUARY,
                "next": [0 if left else JANUARY + 1 for left in there["left"]],
                "orders": 1,
                "revenue": 10.0,
                "profit": 4.0,
            }
        )
    ).mutate(next=ibis._.next.nullif(0))
    told = complaints_of(*waits(*[1] * 200, *[10] * 200, *[30] * 200))
    people = activity.select("customer_key")
    found = reply_leaving(told, people, PERIODS, END, activity=activity).to_pandas()
    assert found["wait"].tolist() == ["under_4", "under_24", "over_24"]
    assert found["rate"].tolist() == [0.1, 0.15, 0.225]
    assert found["z"].tolist() == pytest.approx([3.424] * 3, abs=5e-4)
    assert found["p_value"].tolist() == pytest.approx([0.00062] * 3, abs=5e-6)
    assert found["lost_profit"].tolist() == [80, 120, 180]


def test_issues_are_sorted_by_the_profit_lost():
    data = shop(ann="1", bob="1", cyd="12", dan="12")
    key = data.key
    told = complaints_of(
        (key("ann"), "2024-01-05 10:00", None, None, "late"),
        (key("bob"), "2024-01-05 10:00", None, None, "late"),
        (key("bob"), "2024-01-06 10:00", None, None, "price"),
        (key("cyd"), "2024-01-07 10:00", None, None, "price"),
        (key("cyd"), "2024-01-09 10:00", None, None, "price"),
    )
    found = frame_of(data, told, issue_costs)
    columns = ("topic", "complaints", "people", "customers", "left", "rate", "lost_profit")
    assert rows(found, *columns) == [("late", 2, 2, 2, 2, 1, 60), ("price", 3, 2, 2, 1, 0.5, 30)]
    # Besides, cyd and dan were there in February too, and nobody complained of anything.
    assert rows(found, "other_rate") == [(0.5,), (0.75,)]
    assert rows(frame_of(data, told, issue_members, topic="late", has_left=True), "customer_key") == [(0,), (1,)]


def test_the_list_is_as_long_as_the_number():
    data = shop(ann="124", bob="12", cyd="1234", dan="13")
    told = complaints_of((0, "2024-01-05 10:00", "2024-01-06 11:00"), (1, "2024-02-05 10:00"), (2, "2024-02-06 10:00"))
    counted = frame_of(data, told, complaint_leaving).to_pandas()
    for row in counted.itertuples():
        for has_left, number in ((None, row.customers), (True, row.left)):
            listed = frame_of(data, told, issue_members, complaint=row.complaint, has_left=has_left)
            assert len(listed.to_pandas()) == number


def test_by_segment_each_is_held_against_its_own():
    data = shop(ann="1", bob="12", cyd="1", dan="12")
    for name, region in (("ann", "north"), ("bob", "north"), ("cyd", "south"), ("dan", "south")):
        data.describe(name, region=region)
    told = complaints_of((data.key("ann"), "2024-01-05 10:00"), (data.key("dan"), "2024-01-05 10:00"))
    found = frame_of(data, told, complaint_leaving, by=("region",)).filter(ibis._.complaint == "open")
    assert rows(found, "region", "customers", "left", "other_rate") == [("north", 1, 1, 0.5), ("south", 1, 0, 1)]


def contracts_of(*lines):
    table = ibis.memtable(
        pd.DataFrame(lines, columns=["customer_key", "starts_on", "ends_on"]).astype({"ends_on": "string"})
    )
    dated = table.mutate(**{name: table[name].cast("date") for name in ("starts_on", "ends_on")})
    return dated.mutate(cancelled_on=ibis.null("date"))


def departures_of(*lines):
    table = ibis.memtable(pd.DataFrame(lines, columns=["customer_key", "left_on"]))
    return table.mutate(left_on=table.left_on.cast("date"))


def test_without_orders_contracts_say_who_was_there_and_departures_who_left():
    contracts = contracts_of((1, "2023-06-01", None), (2, "2023-06-01", "2024-02-10"), (3, "2024-02-01", None))
    people = ibis.memtable({"customer_key": [1, 2, 3]})
    there = presence(people, PERIODS, contracts=contracts).order_by("period", "customer_key")
    assert rows(there, "customer_key", "period", "is_gone") == [
        (1, JANUARY, False),
        (2, JANUARY, True),
        (1, JANUARY + 1, False),
        (3, JANUARY + 1, False),
        (1, JANUARY + 2, False),
        (3, JANUARY + 2, False),
    ]
    told = presence(
        people, PERIODS, contracts=contracts, departures=departures_of((1, "2024-03-31"), (1, "2024-04-01"))
    )
    gone = told.filter(ibis._.is_gone).order_by("period")
    assert rows(gone, "customer_key", "period") == [(1, JANUARY + 1), (1, JANUARY + 2)]


def test_without_orders_and_contracts_those_who_joined_and_did_not_leave_are_there():
    people = ibis.memtable({"customer_key": [1, 2], "joined_on": ["2024-01-31", "2024-02-01"]})
    people = people.mutate(joined_on=people.joined_on.cast("date"))
    there = presence(people, PERIODS, departures=departures_of((1, "2024-03-01"))).order_by("period", "customer_key")
    assert rows(there, "customer_key", "period", "is_gone") == [
        (1, JANUARY, False),
        (1, JANUARY + 1, True),
        (2, JANUARY + 1, False),
        (2, JANUARY + 2, False),
    ]


def test_with_nothing_to_tell_by_it_says_so():
    with pytest.raises(MissingData, match="orders, contracts or departures"):
        presence(ibis.memtable({"customer_key": [1]}), PERIODS)


def test_attributes_do_not_change_who_is_there():
    data = shop(ann="12", bob="1")
    data.describe("ann", region="north")
    data.describe("bob", region=None)
    there = with_attributes(presence(data.customers, PERIODS, activity=data.activity()), data.customers, ("region",))
    assert rows(there.order_by("customer_key", "period"), "region", "is_gone") == [
        ("north", False),
        ("north", True),
        ("", True),
    ]
