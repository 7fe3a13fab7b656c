"""The forecast that a version keeps: a row for each customer, finite throughout, and why there is no model."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

import metrics
import store
from store import Tables
from tests.pages.tiny import MINI, publish


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    return tmp_path


def orders(customers, seed=3, **cost):
    """Four years of customers who buy each at a pace of their own and leave after some purchase."""
    chance = random.Random(seed)  # noqa: S311 - a seed, nothing secret
    lines = ["customer_id,ordered_on,revenue,cost" if cost else "customer_id,ordered_on,revenue"]
    for number in range(customers):
        day = date(2020, 1, 1) + timedelta(days=chance.randrange(1200))
        pace, spends = chance.uniform(15, 120), chance.lognormvariate(3, 0.5)
        while day <= date(2023, 12, 31):
            amount = round(spends * chance.uniform(0.6, 1.4), 2)
            lines.append(f"c{number},{day},{amount}" + (f",{round(amount * cost['share'], 2)}" if cost else ""))
            if chance.random() < 0.12:
                break
            day += timedelta(days=1 + int(chance.expovariate(1 / pace)))
    return "\n".join([*lines, ""])


def test_every_customer_has_a_finite_row(home):
    publish(home, orders=orders(400, share=0.6), complete_up_to="2023-12-31")
    snapshot = store.open("tiny")
    rows = snapshot.fetch(snapshot.table("customer_value"))
    assert len(rows) == snapshot.info.counts["customers"] == rows["customer_key"].nunique()
    assert not np.isinf(rows.to_numpy(dtype=float)).any()
    always = [name for name in rows if name.endswith(("_12", "_24", "_36"))] + ["alive", "last_revenue"]
    assert rows[always].notna().all().all()
    assert (rows["revenue_12"] < rows["revenue_24"]).all()
    assert rows["alive"].between(0, 1).all()
    # Four tenths of every amount are profit, and stay so.
    assert rows["profit_12"].to_numpy() == pytest.approx(rows["revenue_12"].to_numpy() * 0.4, rel=1e-3)
    kept = snapshot.forecast
    assert kept["uses"] == "model"
    assert (kept["origin"], kept["horizon_days"]) == ("2022-12-31", 365)
    tested = snapshot.fetch(metrics.evaluate("forecast_test", Tables(snapshot))).set_index("method")
    assert tested.loc["model", "error"] == pytest.approx(kept["model_error"], rel=1e-9)
    assert tested.loc["again", "error"] == pytest.approx(kept["again_error"], rel=1e-9)
    assert kept["model_error"] < kept["again_error"]


def test_the_test_knows_nothing_of_what_came(home):
    """The same past with another future is forecast alike."""
    publish(home, orders=orders(300), complete_up_to="2023-12-31")
    first = store.open("tiny").fetch(store.open("tiny").table("customer_value")).set_index("customer_key")
    changed = [
        line
        if line.startswith("customer_id") or line.split(",")[1] <= "2022-12-31"
        else ",".join([*line.split(",")[:2], "999"])
        for line in orders(300).splitlines()
    ]
    publish(home, orders="\n".join([*changed, ""]), complete_up_to="2023-12-31", dataset="other")
    other = store.open("other").fetch(store.open("other").table("customer_value")).set_index("customer_key")
    known = first["predicted_model"].notna()
    assert known.sum() > 200
    assert other["predicted_model"].tolist() == pytest.approx(first["predicted_model"].tolist(), nan_ok=True)
    assert other.loc[known, "came"].sum() > first.loc[known, "came"].sum()


def test_segments_and_customers_add_up(home):
    people = "customer_id,region\n" + "".join(f"c{number},{'NS'[number % 2]}\n" for number in range(400))
    publish(home, orders=orders(400), customers=people, complete_up_to="2023-12-31")
    snapshot = store.open("tiny")
    whole, parts, members = (
        snapshot.fetch(metrics.evaluate(name, Tables(snapshot), by=by))
        for name, by in (("value_to_come", ()), ("value_to_come", ("region",)), ("value_members", ()))
    )
    for name in ("customers", "revenue_to_come", "predicted", "came"):
        assert parts[name].sum() == pytest.approx(whole[name].iloc[0])
    assert members["revenue_to_come"].sum() == pytest.approx(whole["revenue_to_come"].iloc[0])
    one = snapshot.fetch(metrics.evaluate("value_members", Tables(snapshot, where=(("region", ("N",)),))))
    assert len(one) == int(parts.set_index("region").loc["N", "customers"])


def test_too_few_keep_the_reason(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    kept = store.open("tiny").forecast
    assert (kept["uses"], kept["reason"], kept["reason_least"]) == ("again", "too_few", 100)


def test_a_version_without_a_forecast_says_so(home):
    publish(home, orders="customer_id,ordered_on,revenue\na,2024-01-01,10\n")
    snapshot = store.open("tiny")
    assert dict(snapshot.forecast) == {}
    with pytest.raises(metrics.MissingData, match="holds no forecast"):
        metrics.evaluate("value_to_come", Tables(snapshot))


def test_purchases_of_open_days_are_left_out(home):
    late = orders(300) + "c1,2024-03-01,100000\n"
    publish(home, orders=late, complete_up_to="2023-12-31")
    rows = store.open("tiny").fetch(store.open("tiny").table("customer_value"))
    assert pd.Series(rows["last_revenue"]).max() < 100_000
