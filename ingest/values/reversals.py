"""What takes back a sale that is called cancelled itself: both are left out, or the money would be taken off twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest import remarks
from ingest.recognition.states import folded
from ingest.sql import literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from ingest.recognition.states import Effect

CANCELLED = "cancelled"
_UNDONE = "incoming.undone"
# Words of documents that take another one back whole, and of those that were.
_CANCELLING = re.compile(r"storn|cancel|annul|anul|void|zrus|torol|ervenyt|makul|kredit|ابطال|باطل|لغو|الغا|ملغ|iptal")


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


def leave_out(connection: duckdb.DuckDBPyConnection, target: str, known: Sequence[str]) -> list[str]:
    """Cancel the lines that take back what is cancelled already; return what was decided, as sentences.

    Such a line is of the same order, or else of the same customer and amount, and not before it.
    """
    order = "order_id" if "order_id" in known else "NULL"
    is_kept = f"status IS DISTINCT FROM {literal(CANCELLED)}"
    rows = connection.execute(
        f"""WITH lines AS (
            SELECT source_row, customer_id, ordered_on, {order} AS number, abs(revenue) AS amount,
                revenue < 0 AND {is_kept} AS is_back, NOT {is_kept} AND source_row IN (FROM {_UNDONE}) AS is_undone
            FROM {target} WHERE customer_id IS NOT NULL AND revenue <> 0
                AND abs(revenue) IN (SELECT revenue FROM {target} WHERE source_row IN (FROM {_UNDONE}))
        ), undone AS (
            SELECT customer_id, amount, count(*) AS most, min(ordered_on) AS since, list(number) AS numbers
            FROM lines WHERE is_undone GROUP BY ALL
        )
        SELECT source_row FROM lines JOIN undone USING (customer_id, amount)
        WHERE is_back AND (ordered_on >= since OR ordered_on IS NULL OR since IS NULL)
        QUALIFY row_number() OVER (
            PARTITION BY customer_id, amount
            ORDER BY coalesce(list_contains(numbers, number), false) DESC, ordered_on, source_row
        ) <= most"""
    ).fetchall()
    connection.execute(f"DROP TABLE {_UNDONE}").fetchall()
    if not rows:
        return []
    listed = ", ".join(str(int(row)) for (row,) in rows)
    connection.execute(f"UPDATE {target} SET status = {literal(CANCELLED)} WHERE source_row IN ({listed})").fetchall()
    return [remarks.reversals_are_left_out(len(rows))]
