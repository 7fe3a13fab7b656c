"""What is left when a deed is broken off: `python -m benchmarks.breaking --kills 50 --disks 20`.

Publishing, undoing, forgetting a customer and writing to the register are each killed at instants drawn over the time
that the deed takes, by SIGKILL from another process; and publishing is done on disks so small that each ends at
another place. After every one the data set must be as it was or as it should have become, every version whole, and
the next deed must work. What was found is printed as JSON; the exit code is 1 where something was lost.

Disks are file systems in memory where the superuser runs it; elsewhere no file may grow beyond a size.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
DATASET, ROWS = "shop", 600
WHOM = "C00000001"
WHOLE_RUNS = 3
MANY_ROWS = 40_000
LARGE_DISK = 1 << 30


class LostError(Exception):
    """Something was lost, or the next deed did not work."""


def main(arguments: list[str] | None = None) -> int:
    """Break every deed; returns 1 where something was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.breaking", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="kills of each deed")
    parser.add_argument("--disks", type=int, default=20, help="disks that end at another place each")
    parser.add_argument("--only", choices=[*KILLED, "disks"], help="one alone")
    parser.add_argument("--forking", choices=KILLED, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.forking:
        _fork_on_request(asked.forking)
        return 0
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="breaking-") as folder:
        place = Path(folder)
        os.environ.pop("MANDEGAR_REGISTER", None)
        try:
            for name in KILLED if asked.only is None else [one for one in KILLED if one == asked.only]:
                found[name] = kills(name, place / name, asked.kills)
            if asked.only in {None, "disks"}:
                found["disks"] = disks(place / "disks", asked.disks)
        except LostError as lost:
            print(json.dumps(found, indent=1))
            print(lost, file=sys.stderr)
            return 1
    print(json.dumps(found, indent=1))
    return 0


def kills(deed: str, place: Path, many: int) -> dict[str, Any]:
    """Kill one of KILLED so many times.

    Returns
    -------
    seconds (what the deed takes), killed, and how many of these left the data set as it was (before), as it should
    become (after), with some of several writes (some), or half way, which the next call finished (unfinished); and how
    many kills came when the deed was over (too late), which count for nothing.

    """
    place.mkdir(parents=True)
    setup, _do, look = KILLED[deed]
    first = place / "first"
    use(first)
    setup()
    _let_go()
    whole = []
    instants = random.Random(20261129)
    ended: Counter[str] = Counter()
    with _forking(deed) as fork:
        for run in range(WHOLE_RUNS):
            home = _copied(first, place / f"whole-{run}")
            _is_killed, seconds, said = fork(home, None)
            whole.append(seconds)
            look(home, is_killed=False, said=said)
            _remove(home)
        takes = min(whole)
        while ended["killed"] < many:
            home = _copied(first, place / f"killed-{ended.total()}")
            is_killed, seconds, said = fork(home, instants.uniform(0, takes))
            takes = takes if is_killed else min(takes, seconds)
            state = look(home, is_killed=is_killed, said=said)
            ended.update([state, "killed"] if is_killed else ["too late"])
            _remove(home)
    return {"seconds": round(takes, 4), **ended}


def use(home: Path) -> None:
    """Let all that follows be done in a folder."""
    os.environ["MANDEGAR_HOME"] = str(home)


def _copied(first: Path, home: Path) -> Path:
    shutil.copytree(first, home)
    use(home)
    return home


def _remove(home: Path) -> None:
    _let_go()
    shutil.rmtree(home)


def _let_go() -> None:
    from register import connection
    from store import engine

    connection.close()
    engine.forget(Path(os.environ["MANDEGAR_HOME"]) / DATASET)


@contextmanager
def _forking(deed: str) -> Iterator[Callable[[Path, float | None], tuple[bool, float, str]]]:
    """Start a process that forks children for a deed; it holds no database, so that none is forked with it.

    Yields
    ------
    A function of the home and the seconds after which the child is killed (None: never), which tells whether it was,
    how long it took, and what it said.

    """
    with subprocess.Popen(  # noqa: S603 - this file again
        [sys.executable, "-W", "ignore", "-m", "benchmarks.breaking", "--forking", deed],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def fork(home: Path, seconds: float | None) -> tuple[bool, float, str]:
            print(json.dumps([str(home), seconds]), file=process.stdin, flush=True)
            answer = process.stdout.readline()
            _need(answer, "the process that forks has ended")
            is_killed, took, said = json.loads(answer)
            return is_killed, took, said

        yield fork
        process.stdin.close()


def _fork_on_request(deed: str) -> None:
    """Do a deed once, so that children find everything imported and every query written, then fork on request."""
    setup, do, _look = KILLED[deed]
    with tempfile.TemporaryDirectory(prefix="practice-") as folder, Path(os.devnull).open("wb") as nowhere:
        use(Path(folder) / "home")
        setup()
        do(nowhere.fileno())
        _let_go()
    for request in sys.stdin:
        home, seconds = json.loads(request)
        use(Path(home))
        print(json.dumps(_forked(do, seconds)), flush=True)


def _forked(do: Callable[[int], None], seconds: float | None) -> tuple[bool, float, str]:
    """Do it in a child that is killed so long after it began; tells whether it was, how long it took, what it said."""
    ours, theirs = os.pipe()
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.write(theirs, b"b")
                do(said.fileno())
                status = 0
            finally:
                os._exit(status)
        os.read(ours, 1)
        began = time.perf_counter()
        if seconds is not None:
            time.sleep(seconds)
            os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        took = time.perf_counter() - began
        os.close(ours)
        os.close(theirs)
        said.seek(0)
        words = said.read().decode()
    if status not in {0, signal.SIGKILL}:
        raise LostError(f"the child ended with {status}")
    return status != 0, took, words


def _rows(many: int, first: int = 0) -> str:
    return (
        f"SELECT 'C' || lpad(CAST(range % {many // 10} AS VARCHAR), 8, '0') AS customer_id, "
        f"DATE '2022-01-01' + (range % 900)::INTEGER AS ordered_on, (range % 90)::DECIMAL(18,4) AS revenue, "
        f"'o' || range // 3 AS order_id, range + 2 AS source_row FROM range({first}, {first + many})"
    )


def publish(name: str, many: int = ROWS) -> int:
    """Publish rows that the engine makes, as a file of this name; returns the number of the version."""
    import ingest
    import store

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.csv"
        import duckdb

        with duckdb.connect() as maker:
            query = _rows(many, 1_000_000 * (1 + sum(name.encode())))
            maker.execute(f"COPY ({query}) TO '{path}' (HEADER)").fetchall()
        source = ingest.inspect(path)
        with store.draft(DATASET, who="breaking") as draft:
            draft.apply(ingest.load(draft.connection, source, "orders", ingest.recognise(source.columns, "orders")))
            return draft.publish()


def _sums() -> dict[int, str]:
    """Return the checksum of every version's file."""
    from store import folders

    return {
        number: hashlib.sha256(folders.version_file(DATASET, number).read_bytes()).hexdigest()
        for number in folders.version_numbers(DATASET)
    }


def _need(is_so: object, text: str) -> None:
    if not is_so:
        raise LostError(text)


def need_whole() -> None:
    """Check that every version is what was published, and the current one adds up when it is read."""
    import store
    from store import integrity

    states = [one.state for one in integrity.check(DATASET)]
    _need(set(states) == {integrity.WHOLE}, f"versions are {states}")
    opened = store.open(DATASET)
    lines = opened.fetch(opened.orders.aggregate(n=opened.orders.count(), revenue=opened.orders.revenue.sum()))
    _need(lines["n"].iloc[0] == opened.info.counts["orders_rows"], "order lines are missing")
    _need(abs(lines["revenue"].iloc[0] - opened.info.counts["revenue"]) < 0.005, "sales do not add up")


def _need_no_leavings() -> None:
    """Publish once more, which sweeps, and check that nothing half done lies there."""
    publish("afterwards")
    need_whole()
    home = Path(os.environ["MANDEGAR_HOME"])
    left = [path.name for path in home.rglob("*") if path.name.startswith(".work-") or path.suffix in {".new", ".tmp"}]
    _need(not left, f"left lying: {left}")


def _two_versions() -> None:
    publish("first")
    publish("second")


def _publish_third(_said: int) -> None:
    publish("third")


def _look_at_published(_home: Path, *, is_killed: bool, said: str) -> str:  # noqa: ARG001 - each is called alike
    import store

    version = store.open(DATASET).version
    need_whole()
    _need(version in ({2, 3} if is_killed else {3}), f"version {version} is current")
    _need_no_leavings()
    return "after" if version == 3 else "before"


def _undo(_said: int) -> None:
    import store

    store.undo(DATASET)


def _look_at_undone(home: Path, *, is_killed: bool, said: str) -> str:  # noqa: ARG001
    import store

    version = store.open(DATASET).version
    _need(version in ({1, 2} if is_killed else {1}), f"version {version} is current")
    _need(set(_sums()) == {1, 2}, "a version is gone")
    need_whole()
    if version == 2:
        _need(store.undo(DATASET) == 1, "undo does not work any more")
    _need_no_leavings()
    return "after" if version == 1 else "before"


def _with_notes() -> None:
    import register

    _two_versions()
    register.write_note(DATASET, WHOM, "Likes tea")
    register.write_note(DATASET, "C00000002", "Likes coffee")


def _forget(_said: int) -> None:
    from terminal import forgetting

    list(forgetting.forget(WHOM, None))


def _look_at_forgotten(home: Path, *, is_killed: bool, said: str) -> str:  # noqa: ARG001
    import register
    from access.naming import Named
    from store import forgetting, searching
    from terminal import forgetting as command

    need_whole()
    is_unfinished = forgetting.unfinished() is not None
    _need(is_killed or not is_unfinished, "it was not finished")
    if is_unfinished:
        done = list(command.forget("nobody", None))
        _need(done[0]["is_gone"], f"still there: {done[0]['found']}")
    places = searching.look(home, Named(WHOM), [DATASET]).found
    notes = register.notes(DATASET, WHOM)
    _need(bool(places) == bool(notes), "half of them is gone")
    _need(register.notes(DATASET, "C00000002"), "somebody else's note is gone")
    need_whole()
    if places:
        _need(not is_unfinished, f"still there: {places}")
        again = [*command.forget(WHOM, None)]
        _need(again[0]["is_gone"], "forgetting does not work any more")
    _need_no_leavings()
    return "unfinished" if is_unfinished else "before" if places else "after"


def _a_register() -> None:
    import register

    _two_versions()
    _take_on(register)


def _take_on(register: Any) -> int:
    from datetime import date

    customers = [register.Chosen(f"C0000000{at}") for at in range(3)]
    return int(register.take_on(DATASET, title="Call them", customers=customers, starts_on=date(2026, 1, 5)))


def _write(said: int) -> None:
    """Take actions on and finish tasks, saying which the register has confirmed."""
    import register

    for _action in range(10):
        number = _take_on(register)
        os.write(said, f"{number} ".encode())
        register.finish(number, "C00000001", result="reached")


def _look_at_register(home: Path, *, is_killed: bool, said: str) -> str:
    import register

    with sqlite3.connect(home / "register.sqlite") as opened:
        _need(opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "the register is damaged")
        _need(not opened.execute("PRAGMA foreign_key_check").fetchall(), "the register does not hang together")
    found = register.actions(DATASET)
    confirmed = {int(one) for one in said.split()}
    _need(confirmed <= {one.action_id for one in found}, "what was confirmed is not there")
    _need({one.customers for one in found} == {3}, "an action has half of its customers")
    _need(is_killed or len(confirmed) == 10, "not everything was confirmed")
    _take_on(register)
    return "after" if len(confirmed) == 10 else "before" if not confirmed else "some"


KILLED: dict[str, tuple[Callable[[], None], Callable[[int], None], Callable[..., str]]] = {
    "publish": (_two_versions, _publish_third, _look_at_published),
    "undo": (_two_versions, _undo, _look_at_undone),
    "forget": (_with_notes, _forget, _look_at_forgotten),
    "register": (_a_register, _write, _look_at_register),
}


class Disk:
    """A disk of a wanted size under a folder."""

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir(parents=True)
        self._libc = ctypes.CDLL(None, use_errno=True)
        self.is_mounted = os.geteuid() == 0 and self._mount(LARGE_DISK, 0) == 0
        self._limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def _mount(self, size: int, flags: int) -> int:
        options = f"size={size}".encode()
        return int(self._libc.mount(b"tmpfs", os.fsencode(self.place), b"tmpfs", flags, options))

    def resize(self, size: int) -> None:
        """Let it hold so many bytes (a multiple of a page)."""
        if self.is_mounted:
            remount = 32
            _need(self._mount(size, remount) == 0, os.strerror(ctypes.get_errno()))
        else:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, self._limits[1]))

    def used(self) -> int:
        """Return how many bytes are taken: on a mounted disk by all files, else by the largest."""
        if self.is_mounted:
            state = os.statvfs(self.place)
            return (state.f_blocks - state.f_bfree) * state.f_frsize
        sizes = [0]
        for path in self.place.rglob("*"):
            with suppress(OSError):  # it went away meanwhile
                sizes.append(path.stat().st_size)
        return max(sizes)

    def close(self) -> None:
        """Take it away."""
        if self.is_mounted:
            self._libc.umount2(os.fsencode(self.place), 2)
        else:
            resource.setrlimit(resource.RLIMIT_FSIZE, self._limits)


def disks(place: Path, many: int) -> dict[str, Any]:
    """Publish on disks that are full at so many places, spread evenly over what the deed needs.

    Returns
    -------
    disks, full (those on which publishing was refused), kind (mounted, or a limit of each file's size), and the
    least and the most bytes that they left free.

    """
    import store

    disk = Disk(place)
    try:
        use(place / "home")
        publish("first")
        publish("second")
        _let_go()
        base = disk.used()
        with _most_used(disk) as most:
            publish("large", MANY_ROWS)
        store.undo(DATASET)
        _let_go()
        keep = _sums()
        (place / "home" / DATASET / "versions" / "000003.duckdb").unlink()
        for beside in (place / "home" / DATASET / "versions").glob("000003.*"):
            beside.unlink()
        base, full, places = disk.used(), 0, []
        keep.pop(3)
        for at in range(many):
            free = int((most[0] - base) * (at + 0.5) / many)
            disk.resize(-(-(base + free) // 4096) * 4096)
            places.append(free)
            try:
                publish("large", MANY_ROWS)
            except store.StoreError as error:
                full += 1
                _need("disk refused" in str(error), f"of a full disk is said: {error}")
            else:
                raise LostError(f"with {free} bytes free it was published: the place comes too late")
            _need(store.open(DATASET).version == 2, "another version is current")
            _need(_sums() == keep, "a version was changed")
            need_whole()
            left = [path.name for path in (place / "home").rglob(".work-*")]
            _need(not left, f"left lying: {left}")
            disk.resize(LARGE_DISK)
        publish("large", MANY_ROWS)
        need_whole()
    finally:
        _let_go()
        disk.close()
    kind = "mounted" if disk.is_mounted else "size of a file"
    return {"disks": many, "full": full, "kind": kind, "least_free": places[0], "most_free": places[-1]}


@contextmanager
def _most_used(disk: Disk) -> Iterator[list[int]]:
    """Watch how full a disk becomes; the list holds the most bytes once the block has ended."""
    most, ended = [disk.used()], threading.Event()

    def watch() -> None:
        while not ended.wait(0.001):
            most[0] = max(most[0], disk.used())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        ended.set()
        watcher.join()


if __name__ == "__main__":
    raise SystemExit(main())
