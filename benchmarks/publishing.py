"""What publishing a file costs, against a bare DuckDB that reads it into a table.

Each measurement is a process of its own (`python -m benchmarks.publishing bare|publish FILE FOLDER`), so that its
peak memory is its own and nothing is left warm by the one before; the two kinds take turns.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from benchmarks.processes import measured

DATASET = "benchmark"


def measure(orders: Path, folder: Path, repeats: int) -> dict[str, float]:
    """Publish and read bare in turns; leaves the data set in `folder`.

    Returns
    -------
    bare_seconds, publish_seconds (medians), bare_peak_bytes, publish_peak_bytes (the highest), csv_bytes,
    version_bytes.

    """
    folder.mkdir(exist_ok=True)
    bare, published = [_child("bare", orders, folder)], []
    for _round in range(repeats):
        published.append(_child("publish", orders, folder))
        bare.append(_child("bare", orders, folder))
    return {
        "bare_seconds": median(one["seconds"] for one in bare),
        "publish_seconds": median(one["seconds"] for one in published),
        "publish_peak_bytes": max(one["peak_bytes"] for one in published),
        "bare_peak_bytes": max(one["peak_bytes"] for one in bare),
        "csv_bytes": orders.stat().st_size,
        "version_bytes": next(folder.glob(f"{DATASET}/versions/*.duckdb")).stat().st_size,
    }


def add(path: Path, folder: Path, table: str) -> dict[str, Any]:
    """Load a further file into the data set, in a process of its own."""
    return _child("add", path, folder, table)


def firm(folder: Path, tables: dict[str, Path]) -> dict[str, Any]:
    """Publish a file for each of several tables as one version, in a process of its own."""
    return _child("firm", folder, folder, *(f"{table}={path}" for table, path in tables.items()))


def follow(folder: Path) -> dict[str, Any]:
    """Do what a server does after a version was published, in a process of its own: answers are kept beside it."""
    return _child("follow", folder, folder)


def _child(what: str, file: object, folder: object, *arguments: object) -> dict[str, Any]:
    return measured("publishing", what, file, folder, *arguments, home=folder)


def _bare(orders: str, folder: str) -> float:
    """Read the file into a table of a new file on disk, checkpoint, close."""
    import duckdb

    path = Path(folder) / "bare.duckdb"
    path.unlink(missing_ok=True)
    start = perf_counter()
    connection = duckdb.connect(str(path))
    connection.execute("CREATE TABLE orders AS SELECT * FROM read_csv(?)", [orders]).fetchall()
    connection.execute("CHECKPOINT").fetchall()
    connection.close()
    seconds = perf_counter() - start
    path.unlink()
    return seconds


def _publish(orders: str, _folder: str) -> float:
    """Do all that an analyst waits for: look at the file, load it, build the facts, publish."""
    import ingest
    import store

    if DATASET in store.datasets():
        store.delete(DATASET)
    start = perf_counter()
    _load(ingest, store, ("orders", orders))
    return perf_counter() - start


def _add(path: str, _folder: str, table: str) -> float:
    import ingest
    import store

    start = perf_counter()
    _load(ingest, store, (table, path))
    return perf_counter() - start


def _firm(_place: str, _folder: str, *given: str) -> float:
    import ingest
    import store

    start = perf_counter()
    _load(ingest, store, *(one.partition("=")[::2] for one in given))
    return perf_counter() - start


def _follow(_place: str, _folder: str) -> float:
    import store
    from messages import new_version

    start = perf_counter()
    new_version.follow(DATASET, store.open(DATASET).version)
    return perf_counter() - start


def _load(ingest: Any, store: Any, *files: tuple[str, str]) -> None:
    """Load files, each of a table, and publish them as one version."""
    with store.draft(DATASET, who="benchmark") as draft:
        for table, path in files:
            source = ingest.inspect(path)
            report = ingest.load(draft.connection, source, table, ingest.recognise(source.columns, table))
            draft.apply(report)
        draft.publish()


def peak_bytes() -> int:
    """Return the most memory that this process has held (resident set)."""
    status = Path("/proc/self/status")
    if status.exists():
        # Not ru_maxrss: that counts what the parent held at the moment of the fork.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    known = {"bare": _bare, "publish": _publish, "add": _add, "firm": _firm, "follow": _follow}
    seconds = known[sys.argv[1]](*sys.argv[2:])
    print(json.dumps({"seconds": seconds, "processor_seconds": process_time(), "peak_bytes": peak_bytes()}))
