"""What whoever runs the server allows: numbers from the environment, and how long one question may take."""

from __future__ import annotations

import logging
import math
import os
import threading
import time
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import duckdb

from localization import _
from localization.numbers import format_number
from store.errors import TooSlow

if TYPE_CHECKING:
    from collections.abc import Iterator

QUERY_SECONDS, USUAL_QUERY_SECONDS = "MANDEGAR_QUERY_SECONDS", 60.0
# What came just before a question is asked, or between two of one reader, is interrupted in vain: so it is tried again.
_AGAIN_SECONDS = 0.25
_log = logging.getLogger(__name__)


def limit(name: str, usual: float) -> float:
    """Return a limit from the environment: the usual one where nothing is said, infinity for 0.

    Of what is no number the log says so, once, and the usual one holds.
    """
    return _read(name, os.environ.get(name, "").strip(), usual)


@cache
def _read(name: str, said: str, usual: float) -> float:
    try:
        number = float(said) if said else usual
    except ValueError:
        number = -1.0
    if not 0 <= number < math.inf:
        _log.error("%s is not a number from 0 on; the usual limit holds", name)
        number = usual
    return number or math.inf


class _Question:
    """One question that is being answered."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, ends: float) -> None:
        self.connection = connection
        self.ends = ends
        self.is_late = False


class _Clock:
    """Interrupts questions that take longer than some seconds.

    Its thread sleeps as long as a question may take: one that begins meanwhile cannot be late before it wakes, so
    nothing has to wake it.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._asked: set[_Question] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._watch, name="questions", daemon=True).start()

    def begin(self, connection: duckdb.DuckDBPyConnection) -> _Question:
        question = _Question(connection, time.monotonic() + self._seconds)
        with self._lock:
            self._asked.add(question)
        return question

    def end(self, question: _Question) -> None:
        with self._lock:
            self._asked.discard(question)

    def _watch(self) -> None:
        while True:
            now = time.monotonic()
            with self._lock:
                for question in self._asked:
                    if question.ends <= now:
                        question.is_late, question.ends = True, now + _AGAIN_SECONDS
                        question.connection.interrupt()
                following = min([now + self._seconds, *(question.ends for question in self._asked)])
            time.sleep(following - now)


@contextmanager
def in_time(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Interrupt what a connection is asked within, once it has taken longer than MANDEGAR_QUERY_SECONDS.

    Raises
    ------
    TooSlow
        Then, with what to do.

    """
    seconds = limit(QUERY_SECONDS, USUAL_QUERY_SECONDS)
    if seconds == math.inf:
        yield
        return
    clock = _clock(seconds)
    question = clock.begin(connection)
    try:
        yield
    except duckdb.InterruptException as error:
        if not question.is_late:
            raise
        text = _(
            "This takes longer than {seconds} seconds, so it was stopped. Look at fewer customers, a shorter time or "
            "longer periods; whoever runs Mandegar can allow more by {setting}."
        )
        raise TooSlow(text.format(seconds=format_number(seconds), setting=QUERY_SECONDS)) from error
    finally:
        clock.end(question)


@cache
def _clock(seconds: float) -> _Clock:
    return _Clock(seconds)
