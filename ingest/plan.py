"""From a mapping to SQL: which texts are read as what, and what makes a row unfit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.errors import IngestError
from ingest.questions import WORD_MARK
from ingest.recognition.folding import key
from ingest.recognition.mapping import ANY_VALUE, did_you_mean
from ingest.recognition.synonyms import DISCOUNTS
from ingest.sql import literal
from ingest.values.expressions import Computed, compile_expression
from ingest.values.readings import Reading, reading_of
from ingest.values.texts import is_blank, trimmed
from localization import _
from localization.numbers import isolate
from store.schema import TABLES, Column, loadable_columns

if TYPE_CHECKING:
    from ingest.reading.sources import Source
    from ingest.recognition.mapping import Mapping
    from ingest.values.currencies import Currencies


@dataclass(frozen=True)
class Problem:
    """A condition that makes a row unfit; all but the label are SQL over incoming.raw.

    `is_met` tells whether there are such rows; None if that is still to be counted.
    """

    when: str
    label: str
    value: str
    reason: str
    is_met: bool | None = None


class Plan:
    """The readings that a mapping asks for, and the typed columns that they make."""

    def __init__(self, source: Source, table: str, mapping: Mapping) -> None:
        self.source = source
        self.table = table
        self.mapping = mapping
        self._schema = {column.name: column for column in loadable_columns(table)}
        self._places = {header: f"raw.c{at}" for at, header in enumerate(source.columns)}
        self._by_target: dict[str, Reading] = {}
        self._operands: dict[str, Reading] = {}
        self._watched: dict[str, Reading] = {}
        self.currencies: Currencies | None = None
        self.far: tuple[Reading, str] | None = None
        for target, header in mapping.columns.items():
            self._by_target[target] = reading_of(
                self._column(target), header, self._places[header], is_disarmed=source.is_text
            )
        for target, text in mapping.constants.items():
            self._by_target[target] = reading_of(self._column(target), target, literal(text))
        for target in mapping.computed:
            self._compute(target)

    @property
    def places(self) -> dict[str, str]:
        """The SQL of each header's text."""
        return self._places

    @property
    def readings(self) -> list[Reading]:
        """Every reading, each once."""
        every = (*self._by_target.values(), *self._operands.values(), *self._watched.values())
        return list({id(r): r for r in every}.values())

    def reading(self, target: str) -> Reading:
        """Return the reading that fills a target from a column."""
        return self._by_target[target]

    def watch(self, header: str) -> Reading:
        """Read the numbers of a column that fills nothing, to compare others with; no row is set aside for it."""
        return self._watched.setdefault(header, reading_of(_NUMBER, header, self._places[header]))

    @property
    def joins(self) -> str:
        """The look-up tables that the readings need."""
        return " ".join(reading.join for reading in self.readings)

    @property
    def kept(self) -> str:
        """The condition of the mapping's `only`."""
        conditions = [
            f"NOT {is_blank(self._places[header])}"
            if value == ANY_VALUE
            else f"COALESCE({trimmed(self._places[header])}, '') IN ({_alternatives(value)})"
            for header, value in self.mapping.only.items()
        ]
        return " AND ".join(conditions) or "true"

    @property
    def is_blank_row(self) -> str:
        """The condition that a row holds nothing at all."""
        return " AND ".join(f"COALESCE({trimmed(place)}, '') = ''" for place in self._places.values())

    def typed(self) -> list[tuple[str, str]]:
        """Name and SQL of each column that is filled, in the order of the schema."""
        filled = self.mapping.targets
        further = [target for target in filled if target not in self._schema]
        return [(name, self._converted(name)) for name in (*self._schema, *further) if name in filled]

    def _converted(self, target: str) -> str:
        if self.currencies is None or self._column(target).kind != "money":
            return self._value(target)
        return self.currencies.converted(self._value(target), self._column(target).sql_type)

    def problems(self) -> list[Problem]:
        """List what may make a row unfit, in the order in which it is reported."""
        found: list[Problem] = []
        for target, reading in self._by_target.items():
            # A sale without a customer is kept as anonymous.
            if reading.is_required and (self.table, target) != ("orders", "customer_id"):
                found.append(_missing(reading))
            else:
                found.append(_unreadable(reading))
        found += [_unreadable(reading) for reading in self._operands.values()]
        for target in self.mapping.computed:
            found += self._problems_of_computed(target)
        return [*found, *self._problems_of_spans(), *self._problems_of_all()]

    def _problems_of_all(self) -> list[Problem]:
        """List what makes a row unfit beside all others."""
        found = []
        if self.far is not None:
            reading, is_far = self.far
            found.append(Problem(f"COALESCE({is_far}, false)", reading.label, reading.text, "'far_from_others'"))
        money = self.currencies
        if money is not None:
            found.append(Problem(money.is_other, money.label, money.text, "'another_currency'"))
        return found

    def _problems_of_spans(self) -> list[Problem]:
        span = TABLES[self.table].span
        if span is None or not set(span) <= self._by_target.keys():
            return []
        first, last = (self._by_target[name] for name in span)
        return [Problem(f"({last.value}) < ({first.value})", last.label, last.text, "'ends_before_it_starts'")]

    def _problems_of_computed(self, target: str) -> list[Problem]:
        computed = self._compute(target)
        found = [Problem(f"{zero} = 0", target, "'0'", "'division_by_zero'") for zero in computed.divisors]
        if self._is_required(target):
            operands = [reading for reading in self.readings if f"({reading.value})" in computed.sql]
            found += [_missing(reading) for reading in operands if not reading.is_zero_if_blank]
        too_large = f"{computed.sql} IS NOT NULL AND {self._value(target)} IS NULL"
        return [*found, Problem(too_large, target, f"CAST({computed.sql} AS VARCHAR)", "'out_of_range'")]

    def _column(self, target: str) -> Column:
        return self._schema.get(target) or Column(target, "text", target)

    def _is_required(self, target: str) -> bool:
        return self._column(target).required

    def _value(self, target: str) -> str:
        if target in self._by_target:
            return self._by_target[target].value
        amount = self._compute(target).sql
        return f"CASE WHEN isfinite({amount}) THEN TRY_CAST({amount} AS {self._column(target).sql_type}) END"

    def _compute(self, target: str, parents: tuple[str, ...] = ()) -> Computed:
        """Compile a computed column with the readings as they are settled so far."""
        if self._column(target).kind not in {"money", "number"}:
            raise IngestError(
                _("{column} is not an amount and cannot be computed; map it to a column instead.").format(
                    column=isolate(target)
                )
            )
        if target in parents:
            raise IngestError(
                _("The computed column {column} refers to itself; write it over columns of the file.").format(
                    column=isolate(target)
                )
            )
        divisors: list[str] = []

        def operand(name: str) -> str:
            if name not in self._places and name in self.mapping.computed:
                nested = self._compute(name, (*parents, target))
                divisors.extend(nested.divisors)
                return nested.sql
            reading = self._operand(name)
            if reading.is_zero_if_blank:
                return f"(CASE WHEN {reading.blank} THEN 0 ELSE {reading.value} END)"
            return f"({reading.value})"

        compiled = compile_expression(self.mapping.computed[target], operand)
        return Computed(compiled.sql, (*divisors, *compiled.divisors))

    def _operand(self, name: str) -> Reading:
        """Find the number that a name in an expression means: a header, else a target, else a header spelt so."""
        header = name if name in self._places else self.mapping.columns.get(name)
        if header is None and name in self.mapping.constants:
            place = literal(self.mapping.constants[name])
        else:
            if header is None:
                alike = [known for known in self._places if key(known) == key(name)]
                if len(alike) != 1:
                    raise self._unknown(name)
                header = alike[0]
            place = self._places[header]
        for reading in self.readings:
            if reading.text == place and reading.sql_type == _NUMBER.sql_type:
                return reading
        reading = self._operands.setdefault(place, reading_of(_NUMBER, header or name, place))
        # No discount is written by leaving it blank.
        reading.is_zero_if_blank = key(reading.label) in DISCOUNTS
        return reading

    def _unknown(self, name: str) -> IngestError:
        known = (*self.source.columns, *self.mapping.targets)
        return IngestError(
            _("{file} has no column {column}{hint}; its columns are {columns}.").format(
                file=isolate(self.source.name),
                column=isolate(name),
                hint=did_you_mean(name, known),
                columns=isolate(", ".join(self.source.columns)),
            )
        )


_NUMBER = Column("operand", "number", "")


def _alternatives(value: str) -> str:
    """List what may stand in a column of `only`: the text itself, or one of several between marks."""
    return ", ".join(literal(one.strip()) for one in dict.fromkeys([value, *value.split(WORD_MARK)]))


def _unreadable(reading: Reading) -> Problem:
    return Problem(reading.failed, reading.label, reading.text, reading.unreadable, not reading.is_clean)


def _missing(reading: Reading) -> Problem:
    why = f"CASE WHEN {reading.blank} THEN 'missing_value' ELSE {reading.unreadable} END"
    is_met = not (reading.is_clean and reading.is_filled)
    return Problem(f"({reading.value}) IS NULL", reading.label, reading.text, why, is_met)
