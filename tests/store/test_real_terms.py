"""A version with prices, seen at the prices of a month: every fact of money, and nothing else, is counted anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

import metrics
import store
from localization.grains import GRAINS

BASE, LAST = date(2023, 4, 1), date(2025, 3, 1)


@pytest.fixture
def sample(published_sample, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(published_sample))
    return store.open("sample")


@pytest.fixture
def index(sample):
    return dict(sample.price_index)


def booked_and_real(sample, index, base):
    """Sales of each purchase day as booked, and at the prices of a month: a second way, in pandas."""
    bought = sample.fetch(sample.purchase_days)
    month = bought["day"].dt.to_period("M").dt.start_time.dt.date
    return bought.assign(real=bought["revenue"] * index[base] / month.map(index))


@pytest.mark.parametrize("base", [BASE, LAST])
def test_sales_of_every_grain_are_those_of_the_days_at_prices_of_the_month(sample, index, base):
    real = booked_and_real(sample, index, base)["real"].sum()
    for grain in GRAINS:
        tables = store.Tables(sample, grain, prices_of=base)
        for name in ("activity", "purchase_days", "totals"):
            assert sample.fetch(tables[name])["revenue"].sum() == pytest.approx(real, rel=1e-6), (grain, name)


def test_who_was_active_when_is_the_same(sample):
    as_booked, real = (store.Tables(sample, "quarter", prices_of=base)["activity"] for base in (None, BASE))
    columns = ["customer_key", "period", "previous", "next", "orders"]
    one, other = (
        sample.fetch(table.select(columns)).sort_values(columns, ignore_index=True) for table in (as_booked, real)
    )
    pd.testing.assert_frame_equal(one, other)


def test_each_customer_and_each_segment_add_up_to_all(sample, index):
    tables = store.Tables(sample, "month", prices_of=BASE)
    parts = sample.fetch(metrics.evaluate("segment_profitability", tables, by=("segment",)))
    assert parts["revenue"].sum() == pytest.approx(booked_and_real(sample, index, BASE)["real"].sum(), rel=1e-6)
    by_line = sample.fetch(metrics.evaluate("segment_profitability", tables, by=("channel",)))
    assert by_line["profit"].sum() == pytest.approx(parts["profit"].sum(), rel=1e-6)


def test_the_forecast_is_made_of_real_money_and_of_the_same_purchases(sample, index):
    as_booked, real = (
        sample.fetch(store.Tables(sample, prices_of=base)["customer_value"]).set_index("customer_key").sort_index()
        for base in (None, LAST)
    )
    for name in ("alive", "purchases_12", "came_purchases"):
        pd.testing.assert_series_equal(as_booked[name], real[name])
    day = pd.Timestamp(sample.real_forecast["origin"])
    sold = booked_and_real(sample, index, LAST)
    came = sold[sold["day"] > day].groupby("customer_key")["real"].sum()
    tested = real["came"].dropna()
    assert tested.sum() == pytest.approx(came.reindex(tested.index).fillna(0).sum(), rel=1e-6)
    # Prices rose: what the same customers bought earlier is worth more at the last prices, so more is to come.
    assert real["again_revenue_12"].sum() > 1.05 * as_booked["again_revenue_12"].sum()


def test_another_month_multiplies_all_money_alike_and_no_share(sample, index):
    at_last, at_base = (
        sample.fetch(metrics.evaluate("value_to_come", store.Tables(sample, prices_of=base))).iloc[0]
        for base in (LAST, BASE)
    )
    times = index[BASE] / index[LAST]
    for name in ("revenue_to_come", "profit_to_come", "last_revenue", "predicted", "came", "worth_low"):
        assert at_base[name] == pytest.approx(at_last[name] * times, rel=1e-6), name
    for name in ("customers", "alive", "best_share", "bias"):
        assert at_base[name] == pytest.approx(at_last[name]), name


def test_a_month_before_the_first_takes_its_prices(sample):
    first = next(iter(dict(sample.price_index)))
    one, other = (
        sample.fetch(store.Tables(sample, prices_of=base)["totals"])["revenue"].sum()
        for base in (first, date(2001, 1, 1))
    )
    assert one == pytest.approx(other)


def test_story_15_sales_grow_and_fall_at_equal_prices(sample):
    found = sample.fetch(metrics.evaluate("growth_in_real_terms", store.Tables(sample))).iloc[0]
    shares = [round(found[name], 3) for name in ("growth", "real_growth", "price_rise")]
    assert shares == [0.152, -0.085, 0.258]
    assert (found.customers, found.growing, found.growing_real, found.turned) == (731, 417, 360, 57)


def test_a_version_without_prices_stays_as_it_was_booked(home):
    from tests.pages.tiny import MINI, publish

    publish(home, orders=MINI, complete_up_to="2024-04-30")
    snapshot = store.open("tiny")
    assert snapshot.price_index == ()
    assert not any(name.startswith("real_") for name in snapshot.schemas)
    asked = store.Tables(snapshot, prices_of=BASE)
    assert snapshot.fetch(asked["totals"])["revenue"].sum() == 2620
    with pytest.raises(metrics.MissingData, match="prices"):
        metrics.evaluate("growth_in_real_terms", asked)


def test_what_is_at_stake_with_customers_is_money_at_those_prices_and_their_chances_stay(sample, index):
    booked, real = (
        sample.fetch(store.Tables(sample, prices_of=base)["customer_risk"]).set_index("customer_key").sort_index()
        for base in (None, BASE)
    )
    days = booked_and_real(sample, index, BASE)
    until = pd.Timestamp(sample.info.complete_up_to)
    lately = days[(days["day"] <= until) & (days["day"] > until - pd.Timedelta(days=365))]
    expected = lately.groupby("customer_key")["real"].sum().reindex(real.index, fill_value=0.0)
    pd.testing.assert_series_equal(real["revenue_365"], expected, check_names=False, check_exact=False, rtol=1e-4)
    for name in ("chance", "signals", "buys_smaller"):
        pd.testing.assert_series_equal(booked[name], real[name])


def test_baskets_at_equal_prices_stand_beside_those_who_buy_smaller(sample):
    booked, real = (
        sample.fetch(store.Tables(sample, prices_of=base)["customer_risk"]).set_index("customer_key").sort_index()
        for base in (None, LAST)
    )
    is_said = booked["buys_smaller"].isin(["watch", "high"]) & booked["base_basket"].notna()
    assert is_said.sum() > 5
    assert (real["base_basket"].notna() == is_said).all()
    assert (real.loc[is_said, "base_basket"] > booked.loc[is_said, "base_basket"]).all()


@pytest.mark.parametrize("is_kept", [True, False], ids=["kept", "of a version before it was kept"])
def test_what_those_who_left_had_brought_is_money_at_those_prices(sample, index, is_kept):
    there = {name: table for name, table in sample.schemas.items() if is_kept or name != "real_departure_money"}
    tables = store.Tables(replace(sample, schemas=there), prices_of=BASE)
    left = sample.fetch(tables["departures"]).set_index("departure_id")
    days = booked_and_real(sample, index, BASE)
    both = left.reset_index()[["departure_id", "customer_key", "left_on"]].merge(days, on="customer_key")
    within = (both["day"] <= both["left_on"]) & (both["day"] > both["left_on"] - pd.DateOffset(months=12))
    expected = both[within].groupby("departure_id")["real"].sum()
    got = left["lost_revenue"].dropna().sort_index().astype(float)
    pd.testing.assert_series_equal(got, expected, check_names=False, check_exact=False, rtol=1e-4)
