"""Sessions that end before their token does: an administrator ended them, or nobody used them for too long.

What an administrator ended stands in ended.json in MANDEGAR_HOME, so that every replica knows it at its next run. When
a session was used last is known to the process that serves it alone.
"""

from __future__ import annotations

import json
import os
import threading
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from filelock import FileLock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "ended.json"
EVERYBODY = "*"
_ONE = "\n"  # stands in no account
# Of so many sessions it is known when they were used; the longest unused are forgotten, and have to sign in again.
MOST_KNOWN = 10_000
_used: dict[tuple[str, float], float] = {}
_lock = threading.Lock()


def end(home: Path, account: str, now: float) -> None:
    """End every session that somebody has signed in to until now; EVERYBODY names all.

    Parameters
    ----------
    home
        MANDEGAR_HOME.
    account
        What the provider calls them, as `roles.account_of` says: the e-mail address where there is one.
    now
        Seconds since 1970.

    """
    _write(home, _folded(account), now)


def end_one(home: Path, account: str, given_at: float, until: float) -> None:
    """End the one session whose token was given at a moment and holds until another: whoever leaves is gone.

    A copy of the cookie, in another tab or with somebody else, lets nobody in from then on.
    """
    _write(home, _of_one(account, given_at), until)


def _of_one(account: str, given_at: float) -> str:
    return f"{_folded(account)}{_ONE}{given_at:.0f}"


def _write(home: Path, name: str, moment: float) -> None:
    """Write it down, without the single sessions that have ended by themselves since."""
    path = home / FILE
    with FileLock(str(home / f".{FILE}.lock")):
        ended = {one: at for one, at in _ended(path).items() if _ONE not in one or at > time.time()}
        temporary = path.with_name(f".{FILE}.new")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(ended | {name: moment}, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)


def was_ended(home: Path, account: str, given_at: float) -> bool:
    """Tell whether the session was ended that somebody signed in to.

    `given_at` is when its token was given; one that does not say it (0) is of before. Of a file that cannot be read
    everybody's are: it may have held theirs.
    """
    try:
        ended = _ended(home / FILE)
    except (OSError, ValueError, TypeError):
        return True
    if _of_one(account, given_at) in ended:
        return True
    moments = [ended[name] for name in (_folded(account), EVERYBODY) if name in ended]
    return bool(moments) and given_at <= max(moments)


def is_unused(account: str, given_at: float, longest: float, now: float) -> bool:
    """Tell whether nobody used a session for longer than so many seconds; otherwise it is used now.

    Of a session that this process has not seen before, the moment counts at which its token was given.
    """
    this = (_folded(account), given_at)
    with _lock:
        if now - _used.get(this, this[1]) > longest:
            return True
        _used.pop(this, None)
        _used[this] = now
        while len(_used) > MOST_KNOWN:
            _used.pop(next(iter(_used)))
    return False


def _ended(path: Path) -> dict[str, float]:
    try:
        status = path.stat()
    except FileNotFoundError:
        return {}
    return _read(path, (status.st_ino, status.st_mtime_ns, status.st_size))


@lru_cache(maxsize=4)
def _read(path: Path, _identity: tuple[int, int, int]) -> dict[str, float]:
    kept = json.loads(path.read_text("utf-8"))
    return {str(name): float(moment) for name, moment in dict(kept).items()}


def given_at(claims: Mapping[str, Any]) -> float:
    """Return when a token was given, in seconds since 1970; 0 where it does not say."""
    moment = claims.get("iat")
    return float(moment) if isinstance(moment, int | float) and not isinstance(moment, bool) else 0.0


def _folded(account: str) -> str:
    return account.strip().casefold()
