"""Work on a version is stopped within a stage, and leaves nothing behind."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

import pytest

import store
from store import folders
from ui import publishing

ENDLESS = "SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b WHERE (a.range * b.range) % 7 = 3"


def files_of(name):
    return sorted(path.name for path in folders.home().rglob("*") if path.is_file() and not path.name.endswith(".lock"))


def work(progress=None):
    with store.draft("shop", progress=progress) as draft:
        draft.connection.execute(ENDLESS).fetchall()


@contextmanager
def stopping(dataset):
    """Call stop until the block has ended, as its contract asks: the first call may come before there is a query."""
    ended = threading.Event()

    def keep_on():
        while not ended.wait(0.3):
            store.stop(dataset)

    stopper = threading.Thread(target=keep_on)
    stopper.start()
    try:
        yield
    finally:
        ended.set()
        stopper.join()


def test_a_query_at_hand_is_interrupted_and_the_version_before_stays(home):
    with store.draft("shop") as draft:
        draft.publish()
    before = files_of("shop")
    begun = time.monotonic()
    with stopping("shop"), pytest.raises(store.Stopped, match="shop"):
        work()
    assert time.monotonic() - begun < 30
    assert files_of("shop") == before
    assert store.open("shop").version == 1
    with store.draft("shop") as draft:  # the lock was let go
        assert draft.publish() == 2


def test_where_nothing_is_made_nothing_is_stopped(home):
    store.stop("shop")
    assert not store.datasets()


def test_a_page_that_runs_anew_stops_its_work(home, monkeypatch):
    class Elsewhere(BaseException):
        """What Streamlit raises in a script that is to run anew."""

    def drawn(*_arguments, **_options):
        raise Elsewhere

    seen = []
    monkeypatch.setattr("streamlit.delta_generator.DeltaGenerator.empty", drawn)

    def long(tell):
        seen.append(threading.current_thread())
        tell("Adding the rows", 0.3)
        monkeypatch.setattr("streamlit.delta_generator.DeltaGenerator.progress", drawn)
        work(tell)

    with pytest.raises(Elsewhere):
        publishing.carry_out("Publishing", "Published", "shop", long)
    (thread,) = seen
    assert not thread.is_alive()
    assert thread is not threading.main_thread()
    assert files_of("shop") == []
