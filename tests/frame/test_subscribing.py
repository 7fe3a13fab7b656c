"""A calendar under a secret address: who holds it reads what they may see now, and everybody else is told the same."""

from __future__ import annotations

import json
import shutil
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace

import duckdb
import pytest
from icalendar import Calendar
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request

import access
import metrics
import register
from frame import subscribing
from messages import follow_ups
from register import connection
from register.tables import CALENDARS
from screens.data import history
from tests.waiting import to_its_end
from ui import door

RULES = '[[rule]]\nrole = "{role}"\nemail = ["ann@firm.example"]\n'
ANN = "ann@firm.example"


@pytest.fixture(scope="module", autouse=True)
def home(published_sample, tmp_path_factory):
    """The sample in a MANDEGAR_HOME of this module."""
    folder = tmp_path_factory.mktemp("subscribing") / "home"
    shutil.copytree(published_sample, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(folder))
        yield folder
    connection.close()


@pytest.fixture
def signing_in(monkeypatch):
    monkeypatch.setattr(door, "sign_in", lambda: {"client_id": "x"})


def asked(secret, **headers):
    scope = {
        "type": "http",
        "method": "GET",
        "path": subscribing.path(secret),
        "path_params": {"secret": secret},
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "query_string": b"",
    }
    return to_its_end(subscribing.read(Request(scope)))


def test_it_is_read_with_its_tag_and_told_when_nothing_changed():
    secret = register.make_calendar("sample", "", {})
    found = asked(secret)
    assert (found.status_code, found.media_type) == (200, "text/calendar; charset=utf-8")
    calendar = Calendar.from_ical(found.body)
    assert len(calendar.walk("VEVENT")) > 100
    assert calendar["refresh-interval"].dt.total_seconds() == 6 * 3600
    again = asked(secret, if_none_match=f"W/{found.headers['etag']}")
    assert (again.status_code, again.body) == (304, b"")
    assert asked(secret, if_none_match='"other"').status_code == 200


def test_the_trail_says_once_a_day_which_address_was_read_and_never_by_which_secret(home):
    secret = register.make_calendar("sample", "", {})
    for _time in range(3):
        assert subscribing.calendar(secret) is not None
    assert subscribing.calendar(secret[::-1]) is None
    found = register.calendar_by(secret)
    (line,) = [one for one in register.events(kind="read_calendar") if one.detail["address"] == found.address]
    assert (line.dataset, line.subject, line.who) == ("sample", "", access.MACHINE.name)
    assert line.detail["rows"] > 100
    (made,) = register.events(kind="make_calendar", most=1)
    assert made.detail["address"] == found.address
    whole = json.dumps([vars(one) for one in register.events()], default=str)
    assert secret not in whole
    assert sha256(secret.encode()).hexdigest() not in whole
    with connection.writing() as connected:
        connected.execute(update(CALENDARS).values(read_on=datetime.now(UTC).date() - timedelta(days=1)))
    assert subscribing.calendar(secret) is not None
    assert [one.detail["address"] for one in register.events(kind="read_calendar")].count(found.address) == 2


def test_who_reads_with_rights_of_their_own_is_named(home, signing_in):
    (home / "access.toml").write_text(RULES.format(role="agent"))
    secret = register.make_calendar("sample", ANN, {"email": ANN, "email_verified": True})
    assert subscribing.calendar(secret) is not None
    (line,) = register.events(kind="read_calendar", subject=ANN)
    assert (line.who, line.role) == (ANN, "agent")
    (home / "access.toml").unlink()


def test_a_reading_that_cannot_be_written_down_is_none(monkeypatch):
    secret = register.make_calendar("sample", "", {})

    def refused(*_given, **_said):
        raise register.RegisterError("The register cannot be written.")

    monkeypatch.setattr(register, "say_read", refused)
    assert subscribing.calendar(secret) is None


def test_only_a_hash_of_the_secret_is_kept_and_another_one_ends_the_first(home):
    first = register.make_calendar("sample", "", {})
    second = register.make_calendar("sample", "", {})
    assert subscribing.calendar(first) is None
    assert register.calendar_by(second) == register.calendar_of("sample", "")
    files = b"".join(path.read_bytes() for path in home.glob("register.sqlite*"))
    assert second.encode() not in files
    assert register.revoke_calendar("sample", "")
    assert not register.revoke_calendar("sample", "")
    assert subscribing.calendar(second) is None


def test_it_ends_with_its_data_set_and_reads_no_later_one_of_that_name(home):
    shutil.copytree(home / "sample", home / "brief")
    secret, kept = register.make_calendar("brief", "", {}), register.make_calendar("sample", "", {})
    history._delete("brief")
    shutil.copytree(home / "sample", home / "brief")
    assert subscribing.calendar(secret) is None
    assert register.calendar_by(kept) is not None
    assert [(one.kind, one.subject) for one in register.events(dataset="brief", kind="revoke_calendar")] == [
        ("revoke_calendar", "")
    ]
    shutil.rmtree(home / "brief")


def test_what_somebody_is_held_to_by_a_claim_is_kept_with_the_address(home, signing_in, monkeypatch):
    rule = '[[rule]]\nrole = "agent"\ngroups = ["teams"]\nheld_to.region = "claim:team"\n'
    (home / "access.toml").write_text(rule)
    said = {"email": ANN, "groups": ["teams"], "team": "Tehran", "phone": "0912"}
    monkeypatch.setattr(subscribing.st, "user", SimpleNamespace(to_dict=lambda: said))
    with access.acting_as(access.Person("agent", access.ROLES["agent"], ANN, is_signed_in=True)):
        kept = subscribing.claims_of_visitor()
    assert kept == {"email": ANN, "groups": ["teams"], "team": "Tehran"}
    found = register.calendar_by(register.make_calendar("sample", ANN, kept))
    assert subscribing.reader(found).held_to == (("region", ("tehran",)),)


def test_rights_are_those_of_the_moment_of_reading(home, signing_in):
    secret = register.make_calendar("sample", ANN, {"email": ANN})
    name = "هلدینگ"
    rules = home / "access.toml"
    rules.write_text(RULES.format(role="agent"))
    assert name in subscribing.calendar(secret).decode()
    rules.write_text(RULES.format(role="viewer"))
    assert name not in subscribing.calendar(secret).decode()
    assert b"BEGIN:VEVENT" in subscribing.calendar(secret)
    rules.write_text(RULES.format(role="agent").replace("ann", "bob"))
    assert subscribing.calendar(secret) is None
    rules.write_text("broken")
    assert subscribing.calendar(secret) is None
    rules.unlink()


def test_an_address_made_without_signing_in_ends_where_people_sign_in_and_the_other_way_round(monkeypatch):
    here, ann = register.make_calendar("sample", "", {}), register.make_calendar("sample", ANN, {"email": ANN})
    assert subscribing.calendar(ann) is None
    assert subscribing.calendar(here) is not None
    monkeypatch.setattr(door, "sign_in", lambda: {"client_id": "x"})
    assert subscribing.calendar(here) is None
    monkeypatch.setattr(door, "sign_in", dict)
    assert subscribing.calendar(ann) is None, "settings that cannot be read keep the door closed"


def test_wrong_and_revoked_and_forbidden_are_answered_alike(monkeypatch):
    monkeypatch.setattr(subscribing, "REFUSED_SECONDS", 0.5)
    forbidden = register.make_calendar("sample", ANN, {"email": ANN})
    gone = register.make_calendar("nowhere", "", {})
    register.calendar_by("warm")
    said, seconds = set(), []
    for secret in ("wrong", "", "x" * 5000, forbidden, gone):
        began = time.monotonic()
        answer = asked(secret)
        seconds.append(time.monotonic() - began)
        said.add((answer.status_code, answer.body, answer.headers.get("etag")))
    assert said == {(404, b"There is no such calendar.", None)}
    assert min(seconds) >= 0.5
    assert max(seconds) - min(seconds) < 0.4


@pytest.mark.parametrize("error", [duckdb.Error, DBAPIError("", {}, Exception()), metrics.MetricError])
def test_whatever_keeps_a_calendar_from_being_made_it_is_answered_as_a_wrong_address(monkeypatch, caplog, error):
    monkeypatch.setattr(subscribing, "REFUSED_SECONDS", 0.2)
    secret = register.make_calendar("sample", "", {})

    def failing(*_asked, **_options):
        raise error

    monkeypatch.setattr(follow_ups, "due", failing)
    began = time.monotonic()
    answer = asked(secret)
    assert (answer.status_code, answer.body) == (404, b"There is no such calendar.")
    assert time.monotonic() - began >= 0.2
    (said,) = (one for one in caplog.records if one.name == "frame.subscribing")
    assert (said.msg, said.args, bool(said.exc_info)) == ("A calendar could not be made", (), True)


def test_who_only_looks_from_afar_has_no_address():
    with access.acting_as(access.VIEWER), pytest.raises(register.RegisterError, match="Only who signs in"):
        register.make_calendar("sample", "", {})
    with access.acting_as(access.NOBODY), pytest.raises(register.RegisterError):
        register.revoke_calendar("sample", "")


def test_only_the_customers_of_one_person():
    secret = register.make_calendar("sample", "", {}, owner="nobody of this name")
    assert b"BEGIN:VEVENT" not in subscribing.calendar(secret)
