"""Answers that sessions share, until a newer version is asked for."""

from __future__ import annotations

import pytest
import streamlit as st

from view.shared import shared


@pytest.fixture
def asked():
    st.cache_resource.clear()
    made = []

    @shared(10)
    def answer(dataset, version, about):
        made.append((dataset, version, about))
        return len(made)

    answer.made = made
    yield answer
    st.cache_resource.clear()


def test_an_answer_is_made_once(asked):
    assert [asked("shop", 1, "a"), asked("shop", 1, "b"), asked("shop", 1, "a")] == [1, 2, 1]


def test_a_newer_version_lets_go_of_what_was_kept(asked):
    assert [asked("shop", 1, "a"), asked("shop", 2, "a"), asked("shop", 2, "a")] == [1, 2, 2]
    assert asked("shop", 1, "a") == 3  # whoever still looks there is answered anew
    assert [asked("shop", 1, "a"), asked("shop", 2, "a")] == [3, 2]  # and nothing goes for that


def test_another_data_set_that_is_opened_lets_go_of_nothing(asked):
    assert [asked("shop", 5, "a"), asked("firm", 9, "a"), asked("shop", 5, "a")] == [1, 2, 1]
