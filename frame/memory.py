"""What the server does not need any more goes back to the system.

A session runs in a thread of its own. The C library gives threads pools of memory of their own, up to eight for each
core, and what was freed in one stays there for it: a server of many sessions grows by what nobody uses.
"""

import ctypes
import threading
import time
from contextlib import suppress

# Numbers that `mallopt` of glibc goes by: when to give back what is free at a pool's end, from which size on a piece
# is the system's own, and how many pools there are.
_TRIM_AT, _OWN_FROM, _POOLS = -1, -3, -8
_SETTINGS = {_TRIM_AT: 1 << 20, _OWN_FROM: 1 << 18, _POOLS: 2}
EACH_SECONDS = 60.0


def share() -> None:
    """Let all threads take from two pools, which give back what is free; to be called before there are many threads."""
    with suppress(OSError, AttributeError):  # another C library has other ways
        change = ctypes.CDLL("libc.so.6").mallopt
        for setting, value in _SETTINGS.items():
            change(setting, value)


def keep_low() -> None:
    """Give back, each minute, what became free in the midst of pools."""
    threading.Thread(target=_give_back_again_and_again, name="giving memory back", daemon=True).start()


def give_back() -> None:
    """Give back what is free in the midst of pools."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def _give_back_again_and_again() -> None:
    while True:
        time.sleep(EACH_SECONDS)
        give_back()
