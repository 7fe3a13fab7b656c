"""Answers kept beside a version: of its file alone, and of none that another has taken the place of."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

import store
from access.naming import Named
from store import answers, folders, forgetting
from store.answers import Answers


def forget_bob():
    with forgetting.alone(["shop"]):
        assert forgetting.forget(Named("bob", frozenset()), "shop")["versions"] == [2]


def known():
    return Answers({"who": pd.DataFrame({"customer_id": ["bob"]})})


@pytest.fixture
def asked(twice):
    return store.open("shop")


def test_they_are_taken_with_a_copy_of_the_folder(asked, home, tmp_path_factory, monkeypatch):
    answers.write(asked, known())
    assert list(answers.read(asked).found) == ["who"]
    shutil.copytree(home, copy := tmp_path_factory.mktemp("copy") / "home")
    monkeypatch.setenv("MANDEGAR_HOME", str(copy))
    assert answers.read(store.open("shop")).found["who"].customer_id.tolist() == ["bob"]


def test_what_was_asked_of_a_file_before_somebody_was_forgotten_is_not_kept(asked):
    forget_bob()
    answers.write(asked, known())
    assert not folders.answers_file(asked.path).exists()


def test_nor_where_they_are_forgotten_while_it_is_written(asked, monkeypatch):
    is_still, asked_of = answers._is_still, []

    def checked(snapshot):
        """Let somebody be forgotten right after the first look at the file, before anything is written."""
        found = is_still(snapshot)
        if not asked_of:
            forget_bob()
        asked_of.append(found)
        return found

    monkeypatch.setattr(answers, "_is_still", checked)
    answers.write(asked, known())
    assert asked_of == [True, False]
    assert not folders.answers_file(asked.path).exists()


def test_nor_accepted_where_it_comes_back(asked):
    answers.write(asked, known())
    path = folders.answers_file(asked.path)
    kept = path.read_bytes()
    forget_bob()
    assert not path.exists()
    path.write_bytes(kept)
    assert not answers.read(store.open("shop")).found
    assert not answers.read(asked).found


def test_what_is_found_now_is_kept_where_it_is_to_be(asked):
    calls = []

    def find():
        calls.append(1)
        return pd.DataFrame({"n": [len(calls)]})

    forgetful, collecting = Answers({}), Answers(known().found, now={})
    assert [int(forgetful.answer("how many", find)["n"].iloc[0]) for _time in range(2)] == [1, 2]
    assert [int(collecting.answer("how many", find)["n"].iloc[0]) for _time in range(2)] == [3, 3]
    answers.write(asked, collecting)
    assert {name: len(frame) for name, frame in answers.read(asked).found.items()} == {"who": 1, "how many": 1}


def test_one_who_changes_an_answer_changes_it_for_nobody_else(asked):
    answers.write(asked, known())
    kept = answers.read(asked)
    taken = kept.answer("who", pd.DataFrame)
    taken.loc[0, "customer_id"] = "somebody"
    assert kept.answer("who", pd.DataFrame).customer_id.tolist() == ["bob"]
