"""Orders to measure with: made from a fixed seed, as skewed and as untidy as a shop's own export."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from sample_data import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20_251_121
FIRST_DAY = date(2022, 1, 1)
# Three years, but for the last week: the last month stays open, as it does in life.
DAYS = 1089
ORDERS_PER_CUSTOMER = 20
SKEW = 1.3
RETURN_SHARE = 0.02
ANONYMOUS_SHARE = 0.01
PRODUCTS = 500
REGIONS = ("North", "South", "East", "West", "Centre")
SILENT_DAYS = 180
AT_ONCE = 5_000_000
LINES = pa.schema(
    {
        "order_id": pa.string(),
        "customer_id": pa.string(),
        "ordered_on": pa.date32(),
        "product": pa.string(),
        "revenue": pa.float64(),
        "cost": pa.float64(),
        "region": pa.string(),
    }
)


def write(folder: Path, rows: int) -> tuple[Path, Path]:
    """Write orders.csv with so many lines, and departures.csv; return both paths.

    One line is one order, or a return. Customers have 20 orders on average, very unevenly: half of them
    fewer than nine. One line in fifty is a return: half of these name the order they return, half are credit notes of
    their own; half of them take back all of the order before. One line in a hundred has no customer. Lines are in the
    order of their days.
    """
    draw = np.random.default_rng(SEED)
    customers = max(rows // ORDERS_PER_CUSTOMER, 1)
    weight = draw.lognormal(sigma=SKEW, size=customers)
    owner = np.sort(draw.choice(customers, size=rows, p=weight / weight.sum()))
    first = (DAYS * draw.random(customers) ** 1.5).astype(np.int64)
    span = ((DAYS - first) * np.sqrt(draw.random(customers))).astype(np.int64)
    day = first[owner] + (draw.random(rows) * (span[owner] + 1)).astype(np.int64)
    day[0] = 0  # somebody buys on the first day, so that the data begin with a whole month
    product = draw.integers(PRODUCTS, size=rows)
    revenue = np.maximum(draw.lognormal(4, 1, rows) * 100, 100).astype(np.int64)
    cost = (revenue * draw.uniform(0.4, 1.05, PRODUCTS)[product]).astype(np.int64)
    order = np.arange(rows)
    back = _returns(draw, owner)
    _take_back(draw, back, order=order, day=day, revenue=revenue, cost=cost)
    is_known = draw.random(rows) >= ANONYMOUS_SHARE
    region = draw.integers(len(REGIONS), size=customers)
    by_day = np.argsort(day, kind="stable")
    orders = folder / "orders.csv"
    as_written = arrow_csv.WriteOptions(quoting_style="none")
    with arrow_csv.CSVWriter(orders, LINES, write_options=as_written) as writer:
        # Text of all lines at once is more than Arrow's text can hold, and than a machine should.
        for lines in np.split(by_day, range(AT_ONCE, rows, AT_ONCE)):
            columns = {
                "order_id": numbered("O", order[lines], 9),
                "customer_id": pc.if_else(pa.array(is_known[lines]), numbered("C", owner[lines], 8), pa.scalar("")),
                "ordered_on": dates(day[lines]),
                "product": numbered("P", product[lines], 4),
                "revenue": pa.array(revenue[lines] / 100),
                "cost": pa.array(cost[lines] / 100),
                "region": pc.take(pa.array(REGIONS), pa.array(region[owner[lines]])),
            }
            writer.write_table(pa.table(columns, schema=LINES))
    return orders, _write_departures(draw, folder, owner, day)


def _returns(draw: np.random.Generator, owner: np.ndarray) -> np.ndarray:
    """Choose the lines that take back the line before them, which is the same customer's and no return itself."""
    chosen = draw.random(len(owner)) < RETURN_SHARE
    chosen[0] = False
    chosen[1:] &= owner[1:] == owner[:-1]
    chosen[1:] &= ~chosen[:-1]
    return np.flatnonzero(chosen)


def _take_back(
    draw: np.random.Generator,
    back: np.ndarray,
    *,
    order: np.ndarray,
    day: np.ndarray,
    revenue: np.ndarray,
    cost: np.ndarray,
) -> None:
    before = back - 1
    named = back[draw.random(len(back)) < 0.5]
    order[named] = order[named - 1]
    day[back] = np.minimum(day[before] + draw.integers(0, 30, len(back)), DAYS - 1)
    share = np.where(draw.random(len(back)) < 0.5, 1.0, draw.uniform(0.2, 0.9, len(back)))
    revenue[back] = -np.ceil(revenue[before] * share).astype(np.int64)
    cost[back] = -np.floor(cost[before] * share).astype(np.int64)


def numbered(letter: str, numbers: np.ndarray, width: int) -> pa.Array:
    """Write numbers with a letter before them, all of them as wide."""
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(pa.scalar(letter), digits, pa.scalar(""))


def dates(day: np.ndarray) -> pa.Array:
    """Return the days that lie so many days after the first."""
    return pa.array((np.datetime64(FIRST_DAY) + day).astype("datetime64[D]"))


def _write_departures(draw: np.random.Generator, folder: Path, owner: np.ndarray, day: np.ndarray) -> Path:
    """Let four in ten of the customers who have been silent for half a year say why, in three languages."""
    last = np.full(int(owner.max()) + 1, DAYS)
    last[np.unique(owner)] = np.maximum.reduceat(day, np.flatnonzero(np.diff(owner, prepend=-1)))
    silent = np.flatnonzero(last < DAYS - SILENT_DAYS)
    gone = silent[draw.random(len(silent)) < 0.4]
    with (FOLDER / "reasons_labelled.csv").open(encoding="utf-8", newline="") as file:
        reasons = ["", *(row["text"] for row in csv.DictReader(file))]
    said = pc.take(pa.array(reasons), pa.array(draw.integers(len(reasons), size=len(gone))))
    table = {
        "customer_id": numbered("C", gone, 8),
        "left_on": dates(last[gone] + 30),
        "reason": said,
    }
    departures = folder / "departures.csv"
    arrow_csv.write_csv(pa.table(table), departures)
    return departures
