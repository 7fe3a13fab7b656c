"""Signing in: nobody sees a page before, whatever page is asked for; and who has no role sees none after."""

from __future__ import annotations

import ast
import shutil
import time
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import access
import store
from access import sessions
from frame import sign_in
from frame.page import PAGES
from store import folders
from ui import door
from ui.deferred import later

ROOT = Path(__file__).resolve().parents[2]
AUTH = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "mandegar",
    "client_secret": "secret",
    "server_metadata_url": "http://localhost:1/.well-known/openid-configuration",
}


@pytest.fixture(scope="module")
def copied(published_sample, tmp_path_factory):
    return shutil.copytree(published_sample, tmp_path_factory.mktemp("door") / "home")


@pytest.fixture
def home(copied, monkeypatch):
    """The sample data, which no test here changes, and an access.toml by which Ann may do everything."""
    (copied / "access.toml").write_text('[[rule]]\nrole = "admin"\nemail = "ann@firm.example"\n')
    monkeypatch.setenv("MANDEGAR_HOME", str(copied))
    return copied


def ann(**further):
    return {"is_logged_in": True, "sub": "1", "email": "ann@firm.example", "exp": time.time() + 86_400, **further}


def opened(user, script="dashboard.py", **auth):
    page = AppTest.from_file(str(ROOT / script), default_timeout=60)
    page.secrets["auth"] = AUTH | auth
    page.user = user
    page.run()
    assert not page.exception
    return page


def texts(page):
    return " ".join(one.value for one in [*page.text, *page.error])


def is_closed(page):
    return [one.value for one in page.title] == ["Sign in"] and not page.get("arrow_data_frame") and not page.tabs


@pytest.mark.parametrize("script", ["dashboard.py", *(page.path for page in PAGES)])
def test_every_page_is_closed_before_signing_in(home, script):
    page = opened({"is_logged_in": False}, script)
    assert is_closed(page)
    assert "Sign in to see this dashboard." in texts(page)
    assert [one.key for one in page.button] == ["sign_in_default"]


@pytest.mark.parametrize(
    ("user", "said"),
    [
        ({"email": "ann@firm.example"}, "Sign in to see"),
        (ann(is_logged_in=False), "Sign in to see"),
        (ann(exp=1_700_000_000), "2023-11-14 22:13 UTC"),
        (ann(exp=10**30 * -1), "Your sign-in ended"),
        (ann(exp=None), "until when"),
        (ann(exp="tomorrow"), "until when"),
        (ann(exp=True), "until when"),
        (ann(email="bob@firm.example"), "no rule fits"),
        (ann(email=None), "says nothing of email"),
        (ann(email_verified=False), "says nothing of email"),
    ],
)
def test_whoever_may_not_come_in_reads_why(home, user, said):
    page = opened(user)
    assert is_closed(page)
    assert said in texts(page)


def test_several_providers_are_offered(home):
    both = {"client_id": "a", "client_secret": "b", "server_metadata_url": "http://localhost:1"}
    page = opened({"is_logged_in": False}, keycloak=both, entra=both)
    assert {one.label.replace("\\", "") for one in page.button} == {
        "Sign in with the firm's account",
        "Sign in with Keycloak",
        "Sign in with Entra",
    }


def test_with_a_role_the_page_opens_and_says_who_is_there(home):
    page = opened(ann(name="Ann Example"))
    assert [one.value for one in page.title] == ["Overview"]
    assert "ann@firm.example" in texts(page)
    assert any(one.key == "sign_out" for one in page.button)


def test_rules_that_cannot_be_read_let_nobody_in(home):
    (home / "access.toml").write_text("[[rule]]\nrole = 'boss'\n")
    page = opened(ann())
    assert is_closed(page)
    assert "cli.py access check" in texts(page)


def test_without_rules_nobody_comes_in(home):
    (home / "access.toml").unlink()
    assert is_closed(opened(ann()))


def test_a_sign_in_that_ends_while_the_page_is_open_closes_it_at_the_next_run(home, monkeypatch):
    page = opened(ann(exp=time.time() + 600))
    assert not is_closed(page)
    later = time.time() + 601
    monkeypatch.setattr(door.time, "time", lambda: later)
    assert is_closed(page.run())


def test_a_session_that_an_administrator_ended_is_closed_at_the_next_run_and_a_later_sign_in_opens(home):
    now = time.time()
    page = opened(ann(iat=now - 60))
    assert not is_closed(page)
    sessions.end(home, "ANN@firm.example", now)
    assert is_closed(page.run())
    assert "ended by an administrator" in texts(page)
    assert is_closed(opened(ann()))  # a token that does not say when it was given
    assert not is_closed(opened(ann(iat=now + 1)))
    (home / sessions.FILE).unlink()


def test_a_file_made_later_is_not_made_for_who_was_ended_since(home):
    visitor = door.signed_in(ann(iat=time.time() - 60))
    assert not visitor.is_over
    sessions.end(home, sessions.EVERYBODY, time.time())
    assert visitor.is_over
    (home / sessions.FILE).write_text("{")
    assert visitor.is_over
    (home / sessions.FILE).unlink()


@pytest.mark.parametrize(
    "rules",
    [
        '[[rule]]\nrole = "admin"\nemail = "bob@firm.example"\n',
        '[[rule]]\nrole = "viewer"\nemail = "ann@firm.example"\n',
        '[[rule]]\nrole = "agent"\nemail = "ann@firm.example"\nheld_to.region = "North"\n',
        'idle_minutes = 0.1\n[[rule]]\nrole = "admin"\nemail = "ann@firm.example"\n',
    ],
    ids=["no role", "fewer rights", "fewer customers", "unused"],
)
def test_a_file_made_later_is_not_made_for_whom_a_rule_shows_less_by_now(home, monkeypatch, rules):
    now = time.time()
    visitor = door.signed_in(ann(iat=now - 60))
    monkeypatch.setattr(door, "now", lambda: visitor)
    make = later(lambda: b"the customers")
    assert make() == b"the customers"
    (home / "access.toml").write_text(rules)
    with pytest.raises(store.StoreError):
        make()


def test_a_file_of_a_page_drawn_before_somebody_was_forgotten_is_not_made(home):
    make = later(lambda: b"the customers")
    assert make() == b"the customers"
    folders.renew()
    with pytest.raises(store.StoreError):
        make()
    (home / folders.RENEWED).unlink()


def test_a_session_that_nobody_used_for_too_long_is_closed(home, monkeypatch):
    (home / "access.toml").write_text("idle_minutes = 10\n" + (home / "access.toml").read_text())
    start = time.time()
    monkeypatch.setattr(sessions, "_used", {})
    page = opened(ann(iat=start))
    assert not is_closed(page)
    for minutes, is_shut in ((9, False), (18, False), (29, True), (30, True)):
        monkeypatch.setattr(door.time, "time", lambda later=start + 60 * minutes: later)
        assert is_closed(page.run()) is is_shut, minutes
    assert "Nobody used your session" in texts(page)
    assert is_closed(opened(ann(iat=start)))  # a new tab does not bring it back
    assert not is_closed(opened(ann(iat=start + 60 * 30)))


def test_after_a_restart_the_moment_of_signing_in_counts(monkeypatch):
    monkeypatch.setattr(sessions, "_used", {})
    assert sessions.is_unused("ann", 1000.0, 600, now=1601.0)
    assert not sessions.is_unused("ann", 1000.0, 600, now=1600.0)


def test_secrets_that_cannot_be_read_close_the_door(tmp_path, monkeypatch):
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth")
    monkeypatch.setattr(door, "get_script_run_ctx", lambda **_how: object())
    monkeypatch.setattr(door.config, "get_option", lambda _name: [str(broken)])
    monkeypatch.setattr(type(st.secrets), "load_if_toml_exists", lambda _self: False)
    assert door.visitor() == door.Visitor(access.NOBODY, "secrets")


def test_every_reason_is_a_sentence():
    assert set(sign_in.CLOSED) == set(door.Why.__args__)


def test_every_page_begins_with_the_frame():
    """What a page does before its frame would be done for everybody."""
    for page in PAGES:
        body = ast.parse((ROOT / page.path).read_text("utf-8")).body
        doing = [one for one in body if not isinstance(one, ast.Import | ast.ImportFrom | ast.FunctionDef)]
        called = [[node.func for node in ast.walk(one) if isinstance(node, ast.Call)] for one in doing]
        first = next(one for one in called if one)
        assert "frame" in {getattr(one, "id", "") for one in first}, page
