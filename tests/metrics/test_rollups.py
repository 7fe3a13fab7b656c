"""Sums kept at publishing equal those made from the facts, and metrics say the same with and without them."""

import random
from datetime import date, timedelta

import pandas as pd
import pytest

import store
from localization.grains import GRAINS
from metrics import evaluate
from metrics.rollups import customer_totals, flows
from tests.pages import tiny

CUSTOMERS, LINES = 700, 4000
OPTIONS = {
    "bridge": {"include_open": True},
    "retention": {"include_open": True},
    "cause_rates": {"include_open": True},
    "segment_profitability": {},
    "segment_members": {"attribute": "region", "value": "North"},
    "whale_curve": {},
    "top_customers": {"measure": "profit", "share": 0.1},
    "pareto_share": {},
}


class WithoutKept:
    """The same tables without what was summed at publishing."""

    def __init__(self, tables):
        self._tables = tables

    def __getitem__(self, name):
        return None if name in {"flows", "totals"} else self._tables[name]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """Seven hundred customers with returns, losses, ties and departures, over fifteen months."""
    folder = tmp_path_factory.mktemp("rollups")
    chance = random.Random(7)  # noqa: S311 - data, not secrets
    first = date(2023, 1, 1)
    orders = ["customer_id,ordered_on,order_id,revenue,cost,region"]
    for number in range(LINES):
        customer = chance.randrange(CUSTOMERS)
        revenue = chance.choice([10, 10, 20, 35.5, 100, -10])
        cost = abs(revenue) * chance.choice([0.3, 0.6, 1.2])
        region = ["North", "South", ""][customer % 3]
        day = first + timedelta(days=chance.randrange(460))
        orders.append(f"c{customer},{day},{number},{revenue},{cost:.2f},{region}")
    days = {customer: first + timedelta(days=chance.randrange(60, 460)) for customer in range(0, CUSTOMERS, 5)}
    left = ["customer_id,left_on,reason", *(f"c{customer},{day},too expensive" for customer, day in days.items())]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(folder / "home"))
        tiny.publish(folder, orders="\n".join(orders), departures="\n".join(left))
        yield store.open("tiny")


@pytest.mark.parametrize("grain", GRAINS)
def test_flows_kept_are_those_of_the_activity(snapshot, grain):
    kept = snapshot.fetch(snapshot.table(f"flows_{grain}").order_by("period"))
    summed = snapshot.fetch(flows(snapshot.activity(grain)).order_by("period"))
    assert len(kept) > 1
    pd.testing.assert_frame_equal(kept, summed, check_dtype=False)


@pytest.mark.parametrize("grain", GRAINS)
def test_totals_kept_are_those_of_all_periods(snapshot, grain):
    tables = store.Tables(snapshot, grain)
    names = ["customer_key", "orders", "revenue", "cost", "profit", "last_period"]
    kept = snapshot.fetch(tables.totals.select(*names).order_by("customer_key"))
    summed = snapshot.fetch(customer_totals(tables.activity, tables.periods).select(*names).order_by("customer_key"))
    assert len(kept) > CUSTOMERS * 0.9
    pd.testing.assert_frame_equal(kept, summed, check_dtype=False)


@pytest.mark.parametrize("grain", ["week", "quarter"])
@pytest.mark.parametrize("name", OPTIONS)
def test_a_metric_says_the_same_with_and_without_what_is_kept(snapshot, name, grain):
    by = ("region",) if name == "segment_profitability" else ()
    tables = store.Tables(snapshot, grain)
    with_kept = snapshot.fetch(evaluate(name, tables, by=by, **OPTIONS[name]))
    without = snapshot.fetch(evaluate(name, WithoutKept(tables), by=by, **OPTIONS[name]))
    assert len(with_kept) > 0
    pd.testing.assert_frame_equal(with_kept, without, check_dtype=False)


def test_a_filter_leaves_out_what_is_kept_of_everybody(snapshot):
    some = store.Tables(snapshot, "month", where=(("region", ("North",)),))
    assert some.flows is None
    assert store.Tables(snapshot, "month", since=date(2023, 6, 1)).totals is None
    north = snapshot.fetch(evaluate("bridge", some))
    by_region = snapshot.fetch(evaluate("bridge", store.Tables(snapshot, "month"), by=("region",)))
    expected = by_region[by_region["region"] == "North"].drop(columns="region").reset_index(drop=True)
    pd.testing.assert_frame_equal(north, expected, check_dtype=False)


@pytest.mark.parametrize("measure", ["revenue", "profit"])
@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 1.0])
def test_the_list_holds_the_best_by_another_way_of_counting(snapshot, measure, share):
    tables = store.Tables(snapshot, "month")
    found = snapshot.fetch(evaluate("top_customers", tables, measure=measure, share=share))
    everybody = snapshot.fetch(tables.totals)
    length = -(-len(everybody) * round(share * 100) // 100)
    best = everybody[measure].sort_values(ascending=False).head(length)
    assert len(found) == length
    assert found["value"].tolist() == pytest.approx(best.tolist())
    cut = best.iloc[-1]
    tied = int((everybody[measure] == cut).sum() - (best == cut).sum())
    assert set(found.loc[found["value"] == cut, "tied_outside"]) == {tied}
