"""A stand-in for each customer: a keyed hash of their number, the same in every list, file and version.

Whoever may not see names sees it in place of the customer's number; without the key nobody gets from one to the other,
not even by trying all numbers. The key lies in MANDEGAR_HOME, readable by its owner alone: who moves the data sets
moves it with them, or every stand-in becomes another one.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

KEY_FILE = ".stand-ins.key"
LENGTH = 16  # of hexadecimal digits: among ten million customers two alike are one chance in 300,000
_BLOCK = 64


def stand_in(number: str) -> str:
    """Return what stands for the customer with this number: the first digits of SHA-256, keyed as HMAC keys it."""
    return stand_ins([number])[0]


def stand_ins(numbers: Iterable[str]) -> list[str]:
    """Return what stands for each of some customers, in their order; the key is looked for once."""
    inner, outer = pads()
    within = (hashlib.sha256(f"{inner}{number}".encode()).hexdigest() for number in numbers)
    return [hashlib.sha256(f"{outer}{one}".encode()).hexdigest()[:LENGTH] for one in within]


def pads() -> tuple[str, str]:
    """Return the two texts that the key becomes, for who computes `stand_in` elsewhere, such as in SQL."""
    key = _key(Path(os.environ.get("MANDEGAR_HOME", "data")).expanduser().resolve() / KEY_FILE)
    padded = key.ljust(_BLOCK, b"\0")
    return bytes(one ^ 0x36 for one in padded).hex(), bytes(one ^ 0x5C for one in padded).hex()


@lru_cache(maxsize=16)
def _key(path: Path) -> bytes:
    """Read the key; made where there is none yet, in one step, so that two who make it at once agree."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
        return path.read_bytes()
