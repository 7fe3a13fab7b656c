"""Decide how the columns of a file are read, once per column and from all of its values.

What machines write is read by a cast, row by row. Where that fails, the distinct texts of the column are read
once, the slow way, into a look-up table that the rows are joined to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingest import dates, numbers
from ingest.mapping import Mapping
from ingest.numbers import Decimals
from ingest.questions import Evidence, Question
from ingest.staging import DATABASE, RAW
from ingest.texts import latin
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    from collections.abc import Mapping as ReadOnly

    import duckdb

    from ingest.readings import Reading

_SAMPLE_ROWS = 10_000


@dataclass
class Settler:
    """Settles the readings of one file together, since its columns are mostly written alike.

    `kept` is the condition of the rows that count, `mapping` holds a person's answers; `notes` collects sentences
    about what had to be assumed, `questions` what a person may answer otherwise, `evidence` what the values said.
    """

    connection: duckdb.DuckDBPyConnection
    kept: str
    is_text_file: bool
    uses_semicolons: bool
    mapping: Mapping = field(default_factory=Mapping)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    _texts: dict[int, str] = field(default_factory=dict)

    def settle(self, readings: list[Reading]) -> None:
        """Find for each reading the way that reads its column, and whether all of it is read."""
        typed = [reading for reading in readings if reading.kind != "text"]
        self._count_unread([*typed, *(r for r in readings if r.kind == "text" and r.is_required)])
        self._settle_numbers([r for r in typed if r.kind in {"money", "number", "integer"}])
        self._settle_dates([r for r in typed if r.kind in {"date", "timestamp"} and not r.is_clean])
        self._settle_ids([reading for reading in readings if reading.kind == "text"])

    def _count_unread(self, readings: list[Reading]) -> None:
        """Find out which columns a cast reads, wholly, mostly or hardly."""
        unread = [f"[count(*) FILTER ({r.failed}), count({r.value})]" for r in readings]
        sample = self._count(unread, where=f"raw.rowid < {_SAMPLE_ROWS}")
        for reading, (failed, read) in zip(readings, sample, strict=True):
            reading.is_foreign = failed > read
        # A cast that fails costs ten times one that succeeds, so those that mostly fail are not tried again.
        counts = self._count(
            [
                f"[count(*) FILTER ({r.blank}), 1]"
                if r.is_foreign
                else f"[count(*) FILTER (({r.value}) IS NULL), count(*) FILTER ({r.failed})]"
                for r in readings
            ]
        )
        for reading, (without_value, failed) in zip(readings, counts, strict=True):
            reading.is_clean = not failed
            reading.is_filled = without_value == (0 if reading.is_foreign else failed)

    def _settle_numbers(self, readings: list[Reading]) -> None:
        doubtful = self._doubtful([reading for reading in readings if reading.is_clean])
        undecided: list[tuple[Reading, int]] = []
        decided: dict[Reading, Decimals] = {}
        for reading in readings:
            if not reading.is_clean or reading in doubtful:
                point, comma, unsettled = self._evidence(reading, numbers.decimals_evidence("written"))
                answer = self._answer(self.mapping.decimal_mark, reading)
                decimals = Decimals(answer) if answer else numbers.decimals_of(point, comma)
                if decimals is None:
                    undecided.append((reading, unsettled))
                else:
                    decided[reading] = decimals
        siblings = set(decided.values())
        if siblings:
            usual = siblings.pop() if len(siblings) == 1 else Decimals.POINT
        else:
            usual = Decimals.COMMA if self.uses_semicolons else Decimals.POINT
        for reading, unsettled in undecided:
            decided[reading] = usual
            if unsettled:
                self._ask_decimal_mark(reading, usual)
            if unsettled or usual is Decimals.COMMA:
                self.notes.append(
                    _(
                        "{column}: in values such as {example} the {mark} was read as the decimal mark, as nothing "
                        "in the column says otherwise."
                    ).format(column=isolate(reading.label), example=f"1{usual.value}234", mark=usual.value)
                )
        for reading, decimals in decided.items():
            if not reading.is_clean or decimals is Decimals.COMMA:
                self._note_currencies(reading)
                self._look_up_numbers(reading, decimals)

    def _doubtful(self, readings: list[Reading]) -> set[Reading]:
        """Find columns of a text file in which every point may as well set thousands apart, as in 1.234."""
        if not self.is_text_file:
            return set()
        counts = [numbers.decimals_evidence(reading.text) for reading in readings]
        sample = self._count(counts, where=f"raw.rowid < {_SAMPLE_ROWS}")
        return {
            reading
            for reading, (point, comma, unsettled) in zip(readings, sample, strict=True)
            if unsettled and not point and not comma
        }

    def _look_up_numbers(self, reading: Reading, decimals: Decimals) -> None:
        value = numbers.slow_number("written", reading.sql_type, decimals)
        any_size = numbers.slow_number("written", "DOUBLE", decimals)
        # Where the comma marks decimals, a cast would take the groups of 1.234 for decimals.
        self._look_up(
            reading,
            f"SELECT text, {value} AS value, {any_size} IS NOT NULL AS is_number FROM {self._distinct(reading)}",
            casts_are_right=decimals is Decimals.POINT,
        )

    def _note_currencies(self, reading: Reading) -> None:
        """Say so if amounts of one column are marked with several currencies: they are not converted."""
        marked = self._evidence(reading, f"list(DISTINCT {numbers.currency('written')})")
        marked = sorted(one for one in marked if one)
        if len(marked) > 1:
            self.notes.append(
                _("{column} holds amounts marked {currencies}; they were read as one currency.").format(
                    column=isolate(reading.label), currencies=isolate(", ".join(marked))
                )
            )

    def _settle_dates(self, readings: list[Reading]) -> None:
        evidence = [self._evidence(reading, dates.order_evidence("written")) for reading in readings]
        days_first, months_first = (sum(counts[side] for counts in evidence) for side in (0, 1))
        for reading, (day_first, month_first, either) in zip(readings, evidence, strict=True):
            is_month_first = month_first > day_first
            answer = self._answer(self.mapping.date_order, reading)
            if answer:
                is_month_first = answer == "mdy"
            elif either and not day_first and not month_first:
                is_month_first = months_first > days_first
                if not days_first and not months_first:
                    self._ask_date_order(reading)
                    self.notes.append(
                        _(
                            "{column}: days such as 03/04/2025 were read as day/month/year, as nothing in the file "
                            "says otherwise."
                        ).format(column=isolate(reading.label))
                    )
            query = dates.slow_dates(
                f"SELECT text, written FROM {self._distinct(reading)}",
                month_first=is_month_first,
                with_time=reading.kind == "timestamp",
                month_alone=reading.month_alone,
            )
            self._look_up(reading, query, casts_are_right=True)

    @staticmethod
    def _answer(answers: ReadOnly[str, str], reading: Reading) -> str | None:
        return answers.get(reading.target) or answers.get(reading.label)

    def _ask_date_order(self, reading: Reading) -> None:
        """Ask whether 03/04/2025 is in April or in March."""
        self.questions.append(
            Question(
                kind="date_order",
                column=self._key(reading),
                header=reading.label,
                options=("dmy", "mdy"),
                assumed="dmy",
                examples=self._examples(reading),
                sentence=_("{column}: is 03/04/2025 the 3rd of April or the 4th of March?").format(
                    column=isolate(reading.label)
                ),
            )
        )

    def _ask_decimal_mark(self, reading: Reading, assumed: Decimals) -> None:
        """Ask whether the mark in 1.234 sets thousands apart or decimals."""
        self.questions.append(
            Question(
                kind="decimal_mark",
                column=self._key(reading),
                header=reading.label,
                options=(".", ","),
                assumed=assumed.value,
                examples=self._examples(reading),
                sentence=_("{column}: does the point or the comma mark the decimals?").format(
                    column=isolate(reading.label)
                ),
            )
        )

    def _key(self, reading: Reading) -> str:
        return reading.target if reading.target in self.mapping.targets else reading.label

    def _examples(self, reading: Reading) -> tuple[str, ...]:
        rows = self.connection.execute(
            f"SELECT text FROM {self._distinct(reading)} WHERE trim(text) <> ''"
            " ORDER BY length(text) DESC, text LIMIT 3"
        ).fetchall()
        return tuple(text for (text,) in rows)

    def _settle_ids(self, readings: list[Reading]) -> None:
        """Write ids such as 17850.0 without the point, if the whole column is so: a float is no id."""
        counts = [
            f"[count({reading.value}), count(*) FILTER (regexp_full_match({reading.value}, '[0-9]+[.]0'))]"
            for reading in readings
        ]
        sample = self._count(counts, where=f"raw.rowid < {_SAMPLE_ROWS}")
        suspects = [at for at, (filled, floats) in enumerate(sample) if filled == floats]
        for at, (filled, floats) in zip(suspects, self._count([counts[at] for at in suspects]), strict=True):
            if filled and filled == floats:
                readings[at].value = f"regexp_replace({readings[at].value}, '[.]0$', '')"

    def _count(self, counts: list[str], where: str = "true") -> list[Any]:
        """Count several things over the rows that matter, in one pass."""
        if not counts:
            return []
        rows = f"FROM {RAW} AS raw WHERE {self.kept} AND {where}"
        return list(self.connection.execute(f"SELECT {', '.join(counts)} {rows}").fetchall()[0])

    def _evidence(self, reading: Reading, counts: str) -> Any:
        """Compute one thing over the distinct texts of a column."""
        return self.connection.execute(f"SELECT {counts} FROM {self._distinct(reading)}").fetchall()[0][0]

    def _distinct(self, reading: Reading) -> str:
        """Return the table of the distinct texts of a column; for dates, of those that no cast reads."""
        if id(reading) not in self._texts:
            name = f"{DATABASE}.texts_{len(self._texts)}"
            self._texts[id(reading)] = name
            is_date = reading.kind in {"date", "timestamp"}
            unread = f"AND {reading.fast()} IS NULL" if is_date and not reading.is_foreign else ""
            self.connection.execute(
                f"CREATE TABLE {name} AS SELECT text, {latin('text')} AS written FROM ("
                f"SELECT DISTINCT {reading.text} AS text FROM {RAW} AS raw"
                f" WHERE {self.kept} AND {reading.text} IS NOT NULL {unread})"
            ).fetchall()
        return self._texts[id(reading)]

    def _look_up(self, reading: Reading, query: str, *, casts_are_right: bool) -> None:
        """Let a reading look its texts up in the table that the query makes, or those that a cast does not read."""
        name = self._distinct(reading).replace("texts", "values")
        alias = name.split(".")[1]
        cast = reading.fast("text")
        if casts_are_right and reading.is_foreign:
            query = f"SELECT * REPLACE (COALESCE({cast}, value) AS value) FROM ({query})"
        elif casts_are_right:
            query = f"SELECT * FROM ({query}) WHERE {cast} IS NULL"
        self.connection.execute(f"CREATE TABLE {name} AS {query}").fetchall()
        self.connection.execute(f"DROP TABLE {self._distinct(reading)}").fetchall()
        unread = f"SELECT 1 FROM {name} WHERE value IS NULL AND NOT {reading.blank_text('text')} LIMIT 1"
        reading.is_clean = not self.connection.execute(unread).fetchall()
        reading.join = f"LEFT JOIN {name} AS {alias} ON {alias}.text = {reading.text}"
        reading.is_number = f"{alias}.is_number"
        is_cast_first = casts_are_right and not reading.is_foreign
        reading.value = f"COALESCE({reading.fast()}, {alias}.value)" if is_cast_first else f"{alias}.value"
