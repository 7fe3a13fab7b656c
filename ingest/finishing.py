"""What working columns and words of states say goes into the amounts and moments of the rows that were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest import remarks
from ingest.recognition.folding import key
from ingest.recognition.states import CAME_BACK, effect_of, folded
from ingest.sql import identifier, literal
from ingest.values import reversals, sales_states
from ingest.values.reversals import CANCELLED
from store.schema import WORKING_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from ingest.recognition.mapping import Mapping

_SALE = "sale"
# A column with more different words than this does not tell states.
_MOST_WORDS = 200
_WORKING = "incoming.finished"
# Scores and where their scale is kept; each scale with its ends, the narrowest first.
_SCALES = {"complaints": (("satisfaction", "satisfaction_scale"),), "surveys": (("score", "scale"),)}
_SATISFACTION_TO = 5
_KNOWN_SCALES = (("1-5", 1, _SATISFACTION_TO), ("0-10", 0, 10), ("0-100", 0, 100))
_OF_NPS = ("nps", "likely", "recommend", "promoter")


def finish(connection: duckdb.DuckDBPyConnection, target: str, table: str, mapping: Mapping) -> list[str]:
    """Bring a table that was just read into its last form; return what was decided, as sentences.

    Of orders, a line whose state says that it is no sale becomes a cancelled one, a return is negative whatever its
    sign, and what was given off or back on the whole order is shared among its lines in proportion to their amounts.
    Of complaints, minutes until the first answer give its moment.
    """
    known = [row[0] for row in connection.execute(f"DESCRIBE {target}").fetchall()]
    notes: list[str] = []
    if table == "orders":
        notes = _finish_orders(connection, target, known, mapping)
    elif "reply_minutes" in known:
        _finish_complaints(connection, target, known)
    for value, scale in _SCALES.get(table, ()):
        if value in known and scale not in known:
            notes += _keep_scale(connection, target, value, scale, mapping)
    working = [column.name for column in WORKING_COLUMNS.get(table, ()) if column.name in known]
    for name in working:
        connection.execute(f"ALTER TABLE {target} DROP COLUMN {identifier(name)}").fetchall()
    return notes


def _keep_scale(
    connection: duckdb.DuckDBPyConnection, target: str, value: str, scale: str, mapping: Mapping
) -> list[str]:
    """Write beside each score the scale that all of them lie on; NPS is asked for from 0 to 10 alone."""
    lowest, highest, whole = connection.execute(
        f"SELECT min({value}), max({value}), bool_and({value} = round({value})) FROM {target}"
    ).fetchall()[0]
    if lowest is None:
        return []
    header = mapping.columns.get(value, value)
    is_of_nps = any(word in key(header).split() for word in _OF_NPS)
    found = next(((name, top) for name, low, top in _KNOWN_SCALES if low <= lowest and highest <= top), None)
    if is_of_nps or found is None or (not whole and found[1] == _SATISFACTION_TO):
        found = next(((name, top) for name, low, top in _KNOWN_SCALES[1:] if low <= lowest and highest <= top), None)
    if found is None:
        return []
    connection.execute(f"ALTER TABLE {target} ADD COLUMN {scale} VARCHAR").fetchall()
    connection.execute(f"UPDATE {target} SET {scale} = {literal(found[0])} WHERE {value} IS NOT NULL").fetchall()
    return [remarks.scale_is(header, found[0])] if found[1] == _SATISFACTION_TO else []


def _finish_complaints(connection: duckdb.DuckDBPyConnection, target: str, known: Sequence[str]) -> None:
    if "replied_at" not in known:
        connection.execute(f"ALTER TABLE {target} ADD COLUMN replied_at TIMESTAMP").fetchall()
    # A day without a time of day is answered within that day at the earliest.
    connection.execute(
        f"UPDATE {target} SET replied_at = coalesce(replied_at, opened_at + to_microseconds("
        "CAST(reply_minutes * 60000000 AS BIGINT))) WHERE reply_minutes >= 0"
    ).fetchall()


def _finish_orders(
    connection: duckdb.DuckDBPyConnection, target: str, known: Sequence[str], mapping: Mapping
) -> list[str]:
    notes: list[str] = []
    if {"order_id", "status"} <= {*known}:
        _fill_states(connection, target)
    has_refunds = "order_refund" in known or "refund" in mapping.computed.get("revenue", "").lower()
    for name in ("status", "document_kind"):
        if name in known:
            notes += _apply_states(connection, target, name, mapping, has_refunds=has_refunds, known=known)
    if "status" in known:
        notes += reversals.leave_out(connection, target, known)
    if {"order_discount", "order_refund"} & {*known}:
        (_share_with_lines if "order_id" in known else _take_off)(connection, target, known)
    return notes


def _fill_states(connection: duckdb.DuckDBPyConnection, target: str) -> None:
    """Give each line of an order the state that its first line has, where the others are blank."""
    blank = connection.execute(
        f"SELECT count(*) FROM {target} WHERE status IS NULL AND order_id IS NOT NULL"
    ).fetchall()[0][0]
    if blank:
        connection.execute(
            f"UPDATE {target} SET status = said.status FROM (SELECT order_id, arg_min(status, source_row) AS status"
            f" FROM {target} WHERE status IS NOT NULL AND order_id IS NOT NULL GROUP BY order_id"
            f" HAVING count(DISTINCT status) = 1) AS said"
            f" WHERE {target}.order_id = said.order_id AND {target}.status IS NULL"
        ).fetchall()


def _apply_states(
    connection: duckdb.DuckDBPyConnection,
    target: str,
    name: str,
    mapping: Mapping,
    *,
    has_refunds: bool,
    known: Sequence[str],
) -> list[str]:
    words = connection.execute(
        f"SELECT {name}, count(*) FROM {target} WHERE {name} IS NOT NULL GROUP BY ALL ORDER BY 2 DESC, 1"
        f" LIMIT {_MOST_WORDS + 1}"
    ).fetchall()
    if len(words) > _MOST_WORDS:
        words = []  # they tell nothing
    effects = sales_states.effects([word for word, _rows in words], mapping, name)
    if name == "status":
        reversals.note_undone(connection, target, effects)
    refunded = [word for word, effect in effects.items() if effect == "refunded"]
    if has_refunds and refunded:
        effects = {word: "sale" if effect == "refunded" else effect for word, effect in effects.items()}
        _cancel_unrefunded(connection, target, name, refunded, known)
    counted = dict(words)
    notes: list[str] = []
    taking_back = [word for word in effects if reversals.takes_back(word)]
    kept = _kept_refunds(connection, target, name, refunded, mapping, known, taking_back)
    header = mapping.columns.get(name, name)
    if name == "status":
        came_back = [word for word, effect in effects.items() if effect == "return" and folded(word) in CAME_BACK]
        undone = _undo(connection, target, came_back, has_orders="order_id" in known)
        notes += [remarks.states_are_no_sales(header, list(undone), sum(undone.values()))] if undone else []
        counted |= {word: counted[word] - rows for word, rows in undone.items()}
    none = [word for word, effect in effects.items() if effect in {"no sale", "refunded"}]
    back = [word for word, effect in effects.items() if effect == "return" and counted[word]]
    if none:
        if "status" not in known:
            connection.execute(f"ALTER TABLE {target} ADD COLUMN IF NOT EXISTS status VARCHAR").fetchall()
        is_none = f"{name} IN ({', '.join(map(literal, none))}) AND NOT ({kept})"
        rows = connection.execute(f"SELECT {name}, count(*) FROM {target} WHERE {is_none} GROUP BY 1").fetchall()
        counted |= {**dict.fromkeys(none, 0), **dict(rows)}
        none = [word for word in none if counted[word]]
        connection.execute(f"UPDATE {target} SET status = {literal(CANCELLED)} WHERE {is_none}").fetchall()
    sold = [word for word, effect in effects.items() if effect == "sale" and effect_of(word) == "no sale"]
    if sold and name == "status":  # the booking knows such words as well
        connection.execute(
            f"UPDATE {target} SET status = {literal(_SALE)} WHERE status IN ({', '.join(map(literal, sold))})"
        ).fetchall()
    if back:
        connection.execute(
            f"UPDATE {target} SET revenue = -abs(revenue) WHERE {name} IN ({', '.join(map(literal, back))})"
        ).fetchall()
    notes += [remarks.states_are_no_sales(header, none, sum(counted[word] for word in none))] if none else []
    notes += [remarks.states_are_returns(header, back, sum(counted[word] for word in back))] if back else []
    return notes


def _kept_refunds(
    connection: duckdb.DuckDBPyConnection,
    target: str,
    name: str,
    words: Sequence[str],
    mapping: Mapping,
    known: Sequence[str],
    taking_back: Sequence[str],
) -> str:
    """SQL of the rows that are what was given back themselves, and count with their minus, whatever their state says.

    Called refunded, these are credit notes that were paid out, and amounts below zero; unless the sale itself is called
    refunded too, which leaves nothing of either. A document that cancels another is called cancelled for that, and an
    amount below zero may have one of the words `taking_back` as its state.
    """
    if name != "status":
        return "false"
    kinds: list[str] = []
    if "document_kind" in known:
        found = connection.execute(f"SELECT DISTINCT document_kind FROM {target} LIMIT {_MOST_WORDS}").fetchall()
        kinds_say = sales_states.effects([kind for (kind,) in found if kind is not None], mapping, "document_kind")
        kinds = [kind for kind, effect in kinds_say.items() if effect == "return"]
    cancelling = [kind for kind in kinds if reversals.names_a_cancelling(kind)]
    kept = f"document_kind IN ({', '.join(map(literal, cancelling))})" if cancelling else "false"
    if taking_back:
        kept += f" OR (revenue < 0 AND status IN ({', '.join(map(literal, taking_back))}))"
    if not words:
        return kept
    is_credit = "revenue < 0" + (f" OR document_kind IN ({', '.join(map(literal, kinds))})" if kinds else "")
    is_sale_too = "false"
    if "order_id" in known:
        is_sale_too = (
            f"coalesce(order_id, '') IN (SELECT order_id FROM {target} WHERE order_id IS NOT NULL"
            f" AND status IN ({', '.join(map(literal, words))}) AND NOT ({is_credit}))"
        )
    is_refunded = f"status IN ({', '.join(map(literal, words))})"
    return f"({kept}) OR (({is_credit}) AND {is_refunded} AND NOT {is_sale_too})"


def _cancel_unrefunded(
    connection: duckdb.DuckDBPyConnection, target: str, name: str, words: Sequence[str], known: Sequence[str]
) -> None:
    """Cancel what is called given back where the column of refunds holds nothing for the whole order."""
    if "order_refund" not in known or "status" not in known:
        return
    order = "coalesce(order_id, CAST(source_row AS VARCHAR))" if "order_id" in known else "source_row"
    connection.execute(
        f"UPDATE {target} SET status = {literal(CANCELLED)} WHERE {name} IN ({', '.join(map(literal, words))})"
        f" AND {order} NOT IN (SELECT {order} FROM {target} WHERE coalesce(order_refund, 0) <> 0)"
    ).fetchall()


def _undo(
    connection: duckdb.DuckDBPyConnection, target: str, words: Sequence[str], *, has_orders: bool
) -> dict[str, int]:
    """Cancel sales whose state says that they came back, unless a row of the same order is the sale itself.

    Returns how many were cancelled, by their state.
    """
    if not words:
        return {}
    listed = ", ".join(map(literal, words))
    condition = f"status IN ({listed}) AND revenue > 0"
    condition += (
        f" AND (order_id, revenue) NOT IN (SELECT (order_id, revenue) FROM {target}"
        f" WHERE order_id IS NOT NULL AND (status IS NULL OR status NOT IN ({listed})))"
        if has_orders
        else ""
    )
    rows = connection.execute(f"SELECT status, count(*) FROM {target} WHERE {condition} GROUP BY 1").fetchall()
    connection.execute(f"UPDATE {target} SET status = {literal(CANCELLED)} WHERE {condition}").fetchall()
    return dict(rows)


def _take_off(connection: duckdb.DuckDBPyConnection, target: str, known: Sequence[str]) -> None:
    """Take what was given off and back from lines each of which is an order of its own."""
    off = " - ".join(f"coalesce(abs({name}), 0)" for name in ("order_discount", "order_refund") if name in known)
    connection.execute(f"UPDATE {target} SET revenue = greatest(revenue - {off}, 0) WHERE revenue > 0").fetchall()


def _share_with_lines(connection: duckdb.DuckDBPyConnection, target: str, known: Sequence[str]) -> None:
    """Take what was given off and back on an order from its lines, to the last fraction of the money.

    It stands on the first line or on each; the largest amount of an order is meant. No more is given back than was
    paid, since what is given back may hold taxes and shipping, which are no sales. Lines that are no sales, such as a
    payment that failed before the one that went through, bear none of it.
    """
    discount = "coalesce(max(abs(order_discount)), 0)" if "order_discount" in known else "0"
    refund = "coalesce(max(abs(order_refund)), 0)" if "order_refund" in known else "0"
    is_sale = f"status IS DISTINCT FROM {literal(CANCELLED)}" if "status" in known else "true"
    connection.execute(
        f"""CREATE OR REPLACE TABLE {_WORKING} AS
        WITH orders AS (
            SELECT order_id, sum(revenue) FILTER ({is_sale}) AS gross, {discount} AS discount, {refund} AS refund
            FROM {target} WHERE order_id IS NOT NULL GROUP BY order_id HAVING discount > 0 OR refund > 0
        ), lines AS (
            SELECT source_row, gross,
                least(gross, discount + greatest(least(refund, gross - discount), 0)) AS off,
                sum(revenue) OVER (PARTITION BY order_id ORDER BY source_row) AS until, revenue
            FROM {target} JOIN orders USING (order_id) WHERE gross > 0 AND {is_sale}
        )
        SELECT source_row, CAST(
            revenue - round(CAST(off AS DOUBLE) * CAST(until AS DOUBLE) / CAST(gross AS DOUBLE), 4)
            + round(CAST(off AS DOUBLE) * CAST(until - revenue AS DOUBLE) / CAST(gross AS DOUBLE), 4)
            AS DECIMAL(18, 4)) AS net FROM lines"""
    ).fetchall()
    connection.execute(
        f"UPDATE {target} SET revenue = net FROM {_WORKING} AS lines WHERE {target}.source_row = lines.source_row"
    ).fetchall()
    connection.execute(f"DROP TABLE {_WORKING}").fetchall()
