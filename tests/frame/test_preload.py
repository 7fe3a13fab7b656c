"""What is done once per process."""

from __future__ import annotations

import gc
import platform
import shutil
import threading
import weakref
from types import SimpleNamespace

import pytest
import streamlit as st

from frame import preload
from frame.preload import _keep_collecting
from tests.pages.tiny import open_page


class EndedError(Exception):
    pass


def test_what_hangs_together_and_is_left_behind_goes_each_minute(monkeypatch):
    class Session:
        pass

    one = Session()
    one.itself = one
    left = weakref.ref(one)
    waited = []

    def sleep(seconds):
        waited.append(seconds)
        if len(waited) > 1:
            raise EndedError

    monkeypatch.setattr(preload, "time", SimpleNamespace(sleep=sleep))
    gc.disable()
    try:
        del one
        assert left() is not None
        with pytest.raises(EndedError):
            _keep_collecting()
    finally:
        gc.enable()
    assert left() is None
    assert waited == [60.0, 60.0]


def test_one_thread_does_so_however_often_answers_are_forgotten(published_sample, tmp_path, monkeypatch):
    shutil.copytree(published_sample, tmp_path / "home")
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    begun = []
    monkeypatch.setattr(preload, "_keep_collecting", lambda: begun.append(threading.current_thread().name))
    preload._prepared.cache_clear()
    for _again in range(3):
        st.cache_resource.clear()
        assert not open_page("overview").exception
    assert begun == ["collecting"]


def test_threads_share_the_pools_of_memory():
    """On the C library of Linux; elsewhere nothing is told, and nothing fails."""
    assert preload._share_pools() is (platform.libc_ver()[0] == "glibc")
