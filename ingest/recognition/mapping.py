"""Which header of a file fills which column of a table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from ingest.errors import IngestError
from ingest.recognition.folding import key
from ingest.recognition.implied import completed
from ingest.recognition.likeness import matches
from ingest.recognition.synonyms import DAYS, DISCOUNTS, KEPT_AS_THEY_ARE, PERCENT, PRICES, PROFITS
from ingest.values.expressions import quoted
from localization import _
from localization.numbers import isolate, latin_digits
from store.schema import TABLES, is_attribute_name, loadable_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Mapping as ReadOnly

    from ingest.recognition.likeness import Match
    from ingest.recognition.profiles import Profile

_MOST_ATTRIBUTES = 40
_MOST_GROUPS = 30
_LEAST_LIKE = 60  # percent, by rapidfuzz


# Of `Mapping.only`: the rows in which the header is not blank.
ANY_VALUE = "*"


@dataclass(frozen=True)
class Mapping:
    """How a file fills a table.

    `columns` names the header of each target; `computed` gives an arithmetic expression over headers or other
    targets; `constants` a text that stands in every row; `only` keeps the rows whose header has this value,
    or any value at all for ANY_VALUE.
    `date_order` ("dmy", "mdy", "ymd") and `decimal_mark` ("." or ",") answer the questions of a load (Question), by
    target, or by header for a column that is only part of a formula; `answers` the questions of other kinds, by the
    name of what is asked (`Question.column`). `states` says of words of the status, or of the kind of a document, what
    they make of a line (an Effect); the others are as `states.effect_of` knows them.
    """

    columns: ReadOnly[str, str] = field(default_factory=dict)
    computed: ReadOnly[str, str] = field(default_factory=dict)
    constants: ReadOnly[str, str] = field(default_factory=dict)
    only: ReadOnly[str, str] = field(default_factory=dict)
    date_order: ReadOnly[str, str] = field(default_factory=dict)
    decimal_mark: ReadOnly[str, str] = field(default_factory=dict)
    answers: ReadOnly[str, str] = field(default_factory=dict)
    states: ReadOnly[str, str] = field(default_factory=dict)

    @property
    def targets(self) -> tuple[str, ...]:
        """Every column that is filled, in no particular order."""
        return (*self.columns, *self.computed, *self.constants)

    def missing(self, table: str) -> tuple[str, ...]:
        """Name the required columns of the table that nothing fills."""
        return tuple(name for name in TABLES[table].required if name not in self.targets)


def recognise(columns: Sequence[str], table: str) -> Mapping:
    """Propose a mapping from the headers alone: in English, Persian or Arabic, however they are spelt."""
    return proposal(columns, table)[0]


def proposal(
    columns: Sequence[str],
    table: str,
    profiles: ReadOnly[str, Profile] | None = None,
    fixed: Mapping | None = None,
) -> tuple[Mapping, dict[str, Match]]:
    """Propose a mapping from the headers, checked against the values where they are given, with the grounds of it.

    The columns that `fixed` fills are left as it says, and its headers are taken for nothing else.
    """
    fixed = fixed or Mapping()
    keys = {header: key(header) for header in columns if header not in fixed.columns.values()}
    targets = [column for column in loadable_columns(table) if column.name not in fixed.targets]
    matched = matches(list(keys), table, targets, profiles)
    found = {**{target: match.header for target, match in matched.items()}, **fixed.columns}
    computed = _computed(keys, {**found, **fixed.computed}, profiles) if table == "orders" else {}
    if table == "customers":
        found |= _attributes(keys, found, profiles or {})
    told = Mapping(columns=found, computed={**computed, **fixed.computed})
    return completed(told, table, columns), matched


def attribute_names(columns: Sequence[str]) -> dict[str, str]:
    """Name each header as an attribute of customers; headers that cannot be one, or repeat one, are left out."""
    names: dict[str, str] = {}
    for header in columns:
        name = key(header).replace(" ", "_")
        if is_attribute_name(name) and name not in names.values():
            names[header] = name
    return names


def amended(mapping: Mapping, fixed: Mapping) -> Mapping:
    """Return a mapping in which what a person says of some columns stands in place of what it says of them."""
    told = {*fixed.columns, *fixed.computed, *fixed.constants}
    parts = {
        part: {name: said for name, said in getattr(mapping, part).items() if name not in told} | getattr(fixed, part)
        for part in ("columns", "computed", "constants")
    }
    others = {
        part: {**getattr(mapping, part), **getattr(fixed, part)}
        for part in ("only", "date_order", "decimal_mark", "answers", "states")
    }
    return replace(mapping, **parts, **others)


def recognise_table(columns: Sequence[str]) -> str:
    """Guess the table of a file: the one whose required columns it has, and most of the others."""

    def likeness(table: str) -> tuple[bool, int, bool]:
        mapping = recognise(columns, table)
        telling = [
            name
            for name in mapping.targets
            if name in TABLES[table].names and key(mapping.columns.get(name, "")) not in DAYS
        ]
        # Every file with customers could be the customers table: it is meant if nothing else fits.
        fits = not mapping.missing(table)
        return fits, len(telling) if len(TABLES[table].required) > 1 else 0, table == "visits"

    return max(TABLES, key=likeness)


def check_mapping(mapping: Mapping, table: str, columns: Sequence[str], file: str) -> None:
    """Refuse a mapping that names what the table or the file does not have, or leaves a required column empty."""
    loadable = {column.name for column in loadable_columns(table)}
    for target in mapping.targets:
        if target not in loadable and not (table == "customers" and is_attribute_name(target)):
            raise IngestError(
                _("{table} has no column {column}{hint}; choose one of {columns}.").format(
                    table=_(TABLES[table].label),
                    column=isolate(target),
                    hint=did_you_mean(target, loadable),
                    columns=isolate(", ".join(sorted(loadable))),
                )
            )
        if mapping.targets.count(target) > 1:
            raise IngestError(
                _("{column} is filled twice by the mapping of {file}; keep one of the two.").format(
                    column=isolate(target), file=isolate(file)
                )
            )
    for header in (*mapping.columns.values(), *mapping.only):
        if header not in columns:
            raise IngestError(
                _("{file} has no column {column}{hint}; its columns are {columns}.").format(
                    file=isolate(file),
                    column=isolate(header),
                    hint=did_you_mean(header, columns),
                    columns=isolate(", ".join(columns)),
                )
            )
    for answers, options in ((mapping.date_order, ("dmy", "mdy", "ymd")), (mapping.decimal_mark, (".", ","))):
        for column, answer in answers.items():
            if answer not in options:
                raise IngestError(
                    _("{answer} is no answer for {column} of {file}; choose one of {options}.").format(
                        answer=isolate(answer),
                        column=isolate(column),
                        file=isolate(file),
                        options=isolate(" ".join(options)),
                    )
                )
    missing = mapping.missing(table)
    if missing:
        raise IngestError(
            _(
                "{file} has no usable column for {missing}; its columns are {columns}: choose which of them fills it."
            ).format(
                file=isolate(file),
                missing=isolate(", ".join(missing)),
                columns=isolate(", ".join(columns)),
            )
        )


def did_you_mean(name: str, known: Sequence[str] | set[str]) -> str:
    """Suggest the known name that is spelt most like this one; "" if none is near."""
    near = process.extractOne(key(name), {one: key(one) for one in known}, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKE)
    match = near[2] if near else None
    return _(" (did you mean {name}?)").format(name=isolate(match)) if match else ""


def _first(names: Sequence[str], keys: dict[str, str], taken: Iterable[str]) -> str | None:
    """Return the header of the best name that is not used yet."""
    free = {folded: header for header, folded in reversed(keys.items()) if header not in taken}
    return next((free[name] for name in names if name in free), None)


def _is_text(header: str, profiles: ReadOnly[str, Profile]) -> bool:
    return header in profiles and profiles[header].contradicts("number")


def discounted(gross: str, discount: str, profiles: ReadOnly[str, Profile]) -> tuple[str, ...]:
    """Return what is left of an amount after a discount: the likeliest formula first, then what it could be as well.

    A discount is a share of the amount (0.25), a percentage of it (25), or an amount itself.
    """
    name = quoted(discount)
    ways = {"share": f"{gross} * (1 - {name})", "percent": f"{gross} * (1 - {name} / 100)"}
    ways["amount"] = f"{gross} - {name}"
    values = profiles[discount].values if discount in profiles else ()
    numbers = [number for value in values if (number := _number(value)) is not None]
    if any("%" in value or "٪" in value for value in values):
        return (ways["share"],)  # a value with its sign is read as a share
    if set(key(discount).split()) & PERCENT or "%" in discount or "٪" in discount:
        return (ways["percent" if any(number > 1 for number in numbers) else "share"],)
    if any(number > 100 for number in numbers):
        return (ways["amount"],)
    if any(0 < number < 1 for number in numbers) and all(number <= 1 for number in numbers):
        return (ways["share"],)  # nobody takes less than one unit of money off each of their sales
    if not any(numbers):
        return (ways["amount"],)  # none was given yet, so each way leaves the same
    return ways["amount"], ways["percent"]


def _number(value: str) -> float | None:
    try:
        return abs(float(latin_digits(value).replace(",", "").replace("٬", "")))
    except ValueError:
        return None


def _computed(
    keys: dict[str, str], found: dict[str, str], profiles: ReadOnly[str, Profile] | None = None
) -> dict[str, str]:
    """Propose money that the file does not hold but implies."""
    profiles = profiles or {}
    computed: dict[str, str] = {}
    price = _first(PRICES, keys, found.values())
    if "revenue" not in found and "quantity" in found and price is not None:
        computed["revenue"] = f"{quoted(found['quantity'])} * {quoted(price)}"
        discount = _first(DISCOUNTS, keys, found.values())
        if discount is not None and not _is_text(discount, profiles):
            computed["revenue"] = discounted(computed["revenue"], discount, profiles)[0]
    profit = _first(PROFITS, keys, found.values())
    if "cost" not in found and profit is not None and ("revenue" in found or "revenue" in computed):
        computed["cost"] = f"revenue - {quoted(profit)}"
    return computed


def _attributes(keys: dict[str, str], found: dict[str, str], profiles: ReadOnly[str, Profile]) -> dict[str, str]:
    """Keep further columns of a customers file that are good to break down by: few values, and words."""
    kept: dict[str, str] = {}
    for header, folded in keys.items():
        name = folded.replace(" ", "_")
        if header in found.values() or name in found or name in kept or not is_attribute_name(name):
            continue
        if name in KEPT_AS_THEY_ARE or (header in profiles and _tells_apart(profiles[header])):
            kept[name] = header
        if len(kept) == _MOST_ATTRIBUTES:
            break
    return kept


def _tells_apart(profile: Profile) -> bool:
    """Whether the values name a few groups."""
    is_repeated = profile.filled >= 3 * profile.distinct or (
        profile.distinct <= 5 and profile.filled > profile.distinct
    )
    return 2 <= profile.distinct <= _MOST_GROUPS and is_repeated and profile.days == 0 and profile.amounts < 0.5
