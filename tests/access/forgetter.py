"""A process that forgets a customer on request and is killed at a wanted step.

Run as `python -m tests.access.forgetter`: for each "<home> <step>" on standard input it forks a child, which forgets
`ann` in all data sets of the home and is killed by the system just before it takes the step of this number; a step is
whatever changes a file's name or what the disk holds. The answer is how the child ended: 0, or the number of the
signal.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import register.forgetting
import store
from register import connection
from store import folders, integrity
from terminal import forgetting

STEPS = (
    *((folders, name) for name in ("replace_text", "sync_folder", "sweep", "renew")),
    *((integrity, name) for name in ("seal", "seal_either")),
    *((Path, name) for name in ("replace", "unlink")),
    *((register.forgetting, name) for name in ("compacted", "_mend_events", "_remove")),
)


def count_down(step):
    """Let each of STEPS count, and die at the one of this number."""
    left = [step]

    def held(place, name):
        real = getattr(place, name)

        def wrapped(*arguments, **options):
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **options)

        setattr(place, name, wrapped)

    for place, name in STEPS:
        held(place, name)


def main():
    store.datasets()
    for request in sys.stdin:
        home, step = request.rsplit(" ", 1)
        child = os.fork()
        if child == 0:
            os.environ["MANDEGAR_HOME"] = home
            count_down(int(step))
            list(forgetting.forget("ann", None))
            os._exit(0)
        sys.stdout.write(f"{os.waitpid(child, 0)[1]}\n")
        sys.stdout.flush()
    connection.close()


if __name__ == "__main__":
    main()
