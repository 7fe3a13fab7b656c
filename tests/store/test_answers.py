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
