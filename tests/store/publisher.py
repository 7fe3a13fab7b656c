"""A process that publishes on request and may be killed at a wanted instant.

Run as `python -m tests.store.publisher`: for each "<instant> <seconds>" on standard input it forks a child, which
publishes 60,000 rows to the data set `shop` and is killed so many seconds after the instant, by itself, so that no
clock of another process decides. The answer is how the child ended: 0, or the number of the signal. Forking saves the
seconds that importing takes, and as the process itself has published once elsewhere, those of writing queries.
"""

from __future__ import annotations

import os
import signal
import sys

import store
from store import folders
from tests.store.conftest import MappedColumns, Report, line
from tests.store.conftest import publish as practise

ROWS = 60_000


def die(seconds):
    """Be killed by the system in so many seconds, or at once."""
    if seconds == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def publish(instant, seconds):
    """Publish, to be killed after an instant: a share of the work ("0.65"), or one of the last steps."""

    def progress(_stage, share):
        if instant == f"{share:.2f}":
            die(seconds)

    def held(name, step):
        def wrapped(*arguments):
            if instant == name:
                die(seconds)
            return step(*arguments)

        return wrapped

    folders.make_current = held("renamed", folders.make_current)
    folders.sync_folder = held("synced", folders.sync_folder)
    with store.draft("shop", progress=progress) as draft:
        if instant == "drafted":
            die(seconds)
        connection = draft.connection
        connection.execute("ATTACH ':memory:' AS incoming").fetchall()
        connection.execute(
            "CREATE TABLE incoming.orders AS SELECT 'c' || hash(range) % 1500 AS customer_id, "
            "DATE '2022-01-01' + (range % 900)::INTEGER AS ordered_on, (range % 90)::DECIMAL(18,4) AS revenue, "
            f"'o' || range // 3 AS order_id, range + 2 AS source_row FROM range({ROWS})"
        ).fetchall()
        connection.execute(
            "CREATE TABLE incoming.rejects (source_row BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR)"
        ).fetchall()
        draft.apply(Report("many.csv", "many", "orders", MappedColumns(), ROWS, ROWS, 0))
        draft.publish()


def main():
    practise([line("ann", "2024-01-05", 10)], dataset="practice")
    for request in sys.stdin:
        instant, seconds = request.split()
        child = os.fork()
        if child == 0:
            publish(instant, float(seconds))
            os._exit(0)
        sys.stdout.write(f"{os.waitpid(child, 0)[1]}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
