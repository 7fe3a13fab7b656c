"""Contracts whose state says that they have ended count as ended, with the day or with a question for it."""

from __future__ import annotations

import pytest

import ingest
from ingest.recognition.contract_states import is_held, standing_of

HEAD = "Customer ID,Plan,Start Date,Monthly Price,Status"
STANDINGS = {
    "runs": "Active, In force, فعال, سارية, aktiv, En cours, Activa, Attivi, yürürlükte, действует, past due, Trial",
    "ended": "Cancelled, Lapsed, Expired, فسخ شده, منقضی, ملغاة, منتهية, gekündigt, Résiliée, Canceladas, Scaduta,"
    " feshedildi, расторгнуты, opgezegde, Cancelled (moved away), Subscription expired, فسخ شد",
    "none": "Draft, Quote, در انتظار پرداخت, مسودة, Entwurf, Pending",
}


@pytest.mark.parametrize(
    ("word", "standing"), [(word.strip(), one) for one, words in STANDINGS.items() for word in words.split(",")]
)
def test_what_a_state_says_of_a_contract(word, standing):
    assert standing_of(word) == standing


def test_trials_and_debts_are_contracts_that_run():
    assert [is_held(word) for word in ("Trialing", "past due", "معوق", "Active", "Cancelled")] == [True] * 3 + [
        False
    ] * 2


def contracts(desk, content, answers=None):
    """Load contracts unaided: by customer the days of an end and of a cancellation; with the report."""
    source = ingest.inspect(desk.write(content, "contracts.csv"))
    (guess,) = ingest.recognise_tables(source)
    mapping = ingest.Mapping(
        guess.mapping.columns, constants=guess.mapping.constants, states=guess.mapping.states, answers=answers or {}
    )
    report = ingest.load(desk.connection, source, guess.table, mapping)
    assert (report.table, report.rows_read) == ("contracts", report.accepted + report.rejected + report.skipped)
    known = [row[0] for row in desk.connection.execute("DESCRIBE incoming.contracts").fetchall()]
    cancelled = "cancelled_on" if "cancelled_on" in known else "NULL"
    rows = desk.rows(f"customer_id, CAST(ends_on AS VARCHAR), CAST({cancelled} AS VARCHAR)", "contracts")
    return {customer: days for customer, *days in rows}, report


def test_one_that_has_ended_without_a_day_is_asked_about_and_runs_no_more(desk):
    rows = "a,Gold,2024-01-01,10,Active\nb,Gold,2024-01-05,10,Lapsed\nc,Gold,2024-03-09,10,Past due\n"
    found, report = contracts(desk, f"{HEAD}\n{rows}")
    assert found == {"a": [None, None], "b": [None, "2024-03-09"], "c": [None, None]}
    assert [(one.column, one.assumed) for one in report.questions] == [("ended_on", "2024-03-09")]
    assert "Past due" in report.notes[0]
    found, report = contracts(desk, f"{HEAD}\n{rows}", {"ended_on": "2024/02/01"})
    assert (found["b"], report.questions) == ([None, "2024-02-01"], ())
    with pytest.raises(ingest.IngestError, match="no day"):
        contracts(desk, f"{HEAD}\n{rows}", {"ended_on": "spring"})


def test_a_day_that_the_file_gives_stands(desk):
    head = "Policy No,Insured,Inception Date,Expiry Date,Premium,Status\n"
    rows = (
        "1,a,2024-01-01,2024-12-31,9,In force\n2,b,2023-01-01,2023-12-31,9,Expired\n"
        "3,c,2024-02-01,2025-01-31,9,Cancelled\n4,d,2023-06-01,2024-05-31,9,Lapsed\n"
    )
    found, report = contracts(desk, head + rows)
    # Nobody cancels before a term that is still to come has ended; what ran out did so on its last day.
    assert found["c"] == ["2025-01-31", "2024-05-31"]
    assert [found[one][1] for one in "abd"] == [None] * 3
    assert [one.column for one in report.questions] == ["ended_on"]


def test_what_never_came_into_force_is_left_out_and_said(desk):
    found, report = contracts(desk, f"{HEAD}\na,Gold,2024-01-01,10,Active\nb,Gold,2024-05-01,10,Draft\n")
    assert ({*found}, report.skipped, report.questions) == ({"a"}, 1, ())
    assert "Draft" in report.notes[0]


def test_a_word_that_nobody_knows_is_asked_about_and_answered(desk):
    text = f"{HEAD}\na,Gold,2024-01-01,10,Active\nb,Gold,2024-02-01,10,Dormant\n"
    found, report = contracts(desk, text)
    assert ([one.column for one in report.questions], found["b"]) == (["status"], [None, None])
    assert report.questions[0].assumed == "Active|Dormant"
    found, report = contracts(desk, text, {"status": "Active|-Dormant"})
    assert ([one.column for one in report.questions], found["b"]) == (["ended_on"], [None, "2024-02-01"])


@pytest.mark.parametrize(
    ("header", "runs", "ended"),
    [
        ("Active", "Yes", "No"),
        ("Cancelled", "false", "true"),
        ("فعال", "بله", "خیر"),
        ("Zustand", "aktiv", "gekündigt"),
    ],
)
def test_a_flag_or_words_under_another_name_are_a_state(desk, header, runs, ended):
    head = HEAD.replace("Status", header)
    found, report = contracts(desk, f"{head}\na,Gold,2024-01-01,10,{runs}\nb,Gold,2024-02-01,10,{ended}\n")
    assert ({one: day for one, (_end, day) in found.items()}) == {"a": None, "b": "2024-02-01"}
    assert [one.column for one in report.questions] == ["ended_on"]
