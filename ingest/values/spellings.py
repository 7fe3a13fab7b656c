"""One customer or one category under several spellings: ي and ی, half-spaces, digits, case.

Spellings are told by a key; one original is kept and shown. The key is plain: it never makes one of two numbers
that differ in a letter, a digit or a zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.sql import identifier, literal
from ingest.values.texts import latin

if TYPE_CHECKING:
    import duckdb

MOST_CATEGORIES = 10_000
# The letters that Persian and Arabic keyboards type for one another, as localization.text folds them.
_LETTERS = {"ی": "[يىئ]", "ک": "ك", "ه": "[ةۀہھ]", "ا": "[أإآٱ]", "و": "ؤ"}
# Digits, small letters and a capital that is not the first: numbers such as Gv7qJ, or the 15 letters and digits of a
# CRM, tell customers apart by case.
_MEANINGFUL_CASE = ("[0-9]", "[a-z]", r"^[^@\s]+[A-Z][^@\s]*$")
# Marks that nobody sees, and that stand between no words.
_UNSEEN = "[\u200b\u200d\u2060\ufeff\u00ad]"
# A mobile number of Iran with and without its country, or without the zero that a sheet takes away.
_MOBILE = "(?:[+]98|0098|98|0)?(9[0-9]{9})"


def match_key(text: str) -> str:
    """SQL of the key under which spellings of one customer are the same."""
    folded = f"regexp_replace(nfc_normalize({text}), {literal(_UNSEEN)}, '', 'g')"
    folded = f"regexp_replace({folded}, '\u200c', ' ', 'g')"
    folded = latin(f"regexp_replace({folded}, '[\u0640\u064b-\u0652]', '', 'g')")
    for letter, others in _LETTERS.items():
        folded = f"regexp_replace({folded}, {literal(others)}, {literal(letter)}, 'g')"
    folded = f"trim(regexp_replace({folded}, '\\s+', ' ', 'g'))"
    return f"CASE WHEN {is_told_by_case(text)} THEN {folded} ELSE lower({_without_country(folded)}) END"


def is_told_by_case(text: str) -> str:
    """SQL that tells whether a customer's number may differ from another one in nothing but the case of a letter."""
    return " AND ".join(f"regexp_matches({text}, {literal(pattern)})" for pattern in _MEANINGFUL_CASE)


def _without_country(text: str) -> str:
    """SQL that writes a mobile number in one way; every other text stays as it is."""
    return (
        f"CASE WHEN regexp_full_match(replace(replace({text}, ' ', ''), '-', ''), {literal(_MOBILE)})"
        f" THEN '0' || regexp_extract(replace(replace({text}, ' ', ''), '-', ''), {literal(_MOBILE)}, 1)"
        f" ELSE {text} END"
    )


def told_by_case(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """List pairs of customers' numbers that differ in the case of letters alone and were kept apart."""
    return connection.execute(
        f"""SELECT min(customer_id), max(customer_id) FROM (SELECT DISTINCT customer_id FROM {table}
            WHERE customer_id IS NOT NULL AND regexp_matches(customer_id, '[a-z]'))
        GROUP BY lower(customer_id) HAVING count(*) > 1 ORDER BY 1 LIMIT 100"""
    ).fetchall()


def fold_case(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Take customers' numbers that differ in the case of letters alone for one."""
    connection.execute(
        f"""UPDATE {table} SET customer_id = now.kept FROM (
            SELECT customer_id AS spelt, first_value(customer_id) OVER (
                PARTITION BY lower(customer_id) ORDER BY line, customer_id) AS kept
            FROM (SELECT customer_id, min(source_row) AS line FROM {table}
                WHERE customer_id IS NOT NULL GROUP BY customer_id)) AS now
        WHERE {table.rsplit(".", maxsplit=1)[-1]}.customer_id = now.spelt AND now.kept <> now.spelt"""
    ).fetchall()


def unify(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """Give each customer of a loaded table one spelling: that of the data set's customers, else the first in the file.

    The data set's customers are those of a table `customers` of the connection's own database, if it has one.

    Returns
    -------
    list of (str, str)
        The spellings that were replaced, each with what stands for it now.
    """
    known = connection.execute(
        "SELECT 1 FROM duckdb_columns() WHERE database_name = current_database() AND table_name = 'customers'"
        " AND column_name = 'customer_id' LIMIT 1"
    ).fetchall()
    # Most numbers are plain ASCII without small letters, whose key costs nothing.
    before = "UNION ALL SELECT customer_id, 0 FROM customers" if known else ""
    replaced: list[tuple[str, str]] = connection.execute(
        f"""
        WITH every AS (
            SELECT customer_id, min(line) AS line FROM (
                SELECT customer_id, source_row AS line FROM {table} {before}
            ) WHERE customer_id IS NOT NULL GROUP BY customer_id),
        told AS (SELECT *, regexp_full_match(customer_id, '[!-_]+') AS is_plain FROM every),
        keyed AS (
            SELECT customer_id, line, lower({_without_country("customer_id")}) AS match_key FROM told WHERE is_plain
            UNION ALL SELECT customer_id, line, {match_key("customer_id")} FROM told WHERE NOT is_plain),
        kept AS (
            SELECT match_key, arg_min(customer_id, (line, customer_id)) AS customer_id FROM keyed
            GROUP BY match_key HAVING count(*) > 1)
        SELECT keyed.customer_id, kept.customer_id FROM keyed JOIN kept USING (match_key)
        WHERE keyed.customer_id <> kept.customer_id AND line > 0
        """
    ).fetchall()
    _replace(connection, table, "customer_id", replaced)
    return replaced


def unify_category(connection: duckdb.DuckDBPyConnection, table: str, name: str) -> list[tuple[str, str]]:
    """Give each text of a category one spelling: that of the data set's customers, else the file's most frequent.

    A column with more than MOST_CATEGORIES texts is left as it is: it tells things apart, it does not sort them.

    Returns
    -------
    list of (str, str)
        The spellings that were replaced, each with what stands for it now.
    """
    column = identifier(name)
    known = connection.execute(
        "SELECT 1 FROM duckdb_columns() WHERE database_name = current_database() AND table_name = 'customers'"
        " AND column_name = ? AND data_type = 'VARCHAR' LIMIT 1",
        [name],
    ).fetchall()
    before = f"UNION ALL SELECT {column}, 0, count(*) FROM customers GROUP BY ALL" if known else ""
    replaced: list[tuple[str, str]] = connection.execute(
        f"""
        WITH every AS (
            SELECT text, sum(rows) AS rows, sum(known) AS known FROM (
                SELECT {column} AS text, count(*) AS rows, 0 AS known FROM {table} GROUP BY ALL {before}
            ) WHERE text IS NOT NULL GROUP BY text),
        keyed AS (
            SELECT *, {match_key("text")} AS match_key FROM every
            WHERE (SELECT count(*) FROM every) <= {MOST_CATEGORIES}),
        kept AS (
            SELECT match_key, arg_max(text, (known, rows, text)) AS text FROM keyed
            GROUP BY match_key HAVING count(*) > 1)
        SELECT keyed.text, kept.text FROM keyed JOIN kept USING (match_key)
        WHERE keyed.text <> kept.text AND rows > 0 ORDER BY ALL
        """
    ).fetchall()
    _replace(connection, table, column, replaced)
    return replaced


def _replace(connection: duckdb.DuckDBPyConnection, table: str, column: str, replaced: list[tuple[str, str]]) -> None:
    if replaced:
        connection.execute(
            f"UPDATE {table} SET {column} = now.kept FROM (SELECT unnest(?) AS spelt, unnest(?) AS kept) AS now"
            f" WHERE {table.rsplit('.', maxsplit=1)[-1]}.{column} = now.spelt",
            [[one for one, _kept in replaced], [kept for _one, kept in replaced]],
        ).fetchall()
