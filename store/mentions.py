"""Which texts that somebody wrote name a customer whom the reader may not see by name."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import access
from access.naming import LEAST_LETTERS, Named
from store import engine, folders, seeing
from store.errors import Damaged
from store.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# Each text with each customer that stands in it; whole words are told apart afterwards.
_ASKED = (
    "SELECT DISTINCT text, customer_id, name FROM (SELECT unnest($1) AS text) JOIN people ON "
    "contains(lower(text), lower(customer_id)) "
    f"OR (length(name) >= {LEAST_LETTERS} AND contains(lower(text), lower(name)))"
)


def naming(dataset: str, texts: Iterable[str]) -> frozenset[str]:
    """Return those texts that name a customer of the current version whom whoever acts may not see by name.

    Where no version can be read, every text might.
    """
    asked = tuple(sorted({text for text in texts if text}))
    sight = access.sight()
    if sight == access.FULL or not asked:
        return frozenset()
    try:
        number = folders.current_version(dataset)
        path = folders.version_file(dataset, number or 0)
        with engine.reading(path):
            return _naming(path, engine.identity(path), sight, asked)
    except (Damaged, OSError):
        return frozenset(asked)


@lru_cache(maxsize=256)
def _naming(path: Path, _identity: tuple[int, int], sight: access.Sight, texts: tuple[str, ...]) -> frozenset[str]:
    cursor = engine.cursor(path)
    columns = [row[0] for row in cursor.execute("DESCRIBE customers").fetchall()]
    fits, values = seeing.fitting(sight.held_to, columns, first=2) if sight.names else ("WHERE false", [])
    name = quoted("name") if "name" in columns else "NULL::VARCHAR"
    people = f"WITH people AS (SELECT customer_id, {name} AS name FROM customers "
    people += f"WHERE customer_key NOT IN (SELECT customer_key FROM customers {fits})) "
    rows = cursor.execute(people + _ASKED, [list(texts), *values]).fetchall()
    return frozenset(
        text for text, number, called in rows if Named(number, frozenset({called} if called else ())).is_about(text)
    )
