"""`python -m benchmarks.acting`: how long what the pages of acting ask of a register with many actions takes.

A register of its own, in a temporary folder: actions of twenty people over three years, four of ten open, one of a
hundred an experiment, three customers each; the median of several times, the first among them.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

import register
from benchmarks import report
from register import connection
from register.tables import ACTIONS, EVENTS, MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED, DATASET, ACTIONS_HELD = 20261129, "shop", 100_000
PEOPLE, EACH, SPAN_DAYS, EVERY = 20, 3, 1095, 100
TODAY = date(2026, 11, 29)
MOST_SECONDS, AT_ONCE = 0.25, 20_000


def fill(number: int) -> None:
    """Write so many actions, their customers, and an event for each."""
    draw = random.Random(SEED)
    noon = datetime(2026, 11, 1, 12, tzinfo=UTC)
    with connection.writing() as connected:
        for first in range(1, number + 1, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, number + 1))
            states = {one: draw.choices(("open", "done", "dropped"), (4, 5, 1))[0] for one in numbers}
            connected.execute(insert(ACTIONS), [_action(one, states[one], draw, noon) for one in numbers])
            connected.execute(insert(MEMBERS), [row for one in numbers for row in _members(one, states[one], noon)])
            of = {"at": noon, "who": "Ann", "role": "agent", "kind": "take_on", "dataset": DATASET, "detail": {}}
            connected.execute(insert(EVENTS), [{**of, "subject": str(one)} for one in numbers])


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


def _members(number: int, state: str, noon: datetime) -> Iterator[dict[str, Any]]:
    for place in range(1, EACH + 1):
        is_alone = number % EVERY == 0 and place == EACH
        yield {
            "action_id": number,
            "customer_id": f"c{(number * EACH + place) % 60_000}",
            "dataset": DATASET,
            "place": place,
            "arm": register.HELD_OUT if is_alone else register.TREATED,
            "state": "held_out" if is_alone else state,
            "done_at": noon - timedelta(days=number % SPAN_DAYS) if state == "done" and not is_alone else None,
        }


def asked() -> dict[str, Callable[[], object]]:
    """Return what the pages ask, as they ask it."""
    some = [f"c{number}" for number in range(250)]
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
        "actions of one customer": lambda: register.actions(DATASET, customer_id="c17"),
        "whether tasks were done since": lambda: register.talked(DATASET),
        "whom somebody spoke to in 400 days": lambda: register.talks(DATASET, TODAY - timedelta(days=400), TODAY),
        "what became of one action": lambda: register.events(dataset=DATASET, subject="4711"),
    }


def measure(number: int, repeats: int) -> list[report.Line]:
    """Fill a register and ask it everything; how long each takes."""
    fill(number)
    lines = []
    for what, ask in asked().items():
        seconds = []
        for _time in range(repeats):
            began = perf_counter()
            ask()
            seconds.append(perf_counter() - began)
        took = median(seconds)
        lines.append(
            report.Line(what, f"{1000 * took:.0f} ms", f"≤ {1000 * MOST_SECONDS:.0f} ms", is_met=took <= MOST_SECONDS)
        )
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.acting", description=__doc__)
    parser.add_argument("--actions", type=int, default=ACTIONS_HELD, help="actions in the register")
    parser.add_argument("--repeats", type=int, default=5, help="measurements of each")
    asked_for = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        os.environ["MANDEGAR_HOME"] = folder
        lines = measure(asked_for.actions, asked_for.repeats)
        connection.close()
    print(report.machine())
    print(f"\n{asked_for.actions:,} actions\n\n{report.as_text(lines)}")
    return 0 if all(one.is_met is not False for one in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
