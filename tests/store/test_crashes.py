"""Whatever interrupts a publish, the last version is whole and readable, and what was half done is swept."""

from __future__ import annotations

import ctypes
import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

import store
from store import folders
from tests.store.conftest import ROOT, MappedColumns, Report, line, publish, put, read, work_files

# `python -m benchmarks.breaking` kills oftener, in publish, undo, forget and the register.
KILLS = 30
# A forked child publishes some rows; the system ends it when its time is up: no instant is special. Its parent has
# published once elsewhere, so that no child writes queries and loads modules first: more of the kills hit the disk.
PUBLISHER = """
import os, signal, sys
import store
from tests.store.conftest import line, publish, put

def sale(n):
    return line(f"c{n % 50}", f"2024-{1 + n % 12:02}-{1 + n % 28:02}", n % 90 + 1, order_id=str(n // 3))

rows = [sale(n) for n in range(60)]
publish(rows, dataset="practice")
for request in sys.stdin:
    name, seconds = request.split()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, float(seconds))
        with store.draft("shop") as draft:
            put(draft, rows, sha256=name)
            draft.publish()
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.fixture
def shop(home):
    """A data set of one version: ann's order of 10 and bob's of 20."""
    publish([line("ann", "2024-01-05", 10), line("bob", "2024-02-05", 20)])
    return home


def is_whole():
    """Every table of the current version can be read, and adds up."""
    info = store.open("shop").info
    lines = read("orders", "revenue", "upload_id")
    assert len(lines) == info.counts["orders_rows"] == sum(upload.accepted for upload in info.uploads)
    assert sum(revenue for revenue, _upload in lines) == info.counts["revenue"]
    assert sum(row[0] for row in read("activity_month", "revenue")) == info.counts["revenue"]
    return True


def test_killed_at_random_instants(shop):
    """The kills fall anywhere within the time that the quickest publish so far took."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", PUBLISHER],
        cwd=ROOT,
        env={**os.environ, "MANDEGAR_HOME": str(shop)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def publish_for(name, seconds):
        """Return how the publisher ended (0 or the signal) and the seconds it took; 0 seconds let it finish."""
        began = time.perf_counter()
        process.stdin.write(f"{name} {seconds:.6f}\n")
        process.stdin.flush()
        return int(process.stdout.readline()), time.perf_counter() - began

    first = folders.version_file("shop", 1)
    untouched = hashlib.sha256(first.read_bytes()).hexdigest()
    instants = random.Random(20261122)  # noqa: S311 - any instants will do, the same each time
    quickest, killed, unpublished = float("inf"), 0, 0
    try:
        for whole in range(3):
            ended, took = publish_for(f"whole{whole}", 0)
            assert ended == 0
            quickest = min(quickest, took)
            store.point_to("shop", 1)
        for kill in range(KILLS):
            before = store.open("shop").version
            ended, took = publish_for(f"kill{kill}", instants.uniform(0.001, quickest))
            assert ended in {0, signal.SIGALRM}
            if ended == 0:
                quickest = min(quickest, took)
            after = store.open("shop").version
            killed += ended == signal.SIGALRM
            unpublished += after == before
            # The old version is the very same bytes; a new one, published before the kill, is read in full.
            assert hashlib.sha256(first.read_bytes()).hexdigest() == untouched
            assert after == before or is_whole()
            store.point_to("shop", 1)
    finally:
        process.stdin.close()
        process.wait(30)
    assert min(killed, unpublished) >= KILLS // 2, "most publishers were done before they were killed"
    assert is_whole()
    publish([line("cyd", "2024-03-05", 5)])
    assert work_files() == []
    assert is_whole()


@contextmanager
def full_disk(home, size_kib):
    """Hold the home in a small file system; without the right to mount one, let no file grow beyond that size."""
    libc = ctypes.CDLL(None, use_errno=True)
    options = f"size={size_kib}k".encode()
    if os.geteuid() == 0 and libc.mount(b"tmpfs", os.fsencode(home), b"tmpfs", 0, options) == 0:
        try:
            yield
        finally:
            assert libc.umount2(os.fsencode(home), 2) == 0
        return
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size_kib * 1024, old[1]))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)


def publish_many(rows):
    """Publish rows of many customers and long texts, made by the engine itself: more than the small disk holds."""
    with store.draft("shop") as draft:
        draft.connection.execute("ATTACH ':memory:' AS incoming").fetchall()
        draft.connection.execute(
            "CREATE TABLE incoming.orders AS SELECT 'customer ' || hash(range) AS customer_id, "
            "DATE '2024-01-05' AS ordered_on, range::DECIMAL(18,4) AS revenue, "
            "md5(range::VARCHAR) || sha256(range::VARCHAR) || md5('x' || range::VARCHAR) AS product, "
            f"range + 2 AS source_row FROM range({rows})"
        ).fetchall()
        draft.connection.execute(
            "CREATE TABLE incoming.rejects (source_row BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR)"
        ).fetchall()
        draft.apply(Report("many.csv", "many", "orders", MappedColumns(), rows, rows, 0))
        draft.publish()


def test_a_full_disk_is_said_and_the_last_version_stays(home):
    with full_disk(home, 12_000):
        publish([line("ann", "2024-01-05", 10)])
        with pytest.raises(store.StoreError, match=r"disk refused.*current one is untouched"):
            publish_many(60_000)
        assert store.open("shop").version == 1
        assert is_whole()
        assert work_files() == []
        assert publish([line("bob", "2024-02-05", 20)]) == 2


def test_a_read_only_folder_is_said_and_the_last_version_stays(shop, monkeypatch):
    """The superuser may write anywhere: then the refusal is not the system's own, but one like it."""
    versions = shop / "shop" / "versions"
    versions.chmod(0o500)
    if os.access(versions, os.W_OK):

        def refuse(path):
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr("store.engine.connect_work", refuse)
    try:
        with pytest.raises(store.StoreError, match="disk refused"):
            publish([line("cyd", "2024-03-05", 5)])
    finally:
        versions.chmod(0o700)
        monkeypatch.undo()
        monkeypatch.setenv("MANDEGAR_HOME", str(shop))
    assert store.open("shop").version == 1
    assert is_whole()


def test_a_reader_open_during_a_publish_sees_its_own_version_to_the_end(shop):
    reader = store.open("shop")
    with store.draft("shop") as draft:
        put(draft, [line("cyd", "2024-03-05", 5)])
        assert reader.fetch(reader.customers)["customer_id"].tolist() == ["ann", "bob"]
        draft.publish()
        assert reader.fetch(reader.customers)["customer_id"].tolist() == ["ann", "bob"]
    assert store.open("shop").version == 2


def test_a_reader_of_a_version_that_is_no_longer_kept_reads_to_the_end(shop):
    reader = store.open("shop")
    assert len(reader.fetch(reader.orders)) == 2
    publish([line("cyd", "2024-03-05", 5)], settings={"keep_versions": 1})
    assert [version.version for version in store.versions("shop")] == [2]
    assert len(reader.fetch(reader.customers)) == 2
    with pytest.raises(store.StoreError, match="no version 1"):
        store.open("shop", 1)
    with pytest.raises(store.StoreError, match="no older version"):
        store.undo("shop")


def test_a_clock_set_back_changes_neither_numbers_nor_order(shop, monkeypatch):
    """Versions are ordered by their number, never by a time."""
    from datetime import UTC, datetime

    class YearsAgo(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(1999, 12, 31, tzinfo=tz or UTC)

    monkeypatch.setattr("store.publishing.datetime", YearsAgo)
    assert publish([line("cyd", "2024-03-05", 5)]) == 2
    assert [version.version for version in store.versions("shop")] == [2, 1]
    assert store.open("shop").version == 2
    assert store.open("shop").info.published_at.year == 1999
    assert store.undo("shop") == 1


def test_of_two_publishers_one_is_told_to_wait_and_the_other_publishes(shop):
    with store.draft("shop") as draft:
        put(draft, [line("cyd", "2024-03-05", 5)])
        with pytest.raises(store.StoreError, match="Somebody else"):
            publish([line("dan", "2024-03-05", 5)])
        draft.publish()
    assert publish([line("dan", "2024-03-05", 5)]) == 3
    assert is_whole()


def test_the_newest_versions_are_kept_and_always_the_current_one(shop):
    for day in range(10, 14):
        publish([line("ann", f"2024-03-{day}", 1)])
    store.point_to("shop", 2)
    assert folders.prune("shop", 2) == [1, 3]
    assert folders.version_numbers("shop") == [2, 4, 5]


def test_a_data_set_is_renamed_with_all_its_versions(shop):
    publish([line("cyd", "2024-03-05", 5)])
    assert store.rename("shop", " boutique ") == "boutique"
    assert store.datasets() == ["boutique"]
    assert [version.version for version in store.versions("boutique")] == [2, 1]
    publish([line("dan", "2024-03-06", 5)], dataset="boutique")


@pytest.mark.parametrize("name", ["club", "../up", ""])
def test_a_name_that_is_taken_or_none_is_refused(shop, name):
    publish([line("ann", "2024-01-05")], dataset="club")
    with pytest.raises(store.StoreError):
        store.rename("shop", name)
    assert store.datasets() == ["club", "shop"]
