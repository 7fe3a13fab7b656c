"""A customer is taken out of the register, on either database, and events stay guarded."""

from __future__ import annotations

import pytest

import register
from access.naming import Named
from register import connection, forgetting
from tests.register.conftest import take_on

ANN = Named("ann", frozenset({"Ann Example"}))


def test_nothing_names_them_and_events_are_guarded_again(anywhere):
    alone = take_on("ann", title="Visit Ann Example")
    both = take_on(register.Chosen("ann", name="Ann Example"), "bob", note="Ann Example knows Bob")
    register.finish(both, "ann", result="reached", note="ann was in")
    register.write_note("shop", "ann", "Likes tea")
    register.write_remedy("shop", "price", "As for Ann Example")
    other = register.take_on(
        "bazaar", title="Call", customers=[register.Chosen("ann")], starts_on=register.action(both).starts_on
    )
    assert forgetting.names_of("ann", ["shop"]) == {"Ann Example"}
    assert set(forgetting.left(ANN, ["shop"])) == {"actions", "members", "notes", "remedies", "events"}
    gone = forgetting.forget(ANN, ["shop"])
    assert (gone["tasks"], gone["actions"], gone["notes"], gone["texts"]) == (2, 1, 1, 2)
    assert forgetting.left(ANN, ["shop"]) == []
    assert forgetting.is_elsewhere(ANN, ["shop"])
    assert register.action(alone) is None
    assert register.action(both).note == "… knows Bob"
    assert [one.customer_id for one in register.members(other)] == ["ann"]
    with pytest.raises(Exception, match="kept as they were written"), connection.writing() as opened:
        opened.exec_driver_sql("UPDATE events SET who = 'x'")
    assert forgetting.forget(ANN, ["shop"])["events"] == 0


def test_of_all_data_sets(home):
    take_on("ann")
    register.write_note("bazaar", "ann", "x")
    gone = forgetting.forget(ANN, None)
    assert (gone["tasks"], gone["notes"]) == (1, 1)
    assert forgetting.left(ANN, None) == []
    assert b"ann" not in (home / "register.sqlite").read_bytes()
