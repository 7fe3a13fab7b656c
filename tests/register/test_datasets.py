"""What was written about a data set is not read by another one that has its name later, and comes back with it."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

import register
import store
from access import scopes
from access.naming import Named
from register import connection, forgetting, tables
from store.identity import identity
from tests.store.conftest import line, put

START = date(2025, 1, 1)
EVERYTHING = {"old", "counted", "talked"}
NEW = {"new", "counted", "talked"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(scopes, "_identifiers", [identity])
    yield tmp_path / "home"
    connection.close()


def publish(name="shop"):
    with store.draft(name) as draft:
        put(draft, [line("ann", "2025-01-05", 10)], "orders")
        draft.publish()


def write(name="shop", word="old"):
    number = register.take_on(name, title=word, customers=[register.Chosen("ann")], starts_on=START)
    register.finish(number, "ann", result="reached")
    register.write_note(name, "ann", word)
    register.write_remedy(name, "price", word)


def written(name="shop"):
    """Everything that is read by the name of a data set."""
    today = datetime.now(UTC).date()
    return {
        *(one.title for one in register.actions(name)),
        *(one.title for one in register.tasks(name, is_open=False)),
        *(one.title for one in register.latest(name, ["ann"]).values()),
        *(one.text for one in register.notes(name, "ann")),
        *(text for text, _revision in register.own_remedies(name).values()),
        *(["counted"] if sum(register.counts(name, today).values()) else []),
        *(["talked"] if register.talked(name) or register.talks(name, START, today) else []),
    }


def test_a_later_data_set_of_the_name_reads_nothing_of_a_deleted_one():
    publish()
    write()
    assert written() == EVERYTHING
    store.delete("shop")
    publish()
    assert written() == set()
    write(word="new")
    assert written() == NEW


def test_of_a_deleted_one_that_nobody_had_asked_about_neither(monkeypatch):
    """The register was filled by a program that knew of no identities."""
    publish()
    monkeypatch.setattr(scopes, "_identifiers", [])
    write()
    monkeypatch.setattr(scopes, "_identifiers", [identity])
    register.know("shop")
    store.delete("shop")
    publish()
    assert written() == set()


def test_what_was_there_before_identities_were_known_is_kept(monkeypatch):
    publish()
    monkeypatch.setattr(scopes, "_identifiers", [])
    write()
    monkeypatch.setattr(scopes, "_identifiers", [identity])
    assert written() == EVERYTHING


def test_a_folder_that_is_put_back_has_what_was_written_about_it(home):
    publish()
    write()
    shutil.copytree(home / "shop", home.parent / "kept")
    store.delete("shop")
    publish()
    write(word="new")
    store.delete("shop")
    shutil.copytree(home.parent / "kept", home / "shop")
    assert written() == EVERYTHING
    shutil.rmtree(home / "shop")
    shutil.copytree(home.parent / "kept", home / "mart")
    assert written("mart") == EVERYTHING


def test_publishing_and_undoing_change_nothing():
    publish()
    write()
    this = identity("shop")
    with store.draft("shop") as draft:
        put(draft, [line("bob", "2025-02-05", 10)], "orders")
        draft.publish()
    assert (identity("shop"), written()) == (this, EVERYTHING)
    store.undo("shop")
    assert (identity("shop"), written()) == (this, EVERYTHING)


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_renamed_one_keeps_everything_and_the_next_of_its_old_name_has_nothing(home, by_hand):
    publish()
    write()
    if by_hand:
        (home / "shop").rename(home / "mart")
    else:
        register.rename("shop", store.rename("shop", "mart"))
    publish()
    assert written() == set()
    assert written("mart") == EVERYTHING
    assert written() == set()


def test_a_renamed_one_takes_the_place_of_a_deleted_one_of_that_name():
    publish("mart")
    write("mart")
    store.delete("mart")
    publish()
    write(word="new")
    register.rename("shop", store.rename("shop", "mart"))
    assert written("mart") == NEW


def test_a_copied_folder_takes_nothing_from_the_first(home):
    publish()
    write()
    shutil.copytree(home / "shop", home / "copy")
    assert written("copy") == set()
    assert written() == EVERYTHING
    write("copy", "new")
    assert (written(), written("copy")) == (EVERYTHING, NEW)


def test_a_calendar_is_no_longer_read_where_another_data_set_has_the_name():
    publish()
    secret = register.make_calendar("shop", "", {})
    assert register.calendar_by(secret).dataset == "shop"
    store.delete("shop")
    publish()
    assert register.calendar_by(secret) is None
    assert register.calendar_of("shop", "") is None


def test_whoever_is_forgotten_is_forgotten_in_what_was_put_aside_too():
    publish()
    write()
    store.delete("shop")
    publish()
    assert written() == set()
    done = forgetting.forget(Named("ann", frozenset()), ["shop"])
    assert (done["tasks"], done["notes"]) == (1, 1)
    with connection.reading() as connected:
        assert connected.execute(select(tables.NOTES)).all() == []


def test_a_data_set_that_cannot_be_read_keeps_its_name(home):
    publish()
    write()
    (home / "shop" / "versions" / "000001.duckdb").write_bytes(b"no database")
    assert written() == EVERYTHING
