"""The table that a run prints, the budgets it is held against, and docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
PACKAGES = ("duckdb", "ibis-framework", "streamlit", "pandas", "polars", "pyarrow")


@dataclass(frozen=True)
class Budget:
    """What is to be reached at a number of orders, on two cores."""

    publish_ratio: float
    publish_peak_bytes: float
    cohorts_over_pandas: float
    cohorts_over_polars: float
    page_cold_seconds: float
    page_warm_seconds: float


BUDGETS = {
    1_000_000: Budget(6, 2e9, 30, 5, 0.4, 0.1),
    10_000_000: Budget(6, 6e9, 60, 10, 1.0, 0.1),
}


@dataclass(frozen=True)
class Line:
    """One line of the table: what, how much, what it should be and whether it is (None without a budget)."""

    what: str
    measured: str
    budget: str = ""
    is_met: bool | None = None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The line's four cells."""
        return self.what, self.measured, self.budget, {None: "", True: "met", False: "MISSED"}[self.is_met]


HEAD = ("", "measured", "budget", "")


def publishing(found: dict[str, float], budget: Budget | None) -> list[Line]:
    """Lines of publishing."""
    ratio = found["publish_seconds"] / found["bare_seconds"]
    peak = found["publish_peak_bytes"]
    return [
        Line("bare DuckDB: the CSV into a table on disk", seconds(found["bare_seconds"])),
        Line("publishing it, facts of four grains included", seconds(found["publish_seconds"])),
        Line("publishing ÷ bare", f"{ratio:.1f}", *_at_most(ratio, budget and budget.publish_ratio, "{:g}")),
        Line("peak memory of publishing", size(peak), *_at_most(peak, budget and budget.publish_peak_bytes, size)),
        Line("peak memory of bare DuckDB", size(found["bare_peak_bytes"])),
        Line("CSV", size(found["csv_bytes"])),
        Line("published version", size(found["version_bytes"])),
    ]


# What reading may cost at a million orders: times the plain file, seconds of a workbook, memory of five times the rows.
LOADING_ROWS, PERSIAN_RATIO, WORKBOOK_SECONDS, LARGE_PEAK_BYTES = 1_000_000, 2.0, 20.0, 4e9


def loading(found: dict[str, float], rows: int) -> list[Line]:
    """Lines of reading files that are not plain."""
    ratio = found["persian_seconds"] / found["plain_seconds"]
    is_held = rows == LOADING_ROWS
    book, large = f"{found['workbook_rows']:,.0f} rows of a workbook", f"{found['large_rows']:,.0f} orders published"
    return [
        Line("reading the CSV, without publishing", seconds(found["plain_seconds"])),
        Line("reading it with Persian digits and Jalali days", seconds(found["persian_seconds"])),
        Line("Persian ÷ plain", f"{ratio:.2f}", *_at_most(ratio, PERSIAN_RATIO if is_held else None, "{:g}")),
        Line(
            f"reading {book}",
            seconds(found["workbook_seconds"]),
            *_at_most(found["workbook_seconds"], WORKBOOK_SECONDS if is_held else None, seconds),
        ),
        Line("peak memory of reading it", size(found["workbook_peak_bytes"])),
        Line(large, seconds(found["large_seconds"])),
        Line(
            "peak memory of publishing them",
            size(found["large_peak_bytes"]),
            *_at_most(found["large_peak_bytes"], LARGE_PEAK_BYTES if is_held else None, size),
        ),
    ]


def queries(titles: dict[str, str], found: dict[str, dict[str, float]], budget: Budget | None) -> list[Line]:
    """Lines of the results that are compared with pandas and Polars."""
    lines = []
    for name, times in found.items():
        title = titles[name]
        lines.append(Line(f"{title}: ours", seconds(times["ours"])))
        lines.append(Line(f"{title}: ours, the version's file just opened", seconds(times["opened"])))
        for peer, least in (("pandas", "cohorts_over_pandas"), ("polars", "cohorts_over_polars")):
            if peer not in times:
                continue
            faster = times[peer] / times["ours"]
            wanted = getattr(budget, least) if budget and name == "cohort_retention" else None
            verdict = ("", None) if wanted is None else (f"≥ {wanted:g}×", faster >= wanted)
            shown = f"{seconds(times[peer])}: ours is {faster:.1f}× as fast"
            lines.append(Line(f"{title}: {peer.capitalize() if peer == 'polars' else peer}", shown, *verdict))
        lines.append(Line(f"{title}: the {'three' if 'polars' in times else 'two'} results", "equal"))
    return lines


def pages(found: dict[tuple[str, str], dict[str, float]], budget: Budget | None) -> list[Line]:
    """Lines of the pages; a budget is held against the median."""
    lines = []
    for (page, view), times in found.items():
        for cache in ("cold", "warm"):
            middle, worst = times[f"{cache}_median"], times[f"{cache}_p95"]
            wanted = getattr(budget, f"page_{cache}_seconds") if budget else None
            shown = f"{seconds(middle)} (p95 {seconds(worst)})"
            lines.append(Line(f"page {page}, {view}, {cache} cache", shown, *_at_most(middle, wanted, seconds)))
    return lines


# What a reader may wait for among others: the first run of a session, 95 in 100 runs, and memory that stays.
FIRST_RUN_SECONDS, WALK_P95_SECONDS, RESIDENT_RATIO = 0.06, 0.15, 1.05


def sessions(found: dict[str, float]) -> list[Line]:
    """Lines of many sessions at once."""
    first, p95 = found["first_median"], found["walk_p95"]
    ratio = found["resident_last"] / found["resident_first"]
    walk = f"{seconds(p95)} (median {seconds(found['walk_median'])}, worst {seconds(found['walk_worst'])})"
    return [
        Line(
            "first run of a new session, alone",
            f"{seconds(first)} (p95 {seconds(found['first_p95'])})",
            *_at_most(first, FIRST_RUN_SECONDS, seconds),
        ),
        Line(
            f"{found['runs']:,.0f} runs of sessions that come together, p95",
            walk,
            *_at_most(p95, WALK_P95_SECONDS, seconds),
        ),
        Line("sessions that failed", f"{found['errors']:,.0f}", *_at_most(found["errors"], 0, "{:g}")),
        Line("resident memory after the first round", size(found["resident_first"])),
        Line("last round ÷ first", f"{ratio:.3f}", *_at_most(ratio, RESIDENT_RATIO, "{:g}")),
    ]


# What signing in and rights may add to a rerun and to a new session; at a million orders and below.
RERUN_ADDS_SECONDS, SESSION_ADDS_SECONDS = 0.005, 0.05


def signing_in(found: dict[str, float], rows: int) -> list[Line]:
    """Lines of what signing in and rights add."""
    is_held = rows <= LOADING_ROWS
    lines = [
        Line(
            f"signing in and rights add to {what}",
            f"{seconds(max(found[f'{name}_adds'], 0.0))} ({seconds(found[name])} without)",
            *_at_most(found[f"{name}_adds"], most if is_held else None, seconds),
        )
        for name, what, most in (
            ("rerun", "a rerun", RERUN_ADDS_SECONDS),
            ("session", "a new session", SESSION_ADDS_SECONDS),
        )
    ]
    opening = "the first who is held to certain customers, opening the data set"
    return [*lines, Line(opening, seconds(found["scope"]), *_at_most(found["scope"], SESSION_ADDS_SECONDS, seconds))]


def _at_most(value: float, most: float | None, show: object) -> tuple[str, bool | None]:
    if most is None:
        return "", None
    return f"≤ {show.format(most) if isinstance(show, str) else show(most)}", value <= most


def seconds(value: float) -> str:
    """Write a duration with three significant digits."""
    return f"{value * 1000:.3g} ms" if value < 0.9995 else f"{value:.3g} s"


def size(value: float) -> str:
    """Write a number of bytes."""
    return f"{value / 1e9:.3g} GB" if value >= 0.9995e9 else f"{value / 1e6:.3g} MB"


def as_text(lines: Iterable[Line]) -> str:
    """Lay the lines out for a terminal."""
    rows = [HEAD, *(line.cells for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def as_markdown(lines: Iterable[Line]) -> str:
    """Lay the lines out as a Markdown table."""
    rows = ["| " + " | ".join(line.cells) + " |" for line in lines]
    return "\n".join(["| " + " | ".join(HEAD) + " |", "|---|---|---|---|", *rows])


def machine() -> str:
    """Say in one paragraph when and on what was measured; nothing that names the machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        system = platform.system()
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{datetime.now(UTC).date().isoformat()} · {cores} cores ({platform.machine()}), {size(memory)} of memory, "
        f"{system} · Python {platform.python_version()}, {packages} · load of the machine by others before the run: "
        f"{os.getloadavg()[1]:.1f}"
    )


def write(about: str, tables: dict[int, list[Line]], reruns: int) -> None:
    """Write docs/benchmarks.md."""
    parts = [_PREFACE.format(about=about, rows=" ".join(str(rows) for rows in tables), reruns=reruns)]
    for rows, lines in tables.items():
        missed = [line for line in lines if line.is_met is False]
        verdict = f"{len(missed)} of {sum(line.is_met is not None for line in lines)} budgets missed." if missed else ""
        parts += [f"## {rows:,} orders", verdict, as_markdown(lines)]
    PAGE.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")


_PREFACE = """# Benchmarks

Written by `python -m benchmarks --rows {rows} --write`.

{about}

* **Orders** come from a fixed seed: three years, one order to a line, 20 for each customer on average but very
  unevenly, 2 % returns, 1 % without a customer.
* **Publishing** is all that an analyst waits for, from a CSV to the version that readers see: the file is looked at,
  read with its line numbers, unreadable values set aside, customers numbered, returns booked, and the activity of
  every customer found for weeks, months, quarters and years. **Bare** is
  `CREATE TABLE orders AS SELECT * FROM read_csv(...)` into a new file, with its checkpoint. Both run in processes of
  their own, in turns; the medians are compared. Memory is the process's highest resident set.
* **Reading** is looking at a file and bringing every row into typed columns, without publishing: the same orders as
  computers write them, with Jalali days and amounts such as ۱٬۲۳۴٫۵۰, and as a workbook.
* **Cohort table, bridge, top 20 %**: ours opens a fresh snapshot and fetches the result; nothing of a result is kept,
  while the text of its query is (a server writes it once). pandas and Polars start from their own in-memory frames of
  the order lines, with typed columns and money in whole cents, apply the same booking rules and build the same table.
  All take turns, and the run fails unless they agree in every row and to the last cent. So the ratio says what it is
  worth to have the facts at hand when a page is opened; the price of having them is publishing.
* **Pages**: a real server, driven over its websocket as a browser does, with no other session; {reruns} reruns each;
  the time runs from asking for the rerun until the server has sent everything, drawings included. Cold: the caches of
  results are cleared before each rerun. Warm: nothing has changed. Budgets are held against the median.
* **Signing in**: two servers on one folder, one of which asks for signing in; reruns and new sessions of the first page
  take turns at both, and the median of the differences is what it adds. Who is held to certain customers (`held_to`)
  makes sums over these anew, once for each version and such scope, when the data set is opened.
* **Sessions**: the same server; new sessions one after another, then three rounds of 50 that arrive within 4 seconds
  and walk six screens in English, Persian and Arabic with 4 seconds to think; nothing is kept from one session to the
  next but what the process shares."""
