"""Decide how the columns of a file are read, once per column and from all of its values.

What machines write is read by a cast, row by row. Where that fails, the distinct texts of the column are read
once, the slow way, into a look-up table that the rows are joined to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingest import asking
from ingest.reading.staging import DATABASE, RAW
from ingest.recognition.mapping import Mapping
from ingest.sql import literal
from ingest.values import dates, numbers, zones
from ingest.values.numbers import Decimals
from ingest.values.texts import latin
from localization import _
from localization.numbers import isolate

if TYPE_CHECKING:
    from collections.abc import Mapping as ReadOnly

    import duckdb

    from ingest.questions import Evidence, Question
    from ingest.values.dates import OrderEvidence
    from ingest.values.readings import Reading

_SAMPLE_ROWS = 10_000
# Fewer different days may all lie before the thirteenth by chance.
_LEAST_TURNED = 3
# A number as a spreadsheet shows one that is too long for it.
_LOST_DIGITS = r"^[0-9]([.,][0-9]+)?[eE][+][0-9]{1,2}$"
_EASTERN_DIGITS = "[۰-۹٠-٩]"
# Texts beside the ids that are often numbers.
_NUMBERED = frozenset({"product", "referred_by"})


def _is_persian(header: str) -> bool:
    """Whether a header is in Persian: letters that Arabic lacks, or the word for a day's date."""
    return any(letter in header for letter in "پچژگیک") or "تاریخ" in header


def _in_latin(text: str) -> str:
    """SQL that writes the digits of numbers and codes in Latin; words keep theirs."""
    plain = literal("[!-~۰-۹٠-٩]+")
    return f"CASE WHEN regexp_full_match({text}, {plain}) THEN {latin(text)} ELSE {text} END"


@dataclass
class Settler:
    """Settles the readings of one file together, since its columns are mostly written alike.

    `kept` is the condition of the rows that count, `mapping` holds a person's answers; `notes` collects sentences
    about what had to be assumed, `questions` what a person may answer otherwise, `evidence` what the values said;
    `marked` which currencies stand with the amounts of a column. Instants fall on the days of `time_zone`, the data
    set's own, or on those of `zone`.
    """

    connection: duckdb.DuckDBPyConnection
    kept: str
    is_text_file: bool
    uses_semicolons: bool
    mapping: Mapping = field(default_factory=Mapping)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    time_zone: str = ""
    marked: dict[Reading, list[str]] = field(default_factory=dict)
    zone: str = zones.UTC
    calendar: str = ""
    _texts: dict[int, str] = field(default_factory=dict)

    def settle(self, readings: list[Reading]) -> None:
        """Find for each reading the way that reads its column, and whether all of it is read."""
        typed = [reading for reading in readings if reading.kind != "text"]
        self._settle_zones([reading for reading in typed if reading.kind in {"date", "timestamp"}])
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

    def _settle_zones(self, readings: list[Reading]) -> None:
        """Let instants fall on the business's own day; ask for its zone where nobody has said it."""
        counts = [
            f"[count(*) FILTER ({zones.is_zoned(r.text)} OR {zones.is_epoch(r.text)}),"
            f" count(DISTINCT coalesce({zones.offset(r.text)}, 'Z')) FILTER ({zones.is_zoned(r.text)}),"
            f" count({zones.offset(r.text)})]"
            for r in readings
        ]
        found = self._count(counts, where=f"raw.rowid < {_SAMPLE_ROWS}")
        instants = [
            (reading, offsets == 1 and shifted > 0)
            for reading, (zoned, offsets, shifted) in zip(readings, found, strict=True)
            if zoned
        ]
        if not instants:
            return
        answer = zones.checked(self.mapping.answers.get(zones.TOPIC, "") or self.time_zone)
        # One zone in all values that is not that of machines is the business's own.
        assumed = zones.AS_WRITTEN if all(is_local for _reading, is_local in instants) else zones.UTC
        if not answer and assumed == zones.UTC:
            self.questions.append(asking.time_zone(instants[0][0], assumed))
        self.zone = answer or assumed
        for reading, _is_local in instants:
            reading.zone = "" if self.zone == zones.AS_WRITTEN else self.zone
            reading.value = reading.fast()

    def _settle_numbers(self, readings: list[Reading]) -> None:
        doubtful = self._doubtful([reading for reading in readings if reading.is_clean])
        undecided: list[tuple[Reading, int, int]] = []
        decided: dict[Reading, Decimals] = {}
        for reading in readings:
            if not reading.is_clean or reading in doubtful:
                decimals, unsettled, marked = self._decimals(reading)
                if decimals is None:
                    undecided.append((reading, unsettled, marked))
                else:
                    decided[reading] = decimals
        siblings = set(decided.values())
        if siblings:
            usual = siblings.pop() if len(siblings) == 1 else Decimals.POINT
        else:
            usual = Decimals.COMMA if self.uses_semicolons else Decimals.POINT
        for reading, unsettled, marked in undecided:
            decided[reading] = usual
            if unsettled:
                self.questions.append(asking.decimal_mark(reading, self._key(reading), usual, self._examples(reading)))
            if unsettled or (usual is Decimals.COMMA and marked):
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

    def _decimals(self, reading: Reading) -> tuple[Decimals | None, int, int]:
        """Decide what marks the decimals of a column: None if that is open.

        With it how many values could be meant either way, and how many have a mark at all.
        """
        found = self._evidence(reading, numbers.decimals_evidence("written"))
        point, comma, unsettled, marked = found["counts"]
        key = self._key(reading)
        answer = self._answer(self.mapping.decimal_mark, reading)
        decimals = Decimals(answer) if answer else numbers.decimals_of(point, comma)
        if answer:
            self.evidence.append(asking.was_answered(reading, key))
        elif decimals is Decimals.COMMA or (decimals and unsettled):
            example = found["examples"][decimals is Decimals.COMMA]
            self.evidence.append(asking.mark_was_decided(reading, key, decimals, example))
        return decimals, unsettled, marked

    def _doubtful(self, readings: list[Reading]) -> set[Reading]:
        """Find columns of a text file in which every point may as well set thousands apart, as in 1.234."""
        if not self.is_text_file:
            return set()
        counts = [numbers.decimals_evidence(reading.text) for reading in readings]
        sample = self._count(counts, where=f"raw.rowid < {_SAMPLE_ROWS}")
        return {
            reading
            for reading, found in zip(readings, sample, strict=True)
            if found["counts"][2] and not found["counts"][0] and not found["counts"][1]
        }

    def _look_up_numbers(self, reading: Reading, decimals: Decimals) -> None:
        value = numbers.slow_number("written", reading.sql_type, decimals, with_percent=reading.kind == "number")
        any_size = numbers.slow_number("written", "DOUBLE", decimals)
        # Where the comma marks decimals, a cast would take the groups of 1.234 for decimals.
        self._look_up(
            reading,
            f"SELECT text, {value} AS value, {any_size} IS NOT NULL AS is_number FROM {self._distinct(reading)}",
            casts_are_right=decimals is Decimals.POINT,
        )

    def _note_currencies(self, reading: Reading) -> None:
        """Keep the currencies that the amounts of a column are marked with."""
        marked = self._evidence(reading, f"list(DISTINCT {numbers.currency('written')})")
        if marked := sorted(one for one in marked if one):
            self.marked[reading] = marked

    def groups(self, value: str, most: int) -> list[str]:
        """Return the values of an expression over the rows that matter, the most frequent first; none if too many."""
        rows = self.connection.execute(
            f"SELECT {value} AS value FROM {RAW} AS raw WHERE {self.kept} GROUP BY ALL HAVING value IS NOT NULL"
            f" ORDER BY count(*) DESC, min(raw.rowid) LIMIT {most + 1}"
        ).fetchall()
        return [text for (text,) in rows] if len(rows) <= most else []

    def _settle_dates(self, readings: list[Reading]) -> None:
        evidence = [
            dates.OrderEvidence(**self._evidence(reading, dates.order_evidence("text", "written")))
            for reading in readings
        ]
        is_jalali = any(found.is_jalali for found in evidence)
        if is_jalali:
            self.calendar = "jalali"
        is_jalali = is_jalali or any(map(self._is_persian, readings))
        for reading, found in zip(readings, evidence, strict=True):
            self._ask_of_turned_days(reading, found)
            query = dates.slow_dates(
                f"SELECT text, written FROM {self._distinct(reading)}",
                order=self._date_order(reading, found, evidence),
                jalali_short=is_jalali,
                jalali_long=found.solar > found.later,
                with_time=reading.kind == "timestamp",
                month_alone=reading.month_alone,
                zone=self.zone,
            )
            self._look_up(reading, query, casts_are_right=True)

    def _ask_of_turned_days(self, reading: Reading, found: OrderEvidence) -> None:
        """Ask of a sheet whose texts are all days that a spreadsheet of another country cannot read.

        It took those that it could for days of its own: 05/01/2024, the fifth of January, for the first of May.
        """
        told = max(found.day_first, found.month_first)
        if self.is_text_file or reading.zone or not told or told != found.either:
            return
        (count,) = self._count([dates.turned_evidence(reading.text)])
        different, safe = count
        if different < _LEAST_TURNED or safe:
            return
        topic = f"{asking.TURNED}_{reading.target}"
        answer = self.mapping.answers.get(topic, "")
        if not answer:
            example = found.day_example if found.day_first else found.month_example
            self.questions.append(asking.turned_days(reading, example))
        reading.is_turned = answer != asking.AS_THEY_STAND
        reading.value = reading.fast()

    def _date_order(self, reading: Reading, found: OrderEvidence, others: list[OrderEvidence]) -> str:
        """Decide the order of day, month and year by the column's values, else by the file's other columns."""
        key = self._key(reading)
        answer = self._answer(self.mapping.date_order, reading)
        if not answer and found.either and not (found.day_first or found.month_first or found.year_first):
            answer = next(iter(self.mapping.date_order.values()), None)
        if answer:
            self.evidence.append(asking.was_answered(reading, key))
            return answer
        if found.year_first > found.year_last:
            order = "ymd"
        elif found.day_first or found.month_first:
            order = "mdy" if found.month_first > found.day_first else "dmy"
        elif found.either:
            return self._undecided_order(reading, key, found, others)
        else:
            return "dmy"
        said = asking.order_was_decided(reading, key, order, found)
        self.evidence += [said] if said else []
        # No month stands in the middle where some number there is none.
        is_open = order != "mdy" and found.short == found.either and not found.year_first and not found.year_last
        if is_open:
            self.questions.append(asking.date_order(reading, key, order, self._examples(reading), short=True))
        return order

    def _undecided_order(self, reading: Reading, key: str, found: OrderEvidence, others: list[OrderEvidence]) -> str:
        days_first, months_first = sum(one.day_first for one in others), sum(one.month_first for one in others)
        if days_first or months_first:
            return "mdy" if months_first > days_first else "dmy"
        is_short = found.short > 0 and not found.year_last
        if found.is_jalali and not is_short:
            return "dmy"  # nobody writes a Jalali month before its day
        # A Persian file writes the year first, also in two digits.
        order = "ymd" if is_short and self._is_persian(reading) else "dmy"
        if order == "ymd":
            self.calendar = "jalali"
        if not any(question.kind == "date_order" for question in self.questions):
            self.questions.append(asking.date_order(reading, key, order, self._examples(reading), short=is_short))
        return order

    def _is_persian(self, reading: Reading) -> bool:
        """Whether a column stands in a Persian file: old alphabets write its own header as an Arabic one."""
        return any(map(_is_persian, (reading.label, *self.mapping.columns.values())))

    @staticmethod
    def _answer(answers: ReadOnly[str, str], reading: Reading) -> str | None:
        return answers.get(reading.target) or answers.get(reading.label)

    def _say_how(self, reading: Reading, name: str) -> None:
        """Keep the longest value that was read the slow way as evidence."""
        shown = self.connection.execute(
            f"SELECT text, CAST(value AS VARCHAR) AS read FROM {name} WHERE value IS NOT NULL AND text <> read"
            " ORDER BY length(text) DESC, text LIMIT 1"
        ).fetchall()
        self.evidence += [asking.was_read(reading, self._key(reading), *one) for one in shown]

    def _key(self, reading: Reading) -> str:
        return reading.target if reading.target in self.mapping.targets else reading.label

    def _examples(self, reading: Reading) -> tuple[str, ...]:
        is_date = reading.kind in {"date", "timestamp"}
        shape = "regexp_matches(written, '^[0-9]{1,2}[-/. ]+[0-9]{1,2}[-/. ]+[0-9]{2}')" if is_date else "true"
        rows = self.connection.execute(
            f"SELECT text FROM {self._distinct(reading)} WHERE trim(text) <> '' AND {shape}"
            " ORDER BY length(text) DESC, text LIMIT 3"
        ).fetchall()
        return tuple(text for (text,) in rows)

    def _settle_ids(self, readings: list[Reading]) -> None:
        """Write ids in one way: 17850.0 without the point, Persian and Arabic digits as Latin ones; ask of lost digits.

        The point goes where every id of the column is a whole number: a float is no id. Digits of customers' numbers
        stay as they are written first (`spellings.unify`).
        """
        floats = [
            f"[count(*) FILTER (regexp_full_match({reading.value}, '[0-9]+[.]0+')),"
            f" count(*) FILTER (NOT regexp_full_match({reading.value}, '[0-9]+([.]0+)?')),"
            f" count(*) FILTER (regexp_matches({reading.value}, {literal(_LOST_DIGITS)})),"
            f" count(*) FILTER (regexp_matches({reading.value}, {literal(_EASTERN_DIGITS)}))]"
            for reading in readings
        ]
        ids = [at for at, reading in enumerate(readings) if reading.is_id or reading.target in _NUMBERED]
        sample = self._count([floats[at] for at in ids], where=f"raw.rowid < {_SAMPLE_ROWS}")
        for at, (whole, broken, lost, eastern) in zip(ids, sample, strict=True):
            reading = readings[at]
            if lost:
                self._ask_of_lost_digits(reading)
            if eastern and reading.target != "customer_id":
                reading.value = _in_latin(reading.value)
            if whole and not broken and not self._count([floats[at]])[0][1]:
                reading.value = f"regexp_replace({reading.value}, '^([0-9]+)[.]0+$', '\\1')"

    def _ask_of_lost_digits(self, reading: Reading) -> None:
        if f"{asking.LOST_DIGITS}_{reading.target}" in self.mapping.answers:
            return
        rows = self.connection.execute(
            f"SELECT DISTINCT {reading.text} FROM {RAW} AS raw WHERE {self.kept}"
            f" AND regexp_matches({reading.text}, {literal(_LOST_DIGITS)}) ORDER BY 1 LIMIT 3"
        ).fetchall()
        self.questions.append(asking.lost_digits(reading, tuple(text for (text,) in rows)))

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
        self._say_how(reading, name)
        self.connection.execute(f"DROP TABLE {self._distinct(reading)}").fetchall()
        unread = f"SELECT 1 FROM {name} WHERE value IS NULL AND NOT {reading.blank_text('text')} LIMIT 1"
        reading.is_clean = not self.connection.execute(unread).fetchall()
        reading.join = f"LEFT JOIN {name} AS {alias} ON {alias}.text = {reading.text}"
        reading.is_number = f"{alias}.is_number"
        is_cast_first = casts_are_right and not reading.is_foreign
        reading.value = f"COALESCE({reading.fast()}, {alias}.value)" if is_cast_first else f"{alias}.value"
