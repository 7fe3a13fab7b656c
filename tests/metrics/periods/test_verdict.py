"""Intervals of changes: worked examples, statsmodels beside them, and a bootstrap of whole customers."""

from __future__ import annotations

from datetime import date

import ibis
import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import metrics
from metrics.intervals import newcombe
from tests.metrics.conftest import rows

MARCH, APRIL = pd.Timestamp("2024-03-01"), pd.Timestamp("2024-04-01")


def two_changes(*bases, weights=None, later=None):
    """Facts of months 1 to 3: (customers, kept) who start in January, then who start in February.

    February's base is those who start then and those of January who stayed; the latter all leave in March.
    `weights` are the amounts, `later` multiplies what a kept customer brings in the next month.
    """
    rows_of, key = [], 0
    for number, (there, kept) in enumerate(bases):
        for place in range(there):
            weight = 1.0 if weights is None else float(weights[number][place])
            stays = place < kept
            again = weight * (1.0 if later is None else float(later[number][place]))
            period = number + 1
            rows_of.append((key, period, None, period + 1 if stays else None, weight, None))
            if stays:
                rows_of.append((key, period + 1, period, None, again, weight))
            key += 1
    frame = pd.DataFrame(rows_of, columns=["customer_key", "period", "previous", "next", "revenue", "previous_revenue"])
    frame = frame.astype({"previous": "Int64", "next": "Int64"})
    money = {name: ibis._[name].round(4).cast("decimal(18, 4)") for name in ("revenue", "previous_revenue")}
    activity = ibis.memtable(frame).mutate(**money)
    activity = activity.mutate(profit=activity.revenue)
    starts = [date(2024, month, 1) for month in range(1, 5)]
    periods = ibis.memtable(pd.DataFrame({"period": range(1, 5), "starts_on": starts, "is_complete": True}))
    return activity, periods.mutate(starts_on=periods.starts_on.cast("date"))


def of(result, lens, period):
    frame = result.to_pandas()
    return frame[(frame["lens"] == lens) & (frame["period"] == period)].iloc[0]


def test_mini_rates(mini):
    april = metrics.retention_change(mini.activity(), mini.periods()).to_pandas()
    april = april[april["period"] == APRIL].set_index("lens")
    assert april["rate"].round(4).to_dict() == pytest.approx(
        {"customers": 0.4, "sales": 0.5246, "profit": float("nan"), "gross": 0.459, "net": 0.541}, nan_ok=True
    )
    assert april.loc["customers", ["part", "whole"]].tolist() == [2, 5]
    assert april.loc["net", ["part", "whole"]].tolist() == [330, 610]
    assert april.loc["customers", "rate_before"] == 0.75


def test_same_rates_as_retention(mini):
    changes = metrics.retention_change(mini.activity(), mini.periods()).to_pandas()
    kept = metrics.retention(mini.activity(), mini.periods()).to_pandas()
    for lens, name in {"customers": "rate", "sales": "sales_adjusted", "gross": "grr", "net": "nrr"}.items():
        assert changes.loc[changes["lens"] == lens, "rate"].tolist() == pytest.approx(kept[name].tolist())


def test_difference_of_two_shares_is_newcombes():
    """Worked example: 830 of 1,000 against 800 of 1,000; statsmodels agrees on the same numbers."""
    assert [round(limit, 4) for limit in confint_proportions_2indep(830, 1000, 800, 1000, method="newcomb")] == [
        -0.0041,
        0.064,
    ]
    assert newcombe(830, 1000, 800, 1000) == pytest.approx(
        confint_proportions_2indep(830, 1000, 800, 1000, method="newcomb")
    )
    assert newcombe(1, 2, 0, 0) is None
    facts = two_changes((1000, 800), (200, 30))
    change = of(metrics.retention_change(*facts), "customers", MARCH)
    kept, there = int(change["part"]), int(change["whole"])
    assert (kept, there) == (30, 1000)  # of the second base those 200, and the 800 of the first who stayed
    low, high = confint_proportions_2indep(kept, there, 800, 1000, method="newcomb")
    assert (change["change_low"], change["change_high"]) == pytest.approx((low, high))
    assert (change["low"], change["high"]) == pytest.approx(proportion_confint(kept, there, method="wilson"))
    assert change["is_real"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [((40, 20), (20, 20), False), ((400, 100), (100, 100), True), ((40, 40), (40, 40), False)],
    ids=["20 of 40, then 20 of 40", "100 of 400, then 100 of 200", "40 of 40, then 40 of 80"],
)
def test_is_the_change_real(first, second, expected):
    change = of(metrics.retention_change(*two_changes(first, second)), "customers", MARCH)
    low, high = confint_proportions_2indep(
        int(change["part"]), int(change["whole"]), first[1], first[0], method="newcomb"
    )
    assert bool(change["is_real"]) == (low > 0 or high < 0)
    if first != (40, 40):
        assert bool(change["is_real"]) is expected


def test_nothing_to_compare_with_is_null(mini):
    first = metrics.retention_change(mini.activity(), mini.periods()).to_pandas().iloc[0]
    assert first["lens"] == "customers"
    assert pd.isna(first["rate_change"])
    assert pd.isna(first["is_real"])


def test_money_intervals_agree_with_a_bootstrap_of_customers():
    """Within a tenth of the width of 4,000 draws of whole customers, for skewed weights."""
    chance = np.random.default_rng(7)
    there, kept = 600, 400
    weights = np.round(chance.lognormal(4, 1, there), 4)
    later = np.round(chance.lognormal(0, 0.4, there), 4)
    facts = two_changes((there, kept), (1, 1), weights=[weights, [1.0]], later=[later, [1.0]])
    now = np.round(weights * later, 4) * (np.arange(there) < kept)
    draws = chance.integers(0, there, (4000, there))
    base = weights[draws].sum(axis=1)
    parts = {
        "sales": weights * (np.arange(there) < kept),
        "gross": np.minimum(now, weights),
        "net": now,
    }
    result = metrics.retention_change(*facts)
    for lens, part in parts.items():
        row = of(result, lens, pd.Timestamp("2024-02-01"))
        low, high = np.percentile(part[draws].sum(axis=1) / base, [2.5, 97.5])
        assert row["rate"] == pytest.approx(part.sum() / weights.sum(), abs=1e-4)
        assert row["high"] - row["low"] == pytest.approx(high - low, rel=0.1)
        assert row["low"] == pytest.approx(low, abs=0.1 * (high - low))


def test_change_of_money_agrees_with_a_bootstrap_of_both_bases():
    chance = np.random.default_rng(11)
    weights = [np.round(chance.lognormal(4, 0.8, n), 4) for n in (500, 500)]
    facts = two_changes((500, 300), (500, 200), weights=weights)
    row = of(metrics.retention_change(*facts), "sales", MARCH)
    # The second base holds those 500 and the 300 who stayed in the first and left then.
    second = np.concatenate([weights[1], weights[0][:300]])
    stays = np.concatenate([np.arange(500) < 200, np.zeros(300, bool)])
    draws_1, draws_2 = chance.integers(0, 500, (4000, 500)), chance.integers(0, 800, (4000, 800))
    first = (weights[0] * (np.arange(500) < 300))[draws_1].sum(axis=1) / weights[0][draws_1].sum(axis=1)
    later = (second * stays)[draws_2].sum(axis=1) / second[draws_2].sum(axis=1)
    low, high = np.percentile(later - first, [2.5, 97.5])
    assert row["change_high"] - row["change_low"] == pytest.approx(high - low, rel=0.1)
    assert row["is_real"]


def test_one_giant_forbids_a_verdict_on_money():
    """A customer with most of the sales decides the rate: effectively there is one customer."""
    weights = [[1e6, *[1.0] * 49], [1e6, *[1.0] * 49]]
    facts = two_changes((50, 25), (50, 25), weights=weights)
    result = metrics.retention_change(*facts)
    giant = of(result, "sales", MARCH)
    assert giant["effective"] < 5
    assert pd.isna(giant["is_real"])
    assert not pd.isna(of(result, "customers", MARCH)["is_real"])


def test_everybody_kept_is_no_certainty():
    row = of(metrics.retention_change(*two_changes((30, 30), (1, 1))), "sales", pd.Timestamp("2024-02-01"))
    assert row["rate"] == 1
    assert pd.isna(row["low"])


def test_same_month_last_year(history):
    """Ann and Bob bought in March 2023; Ann again in March 2024, for less; Cy is new and does not count."""
    history.add("ann", "2023-03-10", "2023-11-01", "2024-03-05", revenue=[100, 10, 60])
    history.add("bob", "2023-03-11", "2024-02-01", revenue=[300, 10]).add("cy", "2024-03-12")
    history.complete_up_to = "2024-03-31"
    facts = history.activity(), history.periods()
    last = rows(
        metrics.like_for_like(*facts, apart=12),
        "period", "start", "retained", "rate", "start_revenue", "kept_revenue", "sales_adjusted", "revenue_now", "grr",
        "nrr",
    )[-1]  # fmt: skip
    assert last == ("2024-03-01", 2, 1, 0.5, 400, 100, 0.25, 60, 0.15, 0.15)
    members = metrics.like_for_like_members(*facts, date(2024, 3, 1), apart=12)
    assert rows(members, "status", "revenue_before", "revenue") == [("lost", 300, None), ("kept", 100, 60)]


def test_mini_shortcut_counts_the_won_back_as_kept(mini):
    """April: 2 of 5 stayed, c2 was won back; (4 − 1) ÷ 5 says 60 %."""
    april = rows(
        metrics.count_shortcut(mini.activity(), mini.periods()), "start", "new", "end", "shortcut", "rate", "overstated"
    )[-1]
    assert april == (5, 1, 4, 0.6, 0.4, 0.2)


def test_shortcut_passes_one_hundred_percent(history):
    """Two are active in February and both leave; three of January return in March."""
    for name in ("a", "b", "c"):
        history.add(name, "2024-01-10", "2024-03-10")
    history.add("d", "2024-02-10").add("e", "2024-02-11")
    history.complete_up_to = "2024-03-31"
    assert rows(metrics.count_shortcut(history.activity(), history.periods()), "shortcut", "rate", "won_back")[-1] == (
        1.5,
        0,
        3,
    )


def test_one_period_alone_says_the_same(mini):
    facts = mini.activity(), mini.periods()
    every = metrics.retention_change(*facts).to_pandas()
    alone = metrics.retention_change(*facts, period=date(2024, 4, 1)).to_pandas()
    pd.testing.assert_frame_equal(alone, every[every["period"] == APRIL].reset_index(drop=True))
    gaps = metrics.retention_gap(*facts, measure="revenue").to_pandas()
    gap = metrics.retention_gap(*facts, measure="revenue", period=date(2024, 4, 1)).to_pandas()
    pd.testing.assert_frame_equal(gap, gaps[gaps["period"] == APRIL].reset_index(drop=True))


@pytest.mark.parametrize(
    ("grain", "first", "counts"),
    [
        pytest.param("month", "2024-01-01", (2, 1), id="twelve months"),
        pytest.param("quarter", "2024-01-01", (2, 1), id="four quarters"),
        pytest.param("year", "2024-01-01", (2, 1), id="one year"),
    ],
)
def test_like_for_like_looks_back_a_year_whatever_the_grain(history, grain, first, counts):
    history.add("a", "2023-01-05", "2023-04-05", "2024-01-05", "2024-03-31", revenue=10)
    history.add("b", "2023-01-06", revenue=10)
    history.complete_up_to = "2024-12-31"
    tables = {"activity": history.activity(grain), "periods": history.periods(grain), "grain": grain}
    tables |= {"customers": history.customers}
    found = rows(metrics.evaluate("like_for_like", tables), "period", "start", "retained")
    assert found[0] == (first, *counts)
    members = metrics.evaluate("like_for_like_members", tables, period=date.fromisoformat(first))
    assert sorted(rows(members, "status")) == [("kept",), ("lost",)]


def test_like_for_like_looks_back_fifty_two_weeks(history):
    history.add("a", "2023-01-02", "2024-01-01", revenue=10).add("b", "2023-01-03", "2023-12-27", revenue=10)
    history.complete_up_to = "2024-01-07"
    facts = (history.activity("week"), history.periods("week"))
    found = rows(metrics.like_for_like(*facts, grain="week"), "period", "start", "retained")
    assert found == [("2024-01-01", 2, 1)]
