"""What is done once per process."""

from __future__ import annotations

import gc
import weakref

import pytest

from frame import preload


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

    monkeypatch.setattr(preload.time, "sleep", sleep)
    gc.disable()
    try:
        del one
        assert left() is not None
        with pytest.raises(EndedError):
            preload._keep_collecting()
    finally:
        gc.enable()
    assert left() is None
    assert waited == [60.0, 60.0]
