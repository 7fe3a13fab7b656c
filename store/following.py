"""What is done when a version was published, whoever published it: each room that publishes comes through here.

A program that was told nothing, such as a test of one room, does nothing.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_followers: list[Callable[[str, int], object]] = []
_log = logging.getLogger(__name__)


def follow_with(follower: Callable[[str, int], object]) -> None:
    """Call this from now on after a version was published, with the data set's name and the version's number."""
    _followers[:] = [follower]


@contextmanager
def following_with(follower: Callable[[str, int], object]) -> Iterator[None]:
    """Call this after each version that is published inside the block."""
    before = _followers[:]
    follow_with(follower)
    try:
        yield
    finally:
        _followers[:] = before


def published(dataset: str, version: int) -> None:
    """Say that readers open a version from now on; what goes wrong with what follows is not the publisher's fault."""
    for follower in _followers:
        try:
            follower(dataset, version)
        except Exception:  # noqa: BLE001 - whatever it is, the version is published
            _log.exception("What follows version %s of %s was left undone", version, dataset)
