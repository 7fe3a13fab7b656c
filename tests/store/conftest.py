"""A home for data sets under tmp_path, and rows put into drafts the way a load does."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

import store
from store.merging import LINES
from store.quoting import quoted
from store.schema import loadable_columns

ROOT = Path(__file__).parents[2]


@dataclass
class MappedColumns:
    """As much of a mapping as the store keeps."""

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)


@dataclass
class Report:
    """What a load says of its file."""

    file_name: str
    sha256: str
    table: str
    mapping: MappedColumns
    rows_read: int
    accepted: int
    rejected: int
    skipped: int = 0


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty folder of data sets."""
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def home_of_all(tmp_path_factory):
    """A home with one data set that tests read and none changes."""
    place = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(place))
        publish(
            [
                line(f"c{n % 7}", f"2024-{1 + n % 6:02}-{1 + n % 28:02}", f"{10 + n}.25", cost=n, quantity=n)
                for n in range(60)
            ]
        )
    return place


@pytest.fixture
def shop(home_of_all, monkeypatch):
    """The data set `shop` of seven customers and 60 orders from January to June 2024; returns its home."""
    monkeypatch.setenv("MANDEGAR_HOME", str(home_of_all))
    return home_of_all


@pytest.fixture(scope="session")
def two_versions(tmp_path_factory):
    """A home to copy from: version 1 holds ann's order of January, version 2 bob's of February as well."""
    place = tmp_path_factory.mktemp("two")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(place))
        with store.draft("shop", who="mina") as draft:
            put(draft, [line("ann", "2024-01-05")], file_name="january.csv", sha256="january")
            draft.publish()
        publish([line("bob", "2024-02-05")], file_name="february.csv", sha256="february")
    return place


@pytest.fixture
def twice(home, two_versions):
    """The data set `shop` of two versions, ann's order and bob's, for this test alone."""
    shutil.copytree(two_versions, home, dirs_exist_ok=True)
    return home


@pytest.fixture
def once(twice):
    """The data set `shop` of one version with ann's order, for this test alone."""
    (twice / "shop" / "versions" / "000002.duckdb").unlink()
    (twice / "shop" / "current").write_text("1")
    return twice


def line(customer, day, revenue=100, **more):
    """One order line; columns that no line of the file gives are not in the file."""
    return {"customer_id": customer, "ordered_on": day, "revenue": revenue, **more}


def put(draft, rows, table="orders", *, file_name=None, sha256=None, rejects=(), skipped=0, constants=(), **options):
    """Leave the rows in `incoming` as a load does, and apply its report to the draft; returns what became of them.

    `constants` are columns that no column of the file gives.
    """
    known = {column.name: column.sql_type for column in loadable_columns(table)}
    names = list(dict.fromkeys(name for row in rows for name in row))
    mapped = {name: name for name in names if name not in constants}
    connection = draft.connection
    connection.execute("ATTACH IF NOT EXISTS ':memory:' AS incoming").fetchall()
    columns = ", ".join(f"{quoted(name)} {known.get(name, 'VARCHAR')}" for name in names)
    connection.execute(f"CREATE OR REPLACE TABLE incoming.{table} ({columns}, source_row BIGINT)").fetchall()
    connection.execute(
        "CREATE OR REPLACE TABLE incoming.rejects "
        "(source_row BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR)"
    ).fetchall()
    marks = ", ".join("?" * (len(names) + 1))
    connection.executemany(
        f"INSERT INTO incoming.{table} VALUES ({marks})",
        [[*(row.get(name) for name in names), number] for number, row in enumerate(rows, start=2)],
    )
    if rejects:
        connection.executemany("INSERT INTO incoming.rejects VALUES (?, ?, ?, ?)", list(rejects))
    return draft.apply(
        Report(
            file_name=file_name or f"{table}.csv",
            sha256=sha256 or hashlib.sha256(repr((table, rows)).encode()).hexdigest(),
            table=table,
            mapping=MappedColumns(mapped, dict.fromkeys(constants, "")),
            rows_read=len(rows) + len(rejects) + skipped,
            accepted=len(rows),
            rejected=len(rejects),
            skipped=skipped,
        ),
        **options,
    )


def publish(rows=(), table="orders", dataset="shop", settings=None, **options):
    """Publish one file as a version of its own; returns the version's number."""
    with store.draft(dataset) as draft:
        if rows:
            put(draft, list(rows), table, **options)
        if settings:
            draft.settings = replace(draft.settings, **settings)
        return draft.publish()


def merged(files, table, *columns):
    """The rows of a table after these files were loaded into one draft: [(rows, table), ...]; nothing is published."""
    with store.draft("shop") as draft:
        for number, (rows, name) in enumerate(files):
            put(draft, rows, name, sha256=str(number))
        chosen = ", ".join(quoted(name) for name in columns)
        where = LINES if table == "orders" else table
        found = draft.connection.execute(f"SELECT {chosen} FROM {where} ORDER BY ALL").fetchall()
        return [tuple(plain(value) for value in row) for row in found]


def plain(value):
    """A value as a test would type it."""
    if value is None or value != value:  # noqa: PLR0124 - not equal to itself: NaN or NaT
        return None
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, (bool, str)):
        return value
    number = round(float(value), 4)
    return int(number) if number.is_integer() else number


def read(name, *columns, dataset="shop", version=None):
    """The rows of a stored table, sorted, with the named columns only."""
    snapshot = store.open(dataset, version)
    frame = snapshot.fetch(snapshot.table(name).select(*columns).order_by(list(columns)))
    return [tuple(plain(value) for value in row) for row in frame.itertuples(index=False)]


def work_files(dataset="shop"):
    """What an unfinished publish has left in the data set's folder."""
    return sorted(path.name for path in (store.home() / dataset / "versions").glob(".*"))
