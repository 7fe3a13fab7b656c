"""Finding a customer by name or number, in any of three scripts and with typing mistakes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
from rapidfuzz import fuzz

import access
from localization.text import FOLD_FROM, FOLD_TO, normalise
from store import seeing
from store.quoting import quoted

if TYPE_CHECKING:
    import duckdb

    from store.snapshot import Snapshot

NAMES = "customer_names"
MOST = 25
# So many of whom share the most pairs of letters with what was typed are looked at letter by letter.
LOOKED_AT = 300
MOST_PAIRS = 24
# Part of the pairs that must be there: a mistake breaks two of them, and a short word has three.
LEAST_SHARED = 0.4
# Of a hundred: a word of five letters with one mistake is at 80.
NEARLY = 70
BEGINS, HOLDS = 96, 88
_SHOWN = ("segment", "role", "region", "owner")
_WRITTEN = "concat_ws(' ', name, customer_id)"


def write_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Write each customer's name and number as they are searched: folding a million takes longer than a search."""
    statement = f"CREATE TABLE {NAMES} AS SELECT customer_key, {_folded(_WRITTEN)} AS folded FROM customers"
    connection.execute(statement, [FOLD_FROM, FOLD_TO]).fetchall()


def find(snapshot: Snapshot, text: str, most: int = MOST) -> pd.DataFrame:
    """Find the customers whose name or number is most like a text.

    Each of its words is held against each word of a name and number, whatever the order: equal, its beginning, a part
    of it, or like it but for a letter or two. Letters and digits of three scripts are folded as everywhere. Whoever
    may not see names finds stand-ins alone, and nobody by a name.

    Returns
    -------
    The likest first, at most so many: customer_key, name, customer_id, segment, role, region and owner where they are
    known, total_revenue and last_day of the last order (null without any), score (of a hundred).

    """
    wanted = normalise(text)
    if not wanted:
        return pd.DataFrame(columns=["customer_key", "name", "customer_id", "score"])
    with seeing.asking(snapshot.path, snapshot.sight) as cursor:
        query, values = _candidates(snapshot, wanted)
        found = cursor.execute(query, values).fetchall()
        scored = [(key, _score(wanted, normalise(said)), said) for key, said in found]
        best = sorted((-score, len(said), key) for key, score, said in scored if score >= NEARLY)[:most]
        order = pd.DataFrame([(key, -score) for score, _length, key in best], columns=["customer_key", "score"])
        order = order.astype({"customer_key": "int64", "score": "float64"})
        known = [name for name in _SHOWN if name in snapshot.schemas["customers"]]
        columns = ", ".join(f"c.{quoted(name)}" for name in ("customer_key", "name", "customer_id", *known))
        rows = cursor.execute(
            f"SELECT {columns}, t.revenue::DOUBLE AS total_revenue, t.last_day FROM customers c "
            "LEFT JOIN customer_totals t USING (customer_key) WHERE list_contains($1, c.customer_key)",
            [order["customer_key"].tolist()],
        ).df()
    return order.merge(rows, on="customer_key")[[*rows.columns, "score"]]


def _candidates(snapshot: Snapshot, wanted: str) -> tuple[str, list[str]]:
    """Write the query of the customers who share the most pairs of letters with a text, and its values."""
    pairs = _pairs(wanted)
    if snapshot.sight == access.FULL and NAMES in snapshot.schemas:
        source, values = NAMES, list[str]()
    else:  # a version published before names were folded, or somebody who sees stand-ins
        source, values = f"(SELECT customer_key, {_folded(_WRITTEN)} AS folded FROM customers)", [FOLD_FROM, FOLD_TO]
    shared = " + ".join(f"contains(folded, ${len(values) + place})::UTINYINT" for place in range(1, len(pairs) + 1))
    least = max(1, math.ceil(LEAST_SHARED * len(pairs)))
    # The likest are taken before they are joined to what they are called: a common pair of letters is in every name.
    likest = (
        f"SELECT customer_key, length(folded) AS letters, {shared} AS shared FROM {source} WHERE shared >= {least} "
        f"ORDER BY shared DESC, letters, customer_key LIMIT {LOOKED_AT}"
    )
    query = (
        f"SELECT n.customer_key, concat_ws(' ', c.name, c.customer_id) FROM ({likest}) n JOIN customers c "
        "USING (customer_key) ORDER BY n.customer_key"
    )
    return query, values + pairs


def _pairs(wanted: str) -> list[str]:
    """Return the pairs of letters inside the words of a text; a word of one letter is a pair of its own."""
    pairs = [word[at : at + 2] for word in wanted.split() for at in range(max(len(word) - 1, 1))]
    return list(dict.fromkeys(pairs))[:MOST_PAIRS]


def _folded(expression: str) -> str:
    return f"translate(strip_accents(lower({expression})), $1, $2)"


def _score(wanted: str, said: str) -> float:
    """Say how like a text a name with its number is, of a hundred: the mean over the words that were typed."""
    words = said.split()
    each = [max((_alike(one, word) for word in words), default=0.0) for one in wanted.split()]
    glued = fuzz.ratio(wanted.replace(" ", ""), said.replace(" ", ""))
    return max(sum(each) / len(each), glued)


def _alike(typed: str, word: str) -> float:
    if typed == word:
        return 100.0
    if word.startswith(typed):
        return float(BEGINS)
    if len(typed) > 2 and typed in word:
        return float(HOLDS)
    return fuzz.ratio(typed, word)
