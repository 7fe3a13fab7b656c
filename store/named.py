"""Small things that are kept under a name in the folder of a data set, one file each."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Literal

from access import trail
from localization import _
from store import folders
from store.asking import need
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Kind = Literal["lists", "views", "sent"]
LONGEST = 80


def checked(name: str) -> str:
    """Return a name without needless blanks.

    Raises
    ------
    StoreError
        When it is empty or too long.

    """
    called = " ".join(name.split())
    if not called:
        raise StoreError(_("Give it a name, so that you find it again."))
    if len(called) > LONGEST:
        raise StoreError(_("A name can have up to {n} characters.").format(n=LONGEST))
    return called


def write(dataset: str, kind: Kind, name: str, content: dict[str, Any]) -> None:
    """Keep something under a name; what had that name is replaced. StoreError where whoever acts may not."""
    need("lists")
    path = file_of(dataset, kind, name)
    path.parent.mkdir(exist_ok=True)
    folders.replace_text(path, json.dumps(content, ensure_ascii=False, default=str))
    trail.say_done(f"save_{kind}", dataset=dataset, subject=name)


def read(dataset: str, kind: Kind) -> Iterator[dict[str, Any]]:
    """Yield what is kept; a file that cannot be read is left out."""
    for path in (folders.folder(dataset) / kind).glob("*.json"):
        try:
            found = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(found, dict):
            yield found


def delete(dataset: str, kind: Kind, name: str) -> None:
    """Remove what is kept under a name, if it is there; StoreError where whoever acts may not."""
    need("lists")
    file_of(dataset, kind, name).unlink(missing_ok=True)
    trail.say_done(f"delete_{kind}", dataset=dataset, subject=name)


def file_of(dataset: str, kind: Kind, name: str) -> Path:
    """Return where something of this name is kept."""
    fingerprint = hashlib.sha256(name.encode()).hexdigest()[:32]
    return folders.folder(dataset) / kind / f"{fingerprint}.json"
