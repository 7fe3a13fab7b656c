"""How much the header of a file is like the name of a known column, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rapidfuzz import fuzz

from ingest.recognition.folding import key
from ingest.recognition.synonyms import ALL_KNOWN, NOT_A_CUSTOMER, NOT_AN_AMOUNT, NOT_THE_DAY, names_of
from localization import _
from localization.numbers import isolate
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ingest.recognition.profiles import Profile
    from store.schema import Column

How = Literal["exact", "variant", "similar", "values"]

# Letters that two words may differ in before they count as different words, in percent (rapidfuzz's ratio).
_ALIKE_WORDS = 80
_ALIKE_NAMES = 86
_LEAST_LETTERS = 4
# Headers of how many there are, which are near those of what numbers them.
_COUNTS = frozenset({"orders", "bookings", "invoices", "transactions", "tickets", "receipts", "customers", "clients"})
_MOST_LETTERS_APART = 0.25
# Beyond this many columns no person looks at what a header is similar to.
_MOST_COMPARED = 300
_TOO_NEAR = 0.02
_MOSTLY = 0.7
# What an amount says of its taxes, often in brackets.
# An invoice to somebody is no number of an invoice.
_OF_SOMEBODY_ELSE = frozenset({"to", "from", "for", "by"})
_WITHOUT_TAX = frozenset({"ex", "excl", "excluding", "exclusive", "net", "netto", "ht", "zzgl", "بدون", "قبل"})
_TAX_INCLUDED = frozenset({"inc", "incl", "including", "inclusive", "gross", "brutto", "ttc", "inkl", "با", "شامل"})


@dataclass(frozen=True)
class Match:
    """A header that was taken for a column.

    `how` says on what grounds, `score` how sure they are (0 to 1), `known` which known name the header is like,
    `others` which further headers could be meant as well.
    """

    header: str
    how: How
    score: float
    known: str = ""
    others: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Say in the reader's language why the header was taken."""
        header = isolate(self.header)
        if self.how == "exact":
            said = _("{header} is the column's own name.").format(header=header)
        elif self.how == "variant":
            said = _("{header} is a usual name of this column.").format(header=header)
        elif self.how == "similar":
            said = _("{header} is similar to {known}.").format(header=header, known=isolate(self.known))
        else:
            said = _("The values of {header} look like it; its name does not say so.").format(header=header)
        if self.others:
            said += " " + _("{others} could be meant as well.").format(others=isolate(", ".join(self.others)))
        return said


def matches(
    columns: Sequence[str], table: str, targets: Iterable[Column], profiles: Mapping[str, Profile] | None = None
) -> dict[str, Match]:
    """Assign headers to columns of a table, one to one: own names first, then usual ones, then similar ones.

    A header whose values contradict the column (a text where an amount is expected) is not taken. Where two headers
    are as similar, neither is.
    """
    targets = list(targets)
    keys = {header: key(header) for header in columns}
    found: dict[str, Match] = {}
    _take_known(found, keys, table, targets, profiles or {})
    _take_similar(found, keys, table, targets, profiles or {})
    return {column.name: found[column.name] for column in targets if column.name in found}


def similarity(folded: str, names: Sequence[str], column: Column) -> tuple[float, str]:
    """Return how similar a folded header is to the best of the known names (0 if to none), and to which."""
    if len(folded) < _LEAST_LETTERS:
        return 0.0, ""
    return max(((_similarity(folded, name, column), name) for name in names), default=(0.0, ""))


def _take_known(
    found: dict[str, Match],
    keys: dict[str, str],
    table: str,
    targets: Sequence[Column],
    profiles: Mapping[str, Profile],
) -> None:
    for is_exact in (True, False):
        for column in targets:
            if column.name in found:
                continue
            names = [key(column.name)] if is_exact else names_of(table, column.name)
            taken = {match.header for match in found.values()}
            fitting = [
                header
                for name in names
                for header in sorted((one for one, folded in keys.items() if folded == name), key=_with_tax)
                if header not in taken and not _contradicts(column, header, profiles)
            ]
            if fitting:
                others = tuple(fitting[1:]) if column.kind == "money" or column.required else ()
                score = 1.0 if is_exact else 0.95 - min(0.1 * len(others), 0.3)
                found[column.name] = Match(
                    fitting[0], "exact" if is_exact else "variant", score, keys[fitting[0]], others
                )


def _take_similar(
    found: dict[str, Match],
    keys: dict[str, str],
    table: str,
    targets: Sequence[Column],
    profiles: Mapping[str, Profile],
) -> None:
    # What is known to mean something else is not a misspelling of anything.
    free = {header: folded for header, folded in keys.items() if folded not in ALL_KNOWN}
    if len(free) > _MOST_COMPARED:
        return
    scored: list[tuple[float, str, str, str]] = []
    for column in targets:
        if column.name in found:
            continue
        for header, folded in free.items():
            score, known = similarity(folded, names_of(table, column.name), column)
            is_day = column.kind == "text" and header in profiles and profiles[header].days > _MOSTLY
            is_blank = header in profiles and not profiles[header].filled
            is_count = folded in _COUNTS and column.name.endswith("_id")
            if score and not (is_day or is_blank or is_count) and not _contradicts(column, header, profiles):
                scored.append((score, column.name, header, known))
    taken = {match.header for match in found.values()}
    refused: set[str] = set()
    for score, target, header, known in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if target in found or target in refused or header in taken:
            continue
        rivals = tuple(
            other
            for other_score, other_target, other, _name in scored
            if other_target == target and other != header and other not in taken and score - other_score < _TOO_NEAR
        )
        if rivals:
            refused.add(target)
            continue
        found[target] = Match(header, "similar", score, known)
        taken.add(header)


def _with_tax(header: str) -> int:
    """Order headers of one name by what stands in their brackets: without taxes first, with them last."""
    words = {*re.findall(r"\w+", normalise(header))}
    return 0 if words & _WITHOUT_TAX else 2 if words & _TAX_INCLUDED else 1


def _contradicts(column: Column, header: str, profiles: Mapping[str, Profile]) -> bool:
    is_share = column.kind == "money" and any(sign in header for sign in "%٪")
    return is_share or (header in profiles and profiles[header].contradicts(column.kind))


def _is_inside(words: list[str], known: list[str]) -> bool:
    """Whether a name stands in a header that has one or two words more."""
    return len(known) < len(words) <= len(known) + 2 and set(known) <= set(words)


def _similarity(folded: str, name: str, column: Column) -> float:
    is_inside = " " in name and len(name) < len(folded) and _is_inside(folded.split(), name.split())
    if not is_inside and abs(len(folded) - len(name)) > _MOST_LETTERS_APART * max(len(folded), len(name)):
        return 0.0
    words, known = folded.split(), name.split()
    if _forbidden(set(words) - set(known), column):
        return 0.0
    if is_inside:
        return 0.8 - 0.05 * (len(words) - len(known))
    if len(words) == len(known):
        pairs = [fuzz.ratio(one, other) for one, other in zip(sorted(words), sorted(known), strict=True)]
        changed = [len(one) for one, pair in zip(sorted(words), pairs, strict=True) if pair < 100]
        if min(pairs) < _ALIKE_WORDS or min(changed, default=_LEAST_LETTERS) < _LEAST_LETTERS:
            return 0.0
    elif min(len(folded), len(name)) < 2 * _LEAST_LETTERS:
        return 0.0
    ratio = fuzz.ratio(" ".join(sorted(words)), " ".join(sorted(known)))
    if len(words) != len(known):
        ratio = fuzz.ratio("".join(words), "".join(known))
    return round(ratio / 100 * 0.85, 4) if ratio >= _ALIKE_NAMES else 0.0


def _forbidden(extra: set[str], column: Column) -> bool:
    if column.kind in {"money", "number"}:
        return bool(extra & NOT_AN_AMOUNT)
    if column.kind in {"date", "timestamp"}:
        return bool(extra & NOT_THE_DAY)
    if column.name == "order_id" and extra & _OF_SOMEBODY_ELSE:
        return True
    return bool(extra & NOT_A_CUSTOMER) if column.name.endswith("_id") else False
