"""What is known of each customer, and what a forecast and its test add up to, by hand."""

from __future__ import annotations

from datetime import date

import ibis
import numpy as np
import pandas as pd
import pytest

import metrics
from models.backtest import quality
from tests.metrics.conftest import rows

END, ORIGIN = date(2024, 3, 31), date(2024, 2, 15)


def test_history_is_cut_at_both_days(history):
    history.add("ann", "2024-01-01", "2024-02-15", "2024-02-16", "2024-04-01", revenue=[10, 20, 40, 80])
    history.add("bob", "2024-03-31", revenue=5)
    found = rows(
        metrics.buying_history(history.purchase_days, END, ORIGIN),
        "repeats", "recency_days", "age_days", "revenue", "last_revenue",
        "then_repeats", "then_recency_days", "then_age_days", "then_revenue", "then_last_revenue",
        "came_purchases", "came_revenue",
    )  # fmt: skip
    # 1 April lies after the data; 15 February was known, 16 February came; 1 January is 45 days before the origin.
    assert found == [
        (2, 46, 90, 70, 70, 1, 45, 45, 30, 20, 1, 40),
        (0, 0, 0, 5, 5, None, None, None, None, None, 1, 5),
    ]


def test_last_days_are_365(history):
    history.add("ann", "2023-04-01", "2023-04-02", "2024-03-31", revenue=[1, 2, 4])
    found = metrics.buying_history(history.purchase_days, END, ORIGIN)
    assert rows(found, "last_revenue") == [(6,)]


def values(**columns):
    """Rows of customer_value; columns that are not given are empty."""
    count = len(next(iter(columns.values())))
    names = [f"{kind}{money}_{months}" for kind in ("", "model_", "again_") for money in ("revenue", "profit")
             for months in (12, 24, 36)]  # fmt: skip
    names += ["last_revenue", "last_profit", "alive", "purchases_12", "predicted_model", "predicted_again"]
    names += ["predicted", "came", "predicted_purchases", "came_purchases", "predicted_profit", "came_profit"]
    frame = pd.DataFrame({name: np.full(count, np.nan) for name in names}).assign(**columns)
    frame.insert(0, "customer_key", range(count))
    return ibis.memtable(frame, schema={name: "int32" if name == "customer_key" else "float64" for name in frame})


def nulled(table):
    """NaN of pandas becomes null, as publishing writes it."""
    return table.mutate(**{name: table[name].nullif(float("nan")) for name in table.columns if name != "customer_key"})


def test_segments_add_up_and_hold_their_interval():
    table = nulled(
        values(
            revenue_12=[100.0, 50, 30],
            alive=[0.5, 1.0, 0.25],
            predicted=[80.0, 40, np.nan],
            came=[60.0, 60, np.nan],
            last_revenue=[90.0, 60, 10],
        )
    )
    found = metrics.value_to_come(table).to_pandas().iloc[0]
    assert (found["customers"], found["alive"], found["revenue_to_come"]) == (3, 1.75, 180)
    assert (found["tested"], found["predicted"], found["came"], found["bias"]) == (2, 120, 120, 0)
    # R = 1; missed by −20 and +20: the standard error of R is √800 ÷ 120.
    spread = 1.959964 * np.sqrt(800) / 120
    assert found["worth_low"] == pytest.approx(180 * (1 - spread), rel=1e-6)
    assert found["worth_high"] == pytest.approx(180 * (1 + spread), rel=1e-6)
    assert pd.isna(found["profit_to_come"])
    assert (found["best"], found["best_share"]) == (1, pytest.approx(100 / 180))
    assert metrics.value_members(table, top=2).count().execute() == 2
    members = metrics.value_members(table).to_pandas()
    assert list(members["revenue_to_come"]) == [100, 50, 30]
    assert members["revenue_to_come"].sum() == found["revenue_to_come"]


def test_where_nothing_was_forecast_there_is_no_interval():
    found = metrics.value_to_come(nulled(values(revenue_12=[10.0], predicted=[0.0], came=[0.0]))).to_pandas().iloc[0]
    assert pd.isna(found["worth_low"])
    assert pd.isna(found["bias"])
    assert found["revenue_to_come"] == 10


def test_the_test_counts_as_the_models_do():
    chance = np.random.default_rng(1)
    came = np.round(chance.gamma(0.5, 50, 237), 2)
    model, again = np.round(came * chance.uniform(0.3, 1.6, 237), 2), np.round(chance.gamma(0.5, 60, 237), 2)
    table = values(predicted_model=model, predicted_again=again, predicted=model, came=came)
    found = metrics.forecast_test(nulled(table)).to_pandas().set_index("method")
    for method, predicted in (("model", model), ("again", again)):
        expected = quality(predicted, came)
        for name in ("customers", "predicted", "came", "error", "bias", "found", "captured"):
            assert found.loc[method, name] == pytest.approx(getattr(expected, name)), (method, name)
    assert found["is_used"].to_dict() == {"model": True, "again": False}


def test_without_a_model_there_is_no_row_of_it():
    table = nulled(values(predicted_again=[1.0, 2], predicted=[1.0, 2], came=[0.0, 4]))
    assert rows(metrics.forecast_test(table), "method", "error", "bias", "captured", "is_used") == [
        ("again", 1.5, -0.25, 1, True)
    ]


def test_equal_forecasts_share_a_tenth_and_lists_equal_their_counts():
    predicted = [50.0, *[20.0] * 12, *[1.0] * 7]
    table = nulled(values(predicted=predicted, predicted_again=predicted, came=[1.0] * 20))
    found = rows(metrics.forecast_by_tenth(table), "tenth", "customers", "predicted", "per_came")
    assert found == [(1, 13, 290, 1), (7, 7, 7, 1)]
    for tenth, customers, *_sums in found:
        assert metrics.value_members(table, tenth=tenth).count().execute() == customers
