"""What is kept of follow-ups with a version: asked of it, a metric says what it says of the tables themselves."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

import access
import store
from metrics import evaluate, follow_up_due, follow_up_kept
from metrics.actions.follow_up import MOST_A_WEEK, WITHOUT_SILENCE
from metrics.actions.occasions import FORESEEN_DAYS, REASONS
from store import Tables, talks
from tests.spark import firm

READ = ("purchase_days", "contacts", "complaints", "contracts")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    place = tmp_path_factory.mktemp("follow_ups")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(place))
        firm.publish_firm()
    return place


@pytest.fixture(params=["of everybody", "of some"])
def tables(published, request, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(published))
    where = () if request.param == "of everybody" else (("role", ("employer",)),)
    return lambda beside: Tables(store.open(firm.NAME), where=where, beside=talks.BESIDE if beside else ())


def written(snapshot, metric):
    """Every third customer was spoken to once, in the year before the last day and in the weeks after it."""
    until = snapshot.info.complete_up_to
    numbers = snapshot.fetch(snapshot.customers.order_by("customer_key"))["customer_id"].astype(str)
    told = [(one, until + timedelta(days=place % 420 - 380)) for place, one in enumerate(numbers[::3], start=1)]
    return talks.beside(snapshot, metric, talks.spoken(snapshot, lambda *_asked: told))


@pytest.mark.parametrize("is_told", [False, True], ids=["no task was done", "tasks were done"])
@pytest.mark.parametrize("reasons", [REASONS, ("birthday",), ("best", "thanks"), ("silent",)], ids=str)
def test_who_is_due_is_the_same(tables, is_told, reasons):
    asked = tables(is_told)
    snapshot = asked.snapshot
    beside = written(snapshot, "follow_up_due") if is_told else None
    for days in (0, 30, FORESEEN_DAYS, FORESEEN_DAYS + 30):
        options = {"reasons": reasons, "ahead_days": days, "most_a_week": 1}
        kept = snapshot.fetch(evaluate("follow_up_due", asked, **options), beside)
        read = {name: asked[name] for name in (*READ, "customer_risk")}
        until = snapshot.info.complete_up_to
        found = snapshot.fetch(follow_up_due(asked.chosen, until, **read, **options), beside)
        assert len(found)
        pd.testing.assert_frame_equal(kept, found)


@pytest.mark.parametrize("is_told", [False, True], ids=["no task was done", "tasks were done"])
def test_the_list_that_is_kept_is_the_one_that_is_found(tables, is_told):
    asked = tables(is_told)
    snapshot = asked.snapshot
    beside = written(snapshot, "follow_up_due") if is_told else None
    assert (asked.follow_ups.listed is None) is bool(asked.where)  # the best of some are others than of all
    options = {"reasons": WITHOUT_SILENCE, "ahead_days": FORESEEN_DAYS, "most_a_week": MOST_A_WEEK}
    kept = snapshot.fetch(evaluate("follow_up_due", asked, **options), beside)
    read = {name: asked[name] for name in READ}
    found = snapshot.fetch(follow_up_due(asked.chosen, snapshot.info.complete_up_to, **read, **options), beside)
    assert found.groupby("customer_key").size().max() > 1
    pd.testing.assert_frame_equal(kept, found)


def test_whoever_may_not_see_all_is_not_read_the_list_of_all(published, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(published))
    assert Tables(store.open(firm.NAME)).follow_ups.listed is not None
    for person in (
        access.Person("viewer", access.ROLES["viewer"] - {"names"}, "Vida", "vida@firm.example", is_signed_in=True),
        access.Person("agent", access.ROLES["agent"], "Ann", held_to=(("role", ("employer",)),), is_signed_in=True),
    ):
        with access.acting_as(person):
            assert Tables(store.open(firm.NAME)).follow_ups.listed is None


@pytest.mark.parametrize("is_told", [False, True], ids=["no task was done", "tasks were done"])
@pytest.mark.parametrize("days", [90, 365, 400])
def test_what_was_done_is_the_same(tables, is_told, days):
    asked = tables(is_told)
    snapshot = asked.snapshot
    beside = written(snapshot, "follow_up_kept") if is_told else None
    kept = snapshot.fetch(evaluate("follow_up_kept", asked, within_days=days), beside)
    read = {name: asked[name] for name in READ}
    until = snapshot.info.complete_up_to
    found = snapshot.fetch(follow_up_kept(asked.chosen, complete_up_to=until, within_days=days, **read), beside)
    assert found["due"].sum()
    pd.testing.assert_frame_equal(kept, found)


def test_of_another_day_or_calendar_nothing_that_is_kept_is_said(tables):
    asked = tables(False)
    earlier = asked.complete_up_to - timedelta(days=100)
    rows = asked.snapshot.fetch(evaluate("follow_up_due", asked, complete_up_to=earlier))
    assert rows["due_on"].max() <= pd.Timestamp(earlier + timedelta(days=30))
    assert len(rows)
    assert asked.follow_ups is not None


def test_whoever_may_not_see_birthdays_sees_nobody_due_for_one(published, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(published))

    def reasons():
        snapshot = store.open(firm.NAME)
        kept = snapshot.fetch(snapshot.table("occasions"))
        due = snapshot.fetch(evaluate("follow_up_due", Tables(snapshot), ahead_days=FORESEEN_DAYS))
        return {*kept["reason"]}, {*due["reason"]}

    kept, due = reasons()
    assert "birthday" in kept & due
    viewer = access.Person("viewer", access.ROLES["viewer"] - {"names"}, "Vida", "vida@firm.example", is_signed_in=True)
    with access.acting_as(viewer):
        assert reasons() == (kept - {"birthday"}, due - {"birthday"})
