"""Customers that look like one: the same name or telephone number, written in another way. Proposed, never merged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
from rapidfuzz import fuzz

from localization.numbers import latin_digits
from localization.text import normalise
from store.merging import columns_of
from store.quoting import quoted

if TYPE_CHECKING:
    import duckdb

MOST_CUSTOMERS = 200_000
MOST_GROUPS = 1000
# Of a hundred; two names of which each letter but one or two agrees.
NEARLY = 92
LEAST_LETTERS = 8
NEIGHBOURS = 3
PHONE_DIGITS = range(10, 15)
_PHONE = re.compile(r"[+0-9()\s.-]+")

SAME_NUMBER, SAME_PHONE, SAME_NAME, NEAR_NAME = "same_number", "same_phone", "same_name", "near_name"


def lookalikes(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, pd.DataFrame]:
    """Find customers of incoming.<table> that are told apart by their number and look like one person.

    They have numbers that fold to one (other letters, case or spaces), that are one telephone number with and without
    its prefix, or names that fold to one or differ in a letter or two.

    Returns
    -------
    How many groups there are, and their members: group (1, 2 …), customer_id, name (null if the file has none),
    alike (same_number, same_phone, same_name or near_name), source_row (first line of the customer). Nothing is
    looked for among more than MOST_CUSTOMERS customers.

    """
    known = columns_of(connection, table, database="incoming")
    if "customer_id" not in known:
        return 0, pd.DataFrame()
    name = f"any_value({quoted('name')})" if "name" in known else "NULL"
    people = connection.execute(
        f"SELECT customer_id, {name} AS name, min(source_row) AS source_row FROM incoming.{quoted(table)} "
        f"WHERE customer_id IS NOT NULL GROUP BY customer_id ORDER BY customer_id LIMIT {MOST_CUSTOMERS + 1}"
    ).fetchall()
    if len(people) > MOST_CUSTOMERS:
        return 0, pd.DataFrame()
    groups = _groups(people)
    rows = [
        (number, people[at][0], people[at][1], alike, people[at][2])
        for number, (alike, members) in enumerate(groups, 1)
        for at in members
    ]
    frame = pd.DataFrame(
        [row for row in rows if row[0] <= MOST_GROUPS], columns=["group", "customer_id", "name", "alike", "source_row"]
    )
    return len(groups), frame


def _groups(people: list[tuple[str, str | None, int]]) -> list[tuple[str, list[int]]]:
    """Group the places of people that look like one; whoever is in a group already is left out of the next ones."""
    found: list[tuple[str, list[int]]] = []
    taken: set[int] = set()
    names = {at: " ".join(sorted(normalise(name).split())) for at, (_id, name, _row) in enumerate(people) if name}
    for alike, keys in (
        (SAME_PHONE, {at: _phone(number) for at, (number, _name, _row) in enumerate(people)}),
        (SAME_NUMBER, {at: normalise(number).replace(" ", "") for at, (number, _name, _row) in enumerate(people)}),
        (SAME_NAME, names),
    ):
        by_key: dict[str, list[int]] = {}
        for at, folded in keys.items():
            if folded and at not in taken:
                by_key.setdefault(folded, []).append(at)
        for members in by_key.values():
            if len(members) > 1:
                found.append((alike, members))
                taken.update(members)
    return found + _near(names, taken)


def _near(names: dict[int, str], taken: set[int]) -> list[tuple[str, list[int]]]:
    """Pair names that are spelt nearly alike: neighbours in the alphabet whose digits agree."""
    ordered = sorted((folded, at) for at, folded in names.items() if at not in taken and len(folded) >= LEAST_LETTERS)
    found = []
    paired: set[int] = set()
    for place, (folded, at) in enumerate(ordered):
        for other, there in ordered[place + 1 : place + 1 + NEIGHBOURS]:
            if at in paired or there in paired or re.findall(r"\d+", folded) != re.findall(r"\d+", other):
                continue
            if fuzz.ratio(folded, other, score_cutoff=NEARLY):
                found.append((NEAR_NAME, [at, there]))
                paired |= {at, there}
    return found


def _phone(number: str) -> str:
    """Return the last ten digits of what looks like a telephone number with its prefix; "" otherwise."""
    text = latin_digits(number).strip()
    digits = re.sub(r"\D", "", text)
    looks_so = _PHONE.fullmatch(text) and len(digits) in PHONE_DIGITS
    return digits[-10:] if looks_so and (len(digits) == 10 or text.startswith(("0", "+", "(", "98"))) else ""
