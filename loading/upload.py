"""The steps between files dropped on the page and what is known of them.

A file is written to a private place for each step and removed at the end of it; nothing of it stays on the disk
but what is published.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import pandas as pd

import ingest
import store
from ingest.errors import reason
from ingest.reading.staging import DATABASE
from loading.filling import Filling, Opens, fillings_of, of_guess
from store import checks, quality
from store.facts import propose_complete_up_to
from store.mappings import ADDED, LINE_OF_REJECT, REASON_OF_REJECT
from store.reach import Reach, reach

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

PREVIEWED = 50


@dataclass(frozen=True)
class Dropped:
    """A file as it came over the browser; `part` is the sheet, or the file of an archive, to be read.

    `has_header` tells whether the first line of a text names its columns; None leaves that to its content.
    """

    name: str
    content: bytes = field(repr=False)
    part: str | None = None
    has_header: bool | None = None

    @contextmanager
    def opened(self) -> Iterator[ingest.Source]:
        """Write the file to a private place and look at it; IngestError if nothing can be loaded from it."""
        with ingest.private_copy(self.content) as path:
            yield ingest.inspect(path, self.name, self.part, has_header=self.has_header)


@dataclass(frozen=True)
class Glance:
    """What a file says of itself: its columns with some of their values, its sheets, the tables that it fills.

    `attributes` are the names under which its columns could be kept to break customers down by. `asks_header` tells
    that the columns are numbered because no line seems to name them, which a person may know better.
    """

    name: str
    columns: tuple[str, ...]
    samples: dict[str, tuple[str, ...]]
    attributes: dict[str, str]
    fillings: tuple[Filling, ...]
    sheet: str | None
    sheets: tuple[str, ...]
    sha256: str
    asks_header: bool = False


@dataclass(frozen=True)
class Trial:
    """What would become of a file in a table: the report, the first accepted rows, what would be set aside and why.

    `rejected_rows` are these rows as they stand in the file; `reach` the days that were read; `quality` what stands
    out in the accepted rows; `products` what order lines name (product, lines), or of a list of products what it
    holds (product, product_name); None of all else.
    """

    report: ingest.LoadReport
    preview: pd.DataFrame
    rejects: pd.DataFrame
    rejected_rows: pd.DataFrame
    reach: Reach
    quality: checks.Quality
    products: pd.DataFrame | None = None


def parts(dataset: str | None, file: Dropped) -> tuple[tuple[str, bool], ...]:
    """Name the tables of a workbook, each with whether it was recognised; of any other file there is one.

    IngestError if nothing can be loaded from it.
    """
    with ingest.private_copy(file.content) as path:
        every = ingest.workbook_tables(path, file.name)
        if len(every) == 1:
            return ((every[0].sheet or "", True),)
        return tuple((str(one.sheet), fillings_of(dataset, one)[0].is_ready) for one in every)


def glance(dataset: str | None, file: Opens) -> Glance:
    """Look at a file without reading all of its rows; IngestError if nothing can be loaded from it.

    Where its content does not tell whether the first line names the columns, it is supposed not to.
    """
    try:
        return _glance(dataset, file)
    except ingest.UnclearHeader:
        if not isinstance(file, Dropped):
            raise
        return _glance(dataset, replace(file, has_header=False))


def _glance(dataset: str | None, file: Opens) -> Glance:
    with file.opened() as source:
        return Glance(
            name=source.name,
            columns=source.columns,
            samples=ingest.samples(source),
            attributes=ingest.attribute_names([name for name in source.columns if name not in ADDED]),
            fillings=fillings_of(dataset, source),
            sheet=source.sheet,
            sheets=source.sheets,
            sha256=source.sha256,
            asks_header=source.is_headless,
        )


def fill_instead(file: Opens, table: str) -> Filling:
    """Propose how a file would fill a table that the person chose."""
    with file.opened() as source:
        return of_guess(ingest.guess_for(source, table))


def try_out(file: Opens, table: str, mapping: ingest.Mapping, own: store.Settings | None = None) -> Trial:
    """Read the whole file in memory, without touching any data set; IngestError if no row can be loaded.

    `own` are the settings of the data set that the file goes into.
    """
    own = own or store.Settings()
    with file.opened() as source, ingest.scratch() as connection:
        report = ingest.load(connection, source, table, mapping, time_zone=own.time_zone, currency=own.currency)
        return Trial(
            report=report,
            preview=ingest.preview(connection, table, PREVIEWED),
            rejects=ingest.rejects(connection),
            rejected_rows=_to_mend(ingest.rejected_rows(connection, source), source.columns),
            reach=reach(connection, DATABASE, (table,)),
            quality=checks.check(connection, table),
            products=ingest.products(connection, table),
        )


def fit_of_products(trials: Sequence[Trial]) -> str:
    """Say how the order lines and the lists of products of files fit; "" unless both are among them."""
    of_table = {
        table: [one.products for one in trials if one.report.table == table and one.products is not None]
        for table in ("orders", "products")
    }
    if not all(of_table.values()):
        return ""
    named, listed = (pd.concat(frames, ignore_index=True) for frames in of_table.values())
    return quality.fit(named.groupby("product", as_index=False).sum(), listed).sentence


def _to_mend(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return rows set aside under the file's own headers, their line and reason last: to be mended, dropped again."""
    own = [name for name in columns if name not in ADDED]
    places = [2 + columns.index(name) for name in own]
    return rows.iloc[:, [*places, 0, 1]].set_axis([*own, LINE_OF_REJECT, REASON_OF_REJECT], axis="columns")


def left_out(file: Opens, table: str, mapping: ingest.Mapping) -> pd.DataFrame:
    """Return the rows of a file that the choice of rows leaves out, as they stand in it, their line last."""
    with file.opened() as source, ingest.scratch() as connection:
        rows = ingest.left_out(connection, source, table, mapping)
        own = [at for at, name in enumerate(source.columns, start=1) if name not in ADDED]
        names = [name for name in source.columns if name not in ADDED]
        return rows.iloc[:, [*own, 0]].set_axis([*names, LINE_OF_REJECT], axis="columns")


def set_aside(dataset: str, version: int) -> pd.DataFrame:
    """Return the rows that a version's files had set aside: file_name, line, column, written, why (in words)."""
    found = quality.rejects(store.open(dataset, version))
    return found.assign(why=found["why"].map(reason))


def settle(settings: store.Settings, *days: Reach) -> date | None:
    """Propose the day up to which the data are complete, from the days of what was loaded and what will be."""
    last = reduce(or_, days, Reach()).last
    return propose_complete_up_to(last, settings) if last else settings.complete_up_to
