"""Who brings customers: what can be and what cannot, and the referred held against those who came alike."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
import pytest

from metrics import referral_kept, referral_rate
from metrics.actions.referral import claims
from tests.metrics.actions.conftest import bought, table
from tests.metrics.conftest import History, rows

UNTIL = date(2024, 12, 31)


def people(*said, **columns):
    """Customers 0, 1, 2 …, each with the number of who is said to have referred them."""
    keys = list(range(len(said)))
    full = list(zip(keys, map(str, keys), said, *columns.values(), strict=True))
    return table(("customer_key", "customer_id", "referred_by", *columns), full)


def claimed(days, who):
    return dict(rows(claims(bought(*days), who).order_by("customer_key"), "customer_key", "claim"))


@pytest.mark.parametrize(
    ("referrer_day", "claim"),
    [("2024-01-31", "counts"), ("2024-02-01", "referrer_later"), ("2024-02-02", "referrer_later")],
    ids=["the day before", "the same day", "the day after"],
)
def test_a_referrer_was_there_before(referrer_day, claim):
    assert claimed([(0, referrer_day), (1, "2024-02-01")], people(None, "0")) == {0: "none", 1: claim}


def test_nobody_refers_themselves_nor_each_other_nor_is_unheard_of():
    who = people("0", "2", "1", "9", " ", "4")
    days = [(key, f"2024-01-0{key + 1}") for key in range(6)]
    assert claimed(days, who) == {
        0: "self_referred",
        1: "in_circles",
        2: "in_circles",
        3: "unknown_referrer",
        4: "none",
        5: "counts",
    }


def test_of_a_larger_circle_one_cannot_be():
    who = people("2", "0", "1")
    found = claimed([(0, "2024-01-01"), (1, "2024-01-02"), (2, "2024-01-03")], who)
    assert found == {0: "referrer_later", 1: "counts", 2: "counts"}


def test_how_many_bring_how_many_in_each_period():
    data = History(complete_up_to="2024-02-29")
    data.add("a", "2024-01-05", "2024-02-05").add("b", "2024-01-20").add("c", "2024-02-01").add("d", "2024-02-28")
    data.add("e", "2024-02-27").add("f", "2024-02-29").add("g", "2024-03-01")
    for name, by in {"a": None, "b": "a", "c": "a", "d": "a", "e": "e", "f": "x", "g": "a"}.items():
        data.describe(name, referred_by=by, region="n" if name < "d" else "s")
    found = referral_rate(data.purchase_days, data.customers, data.days, data.periods(), "month")
    columns = ("period", "active", "referrers", "rate", "new", "referred", "referred_share")
    assert rows(found, *columns) == [
        ("2024-01-01", 2, 1, 0.5, 2, 1, 0.5),
        ("2024-02-01", 5, 1, 0.2, 4, 2, 0.5),
    ]
    assert rows(found, "self_referred", "unknown_referrer", "in_circles", "referrer_later") == [
        (0, 0, 0, 0),
        (1, 1, 0, 0),
    ]
    parts = referral_rate(data.purchase_days, data.customers, data.days, data.periods(), "month", by=("region",))
    assert rows(parts, "region", "period", "active", "referrers", "new", "referred") == [
        ("n", "2024-01-01", 2, 1, 2, 1),
        ("n", "2024-02-01", 2, 1, 1, 1),
        ("s", "2024-02-01", 3, 1, 3, 1),
    ]


def kept(days, who, until=UNTIL, among="all", **options):
    found = referral_kept(bought(*days), who, until, **options)
    return found.filter(ibis._.among == among)


COUNTS = ("customers", "retained", "other_customers", "other_retained")


@pytest.mark.parametrize(
    ("offset", "is_kept"), [(0, 0), (1, 1), (180, 1), (181, 0)], ids=["same day", "next day", "last day", "too late"]
)
def test_kept_is_who_bought_again_within_the_days(offset, is_kept):
    again = (date(2024, 2, 1) + timedelta(days=offset)).isoformat()
    days = [(0, "2023-01-01"), (1, "2024-02-01"), *([(1, again)] if offset else [])]
    assert rows(kept(days, people(None, "0")), *COUNTS) == [(1, is_kept, 0, 0)]


@pytest.mark.parametrize(("until", "counted"), [(date(2024, 7, 29), 0), (date(2024, 7, 30), 1)])
def test_only_whose_days_are_over_count(until, counted):
    days = [(0, "2023-01-01"), (1, "2024-02-01")]
    assert len(rows(kept(days, people(None, "0"), until))) == counted


@pytest.mark.parametrize(("first", "counted"), [("2024-06-28", 0), ("2024-06-29", 1)])
def test_of_the_first_days_of_the_data_nobody_is_known_to_be_new(first, counted):
    assert len(rows(kept([(0, "2024-01-01"), (1, first)], people(None, "0")))) == counted


def crowd():
    """Of the web nearly all stay, of the fair few; more of the referred come from the web."""
    who, days, said, channel = 1, [(0, "2023-01-01")], [None], ["web"]
    plan = [("web", "0", 8, 6), ("web", None, 4, 3), ("fair", "0", 2, 1), ("fair", None, 16, 4)]
    for way, by, count, stay in plan:
        for number in range(count):
            days.append((who, f"2024-02-{1 + who % 28:02}", 100, 30))
            if number < stay:
                days.append((who, "2024-04-01", 100, 10))
            said.append(by)
            channel.append(way)
            who += 1
    return days, people(*said, channel=channel)


def test_among_those_who_came_alike_the_difference_is_another():
    days, who = crowd()
    assert rows(kept(days, who), *COUNTS) == [(10, 7, 20, 7)]
    alike = kept(days, who, among="alike")
    assert rows(alike, *COUNTS) == [(10, 7, 20, 7)]
    # web 6/8 − 3/4 = 0, weight 8·4/12; fair 1/2 − 4/16 = .25, weight 2·16/18
    weights = (8 * 4 / 12, 2 * 16 / 18)
    assert rows(alike, "difference", "other_rate") == [(round(0.25 * weights[1] / sum(weights), 4), 0.65)]
    difference = 0.25 * weights[1] / sum(weights)
    slope = (64 * 3 - 16 * 6 + 8 * 4 * (4 - 8) / 2) / 144 + (4 * 4 - 256 * 1 + 2 * 16 * (16 - 2) / 2) / 324
    level = (6 * (4 - 3) + 3 * (8 - 6)) / 24 + (1 * (16 - 4) + 4 * (2 - 1)) / 36
    half = 1.959964 * (difference * slope + level) ** 0.5 / sum(weights)
    low, high, is_real = rows(alike, "difference_low", "difference_high", "is_real")[0]
    assert (low, high, is_real) == (
        pytest.approx(0.25 * weights[1] / sum(weights) - half, abs=1e-4),
        pytest.approx(0.25 * weights[1] / sum(weights) + half, abs=1e-4),
        False,
    )


def test_profit_of_the_referred_and_of_those_alike():
    days, who = crowd()
    assert rows(kept(days, who, among="alike"), "profit_each", "other_profit_each") == [(37, 36.5)]
    unknown = [(key, day, 100, None) for key, day, *_money in days]
    assert rows(kept(unknown, who), "profit_each", "other_profit_each") == [(None, None)]


def test_another_month_is_not_alike():
    days = [(0, "2023-01-01"), (1, "2024-02-01"), (2, "2024-02-28"), (3, "2024-03-01")]
    who = people(None, "0", None, None)
    assert rows(kept(days, who, among="alike"), *COUNTS) == [(1, 0, 1, 0)]
    assert rows(kept([*days[:2], days[3]], people(None, "0", None, None)), *COUNTS) == [(1, 0, 1, 0)]
    assert rows(kept([days[0], days[1], days[3]], who, among="alike"), *COUNTS) == []


def test_referrals_of_segments_are_kept_apart():
    days, who = crowd()
    found = kept(days, who, by=("channel",))
    assert rows(found, "channel", *COUNTS) == [("fair", 2, 1, 16, 4), ("web", 8, 6, 4, 3)]


def test_where_referrals_change_nothing_one_in_twenty_seems_to():
    """Strata of a few customers: an interval that takes one outcome for certain would cry wolf each fourth time."""
    chance, firms = np.random.default_rng(5), 400
    strata = pd.DataFrame({"firm": np.repeat(np.arange(firms), 40), "way": np.tile(np.arange(40), firms)})
    people = strata.loc[strata.index.repeat(4)].reset_index(drop=True)
    people["is_referred"] = chance.random(len(people)) < 0.3
    first, again = date(2024, 2, 1), date(2024, 3, 1)
    keys = np.arange(1, len(people) + 1).astype("int32")
    kept_ones = keys[chance.random(len(people)) < 0.7]
    days = pd.DataFrame(
        {
            "customer_key": np.concatenate([[0], keys, kept_ones]).astype("int32"),
            "day": [date(2023, 1, 1)] + [first] * len(keys) + [again] * len(kept_ones),
            "profit": 1.0,
        }
    )
    bought_days = ibis.memtable(days, schema={"customer_key": "int32", "day": "date", "profit": "decimal(18, 4)"})
    frame = pd.DataFrame(
        {
            "customer_key": np.concatenate([[0], keys]).astype("int32"),
            "customer_id": [str(key) for key in (0, *keys)],
            "referred_by": [None, *np.where(people.is_referred, "0", "")],
            "channel": ["", *people.way.astype(str)],
            "firm": ["", *people.firm.astype(str)],
        }
    )
    schema = {"customer_key": "int32"} | dict.fromkeys(("customer_id", "referred_by", "channel", "firm"), "string")
    found = referral_kept(bought_days, ibis.memtable(frame, schema=schema), UNTIL, by=("firm",))
    alike = found.filter(ibis._.among == "alike").to_pandas()
    assert len(alike) == firms
    assert 0.02 <= alike.is_real.mean() <= 0.05 + 3 * (0.05 * 0.95 / firms) ** 0.5
    assert abs(alike.difference.mean()) < 0.02
