"""What is done once per process, so that a rerun costs little."""

import ctypes
import gc
import importlib
import threading
import time
from contextlib import suppress
from functools import cache

from streamlit import runtime

HEAVY = (
    "altair",
    "duckdb",
    "ibis",
    "pandas",
    "pandas.io.formats.style",
    "pyarrow",
    "charts",
    "metrics",
    "store.publishing",
    "store.tables",
)
# After so many new objects the youngest are looked through; Python's own first number is 700.
THRESHOLD = (20_000, 50, 100)
# A session that has ended hangs together, and by these numbers the oldest objects are looked through hardly ever.
COLLECTED_EVERY_SECONDS = 60.0


# Pools of the C library: by itself it makes one for nearly every thread that a session has, and what lies free in one
# is of no use to the others.
_POOLS = 2
_M_ARENA_MAX = -8  # as the C library names it
_lock = threading.Lock()


def once() -> None:
    """Import the heavy modules and set what they built aside from the garbage collector; who comes first, others wait.

    Streamlit collects all garbage after every rerun; with these modules loaded and not frozen that alone
    costs a hundred milliseconds. Writing one query makes a hundred thousand objects, which hang together: collecting
    between them takes a third of the time and finds nothing.
    """
    with _lock:
        _prepared()


@cache
def _prepared() -> None:
    for name in HEAVY:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLD)
    _share_pools()
    if runtime.exists():
        threading.Thread(target=_keep_collecting, name="collecting", daemon=True).start()


def _share_pools() -> bool:
    """Let all threads share a few pools of memory, where the C library is one that can be told; tells whether it is."""
    with suppress(OSError, AttributeError):
        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _POOLS))
    return False


def _keep_collecting() -> None:
    """Let go of what sessions have left behind, a tenth of a second each minute."""
    while True:
        time.sleep(COLLECTED_EVERY_SECONDS)
        gc.collect()
