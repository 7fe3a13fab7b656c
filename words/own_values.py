"""The sample data's own words in the reader's language (`sample_data.own_words`), of the data set that is looked at."""

from __future__ import annotations

from contextvars import ContextVar

from localization import _
from sample_data.own_words import NAME, VALUES, said_in

# Columns of results that hold them; `other` is the second of two values that are compared.
COLUMNS = frozenset({"segment", "role", "region", "channel", "other", "product", "category", "item", "topic"})
_dataset: ContextVar[str] = ContextVar("dataset", default="")


def look_at(dataset: str) -> None:
    """Say from here on, in this thread alone, the values of this data set."""
    _dataset.set(dataset)


def said(value: str) -> str:
    """Return a value of the data set that is looked at as the reader calls it."""
    return said_in(_dataset.get(), value)


def of_column(dataset: str, column: str) -> dict[str, str]:
    """Return what the values of a result's column are called; nothing where they are not ours."""
    return {value: _(label) for value, label in VALUES.items()} if dataset == NAME and column in COLUMNS else {}
