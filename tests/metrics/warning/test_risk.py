"""Whom to call, how good the warnings were, and the first days of customers, by hand."""

from __future__ import annotations

import math
from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
import pytest

import metrics
from metrics.warning.risk import METHODS, SHOWN, top_at_risk
from metrics.warning.signals import SIGNALS
from models.risk import area
from tests.metrics.conftest import rows

SCORES = [95, 90, 80, 70, 60, 50, 40, 30, 20, 10]
LOST = [1, 1, 0, 1, 0, 0, 1, 0, 0, 0]


def said_of(chance, lost, *, silent=None, origins=("2024-01-31",), recency=None, used=True):
    """Rows of risk_tested: one way, and the days since the last purchase."""
    count = len(chance)
    frame = pd.DataFrame(
        {
            "origin": np.repeat(pd.to_datetime(list(origins)), count),
            "customer_key": np.tile(np.arange(count), len(origins)),
            "silent_days": np.tile(silent or [0.0] * count, len(origins)).astype(float),
            "is_lost": np.tile(lost, len(origins)).astype(float),
            **{f"chance_{method}": np.nan for method in METHODS},
        }
    )
    frame["chance_logistic"] = np.tile(chance, len(origins)).astype(float)
    frame["chance_recency"] = np.tile(recency or [0.5] * count, len(origins)).astype(float)
    frame["chance"] = frame["chance_logistic"] if used else np.nan
    frame["horizon_days"] = 90.0
    kinds = dict.fromkeys(frame, "float64") | {"origin": "timestamp", "customer_key": "int64"}
    table = ibis.memtable(frame, schema=kinds)
    numbers = {name: table[name].nullif(float("nan")) for name in frame if kinds[name] == "float64"}
    return table.mutate(**numbers, origin=table.origin.cast("date"))


def test_the_published_answers():
    table = said_of([score / 100 for score in SCORES], LOST)
    found = metrics.risk_test(table, share=0.3).to_pandas().set_index("method").loc["logistic"]
    expected = {"base_rate": 0.4, "precision": 0.6667, "recall": 0.5, "lift": 1.6667, "auc": 0.8333}
    expected |= {"average_precision": 0.8304, "brier": 0.1853, "base_brier": 0.24}
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=5e-5), name
    assert found["is_used"]


def test_equal_chances_share_a_place():
    # Two of four have the highest chance, and one of them was lost: of one call, half a hit.
    found = metrics.risk_test(said_of([0.9, 0.9, 0.1, 0.1], [1, 0, 0, 0]), share=0.25).to_pandas()
    row = found.set_index("method").loc["logistic"]
    assert (row["precision"], row["recall"], row["lift"]) == (0.5, 0.5, 2.0)
    assert row["auc"] == pytest.approx(5 / 6)  # of three pairs, one tie


def test_the_same_by_another_way_of_computing():
    from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

    chance = np.random.default_rng(3)
    said = np.round(chance.uniform(size=300), 2)
    lost = (chance.uniform(size=300) < said).astype(int)
    silent = [float(day) for day in chance.integers(0, 90, 300)]
    found = metrics.risk_test(said_of(list(said), list(lost), silent=silent)).to_pandas().set_index("method")
    assert found.loc["logistic", "auc"] == pytest.approx(roc_auc_score(lost, said))
    assert found.loc["logistic", "auc"] == pytest.approx(area(said, lost.astype(float)))
    assert found.loc["logistic", "average_precision"] == pytest.approx(average_precision_score(lost, said))
    assert found.loc["logistic", "brier"] == pytest.approx(brier_score_loss(lost, said))
    assert found.loc["recency", "auc"] == pytest.approx(roc_auc_score(lost, silent))


def test_origins_are_averaged_and_shown_apart():
    table = said_of([0.9, 0.1], [1, 0], silent=[30, 5], origins=("2024-01-31", "2024-03-31", "2024-05-31"))
    whole = rows(metrics.risk_test(table, share=0.5), "method", "origins", "customers", "lost", "auc", "lead_days")
    assert whole == [("logistic", 3, 6, 3, 1, 60), ("recency", 3, 6, 3, 1, 60)]
    each = rows(metrics.risk_test(table, share=0.5, by_origin=True), "method", "origin", "customers")
    assert len(each) == 6
    assert each[0] == ("logistic", "2024-01-31", 2)


def test_steps_of_the_chance_and_their_lists():
    table = said_of([0.0, 0.05, 0.1, 0.95, 1.0], [0, 1, 0, 1, 1])
    found = rows(metrics.risk_calibration(table), "chance_step", "customers", "said", "lost", "rate")
    assert found == [(1, 2, 0.025, 1, 0.5), (2, 1, 0.1, 0, 0), (10, 2, 0.975, 2, 1)]
    for step, customers, _predicted, lost, _rate in found:
        members = metrics.calibration_members(table, tenth=step).to_pandas()
        assert (len(members), members["is_lost"].sum()) == (customers, lost)


def test_without_a_model_the_steps_are_those_of_the_last_purchase():
    table = said_of([0.9] * 4, [1, 0, 0, 0], recency=[0.25] * 4, used=False)
    assert rows(metrics.risk_calibration(table), "chance_step", "customers", "rate") == [(3, 4, 0.25)]
    assert not metrics.risk_test(table).to_pandas()["is_used"].any()


def risky(**columns):
    """Rows of customer_risk; columns that are not given are empty."""
    count = len(next(iter(columns.values())))
    numbers = [*SHOWN, "revenue_365", "profit_365", "chance", "signals", "signals_high", "signals_known", "sent"]
    frame = pd.DataFrame({name: np.full(count, np.nan) for name in numbers} | columns)
    kinds = dict.fromkeys(numbers, "float64") | dict.fromkeys(SIGNALS, "string") | {"contacted_30": "boolean"}
    for name in kinds:
        if name not in frame:
            frame[name] = None
    frame.insert(0, "customer_key", range(count))
    kinds["customer_key"] = "int32"
    table = ibis.memtable(frame[list(kinds)], schema=kinds)
    plain = {name: table[name].nullif(float("nan")) for name in numbers}
    return table.mutate(**plain).mutate(last_contact_on=ibis.null("date"))


def people(count):
    return ibis.memtable({"customer_key": list(range(count)), "customer_id": [f"C{n:03}" for n in range(count)]})


def test_the_list_is_in_order_of_the_expected_loss_and_as_long_as_the_number():
    table = risky(
        chance=[0.9, 0.5, 0.4, 0.99, 0.8],
        revenue_365=[100.0, 300, 1000, 0, -5],
        signals=[1.0, 0, 2, 3, 0],
        signals_high=[0.0, 0, 1, 2, 0],
        buys_less=["watch", "none", "high", "high", None],
        sent=[1.0, 1, 1, 1, 1],
        contacted_30=[True, False, True, False, False],
    )
    found = rows(metrics.risk_summary(table))
    # Who brought nothing in the last 365 days is lost already; one half is probable.
    assert found == [(5, 3, 2, 1.8, 1400, 640, 400, 2, 1)]
    everybody = rows(metrics.risk_members(table, people(5)), "customer_key", "expected_loss")
    assert everybody == [(2, 400), (1, 150), (0, 90)]
    assert rows(metrics.risk_members(table, people(5), likely=True), "customer_key") == [(1,), (0,)]
    assert rows(metrics.risk_members(table, people(5), top=1), "customer_key") == [(2,)]
    whole = metrics.risk_members(table, people(5)).to_pandas()
    pd.testing.assert_frame_equal(metrics.risk_members(table, people(5), top=2).to_pandas(), whole.head(2))
    counts = {row[0]: row[1:] for row in rows(metrics.signal_counts(table))}
    assert counts["buys_less"] == (3, 1, 1, 2, 1100)
    assert counts["complains"] == (0, 0, 0, 0, None)
    for level, expected in ((None, 2), ("watch", 1), ("high", 1)):
        assert metrics.risk_members(table, people(5), signal="buys_less", level=level).count().execute() == expected
    assert metrics.risk_members(table, people(5), level="high").count().execute() == 1


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.2, (1, 0, 1000)), (0.4, (2, 1, 1300)), (0.41, (3, 2, 1500)), (1.0, (5, 3, 1700))],
    ids=["a fifth", "one half is probable", "a part of a customer is a customer", "all who have a chance"],
)
def test_of_those_who_bring_most_how_many_will_probably_not_buy(share, expected):
    # Nothing is at stake with the sixth, nobody knows the chance of the last.
    table = risky(chance=[0.9, 0.5, 0.4, 0.99, 0.1, 0.8, np.nan], revenue_365=[100.0, 300, 1000, 200, 100, 0, 5000])
    assert rows(top_at_risk(table, share=share)) == [expected]


def test_where_nothing_is_at_stake_nobody_is_at_risk():
    assert rows(top_at_risk(risky(chance=[0.9], revenue_365=[0.0])), "top", "at_risk") == [(0, 0)]


def test_without_chances_nobody_is_counted_as_at_risk():
    table = risky(revenue_365=[100.0, 50], signals=[0.0, 1], signals_high=[0.0, 1])
    found = metrics.risk_summary(table).to_pandas().iloc[0]
    assert pd.isna(found["likely_lost"])
    assert pd.isna(found["contacted"])
    assert rows(metrics.risk_members(table, people(2)), "customer_key") == [(1,), (0,)]


def test_one_in_ten_is_held_out_and_always_the_same():
    from hashlib import md5

    table = risky(chance=[0.5] * 3000, revenue_365=[1.0] * 3000, signals=[0.0] * 3000)
    found = metrics.risk_members(table, people(3000)).to_pandas()
    assert 0.08 < found["is_held_out"].mean() < 0.12
    for key, is_out in found[["customer_key", "is_held_out"]].head(50).to_numpy():
        digest = md5(f"C{key:03}early warning".encode()).hexdigest()  # noqa: S324 - draws lots, hides nothing
        assert is_out == (digest < "1999999a")


END = date(2024, 4, 30)


def first(history, function, *tables, **options):
    calendar = (history.days, history.periods()) if "days" in function.__annotations__ else ()
    return function(history.purchase_days, *tables, *calendar, END, **options)


def test_second_purchases_in_the_first_days(mini):
    # A6: of the five whose first purchase is 60 days old, four bought again within 60 days.
    found = first(mini, metrics.first_days, mini.customers, grain="month", within_days=60)
    assert rows(found, "cohort", "customers", "mature", "converted", "not_back") == [
        ("2024-01-01", 3, 3, 2, 1),
        ("2024-02-01", 2, 2, 2, 0),
        ("2024-03-01", 2, 0, 0, 0),
        ("2024-04-01", 1, 0, 0, 0),
    ]
    by_month = rows(found, "rate", "median_days")
    assert by_month[:3] == [(0.6667, 39), (1, 43), (None, None)]
    for converted, expected in ((True, 4), (False, 1)):
        members = first(mini, metrics.first_days_members, grain="month", within_days=60, converted=converted)
        assert members.count().execute() == expected
    january = first(mini, metrics.first_days_members, grain="month", within_days=60, cohort=date(2024, 1, 1))
    assert rows(january, "customer_key") == [(mini.key("c3"),)]


@pytest.mark.parametrize(("second", "is_soon"), [("2024-03-31", True), ("2024-04-01", False)])
def test_the_last_of_the_first_days(history, second, is_soon):
    history.add("ann", "2024-01-01", second)
    history.add("bob", "2024-02-01")
    history.complete_up_to = END.isoformat()
    found = rows(first(history, metrics.first_days, history.customers, grain="month"), "mature", "converted")
    # 31 March is the 90th day after 1 January; 1 February is 89 days old.
    assert found == [(1, int(is_soon)), (0, 0)]


def test_who_was_spoken_to_in_the_first_fortnight(history):
    history.add("ann", "2024-01-10", "2024-02-10").add("bob", "2024-01-10").add("cyd", "2024-01-10", "2024-01-12")
    history.add("dan", "2024-01-01", "2024-01-05").add("eve", "2024-01-10", "2024-03-01")
    said = {"ann": "2024-01-24", "bob": "2024-01-10", "cyd": "2024-01-13", "dan": "2024-01-02", "eve": "2024-01-25"}
    frame = pd.DataFrame({"customer_key": [history.key(name) for name in said], "contacted_on": list(said.values())})
    contacts = ibis.memtable(frame).mutate(contacted_on=ibis._.contacted_on.cast("date"))
    found = metrics.first_contacts(history.purchase_days, history.customers, contacts, END)
    # Ann's contact is on the fourteenth day, Eve's on the fifteenth; Cyd had bought again before; Dan's first purchase
    # is older than the first contact on record.
    assert rows(found, "is_contacted", "mature", "converted") == [(True, 2, 1), (False, 2, 2)]


def test_time_to_the_second_purchase_is_that_of_the_formula_by_hand(history):
    """Thirteen customers: two come back on day 10, one on day 40, the others are followed 100 days and do not."""
    history.complete_up_to = END.isoformat()
    for number in range(13):
        wait = {0: 10, 1: 10, 2: 40}.get(number)
        days = ["2024-01-21", *([str(date(2024, 1, 21) + timedelta(days=wait))] if wait else [])]
        history.add(f"c{number:02}", *days)
    found = metrics.second_purchase_times(history.purchase_days, history.customers, END).to_pandas()
    assert found.within_days.tolist() == [14, 30, 60, 90], "nobody is followed for 180 days"
    assert found.share.tolist() == pytest.approx([2 / 13, 2 / 13, 3 / 13, 3 / 13])
    kept = 11 / 13
    reach = 1.959963984540054 * (2 / (13 * 11)) ** 0.5 / math.log(kept)
    assert found.low[0] == pytest.approx(1 - kept ** math.exp(reach))
    assert found.high[0] == pytest.approx(1 - kept ** math.exp(-reach))


def test_what_is_not_over_yet_is_neither_back_nor_lost(history):
    """A second purchase after the last complete day is not known; who is new counts as far as they have come."""
    history.complete_up_to = END.isoformat()
    history.add("late", "2024-01-01", "2024-05-02")
    for number in range(10):
        history.add(f"c{number}", "2024-01-01")
    found = metrics.second_purchase_times(history.purchase_days, history.customers, END).to_pandas()
    assert set(found.share) == {0.0}
    assert found.at_risk.max() == 11


def test_who_spoke_to_new_customers_first(history):
    history.add("ann", "2024-01-10", "2024-02-10").add("bob", "2024-01-10").add("cyd", "2024-01-10", "2024-01-12")
    said = [("ann", "2024-01-12", "omid"), ("ann", "2024-01-11", "mina"), ("bob", "2024-01-20", "omid")]
    said += [("bob", "2024-01-20", "mina"), ("cyd", "2024-01-13", "mina"), ("bob", "2024-02-20", "omid")]
    frame = pd.DataFrame(said, columns=["customer_key", "contacted_on", "agent"])
    frame = frame.assign(customer_key=[history.key(name) for name in frame.customer_key])
    contacts = ibis.memtable(frame).mutate(contacted_on=ibis._.contacted_on.cast("date"))
    found = metrics.first_agents(history.purchase_days, contacts, END)
    # Mina was first with both, with Bob by her name; Cyd had bought again before.
    assert rows(found, "agent", "mature", "converted", "not_back") == [("mina", 2, 1, 1)]
