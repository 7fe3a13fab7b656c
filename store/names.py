"""Finding a customer by name or number, in any of three scripts and with typing mistakes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
import pyarrow as pa
from rapidfuzz import fuzz

import access
from localization.text import FOLD_FROM, FOLD_TO, normalise
from store import seeing
from store.quoting import quoted

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    from store.snapshot import Snapshot

    Words = NDArray[np.uint64]

NAMES = "customer_names"
MOST = 25
# So many of whom share the most pairs of letters with what was typed are looked at letter by letter.
LOOKED_AT = 300
MOST_PAIRS = 24
# Each pair of letters has one of so many places in a name's mark, words of 64 bits: counting bits of a million marks
# takes a fiftieth of the time of looking into their letters. Who shares the most places is looked into.
PLACES, WORD_BITS = 256, 64
MARKS = tuple(f"pairs_{word}" for word in range(PLACES // WORD_BITS))
MARKED = 3000
MARKED_AT_ONCE = 100_000
# Part of the pairs that must be there: a mistake breaks two of them, and a short word has three.
LEAST_SHARED = 0.4
# Of a hundred: a word of five letters with one mistake is at 80.
NEARLY = 70
BEGINS, HOLDS = 96, 88
_SHOWN = ("segment", "role", "region", "owner")
_WRITTEN = "concat_ws(' ', name, customer_id)"


def write_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Write each customer's name and number as they are searched, with the mark of their pairs of letters.

    Folding a million takes longer than a search.
    """
    written = f"SELECT customer_key, {_folded(_WRITTEN)} AS folded FROM customers ORDER BY customer_key"
    folded = cast("pa.Table", connection.execute(written, [FOLD_FROM, FOLD_TO]).to_arrow_table())
    columns = {name: folded[name] for name in folded.column_names}
    marks = _marks(folded["folded"])
    table = pa.table(columns | {name: pa.array(marks[:, place]) for place, name in enumerate(MARKS)})
    connection.register("names_to_write", table)
    connection.execute(f"CREATE TABLE {NAMES} AS SELECT * FROM names_to_write").fetchall()
    connection.unregister("names_to_write")


def _marks(texts: pa.ChunkedArray) -> Words:
    """Mark which pairs of letters each text holds: a row of words of bits for each text."""
    found = np.zeros((len(texts), len(MARKS)), dtype=np.uint64)
    for start in range(0, len(texts), MARKED_AT_ONCE):
        some = [text or "" for text in texts.slice(start, MARKED_AT_ONCE).to_pylist()]
        # Each text ends with a letter of its own, so that no pair reaches into the next one.
        letters = np.frombuffer("\n".join([*some, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        lengths = np.array([len(text) + 1 for text in some])
        row = np.repeat(np.arange(len(some)), lengths)
        at = np.flatnonzero((letters[:-1] != ord("\n")) & (letters[1:] != ord("\n")))
        place = _place(letters[at].astype(np.uint64), letters[at + 1].astype(np.uint64))
        held = np.zeros((len(some), PLACES), dtype=bool)
        held[row[at], place] = True
        packed = np.packbits(held, axis=1, bitorder="little").view("<u8")
        found[start : start + len(some)] = packed
    return found


def _place(first: Words, second: Words) -> Words:
    places: Words = (first * np.uint64(31) + second) % np.uint64(PLACES)
    return places


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
        scored = {
            key: (_score(wanted, normalise(said)), said)
            for key, said in cursor.execute(*_holding(snapshot, wanted)).fetchall()
        }
        if sum(score >= BEGINS for score, _said in scored.values()) < most:
            for key, said in cursor.execute(*_candidates(snapshot, wanted)).fetchall():
                scored[key] = _score(wanted, normalise(said)), said
        best = sorted((-score, len(said), key) for key, (score, said) in scored.items() if score >= NEARLY)[:most]
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


def _source(snapshot: Snapshot) -> tuple[str, list[str]]:
    """Return what is searched, as SQL with its values: the folded names, or those that somebody may see."""
    if snapshot.sight == access.FULL and NAMES in snapshot.schemas:
        return NAMES, []
    # A version published before names were folded, or somebody who sees stand-ins.
    return f"(SELECT customer_key, {_folded(_WRITTEN)} AS folded FROM customers)", [FOLD_FROM, FOLD_TO]


def _holding(snapshot: Snapshot, wanted: str) -> tuple[str, list[str]]:
    """Write the query of the customers who hold every word of a text, whole words and beginnings first."""
    source, values = _source(snapshot)
    words = list(dict.fromkeys(wanted.split()))[:MOST_PAIRS]
    numbers = range(len(values) + 1, len(values) + len(words) + 1)
    holds = " AND ".join(f"contains(folded, ${number})" for number in numbers)
    whole = " + ".join(f"contains(' ' || folded || ' ', ' ' || ${number} || ' ')::UTINYINT" for number in numbers)
    begins = " + ".join(f"contains(' ' || folded, ' ' || ${number})::UTINYINT" for number in numbers)
    likest = (
        f"SELECT customer_key FROM {source} WHERE {holds} "
        f"ORDER BY {whole} DESC, {begins} DESC, length(folded), customer_key LIMIT {LOOKED_AT}"
    )
    return _called(likest), values + words


def _called(likest: str) -> str:
    """Write the query of what the customers of another query are called; they are few by then."""
    return (
        f"SELECT n.customer_key, concat_ws(' ', c.name, c.customer_id) FROM ({likest}) n JOIN customers c "
        "USING (customer_key) ORDER BY n.customer_key"
    )


def _candidates(snapshot: Snapshot, wanted: str) -> tuple[str, list[str]]:
    """Write the query of the customers who share the most pairs of letters with a text, and its values."""
    pairs = _pairs(wanted)
    source, values = _source(snapshot)
    shared = " + ".join(f"contains(folded, ${len(values) + place})::UTINYINT" for place in range(1, len(pairs) + 1))
    least = max(1, math.ceil(LEAST_SHARED * len(pairs)))
    if source == NAMES and MARKS[0] in snapshot.schemas[NAMES] and all(len(pair) > 1 for pair in pairs):
        mark = _marks(pa.chunked_array([pairs]))
        places = np.bitwise_or.reduce(mark, axis=0)
        bits = " + ".join(f"bit_count({name} & {int(word)}::UBIGINT)" for name, word in zip(MARKS, places, strict=True))
        # Two of the pairs may have one place.
        fewest = max(1, least - (len(pairs) - int(np.unpackbits(places.view(np.uint8)).sum())))
        source = (
            f"(SELECT customer_key, folded FROM (SELECT customer_key, folded, {bits} AS marked FROM {NAMES} "
            f"WHERE marked >= {fewest} ORDER BY marked DESC, length(folded), customer_key LIMIT {MARKED}))"
        )
    # The likest are taken before they are joined to what they are called: a common pair of letters is in every name.
    likest = (
        f"SELECT customer_key, length(folded) AS letters, {shared} AS shared FROM {source} WHERE shared >= {least} "
        f"ORDER BY shared DESC, letters, customer_key LIMIT {LOOKED_AT}"
    )
    return _called(likest), values + pairs


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
