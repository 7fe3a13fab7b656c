"""Without sign-in, whoever comes from beyond this machine may look and change nothing."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

import access
import store
from store import folders, lists, views
from tests.command_line.shop import MAPPING, ORDERS, done
from ui import door

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("made")
    (place / "orders.csv").write_text(ORDERS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(place / "home"))
        done("load", place / "orders.csv", "--dataset", "shop", *MAPPING)
        done("load", "--dataset", "shop", "--currency", "EUR")
    return place / "home"


@pytest.fixture
def shop(made, tmp_path, monkeypatch):
    """The data set `shop` of two versions; returns its folder."""
    shutil.copytree(made, tmp_path / "home")
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "shop"


def publish():
    with store.draft("shop") as draft:
        draft.publish()


def save():
    day = date(2024, 3, 31)
    lists.save("shop", name="a", heading="b", definition="", version=1, since=day, customers=("ann",))


DEEDS = {
    "publish": publish,
    "begin a data set": lambda: store.draft("other").__enter__(),
    "undo": lambda: store.undo("shop"),
    "go back to": lambda: store.point_to("shop", 1),
    "delete": lambda: store.delete("shop"),
    "rename": lambda: store.rename("shop", "bazaar"),
    "save a list": save,
    "save a view": lambda: views.save("shop", name="a", page="overview", address={}),
    "delete a view": lambda: views.delete("shop", "a"),
    "delete a list": lambda: lists.delete("shop", "a"),
}


@pytest.mark.parametrize("deed", list(DEEDS))
@pytest.mark.parametrize("person", [access.VIEWER, access.NOBODY], ids=["viewer", "nobody"])
def test_nothing_is_changed_past_the_page_by_who_may_not(shop, deed, person):
    before = {path: path.read_bytes() for path in shop.parent.rglob("*") if path.is_file()}
    with access.acting_as(person), pytest.raises(store.StoreError, match="localhost"):
        DEEDS[deed]()
    assert {path: path.read_bytes() for path in shop.parent.rglob("*") if path.is_file()} == before


def test_the_command_line_acts_as_the_user_of_the_machine(shop):
    assert access.who() == access.MACHINE
    assert store.undo("shop") == 1


@pytest.mark.parametrize(
    ("address", "headers", "role"),
    [
        ("localhost", {"Host": "localhost:8501"}, "machine"),
        ("127.0.0.1", {"Host": "127.0.0.1:8501"}, "machine"),
        ("::1", {"Host": "[::1]:8501"}, "machine"),
        ("localhost", {}, "machine"),
        ("192.0.2.7", {"Host": "localhost:8501"}, "viewer"),
        ("", {"Host": "localhost:8501"}, "viewer"),
        ("10.0.0.5", {"Host": "10.0.0.5:8501"}, "viewer"),
        ("localhost", {"Host": "retention.firm.example"}, "viewer"),
        ("localhost", {"Host": "localhost.firm.example:80"}, "viewer"),
        ("localhost", {"Host": "localhost", "X-Forwarded-For": "10.0.0.9"}, "viewer"),
        ("localhost", {"Host": "localhost", "Forwarded": "for=10.0.0.9"}, "viewer"),
        ("127.0.0.1.firm.example", {"Host": "localhost"}, "viewer"),
    ],
)
def test_who_comes_from_where(monkeypatch, address, headers, role):
    monkeypatch.setattr(door, "get_script_run_ctx", lambda **_how: object())
    monkeypatch.setattr(st, "get_option", lambda _name: address)
    monkeypatch.setattr(st, "context", SimpleNamespace(headers=headers))
    assert door.person().role == role


def test_a_thread_of_the_server_that_belongs_to_no_session_may_do_nothing(monkeypatch):
    monkeypatch.setattr(door.runtime, "exists", lambda: True)
    assert door.person() == access.NOBODY


@pytest.fixture
def beyond():
    """The server was told to listen beyond this machine."""
    before = st.get_option("server.address")
    config.set_option("server.address", "192.0.2.7")
    yield
    config.set_option("server.address", before)


def data_page():
    page = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    page.query_params["dataset"] = "shop"
    page.run()
    return page.switch_page("pages/data.py").run()


def test_the_page_says_why_and_offers_nothing_that_changes_data(shop, beyond):
    page = data_page()
    assert not page.exception
    assert any("localhost" in info.value for info in page.info)
    assert not page.get("file_uploader")
    assert [tab.label for tab in page.tabs] == ["Is it right?", "History"]
    assert folders.current_version("shop") == 2


def test_on_its_own_machine_everything_is_offered(shop):
    page = data_page()
    assert not page.exception
    assert page.get("file_uploader")
    assert len(page.tabs) == 4
