"""The words of a status column, each with a tick for "is a sale": shown to a person, and remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ingest import asking, remarks
from ingest.questions import WORD_MARK
from ingest.reading.staging import RAW
from ingest.recognition.states import ANY_OTHER, WORDS, effect_of, folded
from ingest.sql import identifier, literal
from ingest.values.texts import trimmed
from localization.text import normalise

if TYPE_CHECKING:
    import duckdb

    from ingest.plan import Plan
    from ingest.recognition.mapping import Mapping
    from ingest.values.settling import Settler

TOPIC: Final = "status"
# Stands before a word of an answer that is no sale.
NOT: Final = "-"
_MOST_WORDS = 40
_BACK: Final = {word: effect for word, effect in WORDS.items() if effect in {"return", "refunded"}}


def ask(connection: duckdb.DuckDBPyConnection, target: str, settler: Settler) -> None:
    """Show the words of the status where one is not known, each ticked unless it is known to be no sale.

    A word that nobody knows counts as a sale until a person says otherwise.
    """
    if TOPIC not in settler.mapping.columns:
        return
    name = identifier(TOPIC)
    rows = connection.execute(
        f"SELECT {name} FROM {target} WHERE {name} IS NOT NULL GROUP BY ALL ORDER BY count(*) DESC, 1"
        f" LIMIT {_MOST_WORDS + 1}"
    ).fetchall()
    words = [word for (word,) in rows]
    if not words or len(words) > _MOST_WORDS:
        return
    said = answered(settler.mapping).states
    known = {*map(folded, said), *WORDS}
    if ANY_OTHER not in said and any(folded(word) not in known for word in words):
        ticked = tuple(word for word in words if effect_of(word, said) == "sale")
        settler.questions.append(asking.states(settler.mapping.columns[TOPIC], tuple(words), ticked))


def skip_no_sales(connection: duckdb.DuckDBPyConnection, unfit: str, plan: Plan, settler: Settler) -> None:
    """Count rows that lack a value, such as the amount of a declined payment, as blank where they are no sales."""
    said = answered(settler.mapping).states
    for name in (TOPIC, "document_kind"):
        header = settler.mapping.columns.get(name, "")
        if not header:
            continue
        word = trimmed(plan.places[header])
        rows = connection.execute(
            f"SELECT {word}, count(*) FROM {unfit} JOIN {RAW} AS raw ON raw.rowid = raw_row"
            f" WHERE NOT is_blank AND {word} <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST_WORDS}"
        ).fetchall()
        none = {text: count for text, count in rows if effect_of(text, said) == "no sale"}
        if none:
            connection.execute(
                f"UPDATE {unfit} SET is_blank = true FROM {RAW} AS raw WHERE raw.rowid = raw_row"
                f" AND {word} IN ({', '.join(map(literal, none))})"
            ).fetchall()
            settler.notes.append(remarks.unread_is_no_sale(header, [*none], sum(none.values())))


def answered(mapping: Mapping) -> Mapping:
    """Put what a person has ticked among what the words of states mean; what is said here comes first.

    A word of a return or of a refund that is not ticked stays one: it is no sale in a way of its own.
    """
    sales, others = split(mapping.answers.get(TOPIC, ""))
    if not sales and not others:
        return mapping
    no_sales = {word: _BACK.get(folded(word), "no sale") for word in others}
    said: dict[str, str] = {**dict.fromkeys(sales, "sale"), **no_sales}
    closed = {} if others else {ANY_OTHER: "no sale"}  # typed by hand: what is not named is no sale
    return replace(mapping, states={**_BACK, **mapping.states, **said, **closed})


def split(answer: str) -> tuple[list[str], list[str]]:
    """Sort the words of an answer: sales, and those that are none."""
    words = [word.strip() for word in answer.split(WORD_MARK) if word.strip()]
    sales = [normalise(word) for word in words if not word.startswith(NOT)]
    return sales, [normalise(word.removeprefix(NOT)) for word in words if word.startswith(NOT)]
