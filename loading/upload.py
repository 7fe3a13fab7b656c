"""The steps between an uploaded file and a published version.

The file is written to a private place for each step and removed at the end of it; nothing of it stays on the disk
but what was published.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ingest
import store
from ingest.errors import reason
from localization import N_, _
from store import mappings, quality
from store.facts import propose_complete_up_to
from store.folders import checked_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    import pandas as pd

READING = N_("Reading the file")
PREVIEWED = 50


@dataclass(frozen=True)
class Glance:
    """What a file says of itself: its columns with some of their values, its sheets, the table it looks like.

    `attributes` are the names under which its columns could be kept to break customers down by.
    """

    name: str
    columns: tuple[str, ...]
    samples: dict[str, tuple[str, ...]]
    attributes: dict[str, str]
    table: str
    sheet: str | None
    sheets: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class Trial:
    """What would become of a file: the report, the first accepted rows, what would be set aside and why.

    `rejected_rows` are these rows as they stand in the file; `last_day` the latest day that was read.
    """

    report: ingest.LoadReport
    preview: pd.DataFrame
    rejects: pd.DataFrame
    rejected_rows: pd.DataFrame
    last_day: date | None


def glance(name: str, content: bytes, sheet: str | None = None) -> Glance:
    """Look at a file without reading its rows; IngestError if nothing can be loaded from it."""
    with _source(name, content, sheet) as source:
        return Glance(
            name=source.name,
            columns=source.columns,
            samples=ingest.samples(source),
            attributes=ingest.attribute_names(source.columns),
            table=_likely_table(source.columns),
            sheet=source.sheet,
            sheets=source.sheets,
            sha256=source.sha256,
        )


def propose(dataset: str, seen: Glance, table: str) -> tuple[ingest.Mapping, bool]:
    """Propose how the file fills a table: as a file with these headers did before, else by its headers.

    Returns the mapping and whether it was remembered.
    """
    known = mappings.recall(dataset, seen.columns) if dataset in store.datasets() else None
    if known is not None and known[0] == table:
        return ingest.Mapping(**known[1]), True
    return ingest.recognise(seen.columns, table), False


def remembered_table(dataset: str, seen: Glance) -> str | None:
    """Return the table that a file with these headers filled before in this data set."""
    known = mappings.recall(dataset, seen.columns) if dataset in store.datasets() else None
    return known[0] if known else None


def try_out(name: str, content: bytes, sheet: str | None, table: str, mapping: ingest.Mapping) -> Trial:
    """Read the whole file in memory, without touching any data set; IngestError if no row can be loaded."""
    with _source(name, content, sheet) as source, ingest.scratch() as connection:
        report = ingest.load(connection, source, table, mapping)
        return Trial(
            report=report,
            preview=ingest.preview(connection, table, PREVIEWED),
            rejects=ingest.rejects(connection),
            rejected_rows=ingest.rejected_rows(connection, source),
            last_day=ingest.last_day(connection, table),
        )


def set_aside(dataset: str, version: int) -> pd.DataFrame:
    """Return the rows that a version's files had set aside: file_name, line, column, written, why (in words)."""
    found = quality.rejects(store.open(dataset, version))
    return found.assign(why=found["why"].map(reason))


def settle(settings: store.Settings, *days: date | None) -> date | None:
    """Propose the day up to which the data are complete, from the last days of what was loaded and what will be."""
    known = [day for day in days if day is not None]
    return propose_complete_up_to(max(known), settings) if known else settings.complete_up_to


def publish(
    dataset: str,
    name: str,
    content: bytes,
    sheet: str | None,
    table: str,
    mapping: ingest.Mapping,
    settings: store.Settings,
    *,
    is_new: bool,
    who: str = "",
    note: str = "",
    progress: Callable[[str, float], None],
) -> int:
    """Load the file into a new version of the data set and remember its mapping; returns the version's number.

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
    with _source(name, content, sheet) as source, store.draft(dataset, who=who, progress=progress) as draft:
        progress(READING, 0.05)
        draft.apply(ingest.load(draft.connection, source, table, mapping))
        draft.settings = replace(settings)
        version = draft.publish(note)
    mappings.remember(
        dataset,
        source.columns,
        table,
        {part: dict(getattr(mapping, part)) for part in mappings.PARTS},
    )
    return version


def _likely_table(columns: tuple[str, ...]) -> str:
    """Return the table that the headers fit; orders, which everything begins with, if they fit none."""
    guess = ingest.recognise_table(columns)
    return "orders" if ingest.recognise(columns, guess).missing(guess) else guess


@contextmanager
def _source(name: str, content: bytes, sheet: str | None) -> Iterator[ingest.Source]:
    with ingest.private_copy(content) as path:
        yield ingest.inspect(path, name, sheet)
