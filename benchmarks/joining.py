"""Files that belong together, joined while they are read, beside the same rows as one file; and what recognising adds.

`python -m benchmarks.joining --rows 10000000`. Each measurement is a process of its own (`read`, `join` and `recognise`
with a folder), so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from benchmarks import report
from benchmarks.processes import measured
from benchmarks.publishing import peak_bytes
from benchmarks.report import Line, seconds, size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Taken = dict[str, float]
LINES_PER_ORDER = 3
ORDERS_PER_CUSTOMER = 7
PRODUCTS = 5_000
JOINED = ("lines.csv", "orders.csv", "products.csv")
FLAT = "flat.csv"
# Joining against reading as one file; recognising a file of any length; the memory of both.
MOST_TIMES, MOST_RECOGNISING, MOST_BYTES = 2.0, 1.0, 4 * 1024**3


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; returns 1 when a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.joining", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="lines of orders")
    parser.add_argument("--repeats", type=int, default=3, help="measurements of each")
    asked = parser.parse_args(arguments)
    print(report.machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        write(Path(folder), asked.rows)
        found = measure(Path(folder), asked.repeats)
    lines = told(found)
    print(f"\n{asked.rows:,} lines of orders\n\n{report.as_text(lines)}")
    return int(any(line.is_met is False for line in lines))


def write(folder: Path, rows: int) -> None:
    """Write the lines, their orders and the products, which alone tell prices, as three files; and all of it as one."""
    import duckdb

    orders = -(-rows // LINES_PER_ORDER)
    with duckdb.connect() as connection:
        connection.execute("SELECT setseed(0.5)").fetchall()
        connection.execute(
            f"""CREATE TABLE products AS SELECT printf('P%05d', range) AS product, printf('Product %d', range) AS name,
            printf('Category %d', range % 12) AS category, round(5 + 100 * random(), 2) AS unit_price
            FROM range({PRODUCTS})"""
        ).fetchall()
        connection.execute(
            f"""CREATE TABLE orders AS SELECT printf('O%09d', range) AS order_id,
            printf('C%08d', CAST(floor(random() * {max(orders // ORDERS_PER_CUSTOMER, 1)}) AS INTEGER)) AS customer_id,
            DATE '2022-01-01' + CAST(floor(random() * 1089) AS INTEGER) AS order_date FROM range({orders})"""
        ).fetchall()
        connection.execute(
            f"""CREATE TABLE lines AS SELECT printf('O%09d', range // {LINES_PER_ORDER}) AS order_id,
            printf('P%05d', CAST(floor(random() * {PRODUCTS}) AS INTEGER)) AS product,
            CAST(1 + floor(random() * 4) AS INTEGER) AS quantity
            FROM range({rows})"""
        ).fetchall()
        for path in JOINED:
            connection.execute(f"COPY {path.removesuffix('.csv')} TO '{folder / path}' (HEADER)").fetchall()
        connection.execute(
            f"""COPY (SELECT * EXCLUDE (name, category) FROM lines JOIN orders USING (order_id)
            JOIN products USING (product)) TO '{folder / FLAT}' (HEADER)"""
        ).fetchall()


def measure(folder: Path, repeats: int) -> dict[str, dict[str, float]]:
    """Time each way in turns, in processes of their own.

    Returns
    -------
    Of `read`, `join` and `recognise`: median seconds and processor_seconds, and the most peak_bytes.

    Raises
    ------
    AssertionError
        When the joined files hold other revenue than the one file does.

    """
    taken: dict[str, list[Taken]] = {way: [] for way in WAYS}
    for _round in range(repeats):
        for way, several in taken.items():
            several.append(measured("joining", way, folder, home=folder / "home"))
    found = {}
    for way, several in taken.items():
        found[way] = {name: median(one[name] for one in several) for name in ("seconds", "processor_seconds")}
        found[way] |= {"peak_bytes": max(one["peak_bytes"] for one in several)}
    revenues = {one["revenue"] for way in ("read", "join") for one in taken[way]}
    if len(revenues) != 1:
        msg = f"Joined and as one file they hold different revenues: {sorted(revenues)}."
        raise AssertionError(msg)
    return found


def told(found: dict[str, dict[str, float]]) -> list[Line]:
    """Lines of the table, with what they are held against."""
    read, join, recognise = (found[way] for way in ("read", "join", "recognise"))
    ratio = join["seconds"] / read["seconds"]
    return [
        Line("reading the lines as one file", seconds(read["seconds"])),
        Line("joining them with their orders and products, and reading that", seconds(join["seconds"])),
        Line("joining ÷ reading", f"{ratio:.2f}", f"≤ {MOST_TIMES:g}", ratio <= MOST_TIMES),
        Line(
            "peak memory of joining",
            size(join["peak_bytes"]),
            f"≤ {size(MOST_BYTES)}",
            join["peak_bytes"] <= MOST_BYTES,
        ),
        Line(
            "recognising the one file",
            seconds(recognise["seconds"]),
            f"≤ {seconds(MOST_RECOGNISING)}",
            recognise["seconds"] <= MOST_RECOGNISING,
        ),
    ]


def _read(folder: Path) -> Taken:
    import ingest

    with _clock() as taken:
        taken["revenue"] = _revenue(ingest.inspect(folder / FLAT))
    return taken


def _join(folder: Path) -> Taken:
    import ingest
    from loading.together import joined

    with _clock() as taken:
        found = joined([ingest.inspect(folder / name) for name in JOINED])
        if found is None:
            msg = "The files are not joined."
            raise AssertionError(msg)
        taken["revenue"] = _revenue(found.source)
    return taken


def _recognise(folder: Path) -> Taken:
    import ingest

    source = ingest.inspect(folder / FLAT)
    with _clock() as taken:
        guesses = ingest.recognise_tables(source)
    if guesses[0].table != "orders":
        msg = f"The lines are taken for {guesses[0].table}."
        raise AssertionError(msg)
    return taken


@contextmanager
def _clock() -> Iterator[Taken]:
    taken: Taken = {}
    start, of_processors = perf_counter(), process_time()
    yield taken
    taken |= {"seconds": perf_counter() - start, "processor_seconds": process_time() - of_processors}


def _revenue(source: Any) -> float:
    """Read every row, and return what all of them bring."""
    import ingest

    with ingest.scratch() as connection:
        ingest.load(connection, source, "orders", ingest.recognise(source.columns, "orders"))
        return float(connection.execute("SELECT sum(revenue) FROM incoming.orders").fetchall()[0][0])


WAYS: dict[str, Callable[[Path], Taken]] = {"read": _read, "join": _join, "recognise": _recognise}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in WAYS:
        print(json.dumps(WAYS[sys.argv[1]](Path(sys.argv[2])) | {"peak_bytes": peak_bytes()}))
    else:
        sys.exit(main())
