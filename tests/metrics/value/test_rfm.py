"""Scores of recency, frequency and money without unfair ties, the groups made of them, and who moved."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from ibis import _

import metrics
from metrics.value.rfm import GROUPS
from tests.metrics.conftest import rows

END = date(2024, 12, 31)


def days_before(*ago):
    return [(END - timedelta(days=one)).isoformat() for one in ago]


def scored(history):
    return metrics.customer_rfm(history.purchase_days, END)


def test_equal_frequencies_have_equal_scores(history):
    """The worked example: one purchase each of six, then 2, 3, 4 and 9; five equal tiles would split the six."""
    for place, often in enumerate([1] * 6 + [2, 3, 4, 9]):
        history.add(f"c{place}", *days_before(*range(10, 10 + often)))
    found = rows(scored(history).order_by("customer_key"), "frequency", "frequency_score")
    assert [score for _often, score in found] == [1, 1, 1, 1, 1, 1, 4, 4, 5, 5]


def test_the_latest_has_the_best_recency(history):
    for place, ago in enumerate([0, 10, 20, 30, 40]):
        history.add(f"c{place}", *days_before(ago))
    assert rows(scored(history).order_by("customer_key"), "recency_days", "recency_score") == [
        (0, 5), (10, 4), (20, 3), (30, 2), (40, 1)
    ]  # fmt: skip


def test_boundary_days(history):
    history.add("in", *days_before(364), revenue=3)
    history.add("out", *days_before(365), revenue=3)
    history.add("then", *days_before(91 + 364), revenue=3)
    history.add("long ago", *days_before(91 + 365), revenue=3)
    history.add("quarter", *days_before(91), revenue=3)
    history.add("since", *days_before(90), revenue=3)
    found = scored(history).join(history.customers, "customer_key").order_by("customer_id")
    assert rows(found, "customer_id", "recency_days", "recency_days_before") == [
        ("in", 364, 273),
        ("out", None, 274),
        ("quarter", 91, 0),
        ("since", 90, None),
        ("then", None, 364),
    ]


def shop(history):
    """Ann goes silent, Bob stays, Cyd is new, Dan was here long ago, and four others fill the scale."""
    history.add("ann", *days_before(120, 130, 140, 150, 160), revenue=100)
    history.add("bob", *days_before(1, 95, 100, 105, 110), revenue=50)
    history.add("cyd", *days_before(2), revenue=10)
    history.add("dan", *days_before(400), revenue=10)
    for place in range(4):
        history.add(f"e{place}", *days_before(30 + place, 200 + place), revenue=20)
    return history


def test_moves_count_everybody_once_and_lists_equal_them(history):
    table = scored(shop(history))
    moves = metrics.rfm_moves(table).to_pandas()
    assert moves["customers"].sum() == 8
    assert {*moves["standing"], *moves["standing_before"]} <= {*GROUPS, "none"}
    for move in moves.itertuples():
        members = metrics.rfm_members(table, standing=move.standing, standing_before=move.standing_before)
        assert members.count().execute() == move.customers
    cyd = metrics.rfm_members(table, standing_before="none").to_pandas()
    assert len(cyd) == 1
    dan = metrics.rfm_members(table, standing="none").to_pandas()
    assert (len(dan), dan["frequency"].isna().all()) == (1, True)
    ann = table.join(history.customers, "customer_key").filter(_.customer_id == "ann")
    assert rows(ann, "standing") == [("at_risk",)]


def test_the_map_counts_everybody_who_bought_and_shows_its_cuts(history):
    table = scored(shop(history))
    cells = metrics.rfm_map(table).to_pandas()
    assert cells["customers"].sum() == 7
    assert (cells["recency_from"] <= cells["recency_to"]).all()
    for cell in cells.itertuples():
        asked = {"recency_score": cell.recency_score, "frequency_score": cell.frequency_score}
        assert metrics.rfm_members(table, **asked).count().execute() == cell.customers
    best = cells.iloc[0]
    assert (best["recency_score"], best["standing"]) == (5, "champions")


def test_nobody_lately_is_nothing(history):
    history.add("ann", *days_before(900))
    assert rows(scored(history)) == []
    assert rows(metrics.rfm_moves(scored(history))) == []


def test_own_cut_points_part_the_scores_at_their_boundaries(history):
    for name, days in (("a", [30]), ("b", [31]), ("c", [60, 90]), ("d", [121, 122, 123]), ("e", [10, 11, 12, 13, 14])):
        history.add(name, *days_before(*days), revenue=10)
    table = metrics.customer_rfm(history.purchase_days, END, (30, 60, 90, 120), (2, 3, 4, 5), (20, 30, 40, 49.99))
    known = table.join(history.customers, "customer_key").order_by("customer_id").to_pandas().set_index("customer_id")
    # A cut point of days is still the better score, one of purchases or money already is.
    assert known["recency_score"].to_dict() == {"a": 5, "b": 4, "c": 4, "d": 1, "e": 5}
    assert known["frequency_score"].to_dict() == {"a": 1, "b": 1, "c": 2, "d": 3, "e": 5}
    assert known["money_score"].to_dict() == {"a": 1, "b": 1, "c": 2, "d": 3, "e": 5}


def test_own_cut_points_of_one_score_leave_the_others_to_the_customers(history):
    shop(history)
    own = metrics.customer_rfm(history.purchase_days, history.until, (), (1, 2, 3, 4)).to_pandas()
    usual = metrics.customer_rfm(history.purchase_days, history.until).to_pandas()
    columns = ["customer_key", "recency_score", "money_score"]
    one, other = (found.sort_values("customer_key", ignore_index=True)[columns] for found in (own, usual))
    pd.testing.assert_frame_equal(one, other)
    counted = own.dropna(subset=["frequency"])
    assert (counted["frequency_score"] == (1 + counted["frequency"]).clip(upper=5)).all()
