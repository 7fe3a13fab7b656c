"""What is asked of a data set through the reader's filters: each answer is kept once for all who see the same of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

import access
import register
import store
from metrics.glossary import evaluate
from metrics.people import who
from store import answers, talks
from view.shared import shared

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir
    import pyarrow as pa

    from view.lens import Lens

Options = tuple[tuple[str, object], ...]


class Total(NamedTuple):
    """How many rows of a list have an amount other than zero, and what the amounts add up to."""

    rows: int
    amount: float


@shared(400)
def rows(
    dataset: str,
    version: int,
    lens: Lens,
    metric: str,
    by: tuple[str, ...],
    options: Options,
    *,
    talked: int = 0,
) -> pd.DataFrame:
    snapshot = store.open(dataset, version)

    def find() -> pd.DataFrame:
        found = _expression(snapshot, lens, metric, by, options, is_told=talked > 0)
        return snapshot.fetch(found, beside=_beside(snapshot, metric, talked))

    if talked or lens.prices_of is not None or snapshot.sight != access.FULL:
        return find()
    asked = answers.question(lens.grain, lens.where, lens.since, lens.until, metric, by, dict(options))
    return answers.read(snapshot).answer(asked, find)


@shared(100)
def people(
    dataset: str,
    version: int,
    lens: Lens,
    metric: str,
    by: tuple[str, ...],
    options: Options,
    *,
    last_order: bool = False,
    talked: int = 0,
) -> pd.DataFrame:
    snapshot = store.open(dataset, version)
    members = _expression(snapshot, lens, metric, by, options, is_told=talked > 0)
    tables = store.Tables(snapshot, lens.grain, lens.where, prices_of=lens.prices_of)
    listed = who(members, snapshot.customers, tables.totals, tables.periods, last_order=last_order)
    return snapshot.fetch(listed, beside=_beside(snapshot, metric, talked))


def _beside(snapshot: store.Snapshot, metric: str, talked: int) -> dict[str, pa.Table] | None:
    if not talked:
        return None
    return talks.beside(snapshot, metric, spoken(snapshot.dataset, snapshot.version, talked=talked))


@shared(20)
def spoken(dataset: str, version: int, *, talked: int) -> pa.Table:  # noqa: ARG001 - the key
    return talks.spoken(store.open(dataset, version), register.talks)


@shared(400)
def total(dataset: str, version: int, lens: Lens, metric: str, amount: str, options: Options) -> Total:
    snapshot = store.open(dataset, version)
    listed = _expression(snapshot, lens, metric, (), options)
    there = listed.filter(listed[amount] != 0)
    row = snapshot.fetch(there.agg(rows=there.count(), amount=there[amount].sum().cast("float64"))).iloc[0]
    return Total(int(row["rows"]), 0.0 if pd.isna(row["amount"]) else float(row["amount"]))


@shared(400)
def sql(
    dataset: str, version: int, lens: Lens, metric: str, by: tuple[str, ...], options: Options, *, is_told: bool
) -> str:
    snapshot = store.open(dataset, version)
    return snapshot.sql(_expression(snapshot, lens, metric, by, options, is_told=is_told))


@shared(100)
def periods(dataset: str, version: int, grain: str) -> pd.DataFrame:
    snapshot = store.open(dataset, version)
    return snapshot.fetch(snapshot.periods(grain).order_by("period"))


def _expression(
    snapshot: store.Snapshot,
    lens: Lens,
    metric: str,
    by: tuple[str, ...],
    options: Options,
    *,
    is_told: bool = False,
) -> ir.Table:
    beside = talks.BESIDE if is_told else ()
    tables = store.Tables(snapshot, lens.grain, lens.where, lens.since, lens.until, beside, lens.prices_of)
    return evaluate(metric, tables, by=by, **dict(options))


@shared(100)
def price_months(dataset: str, version: int) -> tuple[date, ...]:
    """Return the months whose prices are known, by their first days."""
    return tuple(month for month, _index in store.open(dataset, version).price_index)


@shared(200)
def values_of(dataset: str, version: int, attribute: str) -> list[str]:
    """Return the values of a customers' attribute in alphabetical order; the empty text stands for none."""
    snapshot = store.open(dataset, version)
    customers = store.tables.grouped(snapshot)
    values = customers[attribute].cast("string").fill_null("").name("value")
    return sorted(snapshot.fetch(customers.select(values).distinct())["value"])
