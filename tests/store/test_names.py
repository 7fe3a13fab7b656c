"""A data set is a folder; its name must be able to be one, in any script, and nothing else."""

from __future__ import annotations

import unicodedata

import pytest

import store
from tests.store.conftest import line, publish, read

BAD_NAMES = [
    "",
    " ",
    ".",
    "..",
    "../x",
    "/etc",
    "a/b",
    "a\\b",
    ".hidden",
    "_work",
    "-x",
    "x.",
    "a\nb",
    "a\x00b",
    "a" * 64,
    "\u202ex",
]


@pytest.mark.parametrize("name", BAD_NAMES, ids=repr)
def test_names_that_could_leave_the_folder_are_refused(home, name):
    with pytest.raises(store.StoreError, match="cannot be the name of a data set"), store.draft(name):
        pass
    for door in (store.open, store.versions, store.undo):
        with pytest.raises(store.StoreError):
            door(name)
    assert list(home.parent.glob("x")) == []
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("name", ["Übersee", "a", "2024", "v1.2-beta", "a" * 63, "متجر الرياض", "店" * 63])
def test_names_of_any_script_are_taken(home, name):
    with store.draft(name):
        assert [path.name for path in home.iterdir()] == [name]


def test_a_persian_data_set_is_published_and_opened():
    """With the zero-width non-joiner that Persian plurals are written with."""
    name = "فروشگاه\u200cهای تهران ۱۴۰۳"
    publish([line("ann", "2024-01-05")], dataset=name)
    publish([line("bob", "2024-02-05")], dataset=name)
    assert store.datasets() == [name]
    assert read("customers", "customer_id", dataset=name) == [("ann",), ("bob",)]


def test_a_name_typed_in_two_ways_is_one_data_set():
    publish([line("ann", "2024-01-05")], dataset="Übersee")
    assert store.open(unicodedata.normalize("NFD", " Übersee ")).version == 1


def test_unknown_data_set_is_answered_with_those_there_are():
    with pytest.raises(store.StoreError, match="no data set “shop” yet; load a file"):
        store.open("shop")
    publish([line("ann", "2024-01-05")], dataset="club")
    for door in (store.open, store.versions):
        with pytest.raises(store.StoreError, match="no data set “shop”; there is: club"):
            door("shop")


def test_unknown_version_is_refused(shop):
    for door in (store.open, store.point_to):
        with pytest.raises(store.StoreError, match="Data set “shop” has no version 9"):
            door("shop", 9)


def test_stray_files_in_the_home_are_no_data_sets(home):
    (home / "notes.txt").write_text("x")
    (home / "empty").mkdir()
    assert store.datasets() == []


def test_a_home_that_does_not_exist_yet_is_made(home, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(home / "later" / "data"))
    assert store.datasets() == []
    publish([line("ann", "2024-01-05")])
    assert store.datasets() == ["shop"]
