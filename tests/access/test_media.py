"""Files that a page hands out: for whose page they were made, and for nobody else who has their address."""

from __future__ import annotations

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from starlette.responses import PlainTextResponse
from streamlit.web.server.starlette import starlette_app_utils, starlette_websocket

from access import sessions
from frame import media
from store import folders
from ui import door

SECRET = "0123456789abcdef" * 2
FILE = "0123456789abcdef0123456789abcdef0123456789abcdef01234567"
ANN, BOB = "ann@firm.example", "bob@firm.example"
RULES = '[[rule]]\nrole = "viewer"\nnames = true\ndomain = "firm.example"\n'


def claims(account, lasts=600):
    return {"is_logged_in": True, "email": account, "iat": time.time() - 60, "exp": time.time() + lasts}


def cookie(account, secret=SECRET, **how):
    said = json.dumps(claims(account, **how) | {"origin": "http://localhost"})
    return "_streamlit_user=" + starlette_app_utils.create_signed_value(secret, "_streamlit_user", said).decode()


def person(account):
    return door.signed_in(claims(account)).person


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "access.toml").write_text(RULES)
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def asked(home, monkeypatch):
    """Ask for an address with a cookie, of a server on which Ann's session has the file; returns the status."""
    sessions = {"hers": ANN, "his": BOB}
    server = SimpleNamespace(
        _media_file_mgr=SimpleNamespace(_files_by_session_and_coord={"hers": {"0.1": FILE}, "his": {"0.1": "other"}}),
        _session_mgr=SimpleNamespace(
            get_session_info=lambda one: SimpleNamespace(session=SimpleNamespace(_user_info=claims(sessions[one])))
        ),
    )
    monkeypatch.setattr(media.runtime, "exists", lambda: True)
    monkeypatch.setattr(media.runtime, "get_instance", lambda: server)
    monkeypatch.setattr(starlette_websocket, "get_cookie_secret", lambda: SECRET)
    monkeypatch.setattr(door, "sign_in", lambda: {"cookie_secret": SECRET})

    def status(path=f"/media/{FILE}.csv", cookies=""):
        sent = []

        async def send(message):
            sent.append(message)

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        headers = [(b"cookie", cookies.encode("latin-1"))] if cookies else []
        scope = {"type": "http", "method": "GET", "path": path, "headers": headers, "query_string": b""}
        request = media.Theirs(PlainTextResponse("the customers"))(scope, receive, send)
        # A browser that another test left open runs a loop in this thread.
        with ThreadPoolExecutor(1) as server_thread:
            server_thread.submit(asyncio.run, request).result()
        return next(one["status"] for one in sent if one["type"] == "http.response.start")

    return status


def test_whose_page_it_was_made_for_has_it(asked):
    assert asked(cookies=cookie(ANN)) == 200


@pytest.mark.parametrize(
    "cookies", ["", cookie(BOB), cookie(ANN, secret="x" * 32), "_streamlit_user=made-up", cookie("")]
)
def test_for_everybody_else_there_is_no_such_file(asked, cookies):
    assert asked(cookies=cookies) == 404


def test_a_file_that_was_made_at_a_click_is_theirs_who_clicked(asked):
    media.note("f" * 56, "his", person(BOB))
    assert asked(path=f"/media/{'f' * 56}.xlsx", cookies=cookie(BOB)) == 200
    assert asked(path=f"/media/{'f' * 56}.xlsx", cookies=cookie(ANN)) == 404
    media.note("f" * 56, "hers", person(ANN))  # a list of the same customers
    assert asked(path=f"/media/{'f' * 56}.xlsx", cookies=cookie(ANN)) == 200


@pytest.mark.parametrize("rules", ["", RULES.replace("true", "false"), RULES + 'held_to.region = "North"\n'])
def test_whoever_may_see_less_by_now_has_no_file_of_before(asked, home, rules):
    made = f"/media/{'e' * 56}.xlsx"
    media.note("e" * 56, "hers", person(ANN))
    assert asked(path=made, cookies=cookie(ANN)) == 200
    (home / "access.toml").write_text(rules)
    assert asked(path=made, cookies=cookie(ANN)) == 404


def test_a_file_ends_with_the_sign_in_and_with_the_versions_that_it_was_made_of(asked, home):
    made = f"/media/{'d' * 56}.xlsx"
    media.note("d" * 56, "hers", person(ANN))
    assert asked(path=made, cookies=cookie(ANN, lasts=-1)) == 404
    assert asked(path=made, cookies=cookie(ANN)) == 200
    folders.renew()  # somebody was forgotten
    assert asked(path=made, cookies=cookie(ANN)) == 404
    media.note("d" * 56, "hers", person(ANN))
    sessions.end(home, ANN, time.time())
    assert asked(path=made, cookies=cookie(ANN)) == 404


def test_a_file_that_no_open_session_has_is_gone(asked):
    assert asked(path="/media/unknown.csv", cookies=cookie(ANN)) == 404


@pytest.mark.parametrize(("base", "expected"), [("", 404), ("retention", 404), ("other", 200)])
def test_the_path_of_the_server_is_seen_through(asked, monkeypatch, base, expected):
    """An address that is none of the server's media is the next one's to answer."""
    monkeypatch.setattr(media.st, "get_option", lambda _name: base)
    path = f"/media/{FILE}.csv" if not base else f"/retention/media/{FILE}.csv"
    assert asked(path=path, cookies=cookie(BOB)) == expected


def test_fonts_and_scripts_are_for_everybody(asked):
    assert asked(path="/static/media/font.woff2") == 200


def test_settings_that_cannot_be_read_hand_out_nothing(asked, monkeypatch):
    def fails():
        raise ValueError

    monkeypatch.setattr(door, "sign_in", fails)
    assert asked(cookies=cookie(ANN)) == 404


def test_without_signing_in_the_address_is_enough(asked, monkeypatch):
    monkeypatch.setattr(door, "sign_in", lambda: None)
    assert asked() == 200
