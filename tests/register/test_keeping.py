"""The register on the disk: many writers at once, kills, migrations, back-ups, an unwritable place."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import register
from register import RegisterError, connection
from register.tables import EVENTS, METADATA
from tests.register.conftest import STARTS, take_on

ROOT = Path(__file__).resolve().parent.parent.parent
SESSIONS = 50


def test_fifty_sessions_that_write_at_once_lose_nothing(anywhere):
    shared = take_on(*(str(n) for n in range(SESSIONS)))

    def session(n):
        number = take_on("ann", owner=f"agent {n}")
        register.finish(shared, str(n), result="reached", note=f"by {n}")
        register.write_note("shop", "ann", f"note {n}")
        return number

    with ThreadPoolExecutor(SESSIONS) as pool:
        numbers = list(pool.map(session, range(SESSIONS)))
    assert len(set(numbers)) == SESSIONS
    assert {one.action_id for one in register.actions("shop")} == {shared, *numbers}
    assert (register.action(shared).done, register.action(shared).state) == (SESSIONS, "done")
    assert {one.text for one in register.notes("shop", "ann")} == {f"note {n}" for n in range(SESSIONS)}
    assert len(register.events()) == 1 + 3 * SESSIONS


def test_fifty_sessions_that_open_a_new_register_at_once_make_it_once(anywhere):
    with ThreadPoolExecutor(SESSIONS) as pool:
        numbers = list(pool.map(lambda n: take_on(str(n)), range(SESSIONS)))
    assert len(set(numbers)) == len(register.actions("shop")) == SESSIONS


def test_killed_at_fifty_instants_nothing_confirmed_is_gone(home):
    writer = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.register.writer"],
        cwd=ROOT,
        env={**os.environ, "MANDEGAR_HOME": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    lots = random.Random(7)  # noqa: S311 - the same instants each time
    confirmed = []
    for n in range(50):
        writer.stdin.write(f"{'-' if n % 2 else ''}{lots.uniform(0.005, 0.08)}\n")
        writer.stdin.flush()
        confirmed += [int(number) for number in writer.stdout.readline().split()]
    writer.stdin.close()
    assert writer.wait(30) == 0

    with sqlite3.connect(home / "register.sqlite") as opened:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    found = register.actions("shop")
    assert len(confirmed) >= 25
    assert set(confirmed) <= {one.action_id for one in found}
    assert {(one.customers, one.held_out) for one in found} == {(3, 1)}  # never half a list
    taken_on = {int(one.subject) for one in register.events(kind="take_on", most=None)}
    assert taken_on == {one.action_id for one in found}


def test_migrations_end_where_the_tables_stand(anywhere):
    register.actions("shop")
    with connection.reading() as opened:
        assert compare_metadata(MigrationContext.configure(opened), METADATA) == []


def test_a_register_of_a_newer_program_is_refused(anywhere):
    take_on("ann")
    with connection.writing() as opened:
        opened.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    connection.close()
    with pytest.raises(RegisterError, match="newer version of Mandegar"):
        register.actions("shop")


@pytest.mark.parametrize("query", [sa.update(EVENTS).values(who="nobody"), sa.delete(EVENTS)])
def test_the_database_itself_keeps_what_was_done(anywhere, query):
    take_on("ann")
    with pytest.raises(sa.exc.DBAPIError, match="kept as they were written"), connection.writing() as opened:
        opened.execute(query)
    assert len(register.events()) == 1


def contents():
    return (
        register.actions("shop"),
        [register.members(one.action_id) for one in register.actions("shop")],
        register.notes("shop", "ann"),
        register.own_remedies("shop"),
    )


def test_a_back_up_comes_back_whole_on_either_database(home, on_postgres, monkeypatch):
    """From PostgreSQL to an empty SQLite, and on from there: numbers go on after the restored ones."""
    number = take_on("آن", register.Chosen("bob", arm=register.HELD_OUT), due_on=STARTS, note="چای", owner="سارا")
    register.finish(number, "آن", result="reached")
    register.write_note("shop", "ann", "یادداشت")
    register.write_remedy("shop", "price", "text")
    before, events = contents(), register.events()
    archive = home / "register.zip"
    assert register.back_up(archive) == {
        "actions": 1,
        "members": 2,
        "notes": 1,
        "datasets": 0,
        "remedies": 1,
        "events": 4,
        "sent": 0,
        "calendars": 0,
    }
    with pytest.raises(RegisterError, match="is there already"):
        register.back_up(archive)
    with pytest.raises(RegisterError, match="not empty"):
        register.restore(archive)

    monkeypatch.delenv("MANDEGAR_REGISTER")
    register.restore(archive)
    assert contents() == before
    assert register.events()[1:] == events
    assert register.events()[0].kind == "restore"
    assert take_on("eva") == number + 1

    monkeypatch.setenv("MANDEGAR_REGISTER", on_postgres)
    register.restore(archive, replace=True)
    assert contents() == before
    assert take_on("eva") == number + 1


# As the first migration left the tables: one line of each, and no calendars yet.
OF_THE_FIRST_MIGRATION = {
    "actions": {
        "action_id": 7,
        "dataset": "shop",
        "title": "Call them",
        "cause": "",
        "remedy": "",
        "owner": "سارا",
        "due_on": "2026-01-09",
        "note": "",
        "state": "done",
        "origin": "",
        "version": 2,
        "starts_on": "2026-01-05",
        "horizon_days": None,
        "lot": "",
        "outcome": "",
        "held_out_share": 0.0,
        "expected_kept": None,
        "cost_per_customer": None,
        "opened_at": "2026-01-05T08:00:00+00:00",
        "opened_by": "Ann",
        "closed_at": "2026-01-06T20:45:00.123456+00:00",
        "revision": 2,
    },
    "members": {
        "action_id": 7,
        "customer_id": "آن",
        "dataset": "shop",
        "place": 1,
        "name": "",
        "reason": "",
        "arm": "treated",
        "stratum": "",
        "state": "done",
        "result": "reached",
        "note": "چای",
        "done_at": "2026-01-06T20:45:00.123456+00:00",
        "done_by": "Ann",
        "revision": 2,
    },
    "events": {
        "event_id": 1,
        "at": "2026-01-05T08:00:00+00:00",
        "who": "Ann",
        "role": "agent",
        "kind": "take_on",
        "dataset": "shop",
        "subject": "7",
        "detail": {"customers": 1},
    },
    "notes": {
        "note_id": 3,
        "dataset": "shop",
        "customer_id": "آن",
        "text": "text",
        "written_at": "2026-01-05T08:00:00+00:00",
        "written_by": "Ann",
    },
    "remedies": {"dataset": "shop", "cause": "price", "text": "text", "revision": 1},
    "sent": {"dataset": "shop", "alert": "sales", "period": "2026-01", "sent_at": "2026-01-05T08:00:00+00:00"},
}


def an_older_back_up(path):
    with zipfile.ZipFile(path, "x") as archive:
        archive.writestr("format", "mandegar-register-1 0001")
        for table, row in OF_THE_FIRST_MIGRATION.items():
            archive.writestr(f"{table}.jsonl", json.dumps(row) + "\n")
    return path


def test_a_back_up_of_an_older_version_is_brought_up_to_date(home, anywhere):
    take_on("eva")
    archive = an_older_back_up(home / "older.zip")
    assert register.restore(archive, replace=True) == dict.fromkeys(sorted(OF_THE_FIRST_MIGRATION), 1)
    with connection.reading() as opened:
        assert compare_metadata(MigrationContext.configure(opened), METADATA) == []
    (action,) = register.actions("shop")
    assert (action.action_id, action.owner, action.due_on, action.done) == (7, "سارا", date(2026, 1, 9), 1)
    (member,) = register.members(7)
    assert (member.customer_id, member.note) == ("آن", "چای")
    assert member.done_at == datetime(2026, 1, 6, 20, 45, 0, 123456, tzinfo=UTC)
    assert [(one.kind, one.detail) for one in register.events()][1:] == [("take_on", {"customers": 1})]
    assert take_on("eva") == 8
    with pytest.raises(sa.exc.DBAPIError, match="kept as they were written"), connection.writing() as opened:
        opened.execute(sa.delete(EVENTS))


@pytest.mark.parametrize("written_by", ["mandegar-register-1 9999", "mandegar-register-2 0001"])
def test_a_back_up_of_a_newer_version_is_refused(home, written_by):
    take_on("ann")
    with zipfile.ZipFile(home / "newer.zip", "x") as archive:
        archive.writestr("format", written_by)
    with pytest.raises(RegisterError, match="newer version of Mandegar"):
        register.restore(home / "newer.zip", replace=True)
    assert len(register.actions("shop")) == 1


@pytest.mark.parametrize("damage", [b"", b"not an archive"])
def test_a_damaged_back_up_changes_nothing(home, damage):
    take_on("ann")
    broken = home / "broken.zip"
    broken.write_bytes(damage)
    with pytest.raises(RegisterError, match="no back-up of the register"):
        register.restore(broken, replace=True)
    assert len(register.actions("shop")) == 1


def test_a_back_up_that_is_cut_inside_changes_nothing(home):
    take_on("ann")
    register.back_up(home / "whole.zip")
    with zipfile.ZipFile(home / "whole.zip") as whole, zipfile.ZipFile(home / "cut.zip", "w") as cut:
        for name in whole.namelist():
            if name != "members.jsonl":
                cut.writestr(name, whole.read(name))
    with pytest.raises(RegisterError, match="no back-up of the register"):
        register.restore(home / "cut.zip", replace=True)
    assert register.action(1).customers == 1


def test_a_damaged_register_is_a_sentence(home):
    take_on("ann")
    connection.close()
    for name in ("register.sqlite-wal", "register.sqlite-shm"):
        (home / name).unlink(missing_ok=True)
    (home / "register.sqlite").write_bytes(b"not a database, as it is long enough" * 100)
    with pytest.raises(RegisterError, match="damaged"):
        register.actions("shop")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("no address", "is not the address of a database"),
        ("postgresql://nobody:secret-word@127.0.0.1:1/none", "does not answer"),
    ],
)
def test_an_address_without_a_database_is_a_sentence_without_the_password(monkeypatch, address, sentence):
    monkeypatch.setenv("MANDEGAR_REGISTER", address)
    with pytest.raises(RegisterError, match=sentence) as told:
        register.actions("shop")
    assert "secret-word" not in str(told.value)
