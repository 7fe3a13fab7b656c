"""Who did what is kept: signing in, seeing lists, downloads, publishing, going back, deleting; and read by who may."""

from __future__ import annotations

import json
import shutil
import time

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import access
import register
import store
from access import trail
from store import lists
from tests.access.test_door import AUTH, ROOT
from tests.command_line.shop import MAPPING, ORDERS, done, refused, run

RULES = """
[[rule]]
role = "admin"
email = "ann@firm.example"
[[rule]]
role = "analyst"
email = "bob@firm.example"
"""


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    done("load", tmp_path / "orders.csv", "--dataset", "shop", *MAPPING)
    done("load", "--dataset", "shop", "--currency", "EUR")
    return tmp_path


def kinds():
    return [(one.kind, one.dataset, one.subject) for one in register.trail()][::-1]


def test_what_is_done_at_the_terminal_is_kept(shop):
    done("undo", "--dataset", "shop")
    found = register.trail()[::-1]
    assert kinds() == [("publish", "shop", "1"), ("settings", "shop", "2"), ("undo", "shop", "1")]
    assert {(one.who, one.role) for one in found} == {(access.MACHINE.name, "machine")}
    assert found[0].detail["files"] == ["orders.csv"]
    assert found[1].detail["settings"] == {"currency": ["", "EUR"]}


def test_a_program_that_was_told_nowhere_to_write_keeps_none(shop):
    before = kinds()
    store.undo("shop")
    assert kinds() == before


def test_every_deed_is_kept_with_who_did_it(shop):
    day = pd.Timestamp("2024-03-31").date()
    bob = access.Person("analyst", access.ROLES["analyst"], "Bob", "bob@firm.example", is_signed_in=True)
    with trail.writing_with(register.record), access.acting_as(bob):
        lists.save("shop", name="a", heading="b", definition="", version=1, since=day, customers=("ann",))
        lists.delete("shop", "a")
        store.point_to("shop", 1)
        with store.draft("shop", who="Somebody else") as draft:
            draft.publish(note="again")
        store.delete("shop")
    assert kinds()[2:] == [
        ("save_lists", "shop", "a"),
        ("delete_lists", "shop", "a"),
        ("go_back", "shop", "1"),
        ("publish", "shop", "3"),
        ("delete", "shop", ""),
    ]
    assert {one.who for one in register.trail()[:5]} == {"bob@firm.example"}


def test_who_signed_in_cannot_publish_under_another_name(shop):
    bob = access.Person("analyst", access.ROLES["analyst"], "Bob", "bob@firm.example", is_signed_in=True)
    with access.acting_as(bob), store.draft("shop", who="Ann") as draft:
        draft.publish()
    assert store.open("shop").info.who == "bob@firm.example"


def test_a_deed_done_stays_done_where_the_trail_cannot_be_written(shop, caplog):
    def full(*_args, **_said):
        raise register.RegisterError("The disk is full.")

    with trail.writing_with(full):
        assert store.undo("shop") == 1
        with pytest.raises(register.RegisterError):
            trail.say("download", dataset="shop")
    assert "undo of shop: The disk is full." in caplog.text


def opened(who, script="dashboard.py", **parameters):
    page = AppTest.from_file(str(ROOT / script), default_timeout=60)
    page.secrets["auth"] = AUTH
    page.user = {"is_logged_in": True, "sub": who, "email": f"{who}@firm.example", "exp": time.time() + 600}
    for name, value in parameters.items():
        page.query_params[name] = value
    return page.run()


def test_a_session_is_kept_from_signing_in_to_the_files_it_took(published_sample, tmp_path, monkeypatch):
    home = shutil.copytree(published_sample, tmp_path / "home")
    (home / "access.toml").write_text(RULES)
    monkeypatch.setenv("MANDEGAR_HOME", str(home))
    planted = len(register.trail())
    files = []
    button = st.download_button

    def download_button(label, data, name, *rest, **options):
        files.append((name, data))
        return button(label, data, name, *rest, **options)

    monkeypatch.setattr(st, "download_button", download_button)
    with trail.writing_with(register.record):
        eve = opened("eve")
        page = opened("bob").switch_page("pages/churn_causes.py").run()
        assert not page.exception
        page.run()
        name, make = next((name, make) for name, make in files if name.endswith(".csv"))
        make()
    found = register.trail()[::-1][planted:]
    assert [one.kind for one in found] == ["turned_away", "sign_in", "see_people", "download"]
    assert [one.who for one in found] == ["eve@firm.example", *3 * ["bob@firm.example"]]
    assert found[0].subject == "no role"
    assert found[2].detail["customers"] > 0
    assert (found[3].subject, found[3].detail["rows"] > 0) == (name, True)
    assert eve.title[0].value == "Sign in"

    admin = opened("ann").switch_page("pages/data.py").run()
    assert "Who did what" in [tab.label for tab in admin.tabs]
    analyst = opened("bob").switch_page("pages/data.py").run()
    assert "Who did what" not in [tab.label for tab in analyst.tabs]
    shown = opened("ann", about="trail").switch_page("pages/data.py")
    shown.query_params["about"] = "trail"
    shown.run()
    assert not shown.exception
    assert "eve@firm.example" in shown.dataframe[-1].value.to_csv()


def test_only_who_may_reads_the_trail(shop):
    for role in ("viewer", "agent", "analyst"):
        person = access.Person(role, access.ROLES[role], is_signed_in=True)
        with access.acting_as(person), pytest.raises(register.RegisterError, match="see who did what"):
            register.trail()


def test_the_trail_as_a_file(shop, tmp_path):
    with trail.writing_with(register.record):
        trail.say("download", dataset="shop", subject="=cmd|' /C calc'!A0", rows=3)
    assert json.loads(done("audit", "--out", tmp_path / "trail.jsonl"))["events"] == 3
    rows = [json.loads(line) for line in (tmp_path / "trail.jsonl").read_text("utf-8").splitlines()]
    assert [row["kind"] for row in rows] == ["download", "settings", "publish"]
    assert rows[0]["detail"] == {"rows": 3}
    assert rows[0]["at"].endswith("+00:00")
    done("audit", "--out", tmp_path / "trail.csv", "--since", "2020-01-01")
    frame = pd.read_csv(tmp_path / "trail.csv")
    assert list(frame["kind"]) == ["download", "settings", "publish"]
    assert frame["subject"][0].startswith("'=")
    assert json.loads(done("audit", "--out", tmp_path / "none.csv", "--since", "2999-01-01"))["events"] == 0
    assert ".jsonl" in run("audit", "--out", tmp_path / "trail.txt").output
    assert "refused" in refused("audit", "--out", tmp_path / "no" / "trail.csv")


def test_a_picture_that_is_downloaded_is_kept_and_not_given_where_that_fails(tmp_path, monkeypatch):
    from ui import picture_files

    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    said = []
    with trail.writing_with(lambda kind, **more: said.append((kind, more["dataset"], more["subject"]))):
        assert picture_files._told("a.png", lambda: b"png", "shop") == b"png"
    assert said == [("download", "shop", "a.png")]

    def refuses(*_what, **_more):
        raise register.RegisterError("no")

    with trail.writing_with(refuses), pytest.raises(register.RegisterError):
        picture_files._told("a.png", lambda: b"png", "shop")
