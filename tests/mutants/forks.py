"""Tests run in a fork of the session that collected them, so that nothing of a mutant stays behind."""

from __future__ import annotations

import os
import pickle
import select
import signal
import time
from typing import TYPE_CHECKING, Any

from _pytest.runner import runtestprotocol

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.mutants.making import Mutant


def in_a_fork(work: Callable[[], Any], seconds: float) -> tuple[bool, Any]:
    """What a function answers in a process of its own: (True, answer), or (False, None) if it fails or hangs."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            with os.fdopen(writer, "wb") as answer:
                pickle.dump(work(), answer)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        ready, _, _ = select.select([answer], [], [], seconds)
        if not ready:
            os.kill(child, signal.SIGKILL)
        text = answer.read()
    os.waitpid(child, 0)
    return (True, pickle.loads(text)) if text else (False, None)  # noqa: S301 - our own fork wrote it


def reached(items: list[pytest.Item], mutants: list[Mutant]) -> dict[str, list[int]]:
    """Which tests call which function: places of tests by function, the quickest first.

    What a slow set-up calls counts for every test of its file, as it may be made for the first of them alone.
    """
    seen: set[str] = set()
    for mutant in {mutant.function: mutant for mutant in mutants}.values():
        mutant.notice(seen)
    calls: dict[int, set[str]] = {}
    prepared: dict[str, set[str]] = {}
    took: dict[int, float] = {}
    for place, item in enumerate(items):
        seen.clear()
        began = time.perf_counter()
        reports = runtestprotocol(item, nextitem=_after(items, place), log=False)
        if any(report.failed for report in reports):
            os._exit(1)
        took[place] = time.perf_counter() - began
        calls[place] = set(seen)
        if reports[0].duration > reports[1].duration:
            prepared.setdefault(item.location[0], set()).update(seen)
    tests: dict[str, list[int]] = {}
    for place in sorted(took, key=took.__getitem__):
        for function in calls[place] | prepared.get(items[place].location[0], set()):
            tests.setdefault(function, []).append(place)
    return tests


def survives(mutant: Mutant, tests: list[pytest.Item]) -> bool:
    """Whether all tests pass with the mutant in its function's place."""
    mutant.take_its_place()
    return not any(
        report.failed
        for place, item in enumerate(tests)
        for report in runtestprotocol(item, nextitem=_after(tests, place), log=False)
    )


def _after(items: list[pytest.Item], place: int) -> pytest.Item | None:
    return items[place + 1] if place + 1 < len(items) else None
