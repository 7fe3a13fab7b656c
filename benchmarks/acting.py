"""`python -m benchmarks.acting`: how long the pages of acting take with many actions and many orders.

A firm of its own, in a temporary folder: the orders of `benchmarks.orders` with customers, contacts, complaints and
contracts, and a register of actions of twenty people over three years, four of ten open, one of a hundred an
experiment, three customers each. Do next, Follow-up, Actions and Today are rerun as `benchmarks.reruns` does it, cold
and warm, on a server that has followed its newest version; what they ask of the register is asked by itself, too.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

import register
from benchmarks import customers, orders, publishing, report, reruns
from register import connection
from register.tables import ACTIONS, EVENTS, MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED, DATASET, ACTIONS_HELD = 20261129, publishing.DATASET, 100_000
PEOPLE, EACH, SPAN_DAYS, EVERY = 20, 3, 1095, 100
TODAY = orders.FIRST_DAY + timedelta(days=orders.DAYS - 1)
PAGES = ("today", "do_next", "follow_up", "actions")
# What a page may take. Warm it is more than the tenth of a second of the other pages: what others may have written
# since is asked of the register each time, and never kept; the page of actions asks for a thousand of them.
PAGE_SECONDS = {"cold": 0.5, "warm": 0.2}
# What one question may take of those that the pages ask of the register.
ASKED_SECONDS = 0.25
AT_ONCE = 20_000


def fill(number: int, known: int) -> None:
    """Write so many actions, their customers, of so many that there are, and an event for each."""
    draw = random.Random(SEED)
    noon = datetime.combine(TODAY, time(12), UTC)
    with connection.writing() as connected:
        for first in range(1, number + 1, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, number + 1))
            states = {one: draw.choices(("open", "done", "dropped"), (4, 5, 1))[0] for one in numbers}
            connected.execute(insert(ACTIONS), [_action(one, states[one], draw, noon) for one in numbers])
            members = [row for one in numbers for row in _members(one, states[one], noon, known)]
            connected.execute(insert(MEMBERS), members)
            connected.execute(insert(EVENTS), [_event(one, "take_on", noon) for one in numbers])
            done = [_event(one, "task", noon) for one in numbers if states[one] == "done"]
            connected.execute(insert(EVENTS), done)


def _event(number: int, kind: str, noon: datetime) -> dict[str, Any]:
    of = {"at": noon, "who": "Ann", "role": "agent", "kind": kind, "dataset": DATASET, "detail": {}}
    return {**of, "subject": str(number)}


def _action(number: int, state: str, draw: random.Random, noon: datetime) -> dict[str, Any]:
    starts_on = TODAY - timedelta(days=draw.randrange(SPAN_DAYS))
    return {
        "action_id": number,
        "dataset": DATASET,
        "title": f"Call {number}",
        "state": state,
        "owner": f"Person {draw.randrange(PEOPLE)}",
        "due_on": starts_on + timedelta(days=7),
        "starts_on": starts_on,
        "horizon_days": 90 if number % EVERY == 0 else None,
        "opened_at": noon,
        "opened_by": "Ann",
        "closed_at": None if state == "open" else noon,
    }


def _members(number: int, state: str, noon: datetime, known: int) -> Iterator[dict[str, Any]]:
    for place in range(1, EACH + 1):
        is_alone = number % EVERY == 0 and place == EACH
        yield {
            "action_id": number,
            "customer_id": _customer((number * EACH + place) % known),
            "dataset": DATASET,
            "place": place,
            "arm": register.HELD_OUT if is_alone else register.TREATED,
            "state": "held_out" if is_alone else state,
            "done_at": noon - timedelta(days=number % SPAN_DAYS) if state == "done" and not is_alone else None,
        }


def _customer(number: int) -> str:
    return f"C{number:08}"


def asked() -> dict[str, Callable[[], object]]:
    """Return what the pages ask, as they ask it."""
    some = [_customer(number) for number in range(250)]
    return {
        "open actions, the soonest 1,000": lambda: register.actions(DATASET, state="open", most=1000),
        "open actions of one person": lambda: register.actions(DATASET, state="open", owner="Person 3", most=1000),
        "actions that are overdue": lambda: register.actions(DATASET, state="open", due_before=TODAY, most=1000),
        "all actions, the soonest 1,000": lambda: register.actions(DATASET, most=1000),
        "experiments, 200": lambda: register.actions(DATASET, is_asked=True, most=200),
        "who is in which arm of 200 experiments": lambda: register.assigned(range(EVERY, 200 * EVERY + 1, EVERY)),
        "how many are open, overdue, done": lambda: register.counts(DATASET, TODAY),
        "who has actions": lambda: register.owners(DATASET),
        "tasks, the soonest 500": lambda: register.tasks(DATASET, most=500),
        "tasks of one person": lambda: register.tasks(DATASET, owner="Person 3", most=500),
        "what was taken on last for 250 customers": lambda: register.latest(DATASET, some),
        "actions of one customer": lambda: register.actions(DATASET, customer_id=_customer(17)),
        "whether tasks were done since": lambda: register.talked(DATASET),
        "whom somebody spoke to in 400 days": lambda: register.talks(DATASET, TODAY - timedelta(days=400), TODAY),
        "what became of one action": lambda: register.events(dataset=DATASET, subject="4711"),
    }


def measure(folder: Path, rows: int, actions: int, repeats: int) -> list[report.Line]:
    """Make a firm of so many orders and actions, and rerun its pages; a budget is held against the median."""
    home = folder / "home"
    home.mkdir(parents=True)
    sold, left = orders.write(folder, rows)
    tables = {"orders": sold, **customers.write(folder, rows), "departures": left}
    published = publishing.firm(home, tables)["seconds"]
    fill(actions, max(rows // orders.ORDERS_PER_CUSTOMER, 1))
    lines = [report.Line("publishing all of it", report.seconds(published))]
    lines.append(report.Line("what follows it", report.seconds(publishing.follow(home)["seconds"])))
    for (page, _view), times in reruns.measure(home, repeats, PAGES, {"as it opens": ""}).items():
        for cache, most in PAGE_SECONDS.items():
            took, worst = times[f"{cache}_median"], times[f"{cache}_p95"]
            shown = f"{report.seconds(took)} (p95 {report.seconds(worst)})"
            lines.append(_line(f"page {page}, {cache} cache", took, most, shown))
    for what, ask in asked().items():
        seconds = []
        for _time in range(repeats):
            began = perf_counter()
            ask()
            seconds.append(perf_counter() - began)
        lines.append(_line(what, median(seconds), ASKED_SECONDS, report.seconds(median(seconds))))
    return lines


def _line(what: str, took: float, most: float, shown: str) -> report.Line:
    return report.Line(what, shown, f"≤ {report.seconds(most)}", is_met=took <= most)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; returns 1 where a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.acting", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000], help="orders to measure with")
    parser.add_argument("--actions", type=int, default=ACTIONS_HELD, help="actions in the register")
    parser.add_argument("--repeats", type=int, default=5, help="measurements of each")
    asked_for = parser.parse_args(arguments)
    print(report.machine(), flush=True)
    is_met = True
    for rows in asked_for.rows:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
            os.environ["MANDEGAR_HOME"] = str(Path(folder) / "home")
            lines = measure(Path(folder), rows, asked_for.actions, asked_for.repeats)
            connection.close()
        print(f"\n{rows:,} orders, {asked_for.actions:,} actions\n\n{report.as_text(lines)}", flush=True)
        is_met = is_met and all(one.is_met is not False for one in lines)
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
