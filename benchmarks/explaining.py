"""`python -m benchmarks.explaining`: how long it takes to say why customers leave, with many orders and many tickets.

A firm of its own, in a temporary folder: the orders and departures of `benchmarks.orders`, their customers, and so many
complaints, answers to surveys and contacts with forty agents, a few of whom left. What Churn causes, Service and Early
warning ask is asked by itself, nothing of it kept; then the pages are rerun as `benchmarks.reruns` does it, on a server
that has followed its newest version. Budgets are held against the time of the processors.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from benchmarks import customers, orders, publishing, report, reruns

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED, TICKETS = 20_261_130, 1_000_000
TOPICS = ("Price", "Delivery", "Quality", "Staff", "Website", "Billing", "Returns", "Advice")
AGENTS, GONE_AGENTS, LEFT_BEFORE_DAYS = 40, 4, 300
REPLIED_SHARE, CLOSED_SHARE, INBOUND_SHARE = 0.9, 0.8, 0.3
ANSWERS_PER_CUSTOMER, CONTACTS_PER_CUSTOMER = 0.5, 3
PAGES = ("churn_causes", "service", "early_warning")
PAGE_SECONDS, ASKED_SECONDS = 0.5, 0.5


def tickets(folder: Path, known: int, number: int) -> dict[str, Path]:
    """Write complaints, answers to surveys and contacts of so many customers; returns their paths by table."""
    draw = np.random.default_rng(SEED)
    found = {
        "complaints": _complaints(draw, known, number),
        "surveys": _surveys(draw, known),
        "contacts": _contacts(draw, known),
    }
    paths = {table: folder / f"{table}.csv" for table in found}
    for table, path in paths.items():
        arrow_csv.write_csv(pa.table(found[table]), path, arrow_csv.WriteOptions(quoting_style="none"))
    return paths


def _customer(draw: np.random.Generator, known: int, number: int) -> pa.Array:
    return orders.numbered("C", draw.integers(known, size=number), 8)


def _moments(days: np.ndarray, minutes: np.ndarray) -> pa.Array:
    start = np.datetime64(orders.FIRST_DAY).astype("datetime64[m]")
    return pa.array((start + days * 1440 + minutes).astype("datetime64[s]"))


def _complaints(draw: np.random.Generator, known: int, number: int) -> dict[str, pa.Array]:
    day, minute = draw.integers(orders.DAYS, size=number), draw.integers(1440, size=number)
    waited = np.maximum(draw.lognormal(6, 1.5, number), 1).astype(np.int64)
    replied = _moments(day, minute + waited)
    closed = _moments(day, minute + 2 * waited)
    no = pa.scalar(None, replied.type)
    topic = np.minimum((draw.random(number) ** 2 * len(TOPICS)).astype(np.int64), len(TOPICS) - 1)
    return {
        "customer_id": _customer(draw, known, number),
        "opened_at": _moments(day, minute),
        "replied_at": pc.if_else(pa.array(draw.random(number) < REPLIED_SHARE), replied, no),
        "closed_at": pc.if_else(pa.array(draw.random(number) < CLOSED_SHARE), closed, no),
        "topic": pc.take(pa.array(TOPICS), pa.array(topic)),
        "agent": orders.numbered("Agent ", draw.integers(AGENTS, size=number), 2),
    }


def _surveys(draw: np.random.Generator, known: int) -> dict[str, pa.Array]:
    number = int(known * ANSWERS_PER_CUSTOMER)
    topics = pa.array(["", *TOPICS[:4]])
    return {
        "customer_id": _customer(draw, known, number),
        "answered_on": orders.dates(draw.integers(orders.DAYS, size=number)),
        "score": pa.array(draw.integers(11, size=number)),
        "topic": pc.take(topics, pa.array(draw.integers(len(topics), size=number))),
        "scale": pa.array(["0-10"] * number),
    }


def _contacts(draw: np.random.Generator, known: int) -> dict[str, pa.Array]:
    number = known * CONTACTS_PER_CUSTOMER
    # A customer has one agent mostly, and some of these have left.
    customer, day = draw.integers(known, size=number), draw.integers(orders.DAYS, size=number)
    agent = np.where(draw.random(number) < 0.8, customer % AGENTS, draw.integers(AGENTS, size=number))
    gone = (agent < GONE_AGENTS) & (day > orders.DAYS - LEFT_BEFORE_DAYS)
    agent = np.where(gone, agent + GONE_AGENTS, agent)
    came = pa.array(draw.random(number) < INBOUND_SHARE)
    return {
        "customer_id": orders.numbered("C", customer, 8),
        "contacted_on": orders.dates(day),
        "direction": pc.if_else(came, pa.scalar("inbound"), pa.scalar("outbound")),
        "answered": pc.if_else(pa.array(draw.random(number) < 0.5), pa.scalar("yes"), pa.scalar("no")),
        "agent": orders.numbered("Agent ", agent, 2),
    }


def questions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what the three pages ask of a firm that has loaded everything."""
    yield "departures_by_cause", {}
    yield "cause_rates", {"include_open": True}
    yield "cause_lift", {"by": ("region",)}
    yield "drivers", {"attributes": ("region", "owner")}
    yield "reply_times", {}
    yield "complaint_leaving", {}
    yield "issue_costs", {}
    yield "nps", {}
    yield "single_threaded", {}
    yield "replies_over_time", {}
    yield "reply_leaving", {}
    yield "nps_leaving", {}
    yield "importance_performance", {}
    yield "agent_holdings", {}
    yield "agent_changes", {}
    yield "risk_summary", {"measure": "profit"}
    yield "risk_test", {}
    yield "risk_calibration", {}
    yield "risk_members", {"measure": "profit", "top": 50}
    yield "signal_counts", {"measure": "profit"}
    yield "first_days", {}
    yield "first_contacts", {}


def make(folder: Path, rows: int, number: int) -> list[report.Line]:
    """Publish such a firm."""
    home = folder / "home"
    home.mkdir(parents=True)
    sold, left = orders.write(folder, rows)
    known = max(rows // orders.ORDERS_PER_CUSTOMER, 1)
    of_customers = customers.write(folder, rows)
    tables = {"orders": sold, "customers": of_customers["customers"], **tickets(folder, known, number)}
    tables["departures"] = left
    published = publishing.firm(home, tables)
    followed = publishing.follow(home)
    return [
        report.Line("publishing all of it", report.seconds(published["seconds"])),
        report.Line("the same, time of the processors", report.seconds(published["processor_seconds"])),
        report.Line("what follows it, time of the processors", report.seconds(followed["processor_seconds"])),
    ]


def ask(home: Path, repeats: int) -> list[report.Line]:
    """Ask each question of the published firm, by its processors and by the clock."""
    os.environ["MANDEGAR_HOME"] = str(home)
    import store
    from metrics.glossary import evaluate

    lines = []
    snapshot = store.open(publishing.DATASET)
    for metric, given in questions():
        options = dict(given)
        by = options.pop("by", ())
        # Churn causes looks at the last year as it opens.
        since = orders.FIRST_DAY.replace(year=2023, month=12) if metric == "drivers" else None
        asked = evaluate(metric, store.Tables(snapshot, since=since), by=by, **options)
        snapshot.fetch(asked)  # the text of the query, and the pages of the file
        worked, waited = [], []
        for _time in range(repeats):
            clock, processors = perf_counter(), process_time()
            snapshot.fetch(asked)
            worked.append(process_time() - processors)
            waited.append(perf_counter() - clock)
        took = median(worked)
        shown = f"{report.seconds(took)} ({report.seconds(median(waited))} by the clock)"
        lines.append(report.Line(metric, shown, f"≤ {report.seconds(ASKED_SECONDS)}", is_met=took <= ASKED_SECONDS))
    return lines


def pages(home: Path, repeats: int) -> list[report.Line]:
    """Rerun the pages, cold."""
    lines = []
    for (page, _view), times in reruns.measure(home, repeats, PAGES, {"as it opens": ""}).items():
        took = times["cold_work"]
        shown = f"{report.seconds(took)} ({report.seconds(times['cold_median'])} by the clock)"
        is_met = took <= PAGE_SECONDS
        lines.append(report.Line(f"page {page}, cold cache", shown, f"≤ {report.seconds(PAGE_SECONDS)}", is_met=is_met))
        lines.append(report.Line(f"page {page}, warm cache", report.seconds(times["warm_median"])))
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; returns 1 where a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explaining", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="orders to measure with")
    parser.add_argument("--tickets", type=int, default=TICKETS, help="complaints")
    parser.add_argument("--repeats", type=int, default=3, help="measurements of each")
    parser.add_argument("--folder", type=Path, help="keep the firm here, or measure the one that is here already")
    asked = parser.parse_args(arguments)
    print(report.machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        folder = asked.folder or Path(temporary)
        lines = [] if (folder / "home").exists() else make(folder, asked.rows, asked.tickets)
        lines += ask(folder / "home", asked.repeats) + pages(folder / "home", asked.repeats)
    print(f"\n{asked.rows:,} orders, {asked.tickets:,} complaints\n\n{report.as_text(lines)}", flush=True)
    return 0 if all(one.is_met is not False for one in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
