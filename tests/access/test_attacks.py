"""What somebody tries who wants to see more than they may: each past the pages, at a real server where it can be."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette import starlette_websocket
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

import access
import register
import store
from access import sessions
from frame import limits
from register import connection
from tests.access.test_door import ann, copied, home, is_closed, opened, texts  # noqa: F401 - fixtures
from tests.access.test_media import SECRET, cookie
from tests.access.test_stand_ins import sent  # noqa: F401 - a fixture
from tests.browser.conftest import serving
from tests.pages.tiny import MINI, open_page, publish
from tests.waiting import to_its_end
from ui import door

MESSAGES = (BackMsg(clear_cache=True), BackMsg(set_run_on_save=True), BackMsg(stop_script=True))


def test_a_session_whose_claims_change_is_somebody_elses(home):  # noqa: F811
    page = opened(ann())
    assert not is_closed(page)
    page.session_state["marked"] = "of Ann"
    page.user = {"is_logged_in": True, "sub": "2", "email": "eve@evil.example", "exp": time.time() + 600}
    assert is_closed(page.run())
    assert "marked" not in page.session_state


def test_a_rule_that_is_taken_away_closes_the_open_page(home):  # noqa: F811
    page = opened(ann())
    (home / "access.toml").write_text('[[rule]]\nrole = "viewer"\nemail = "bob@firm.example"\n')
    assert is_closed(page.run())


def test_a_cookie_that_was_copied_before_signing_out_lets_nobody_in(home):  # noqa: F811
    claims = ann(iat=time.time() - 60)
    sessions.end_one(home, "ann@firm.example", claims["iat"], claims["exp"])
    assert is_closed(opened(claims))
    assert not is_closed(opened(ann(iat=time.time())))
    sessions.end_one(home, "bob@firm.example", 1.0, time.time() - 1)
    sessions.end_one(home, "cyd@firm.example", 1.0, time.time() + 600)
    assert not any("bob" in name for name in json.loads((home / sessions.FILE).read_text()))  # has ended by itself
    (home / sessions.FILE).unlink()


HELD = access.Person(
    "agent", access.ROLES["agent"], "Mina", "mina@firm.example", is_signed_in=True, held_to=(("region", ("dubai",)),)
)


@pytest.mark.parametrize("page", ["top_customers", "actions", "value"])
def test_an_address_that_names_anothers_customer_gives_nothing(home, sent, monkeypatch, page):  # noqa: F811
    whole = store.open("sample")
    people = whole.fetch(whole.customers.select("customer_id", "name", "region"))
    other = people[people["region"] == "Tehran"].iloc[0]
    monkeypatch.setattr(door, "visitor", lambda: door.Visitor(HELD))
    address = dict.fromkeys(("customer", "list", "task", "only", "pick_customers"), other["customer_id"])
    address["pick_top"] = json.dumps({"customer_id": other["customer_id"]})
    assert not open_page(page, dataset="sample", **address).exception
    assert other["name"].encode() not in b"".join(sent)


MARKS = (
    "{}",
    "[" * 5000,
    *(
        json.dumps(
            dict.fromkeys(("cohort", "age", "tenth", "recency_score", "before", "segment", "window_days"), value)
        )
        for value in ("\0", "\ud800", [], {}, None, True, 10**30, -1, float("nan"), float("inf"))
    ),
)


@pytest.mark.parametrize(
    ("page", "pictures"),
    [
        ("cohorts", ["heat_map_all"]),
        ("survival", ["returns", "curves"]),
        ("segments", ["bubbles_region", "segments_region"]),
        ("value", ["segments_region", "tenths", "rfm", "moves"]),
    ],
)
def test_a_mark_that_no_picture_has_is_none(home, page, pictures):  # noqa: F811
    for mark in MARKS:
        address = {f"mark.{picture}": mark for picture in pictures}
        at = open_page(page, dataset="sample", **({} if page == "cohorts" else {"by": "region"}), **address)
        assert not at.exception, mark
        assert len(at.title) == 1


@pytest.mark.parametrize("version", ["²", "9" * 30, "9" * 5000, "-1", "1.0", "\0"])
def test_what_is_no_version_is_said(home, version):  # noqa: F811
    at = open_page("data", dataset="sample", version=version)
    assert not at.exception
    assert [one for one in at.warning if "is no version" in one.value]


@pytest.mark.parametrize("task", ["²:a", "9" * 30 + ":a", "9" * 5000, "-1:a", ":", "1:\0"])
def test_what_is_no_task_is_passed_over(home, task):  # noqa: F811
    at = open_page("actions", dataset="sample", task=task)
    assert not at.exception
    assert len(at.title) == 1


def test_a_refusal_is_kept_in_the_trail(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    monkeypatch.delenv("MANDEGAR_REGISTER", raising=False)
    publish(tmp_path, orders=MINI)
    viewer = access.Person("viewer", access.ROLES["viewer"], "Bob", "bob@firm.example", is_signed_in=True)
    from access import trail

    with trail.writing_with(register.record), access.acting_as(viewer):
        with pytest.raises(store.StoreError):
            store.delete("tiny")
        with pytest.raises(register.RegisterError):
            register.write_note("tiny", "a", "x")
    assert [(one.who, one.kind, one.subject) for one in register.trail()][:2] == [
        ("bob@firm.example", "refused", "act"),
        ("bob@firm.example", "refused", "delete"),
    ]
    connection.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A real server, in front of which nobody has to sign in."""
    place = tmp_path_factory.mktemp("attacked")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(place / "home"))
        publish(place, orders=MINI)
    with serving(place / "home") as where:
        yield where


def asked(address, path, **headers):
    try:
        request = urllib.request.Request(f"{address}{path}", headers=headers)  # noqa: S310 - our own server
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_a_websocket_of_another_origin_is_refused(address):
    place = f"{address.replace('http', 'ws')}/_stcore/stream"
    with pytest.raises(InvalidStatus) as error:
        connect(place, subprotocols=["streamlit"], origin="https://evil.example")
    assert error.value.response.status_code == 403
    connect(place, subprotocols=["streamlit"], origin=address).close()


@pytest.mark.parametrize(
    "path",
    [
        "/media/0123456789abcdef0123456789abcdef0123456789abcdef01234567.csv",
        "/app/static/../access.toml",
        "/app/static/%2e%2e/cli.py",
        "/app/static/..%2fcli.py",
        "/component/../../etc/passwd",
        "/healthz",
        "/metrics",
        "/register.sqlite",
    ],
)
def test_no_address_gives_a_file_or_a_figure(address, path):
    status, said = asked(address, path)
    # An address that is none of a file is answered with the empty page, as every page's is.
    assert status in {400, 403, 404} or b"<title>Streamlit</title>" in said
    assert b"import click" not in said
    assert b"mandegar_sessions" not in said


def test_nobody_empties_the_caches_of_everybody(address, monkeypatch):
    """The menu of a page does not offer it; the message for it is dropped before the server reads it."""
    said = [limits._is_for_developers({"bytes": one.SerializeToString()}) for one in MESSAGES]
    assert said == [True, True, False]
    monkeypatch.setattr(limits.st, "get_option", lambda _name: "developer")
    assert not limits._is_for_developers({"bytes": MESSAGES[0].SerializeToString()})
    place = f"{address.replace('http', 'ws')}/_stcore/stream"
    with connect(place, subprotocols=["streamlit"], max_size=None) as session:
        session.send(b"\xff" * 9)  # no message at all: the server closes the session, and goes on
        with pytest.raises(ConnectionClosed):
            session.recv(timeout=20)
    assert asked(address, "/_stcore/health")[0] == 200


def test_bytes_sent_to_a_session_that_is_not_there_are_not_read(address):
    request = urllib.request.Request(f"{address}/_stcore/upload_file/0-0/1", b"x", method="PUT")  # noqa: S310
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=10)  # noqa: S310
    assert error.value.code in {400, 403}


@pytest.fixture
def counted(tmp_path, monkeypatch):
    """Ask for sessions of a server where people sign in; each lasts until the test ends. Returns what each is told."""
    (tmp_path / "access.toml").write_text('[[rule]]\nrole = "viewer"\ndomain = "firm.example"\n')
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    monkeypatch.setenv(limits.SESSIONS, "5")
    monkeypatch.setenv(limits.SESSIONS_EACH, "2")
    monkeypatch.setattr(starlette_websocket, "get_cookie_secret", lambda: SECRET)
    monkeypatch.setattr(limits.door, "sign_in", lambda: {"cookie_secret": SECRET})

    async def lasting(_scope, _receive, send):
        await send({"type": "websocket.accept"})
        await asyncio.Event().wait()

    async def told(asked):
        server, said = limits.Limits(lasting), []

        async def receive():
            return {"type": "websocket.connect"}

        for account, address in asked:
            found = []

            async def send(message, found=found):
                found.append(message)

            headers = [(b"cookie", cookie(account).encode())] if account else []
            scope = {"type": "websocket", "path": limits.STREAM, "headers": headers, "client": (address, 1)}
            task = asyncio.create_task(server(scope, receive, send))
            await asyncio.sleep(0.01)
            said.append((task, found[0]["type"]))
        for task, _type in said:
            task.cancel()
        return [one == "websocket.accept" for _task, one in said]

    return lambda *asked: to_its_end(told(asked))


def test_nobody_takes_the_sessions_of_everybody(counted):
    ann, bob, unsigned, elsewhere = (
        ("ann@firm.example", "::1"),
        ("bob@firm.example", "::1"),
        ("", "192.0.2.1"),
        ("", "192.0.2.2"),
    )
    assert counted(ann, ann, ann, bob, unsigned, unsigned) == [True, True, False, True, True, True]
    assert counted(unsigned, unsigned, unsigned, elsewhere) == [True, True, False, True]
    assert counted(ann, ann, bob, bob, unsigned, elsewhere) == [True] * 5 + [False]


def test_where_nobody_signs_in_one_address_may_be_everybodys(counted, monkeypatch):
    monkeypatch.setattr(limits.door, "sign_in", lambda: None)
    assert counted(*[("", "127.0.0.1")] * 6) == [True] * 5 + [False]
