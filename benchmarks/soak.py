"""Many sessions for an hour while versions are published: `python -m benchmarks.soak ORDERS.csv --minutes 60`.

Each session is a websocket that walks the screens, as in `benchmarks.sessions`. Meanwhile parts of the file are
published through the command line, one after the other. Every reply of the data page must hold the customers that
`cli.py versions` gives, and the order lines that stand in the file, of a version that was current while the page was
made; of the server the resident memory, open files and threads are watched, and of the folder what is not a version.
What was found is printed as JSON, and the exit code is 1 where a page failed, a number was wrong, or something grew.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import csv as arrow_csv
from websockets.asyncio.client import connect

from benchmarks.reruns import PATIENCE_SECONDS, PageError, ended, request, server

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ("overview", "data", "cohorts", "top_customers", "data", "value", "churn_causes")
DATASET = "soak"
# From the ten minutes after the first ten to the last ten memory may grow by so much (a share), files and threads by
# so many: medians, as each rises with a new version and falls when nobody looks at the one before any more.
SETTLED_MINUTES, MEMORY_SHARE, MORE_FILES, MORE_THREADS = 10.0, 0.05, 8, 8
WATCH_SECONDS = 5.0
# After a version became current its publisher goes on for a while, and is asked then; so soon after it is noted.
SOON_SECONDS = 60
# Online Retail as UCI has it (Chen 2015).
MAPPING = (
    *("--map", "customer_id=CustomerID", "--map", "ordered_on=InvoiceDate", "--map", "order_id=InvoiceNo"),
    *("--map", "product=StockCode", "--map", "quantity=Quantity", "--compute", "revenue=Quantity*UnitPrice"),
)


@dataclass
class Found:
    """What came of the soak so far: `versions` are (moment, customers, lines) of each, as they became current."""

    versions: list[tuple[float, str, str]] = field(default_factory=list)
    is_publishing: bool = False
    runs: int = 0
    compared: int = 0
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    watched: list[tuple[float, int, int, int, int]] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Run the soak; returns 1 where something was wrong."""
    asked = _parse(arguments)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        home = Path(folder) / "home"
        parts = _parts(asked.orders, Path(folder), max(2, int(asked.minutes / asked.publish_every) + 1))
        found = Found()
        _publish(home, next(parts), found)
        with server(home) as (port, process):
            asyncio.run(_soak(asked, home, port, process, parts, found))
    said = summary(found, asked.minutes)
    print(json.dumps(said, indent=1))
    return 0 if said["is_well"] else 1


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("orders", type=Path, help="Online Retail as CSV, or gzipped")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--publish-every", type=float, default=5, help="minutes")
    parser.add_argument("--thinking", type=float, default=4, help="seconds between two screens")
    return parser.parse_args(arguments)


def _parts(orders: Path, folder: Path, many: int) -> Iterator[Path]:
    """Cut the file into all but a tenth, and that into equal parts: memory is to be that of as much data all along."""
    rows = arrow_csv.read_csv(
        orders,
        convert_options=arrow_csv.ConvertOptions(column_types={"InvoiceNo": pa.string(), "CustomerID": pa.string()}),
    )
    most = rows.num_rows * 9 // 10
    ends = [0, most, *(most + (rows.num_rows - most) * part // (many - 1) for part in range(1, many))]
    for number, (begins, end) in enumerate(pairwise(ends)):
        path = folder / f"part-{number}.csv"
        arrow_csv.write_csv(rows.slice(begins, end - begins), path)
        yield path


def _publish(home: Path, part: Path, found: Found) -> None:
    """Publish a part through the command line, and note what it says of the new version."""
    environment = os.environ | {"MANDEGAR_HOME": str(home)}
    load = ("load", str(part), "--dataset", DATASET, "--table", "orders", *MAPPING, "--keep", "--questions", "accept")
    for command in (load, ("versions", "--dataset", DATASET, "--format", "json")):
        ran = subprocess.run(  # noqa: S603 - our own command line
            [sys.executable, "cli.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            found.failures.append(f"{command[0]}: {ran.stdout[-300:]}{ran.stderr[-300:]}")
            return
    newest = json.loads(ran.stdout)[0]
    counts = _counts(home, newest["version"])
    found.versions.append((monotonic(), f"{newest['customers']:,}", f"{counts:,}"))


def _counts(home: Path, version: int) -> int:
    """Count the order lines of a version in its file, with nothing of ours in between."""
    import duckdb

    with duckdb.connect(str(home / DATASET / "versions" / f"{version:06}.duckdb"), read_only=True) as connection:
        return int(connection.execute("SELECT count(*) FROM orders").fetchall()[0][0])


async def _soak(
    asked: argparse.Namespace, home: Path, port: int, process: int, parts: Iterator[Path], found: Found
) -> None:
    ends = monotonic() + 60 * asked.minutes
    walks = [_walk(port, ends, asked.thinking, random.Random(at), found) for at in range(asked.sessions)]
    await asyncio.gather(
        _keep_publishing(home, parts, 60 * asked.publish_every, ends, found), _watch(home, process, ends, found), *walks
    )


async def _keep_publishing(home: Path, parts: Iterator[Path], every: float, ends: float, found: Found) -> None:
    while monotonic() + every < ends:
        await asyncio.sleep(every)
        part = next(parts, None)
        if part is None:
            return
        found.is_publishing = True
        await asyncio.to_thread(_publish, home, part, found)
        found.is_publishing = False


async def _watch(home: Path, process: int, ends: float, found: Found) -> None:
    start = monotonic()
    while monotonic() < ends:
        found.watched.append((monotonic() - start, *_state(home, process)))
        await asyncio.sleep(WATCH_SECONDS)


def _state(home: Path, process: int) -> tuple[int, int, int, int]:
    """Return bytes in memory, open files and threads of the server, and bytes of the folder beside the versions."""
    beside = 0
    for path in home.rglob("*"):
        with suppress(OSError):  # a work file that is gone meanwhile
            beside += path.stat().st_size if path.is_file() and path.suffix != ".duckdb" else 0
    state = Path(f"/proc/{process}")
    resident = int((state / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    files, threads = (len(list((state / name).iterdir())) for name in ("fd", "task"))
    return resident, files, threads, beside


async def _walk(port: int, ends: float, thinking: float, draw: random.Random, found: Found) -> None:
    """Walk the screens again and again, each time in a session of its own."""
    await asyncio.sleep(draw.uniform(0, thinking))
    while monotonic() < ends:
        try:
            async with connect(
                f"ws://127.0.0.1:{port}/_stcore/stream",
                subprotocols=["streamlit"],
                max_size=None,
                open_timeout=PATIENCE_SECONDS,
            ) as session:
                for page in SCREENS:
                    if monotonic() >= ends:
                        return
                    await _run(session, page, found)
                    await asyncio.sleep(draw.uniform(0.5, 1.5) * thinking)
        except (OSError, PageError, TimeoutError) as error:
            found.failures.append(f"{type(error).__name__}: {str(error)[:300]}")
            await asyncio.sleep(thinking)


async def _run(session: Any, page: str, found: Found) -> None:
    start, said = monotonic(), b""
    await session.send(request(page, f"dataset={DATASET}").SerializeToString())
    while True:
        async with asyncio.timeout(PATIENCE_SECONDS):
            sent = await session.recv()
        said += sent
        if ended(page, sent):
            break
    found.runs += 1
    found.seconds.append(monotonic() - start)
    if page == "data":
        found.compared += 1
        # A version is noted as current a little after it became so.
        before = [one for one in found.versions if one[0] <= start][-1:]
        since = [one for one in found.versions if one[0] > start]
        await _compare(said, before + since, found)


async def _compare(said: bytes, possible: list[tuple[float, str, str]], found: Found) -> None:
    """Look for the numbers of a version; of one that is being published just now they are known soon after."""
    known, waited = len(found.versions), 0
    while True:
        if any(customers.encode() in said and lines.encode() in said for _at, customers, lines in possible):
            return
        if len(found.versions) > known:
            possible, known = [*possible, *found.versions[known:]], len(found.versions)
            continue
        if waited >= SOON_SECONDS and not found.is_publishing:
            break
        waited += 1
        await asyncio.sleep(1)
    found.failures.append(f"data: none of {possible} stands in the reply")


def _usual(watched: list[tuple[float, int, int, int, int]], begins: float, seconds: float) -> list[float]:
    """Return the medians of memory, files, threads and the folder over so many seconds from a moment on."""
    within = [one[1:] for one in watched if begins <= one[0] <= begins + seconds]
    return [statistics.median(column) for column in zip(*within, strict=True)]


def summary(found: Found, minutes: float) -> dict[str, Any]:
    """Say what was found: times, the largest growth after the server has settled, and whether all is well.

    Of a run too short to settle in the growth is said and not judged.
    """
    settled = [one for one in found.watched if one[0] >= 60 * SETTLED_MINUTES]
    judged = settled or found.watched[len(found.watched) // 2 :]
    span = min(60 * SETTLED_MINUTES, (judged[-1][0] - judged[0][0]) / 2)
    first, last = _usual(judged, judged[0][0], span), _usual(judged, judged[-1][0] - span, span)
    memory = last[0] / first[0] - 1
    is_flat = memory <= MEMORY_SHARE and last[1] - first[1] <= MORE_FILES and last[2] - first[2] <= MORE_THREADS
    ordered = sorted(found.seconds)
    return {
        "minutes": minutes,
        "runs": found.runs,
        "published": len(found.versions),
        "compared": found.compared,
        "median_seconds": round(ordered[len(ordered) // 2], 3),
        "p95_seconds": round(ordered[int(len(ordered) * 0.95)], 3),
        "resident_mb": [round(one[0] / 1e6) for one in (first, last)],
        "memory_grew": round(memory, 4),
        "files": [first[1], last[1]],
        "threads": [first[2], last[2]],
        "beside_versions_kb": [round(one[3] / 1e3) for one in (first, last)],
        "resident_mb_by_five_minutes": [
            round(_usual(found.watched, begins, 300)[0] / 1e6) for begins in range(0, int(found.watched[-1][0]), 300)
        ],
        "is_judged": bool(settled),
        "failures": found.failures[:20],
        "is_well": not found.failures and (is_flat or not settled),
    }


if __name__ == "__main__":
    raise SystemExit(main())
