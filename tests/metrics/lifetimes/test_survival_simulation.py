"""Lifetimes of simulated customers whose truth is known: a loss may not be put back to the last purchase."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
import pytest

import metrics
from metrics.lifetimes.product_limit import counts_per_day, product_limit

CUSTOMERS, WINDOW, WATCHED, AT = 4000, 90, 730, 360
BEGIN = date(2022, 1, 1)
UNTIL = BEGIN + timedelta(days=WATCHED)


@pytest.fixture(scope="module")
def world():
    """Everybody buys every 30 days on average until they leave for good, after 400 days on average.

    Returns the purchases by day number, each customer's first day, and the days after it on which a silence of 90 days
    is first over, as somebody who watched for ever would have seen it.
    """
    draw = np.random.default_rng(11)
    bought, first, lost = [], [], []
    for customer in range(CUSTOMERS):
        start, stay = int(draw.integers(0, WATCHED)), draw.exponential(400)
        after = np.cumsum(np.maximum(np.ceil(draw.exponential(30, 200)), 1)).astype(int)
        days = np.concatenate([[0], after[after <= stay]])
        long = np.flatnonzero(np.diff(days) >= WINDOW)
        first.append(start)
        lost.append((days[long[0]] if len(long) else days[-1]) + WINDOW)
        bought += [(customer, start + int(day)) for day in days if start + day <= WATCHED]
    return pd.DataFrame(bought, columns=["customer_key", "number"]), np.array(first), np.array(lost)


def test_the_curve_is_the_truth(world):
    bought, _first, lost = world
    days = bought.assign(day=[BEGIN + timedelta(days=number) for number in bought.number]).drop(columns="number")
    gaps = metrics.purchase_gaps(ibis.memtable(days).mutate(day=ibis._.day.cast("date")))
    people = ibis.memtable(pd.DataFrame({"customer_key": range(CUSTOMERS)}))
    found = metrics.survival(gaps, people, UNTIL, WINDOW).to_pandas()
    estimate = found.loc[found["day"] <= AT, "survival"].iloc[-1]
    assert estimate == pytest.approx((lost > AT).mean(), abs=0.02)
    assert 0.2 < estimate < 0.8


def test_put_back_to_the_last_purchase_it_would_lie(world):
    """The loss dated on the last purchase, and everybody else followed to the end: forbidden, because too high."""
    bought, first, lost = world
    last = bought.groupby("customer_key").number.max().to_numpy()
    silent = WATCHED - last >= WINDOW
    spells = pd.DataFrame({"entry": 0, "time": np.where(silent, last, WATCHED) - first, "event": silent})
    curve = product_limit(counts_per_day(ibis.memtable(spells.astype({"entry": "int32", "time": "int32"}))), ())
    found = curve.order_by("day").to_pandas()
    wrong = found.loc[found["day"] <= AT, "survival"].iloc[-1]
    truth_of_last = (lost - WINDOW > AT).mean()
    assert wrong > truth_of_last + 0.03
