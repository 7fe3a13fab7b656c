"""Drivers: what is planted is found, what confounds vanishes, and of nothing nothing is reported."""

from __future__ import annotations

from datetime import date

import ibis
import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from metrics.causes.drivers import allowed, driver_members, drivers
from tests.metrics.service.conftest import months

JANUARY = 2024 * 12
PERIODS = months("2024-01-01", "2024-03-01", "2024-03-31")
END = date(2024, 3, 31)


def firm(gone, orders=1, **attributes):
    """Customers who were there in January, and whether they were gone in February."""
    frame = pd.DataFrame({"customer_key": range(len(gone)), "period": JANUARY, "is_gone": gone, "orders": orders})
    frame["next"] = np.where(frame.is_gone, JANUARY + 2, JANUARY + 1)
    activity = ibis.memtable(frame.assign(revenue=10.0, profit=4.0))
    people = pd.DataFrame({"customer_key": range(len(gone)), **attributes})
    return activity, ibis.memtable(people)


def found_in(activity, people, **options):
    return drivers(people, PERIODS, END, activity=activity, **options).to_pandas().set_index("trait")


def test_what_is_planted_is_found_with_its_share_and_the_shares_of_the_others():
    """The worked example: 30 of 100 in the north left, 45 of 300 elsewhere."""
    gone = [*[True] * 30, *[False] * 70, *[True] * 45, *[False] * 255]
    activity, people = firm(gone, region=[*["north"] * 100, *["south"] * 300])
    row = found_in(activity, people).loc["north"]
    assert (row.customers, row.left, row.rate, row.other_rate) == (100, 30, 0.3, 0.15)
    assert (row.ratio, row.ratio_low, row.ratio_high) == pytest.approx((2.0, 1.337, 2.992), abs=5e-4)
    assert row.excess == pytest.approx(15)
    exposed = np.array([1.0] * 100 + [0.0] * 300)
    score = (exposed - exposed.mean()) * (np.array(gone) - np.mean(gone))
    assert row.p_value == pytest.approx(2 * norm.sf(score.sum() / np.sqrt((score**2).sum())), rel=1e-5)
    assert (row.is_driver, row.vanishes, row.lost_profit) == (True, False, 120)
    members = driver_members(people, PERIODS, END, "region", "north", activity=activity, has_left=True)
    assert len(members.to_pandas()) == 30


def test_a_driver_that_is_only_how_much_they_buy_vanishes():
    """The worked example of two strata, five times: crude ratio 1.47, among alike 1."""
    gone, where, orders = [], [], []
    for left, all_of_them, region, bought in ((24, 60, "n", 1), (36, 90, "s", 1), (4, 40, "n", 3), (21, 210, "s", 3)):
        gone += ([True] * left + [False] * (all_of_them - left)) * 5
        where += [region] * (all_of_them * 5)
        orders += [bought] * (all_of_them * 5)
    row = found_in(*firm(gone, orders, region=where)).loc["n"]
    assert row.ratio == pytest.approx(1.4737, abs=5e-5)
    assert row.adjusted_ratio == pytest.approx(1.0)
    assert (row.is_driver, row.vanishes) == (False, True)


def test_what_tells_of_the_leaving_itself_is_not_looked_at():
    names = ("region", "churn_label", "Cancel_reason", "last_order", "customer_id", "name", "plan", "email", "status")
    assert allowed(names) == ("region", "plan")
    gone = [True, False] * 100
    activity, people = firm(gone, churned=["yes", "no"] * 100, region=["n", "s", "s", "n"] * 50)
    assert "yes" not in found_in(activity, people).index


def test_few_customers_are_not_judged():
    activity, people = firm([True] * 29 + [False] * 171, region=["n"] * 29 + ["s"] * 171)
    assert "n" not in found_in(activity, people).index


def test_a_customer_of_many_periods_counts_as_one():
    """Sixty customers whose fate repeats in ten periods know no more than sixty of one."""
    chance = np.random.default_rng(1)
    gone, north = chance.random(120) < 0.5, chance.random(120) < 0.5
    frame = pd.DataFrame({"customer_key": range(120), "is_gone": gone, "orders": 1, "revenue": 1.0, "profit": 1.0})
    many = pd.concat([frame.assign(period=JANUARY + n) for n in range(10)])
    people = ibis.memtable({"customer_key": list(range(120)), "region": np.where(north, "n", "s").tolist()})
    p_values = []
    for given, last in ((frame.assign(period=JANUARY), "2024-02-29"), (many, "2024-11-30")):
        rows = given.assign(next=np.where(given.is_gone, given.period + 2, given.period + 1))
        whole = months("2024-01-01", last[:8] + "01", last)
        found = drivers(people, whole, date.fromisoformat(last), activity=ibis.memtable(rows)).to_pandas()
        p_values.append(found.set_index("trait").p_value["n"])
    assert p_values[0] == pytest.approx(p_values[1], rel=0.1)


def test_of_nothing_nothing_is_reported():
    """Labels shuffled two hundred times: in at least 95 of a hundred no value is called a driver."""
    chance = np.random.default_rng(20)
    gone = chance.random(400) < 0.3
    features = {name: chance.choice(list("abcd"), 400).tolist() for name in ("region", "plan", "branch")}
    activity, people = firm(gone, **features)
    connection = ibis.duckdb.connect()
    frame, whole = activity.to_pandas(), PERIODS.to_pandas()
    for name, rows in {"people": people.to_pandas(), "whole": whole, "facts": frame}.items():
        connection.con.register("given", rows)
        connection.con.execute(f"CREATE TABLE {name} AS FROM given").fetchall()
    made = {name: connection.table(name) for name in ("people", "whole", "facts")}
    days = {name: made["whole"][name].cast("date") for name in ("starts_on", "ends_on")}
    query = connection.compile(drivers(made["people"], made["whole"].mutate(**days), END, activity=made["facts"]))
    reported = 0
    for _run in range(200):
        frame["next"] = chance.permutation(frame["next"].to_numpy())
        connection.con.register("shuffled", frame)
        connection.con.execute("DELETE FROM facts").fetchall()
        connection.con.execute("INSERT INTO facts BY NAME SELECT * FROM shuffled").fetchall()
        reported += bool(connection.con.execute(f"SELECT bool_or(adjusted_p < 0.05) FROM ({query})").fetchall()[0][0])
    assert reported <= 10


def test_a_list_that_says_who_left_and_not_when_is_one_period():
    """All departures stand on one day, in a month that is not over: 30 of 100 in the north, 45 of 300 elsewhere."""
    people = ibis.memtable({"customer_key": list(range(400)), "region": ["north"] * 100 + ["south"] * 300})
    gone = [*range(30), *range(100, 145)]
    departures = ibis.memtable({"customer_key": gone, "left_on": [date(2024, 3, 12)] * 75})
    march = months("2024-03-01", "2024-03-01", "2024-03-12")
    row = drivers(people, march, date(2024, 3, 12), departures=departures).to_pandas().set_index("trait").loc["north"]
    assert (row.customers, row.left, row.rate, row.other_rate) == (100, 30, 0.3, 0.15)
    assert row.is_driver
