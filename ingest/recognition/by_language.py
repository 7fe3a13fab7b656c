"""What files call things in languages that have a file of their own under `words`: one to add a language, or a word.

Each holds four parts: `columns`, by column or `table.column` as in `synonyms.SYNONYMS`; `states`, by what they make of
a line; `kinds` of documents; and `words` of headers, by the set of `value_words` or `synonyms` that they belong to.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).with_name("words")


@cache
def _files() -> tuple[Mapping[str, Mapping[str, list[str]]], ...]:
    return tuple(tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml")))


def words(part: str, name: str) -> tuple[str, ...]:
    """Return the words of every language that stand under a name in a part, as they are written."""
    return tuple(dict.fromkeys(word for file in _files() for word in file.get(part, {}).get(name, ())))


def columns() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the headers of every language by the table, which is blank where it is any, and its column."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for name in dict.fromkeys(name for file in _files() for name in file.get("columns", {})):
        table, _dot, column = name.rpartition(".")
        found[table, column] = words("columns", name)
    return found
