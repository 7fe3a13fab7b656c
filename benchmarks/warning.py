"""`python -m benchmarks.warning`: how long warnings of many customers take, and how good they are on public data.

With `--data FOLDER` (holding online_retail/online_retail.csv.gz) the warnings are tested on Online Retail, read with a
customer, without cancellations and with quantity and price above zero, at three origins, 90 days ahead. Memory is that
of the whole process.
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
from metrics.warning.landmark import buying_at
from models.risk import METHODS, Landmark, Risk, risk

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir

ORIGINS = (date(2011, 5, 31), date(2011, 7, 15), date(2011, 9, 9))
END, HORIZON = date(2011, 12, 9), 90
MOST_SECONDS, MOST_BYTES = 10.0, 2e9
LEAST_AREA, MOST_BRIER, LEAST_LIFT, MOST_OFF, LEAST_IN_STEP = 0.75, 0.205, 1.5, 0.05, 50
TESTED = 20_000  # as many customers as publishing learns from and tests


def online_retail(folder: Path) -> ir.Table:
    """Return the purchase days of Online Retail."""
    lines = pd.read_csv(folder / "online_retail" / "online_retail.csv.gz", dtype={"InvoiceNo": str})
    is_sold = lines["CustomerID"].notna() & ~lines["InvoiceNo"].str.startswith("C")
    sold = lines[is_sold & (lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)]
    days = pd.DataFrame(
        {
            "customer_key": sold["CustomerID"].astype(int),
            "day": pd.to_datetime(sold["InvoiceDate"]).dt.normalize(),
            "order": sold["InvoiceNo"],
            "revenue": sold["Quantity"] * sold["UnitPrice"],
        }
    )
    summed = days.groupby(["customer_key", "day"], as_index=False).agg(
        orders=("order", "nunique"), revenue=("revenue", "sum")
    )
    table = ibis.memtable(summed)
    return table.mutate(day=table.day.cast("date"), profit=ibis.null("float64"))


def landmark(bought: ir.Table, day: date, *, is_past: bool = True) -> Landmark:
    """Look at everybody on a day, and at who bought nothing after it."""
    known = buying_at(bought, day).order_by("customer_key").to_pandas()
    if not is_past:
        return Landmark(day, known)
    days = bought.filter((bought.day > ibis.literal(day)) & (bought.day <= ibis.literal(day + timedelta(days=HORIZON))))
    came = days.select("customer_key").distinct().to_pandas()["customer_key"]
    return Landmark(day, known, (~known["customer_key"].isin(came)).to_numpy(dtype=float))


def quality(folder: Path) -> Iterator[report.Line]:
    """Test the warnings on Online Retail."""
    bought = online_retail(folder)
    back = timedelta(days=HORIZON)
    lessons = [(landmark(bought, origin - back), landmark(bought, origin)) for origin in ORIGINS]
    now = landmark(bought, END, is_past=False)
    found = risk(now.known, lessons, landmark(bought, END - back), HORIZON)
    yield from _said(found)


def _said(found: Risk) -> Iterator[report.Line]:
    tested = ibis.memtable(found.tested.assign(horizon_days=float(HORIZON)))
    rows = metrics.risk_test(tested).to_pandas().set_index("method")
    used = rows.loc[found.uses]
    yield report.Line("used", found.uses)
    yield report.Line("area under the curve", f"{used['auc']:.3f}", f"≥ {LEAST_AREA}", used["auc"] >= LEAST_AREA)
    yield report.Line("Brier", f"{used['brier']:.4f}", f"≤ {MOST_BRIER}", used["brier"] <= MOST_BRIER)
    yield report.Line("lift of the top tenth", f"{used['lift']:.2f}", f"≥ {LEAST_LIFT}", used["lift"] >= LEAST_LIFT)
    steps = metrics.risk_calibration(tested).to_pandas()
    large = steps[steps["customers"] >= LEAST_IN_STEP]
    off = float((large["said"] - large["rate"]).abs().max())
    yield report.Line(
        f"most that a step of {LEAST_IN_STEP} customers or more is off",
        f"{100 * off:.1f} points",
        "≤ 5 points",
        off <= MOST_OFF,
    )
    yield from (
        report.Line(
            f"{name}: area, average precision, Brier, lift",
            f"{row['auc']:.3f}, {row['average_precision']:.3f}, {row['brier']:.4f}, {row['lift']:.2f}",
        )
        for name, row in rows.iterrows()
        if name in METHODS
    )
    for row in metrics.risk_test(tested, by_origin=True).to_pandas().itertuples():
        if row.method == found.uses:
            yield report.Line(f"{row.origin:%Y-%m-%d}: said, came", f"{row.said:.3f}, {row.base_rate:.3f}")


def speed(customers: int) -> list[report.Line]:
    """Learn and test four landmarks of as many customers as publishing does, and score so many."""
    now = drawn(customers, 0)
    past = [Landmark(date(2024, 1 + month, 1), *_with_outcome(drawn(TESTED, 1 + month))) for month in range(4)]
    start, worked = perf_counter(), process_time()
    found = risk(now, [(past[0], past[1]), (past[1], past[2]), (past[2], past[3])], past[3], HORIZON)
    seconds, worked = perf_counter() - start, process_time() - worked
    peak = peak_bytes()
    is_large = customers >= 1_000_000
    return [
        report.Line(
            f"{customers:,} customers scored; learnt and tested three times on {TESTED:,}",
            report.seconds(seconds),
            f"≤ {MOST_SECONDS:g} s" if is_large else "",
            seconds <= MOST_SECONDS if is_large else None,
        ),
        report.Line("the same in time of the processors", report.seconds(worked)),
        report.Line("peak memory", report.size(peak), f"≤ {report.size(MOST_BYTES)}", peak <= MOST_BYTES),
        report.Line("used", found.uses),
    ]


def drawn(customers: int, seed: int) -> pd.DataFrame:
    """Draw what is known of so many customers."""
    chance = np.random.default_rng(seed)
    tenure = chance.integers(30, 1000, customers).astype(float)
    pace = chance.gamma(0.8, 1 / 50, customers)
    lived = np.where(chance.uniform(size=customers) < 0.4, tenure * chance.uniform(size=customers), tenure)
    days = 1 + chance.poisson(pace * lived)
    bought = np.where(days > 1, np.round(lived * (1 - 1 / (days + 1))), 0.0)
    silent = tenure - bought
    within = {
        f"days_{span}": np.where(silent < span, np.minimum(days, np.ceil(days * span / tenure)), 0)
        for span in (30, 60, 90, 180)
    }
    revenue = chance.lognormal(3, 1, customers)
    known = {"customer_key": np.arange(customers), "days": days, "silent_days": silent, "tenure_days": tenure}
    money = {"bought_days": bought, "revenue": revenue * days, "revenue_90": revenue * within["days_90"]}
    return pd.DataFrame(known | within | money)


def _with_outcome(known: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    chance = np.random.default_rng(len(known))
    return known, (
        chance.uniform(size=len(known))
        < 1 - np.exp(-(known["silent_days"] + 20) * known["days"] / known["tenure_days"] / 3 - 5 / known["days"] ** 2)
    ).to_numpy(dtype=float)


def main(arguments: list[str] | None = None) -> int:
    """Print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.warning", description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000, help="customers to score")
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
