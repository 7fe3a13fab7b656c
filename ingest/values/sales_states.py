"""The words of states and of kinds of documents, each with a tick for "is a sale": shown to a person, remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ingest import asking, remarks
from ingest.questions import WORD_MARK
from ingest.reading.staging import RAW
from ingest.recognition import documents
from ingest.recognition.states import ANY_OTHER, WORDS, effect_of, folded, names_a_state
from ingest.sql import identifier, literal
from ingest.values.texts import trimmed
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from ingest.plan import Plan
    from ingest.recognition.mapping import Mapping
    from ingest.recognition.states import Effect
    from ingest.values.settling import Settler

# The columns whose words are shown, each under its own topic: what is said of one says nothing of the other.
STATUS: Final = "status"
KIND: Final = "document_kind"
# Stands before a word of an answer that is no sale.
NOT: Final = "-"
_MOST_WORDS = 40
_BACK: Final = {word: effect for word, effect in WORDS.items() if effect in {"return", "refunded"}}


def ask(connection: duckdb.DuckDBPyConnection, target: str, settler: Settler) -> None:
    """Show the words of a status or a kind of document where one is not known, each ticked unless it is no sale.

    A word that nobody knows counts as a sale until a person says otherwise.
    """
    for topic in (STATUS, KIND):
        if topic not in settler.mapping.columns:
            continue
        name = identifier(topic)
        rows = connection.execute(
            f"SELECT {name} FROM {target} WHERE {name} IS NOT NULL GROUP BY ALL ORDER BY count(*) DESC, 1"
            f" LIMIT {_MOST_WORDS + 1}"
        ).fetchall()
        words = [word for (word,) in rows]
        if not words or len(words) > _MOST_WORDS:
            continue
        said = answered(settler.mapping, topic).states
        known = {*map(folded, said), *WORDS}
        unknown = [word for word in words if folded(word) not in known]
        if topic == KIND:  # of a second state nothing is asked
            asked = documents.unknown(words) if _of_documents(settler.mapping) else []
            unknown = [word for word in unknown if word in asked]
        if ANY_OTHER in said or not unknown:
            continue
        makes = effects(words, settler.mapping, topic)
        ticked = tuple(word for word in words if makes[word] == "sale")
        settler.questions.append(asking.states(topic, settler.mapping.columns[topic], tuple(words), ticked))


def skip_no_sales(connection: duckdb.DuckDBPyConnection, unfit: str, plan: Plan, settler: Settler) -> None:
    """Count rows that lack a value, such as the amount of a declined payment, as blank where they are no sales."""
    for topic in (STATUS, KIND):
        header = settler.mapping.columns.get(topic, "")
        if not header:
            continue
        word = trimmed(plan.places[header])
        rows = connection.execute(
            f"SELECT {word}, count(*) FROM {unfit} JOIN {RAW} AS raw ON raw.rowid = raw_row"
            f" WHERE NOT is_blank AND {word} <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST_WORDS}"
        ).fetchall()
        makes = effects([text for text, _count in rows], settler.mapping, topic)
        none = {text: count for text, count in rows if makes[text] == "no sale"}
        if none:
            connection.execute(
                f"UPDATE {unfit} SET is_blank = true FROM {RAW} AS raw WHERE raw.rowid = raw_row"
                f" AND {word} IN ({', '.join(map(literal, none))})"
            ).fetchall()
            settler.notes.append(remarks.unread_is_no_sale(header, [*none], sum(none.values())))


def effects(words: Sequence[str], mapping: Mapping, topic: str) -> dict[str, Effect]:
    """Say what each word of a column of states or of kinds of documents makes of its lines, as a person answered."""
    said = answered(mapping, topic).states
    if topic == KIND and _of_documents(mapping):
        return documents.effects(words, said)
    return {word: effect_of(word, said) for word in words}


def _of_documents(mapping: Mapping) -> bool:
    """Whether the column of kinds holds those of documents, and not a second state."""
    return not names_a_state(mapping.columns.get(KIND, ""))


def answered(mapping: Mapping, topic: str) -> Mapping:
    """Put what a person has ticked of a column among what its words mean; what is said here comes first.

    A word of a return or of a refund that is not ticked stays one: it is no sale in a way of its own.
    """
    sales, others = split(mapping.answers.get(topic, ""))
    if not sales and not others:
        return mapping
    no_sales = {word: _way_back(word) for word in others}
    said: dict[str, str] = {**dict.fromkeys(sales, "sale"), **no_sales}
    closed = {} if others else {ANY_OTHER: "no sale"}  # typed by hand: what is not named is no sale
    return replace(mapping, states={**_BACK, **mapping.states, **said, **closed})


def _way_back(word: str) -> Effect:
    """Say what a word is that is no sale: what was given back is that still."""
    return _BACK.get(folded(word), "return" if documents.kind_of(word) == "credit" else "no sale")


def split(answer: str) -> tuple[list[str], list[str]]:
    """Sort the words of an answer: sales, and those that are none."""
    words = [word.strip() for word in answer.split(WORD_MARK) if word.strip()]
    sales = [normalise(word) for word in words if not word.startswith(NOT)]
    return sales, [normalise(word.removeprefix(NOT)) for word in words if word.startswith(NOT)]
