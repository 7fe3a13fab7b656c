"""Which tables a file fills, from its headers and its values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.mapping import Mapping, recognise, recognise_table
from localization import _
from localization.numbers import isolate
from store.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping as ReadOnly

    from ingest.questions import Question
    from ingest.sources import Source


@dataclass(frozen=True)
class Guess:
    """One table that a file fills, and how.

    Attributes
    ----------
    table
        Name of the table.
    mapping
        How the file fills it.
    score
        How sure the guess is, from 0 to 1; below 0.5 a person should look before anything is published.
    why
        Sentences in the reader's language that say what the guess rests on.
    reasons
        For each filled column one sentence: exact, a known variant, similar to a known one, or by its values.
    questions
        What the file leaves open, with what was assumed (such as the day of departure in a file without one).
    """

    table: str
    mapping: Mapping
    score: float
    why: tuple[str, ...]
    reasons: ReadOnly[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()


def recognise_tables(source: Source) -> tuple[Guess, ...]:
    """Say which tables a file fills: one, or several for a wide file; the most important first.

    All guesses together load the file. A file with one row for each customer and a reason of churn, say, fills
    customers with all of its rows and departures with those who left (`Mapping.only`).
    """
    table = recognise_table(source.columns)
    mapping = recognise(source.columns, table)
    missing = mapping.missing(table)
    if missing:
        table = "orders"
        mapping = recognise(source.columns, table)
        missing = mapping.missing(table)
    score = 1 - len(missing) / len(TABLES[table].required)
    return (Guess(table, mapping, score, (_why(mapping, missing),)),)


def _why(mapping: Mapping, missing: tuple[str, ...]) -> str:
    if missing:
        return _("No column was recognised for {missing}.").format(missing=isolate(", ".join(missing)))
    return _("Recognised columns: {names}.").format(names=isolate(", ".join(sorted(mapping.columns.values()))))
