"""How each column of a file is to be read: decided once per column, from all of its values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingest import dates, numbers
from ingest.numbers import BLANK_TEXTS, BLANKS, Decimals, is_blank, trimmed
from ingest.sql import literal
from ingest.staging import DATABASE, RAW
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    import duckdb

    from store.schema import Column, Kind

_SAMPLE_ROWS = 10_000
_YES = ("yes", "y", "true", "t", "1", "1.0", "بله", "بلی", "آری", "نعم", "صح")
_NO = ("no", "n", "false", "f", "0", "0.0", "خیر", "نه", "لا", "کلا")

_UNREADABLE = {"date": "unreadable_date", "timestamp": "unreadable_date", "flag": "unreadable_flag"}


@dataclass(eq=False)
class Reading:
    """One text of the staged rows and the typed value that it is read as.

    Attributes
    ----------
    label
        What people call it: the header, or the target of a constant.
    text
        SQL of the text.
    kind, sql_type
        What it is read as.
    value
        SQL of the typed value; the fast way until `settle` has found that it does not do.
    is_clean
        Whether every text that is not blank was read.
    join
        A further table that `value` needs.
    """

    label: str
    text: str
    kind: Kind
    sql_type: str
    is_id: bool = False
    month_alone: bool = False
    value: str = ""
    is_clean: bool = True
    join: str = ""
    decimals: Decimals = Decimals.PLAIN

    def __post_init__(self) -> None:
        self.value = self.fast()

    @property
    def blanks(self) -> tuple[str, ...]:
        """The texts that stand for no value: fewer for names, as somebody may be called None."""
        return BLANK_TEXTS if self.kind == "text" and not self.is_id else BLANKS

    @property
    def blank(self) -> str:
        """SQL that tells whether the text stands for no value."""
        return is_blank(self.text, self.blanks)

    @property
    def failed(self) -> str:
        """SQL that tells whether the text stands for a value and was not read."""
        return f"CASE WHEN ({self.value}) IS NOT NULL THEN false ELSE NOT {self.blank} END"

    @property
    def unreadable(self) -> str:
        """SQL of the reason code of a text that is not blank and was not read."""
        if self.kind == "money":
            in_doubles = numbers.number(self.text, "DOUBLE", self.decimals)
            return f"CASE WHEN ({in_doubles}) IS NULL THEN 'unreadable_number' ELSE 'out_of_range' END"
        return literal(_UNREADABLE.get(self.kind, "unreadable_number"))

    def fast(self) -> str:
        """SQL that reads what machines write."""
        if self.kind == "text":
            return numbers.text_value(self.text, self.blanks)
        if self.kind == "date":
            return dates.fast_date(self.text)
        if self.kind == "timestamp":
            return dates.fast_moment(self.text)
        if self.kind == "flag":
            word = f"lower({trimmed(self.text)})"
            yes, no = (", ".join(map(literal, words)) for words in (_YES, _NO))
            return f"CASE WHEN {word} IN ({yes}) THEN true WHEN {word} IN ({no}) THEN false END"
        return numbers.fast_number(self.text, self.sql_type)


@dataclass
class Settler:
    """Decides the readings of one file together, since columns of one file are mostly written alike."""

    connection: duckdb.DuckDBPyConnection
    kept: str
    is_text_file: bool
    uses_semicolons: bool
    notes: list[str] = field(default_factory=list)
    _tables: int = 0

    def settle(self, readings: list[Reading]) -> None:
        """Find for each reading the way that reads its column, and whether all of it is read."""
        typed = [reading for reading in readings if reading.kind != "text"]
        failed = self._ask([f"count(*) FILTER ({reading.failed})" for reading in typed])
        slow = [reading for reading, count in zip(typed, failed, strict=True) if count]
        self._settle_decimals([r for r in typed if r.kind in {"money", "number", "integer"}], slow)
        self._settle_dates([reading for reading in slow if reading.kind in {"date", "timestamp"}])
        self._settle_ids([reading for reading in readings if reading.kind == "text"])
        joins = " ".join(reading.join for reading in slow)
        left = self._ask([f"count(*) FILTER ({reading.failed})" for reading in slow], joins=joins)
        for reading, count in zip(slow, left, strict=True):
            reading.is_clean = not count

    def _ask(self, counts: list[str], *, joins: str = "", where: str = "true") -> list[Any]:
        if not counts:
            return []
        query = f"SELECT {', '.join(counts)} FROM {RAW} AS raw {joins} WHERE {self.kept} AND {where}"
        return list(self.connection.execute(query).fetchall()[0])

    def _settle_decimals(self, readings: list[Reading], slow: list[Reading]) -> None:
        if not readings:
            return
        evidence = [numbers.decimals_evidence(reading.text) for reading in readings]
        sample = self._ask(evidence, where=f"raw.rowid < {_SAMPLE_ROWS}") if self.is_text_file else []
        doubtful = {
            id(reading)
            for reading, (point, comma, unsettled) in zip(readings, sample, strict=False)
            if unsettled and not point and not comma
        }
        asked = [r for r in readings if r in slow or id(r) in doubtful]
        counts = self._ask([numbers.decimals_evidence(reading.text) for reading in asked])
        undecided: list[tuple[Reading, int]] = []
        siblings: set[Decimals] = set()
        for reading, (point, comma, unsettled) in zip(asked, counts, strict=True):
            decided = numbers.decimals_of(point, comma)
            if decided is None:
                undecided.append((reading, unsettled))
                continue
            siblings.add(decided)
            if reading in slow or decided is Decimals.COMMA:
                self._use(reading, decided, slow)
        prior = siblings.pop() if len(siblings) == 1 else Decimals.POINT
        if not siblings and self.uses_semicolons:
            prior = Decimals.COMMA
        for reading, unsettled in undecided:
            if reading in slow or prior is Decimals.COMMA:
                self._use(reading, prior, slow)
            if unsettled or prior is Decimals.COMMA:
                self.notes.append(
                    _(
                        "{column}: in values such as {example} the {mark} was read as the decimal mark, as nothing "
                        "in the column says otherwise."
                    ).format(column=isolate(reading.label), example=f"1{prior.value}234", mark=prior.value)
                )
        self._note_currencies([reading for reading in asked if reading.decimals is not Decimals.PLAIN])

    def _note_currencies(self, readings: list[Reading]) -> None:
        """Say so if amounts of one column are marked with several currencies: they are not converted."""
        found = self._ask([f"list(DISTINCT {numbers.currency(reading.text)})" for reading in readings])
        for reading, currencies in zip(readings, found, strict=True):
            marked = sorted(one for one in currencies if one)
            if len(marked) > 1:
                self.notes.append(
                    _("{column} holds amounts marked {currencies}; they were read as one currency.").format(
                        column=isolate(reading.label), currencies=isolate(", ".join(marked))
                    )
                )

    def _use(self, reading: Reading, decimals: Decimals, slow: list[Reading]) -> None:
        reading.decimals = decimals
        reading.value = numbers.number(reading.text, reading.sql_type, decimals)
        if reading not in slow:
            slow.append(reading)

    def _settle_dates(self, slow: list[Reading]) -> None:
        counts = self._ask([dates.order_evidence(reading.text) for reading in slow])
        orders = [(day, month) for day, month, _all in counts]
        total_day, total_month = (sum(order[side] for order in orders) for side in (0, 1))
        for reading, (day_first, month_first, either) in zip(slow, counts, strict=True):
            is_month_first = month_first > day_first
            if either and not day_first and not month_first:
                is_month_first = total_month > total_day
                if not total_day and not total_month:
                    self.notes.append(
                        _(
                            "{column}: days such as 03/04/2025 were read as day/month/year, as nothing in the file "
                            "says otherwise."
                        ).format(column=isolate(reading.label))
                    )
            self._read_dates(reading, month_first=is_month_first)

    def _read_dates(self, reading: Reading, *, month_first: bool) -> None:
        """Read the distinct texts once, into a table to look them up in."""
        self._tables += 1
        name = f"dates_{self._tables}"
        texts = (
            f"SELECT DISTINCT {reading.text} AS text FROM {RAW} AS raw"
            f" WHERE {reading.text} IS NOT NULL AND {reading.fast()} IS NULL"
        )
        query = dates.slow_dates(
            texts,
            month_first=month_first,
            with_time=reading.kind == "timestamp",
            month_alone=reading.month_alone,
        )
        self.connection.execute(f"CREATE OR REPLACE TABLE {DATABASE}.{name} AS {query}").fetchall()
        reading.join = f"LEFT JOIN {DATABASE}.{name} ON {name}.text = {reading.text}"
        reading.value = f"COALESCE({reading.fast()}, {name}.value)"

    def _settle_ids(self, readings: list[Reading]) -> None:
        """Write ids such as 17850.0 without the point, if the whole column is so: a float is no id."""
        odd = [
            f"[count(*) FILTER (NOT {reading.blank} AND NOT regexp_matches({reading.text}, '^\\s*\\d+[.]0\\s*$')),"
            f" count(*) FILTER (NOT {reading.blank})]"
            for reading in readings
        ]
        suspects = [
            (reading, count)
            for reading, count, (others, filled) in zip(
                readings, odd, self._ask(odd, where=f"raw.rowid < {_SAMPLE_ROWS}"), strict=True
            )
            if not others
        ]
        counts = self._ask([count for _reading, count in suspects])
        for (reading, _count), (others, filled) in zip(suspects, counts, strict=True):
            if filled and not others:
                reading.value = f"regexp_replace({reading.value}, '[.]0$', '')"


def reading_of(column: Column, label: str, text: str) -> Reading:
    """Read a text as the schema wants it."""
    return Reading(
        label=label,
        text=text,
        kind=column.kind,
        sql_type=column.sql_type,
        is_id=column.name.endswith("_id"),
        month_alone=column.name == "month",
    )
