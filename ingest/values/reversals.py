"""What takes back a sale that is called cancelled itself: both are left out, or the money would be taken off twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest import remarks
from ingest.recognition.states import folded
from ingest.sql import literal
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from ingest.recognition.states import Effect

CANCELLED = "cancelled"
_UNDONE, _BACK = "incoming.undone", "incoming.taken_back"
# Words of documents that take another one back whole, and of those that were.
_CANCELLING = re.compile(r"storn|cancel|annul|anul|void|zrus|torol|ervenyt|makul|kredit|ابطال|باطل|لغو|الغا|ملغ|iptal")
# Called so, an amount below zero takes another one back, and is no sale that was cancelled.
_TAKING_BACK = frozenset(map(normalise, ("storno", "sztornó", "stornó", "reversal", "reversed", "credit", "credited")))


def note_undone(connection: duckdb.DuckDBPyConnection, target: str, effects: Mapping[str, Effect]) -> None:
    """Keep which sales have a state that undoes them: of what failed, or never left a draft, nothing is taken back."""
    words = [
        word
        for word, effect in effects.items()
        if effect in {"refunded", "return"} or (effect == "no sale" and names_a_cancelling(word))
    ]
    is_undone = f"status IN ({', '.join(map(literal, words))})" if words else "false"
    connection.execute(
        f"CREATE OR REPLACE TABLE {_UNDONE} AS SELECT source_row FROM {target}"
        f" WHERE {is_undone} AND revenue > 0 AND customer_id IS NOT NULL"
    ).fetchall()


def names_a_cancelling(word: str) -> bool:
    """Whether a word of a state or of a kind of document says that a document was taken back whole."""
    return _CANCELLING.search(folded(word)) is not None


def takes_back(word: str) -> bool:
    """Whether a word of a state may be that of a document which takes another one back."""
    return normalise(word) in _TAKING_BACK


def leave_out(connection: duckdb.DuckDBPyConnection, target: str, known: Sequence[str]) -> list[str]:
    """Cancel the lines that take back what is cancelled already; return what was decided, as sentences.

    Such a line is of the same customer and amount, and not before the sale; of several that of its order comes first.
    """
    order = "order_id" if "order_id" in known else "NULL"
    is_kept = f"status IS DISTINCT FROM {literal(CANCELLED)}"
    connection.execute(
        f"""CREATE OR REPLACE TABLE {_BACK} AS WITH undone AS (
            SELECT customer_id, revenue AS amount, count(*) AS most, min(ordered_on) AS since, list({order}) AS numbers
            FROM {target} WHERE NOT {is_kept} AND source_row IN (FROM {_UNDONE}) GROUP BY ALL
        )
        SELECT source_row FROM {target} AS lines JOIN undone ON undone.customer_id = lines.customer_id
            AND undone.amount = -lines.revenue
        WHERE revenue < 0 AND {is_kept} AND (ordered_on >= since OR ordered_on IS NULL OR since IS NULL)
        QUALIFY row_number() OVER (
            PARTITION BY lines.customer_id, amount
            ORDER BY coalesce(list_contains(numbers, {order}), false) DESC, ordered_on, source_row
        ) <= most"""
    ).fetchall()
    rows = int(connection.execute(f"SELECT count(*) FROM {_BACK}").fetchall()[0][0])
    if rows:
        connection.execute(
            f"UPDATE {target} SET status = {literal(CANCELLED)} WHERE source_row IN (FROM {_BACK})"
        ).fetchall()
    for name in (_UNDONE, _BACK):
        connection.execute(f"DROP TABLE {name}").fetchall()
    return [remarks.reversals_are_left_out(rows)] if rows else []
