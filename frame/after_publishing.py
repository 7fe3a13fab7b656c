"""What a server does when a version was published in it: nobody waits for it, least of all for a mail server."""

from __future__ import annotations

import threading
from contextvars import copy_context

from streamlit import runtime

from store import following


def watch() -> None:
    """Let a server look after the versions that are published in it from now on."""
    if runtime.exists():
        following.follow_with(_follow)


def _follow(dataset: str, version: int) -> None:
    """Look after a new version while its publisher looks at it."""
    from messages.new_version import follow

    threading.Thread(target=copy_context().run, args=(follow, dataset, version), name="following").start()
