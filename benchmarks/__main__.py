"""`python -m benchmarks`: publishing, reading, results and pages, measured in one run and printed as one table."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks import loading, orders, publishing, queries, report, reruns, sessions, signing_in

PARTS = ("publish", "load", "metrics", "pages", "sessions", "access")
# Reading is held against its budgets at a million orders; five times as many of ten million measure the disk.
MOST_TO_READ = 1_000_000


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; returns 1 when two ways of computing a result disagree."""
    asked = _parse(arguments)
    about = report.machine()
    print(about, flush=True)
    tables: dict[int, list[report.Line]] = {}
    for rows in asked.rows:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
            try:
                tables[rows] = _measure(rows, Path(folder), asked)
            except queries.DifferenceError as difference:
                print(f"Results differ. {difference}", file=sys.stderr)
                return 1
        print(f"\n{rows:,} orders\n\n{report.as_text(tables[rows])}", flush=True)
    if asked.write:
        report.write(about, tables, asked.reruns)
    return 0


def _measure(rows: int, folder: Path, asked: argparse.Namespace) -> list[report.Line]:
    os.environ["MANDEGAR_HOME"] = str(folder / "home")
    budget = report.BUDGETS.get(rows)
    lines: list[report.Line] = []
    files = orders.write(folder, rows)
    if asked.only in {None, "publish"}:
        lines += report.publishing(publishing.measure(files[0], folder / "home", asked.repeats), budget)
    elif asked.only != "load":
        publishing.add(files[0], folder / "home", "orders")
    if asked.only == "load" or (asked.only is None and rows <= MOST_TO_READ):
        lines += report.loading(loading.measure(files[0], folder, rows, asked.repeats), rows)
    if asked.only in {None, "metrics"}:
        titles = queries.RESULTS | queries.AGAINST_PANDAS
        lines += report.queries(titles, queries.measure(files[0], publishing.DATASET, asked.repeats), budget)
    if asked.only in {None, "pages", "sessions", "access"}:
        publishing.add(files[1], folder / "home", "departures")
    if asked.only in {None, "pages"}:
        lines += report.pages(reruns.measure(folder / "home", asked.reruns, tuple(asked.pages)), budget)
    if asked.only in {None, "sessions"}:
        lines += report.sessions(sessions.measure(folder / "home", asked.sessions, asked.thinking))
    if asked.only in {None, "access"}:
        lines += report.signing_in(signing_in.measure(folder / "home", publishing.DATASET, asked.reruns), rows)
    return lines


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000], help="orders to measure with")
    parser.add_argument("--sessions", type=int, default=sessions.SESSIONS, help="sessions that come together")
    parser.add_argument("--thinking", type=float, default=sessions.THINKING_SECONDS, help="seconds between two screens")
    parser.add_argument("--only", choices=PARTS, help="measure one part alone")
    parser.add_argument("--repeats", type=int, default=3, help="measurements of publishing and of each result")
    parser.add_argument("--pages", nargs="+", choices=reruns.PAGES, default=reruns.PAGES, help="pages to rerun")
    parser.add_argument("--reruns", type=int, default=20, help="reruns of each page, cold and warm")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    asked = parser.parse_args(arguments)
    if asked.write and (asked.only or asked.pages != reruns.PAGES):
        parser.error("--write needs the whole run, without --only and --pages")
    return asked


if __name__ == "__main__":
    sys.exit(main())
