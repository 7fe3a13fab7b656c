"""What the values of a column look like: days, amounts, yes and no, numbers of customers, or words.

Taken from the first rows of a file alone: it guides the guess of a mapping, never the reading of a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.trial import first_rows
from ingest.values.months import MONTHS
from ingest.values.readings import NO_WORDS, YES_WORDS
from ingest.values.texts import NO_END
from localization.numbers import latin_digits
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.reading.sources import Source
    from store.schema import Kind

ROWS_LOOKED_AT = 1_000
BLANKS = frozenset({"", "-", "--", "–", "—", "n/a", "na", "nan", "null", "none", "ندارد", *NO_END})
_DAY = re.compile(
    r"(?:1[2-9]|20|21)\d\d\s*[-/.]\s*(?:\d{1,2}\s*[-/.]\s*\d{1,2}|0?[1-9]|1[0-2])\.?(?:[T ،,].*)?"
    r"|\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*(?:\d{4}|\d{2})\.?(?:[T ،,].*)?"
    r"|(?:1[2-9]|20|21)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{6})?"
)
_MONTH_NAMES = frozenset(normalise(name) for name in MONTHS)
AMOUNT = re.compile(r"[-+(]?\s*[^\d\s]{0,8}\s*[-+]?\d[\d.,٬٫'’ \u00a0\u202f]*(?:[eE][-+]?\d+)?\s*[^\d\s]{0,8}\s*[-)]?")
_FRACTION = re.compile(r"[.,٫]\d{1,2}\D*$")
_FLAGS = frozenset(map(normalise, (*YES_WORDS, *NO_WORDS)))


@dataclass(frozen=True)
class Profile:
    """Shares and counts over the values of one column that are not blank, of the rows looked at.

    `days`, `amounts`, `flags` are shares from 0 to 1; `with_fraction` of the amounts those with decimals; `values` the
    distinct texts in the order of the file (at most 100).
    """

    rows: int
    filled: int
    distinct: int
    days: float
    amounts: float
    flags: float
    with_fraction: float
    values: tuple[str, ...]

    @property
    def is_unique(self) -> bool:
        """Whether the column tells rows apart: hardly any value occurs twice."""
        return self.filled > 0 and self.distinct >= 0.99 * self.filled

    def contradicts(self, kind: Kind) -> bool:
        """Whether the values cannot be of a kind, whatever the header says."""
        if not self.filled or kind == "text":
            return False
        if kind in {"date", "timestamp"}:
            return self.days < 0.3 and not (self.amounts > 0.9 and (self._are_serials() or self._are_instants()))
        if kind == "flag":
            return self.flags < 0.3
        return self.amounts < 0.3 or self.days > 0.7

    @property
    def are_addresses(self) -> bool:
        """Whether these are addresses of mail."""
        return bool(self.values) and all(re.fullmatch(r"[^@\s]+@[^@\s]+[.]\w+", value) for value in self.values)

    def _are_serials(self) -> bool:
        return all(re.fullmatch(r"[2-7]\d{4}(?:\.\d+)?", latin_digits(value)) for value in self.values[:20])

    def _are_instants(self) -> bool:
        """Whether these are seconds, thousandths or millionths since 1970, of 2001 to 2065."""
        return all(
            re.fullmatch(r"[12]\d{9}(?:\d{3}|\d{6})?(?:\.\d+)?", latin_digits(value)) for value in self.values[:20]
        )


def profiles(source: Source) -> dict[str, Profile]:
    """Look at the first rows of a file, column by column."""
    rows = list(first_rows(source, ROWS_LOOKED_AT))
    return {header: _profile([row[at] for row in rows if at < len(row)]) for at, header in enumerate(source.columns)}


def _profile(cells: Sequence[str]) -> Profile:
    texts = [text for cell in cells if (text := cell.strip()[:200]).lower() not in BLANKS]
    plain = [latin_digits(text).replace("−", "-") for text in texts]
    days = [_is_day(text) for text in plain]
    amounts = [not day and AMOUNT.fullmatch(text) is not None for text, day in zip(plain, days, strict=True)]
    fractions = [amount and _FRACTION.search(text) is not None for text, amount in zip(plain, amounts, strict=True)]
    distinct = dict.fromkeys(texts)
    return Profile(
        rows=len(cells),
        filled=len(texts),
        distinct=len(distinct),
        days=_share(days),
        amounts=_share(amounts),
        flags=_share(normalise(text) in _FLAGS for text in texts),
        with_fraction=_share(fractions),
        values=tuple(distinct)[:100],
    )


def _is_day(text: str) -> bool:
    if _DAY.fullmatch(text):
        return True
    words = normalise(text).split()
    ends_as_day = text[-1:].isdigit() or ":" in text  # 10:01:02 AM PST
    return 2 <= len(words) <= 12 and ends_as_day and any(word in _MONTH_NAMES for word in words)


def _share(found: Iterable[bool]) -> float:
    every = list(found)
    return sum(every) / len(every) if every else 0.0
