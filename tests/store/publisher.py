"""A process that publishes on request and may be killed at a wanted instant.

Run as `python -m tests.store.publisher`: for each instant named on standard input it forks a child, which
publishes 200,000 rows to the data set `shop`, says "<pid> here" when it comes to the instant and goes on
("<pid> done" at the end). Forking saves the seconds that importing takes.
"""

from __future__ import annotations

import os
import sys
import time

import store
from store import folders
from tests.store.conftest import MappedColumns, Report

ROWS = 200_000


def say(word):
    sys.stdout.write(f"{os.getpid()} {word}\n")
    sys.stdout.flush()


def publish(instant):
    """Publish, saying when the instant comes: a share of the work ("0.65"), or one of the last steps."""

    def progress(_stage, share):
        if instant == f"{share:.2f}":
            say("here")

    def held(name, step):
        def wrapped(*arguments):
            if instant == name:
                say("here")
                time.sleep(60)
            return step(*arguments)

        return wrapped

    folders.point_to = held("renamed", folders.point_to)
    folders.sync_folder = held("synced", folders.sync_folder)
    with store.draft("shop", progress=progress) as draft:
        if instant == "drafted":
            say("here")
        connection = draft.connection
        connection.execute("ATTACH ':memory:' AS incoming").fetchall()
        connection.execute(
            "CREATE TABLE incoming.orders AS SELECT 'c' || hash(range) % 5000 AS customer_id, "
            "DATE '2022-01-01' + (range % 900)::INTEGER AS ordered_on, (range % 90)::DECIMAL(18,4) AS revenue, "
            f"'o' || range // 3 AS order_id, range + 2 AS source_row FROM range({ROWS})"
        ).fetchall()
        connection.execute(
            "CREATE TABLE incoming.rejects (source_row BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR)"
        ).fetchall()
        draft.apply(Report("many.csv", "many", "orders", MappedColumns(), ROWS, ROWS, 0))
        draft.publish()
    say("done")


def main():
    for request in sys.stdin:
        child = os.fork()
        if child == 0:
            publish(request.strip())
            os._exit(0)
        os.waitpid(child, 0)
        sys.stdout.write("ended\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
