"""Lists of customers kept under a name."""

from __future__ import annotations

from datetime import date

import pytest

from store import StoreError, lists


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    (tmp_path / "shop").mkdir()
    return tmp_path


def keep(name="Call them", customers=("7", "b-8"), **others):
    options = {"heading": "lost in Apr 2024", "definition": "bridge_members", "version": 3, "since": date(2024, 4, 30)}
    return lists.save("shop", name=name, customers=customers, **(options | others))


def test_a_list_comes_back_as_it_was_saved(home):
    kept = keep("مشتریان  ازدست‌رفته")
    assert kept.name == "مشتریان ازدست‌رفته"
    assert lists.saved("shop") == [kept]
    assert kept.customers == ("7", "b-8")
    assert kept.since == date(2024, 4, 30)


def test_the_same_name_replaces(home):
    keep(customers=("1",))
    keep(customers=("2",))
    assert [one.customers for one in lists.saved("shop")] == [("2",)]


def test_deleting(home):
    keep("one")
    keep("two")
    lists.delete("shop", "one")
    lists.delete("shop", "never there")
    assert [one.name for one in lists.saved("shop")] == ["two"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "  "}, "Give it a name"),
        ({"name": "x" * 81}, "up to 80 characters"),
        ({"customers": ()}, "nobody on this list"),
        ({"customers": tuple(map(str, range(50_001)))}, "download it instead"),
    ],
)
def test_what_cannot_be_saved(home, wrong, sentence):
    with pytest.raises(StoreError, match=sentence):
        keep(**wrong)
    assert lists.saved("shop") == []


def test_a_broken_file_is_left_out(home):
    keep()
    (home / "shop" / "lists" / "broken.json").write_text('{"name": 1', "utf-8")
    (home / "shop" / "lists" / "other.json").write_text("[]", "utf-8")
    assert [one.name for one in lists.saved("shop")] == ["Call them"]


def test_names_stay_inside_the_folder(home):
    keep("../../escape")
    assert [path.parent for path in home.rglob("*.json")] == [home / "shop" / "lists"]
