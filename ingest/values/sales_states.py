"""The words of a status column, each with a tick for "is a sale": shown to a person, and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest import asking
from ingest.questions import WORD_MARK
from ingest.sql import identifier, literal
from localization.text import normalise

if TYPE_CHECKING:
    import duckdb

    from ingest.values.settling import Settler

TOPIC: Final = "status"
# Stands before a word of an answer that is no sale.
NOT: Final = "-"
_NO_SALE = "cancelled"
_MOST_WORDS = 40
_SALES = frozenset(
    map(
        normalise,
        (
            *("complete", "completed", "paid", "shipped", "delivered", "fulfilled", "closed", "done", "invoiced"),
            *("تکمیل شده", "تحویل شده", "ارسال شده", "پرداخت شده", "موفق", "مكتمل", "مكتملة", "مدفوع", "تم التسليم"),
        ),
    )
)
_NO_SALES = frozenset(
    map(
        normalise,
        ("cancelled", "canceled", "cancel", "draft", "failed", "void", "لغو شده", "لغو", "ملغي", "ملغى"),
    )
)


def settle(connection: duckdb.DuckDBPyConnection, target: str, settler: Settler) -> None:
    """Ask which words of the status are sales, where one is not known, and cancel the lines of those that are none.

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
    sales, others = split(settler.mapping.answers.get(TOPIC, ""))
    is_closed = bool(sales) and not others  # typed by hand: what is not named is no sale
    said = {**dict.fromkeys(sales, True), **dict.fromkeys(others, False)}
    ticks = {word: said.get(normalise(word), not is_closed and is_sale(word)) for word in words}
    known = {*said, *_SALES, *_NO_SALES}
    if not is_closed and any(normalise(word) not in known for word in words):
        ticked = tuple(word for word, tick in ticks.items() if tick)
        settler.questions.append(asking.states(settler.mapping.columns[TOPIC], tuple(words), ticked))
    none = [word for word, tick in ticks.items() if not tick]
    if none:
        connection.execute(
            f"UPDATE {target} SET {name} = {literal(_NO_SALE)} WHERE {name} IN ({', '.join(map(literal, none))})"
        ).fetchall()


def is_sale(word: str) -> bool:
    """Whether lines of this status are sales, as far as the word says."""
    return normalise(word) not in _NO_SALES


def split(answer: str) -> tuple[list[str], list[str]]:
    """Sort the words of an answer: sales, and those that are none."""
    words = [word.strip() for word in answer.split(WORD_MARK) if word.strip()]
    sales = [normalise(word) for word in words if not word.startswith(NOT)]
    return sales, [normalise(word.removeprefix(NOT)) for word in words if word.startswith(NOT)]
