"""A damaged version is a sentence and a way back, through every door."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

import register
import store
from store import folders, integrity
from tests.command_line.shop import MAPPING, ORDERS, done, refused, run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A home with the data set `shop` of three versions, each with its note."""
    place = tmp_path_factory.mktemp("made")
    (place / "orders.csv").write_text(ORDERS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(place / "home"))
        done("load", place / "orders.csv", "--dataset", "shop", *MAPPING, "--currency", "EUR")
        done("load", "--dataset", "shop", "--currency", "USD")
        done("load", "--dataset", "shop", "--currency", "IRR")
    return place / "home"


@pytest.fixture
def shop(made, tmp_path, monkeypatch):
    """A copy of it for one test; returns the folder of its versions."""
    import shutil

    shutil.copytree(made, tmp_path / "home")
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "shop" / "versions"


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path):
    path.write_bytes(b"")


def changed(path):
    """Change bytes all over the file, its first block aside: it may still open."""
    content = bytearray(path.read_bytes())
    for at in range(20_000, len(content) - 64, 5_000):
        content[at : at + 32] = bytes(32 * [7])
    path.write_bytes(bytes(content))


def no_database(path):
    path.write_text("hello")


def another_database(path):
    path.unlink()
    with duckdb.connect(str(path)) as other:
        other.execute("CREATE TABLE orders (a INTEGER)").fetchall()


def gone(path):
    path.unlink()


DAMAGES = [cut, empty, changed, no_database, another_database, gone]


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_command_says_so_and_undo_gets_to_the_newest_whole_version(shop, damage):
    damage(shop / "000003.duckdb")
    for arguments in (
        ("metric", "retention", "--dataset", "shop"),
        ("export", "--dataset", "shop", "--table", "orders", "--output", shop / "out.csv"),
        ("load", "--dataset", "shop", "--currency", "GBP"),
    ):
        sentence = refused(*arguments)
        assert "3" in sentence
        assert "Version 2 is whole" in sentence
    listed = json.loads(done("versions", "--dataset", "shop", "--format", "json"))
    states = {row["version"]: row["state"] for row in listed}
    assert states == {3: "gone" if damage is gone else "damaged", 2: "whole", 1: "whole"}
    checked = run("check", "--dataset", "shop", "--format", "json")
    assert checked.exit_code == 1
    assert json.loads(done("undo", "--dataset", "shop"))["version"] == 2
    assert json.loads(done("metric", "pareto_share", "--dataset", "shop", "--format", "json"))[0]["customers"] == 3
    assert "there is: shop" in refused("undo", "--dataset", "nothing")


@pytest.mark.parametrize("damage", DAMAGES)
def test_undo_passes_by_a_damaged_older_version(shop, damage):
    damage(shop / "000002.duckdb")
    assert store.undo("shop") == 1


@pytest.mark.parametrize("text", ["", "two", "2.5", "-1", "99999999999999999999", "\x00", None])
def test_without_a_readable_note_of_the_current_version_the_newest_whole_one_is_offered(shop, text):
    note = shop.parent / "current"
    note.unlink() if text is None else note.write_text(text)
    assert store.datasets() == ["shop"]
    sentence = refused("metric", "retention", "--dataset", "shop")
    assert "missing or unreadable" in sentence
    assert "Version 3 is whole" in sentence
    assert "missing or unreadable" in refused("load", "--dataset", "shop", "--currency", "GBP")
    assert run("check").exit_code == 1
    assert store.undo("shop") == 3
    assert store.open("shop").settings.currency == "IRR"


def test_of_one_version_no_note_is_needed(shop):
    for number in (2, 3):
        gone(shop / f"00000{number}.duckdb")
    (shop.parent / "current").unlink()
    assert store.open("shop").version == 1


def test_no_version_is_whole(shop):
    for path in shop.glob("*.duckdb"):
        cut(path)
    assert "No other version is whole" in refused("metric", "retention", "--dataset", "shop")
    assert "no older version" in refused("undo", "--dataset", "shop")


def test_check_reads_every_byte_and_finds_all_whole(shop):
    rows = json.loads(done("check", "--format", "json"))
    assert [(row["version"], row["is_current"], row["state"], row["has_checksum"]) for row in rows] == [
        (3, True, "whole", True),
        (2, False, "whole", True),
        (1, False, "whole", True),
    ]


def test_one_changed_byte_that_nobody_reads_is_found(shop):
    path = shop / "000002.duckdb"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    assert [one.state for one in integrity.check("shop")] == ["whole", "damaged", "whole"]


def test_a_version_from_before_there_were_checksums_is_whole_when_it_opens(shop):
    (shop / "000003.json").unlink()
    assert integrity.state("shop", 3) == integrity.Checked(3, "whole", has_checksum=False)


def test_a_newer_format_is_refused_with_a_sentence(shop):
    path = shop / "000003.duckdb"
    with duckdb.connect(str(path)) as later:
        later.execute("UPDATE version SET format = 99").fetchall()
    (shop / "000003.json").unlink()
    sentence = refused("metric", "retention", "--dataset", "shop")
    assert "newer version of Mandegar" in sentence
    assert integrity.state("shop", 3).state == "newer"


@pytest.mark.parametrize("text", [b"", b"no json", b"[]", b"\xff"])
def test_an_unreadable_checksum_is_none(shop, text):
    (shop / "000003.json").write_bytes(text)
    assert store.open("shop").version == 3
    assert not integrity.state("shop", 3).has_checksum


def test_a_second_publisher_may_wait(shop):
    held = FileLock(shop.parent / ".lock", thread_local=False)
    held.acquire(timeout=0)
    assert "try again" in refused("load", "--dataset", "shop", "--currency", "GBP")
    letting_go = threading.Timer(0.5, held.release)
    letting_go.start()
    started = time.monotonic()
    line = json.loads(done("load", "--dataset", "shop", "--currency", "GBP", "--wait", "10s"))
    assert line["version"] == 4
    assert time.monotonic() - started < 9
    letting_go.join()
    held.acquire(timeout=0)
    assert "after this wait" in refused("load", "--dataset", "shop", "--currency", "CHF", "--wait", "1s")
    held.release()


@pytest.mark.parametrize("text", ["soon", "10x", "-1m", "", "1e9s"])
def test_a_time_to_wait_that_is_none_is_said(shop, text):
    result = run("load", "--dataset", "shop", "--currency", "GBP", "--wait", text)
    assert result.exit_code == 2
    assert "10m" in result.output


@pytest.mark.parametrize("damage", [cut, changed, gone])
def test_the_page_says_so_and_gets_back(shop, damage):
    damage(shop / "000003.duckdb")
    page = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    page.query_params["dataset"] = "shop"
    page.run()
    assert not page.exception
    assert any("Version 2 is whole" in error.value for error in page.error)
    button = next(one for one in page.button if one.label == "Go back to version 2")
    button.click().run()
    assert not page.exception
    assert not page.error
    assert folders.current_version("shop") == 2


def test_a_register_out_of_reach_is_a_sentence_on_a_page(shop, monkeypatch):
    def unreachable():
        raise register.RegisterError("It is out of reach")

    monkeypatch.setattr("frame.page.sign_in.badge", unreachable)
    page = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    page.query_params["dataset"] = "shop"
    page.run()
    assert not page.exception
    assert [one.value for one in page.error] == ["It is out of reach"]


def test_a_page_by_its_own_address_is_run_by_the_dashboard_even_first(monkeypatch):
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    importlib.reload(importlib.import_module("dashboard"))
    assert PagesManager(str(ROOT / "dashboard.py")).uses_pages_directory is False


def test_no_traceback_reaches_a_terminal(shop):
    (shop.parent / "current").write_text("two")
    for command in ("versions", "undo", "check"):
        typed = [sys.executable, "cli.py", command, "--dataset", "shop"]
        ended = subprocess.run(typed, cwd=ROOT, capture_output=True, text=True, check=False)
        assert "Traceback" not in ended.stderr
