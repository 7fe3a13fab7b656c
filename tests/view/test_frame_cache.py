"""What is made of a shared frame is made once, and never taken for what another frame, language or view asks."""

import gc

import pandas as pd
import pytest

from localization import use_language
from view import frame_cache
from view.frame_cache import remembered as remember


@pytest.fixture
def made():
    calls = []

    @remember
    def double(frame, factor=2):
        calls.append(factor)
        return frame["n"].sum() * factor

    double.calls = calls
    return double


def test_the_same_frame_is_worked_on_once(made):
    frame = pd.DataFrame({"n": [1, 2]})
    assert [made(frame), made(frame), made(frame, 5), made(frame, 5)] == [6, 6, 15, 15]
    assert made.calls == [2, 5]


def test_an_equal_frame_is_another_frame(made):
    assert made(pd.DataFrame({"n": [1]})) == made(pd.DataFrame({"n": [1]})) == 2
    assert made.calls == [2, 2]


def test_each_language_has_its_own(made):
    frame = pd.DataFrame({"n": [1]})
    made(frame)
    use_language("fa")
    made(frame)
    use_language("en")
    made(frame)
    assert made.calls == [2, 2]


def test_views_of_the_same_numbers_share_and_others_do_not():
    class Looking:
        def __init__(self, looks_at):
            self.looks_at = looks_at

    calls = []

    @remember
    def label(view, frame):
        calls.append(view.looks_at)
        return f"{view.looks_at}: {len(frame)}"

    frame = pd.DataFrame({"n": [1]})
    assert label(Looking("a"), frame) == label(Looking("a"), frame) == "a: 1"
    assert label(Looking("b"), frame) == "b: 1"
    assert calls == ["a", "b"]


def test_what_was_made_of_a_frame_goes_with_it(made):
    frame = pd.DataFrame({"n": [1]})
    made(frame)
    held = len(frame_cache._memory)
    del frame
    gc.collect()
    made(pd.DataFrame({"n": [2]}))
    assert len(frame_cache._memory) <= held
