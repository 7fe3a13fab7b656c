"""The only two ways in which a name or a text enters a statement."""

from __future__ import annotations


def identifier(name: str) -> str:
    """Quote a name of a table or column."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text; DuckDB gives backslashes no meaning in ordinary literals."""
    if "\x00" in text:
        msg = "a text with a NUL character cannot be part of a statement"
        raise ValueError(msg)
    return "'" + text.replace("'", "''") + "'"
