"""Running what is asynchronous to its end inside a plain test."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine


def to_its_end(waiting: Coroutine[Any, Any, Any]) -> Any:
    """Return its result, found on a thread of its own: tests that drive a browser leave a loop running on this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, waiting).result()
