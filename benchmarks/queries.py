"""Three results from the published version, against pandas and Polars on the same order lines.

The peers hold the lines in memory, already read and typed, and compute each result from them: they book returns,
find who was active when, and count. Ours opens a fresh snapshot and fetches, with the version's file open already
(as in a server) and, apart from that, just opened. All take turns.
"""

from __future__ import annotations

import gc
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import metrics
import store
from benchmarks import with_pandas, with_polars
from store import engine, folders

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RESULTS = {
    "cohort_retention": "cohort table, by month",
    "bridge": "bridge, by month",
    "top_customers": "top 20 % of customers by sales",
}
# Compared with one peer alone.
AGAINST_PANDAS = {
    "return_curve": "return after silence",
    "survival": "survival of customers",
}
OPTIONS: dict[str, dict[str, Any]] = {"survival": {"inactive_after_days": with_pandas.INACTIVE_AFTER_DAYS}}
MONEY = ("revenue", "profit", "value", "first_revenue", "first_profit")


# Fewer would mean that a peer did not do the work that it is timed for.
LEAST_COLUMNS = 9


class DifferenceError(Exception):
    """Two ways of computing one result disagree."""


def measure(orders: Path, dataset: str, repeats: int) -> dict[str, dict[str, float]]:
    """Time each result three ways and compare what came out.

    Returns
    -------
    For each of RESULTS the median seconds of ours, opened (ours, its file closed before), pandas and polars; for those
    AGAINST_PANDAS without the last.

    Raises
    ------
    DifferenceError
        If any two results differ in a row, a column or a value.

    """
    until = store.open(dataset).info.complete_up_to
    panda_lines, polar_lines = with_pandas.read(orders), with_polars.read(orders)
    found: dict[str, dict[str, float]] = {}
    for name in (*RESULTS, *AGAINST_PANDAS):
        ways: dict[str, Callable[[], pd.DataFrame]] = {
            "opened": lambda name=name: _ours(dataset, name),
            "ours": lambda name=name: _ours(dataset, name),
            "pandas": lambda name=name: getattr(with_pandas, name)(panda_lines, until),
            "polars": lambda name=name: getattr(with_polars, name)(polar_lines, until),
        }
        if name in AGAINST_PANDAS:
            del ways["polars"]
        _ours(dataset, name)  # imports and the planner's own first time; the server has them behind it
        seconds: dict[str, list[float]] = {way: [] for way in ways}
        for _round in range(repeats):
            results = {}
            for way, compute in ways.items():
                if way == "opened":
                    engine.forget(folders.folder(dataset))
                gc.collect()
                start = perf_counter()
                results[way] = compute()
                seconds[way].append(perf_counter() - start)
        compare(name, results)
        found[name] = {way: median(times) for way, times in seconds.items()}
    return found


def compare(name: str, results: dict[str, Any]) -> None:
    """Raise DifferenceError unless our result holds the same rows as its peers', in every column of theirs."""
    ours = _in_cents(results["ours"])
    for peer in ("pandas",) if name in AGAINST_PANDAS else ("pandas", "polars"):
        theirs = results[peer] if isinstance(results[peer], pd.DataFrame) else results[peer].to_pandas()
        missing = sorted(set(theirs.columns) - set(ours.columns))
        if missing or theirs.shape[1] < LEAST_COLUMNS:
            raise DifferenceError(f"{name}: {peer} has columns that ours has not: {missing}")
        if len(theirs) != len(ours) or theirs.empty:
            raise DifferenceError(f"{name}: {peer} has {len(theirs)} rows, ours {len(ours)}")
        for column in theirs.columns:
            _compare_column(name, peer, ours[column], theirs[column])


def _compare_column(name: str, peer: str, ours: pd.Series, theirs: pd.Series) -> None:
    if pd.api.types.is_datetime64_any_dtype(ours):
        same = ours.to_numpy("datetime64[D]") == theirs.to_numpy("datetime64[D]")
    elif pd.api.types.is_numeric_dtype(ours) and not pd.api.types.is_bool_dtype(ours):
        left, right = (np.asarray(side, dtype="float64") for side in (ours, theirs))
        # Products of hundreds of shares are rounded on the way, each way in its own order.
        exact = 1e-9 if name in AGAINST_PANDAS else 1e-12
        tolerance = exact if pd.api.types.is_float_dtype(ours) and ours.name not in MONEY else 0
        same = np.isclose(left, right, rtol=tolerance, atol=tolerance, equal_nan=True)
    else:
        same = ours.to_numpy() == theirs.to_numpy()
    if not same.all():
        at = int(np.flatnonzero(~same)[0])
        raise DifferenceError(
            f"{name}: row {at}, {ours.name}: {peer} says {theirs.iloc[at]}, ours {ours.iloc[at]} "
            f"({int((~same).sum())} of {len(same)} rows differ)"
        )


def _in_cents(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(**{name: (frame[name] * 100).round() for name in MONEY if name in frame.columns})


def _ours(dataset: str, name: str) -> pd.DataFrame:
    snapshot = store.open(dataset)
    return snapshot.fetch(metrics.evaluate(name, store.Tables(snapshot, "month"), **OPTIONS.get(name, {})))
