"""Loading without a browser: what becomes of files, folders and queries, as one plain dictionary for a JSON line."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import ingest
import store
from ingest import remarks
from loading.filling import Filled, Filling, Rehearsal, as_chosen, corrected, fillings_of, part_of, publish, rehearse
from loading.layouts import remember_layout
from loading.named import PREFIX, read_named
from loading.open_questions import check_ready, of_all, refuse_open, split
from loading.together import joined
from loading.upload import left_out
from localization import _
from store import downloads, quality
from store.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from loading.open_questions import OpenQuestions
    from store.repeats import Repeats

SHOWN_CUSTOMERS = 20
TOTALS = ("rows_read", "accepted", "rejected", "skipped", "repeated", "replaced")


@dataclass(frozen=True)
class Found:
    """A source that was looked at already."""

    source: ingest.Source

    @contextmanager
    def opened(self) -> Iterator[ingest.Source]:
        """Give the source."""
        yield self.source


@dataclass(frozen=True)
class Wanted:
    """How files are to be loaded, where that is not left to what they hold.

    `table` None takes each file for what it is recognised as; the parts of a mapping as in `ingest.Mapping`; `left_out`
    the CSV file that takes the rows which `only` leaves out; `settings` those of the data set that change; `questions`
    says what becomes of a file that leaves some open; `anew` takes each file as if none with its columns had been
    loaded before; `remember_as` is the name under which a file's layout is kept once it is published.
    """

    table: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    computed: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    only: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    questions: OpenQuestions = "tell"
    repeats: Repeats = "skip"
    again: bool = False
    replaces: bool | None = None
    left_out: Path | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    anew: bool = False
    remember_as: str = ""

    def changed(self, settings: store.Settings) -> store.Settings:
        """Return the settings with those that change."""
        return replace(settings, **{name: value for name, value in self.settings.items() if value is not None})


def sources(
    files: Sequence[str],
    sheet: str | None = None,
    place: str | None = None,
    query: str | None = None,
    *,
    has_header: bool | None = None,
) -> list[ingest.Source]:
    """Look at files, a folder, or the result of a query on a database; source:NAME is one that the server names.

    Whether the first line of a delimited text names its columns is told by its content where `has_header` is None.

    Raises
    ------
    IngestError
        With a sentence about what cannot be read.

    """
    found = [
        table
        for file in files
        for table in (
            ingest.workbook_tables(file)
            if sheet is None and has_header is None
            else [ingest.inspect(file, sheet=sheet, has_header=has_header)]
        )
    ]
    if place is not None and place.startswith(PREFIX):
        found.append(read_named(place.removeprefix(PREFIX), query, has_header=has_header))
    elif place is not None and query is not None:
        found.append(ingest.from_query(place, query))
    elif place is not None:
        if not Path(place).is_dir():
            raise ingest.IngestError(
                _("{place} is no folder; for a database say with --query what to read from it.").format(
                    place=Path(place).name if "://" not in place else _("The address of the database")
                )
            )
        found += ingest.folder_tables(place, has_header=has_header)
    return found


def load(
    dataset: str,
    given: Sequence[ingest.Source],
    wanted: Wanted,
    *,
    who: str,
    note: str = "",
    dry_run: bool = False,
    progress: Callable[[str, float], None],
) -> dict[str, Any]:
    """Load sources into a data set; the same file again changes nothing and says so.

    Returns
    -------
    What became of them: dataset, version, rows_read, accepted, rejected, skipped (the repeated among them), replaced,
    anonymous, customers, orders, revenue, products (how lines and the list of products fit, where there is one), tables
    (of each file and table the same), and where questions are left open, these and a status that says so; or unchanged;
    of a dry run the quality of each table, the restatement and the question that has to be answered as well.

    """
    given, how = _together(_with_tables(dataset, given, wanted), wanted)
    files = [(Found(source), _fillings(dataset, source, wanted)) for source in given]
    known = _known(dataset) if not wanted.again else {}
    left: list[tuple[Found, list[Filling]]] = []
    passed: list[store.Upload] = []
    for file, fillings in files:
        again = [_key(file.source, one.table) for one in fillings]
        passed += [known[key] for key in again if key in known]
        new = [one for key, one in zip(again, fillings, strict=True) if key not in known]
        if new:
            left.append((file, new))
    if not left:
        return _unchanged(dataset, passed)
    if wanted.left_out is not None:
        _write_left_out(left, wanted.left_out)
    if wanted.remember_as:
        _one_table(left)
    if dry_run:
        return _rehearsed(dataset, rehearse(dataset, left, wanted.changed, progress=progress)) | how
    check = refuse_open if wanted.questions == "refuse" else None
    version, filled = publish(dataset, left, wanted.changed, who=who, note=note, check=check, progress=progress)
    if wanted.remember_as:
        how |= {"layout": _remembered(wanted.remember_as, left).name}
    return {"dataset": dataset, "version": version, **_totals(filled, store.open(dataset, version).info.counts), **how}


def _with_tables(dataset: str, given: Sequence[ingest.Source], wanted: Wanted) -> Sequence[ingest.Source]:
    """Leave out the sheets of workbooks that hold none of the tables, and say so; where none does, they stay."""
    if wanted.table is not None or wanted.columns or wanted.computed:
        return given
    kept: list[ingest.Source] = []
    for _file, sheets in groupby(given, key=lambda source: source.sha256):
        every = list(sheets)
        fitting = [one for one in every if len(every) == 1 or fillings_of(dataset, one)[0].is_ready]
        if fitting and len(fitting) < len(every):
            left = [str(one.sheet) for one in every if one not in fitting]
            fitting[0] = replace(fitting[0], notes=(*fitting[0].notes, remarks.sheets_are_no_tables(left)))
        kept += fitting or every
    return kept


def _together(given: Sequence[ingest.Source], wanted: Wanted) -> tuple[Sequence[ingest.Source], dict[str, Any]]:
    """Join sources that belong together, and say how; a table that is wanted of each leaves them apart."""
    found = joined(given) if wanted.table is None else None
    if found is None:
        return given, {}
    rest = [source for at, source in enumerate(given) if at not in found.used]
    return [found.source, *rest], {"joined": [step.sentence for step in found.steps]}


def change_settings(
    dataset: str, wanted: Wanted, *, who: str, note: str = "", progress: Callable[[str, float], None]
) -> dict[str, Any]:
    """Publish a version of a data set with other settings and the same rows; return what its line says."""
    before = store.open(dataset)
    after = wanted.changed(before.info.settings)
    if after == before.info.settings:
        return {"dataset": dataset, "version": before.version, "unchanged": True}
    with store.draft(dataset, who=who, progress=progress) as draft:
        draft.settings = after
        version = draft.publish(note)
    return {"dataset": dataset, "version": version, "settings": {k: v for k, v in _settings(wanted).items() if v}}


def _settings(wanted: Wanted) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in wanted.settings.items()}


def _one_table(files: Sequence[tuple[Found, Sequence[Filling]]]) -> tuple[ingest.Source, Filling]:
    """Return the one file and the one table that it fills; IngestError if there are more: a layout says one of them."""
    fillings = [(file.source, one) for file, fillings in files for one in fillings]
    if len(fillings) != 1:
        raise ingest.IngestError(_("A layout is of one file that fills one table; load that one on its own."))
    return fillings[0]


def _remembered(name: str, files: Sequence[tuple[Found, Sequence[Filling]]]) -> Path:
    source, filling = _one_table(files)
    return remember_layout(name, filling, source.columns)


def _write_left_out(files: Sequence[tuple[Found, Sequence[Filling]]], place: Path) -> None:
    """Write the rows that a choice leaves out as they stand in the files, to be looked at or loaded on their own."""
    chosen = [(file, one) for file, fillings in files for one in fillings if one.mapping.only]
    if not chosen:
        raise ingest.IngestError(_("Without --only no row is left out; --left-out has nothing to write."))
    rows = pd.concat([left_out(file, one.table, one.mapping) for file, one in chosen], ignore_index=True)
    place.write_bytes(downloads.csv_bytes(rows))


def _fillings(dataset: str, source: ingest.Source, wanted: Wanted) -> list[Filling]:
    """Say which tables a source fills: as wanted, else as remembered, else as recognised."""
    options: dict[str, Any] = {name: getattr(wanted, name) for name in ("repeats", "again", "replaces")}
    options["settled"] = frozenset({*wanted.columns, *wanted.computed, *wanted.constants, *wanted.answers})
    fixed = ingest.Mapping(columns=wanted.columns, computed=wanted.computed)
    found = list(fillings_of(None if wanted.anew else dataset, source))
    if fixed.targets and not (found[0].is_remembered and wanted.table in {None, found[0].table} and len(found) == 1):
        found = list(corrected(source, fixed, wanted.table))
    elif wanted.table is not None:
        of_table = [one for one in found if one.table == wanted.table]
        found = of_table or list(corrected(source, ingest.Mapping(), wanted.table))
    tables = [one.table for one in found]
    found = [
        as_chosen(one, one.table, _completed(one.mapping, _said_of(wanted, one.table, tables)), **options)
        for one in found
    ]
    for one in found:
        check_ready(source, one)
    return found


def _said_of(wanted: Wanted, table: str, tables: Sequence[str]) -> Wanted:
    """Return what is wanted of one of the tables that a file fills: what is a column of another alone is left out."""
    others = {name for one in tables if one != table for name in TABLES[one].names} - {*TABLES[table].names}
    own: dict[str, Any] = {
        part: {name: said for name, said in getattr(wanted, part).items() if name not in others}
        for part in ("columns", "computed", "constants")
    }
    return replace(wanted, **own)


def _completed(mapping: ingest.Mapping, wanted: Wanted) -> dict[str, dict[str, str]]:
    """Put what the person says into a recognised mapping; it takes the place of what fills the same column."""
    said = {*wanted.columns, *wanted.computed, *wanted.constants}
    orders, marks, answers = split(wanted.answers)
    return {
        "columns": {**{name: of for name, of in mapping.columns.items() if name not in said}, **wanted.columns},
        "computed": {**{name: of for name, of in mapping.computed.items() if name not in said}, **wanted.computed},
        "constants": {**{name: of for name, of in mapping.constants.items() if name not in said}, **wanted.constants},
        "only": {**mapping.only, **wanted.only},
        "date_order": {**mapping.date_order, **orders},
        "decimal_mark": {**mapping.decimal_mark, **marks},
        "answers": {**mapping.answers, **answers},
        "states": dict(mapping.states),
    }


def _known(dataset: str) -> dict[tuple[str, str, str], store.Upload]:
    if dataset not in store.datasets():
        return {}
    return {(one.sha256, one.table, one.part): one for one in store.open(dataset).info.uploads}


def _key(source: ingest.Source, table: str) -> tuple[str, str, str]:
    return source.sha256, table, part_of(source)


def _unchanged(dataset: str, passed: Sequence[store.Upload]) -> dict[str, Any]:
    first = passed[0]
    return {
        "dataset": dataset,
        "version": store.open(dataset).version,
        "unchanged": True,
        "reason": str(store.AlreadyLoaded(first.file_name, first.loaded_at, first.version, first.who)),
    }


def _totals(filled: Sequence[Filled], counts: dict[str, float]) -> dict[str, Any]:
    return {
        **{name: sum(getattr(one.upload, name) for one in filled) for name in TOTALS},
        "anonymous": sum(one.report.anonymous for one in filled),
        "customers": int(counts["customers"]),
        "orders": int(counts["orders"]),
        "revenue": round(counts["revenue"], 4),
        **({"products": fits.sentence} if (fits := quality.listed(counts)) else {}),
        "tables": [_of_table(one) for one in filled],
        **of_all(filled),
    }


def _of_table(one: Filled) -> dict[str, Any]:
    return {
        "file": one.upload.file_name,
        "table": one.upload.table,
        **{name: getattr(one.upload, name) for name in TOTALS},
        "columns": {**one.report.mapping.columns, **one.report.mapping.computed, **one.report.mapping.constants},
        "why": list(one.filling.why),
        "notes": list(one.report.notes),
    }


def _rehearsed(dataset: str, found: Rehearsal) -> dict[str, Any]:
    line = {"dataset": dataset, "dry_run": True, **_totals(found.filled, found.counts)}
    if "status" in line:
        line["status"] = _("nothing was published; questions are left open")
    for table, one in zip(line["tables"], found.filled, strict=True):
        table["quality"] = one.quality.as_dict()
    line["complete_up_to"] = _iso(found.complete_up_to)
    line["restatement"] = _restatement(found.restatement)
    line["question"] = str(found.doubt) if found.doubt else None
    return line


def _restatement(found: store.Restatement | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "compared_with_version": found.version,
        "is_comparable": found.is_comparable,
        "closed_months": found.closed,
        "changed_months": _records(found.periods.drop(columns="starts_on")),
        "changed_customers": found.changed_customers,
        "customers": _records(found.customers.drop(columns="starts_on").head(SHOWN_CUSTOMERS)),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as JSON has them; what is undefined is null."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        {str(name): round(value, 4) if isinstance(value, float) else value for name, value in row.items()}
        for row in plain.to_dict("records")
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
