"""What a server does while nobody waits: after a version was published, after an upgrade, before the next reader."""

from __future__ import annotations

import threading
from contextvars import copy_context
from functools import cache

from streamlit import runtime

import access
import store
from store import following, seeing


def watch() -> None:
    """Let a server look after the versions that are published in it from now on, and after those of before once."""
    if runtime.exists():
        following.follow_with(_follow)
        _look_after_an_upgrade()


def make_ready(dataset: str, info: store.Version) -> None:
    """Where a reader is held to certain customers, make ready for the next who is held to others."""
    if runtime.exists() and access.sight().held_to:
        path = store.open(dataset, info.version).path
        if not seeing.is_ready(path):
            threading.Thread(target=seeing.make_ready, args=(path,), name="readying").start()


@cache
def _look_after_an_upgrade() -> None:
    from messages.new_version import renew

    threading.Thread(target=renew, name="renewing", daemon=True).start()


def _follow(dataset: str, version: int) -> None:
    """Look after a new version while its publisher looks at it."""
    from messages.new_version import follow

    threading.Thread(target=copy_context().run, args=(follow, dataset, version), name="following").start()
