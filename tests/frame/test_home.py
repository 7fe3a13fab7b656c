"""A folder of data sets that went away is said, and nothing is begun in its place; it may come back."""

from __future__ import annotations

import pytest

import store
from frame import first_start, subscribing
from frame.page import PAGES
from register import connection
from tests.pages.tiny import MINI, open_page, publish

GONE = "not where it was"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home that a page has shown."""
    monkeypatch.setattr(first_start, "_served", {})
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MANDEGAR_REGISTER", raising=False)
    publish(tmp_path, orders=MINI)
    assert shown() == []
    yield tmp_path / "home"
    connection.close()


def shown(page=PAGES[0].name):
    """The errors of a page, which has none that is no sentence."""
    opened = open_page(page, dataset="tiny")
    assert not opened.exception
    return [one.value for one in opened.error]


def test_a_home_that_was_moved_is_said_and_none_is_begun(home):
    home.rename(home.with_name("moved"))
    assert all(GONE in said for said in shown())
    assert len(shown("data")) == len(shown("actions")) == 1
    assert subscribing.calendar("x") is None
    assert not home.exists()
    home.with_name("moved").rename(home)
    assert shown() == []


def test_an_empty_folder_in_its_place_is_not_the_home(home):
    """As the place is where a disk was mounted."""
    home.rename(home.with_name("moved"))
    home.mkdir()
    assert len(shown()) == 1
    assert [*home.iterdir()] == []


def test_another_home_with_data_sets_may_take_its_place(home, tmp_path):
    home.rename(home.with_name("moved"))
    publish(tmp_path, orders=MINI)
    assert shown() == []


def test_a_home_that_cannot_be_looked_at_is_said(home, monkeypatch):
    def broken(*_asked, **_how):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(type(home), "stat", broken)
        assert not first_start.is_home_there()
    assert first_start.is_home_there()


def test_a_home_that_never_was_is_a_first_start(tmp_path, monkeypatch):
    monkeypatch.setattr(first_start, "_served", {})
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "new"))
    assert first_start.is_home_there()


@pytest.mark.parametrize("error", [store.Taken("Somebody else"), store.StoreError("The disk refused")])
def test_who_comes_while_somebody_builds_the_sample_waits_and_what_keeps_it_is_said(tmp_path, monkeypatch, error):
    monkeypatch.setattr(first_start, "_served", {})
    monkeypatch.setattr(first_start, "AGAIN_SECONDS", 0)
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MANDEGAR_REGISTER", raising=False)
    tries = []

    def build(_tell):
        tries.append(1)
        if len(tries) < 3:
            raise error
        publish(tmp_path, orders=MINI)

    monkeypatch.setattr(first_start.loading, "publish", build)
    page = open_page(PAGES[0].name)
    assert not page.exception
    is_built = isinstance(error, store.Taken)
    assert [one.value for one in page.error] == ([] if is_built else ["The disk refused"])
    assert len(tries) == (3 if is_built else 1)
    connection.close()


def test_the_first_page_builds_the_sample_data_and_shows_them(tmp_path, monkeypatch):
    monkeypatch.setattr(first_start, "_served", {})
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    page = open_page(PAGES[0].name)
    assert not page.exception
    assert not page.error
    assert store.datasets() == ["sample"]
    assert store.open("sample").info.counts["customers"] == 2500
    connection.close()
