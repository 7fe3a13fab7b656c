"""What many readers cost a real server at once: sessions that arrive together and walk the screens in three languages.

A session is a websocket, as a browser opens it. Each run of a script is timed from the moment it is asked for until
the server says that it has finished; everything that it draws has been sent by then. Between two screens a reader
thinks; the sessions of a round arrive spread over a few seconds.
"""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING

from websockets.asyncio.client import connect

from benchmarks.reruns import PAGES, PATIENCE_SECONDS, PageError, ended, request, server

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

SESSIONS, ROUNDS = 50, 3
THINKING_SECONDS = 4.0
SCREENS = PAGES[:6]
LOCALES = ("en-US", "fa-IR", "ar-EG")
NEW_SESSIONS = 15


def measure(home: Path, many: int = SESSIONS, thinking: float = THINKING_SECONDS) -> dict[str, float]:
    """Open sessions one by one, then many together, on the data set that lies in a folder.

    Parameters
    ----------
    home
        The folder.
    many
        Sessions of a round.
    thinking
        Seconds between two screens, and those over which the sessions of a round arrive.

    Returns
    -------
    first_median, first_p95 (seconds of the first run of a new session, alone on the warm server), walk_median,
    walk_p95, walk_worst (seconds of all runs of all rounds), runs, errors, resident_first, resident_last (bytes of the
    server after the first and the last round).

    """
    with server(home) as (port, process):
        return asyncio.run(_measure(port, process, many, thinking))


async def _measure(port: int, process: int, many: int, thinking: float) -> dict[str, float]:
    for locale in LOCALES:  # results, specifications and texts of queries
        await _visit(port, locale, 0)
    first = [await _first_run(port) for _session in range(NEW_SESSIONS)]
    walked: list[float] = []
    errors, resident = 0, []
    for _round in range(ROUNDS):
        draw = random.Random(_round)
        visits = (_visit(port, LOCALES[at % len(LOCALES)], thinking, draw.uniform(0, thinking)) for at in range(many))
        for found in await asyncio.gather(*visits, return_exceptions=True):
            if isinstance(found, BaseException):
                errors += 1
            else:
                walked += found
        resident.append(_resident(process))
    return {
        "first_median": median(first),
        "first_p95": _p95(first),
        "walk_median": median(walked),
        "walk_p95": _p95(walked),
        "walk_worst": max(walked),
        "runs": len(walked),
        "errors": errors,
        "resident_first": resident[0],
        "resident_last": resident[-1],
    }


async def _first_run(port: int) -> float:
    async with _session(port) as session:
        return await _run(session, SCREENS[0], LOCALES[0])


async def _visit(port: int, locale: str, thinking: float, wait: float = 0) -> list[float]:
    """Walk the screens in one session; returns the seconds of each run."""
    await asyncio.sleep(wait)
    seconds = []
    async with _session(port) as session:
        for page in SCREENS:
            seconds.append(await _run(session, page, locale))
            await asyncio.sleep(thinking)
    return seconds


def _session(port: int) -> connect:
    return connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,
        open_timeout=PATIENCE_SECONDS,
    )


async def _run(session: ClientConnection, page: str, locale: str) -> float:
    start = perf_counter()
    await session.send(request(page, "", locale).SerializeToString())
    while True:
        async with asyncio.timeout(PATIENCE_SECONDS):
            sent = await session.recv()
        if not isinstance(sent, bytes):
            raise PageError(f"{page}: a text came over the websocket")
        if ended(page, sent):
            return perf_counter() - start


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[-1]


def _resident(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) * 1024
