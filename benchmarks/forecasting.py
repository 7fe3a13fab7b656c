"""`python -m benchmarks.forecasting`: how long forecasts of many customers take, and how good they are on public data.

With `--data FOLDER` (holding cdnow/CDNOW_sample.txt and online_retail/online_retail.csv.gz) both data sets are forecast
as of a day in their own past and held against what came, beside "the same again". Memory is that of the whole process.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pandas as pd

import metrics
from benchmarks import report
from benchmarks.publishing import peak_bytes
from models.worth import Forecast, forecast

if TYPE_CHECKING:
    from collections.abc import Iterator

SPAN, HORIZON = 3 * 365, 365
# Rates and chances of leaving that customers are drawn with, in weeks; what they spend is 20 on average.
R, ALPHA, A, B = 0.6, 8.0, 0.9, 2.2
MOST_SECONDS, MOST_BYTES = 10.0, 2e9


def drawn(customers: int, seed: int = 1) -> pd.DataFrame:
    """Draw customers of three years, as `metrics.buying_history` would tell of them."""
    chance = np.random.default_rng(seed)
    first = chance.integers(0, SPAN, customers)
    pace = chance.gamma(R, 1 / ALPHA, customers) / 7
    leaves = chance.beta(A, B, customers)
    origin = SPAN - HORIZON
    days, last = np.ones(customers, int), first.astype(float)
    then, then_last = (first <= origin).astype(int), np.where(first <= origin, first, np.nan)
    came = (first > origin).astype(int)
    now, going = first.astype(float), np.arange(customers)
    while len(going):
        now[going] += np.maximum(chance.exponential(1 / pace[going]), 1)
        going = going[now[going] <= SPAN]
        days[going] += 1
        last[going] = now[going]
        known = going[now[going] <= origin]
        then[known] += 1
        then_last[known] = now[known]
        came[np.setdiff1d(going, known, assume_unique=True)] += 1
        going = going[chance.random(len(going)) >= leaves[going]]
    revenue = chance.gamma(6.0 * days) / chance.gamma(4, 1 / 10.0, customers)
    share, was = then / days, then > 0
    history = {
        "customer_key": np.arange(customers),
        **_moment("", days, np.floor(last) - first, SPAN - first, revenue),
        **{
            name: np.where(was, values, np.nan)
            for name, values in _moment(
                "then_", then, np.floor(then_last) - first, origin - first, revenue * share
            ).items()
        },
        "came_purchases": came,
        "came_revenue": revenue * (1 - share),
        "came_profit": 0.3 * revenue * (1 - share),
    }
    return pd.DataFrame(history)


def _moment(prefix: str, days: object, recency: object, age: object, revenue: np.ndarray) -> dict[str, object]:
    named = {"repeats": np.asarray(days) - 1, "recency_days": recency, "age_days": age, "revenue": revenue}
    named |= {"profit": 0.3 * revenue, "last_revenue": 0.4 * revenue, "last_profit": 0.12 * revenue}
    return {prefix + name: values for name, values in named.items()}


def speed(customers: int) -> list[report.Line]:
    """Fit, score and test so many customers once."""
    history = drawn(customers)
    start, worked = perf_counter(), process_time()
    found = forecast(history, horizon_days=HORIZON, span_days=SPAN, gaps=np.array([30.0]))
    seconds, worked = perf_counter() - start, process_time() - worked
    said = ", ".join(f"{value:.3f}" for value in found.buying.parameters) if found.buying else found.reason
    peak = peak_bytes()
    return [
        report.Line(
            f"{customers:,} customers fitted twice, scored and tested",
            report.seconds(seconds),
            f"≤ {MOST_SECONDS:g} s" if customers >= 1_000_000 else "",
            seconds <= MOST_SECONDS if customers >= 1_000_000 else None,
        ),
        report.Line("the same in time of the processors", report.seconds(worked)),
        report.Line("peak memory", report.size(peak), f"≤ {report.size(MOST_BYTES)}", peak <= MOST_BYTES),
        report.Line(f"parameters found (drawn with {R}, {ALPHA:g}, {A}, {B})", said),
    ]


def quality(folder: Path) -> Iterator[report.Line]:
    """Forecast public data as of a day in their past."""
    cdnow = pd.read_csv(
        folder / "cdnow" / "CDNOW_sample.txt",
        sep=r"\s+",
        names=["master", "customer_key", "day", "units", "revenue"],
        dtype={"day": str},
    )
    yield from _tested("CDNOW, 39 + 39 weeks", cdnow, date(1998, 6, 30), 39 * 7)
    lines = pd.read_csv(folder / "online_retail" / "online_retail.csv.gz")
    sold = lines[lines["CustomerID"].notna() & (lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)]
    retail = pd.DataFrame(
        {
            "customer_key": sold["CustomerID"].astype(int),
            "day": sold["InvoiceDate"],
            "revenue": sold["Quantity"] * sold["UnitPrice"],
        }
    )
    for weeks in (26, 13):
        yield from _tested(f"Online Retail, {52 - weeks} + {weeks} weeks", retail, date(2011, 12, 9), weeks * 7)


def _tested(title: str, lines: pd.DataFrame, end: date, horizon: int) -> Iterator[report.Line]:
    days = lines.assign(day=pd.to_datetime(lines["day"]).dt.normalize())
    days = days.groupby(["customer_key", "day"], as_index=False)["revenue"].sum()
    table = ibis.memtable(days).mutate(profit=ibis.null("float64"))
    history = metrics.buying_history(table.mutate(day=table.day.cast("date")), end, end - timedelta(days=horizon))
    gaps = days.groupby("customer_key")["day"].diff().dt.days.dropna().to_numpy(float)
    span = (pd.Timestamp(end) - days["day"].min()).days
    found = forecast(history.to_pandas(), horizon_days=horizon, span_days=span, gaps=gaps)
    kind = found.buying.kind if found.buying else found.reason
    yield report.Line(f"{title}: used", f"{found.uses} ({kind})")
    yield from (
        report.Line(f"{title}: {'model' if name == 'model' else 'the same again'}", _said(found, name))
        for name in sorted(found.quality, reverse=True)
    )


def _said(found: Forecast, name: str) -> str:
    one = found.quality[name]
    return f"missed {one.error:.1f} a customer, bias {one.bias:+.1%}, captured {one.captured:.3f}"


def main(arguments: list[str] | None = None) -> int:
    """Print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forecasting", description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000, help="customers to forecast")
    parser.add_argument("--data", type=Path, help="folder of the public data sets")
    asked = parser.parse_args(arguments)
    print(report.machine())
    lines = speed(asked.customers)
    if asked.data:
        lines += quality(asked.data)
    print(report.as_text(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
