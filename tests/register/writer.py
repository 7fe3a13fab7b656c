"""Forks writers that are killed: each line of stdin is how long one lives, each line printed what it confirmed.

A negative time is counted from the first thing that it confirmed, so that a slow machine finds something confirmed too.
"""

from __future__ import annotations

import os
import signal
import sys
import time

import register
from register import connection
from tests.register.conftest import take_on


def write_on(confirmed: int) -> None:
    """Take actions on for ever, saying of each that it is kept once the register returned from it."""
    while True:
        number = take_on("ann", "bob", "cem", register.Chosen("dan", arm=register.HELD_OUT))
        os.write(confirmed, f"{number} ".encode())
        register.finish(number, "ann", result="reached")


def main() -> None:
    """Kill a writer after each number of seconds that is asked for."""
    register.actions("shop")
    for line in sys.stdin:
        connection.close()
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            write_on(theirs)
        os.close(theirs)
        first = os.read(ours, 100).decode() if line.startswith("-") else ""
        time.sleep(abs(float(line)))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(ours) as said:
            print(first + said.read(), flush=True)  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main()
