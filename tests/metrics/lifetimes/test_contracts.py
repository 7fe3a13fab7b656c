"""Customers under contract: the worked example of the metrics reference, and what it rests on."""

from __future__ import annotations

from datetime import date

import ibis
import pandas as pd
import pytest

import metrics
from localization.calendars import calendar_periods
from metrics.lifetimes.contracts import covers
from tests.metrics.conftest import rows

UNTIL = date(2025, 5, 31)
CONTRACTS = (
    ("A", "2024-01-01", "2024-12-31", None),
    ("A", "2025-01-01", "2025-12-31", None),
    ("B", "2024-01-01", "2024-12-31", None),
    ("C", "2024-03-01", "2025-02-28", None),
    ("D", "2024-06-01", "2024-12-31", None),
    ("D", "2025-01-20", "2026-01-19", None),
    ("E", "2024-05-01", "2025-04-30", "2024-11-15"),
    ("F", "2025-01-05", "2026-01-04", None),
    ("G", "2024-12-10", "2025-01-10", None),
)
NAMES = "ABCDEFG"
CUSTOMERS = ibis.memtable({"customer_key": list(range(7)), "customer_id": list(NAMES), "side": list("xxxyyyy")})


def contracts_of(*lines):
    frame = pd.DataFrame(lines, columns=["customer", "starts_on", "ends_on", "cancelled_on"])
    frame["customer_key"] = frame.pop("customer").map(NAMES.index)
    table = ibis.memtable(frame.astype({"cancelled_on": "string"}))
    return table.mutate(**{name: table[name].cast("date") for name in ("starts_on", "ends_on", "cancelled_on")})


def quarters(until=UNTIL):
    frame = calendar_periods("gregorian", date(2024, 1, 1), until)
    frame = frame[frame["grain"] == "quarter"].drop(columns="grain")
    frame["is_complete"] = pd.to_datetime(frame["ends_on"]) <= pd.Timestamp(until)
    return ibis.memtable(frame).mutate(starts_on=ibis._.starts_on.cast("date"), ends_on=ibis._.ends_on.cast("date"))


def named(members, status):
    found = members.filter(ibis._.status == status).to_pandas()
    return "".join(sorted(NAMES[key] for key in found["customer_key"]))


@pytest.mark.parametrize(
    ("grace", "expected", "kept", "lost", "new"),
    [(30, (4, 2, 0.5, 2, 1, 3), "AD", "CG", "F"), (0, (3, 1, 0.3333, 2, 2, 3), "A", "CG", "DF")],
    ids=["a break of 19 days is none", "every break is one"],
)
def test_reference_retention_and_the_list_behind_it(grace, expected, kept, lost, new):
    table = contracts_of(*CONTRACTS)
    found = metrics.contract_retention(table, CUSTOMERS, quarters(), UNTIL, grace)
    columns = ("period", "start", "retained", "rate", "lost", "new", "end")
    assert rows(found, *columns)[-1] == ("2025-01-01", *expected)
    members = metrics.contract_members(table, quarters(), UNTIL, date(2025, 1, 1), grace)
    assert [named(members, status) for status in ("kept", "lost", "new")] == [kept, lost, new]


def test_reference_renewals_and_the_list_behind_them():
    table = contracts_of(*CONTRACTS)
    found = rows(
        metrics.renewals(table, CUSTOMERS, quarters(), UNTIL),
        "period", "due", "renewed", "rate", "not_renewed", "cancelled_early", "early_cancel_rate",
    )  # fmt: skip
    assert found == [("2024-10-01", 3, 2, 0.6667, 1, 1, 0.25), ("2025-01-01", 2, 0, 0, 2, 0, 0)]
    members = metrics.renewal_members(table, quarters(), UNTIL, date(2024, 10, 1))
    assert [named(members, status) for status in ("renewed", "not_renewed", "cancelled_early")] == ["AD", "B", "E"]


def test_a_contract_that_may_still_be_renewed_is_pending_and_not_due():
    """On 20 March, C's contract has ended for 20 days only."""
    early, table = date(2025, 3, 20), contracts_of(*CONTRACTS)
    month = calendar_periods("gregorian", date(2025, 1, 1), early)
    month = month[month["grain"] == "month"].drop(columns="grain")
    month["is_complete"] = pd.to_datetime(month["ends_on"]) <= pd.Timestamp(early)
    months = ibis.memtable(month).mutate(starts_on=ibis._.starts_on.cast("date"), ends_on=ibis._.ends_on.cast("date"))
    found = metrics.contract_retention(table, CUSTOMERS, months, early)
    assert rows(found, "period", "lost", "pending")[-1] == ("2025-02-01", 1, 1)
    assert "2025-02-01" not in [row[0] for row in rows(metrics.renewals(table, CUSTOMERS, months, early), "period")]


def test_cover_ends_the_day_before_a_cancellation_and_a_longer_one_inside_carries_on():
    table = contracts_of(
        ("A", "2024-01-01", "2024-12-31", None),
        ("A", "2024-02-01", "2024-03-01", None),
        ("A", "2025-02-01", "2025-03-01", None),
        ("E", "2024-05-01", "2025-04-30", "2024-11-15"),
        ("F", "2024-05-01", "2025-04-30", "2024-05-01"),
    )
    assert rows(
        covers(table).order_by("customer_key", "covered_from"), "customer_key", "covered_from", "covered_to"
    ) == [
        (0, "2024-01-01", "2024-12-31"),
        (0, "2025-02-01", "2025-03-01"),
        (4, "2024-05-01", "2024-11-14"),
    ]


def test_survival_under_contract():
    """E left after 198 days, B, C and G after their terms; A, D and F are covered still."""
    found = metrics.contract_survival(contracts_of(*CONTRACTS), CUSTOMERS, UNTIL, least_at_risk=1)
    assert rows(found.filter(ibis._.events > 0), "day", "at_risk", "events") == [
        (32, 7, 1),
        (198, 5, 1),
        (365, 3, 1),
        (366, 2, 1),
    ]
    assert rows(found, "customers", "lost")[0] == (7, 4)


def test_segments_sum_to_the_whole():
    table = contracts_of(*CONTRACTS)
    whole = metrics.contract_retention(table, CUSTOMERS, quarters(), UNTIL).to_pandas()
    parts = metrics.contract_retention(table, CUSTOMERS, quarters(), UNTIL, by=("side",)).to_pandas()
    summed = parts.groupby("period")[["start", "retained", "lost", "new", "end"]].sum()
    assert (summed.to_numpy() == whole.set_index("period")[summed.columns].to_numpy()).all()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([("2024-02-01", "2024-06-30")], "not_renewed", id="a shorter one inside renews nothing"),
        pytest.param([("2024-02-01", "2024-12-31")], "not_renewed", id="one that ends the same day"),
        pytest.param([("2024-02-01", "2025-01-01")], "renewed", id="one day of cover after the end"),
        pytest.param([("2024-02-01", None)], "renewed", id="one that runs on"),
        pytest.param([("2024-02-01", "9999-12-31")], "renewed", id="one that runs on, as files write it"),
        pytest.param([("2025-01-31", "2025-06-30")], "renewed", id="from the last day of the grace"),
        pytest.param([("2025-02-01", "2025-06-30")], "not_renewed", id="a day after the grace"),
    ],
)
def test_renewed_is_who_is_covered_after_the_end(lines, expected):
    """30 days of grace after 31 December last to 30 January; cover from the 31st leaves no longer break."""
    table = contracts_of(("A", "2024-01-01", "2024-12-31", None), *(("A", *line, None) for line in lines))
    found = metrics.renewal_members(table, quarters(), UNTIL, date(2024, 10, 1)).to_pandas()
    assert set(found["status"]) == {expected}


def test_cancelled_cover_renews_nothing_after_its_last_day():
    table = contracts_of(("A", "2024-01-01", "2024-12-31", None), ("A", "2024-06-01", "2025-12-31", "2025-01-01"))
    members = metrics.renewal_members(table, quarters(), UNTIL, date(2024, 10, 1))
    assert named(members, "not_renewed") == "A"


def test_overlapping_contracts_end_with_their_cover():
    """B ends; A's shorter second contract is carried on by the first, C's by a longer one."""
    table = contracts_of(
        ("A", "2024-01-01", "2024-12-31", None),
        ("A", "2024-02-01", "2024-06-30", None),
        ("B", "2024-01-01", "2024-12-31", None),
        ("C", "2024-01-01", "2026-12-31", None),
        ("C", "2024-02-01", "2024-12-31", None),
    )
    members = metrics.renewal_members(table, quarters(), UNTIL, date(2024, 10, 1))
    assert [named(members, status) for status in ("renewed", "not_renewed")] == ["C", "AB"]
    shorter = metrics.renewal_members(table, quarters(), UNTIL, date(2024, 4, 1))
    assert [named(shorter, status) for status in ("renewed", "not_renewed")] == ["A", ""]


def test_an_empty_end_runs_on():
    table = contracts_of(("A", "2024-01-01", None, None), ("B", "2024-01-01", None, "2024-11-15"))
    found = rows(covers(table).order_by("customer_key"), "customer_key", "covered_from", "covered_to")
    assert found == [(0, "2024-01-01", "9999-12-31"), (1, "2024-01-01", "2024-11-14")]
    kept = rows(metrics.contract_retention(table, CUSTOMERS, quarters(), UNTIL), "period", "start", "retained")
    assert kept == [
        ("2024-01-01", 2, 2),
        ("2024-04-01", 2, 2),
        ("2024-07-01", 2, 2),
        ("2024-10-01", 2, 1),
        ("2025-01-01", 1, 1),
    ]


@pytest.mark.parametrize(("grace", "is_one"), [(29, False), (30, True)], ids=["a day too long", "just the grace"])
def test_a_break_of_thirty_days_is_none_with_a_grace_of_thirty(grace, is_one):
    table = contracts_of(("A", "2024-01-01", "2024-12-31", None), ("A", "2025-01-31", "2025-12-31", None))
    assert (len(rows(covers(table, grace), "covered_from")) == 1) is is_one


@pytest.mark.parametrize(
    ("until", "due", "early"),
    [(date(2025, 1, 30), "", ""), (date(2025, 1, 31), "A", "")],
    ids=["on the last day of grace it may still be renewed", "the day after it is due"],
)
def test_due_is_a_contract_whose_grace_is_over(until, due, early):
    table = contracts_of(("A", "2024-01-01", "2024-12-31", None), ("E", "2024-05-01", "2025-04-30", "2025-03-01"))
    members = metrics.renewal_members(table, quarters(UNTIL), until, date(2024, 10, 1))
    assert named(members, "not_renewed") == due
    later = metrics.renewal_members(table, quarters(UNTIL), until, date(2025, 1, 1))
    assert named(later, "cancelled_early") == early


@pytest.mark.parametrize(
    ("until", "early"),
    [(date(2025, 2, 28), ""), (date(2025, 3, 1), "E")],
    ids=["not cancelled yet", "cancelled on the last day known"],
)
def test_a_cancellation_counts_from_its_day(until, early):
    table = contracts_of(("E", "2024-05-01", "2025-04-30", "2025-03-01"))
    assert named(metrics.renewal_members(table, quarters(), until, date(2025, 1, 1)), "cancelled_early") == early


@pytest.mark.parametrize(
    ("ends_on", "quarter"),
    [("2024-12-31", date(2024, 10, 1)), ("2025-01-01", date(2025, 1, 1)), ("2025-03-31", date(2025, 1, 1))],
    ids=["the last day before", "its first day", "its last day"],
)
def test_a_contract_is_due_in_the_quarter_of_its_last_day(ends_on, quarter):
    table = contracts_of(("A", "2024-01-15", ends_on, None))
    found = metrics.renewals(table, CUSTOMERS, quarters(), UNTIL)
    assert rows(found, "period", "due") == [(quarter.isoformat(), 1)]
    assert named(metrics.renewal_members(table, quarters(), UNTIL, quarter), "not_renewed") == "A"


@pytest.mark.parametrize(
    ("begins_on", "ends_on", "expected"),
    [
        ("2024-06-01", "2024-12-31", []),
        ("2024-06-01", "2025-01-01", [("2025-01-01", 1, 0, 0)]),
        ("2025-04-01", "2025-12-31", [("2025-01-01", 0, 1, 1)]),
        ("2025-04-02", "2025-12-31", []),
    ],
    ids=["ended the day before", "ends on the first day", "begins the day after the last", "begins a day later"],
)
def test_cover_of_one_boundary_day_is_cover(begins_on, ends_on, expected):
    table = contracts_of(("A", begins_on, ends_on, None))
    this = quarters().filter(ibis._.starts_on == date(2025, 1, 1))
    found = metrics.contract_retention(table, CUSTOMERS, this, UNTIL)
    assert rows(found, "period", "start", "new", "end") == expected


@pytest.mark.parametrize(
    ("until", "lost"),
    [(date(2025, 1, 30), 0), (date(2025, 1, 31), 1)],
    ids=["on the last day of grace it may still be renewed", "the day after it is lost"],
)
def test_survival_loses_who_is_not_renewed_within_the_grace(until, lost):
    table = contracts_of(("A", "2024-01-01", "2024-12-31", None))
    found = metrics.contract_survival(table, CUSTOMERS, until, least_at_risk=1).to_pandas()
    assert set(found["lost"]) == {lost}


@pytest.mark.parametrize(("first_day", "customers"), [("2025-05-31", 2), ("2025-06-01", 1)], ids=["today", "tomorrow"])
def test_survival_counts_who_begins_on_the_last_day_known(first_day, customers):
    table = contracts_of(("A", "2024-01-01", "2025-12-31", None), ("B", first_day, "2025-12-31", None))
    found = metrics.contract_survival(table, CUSTOMERS, UNTIL, least_at_risk=1).to_pandas()
    assert set(found["customers"]) == {customers}
