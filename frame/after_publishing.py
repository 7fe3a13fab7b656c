"""What a server does when a version was published in it, or when it was upgraded: nobody waits for it."""

from __future__ import annotations

import threading
from contextvars import copy_context
from functools import cache

from streamlit import runtime

from store import following


def watch() -> None:
    """Let a server look after the versions that are published in it from now on, and after those of before once."""
    if runtime.exists():
        following.follow_with(_follow)
        _look_after_an_upgrade()


@cache
def _look_after_an_upgrade() -> None:
    from messages.new_version import renew

    threading.Thread(target=renew, name="renewing", daemon=True).start()


def _follow(dataset: str, version: int) -> None:
    """Look after a new version while its publisher looks at it."""
    from messages.new_version import follow

    threading.Thread(target=copy_context().run, args=(follow, dataset, version), name="following").start()
