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
from store import checks, folders, mappings
from store.folders import checked_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date

    from store.publishing import Draft
    from store.repeats import Repeats

READING = N_("Reading the file")
CHECKING = N_("Looking at what was read")
LAYOUTS = "layouts"  # a firm's own, in MANDEGAR_HOME
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
    corrections or others (`store.Draft.apply`).
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

    @property
    def is_ready(self) -> bool:
        """Whether every required column of the table is filled."""
        return not self.mapping.missing(self.table)


@dataclass(frozen=True)
class Filled:
    """What became of one file in one table."""

    report: ingest.LoadReport
    upload: store.Upload
    quality: checks.Quality


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
    return tuple(of_guess(guess) for guess in ingest.recognise_tables(source, folders.home() / LAYOUTS))


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
    repeats: Repeats = "skip",
    again: bool = False,
    replaces: bool | None = None,
) -> Filling:
    """Return a filling as the person chose it: `parts` holds what each part of a mapping says."""
    mapping = ingest.Mapping(**parts)
    return replace(proposal, table=table, mapping=mapping, repeats=repeats, again=again, replaces=replaces)


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
        filled = tuple(_fill(draft, files, progress, with_checks=True))
        draft.settings = settings(draft.settings)
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
        filled = tuple(_fill(draft, files, progress, with_checks=False, headers=headers))
        draft.settings = settings(draft.settings)
        version = draft.publish(note)
    for columns, fillings in headers:
        mappings.remember(dataset, columns, [(one.table, _parts(one.mapping)) for one in fillings])
    return version, filled


def _fill(
    draft: Draft,
    files: Sequence[tuple[Opens, Sequence[Filling]]],
    progress: Callable[[str, float], None],
    *,
    with_checks: bool,
    headers: list[tuple[tuple[str, ...], Sequence[Filling]]] | None = None,
) -> list[Filled]:
    filled: list[Filled] = []
    steps = sum(len(fillings) for _file, fillings in files)
    with ExitStack() as stack:
        for file, fillings in files:
            source = stack.enter_context(file.opened())
            if headers is not None:
                headers.append((source.columns, fillings))
            for one in fillings:
                share = READ_FROM + (READ_TO - READ_FROM) * len(filled) / steps
                progress(READING, share)
                report = ingest.load(draft.connection, source, one.table, one.mapping)
                quality = checks.Quality(one.table, report.accepted)
                if with_checks:
                    progress(CHECKING, share + (READ_TO - READ_FROM) / steps / 2)
                    quality = checks.check(draft.connection, one.table)
                upload = draft.apply(
                    report, part=part_of(source), repeats=one.repeats, again=one.again, replaces=one.replaces
                )
                filled.append(Filled(report, upload, quality))
    return filled


def part_of(source: ingest.Source) -> str:
    """Name the sheet or the member of an archive, where there are several to choose from."""
    return source.sheet or "" if len(source.sheets) > 1 else ""


def _parts(mapping: ingest.Mapping) -> dict[str, dict[str, Any]]:
    return {part: dict(getattr(mapping, part)) for part in mappings.PARTS}
