"""What winning customers brings: the worked example of the reference, and a forecast typed by hand beside it."""

from __future__ import annotations

import ibis
import pandas as pd
import pytest

import metrics

COLUMNS = ("profit_12", "again_profit_12", "predicted_profit", "came_profit")
# To come, to come again, forecast in the test, came in the test.
FORECAST = {"c1": (50, 70, 40, 50), "c2": (30, 20, 60, 50), "c3": (0, 0, None, None)}


@pytest.fixture
def january(history):
    """The customers of January of the reference's data set M, at a margin of 40 %; each cost 70 to win."""
    lines = {
        "c1": [("2024-01-05", 100), ("2024-02-10", 100), ("2024-03-08", 120), ("2024-04-02", 80)],
        "c2": [("2024-01-12", 200), ("2024-02-20", 200), ("2024-04-15", 150)],
        "c3": [("2024-01-20", 50)],
    }
    for name, bought in lines.items():
        history.describe(name, channel="fair" if name == "c3" else "web")
        for day, revenue in bought:
            history.add(name, day, revenue=revenue, profit=revenue * 0.4)
    history.complete_up_to = "2024-04-30"
    return history


def asked(shop, by=(), cost=70.0, name="value_of_winning", **options):
    rows = [(shop.key(who), *values) for who, values in FORECAST.items()]
    value = ibis.memtable(rows, schema={"customer_key": "int32", **dict.fromkeys(COLUMNS, "float64")})
    people = shop.customers.mutate(acquisition_cost=ibis.literal(cost, "float64"))
    value = metrics.with_attributes(value, people, by) if by else value
    arguments = (value, shop.purchase_days, people, shop.until)
    function = getattr(metrics, name)
    return (
        function(*arguments, by, **options) if name == "value_of_winning" else function(*arguments, **options)
    ).to_pandas()


def test_worked_example_of_the_reference(january):
    found = asked(january).iloc[0]
    # 133.33 for each at a cost of 70: 1.90; with 80 to come of three customers 480 / 210.
    assert (found.customers, found.winning_cost, found.acquisition_cost, found.profit_so_far) == (3, 210, 70, 400)
    assert found.earned_to_cost == pytest.approx(1.90, abs=0.005)
    assert found.worth_to_cost == pytest.approx(480 / 210)
    assert found.again_to_cost == pytest.approx(490 / 210)
    assert (found.tested, found.predicted, found.came, found.bias) == (2, 100, 100, 0)


def test_the_interval_is_what_came_for_each_unit_that_was_forecast(january):
    found = asked(january).iloc[0]
    # Residuals of 10 and −10: 1.96 · √200 ÷ 100 either way, of the 80 that are to come.
    half = 1.959964 * 200**0.5 / 100
    assert found.worth_to_cost_low == pytest.approx((400 + 80 * (1 - half)) / 210)
    assert found.worth_to_cost_high == pytest.approx((400 + 80 * (1 + half)) / 210)


def test_who_has_paid_back_is_counted_and_listed_alike(january):
    # c1 earned 160, c2 220, c3 20: at a cost of 180 c1 pays back with what is to come, c3 never does.
    whole = asked(january, cost=180.0).iloc[0]
    assert (whole.paid_back, whole.will_pay_back) == (1, 1)
    listed = asked(january, cost=180.0, name="winning_members")
    assert list(zip(listed.customer_key, listed.paid, strict=True)) == [
        (january.key("c3"), "not_paid_back"),
        (january.key("c1"), "will_pay_back"),
        (january.key("c2"), "paid_back"),
    ]
    assert list(listed.owed) == [160, 20, -40]
    alone = asked(january, cost=180.0, name="winning_members", paid="will_pay_back")
    assert list(alone.customer_key) == [january.key("c1")]


def test_segments_add_up_to_all(january):
    parts, whole = asked(january, ("channel",)), asked(january).iloc[0]
    for name in ("customers", "winning_cost", "profit_so_far", "profit_to_come", "paid_back", "tested", "came"):
        assert parts[name].sum() == pytest.approx(whole[name])
    assert pd.isna(parts.set_index("channel").loc["fair", "bias"])


def test_without_a_cost_there_is_no_ratio(january):
    found = asked(january, cost=0.0).iloc[0]
    assert found[["earned_to_cost", "worth_to_cost", "worth_to_cost_low", "again_to_cost"]].isna().all()
    assert (found.paid_back, found.will_pay_back) == (3, 0)


def test_what_was_booked_on_winning_a_customer_counts_before_what_the_list_says(january):
    booked = [
        ("c1", "2024-01-02", 60, " Acquisition "),
        ("c1", "2024-04-30", 20, "جذب مشتری"),  # the last complete day counts
        ("c1", "2024-05-01", 500, "acquisition"),  # the day after it does not
        ("c2", "2024-01-02", 900, "service"),
        ("c3", "2024-01-02", 10, None),
    ]
    rows = [(january.key(who), day, amount, kind) for who, day, amount, kind in booked]
    kinds = {"customer_key": "int32", "incurred_on": "string", "amount": "float64", "kind": "string"}
    costs = ibis.memtable(rows, schema=kinds)
    costs = costs.mutate(incurred_on=costs.incurred_on.cast("date"))
    members = asked(january, name="winning_members", costs=costs).set_index("customer_key")
    assert members["acquisition_cost"].to_dict() == {
        january.key("c1"): 80,
        january.key("c2"): 70,
        january.key("c3"): 70,
    }
    alone = asked(january, cost=None, costs=costs).iloc[0]
    assert (alone.customers, alone.winning_cost) == (1, 80)
