"""A publisher killed at any instant leaves the last version whole, and the next publish works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

import store
from tests.store.conftest import ROOT, line, publish, read, work_files
from tests.store.publisher import ROWS

# A share is a stage that begins (see `progress` in store); the number beside it: seconds into the stage.
INSTANTS = [
    ("drafted", 0.0),
    ("0.35", 0.05),
    ("0.45", 0.05),
    ("0.60", 0.02),
    ("0.75", 0.0),
    ("0.90", 0.0),
    ("0.95", 0.0),
    ("synced", 0.0),
    ("renamed", 0.0),
]


@pytest.fixture(scope="module")
def kill(tmp_path_factory):
    """Start the process that forks publishers; returns its home and a function that kills one at an instant."""
    place = tmp_path_factory.mktemp("killed")
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.store.publisher"],
        cwd=ROOT,
        env={**os.environ, "MANDEGAR_HOME": str(place)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def kill_at(instant, seconds):
        """Return whether the publisher was killed before it could finish; let it where the instant never comes."""
        process.stdin.write(f"{instant} {seconds}\n")
        process.stdin.flush()
        ended = int(process.stdout.readline())
        assert ended in {0, signal.SIGKILL, signal.SIGALRM}
        return ended != 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(place))
        publish([line("ann", "2024-01-05", 10), line("bob", "2024-02-05", 20)])
    yield place, kill_at
    process.stdin.close()
    process.wait(30)


@pytest.mark.parametrize(("instant", "seconds"), INSTANTS)
def test_killed_publisher_leaves_the_last_version_whole(kill, monkeypatch, instant, seconds):
    place, kill_at = kill
    monkeypatch.setenv("MANDEGAR_HOME", str(place))
    before = store.open("shop").version
    sales = read("activity_month", "period", "customer_key", "revenue", "orders")

    assert kill_at(instant, seconds), "the publisher was done before the kill: the instant comes too late"

    assert store.open("shop").version == before
    assert read("activity_month", "period", "customer_key", "revenue", "orders") == sales
    number = publish(settings={"currency": f"{instant} {seconds}"})
    assert number == before + 1 + (instant in {"synced", "renamed"})
    assert work_files() == []
    assert read("activity_month", "period", "customer_key", "revenue", "orders") == sales


def test_a_publisher_that_is_let_live_publishes(kill, monkeypatch):
    """So that the kills above hit something that works."""
    place, kill_at = kill
    monkeypatch.setenv("MANDEGAR_HOME", str(place))
    assert not kill_at("never", 0)
    assert store.open("shop").info.counts["orders_rows"] == ROWS + 2
