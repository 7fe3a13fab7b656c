"""Reading: a frozen view of one version of a data set, its tables as Ibis."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import duckdb
import ibis
import ibis.expr.types as ir
from ibis import _ as column
from ibis.backends.duckdb.converter import DuckDBPyArrowData

import access
from localization import _
from localization.grains import GRAINS
from store import compiled, engine, folders, seeing
from store.errors import Damaged, StoreError
from store.quoting import quoted
from store.schema import BASKET_PRICES, DAY_PRICES
from store.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa
    from ibis.expr.operations.relations import Relation


# What a version's file is made of; a program refuses a file of a later format than its own.
FORMAT = 1
NO_ATTRIBUTES = frozenset({"customer_key", "customer_id", "upload_id", "source_row"})


@dataclass(frozen=True)
class Upload:
    """One file that went into a data set: rows_read = accepted + rejected + skipped.

    `part` is the sheet of a workbook or the file of an archive that was read; `repeated` are those among the skipped
    that are there already, or whose key a later row of the file has; `replaced` the rows of earlier files that gave
    way; `version` the version that it went into and `who` published that (None where that was not yet kept).
    """

    upload_id: int
    file_name: str
    sha256: str
    table: str
    rows_read: int
    accepted: int
    rejected: int
    skipped: int
    loaded_at: datetime
    part: str = ""
    repeated: int = 0
    replaced: int = 0
    version: int | None = None
    who: str | None = None


@dataclass(frozen=True)
class Version:
    """What is known of one published version.

    `complete_up_to` is the last day that the data cover in full (None without any dated row), `counts` what
    was counted while publishing (see `store.facts`), `attributes` the customers' columns to break down by with
    the number of their values, `largest_values` of those with many the ones that stand for themselves, `based_on`
    the version it was made from (None for the first).
    """

    version: int
    published_at: datetime
    who: str
    note: str
    complete_up_to: date | None
    settings: Settings
    uploads: tuple[Upload, ...]
    counts: dict[str, float]
    attributes: dict[str, int] = field(default_factory=dict)
    line_attributes: tuple[str, ...] = ()
    largest_values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    based_on: int | None = None

    def has(self, table: str) -> bool:
        """Tell whether any row of this table was loaded."""
        return self.counts.get(f"{table}_rows", 0) > 0

    @property
    def knows_profit(self) -> bool:
        """Tell whether costs cover enough of the sales for profit to be computed."""
        return self.counts.get("profit_known", 0) > 0

    @property
    def knows_charges(self) -> bool:
        """Tell whether it is known of any customer what they pay in a month."""
        return self.counts.get("charged", 0) > 0

    @property
    def knows_tenure(self) -> bool:
        """Tell whether it is stated of any customer for how long they have been one."""
        return self.counts.get("tenured", 0) > 0


@dataclass(frozen=True)
class Basket:
    """What is to be known of the index of the firm's own basket.

    Attributes
    ----------
    months
        Complete months in which any product has a price.
    broken_on
        The last of them, by its first day, that shares no product with the one before; None where each shares some.
    share, least_share
        Share (0 to 1) of the sales of two months in a row that is of products sold in both: over all months with an
        index, and of the two of which it is least. None without an index.

    """

    months: int
    broken_on: date | None
    share: float | None
    least_share: float | None


@dataclass(frozen=True)
class Snapshot:
    """One version of a data set, as whoever opened it may see it (`sight`).

    The tables are Ibis expressions, made of names and types alone; `fetch` runs one here, `sql` shows its query.
    It holds no connection: each fetch takes a cursor of its own, so threads may share it. `identity` tells the file
    that was opened from another one that took its place.
    """

    dataset: str
    info: Version
    path: Path
    schemas: Mapping[str, ibis.Schema]
    sight: access.Sight = access.FULL
    identity: tuple[int, int] = (0, 0)

    @property
    def connection(self) -> ibis.BaseBackend:
        """Open a connection of its own on the version, for what `fetch` does not do."""
        return ibis.duckdb.from_connection(seeing.cursor(self.path, self.sight))

    @property
    def version(self) -> int:
        """Number of the version."""
        return self.info.version

    @property
    def settings(self) -> Settings:
        """Settings stored in the version."""
        return self.info.settings

    def table(self, name: str) -> ir.Table:
        """Return a stored table by name."""
        return ibis.table(self.schemas[name], name=name)

    @cached_property
    def orders(self) -> ir.Table:
        """Order lines with kind, booked_on and profit."""
        return self.table("orders")

    @cached_property
    def customers(self) -> ir.Table:
        """One row per customer: customer_key, customer_id and attributes."""
        return self.table("customers")

    @cached_property
    def departures(self) -> ir.Table:
        """Recorded departures."""
        return self.table("departures")

    @cached_property
    def departure_causes(self) -> ir.Table:
        """One row per cause of a departure: departure_id, cause."""
        return self.table("departure_causes")

    @cached_property
    def purchase_days(self) -> ir.Table:
        """One row per customer and purchase day."""
        return self.table("purchase_days")

    @cached_property
    def days(self) -> ir.Table:
        """The calendar: each date with its period of every grain."""
        return self.table("days")

    def periods(self, grain: str) -> ir.Table:
        """Return the periods of one grain: period, starts_on, ends_on, label, is_complete."""
        return self.table("periods").filter(column.grain == grain).drop("grain")

    def activity(self, grain: str) -> ir.Table:
        """Return the activity facts of one grain."""
        if grain not in self.grains:
            raise StoreError(
                _(
                    "Version {version} of “{dataset}” was published before periods of this length were counted; "
                    "choose another one, or publish the data set again."
                ).format(version=self.version, dataset=self.dataset)
            )
        return self.table(f"activity_{grain}")

    @property
    def forecast(self) -> Mapping[str, float | str]:
        """What is to be known of the forecast in this version, by name; empty where there is none.

        See `store.forecasts`: uses, origin, horizon_days, discount, reason and what it names, parameters, qualities.
        """
        return self._about("forecast")

    @property
    def real_forecast(self) -> Mapping[str, float | str]:
        """The same of the forecast in money of equal prices; empty where no prices were loaded."""
        return self._about("real_forecast")

    @cached_property
    def price_index(self) -> tuple[tuple[date, float], ...]:
        """The months whose prices are known, by their first days, with their index; the last one is that of `real_`."""
        if DAY_PRICES not in self.schemas:
            return ()
        kept_in = BASKET_PRICES if BASKET_PRICES in self.schemas else "prices"
        return _price_index(self.path, engine.identity(self.path), self.sight, kept_in)

    @cached_property
    def basket(self) -> Basket | None:
        """What is to be known of the index of the firm's own basket; None where the settings do not ask for it."""
        if BASKET_PRICES not in self.schemas:
            return None
        return _basket(self.path, engine.identity(self.path), self.sight)

    @property
    def warning(self) -> Mapping[str, float | str]:
        """What is to be known of the early warning in this version, by name; empty where there is none.

        See `store.warnings`: uses, horizon_days, origins, reason and what it names.
        """
        return self._about("risk")

    @property
    def renewal(self) -> Mapping[str, float | str]:
        """What is to be known of the early warning of contracts, by name, as of `warning`; empty with orders."""
        return self._about("renewal")

    def _about(self, table: str) -> Mapping[str, float | str]:
        known = table in self.schemas
        return _about(self.path, engine.identity(self.path), table, self.sight) if known else MappingProxyType({})

    @property
    def grains(self) -> tuple[str, ...]:
        """Lengths of period whose activity this version holds, the shortest first."""
        return tuple(grain for grain in GRAINS if f"activity_{grain}" in self.schemas)

    def fetch(self, expression: ir.Table, beside: Mapping[str, pa.Table] | None = None) -> pd.DataFrame:
        """Run an expression; money arrives as float64, dates as datetime64, never as Decimal objects.

        Parameters
        ----------
        expression
            Made of the version's tables and of those in `beside`.
        beside
            Rows that do not stand in the version, by the names of their tables in the expression (`Tables.beside`).

        """
        query, schema = _compiled(expression.op())
        try:
            with seeing.asking(self.path, self.sight) as cursor:
                for name, found in (beside or {}).items():
                    cursor.register(name, found)
                rows = cursor.execute(query).to_arrow_table()
        except Damaged as error:
            from store.integrity import with_way_back

            raise with_way_back(error) from error
        frame: pd.DataFrame = DuckDBPyArrowData.convert_table(rows, schema).to_pandas(date_as_object=False)
        return frame

    @property
    def filled_attributes(self) -> tuple[str, ...]:
        """Columns of the customers, besides their keys, that hold at least one value."""
        return _filled(self.path, engine.identity(self.path), self.sight, tuple(self.schemas["customers"].names))

    def sql(self, expression: ir.Table) -> str:
        """Return the query behind an expression, as an analyst may read it: with as few selects as will do."""
        ibis.options.sql.fuse_selects = True
        try:
            return str(ibis.to_sql(expression, dialect="duckdb"))
        finally:
            ibis.options.sql.fuse_selects = False


def open_snapshot(dataset: str, version: int | None = None) -> Snapshot:
    """Open a data set for reading.

    Parameters
    ----------
    dataset
        Its name.
    version
        A version's number; None opens the current one.

    Raises
    ------
    StoreError
        When there is no such data set or version.

    """
    try:
        number = folders.current_version(dataset) if version is None else version
        if number is None:
            raise StoreError(folders.unknown(dataset))
        path = folders.version_file(dataset, number)
        if not path.exists():
            if version is None:
                raise engine.gone(path)
            text = _("Data set “{dataset}” has no version {version}.")
            raise StoreError(text.format(dataset=dataset, version=number))
        this, sight = engine.identity(path), access.sight()
        about = _held(path, this, sight) if sight.held_to else read_version(path)
        opened = Snapshot(dataset, about, path, _schemas(path, this, sight), sight, this)
        return opened if sight == access.FULL else replace(opened, info=_grouped_by_what_is_seen(opened))
    except Damaged as error:
        from store.integrity import with_way_back

        raise with_way_back(error) from error


def _grouped_by_what_is_seen(opened: Snapshot) -> Version:
    """Say of a version only those groups of which something is to be seen."""
    seen, about = {*opened.filled_attributes}, opened.info
    return replace(
        about,
        attributes={name: distinct for name, distinct in about.attributes.items() if name in seen},
        line_attributes=tuple(name for name in about.line_attributes if name in seen),
        largest_values=tuple((name, values) for name, values in about.largest_values if name in seen),
    )


@lru_cache(maxsize=512)
def _compiled(operation: Relation) -> tuple[str, ibis.Schema]:
    """Write an expression as SQL, money as float64, and say what types come out.

    Compiling takes longer than most queries run. Expressions are values: an equal one has the same query,
    whatever the version.
    """
    expression = operation.to_expr()
    exact = [name for name, kind in expression.schema().items() if kind.is_decimal()]
    plain = expression.mutate(**{name: column[name].cast("float64") for name in exact})
    return compiled.sql(plain), plain.schema()


@lru_cache(maxsize=512)
def _schemas(path: Path, _identity: tuple[int, int], sight: access.Sight) -> Mapping[str, ibis.Schema]:
    """Read the columns of every table of a version."""
    columns: dict[str, dict[str, str]] = {}
    for table, name, kind in (
        seeing.cursor(path, sight)
        .execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() "
            "WHERE database_name = current_database() AND NOT internal ORDER BY table_name, column_index"
        )
        .fetchall()
    ):
        columns.setdefault(table, {})[name] = kind
    return MappingProxyType({table: _schema(tuple(kinds.items())) for table, kinds in columns.items()})


@lru_cache(maxsize=2048)
def _schema(kinds: tuple[tuple[str, str], ...]) -> ibis.Schema:
    """Return columns and their types as Ibis knows them: the views of all kinds of readers have the same."""
    return ibis.schema({name: engine.data_type(kind) for name, kind in kinds})


@lru_cache(maxsize=512)
def _filled(path: Path, _identity: tuple[int, int], sight: access.Sight, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Find the columns of the customers that hold values; a version never changes, so it is looked at once."""
    names = [name for name in columns if name not in NO_ATTRIBUTES]
    if sight != access.FULL and names:  # what is empty for all is empty for some
        of_all = _schemas(path, _identity, access.FULL)["customers"].names
        filled = {*_filled(path, _identity, access.FULL, tuple(of_all))}
        names = [name for name in names if name in filled]
    if not names:
        return ()
    counts = ", ".join(f"count({quoted(name)})" for name in names)
    found = seeing.cursor(path, sight).execute(f"SELECT {counts} FROM customers").fetchall()[0]
    return tuple(name for name, count in zip(names, found, strict=True) if count)


@lru_cache(maxsize=512)
def _about(path: Path, _identity: tuple[int, int], table: str, sight: access.Sight) -> Mapping[str, float | str]:
    rows = seeing.cursor(path, sight).execute(f"SELECT name, number, text FROM {quoted(table)}").fetchall()
    known = ((name, text if number is None else number) for name, number, text in rows)
    return MappingProxyType({name: value for name, value in known if value is not None})


@lru_cache(maxsize=512)
def _price_index(
    path: Path, _identity: tuple[int, int], sight: access.Sight, kept_in: str
) -> tuple[tuple[date, float], ...]:
    query = f'SELECT month, "index" FROM {quoted(kept_in)} WHERE "index" > 0 AND month IS NOT NULL ORDER BY month'
    return tuple(seeing.cursor(path, sight).execute(query).fetchall())


@lru_cache(maxsize=512)
def _basket(path: Path, _identity: tuple[int, int], sight: access.Sight) -> Basket:
    query = (
        'WITH known AS (SELECT *, min(month) FILTER ("index" IS NOT NULL) OVER () AS since FROM basket_prices) '
        "SELECT count(*) FILTER (priced > 0), max(month) FILTER (priced > 0 AND matched = 0 AND compared IS NOT NULL), "
        "sum(matched_sales) FILTER (month > since) / sum(compared) FILTER (month > since), "
        "min(matched_share) FILTER (month > since) FROM known"
    )
    return Basket(*seeing.cursor(path, sight).execute(query).fetchall()[0])


def versions(dataset: str) -> list[Version]:
    """Return every version of a data set that can still be read, the newest first."""
    if dataset not in folders.datasets():
        raise StoreError(folders.unknown(dataset))
    return [one for number in folders.version_numbers(dataset)[::-1] if (one := _readable(dataset, number)) is not None]


def _readable(dataset: str, number: int) -> Version | None:
    """Return what a version says of itself; None where it can no longer say it (see `store.integrity`)."""
    try:
        path, sight = folders.version_file(dataset, number), access.sight()
        about = read_version(path)
        return _held(path, engine.identity(path), sight) if sight.held_to else about
    except (Damaged, FileNotFoundError):
        return None


def read_version(path: Path) -> Version:
    """Read what a version says of itself; a version never changes, so it is read once."""
    return _read_version(path, engine.identity(path))


@lru_cache(maxsize=512)
def _read_version(path: Path, _identity: tuple[int, int]) -> Version:
    if not _is_as_long_as_published(path):
        raise engine.damaged(path)
    try:
        with engine.reading(path):
            return _said_by(path, engine.cursor(path))
    except (duckdb.CatalogException, duckdb.BinderException, IndexError) as error:  # a file of another kind
        raise engine.damaged(path) from error


def _is_as_long_as_published(path: Path) -> bool:
    """Tell a file cut short from a whole one at once: it may open and fail later."""
    seals = folders.read_seals(path)
    return not seals or path.stat().st_size in {one["bytes"] for one in seals}


@lru_cache(maxsize=512)
def _held(path: Path, _identity: tuple[int, int], sight: access.Sight) -> Version:
    """Read what a version says of the customers alone whom somebody is held to."""
    with engine.reading(path):
        return _said_by(path, seeing.cursor(path, sight))


def _said_by(path: Path, cursor: duckdb.DuckDBPyConnection) -> Version:
    # By name, so that a file written before a column was added still opens.
    found = cursor.execute("SELECT * FROM version")
    about = dict(zip([column[0] for column in found.description], found.fetchall()[0], strict=True))
    if (about.get("format") or FORMAT) > FORMAT:
        raise engine.newer(path)
    settings = Settings.from_rows(cursor.execute("SELECT name, value FROM settings").fetchall())
    uploads = _uploads(cursor)
    counts = dict(cursor.execute("SELECT name, value FROM counts").fetchall())
    attributes = cursor.execute("SELECT * FROM attributes").fetchall()
    largest: dict[str, list[str]] = {}
    with suppress(duckdb.CatalogException):  # a version of before has none
        for name, value in cursor.execute("SELECT name, value FROM largest_values ORDER BY rowid").fetchall():
            largest.setdefault(name, []).append(value)
    return Version(
        version=about["version"],
        published_at=about["published_at"],
        who=about["who"],
        note=about["note"],
        complete_up_to=about["complete_up_to"],
        based_on=about.get("based_on"),
        settings=settings,
        uploads=uploads,
        counts=counts,
        attributes={name: distinct for name, distinct, *_later in attributes},
        line_attributes=tuple(name for name, _distinct, *by_line in attributes if any(by_line)),
        largest_values=tuple((name, tuple(values)) for name, values in largest.items()),
    )


def _uploads(cursor: duckdb.DuckDBPyConnection) -> tuple[Upload, ...]:
    """Read the files of a version by the names of what is kept of them: older versions keep less."""
    known = {one.name for one in fields(Upload)}
    found = cursor.execute('SELECT * RENAME (loaded_table AS "table") FROM uploads ORDER BY upload_id')
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return tuple(
        Upload(**{name: value for name, value in row.items() if name in known and value is not None}) for row in rows
    )
