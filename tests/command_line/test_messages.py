"""Briefs and alerts from the command line: printed, written, sent once."""

from __future__ import annotations

import json
import shutil

import pytest

from messages import sending
from tests.command_line.shop import done, refused, run

TO = "json://127.0.0.1:9/hook"


@pytest.fixture
def sample(published_sample, home):
    shutil.copytree(published_sample, home)


@pytest.fixture
def outbox(monkeypatch):
    """What would be sent, by address; an address with “broken” in it takes nothing."""
    kept = []

    def send(addresses, message):
        for address in addresses:
            if "broken" in address:
                raise sending.SendingError("It is broken.")
            kept.append((address, message))

    monkeypatch.setattr(sending, "send", send)
    return kept


def test_the_brief_is_printed_as_text_in_the_language_asked_for(shop):
    assert done("brief", "--dataset", "shop").startswith("Brief: shop, Mar 2024\nshop · version 1 · complete to")
    assert "گزارش کوتاه" in done("brief", "--dataset", "shop", "--lang", "fa")
    assert "الموجز" in done("--lang", "ar", "brief", "--dataset", "shop")


def test_links_need_to_know_where_the_dashboard_is(shop, monkeypatch):
    assert "http" not in done("brief", "--dataset", "shop")
    assert "https://m.example/overview?dataset=shop" in done(
        "brief", "--dataset", "shop", "--address", "https://m.example/"
    )
    monkeypatch.setenv("MANDEGAR_ADDRESS", "https://set.example")
    assert "https://set.example/overview?" in done("brief", "--dataset", "shop")


def test_the_brief_as_a_file_of_each_kind(sample, tmp_path):
    for name, beginning in (("b.html", b"<!DOCTYPE html>"), ("b.txt", b"Brief: ")):
        path = tmp_path / name
        line = json.loads(done("brief", "--dataset", "sample", "--out", path))
        assert line == {"dataset": "sample", "file": str(path)}
        assert path.read_bytes().startswith(beginning)
    assert b"data:image/png;base64," in (tmp_path / "b.html").read_bytes()


def test_the_brief_as_pdf(sample, tmp_path, pango):
    done("brief", "--dataset", "sample", "--out", tmp_path / "b.pdf")
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")


def test_the_brief_is_sent_with_its_picture(sample, outbox):
    line = json.loads(done("brief", "--dataset", "sample", "--lang", "fa", "--to", TO, "--to", "json://localhost/b"))
    assert line == {"dataset": "sample", "sent": 2}
    message = outbox[0][1]
    assert message.subject.startswith("گزارش کوتاه: sample، ")
    assert "cid:usual" in message.html
    assert message.pictures["usual"].startswith(b"\x89PNG")


def test_an_address_may_stand_in_the_environment(shop, outbox, monkeypatch):
    monkeypatch.setenv("BOSS", TO)
    done("brief", "--dataset", "shop", "--to", "env:BOSS")
    assert "Address 1 (" in refused("brief", "--dataset", "shop", "--to", "env:NOBODY")
    assert len(outbox) == 1


def test_what_cannot_be_is_one_sentence(shop, tmp_path):
    assert "must end in .html, .txt or .pdf" in refused(
        "brief", "--dataset", "shop", "--out", tmp_path / "b.doc", code=2
    )
    assert "Address 1 (nonsense" not in refused("alerts", "--dataset", "shop", "--to", "nonsense")
    assert "nowhere" in refused("brief", "--dataset", "nowhere")
    assert "nowhere" in refused("alerts", "--dataset", "nowhere")
    assert "/no/such/folder" in refused("brief", "--dataset", "shop", "--out", "/no/such/folder/b.html")


def test_a_quiet_shop_says_so_and_sends_nothing(shop, outbox):
    assert "9 complete periods" in done("alerts", "--dataset", "shop")
    assert json.loads(done("alerts", "--dataset", "shop", "--format", "json")) == []
    assert json.loads(done("alerts", "--dataset", "shop", "--to", TO))["sent"] == 0
    assert outbox == []


def test_the_same_alert_goes_once_to_each_and_again_where_it_failed(shop, outbox, monkeypatch):
    from messages import alerts
    from messages.words import Door

    def alert(key):
        return alerts.Alert(key, "Customers kept", f"{key}: 40 %.", "", True, 100.0, Door("overview", "See who"))

    found = [alert("a")]
    monkeypatch.setattr(alerts, "told_of", lambda *_asked: alerts.Told(tuple(found), 0, 3, None))
    both = ("alerts", "--dataset", "shop", "--to", TO, "--to", "json://localhost/broken")
    assert "It is broken." in run(*both).stderr
    assert [address for address, _message in outbox] == [TO]
    assert "It is broken." in run(*both).stderr
    assert len(outbox) == 1
    found.append(alert("b"))
    assert json.loads(done("alerts", "--dataset", "shop", "--to", TO)) == {"dataset": "shop", "alerts": 2, "sent": 1}
    assert "b: 40 %." in outbox[1][1].plain
    assert "a: 40 %." not in outbox[1][1].plain
    (first, second) = json.loads(done("alerts", "--dataset", "shop", "--format", "json"))
    assert (first["key"], second["worth"]) == ("a", 100.0)


def test_a_load_says_what_became_of_the_alerts(orders, monkeypatch):
    monkeypatch.setattr("terminal.load._follow", lambda *_version: {"found": 2, "sent": 1, "failed": ["It is broken."]})
    found = run("load", orders, "--dataset", "shop", "--complete-up-to", "2024-03-31")
    assert "It is broken." in found.stderr
    assert json.loads(found.stdout)["alerts"] == {"found": 2, "sent": 1, "failed": ["It is broken."]}


def test_an_address_of_a_calendar_is_made_and_revoked(shop):
    line = json.loads(done("calendar", "address", "--dataset", "shop", "--address", "https://m.example/"))
    assert line["address"].startswith("https://m.example/calendar/")
    assert line["address"].endswith(".ics")
    assert json.loads(done("calendar", "revoke", "--dataset", "shop"))["revoked"]
    assert not json.loads(done("calendar", "revoke", "--dataset", "shop"))["revoked"]
    assert "nowhere" in refused("calendar", "address", "--dataset", "nowhere")
    assert "--out" in refused("calendar", "--dataset", "shop", code=2)
