"""A file as a whole: sheets of one layout are one table, and months side by side are rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import asking, remarks
from ingest.errors import IngestError
from ingest.reading import combined, months_aside, sources
from ingest.reading.archives import INSIDE
from ingest.recognition.folding import key

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from ingest.questions import Question
    from ingest.reading.sources import Source

# Between the names of sheets that are read as one table.
TOGETHER = " + "
_MOST_SHEETS = 60


def inspect(
    path: str | os.PathLike[str],
    name: str | None = None,
    sheet: str | None = None,
    *,
    has_header: bool | None = None,
) -> Source:
    """Look at a file as `sources.inspect` does; sheets with the same columns are read as one table.

    Of a workbook without a chosen sheet this is the first table; its sheets are named in `Source.sheet`, joined by
    TOGETHER, and offered before each of them alone.
    """
    if sheet is not None and TOGETHER in sheet:
        return _together(_sheets(path, name, sheet.split(TOGETHER)), sources.inspect(path, name))
    first = sources.inspect(path, name, sheet, has_header=has_header)
    if sheet is None and _has_sheets(first):
        return workbook_tables(path, name)[0]
    return _completed(first)


def workbook_tables(path: str | os.PathLike[str], name: str | None = None) -> list[Source]:
    """Return every table of a file: of a workbook the sheets of one layout together, hidden ones left out."""
    first = sources.inspect(path, name)
    if not _has_sheets(first):
        return [_completed(first)]
    groups: dict[frozenset[str], list[Source]] = {}
    every = _sheets(path, name, first.sheets)
    offered = tuple(dict.fromkeys(sheet for source in (first, *every) for sheet in source.sheets))
    # Further tables of a sheet are known once it was looked at.
    every += _sheets(path, name, [sheet for sheet in offered if sheet not in first.sheets])
    every.sort(key=lambda source: offered.index(str(source.sheet)))
    for source in every:
        groups.setdefault(frozenset(map(key, source.columns)), []).append(source)
    labels = [TOGETHER.join(str(one.sheet) for one in group) for group in groups.values() if len(group) > 1]
    tables = [_together(group, first, (*labels, *offered)) for group in groups.values()]
    # What is hidden is said of the workbook, not of each of its tables.
    said = remarks.sheets_are_hidden(first.layout.hidden) if first.layout is not None else ""
    return [tables[0], *(replace(one, notes=tuple(note for note in one.notes if note != said)) for one in tables[1:])]


def folder_tables(path: str | os.PathLike[str], *, has_header: bool | None = None) -> list[Source]:
    """Return the tables of a folder: files with the same columns are one, each other file is one of its own.

    Where one file's columns are all in another one's, they are one table as well.
    """
    whole = combined.from_folder(path, has_header=has_header)
    folder = Path(path)
    files = [sources.inspect(folder / file, has_header=has_header) for file, _before in whole.files]
    groups: list[list[Source]] = []
    for file in sorted(files, key=lambda one: -len(one.columns)):
        own = set(map(key, file.columns))
        alike = next((group for group in groups if own <= set(map(key, group[0].columns))), None)
        if alike is None or (len(own) < 2 and len(groups) > 0):
            groups.append([file])
        else:
            alike.append(file)
    if len(groups) == 1:
        return [whole]
    groups = [sorted(group, key=lambda one: one.name) for group in groups]
    groups.sort(key=lambda group: group[0].name)
    return [
        combined.combined(group[0].name if len(group) == 1 else whole.name, group) if len(group) > 1 else group[0]
        for group in groups
    ]


def _has_sheets(source: Source) -> bool:
    return source.kind == "excel" and source.archive is None and 1 < len(source.sheets) <= _MOST_SHEETS


def _sheets(path: str | os.PathLike[str], name: str | None, sheets: Sequence[str]) -> list[Source]:
    """Look at several sheets of a workbook; those without rows are passed over."""
    found = []
    for sheet in sheets:
        if INSIDE in sheet:
            continue
        try:
            found.append(sources.inspect(path, name, sheet))
        except IngestError:
            continue
    return found


def _together(group: list[Source], first: Source, sheets_offered: tuple[str, ...] = ()) -> Source:
    """Read sheets of one layout as one table."""
    if len(group) == 1:
        return _completed(replace(group[0], sheets=sheets_offered or first.sheets))
    # A header may be spelt in several ways; the first sheet's is kept.
    names = {key(header): header for header in reversed([h for one in group for h in one.columns])}
    alike = [replace(one, columns=tuple(names[key(header)] for header in one.columns)) for one in group]
    sheets = [str(one.sheet) for one in group]
    notes = tuple(dict.fromkeys(note for one in group for note in _notes(one)))
    return combined.combined(
        first.name,
        alike,
        sheets,
        sheet=TOGETHER.join(sheets),
        sheets=sheets_offered or (TOGETHER.join(sheets), *first.sheets),
        notes=(remarks.sheets_are_one(sheets), *notes),
        questions=tuple(question for one in group for question in _questions(one))[:1],
        size_bytes=first.size_bytes,
    )


def _completed(source: Source) -> Source:
    """Say what was made of a file, and turn months side by side into rows."""
    notes, questions = _notes(source), _questions(source)
    months = months_aside.months_in(source.columns)
    if not months:
        return replace(source, notes=notes, questions=questions) if notes or questions else source
    path, columns = months_aside.unpivoted(source)
    return combined.private_source(
        path,
        source.name,
        "folder",
        columns,
        source.sha256,
        files=((source.name, 0),),
        of_text=source,
        sheet=source.sheet,
        sheets=source.sheets,
        size_bytes=source.size_bytes,
        notes=(*notes, remarks.months_are_rows(list(months))),
        questions=questions,
    )


def _notes(source: Source) -> tuple[str, ...]:
    layout = source.layout
    if layout is None:
        return ()
    said = [remarks.sheets_are_hidden(layout.hidden)] if layout.hidden else []
    return (*said, remarks.cells_are_merged(layout.merged)) if layout.merged else tuple(said)


def _questions(source: Source) -> tuple[Question, ...]:
    layout = source.layout
    return (asking.formulas(layout.uncomputed),) if layout is not None and layout.uncomputed else ()
