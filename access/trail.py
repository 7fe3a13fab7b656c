"""The trail of who did what: each room says it here, and whoever runs the program says where it is written.

A program that was told nowhere, such as a test of one room, writes none.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_writers: list[Callable[..., None]] = []
_log = logging.getLogger(__name__)


def write_with(writer: Callable[..., None]) -> None:
    """Write the trail with this from now on: it takes what `say` takes."""
    _writers[:] = [writer]


@contextmanager
def writing_with(writer: Callable[..., None]) -> Iterator[None]:
    """Write the trail of what is done inside the block with this."""
    before = _writers[:]
    write_with(writer)
    try:
        yield
    finally:
        _writers[:] = before


def say(kind: str, *, dataset: str = "", subject: str = "", **detail: Any) -> None:
    """Write what is about to be done; where that cannot be written, the error keeps it from being done.

    Parameters
    ----------
    kind
        What is done, as `register.KINDS` names it.
    dataset, subject
        To which data set, and to what of it.
    detail
        What else is worth knowing: counts, names of files, never who a customer is.

    """
    for writer in _writers:
        writer(kind, dataset=dataset, subject=subject, **detail)


def say_done(kind: str, *, dataset: str = "", subject: str = "", **detail: Any) -> None:
    """Write what has been done and cannot be taken back; where that cannot be written, the log says so."""
    try:
        say(kind, dataset=dataset, subject=subject, **detail)
    except Exception as error:  # noqa: BLE001 - whatever it is, the deed is done
        _log.error("The trail could not be written, %s of %s: %s", kind, dataset, error)
