"""Tasks out to another program and back: as CSV with any separator, as Excel, with words in three languages."""

from __future__ import annotations

import io

import pandas as pd
import pytest

import register
from register import RegisterError, exchange
from tests.register.conftest import STARTS, take_on


def as_csv(rows, separator=","):
    return pd.DataFrame(rows).to_csv(index=False, sep=separator).encode("utf-8-sig")


def as_workbook(rows):
    content = io.BytesIO()
    pd.DataFrame(rows).to_excel(content, index=False, engine="xlsxwriter")
    return content.getvalue()


def answered(*results):
    """The exported rows with what came of each."""
    return [{**row, "result": result} for row, result in zip(exchange.rows("shop"), results, strict=True)]


def results(number):
    return [(one.customer_id, one.state, one.result) for one in register.members(number)]


def test_the_file_holds_what_a_caller_needs_and_nobody_left_alone():
    take_on(
        register.Chosen("7", name="Ann", reason="silent"),
        register.Chosen("8", arm=register.HELD_OUT),
        owner="Sara",
        remedy="offer tea",
        due_on=STARTS,
    )
    (row,) = exchange.rows("shop")
    assert row == {
        "action_id": 1,
        "customer_id": "7",
        "name": "Ann",
        "title": "Call them",
        "reason": "silent",
        "remedy": "offer tea",
        "owner": "Sara",
        "due_on": STARTS,
        "state": "open",
        "result": "",
        "note": "",
        "done_on": None,
    }
    assert exchange.rows("shop", owner="Omid") == []


@pytest.mark.parametrize("written", [as_csv, lambda rows: as_csv(rows, ";"), as_workbook])
def test_what_came_of_them_is_written_down(written):
    number = take_on("ann", "bob", "cem", "007")
    rows = answered("reached", "", "می‌خواهد دوباره بخرد", "Not reached")
    rows[0]["note"] = "will order"
    assert exchange.take_back(written(rows), "back.csv") == 3
    assert results(number) == [
        ("ann", "done", "reached"),
        ("bob", "open", ""),
        ("cem", "done", "promised"),
        ("007", "done", "not_reached"),
    ]
    assert register.members(number)[0].note == "will order"
    assert exchange.take_back(written(rows), "back.csv") == 0


def test_a_state_of_the_file_counts_and_open_with_a_result_is_done():
    number = take_on("ann", "bob")
    rows = answered("declined", "reached")
    rows[0]["state"] = "dropped"
    exchange.take_back(as_csv(rows), "back.csv")
    assert results(number) == [("ann", "dropped", "declined"), ("bob", "done", "reached")]


def test_a_number_that_a_spreadsheet_would_run_comes_back_as_it_was():
    number = take_on("-12")
    rows = answered("reached")
    rows[0]["customer_id"] = "'-12"  # as our own downloads write it
    exchange.take_back(as_csv(rows), "back.csv")
    assert results(number) == [("-12", "done", "reached")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"result": "bought a boat"}, "Row 2 of .*back.csv.*bought a boat.* write reached, not_reached"),
        ({"action_id": "first"}, "first.* write the number of an action"),
        ({"state": "half"}, "half.* write open, done, dropped"),
        ({"customer_id": "zoe"}, "Action 1 is not for customer “zoe”"),
        ({"action_id": "77"}, "Action 77 is not for customer"),
    ],
)
def test_a_row_that_cannot_be_is_named_and_nothing_is_written(change, sentence):
    number = take_on("ann", "bob")
    rows = answered("reached", "reached")
    rows[0] |= change
    with pytest.raises(RegisterError, match=sentence):
        exchange.take_back(as_csv(rows), "back.csv")
    assert results(number) == [("ann", "open", ""), ("bob", "open", "")]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04 no workbook", b"\x00\xff\x00"])
def test_a_file_of_something_else_is_a_sentence(content):
    with pytest.raises(RegisterError, match=r"has no column|cannot be read"):
        exchange.take_back(content, "else.csv")
