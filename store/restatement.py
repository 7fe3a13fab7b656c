"""What changed: which closed periods' headline numbers differ between two versions, and through which customers."""
# ruff: noqa: PD003, PD004 - these are Ibis columns; pandas stands here only as what comes out

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

import access
from access import stand_in
from metrics import retention
from store import compiled, engine, limits, seeing
from store.snapshot import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb
    import pandas as pd

OLDER, NEWER = "before", "after"
HEADLINES = ("customers", "revenue", "profit", "rate")
MOST_CUSTOMERS = 10_000
# Less than this is the noise of adding up, not a change.
CENT = 0.005


@dataclass(frozen=True)
class Restatement:
    """What differs between two versions in the periods that were closed in the older one.

    Attributes
    ----------
    version
        Number of the older version.
    grain
        Length of the periods.
    closed
        How many periods were closed in both, or closed in the older one and beyond what the newer one holds.
    is_comparable
        False when the calendars differ: then nothing is compared.
    periods
        One row per closed period that moved, the oldest first: starts_on, label, and customers, revenue (currency),
        profit (currency, null where unknown) and rate (retention, 0 to 1) each as <name>_before and
        <name>_after; changed_customers.
    customers
        Who moved them, the largest change of sales first, at most MOST_CUSTOMERS rows: starts_on, label, customer_id,
        revenue_before, revenue_after, revenue_change, profit_before, profit_after (currency; null where the
        customer was not active), change (came, went or moved).
    changed_customers
        How many different customers moved a closed period.

    """

    version: int
    grain: str
    closed: int
    is_comparable: bool
    periods: pd.DataFrame
    customers: pd.DataFrame
    changed_customers: int

    @property
    def is_quiet(self) -> bool:
        """Whether no number of a closed period moves."""
        return self.periods.empty


def compare(dataset: str, older: int, newer: int, grain: str = "month") -> Restatement:
    """Compare two published versions of a data set in the periods that were closed in the older one."""
    first, second = open_snapshot(dataset, older), open_snapshot(dataset, newer)
    with _side_by_side(first.path, second.path) as connection:
        found = restated(connection, older, grain)
    if access.sight().names:
        return found
    return replace(found, customers=found.customers.assign(customer_id=found.customers["customer_id"].map(stand_in)))


def restated(
    connection: duckdb.DuckDBPyConnection, version: int, grain: str = "month", newer: str = NEWER
) -> Restatement:
    """Compare the databases `before` and `newer` of a connection.

    Parameters
    ----------
    connection
        Both are attached to it.
    version
        Number of the older one.
    grain
        Length of the periods.
    newer
        Name of the newer database.

    """
    sides = [_Side(ibis.duckdb.from_connection(connection), name, grain) for name in (OLDER, newer)]
    both = sides[0].closed.semi_join(sides[1].closed, ["starts_on", "ends_on", "label"])
    # A closed period that the newer version does not reach any more has lost all that it held.
    span = sides[1].periods.agg(begins=_.starts_on.min(), ends=_.ends_on.max())
    gone = (
        sides[0]
        .closed.cross_join(span)
        .filter((_.starts_on > _.ends) | (_.ends_on < _.begins) | _.begins.isnull())
        .drop("begins", "ends")
    )
    in_both, in_one, before = (_count(connection, table) for table in (both, gone, sides[0].closed))
    is_comparable = bool(in_both) or in_one == before or not _count(connection, sides[1].closed)
    closed = both.union(gone) if is_comparable else both
    moved_by = _moved_by(sides[0], sides[1], closed)
    by_period = moved_by.group_by("starts_on").agg(changed_customers=_.count())
    periods = (
        closed.select("starts_on", "label")
        .left_join(sides[0].headlines(OLDER), "starts_on")
        .drop("starts_on_right")
        .left_join(sides[1].headlines(NEWER), "starts_on")
        .drop("starts_on_right")
        .left_join(by_period, "starts_on")
        .drop("starts_on_right")
        .mutate(changed_customers=_.changed_customers.fill_null(0))
    )
    moved = periods.filter(
        ibis.or_(
            _.changed_customers > 0,
            *(_differs(periods, name, 1e-9 if name == "rate" else CENT) for name in HEADLINES),
        )
    ).order_by("starts_on")
    listed = moved_by.order_by([_.revenue_change.abs().desc(), "starts_on", "customer_id"]).limit(MOST_CUSTOMERS)
    customers = _fetch(connection, moved_by.agg(n=_.customer_id.nunique()))
    return Restatement(
        version=version,
        grain=grain,
        closed=in_both + (in_one if is_comparable else 0),
        is_comparable=is_comparable,
        periods=_fetch(connection, moved),
        customers=_fetch(connection, listed),
        changed_customers=int(customers["n"].iloc[0]),
    )


def closed_periods(dataset: str, older: int, newer: int, grain: str = "month") -> pd.DataFrame:
    """Return the headline numbers of every period that was closed in both versions, without who moved them.

    Returns
    -------
    One row per period, the oldest first: starts_on, label, and customers, revenue, profit (currency) and rate (0 to 1)
    each as <name>_before and <name>_after.

    """
    first, second = open_snapshot(dataset, older), open_snapshot(dataset, newer)
    with _side_by_side(first.path, second.path) as connection:
        backend = ibis.duckdb.from_connection(connection)
        sides = [_Side(backend, name, grain) for name in (OLDER, NEWER)]
        closed = sides[0].closed.semi_join(sides[1].closed, ["starts_on", "ends_on", "label"])
        both = closed.select("starts_on", "label")
        for side, name in zip(sides, (OLDER, NEWER), strict=True):
            both = both.left_join(side.headlines(name), "starts_on").drop("starts_on_right")
        return _fetch(connection, both.order_by("starts_on"))


@dataclass(frozen=True)
class _Side:
    backend: ibis.BaseBackend
    database: str
    grain: str

    def table(self, name: str) -> ir.Table:
        return self.backend.table(name, database=(self.database, "main"))

    @property
    def activity(self) -> ir.Table:
        return self.table(f"activity_{self.grain}")

    @property
    def periods(self) -> ir.Table:
        return self.table("periods").filter(_.grain == self.grain).drop("grain")

    @property
    def closed(self) -> ir.Table:
        # The first period is closed too where the data begin within it.
        last = _.period.max(where=_.is_complete).over(ibis.window())
        return self.periods.filter(_.period <= last).select("starts_on", "ends_on", "label")

    def dated(self) -> ir.Table:
        """One row per customer and period: starts_on, customer_id, revenue, profit."""
        named = self.table("customers").select("customer_key", "customer_id")
        days = self.periods.select("period", "starts_on")
        return (
            self.activity.inner_join(days, "period")
            .inner_join(named, "customer_key")
            .select("starts_on", "customer_id", revenue=_.revenue.cast("float64"), profit=_.profit.cast("float64"))
        )

    def headlines(self, suffix: str) -> ir.Table:
        """One row per period: starts_on and each of HEADLINES with the suffix."""
        days = self.periods.select("period", "starts_on")
        counted = (
            self.activity.group_by("period")
            .agg(customers=_.count(), revenue=_.revenue.sum(), profit=_.profit.sum())
            .inner_join(days, "period")
        )
        kept = retention(self.activity, self.periods).select(starts_on="period", rate="rate")
        joined = counted.left_join(kept, "starts_on")
        return joined.select("starts_on", **{f"{name}_{suffix}": joined[name].cast("float64") for name in HEADLINES})


def _moved_by(older: _Side, newer: _Side, closed: ir.Table) -> ir.Table:
    """Customers whose sales or profit differ in a closed period, or who are active in it in one version alone."""
    before, after = older.dated(), newer.dated()
    both = before.outer_join(after, ["starts_on", "customer_id"])
    rows = both.select(
        starts_on=ibis.coalesce(both.starts_on, both.starts_on_right),
        customer_id=ibis.coalesce(both.customer_id, both.customer_id_right),
        revenue_before=both.revenue,
        revenue_after=both.revenue_right,
        revenue_change=both.revenue_right.fill_null(0) - both.revenue.fill_null(0),
        profit_before=both.profit,
        profit_after=both.profit_right,
    )
    change = ibis.cases(
        (_.revenue_before.isnull() & _.revenue_after.notnull(), "came"),
        (_.revenue_before.notnull() & _.revenue_after.isnull(), "went"),
        else_="moved",
    )
    named = rows.mutate(change=change).inner_join(closed.select("starts_on", "label"), "starts_on")
    return named.filter(
        (_.change != "moved")
        | _differs(named, "revenue", CENT)
        | (_.profit_before.notnull() & _.profit_after.notnull() & _differs(named, "profit", CENT))
    ).relocate("starts_on", "label")


def _differs(table: ir.Table, name: str, noise: float) -> ir.BooleanValue:
    before, after = table[f"{name}_before"], table[f"{name}_after"]
    return (before.isnull() != after.isnull()) | ((before - after).abs() > noise).fill_null(False)


def _count(connection: duckdb.DuckDBPyConnection, table: ir.Table) -> int:
    return int(_fetch(connection, table.agg(n=_.count()))["n"].iloc[0])


def _fetch(connection: duckdb.DuckDBPyConnection, expression: ir.Table) -> pd.DataFrame:
    with limits.in_time(connection):
        return connection.execute(compiled.sql(expression)).df()


@contextmanager
def _side_by_side(older: Path, newer: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = engine.connect_memory()
    try:
        seeing.attach(connection, older, OLDER)
        seeing.attach(connection, newer, NEWER)
        yield connection
    finally:
        connection.close()
