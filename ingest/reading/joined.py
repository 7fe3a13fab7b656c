"""Files that belong together as one source: lines with their orders, these with persons, products with what they cost.

The file of the finest rows is the base; each other one is joined to it, or to one that is joined already, by a column
of the same name that tells its rows apart. Nothing is multiplied: a row of the base stays one row.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from ingest.reading.combined import private_source
from ingest.reading.layout import Malformed
from ingest.reading.private_files import new_file
from ingest.reading.staging import DATABASE, RAW, REJECTS, attach, stage
from ingest.recognition.folding import key
from ingest.recognition.synonyms import names_of
from ingest.sql import identifier, literal
from ingest.trial import scratch
from localization import _, ngettext
from localization.numbers import format_number, isolate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import duckdb

    from ingest.reading.sources import Source

_LEAST_MATCHING = 0.5
# So many rows of a join say which columns it has, and of what kind.
_TRIED_ROWS = 2_000
# So many are looked at before all, where a value that comes again is looked for.
_FIRST_ROWS = 100_000
_MOST_FILES = 8


@dataclass(frozen=True)
class Step:
    """One join: the row numbers tell how many rows of `file` have a partner in `other`, and how many of it stay alone.

    `header` and `other_header` are the columns that are compared.
    """

    file: str
    header: str
    other: str
    other_header: str
    rows: int
    matching: int
    alone: int

    @property
    def sentence(self) -> str:
        """Say in the reader's language what was joined by which column, and how many rows match."""
        said = _("{file} and {other} are joined by {header}: {n} of {all} rows match.").format(
            file=isolate(self.file),
            other=isolate(self.other),
            header=isolate(self.header if self.header == self.other_header else f"{self.header} = {self.other_header}"),
            n=format_number(self.matching),
            all=format_number(self.rows),
        )
        if not self.alone:
            return said
        alone = ngettext(
            "{n} row of {other} belongs to none of them.", "{n} rows of {other} belong to none of them.", self.alone
        ).format(n=format_number(self.alone), other=isolate(self.other))
        return f"{said} {alone}"


@dataclass(frozen=True)
class Joined:
    """Files as one source, how they were joined, and which of those given are in it."""

    source: Source
    steps: tuple[Step, ...]
    used: tuple[int, ...]


def join(
    sources: Sequence[Source],
    needed: Sequence[int],
    spare: Sequence[int] = (),
    suffices: Callable[[Source], bool] | None = None,
) -> Joined | None:
    """Join the files that belong together into one source; None if none do.

    Parameters
    ----------
    sources
        The files, as they were found.
    needed
        Places of those that cannot be loaded on their own, or tell something of the others; one at the end of a chain
        is joined only if it is among them.
    spare
        Places of those that are left out if the others suffice without them.
    suffices
        Says so of the others, as one source with their first rows.

    """
    if not needed or not 1 < len(sources) <= _MOST_FILES or any(source.files for source in sources):
        return None
    shared = Counter(name for source in sources for name in {_called(header) for header in source.columns})
    with scratch() as connection:
        attach(connection)
        tables = [
            _Table(connection, source, at, [_called(header) for header in source.columns], shared)
            for at, source in enumerate(sources)
        ]
        links = [link for one, other in permutations(tables, 2) if (link := _link(one, other)) is not None]
        found = None
        if spare and suffices is not None:
            found = _chain([one for one in tables if one.at not in spare], links, [*{*needed} - {*spare}])
            if found and not suffices(_written(connection, tables, found, rows=_TRIED_ROWS).source):
                found = None
        found = found or _chain(tables, links, sorted({*needed, *spare}))
        return _written(connection, tables, found) if found else None


class _Table:
    """The rows of a file as text; `keys` are the columns that another file has as well, by what they are called."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        source: Source,
        at: int,
        called: Sequence[str],
        shared: Counter[str],
    ) -> None:
        self.connection = connection
        self.source = source
        self.at = at
        self.keys = {place: name for place, name in enumerate(called) if shared[name] > 1}
        self._apart: dict[int, bool] = {}
        line = stage(connection, source)
        self.name = f"file_{at}"
        # Renamed rather than copied: the rows of the finest file may be many.
        connection.execute(f"ALTER TABLE {RAW} RENAME TO {self.name}").fetchall()
        columns = ", ".join(
            f"trim(c{place}) AS c{place}" if place in self.keys else f"c{place}" for place in range(len(source.columns))
        )
        connection.execute(
            f"CREATE VIEW {self.name} AS SELECT {line} AS line, {columns} FROM {DATABASE}.{self.name} AS raw"
        ).fetchall()
        self.malformed = _malformed(connection) or source.malformed
        self.rows = int(connection.execute(f"SELECT count(*) FROM {self.name}").fetchall()[0][0])

    def tells_apart(self, place: int) -> bool:
        """Whether no value of the column occurs twice."""
        if place not in self._apart:
            # Of many rows the first seldom leave it open: a number of orders comes again in the next line.
            distinct, filled = self._counts(place, f"(FROM {self.name} LIMIT {_FIRST_ROWS})")
            if distinct == filled and self.rows > _FIRST_ROWS:
                distinct, filled = self._counts(place, self.name)
            self._apart[place] = bool(filled and distinct == filled)
        return self._apart[place]

    def _counts(self, place: int, among: str) -> tuple[int, int]:
        """Count the values of a column, each once, and the rows that hold one."""
        query = f"SELECT count(DISTINCT c{place}), count(c{place}) FROM {among}"
        distinct, filled = self.connection.execute(query).fetchall()[0]
        return int(distinct), int(filled)


def _malformed(connection: duckdb.DuckDBPyConnection) -> tuple[Malformed, ...]:
    rows = connection.execute(f"SELECT source_row, value, reason FROM {REJECTS} ORDER BY 1").fetchall()
    connection.execute(f"DELETE FROM {REJECTS}").fetchall()
    return tuple(Malformed(*row) for row in rows)


@dataclass(frozen=True)
class _Link:
    """The other file's row is found by these two columns."""

    base: int
    place: int
    other: int
    other_place: int
    step: Step


def _chain(tables: Sequence[_Table], links: Sequence[_Link], needed: Sequence[int]) -> tuple[int, list[_Link]] | None:
    """Find the base from which most of these files are reached, and the links in the order in which they are joined."""
    among = {table.at for table in tables}
    links = [link for link in links if {link.base, link.other} <= among]
    chains = []
    for table in tables:
        reached, taken = {table.at}, []
        for link in _reachable(table.at, links):
            reached.add(link.other)
            taken.append(link)
        taken = _pruned(taken, needed)
        used = {table.at, *(link.other for link in taken)}
        if taken and {*needed} & used:
            chains.append((len(used), table.rows, -table.at, taken))
    if not chains:
        return None
    _used, _rows, at, taken = max(chains, key=lambda chain: chain[:3])
    return -at, taken


def _reachable(base: int, links: Sequence[_Link]) -> Iterator[_Link]:
    reached = {base}
    while True:
        free = [link for link in links if link.base in reached and link.other not in reached]
        if not free:
            return
        best = max(free, key=lambda link: (link.step.matching / max(link.step.rows, 1), -link.step.alone))
        reached.add(best.other)
        yield best


def _pruned(links: list[_Link], needed: Sequence[int]) -> list[_Link]:
    """Leave out files at the ends of the chain that can be loaded on their own."""
    kept = list(links)
    while True:
        inner = {link.base for link in kept}
        loose = [link for link in kept if link.other not in inner and link.other not in needed]
        if not loose:
            return kept
        kept = [link for link in kept if link not in loose]


def _link(one: _Table, other: _Table) -> _Link | None:
    """Find the column by which rows of one file find theirs in the other: that which matches most of them."""
    links = []
    for place, name in one.keys.items():
        for other_place, other_name in other.keys.items():
            if name != other_name or not other.tells_apart(other_place):
                continue
            step = _counted(one, place, other, other_place)
            if step.matching >= _LEAST_MATCHING * step.rows and step.matching:
                links.append(_Link(one.at, place, other.at, other_place, step))
    return max(links, key=lambda link: link.step.matching, default=None)


def _called(header: str) -> str:
    """Fold a header so that orderID, order_id and "Order No." are the same."""
    folded = key(header)
    for table, target in (("orders", "order_id"), ("orders", "customer_id")):
        if folded in names_of(table, target) and "unique" not in folded:
            return target
    return folded.replace(" ", "")


def _counted(one: _Table, place: int, other: _Table, other_place: int) -> Step:
    values = f"(SELECT c{place} AS value, count(*) AS rows FROM {one.name} WHERE c{place} <> '' GROUP BY 1)"
    rows, matching, met = one.connection.execute(
        f"SELECT coalesce(sum(rows), 0), coalesce(sum(rows) FILTER (c{other_place} IS NOT NULL), 0),"
        f" count(c{other_place}) FROM {values} AS used LEFT JOIN {other.name} ON value = c{other_place}"
    ).fetchall()[0]
    return Step(
        file=one.source.name,
        header=one.source.columns[place],
        other=other.source.name,
        other_header=other.source.columns[other_place],
        rows=int(rows),
        matching=int(matching),
        alone=other.rows - int(met),
    )


def _written(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[_Table],
    found: tuple[int, list[_Link]],
    rows: int | None = None,
) -> Joined:
    """Write the joined rows, or about so many of the first."""
    base_at, links = found
    base = tables[base_at]
    columns = [(f"{base.name}.c{place}", header) for place, header in enumerate(base.source.columns)]
    joins = ""
    for link in links:
        one, other = tables[link.base], tables[link.other]
        joins += f" LEFT JOIN {other.name} ON {one.name}.c{link.place} = {other.name}.c{link.other_place}"
        taken = {header.lower() for _place, header in columns}
        for place, header in enumerate(other.source.columns):
            if place != link.other_place:
                own = f"{header} ({other.source.name})" if header.lower() in taken else header
                columns.append((f"{other.name}.c{place}", own))
    used = (base_at, *(link.other for link in links))
    first = f"(FROM {base.name} LIMIT {rows})" if rows else base.name
    texts = ", ".join(f"{place} AS {identifier(header)}" for place, header in columns)
    path, file = new_file(".parquet")
    file.close()
    try:
        connection.execute(
            f"COPY (SELECT {base.name}.line AS line, {texts} FROM {first} AS {base.name}{joins})"
            f" TO {literal(str(path))} (FORMAT parquet, COMPRESSION uncompressed)"  # read once, right away
        ).fetchall()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    sha256 = hashlib.sha256("".join(sorted(tables[at].source.sha256 for at in used)).encode()).hexdigest()
    source = private_source(
        path,
        " + ".join(tables[at].source.name for at in used),
        "folder",
        tuple(header for _place, header in columns),
        sha256,
        files=((base.source.name, 0),),
        malformed=base.malformed,
        of_text=base.source,
    )
    return Joined(source, tuple(link.step for link in links), used)
