"""Contracts whose state says that they have ended, or never began: none of them counts as running."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from ingest import asking, remarks
from ingest.errors import IngestError
from ingest.recognition import contract_states
from ingest.recognition.departed import saved_on
from ingest.recognition.states import ANY_OTHER
from ingest.sql import identifier, literal
from ingest.values.sales_states import split
from localization import _
from localization.numbers import isolate, latin_digits
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from ingest.reading.sources import Source
    from ingest.values.settling import Settler

STATE: Final = "status"
# The topic of the question on which day contracts ended that have no day of it.
TOPIC: Final = "ended_on"
_MOST_WORDS = 40


@dataclass(frozen=True)
class _Words:
    """The words of the state by what they say, and how many rows have each."""

    rows: Mapping[str, int]
    ended: Sequence[str]
    none: Sequence[str]
    held: Sequence[str]


def settle(connection: duckdb.DuckDBPyConnection, target: str, source: Source, settler: Settler) -> int:
    """End the contracts whose state says so; return how many rows are left out, as they never came into force.

    One that has no day of its end is taken to have ended on the last day that the file knows of, and the day is asked
    for: so it is none that runs. A contract on trial, unpaid or paused runs until somebody ends it, which is said.
    """
    known = {row[0] for row in connection.execute(f"DESCRIBE {target}").fetchall()}
    if STATE not in known:
        return 0
    header = settler.mapping.columns.get(STATE, STATE)
    words = _words(connection, target, settler)
    if words.held:
        settler.notes.append(remarks.contracts_are_held(header, words.held, _sum(words, words.held)))
    left_out = _sum(words, words.none)
    if left_out:
        connection.execute(f"DELETE FROM {target} WHERE {_is_one_of(words.none)}").fetchall()
        settler.notes.append(remarks.contracts_never_began(header, words.none, left_out))
    if words.ended:
        _end(connection, target, known, words.ended, source, settler)
    return left_out


def _words(connection: duckdb.DuckDBPyConnection, target: str, settler: Settler) -> _Words:
    """Sort the words of the state; ask which of them stand for a contract that runs, where one is not known."""
    rows = dict(
        connection.execute(
            f"SELECT {STATE}, count(*) FROM {target} WHERE {STATE} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
        ).fetchall()
    )
    if len(rows) > _MOST_WORDS:  # it tells something else than states
        return _Words({}, (), (), ())
    mapping = settler.mapping
    running, ended = split(mapping.answers.get(STATE, ""))
    said = {**mapping.states, **dict.fromkeys(running, "runs"), **dict.fromkeys(ended, "ended")}
    standings = {word: contract_states.standing_of(word, said) for word in rows}
    own = {normalise(one) for one in said}
    if ANY_OTHER not in said and any(
        not contract_states.is_known(word) and normalise(word) not in own for word in rows
    ):
        ticked = tuple(word for word, standing in standings.items() if standing == "runs")
        settler.questions.append(asking.contract_states(mapping.columns[STATE], tuple(rows), ticked))
    held = [word for word, standing in standings.items() if standing == "runs" and contract_states.is_held(word)]
    by_standing = {one: [word for word in rows if standings[word] == one] for one in ("ended", "none")}
    return _Words(rows, by_standing["ended"], by_standing["none"], held)


def _sum(words: _Words, some: Sequence[str]) -> int:
    return sum(words.rows[word] for word in some)


def _is_one_of(words: Sequence[str]) -> str:
    return f"{STATE} IN ({', '.join(map(literal, words))})" if words else "false"


def _end(
    connection: duckdb.DuckDBPyConnection,
    target: str,
    known: set[str],
    ended: Sequence[str],
    source: Source,
    settler: Settler,
) -> None:
    """Give contracts that have ended the day of it, where the file gives none or one that is still to come."""
    for name in ("cancelled_on", "ends_on"):
        if name not in known:
            connection.execute(f"ALTER TABLE {target} ADD COLUMN {identifier(name)} DATE").fetchall()
    today = datetime.now(UTC).date()
    latest = min(saved_on(source) or today, today)
    ran_out = _is_one_of([word for word in ended if contract_states.ran_out(word)])
    happened = f"unnest([starts_on, cancelled_on, CASE WHEN {ran_out} THEN ends_on END])"
    last = connection.execute(
        f"SELECT max(day) FROM (SELECT {happened} AS day FROM {target}) WHERE day <= DATE {literal(str(latest))}"
    ).fetchall()[0][0]
    last = last or latest
    without = (
        f"{_is_one_of(ended)} AND cancelled_on IS NULL AND (ends_on IS NULL OR ends_on > DATE {literal(str(last))})"
    )
    rows = dict(connection.execute(f"SELECT {STATE}, count(*) FROM {target} WHERE {without} GROUP BY 1").fetchall())
    if not rows:
        return
    answer = settler.mapping.answers.get(TOPIC, "")
    if not answer:
        words = [word for word in ended if word in rows]
        header = settler.mapping.columns.get(STATE, STATE)
        settler.questions.append(asking.end_of_contracts(header, sum(rows.values()), words, last))
    day = _day(answer) if answer else last
    connection.execute(
        f"UPDATE {target} SET cancelled_on = greatest(starts_on, DATE {literal(str(day))}) WHERE {without}"
    ).fetchall()


def _day(answer: str) -> date:
    try:
        return date.fromisoformat(latin_digits(answer).strip().replace("/", "-"))
    except ValueError as error:
        raise IngestError(
            _("{answer} is no day on which contracts ended; write it as {example}.").format(
                answer=isolate(answer), example=isolate("2024-12-31")
            )
        ) from error
