"""Filling tables from files: tried out in a draft that is thrown away, or published as a version.

The same steps stand behind the data page and the command line, so that both give the same numbers.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import ingest
import store
from localization import N_, _
from store import checks, mappings
from store.folders import checked_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date

    from store.publishing import Draft
    from store.repeats import Repeats

READING = N_("Reading the file")
CHECKING = N_("Looking at what was read")

# Shares of the whole work: reading files comes first, then the facts are built (see store.publishing).
READ_FROM, READ_TO = 0.05, 0.4


class Opens(Protocol):
    """A file that can be opened for reading, perhaps several times."""

    def opened(self) -> AbstractContextManager[ingest.Source]:
        """Give the file as a source, for as long as the block lasts."""


@dataclass(frozen=True)
class Filling:
    """One table to be filled from one file: how, and what becomes of rows that are there already.

    `again` loads the file although it was loaded before. `replaces` says whether orders whose number comes again are
    corrections or others (`store.Draft.apply`). `settled` names what a person decided, of which no question is open.
    """

    table: str
    mapping: ingest.Mapping
    repeats: Repeats = "skip"
    again: bool = False
    replaces: bool | None = None
    is_remembered: bool = False
    why: tuple[str, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict)
    questions: tuple[ingest.Question, ...] = ()
    settled: frozenset[str] = frozenset()

    @property
    def is_ready(self) -> bool:
        """Whether every required column of the table is filled."""
        return not self.mapping.missing(self.table)

    @property
    def open_questions(self) -> tuple[ingest.Question, ...]:
        """The questions to which the mapping has no answer but what was assumed."""
        if self.is_remembered:
            return ()
        held = {"constant": self.mapping.constants, "computed": self.mapping.computed, "choice": self.mapping.answers}
        return tuple(
            one
            for one in self.questions
            if held.get(one.kind, {}).get(one.column) in {None, one.assumed} and one.column not in self.settled
        )


@dataclass(frozen=True)
class Filled:
    """What became of one file in one table."""

    report: ingest.LoadReport
    upload: store.Upload
    quality: checks.Quality
    filling: Filling

    @property
    def questions(self) -> tuple[ingest.Question, ...]:
        """What the file leaves open: of what it holds, then of its values."""
        return (*self.filling.open_questions, *self.report.questions)


@dataclass(frozen=True)
class Rehearsal:
    """What a version would hold and change, without publishing it.

    `restatement` is None for the first version of a data set; `doubt` is what publishing it would be refused with.
    """

    filled: tuple[Filled, ...]
    counts: dict[str, float]
    complete_up_to: date | None
    restatement: store.Restatement | None
    doubt: store.Doubtful | None = None


def fillings_of(dataset: str | None, source: ingest.Source) -> tuple[Filling, ...]:
    """Say which tables a file fills and how: as a file with these headers did before, else by what it holds."""
    known = mappings.recall(dataset, source.columns) if dataset in store.datasets() and dataset is not None else ()
    if known:
        return tuple(
            Filling(
                table, ingest.Mapping(**parts), is_remembered=True, why=(_("As the last file with these columns."),)
            )
            for table, parts in known
        )
    return tuple(of_guess(guess) for guess in ingest.recognise_tables(source, layouts=mappings.layouts()))


def corrected(source: ingest.Source, fixed: ingest.Mapping, table: str | None) -> tuple[Filling, ...]:
    """Say how a file fills a table (the likeliest ones where None), with what a person says of some columns."""
    likeliest = ingest.recognise_tables(source, fixed, mappings.layouts())
    if table is None:
        return tuple(of_guess(guess) for guess in likeliest)
    found = next((guess for guess in likeliest if guess.table == table), None)
    return (of_guess(found or ingest.guess_for(source, table, fixed)),)


def of_guess(guess: ingest.Guess) -> Filling:
    """Take a guess as the filling it proposes."""
    return Filling(
        guess.table, guess.mapping, why=guess.why, reasons=dict(guess.reasons), questions=tuple(guess.questions)
    )


def as_chosen(
    proposal: Filling,
    table: str,
    parts: dict[str, dict[str, str]],
    *,
    settled: frozenset[str] = frozenset(),
    repeats: Repeats = "skip",
    again: bool = False,
    replaces: bool | None = None,
) -> Filling:
    """Return a filling as the person chose it: `parts` holds what each part of a mapping says."""
    mapping = ingest.Mapping(**parts)
    return replace(
        proposal, table=table, mapping=mapping, repeats=repeats, again=again, replaces=replaces, settled=settled
    )


def rehearse(
    dataset: str,
    files: Sequence[tuple[Opens, Sequence[Filling]]],
    settings: Callable[[store.Settings], store.Settings],
    *,
    progress: Callable[[str, float], None],
) -> Rehearsal:
    """Build the version that these files would make, say what it holds and changes, and throw it away.

    Parameters
    ----------
    dataset
        Name of the data set, which need not exist yet.
    files
        Each file with the tables it fills.
    settings
        Gives the settings of the version from those that the data set has.
    progress
        Called with the stage and the share done, 0 to 1.

    """
    with store.draft(dataset, progress=progress) as draft:
        filled = tuple(_fill(draft, files, settings, progress, with_checks=True))
        restatement = draft.restatement()
        doubt = store.Doubtful(draft.doubts) if draft.doubts else None
        return Rehearsal(filled, draft.counts(), draft.complete_up_to, restatement, doubt)


def publish(
    dataset: str,
    files: Sequence[tuple[Opens, Sequence[Filling]]],
    settings: Callable[[store.Settings], store.Settings],
    *,
    is_new: bool = False,
    who: str = "",
    note: str = "",
    check: Callable[[Sequence[Filled]], None] | None = None,
    progress: Callable[[str, float], None],
) -> tuple[int, tuple[Filled, ...]]:
    """Load the files into a new version of the data set and remember their mappings.

    Parameters
    ----------
    dataset, files, settings, progress
        As for `rehearse`.
    is_new
        Whether the data set must not exist yet.
    who, note
        Kept in the history.
    check
        Called with what became of the files; nothing is published if it raises.

    Returns
    -------
    The version's number, and what became of each file.

    Raises
    ------
    IngestError, StoreError
        With a sentence for the analyst; the data set is as it was.

    """
    if is_new and checked_name(dataset) in store.datasets():
        raise store.StoreError(
            _("There is a data set “{dataset}” already; choose another name, or add the file to that one.").format(
                dataset=checked_name(dataset)
            )
        )
    headers: list[tuple[tuple[str, ...], Sequence[Filling]]] = []
    with store.draft(dataset, who=who, progress=progress) as draft:
        filled = tuple(_fill(draft, files, settings, progress, with_checks=False, headers=headers))
        if check is not None:
            check(filled)
        version = draft.publish(note)
    for columns, fillings in headers:
        mappings.remember(dataset, columns, [(one.table, _parts(one.mapping)) for one in fillings])
    return version, filled


def _fill(
    draft: Draft,
    files: Sequence[tuple[Opens, Sequence[Filling]]],
    settings: Callable[[store.Settings], store.Settings],
    progress: Callable[[str, float], None],
    *,
    with_checks: bool,
    headers: list[tuple[tuple[str, ...], Sequence[Filling]]] | None = None,
) -> list[Filled]:
    filled: list[Filled] = []
    files = [
        (file, fillings) for (file, _all), fillings in zip(files, told_when([f for _file, f in files]), strict=True)
    ]
    own = settings(draft.settings)
    steps = sum(len(fillings) for _file, fillings in files)
    with ExitStack() as stack:
        for file, fillings in files:
            source = stack.enter_context(file.opened())
            if headers is not None:
                headers.append((source.columns, fillings))
            for one in fillings:
                share = READ_FROM + (READ_TO - READ_FROM) * len(filled) / steps
                progress(READING, share)
                report = ingest.load(
                    draft.connection,
                    source,
                    one.table,
                    one.mapping,
                    time_zone=own.time_zone,
                    currency=own.currency or _of_first(draft, filled),
                )
                quality = checks.Quality(one.table, report.accepted)
                if with_checks:
                    progress(CHECKING, share + (READ_TO - READ_FROM) / steps / 2)
                    quality = checks.check(draft.connection, one.table)
                upload = draft.apply(
                    report, part=part_of(source), repeats=one.repeats, again=one.again, replaces=one.replaces
                )
                filled.append(Filled(report, upload, quality, one))
    started = started_with(draft.settings, [one.report for one in filled]) if draft.based_on is None else draft.settings
    draft.settings = settings(started)
    if not draft.settings.time_zone:
        zone = next((one.report.time_zone for one in filled if one.report.time_zone), "")
        draft.settings = replace(draft.settings, time_zone=zone)
    return filled


def told_when(fillings: Sequence[Sequence[Filling]]) -> list[tuple[Filling, ...]]:
    """Leave out who left on an assumed day where another of the files says when they left.

    A list of accounts with a column that says who churned holds the same departures as a list of these with its days.
    """
    every = [one for of_file in fillings for one in of_file if one.table == "departures"]
    if not any("left_on" in {**one.mapping.columns, **one.mapping.computed} for one in every):
        return [tuple(of_file) for of_file in fillings]
    said = _("Who left is not taken from here: another file says when they left.")
    kept = []
    for of_file in fillings:
        rest = tuple(
            one
            for one in of_file
            if one.table != "departures" or not any(asked.column == "left_on" for asked in one.open_questions)
        )
        is_less = bool(rest) and len(rest) < len(of_file)
        kept.append(tuple(replace(one, why=(*one.why, said)) for one in rest) if is_less else tuple(of_file))
    return kept


def started_with(settings: store.Settings, reports: Sequence[ingest.LoadReport]) -> store.Settings:
    """Return what a new data set starts with: the calendar and the currency of its first files, where they tell."""
    calendar = next((one.calendar for one in reports if one.calendar), settings.calendar)
    currency = next((one.currency for one in reports if one.currency), settings.currency)
    return replace(settings, calendar=calendar, currency=settings.currency or currency)


def _of_first(draft: Draft, filled: Sequence[Filled]) -> str:
    """Return the currency that a new data set will count in, as the files before say; "" if none of them does."""
    return next((one.report.currency for one in filled if one.report.currency), "") if draft.based_on is None else ""


def part_of(source: ingest.Source) -> str:
    """Name the sheet or the member of an archive, where there are several to choose from."""
    return source.sheet or "" if len(source.sheets) > 1 else ""


def _parts(mapping: ingest.Mapping) -> dict[str, dict[str, Any]]:
    return {part: dict(getattr(mapping, part)) for part in mappings.PARTS}
