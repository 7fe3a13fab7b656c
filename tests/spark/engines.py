"""One expression on two engines, and what came out of each."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.operations as ops
import sqlglot.expressions as sg

from metrics import evaluate
from metrics.actions.experiments import ASSIGNED
from metrics.warning.risk import METHODS
from store import Tables
from tests.spark.firm import RENEWALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from store import Snapshot
    from tests.spark.cases import Case

CENT = Decimal("0.005")
NEAR = 1e-9
# Two queries run at a time: a view of one is no view of the other.
_NUMBERS = count()
TESTED = {"origin": "date", "customer_key": "int32"} | dict.fromkeys(
    ("silent_days", "is_lost", *(f"chance_{method}" for method in METHODS), "chance", "horizon_days"), "float64"
)
BESIDE = (
    ("assigned", ibis.schema(dict(ASSIGNED))),
    ("renewal_risk", RENEWALS),
    ("renewal_tested", ibis.schema(TESTED)),
)


@dataclass(frozen=True)
class Engines:
    """The same tables in DuckDB and in Spark."""

    snapshot: Snapshot
    duckdb: ibis.BaseBackend
    spark: ibis.BaseBackend

    def asked(self, case: Case) -> ir.Table:
        """Build the expression of a case."""
        return evaluate(case.metric, Tables(self.snapshot, beside=BESIDE, **case.view), by=case.by, **case.options)

    def on_spark(self, expression: ir.Table) -> pa.Table:
        """Run an expression on Spark.

        What a query names once and reads often is run once: Spark would plan it anew wherever it is read.
        """
        query = self.spark.compiler.to_sqlglot(expression)
        named = query.args.get("with_")
        query.set("with_", None)
        views: dict[str, str] = {}
        for part in named.expressions if named is not None else ():
            rows = self._run(part.this, views).localCheckpoint()
            views[part.alias] = f"{part.alias}_{next(_NUMBERS)}"
            rows.createOrReplaceTempView(views[part.alias])
        try:
            return self._run(query, views).toArrow()
        finally:
            for view in views.values():
                self.spark.raw_sql(f"DROP VIEW {view}")

    def _run(self, query: sg.Expr, views: Mapping[str, str]) -> DataFrame:
        for table in query.find_all(sg.Table):
            if table.name in views:
                table.set("this", sg.to_identifier(views[table.name]))
        return self.spark.raw_sql(query.sql(dialect=self.spark.dialect))

    def compare(self, expression: ir.Table, theirs: pa.Table) -> list[dict[str, Any]]:
        """Run an expression on DuckDB and check that Spark's rows are the same; returns DuckDB's.

        Counts, texts, dates and flags equal, money within half a cent, other numbers within a billionth; in the same
        order where the expression orders its rows.
        """
        ours = self.duckdb.raw_sql(self.duckdb.compile(expression)).to_arrow_table()
        assert theirs.column_names == ours.column_names
        left, right = (_as_promised(rows.to_pylist(), expression.schema()) for rows in (ours, theirs))
        if not isinstance(expression.op(), (ops.Sort, ops.Limit)):
            left, right = sorted(left, key=_place), sorted(right, key=_place)
        assert len(right) == len(left)
        differing = [
            (number, name, row[name], other[name])
            for number, (row, other) in enumerate(zip(left, right, strict=True))
            for name in row
            if not is_same(row[name], other[name])
        ]
        assert not differing, _told(differing, len(left))
        return left


def _as_promised(rows: list[dict[str, Any]], schema: ibis.Schema) -> list[dict[str, Any]]:
    """Give days where the expression promises days: a day and an interval make a timestamp on some engines."""
    dates = [name for name, kind in schema.items() if kind.is_date()]
    return [
        row | {name: row[name].date() for name in dates if isinstance(row[name], datetime)} if dates else row
        for row in rows
    ]


def is_same(ours: Any, theirs: Any) -> bool:
    """Tell whether two engines gave the same value."""
    if ours is None or theirs is None:
        return ours is theirs
    if isinstance(ours, float) or isinstance(theirs, float):
        return math.isclose(float(ours), float(theirs), rel_tol=NEAR, abs_tol=NEAR)
    if isinstance(ours, Decimal) and isinstance(theirs, Decimal):
        return abs(ours - theirs) < CENT
    return bool(ours == theirs) and isinstance(ours, bool) == isinstance(theirs, bool)


def _place(row: dict[str, Any]) -> tuple[str, ...]:
    """Give rows without an order one: by what is exact first, by floats then."""
    exact = [value for value in row.values() if not isinstance(value, float)]
    return (
        *(f"{value:.4f}" if isinstance(value, (int, Decimal)) else str(value) for value in exact),
        *(f"{value:.6f}" for value in row.values() if isinstance(value, float)),
    )


def _told(differing: list[tuple[int, str, Any, Any]], rows: int) -> str:
    columns = ", ".join(f"{name} ({times})" for name, times in Counter(name for _, name, *_ in differing).items())
    few = "; ".join(
        f"row {number} {name}: DuckDB {ours!r}, Spark {theirs!r}" for number, name, ours, theirs in differing[:5]
    )
    return f"of {rows} rows differ in {columns}: {few}"
