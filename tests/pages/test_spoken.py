"""What keeps something from being done is a sentence, wherever Streamlit calls it: nothing of ours is called bare."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import register
import store
from store import views
from tests.pages.tiny import open_page

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("pages", "screens", "ui", "words", "view", "frame")
# What is called before a page runs and reaches neither the store nor the register: the address and the session alone.
OF_THE_SESSION = {"links.remember", "links.forget_data_set", "_dropped", "_remove"}
# Both run parts of a page again by themselves, outside of what `dashboard.py` catches.
BY_THEMSELVES = {"fragment", "dialog"}


def trees():
    files = [ROOT / "dashboard.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
    return [(path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))) for path in files]


def test_what_streamlit_calls_before_a_page_is_spoken_or_of_the_session():
    given = {
        (str(path), ast.unparse(one.value))
        for path, tree in trees()
        for one in ast.walk(tree)
        if isinstance(one, ast.keyword) and one.arg in {"on_click", "on_change", "on_select", "on_submit", "on_dismiss"}
        if not isinstance(one.value, ast.Constant)
    }
    bare = {(path, text) for path, text in given if not text.startswith("spoken(") and text not in OF_THE_SESSION}
    assert bare == set()
    assert len([text for _path, text in given if text.startswith("spoken(")]) >= 2


def test_no_part_of_a_page_runs_by_itself():
    found = [
        (str(path), one.attr)
        for path, tree in trees()
        for one in ast.walk(tree)
        if isinstance(one, ast.Attribute) and one.attr in BY_THEMSELVES
    ]
    assert found == []


@pytest.mark.parametrize("error", [register.RegisterError, store.StoreError], ids=["the register", "the store"])
def test_a_view_that_cannot_be_deleted_stays_and_the_page_says_why(sample_home, monkeypatch, error):
    views.save("sample", name="Mine", page="overview", address={})

    def refused(*_given):
        raise error("It cannot be written *now*.")

    monkeypatch.setattr(views, "delete", refused)
    at = open_page("retention", part="saved")
    at.button(key="view_delete_0").click().run()
    assert not at.exception
    assert [block.value for block in at.error] == ["It cannot be written \\*now\\*\\."]
    at.run()
    assert not at.error
