"""NPS and its interval, scales kept apart, what they did next, and importance beside performance."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from metrics.service.surveys import importance_performance, nps, nps_change, nps_leaving, nps_members, satisfaction
from tests.metrics.conftest import History, rows
from tests.metrics.service.conftest import months

PERIODS = months("2024-01-01", "2024-04-01", "2024-04-30")


def surveys_of(*answers):
    """(customer_key, day, score, scale, topic, importance); later ones may be left out."""
    names = ("customer_key", "answered_on", "score", "scale", "topic", "importance")
    given = [
        (*row, "0-10", "", None)[: max(len(row), 0)] + ("0-10", "", None)[max(len(row) - 3, 0) :] for row in answers
    ]
    frame = pd.DataFrame(given, columns=list(names)).astype(
        {"score": float, "importance": float, "scale": "string", "topic": "string"}
    )
    table = ibis.memtable(frame)
    table = table.mutate(answered_on=table.answered_on.cast("date"), comment=ibis.literal(""))
    number = (table.answered_on.year() * 12 + table.answered_on.month() - 1).cast("int64")
    return table.mutate(period=number, customer_key=table.customer_key.cast("int32"))


def wave(promoters, passives, detractors):
    scores = [*[9] * promoters, *[7] * passives, *[6] * detractors]
    return surveys_of(*((key, "2024-01-15", score) for key, score in enumerate(scores)))


def test_the_worked_example():
    """50, 30 and 20 of a hundred: NPS 30, adjusted Wald 14.05 to 44.20."""
    found = nps(wave(50, 30, 20), PERIODS).to_pandas().iloc[0]
    assert (found.answers, found.promoters, found.passives, found.detractors) == (100, 50, 30, 20)
    assert found.nps == 30
    assert (found.nps_low, found.nps_high) == pytest.approx((14.05, 44.20), abs=5e-3)


def test_the_worked_change():
    points, z, p_value = nps_change((58, 27, 15), (50, 30, 20))
    assert points == pytest.approx(13)
    assert (z, p_value) == pytest.approx((1.21, 0.226), abs=5e-3)
    assert np.isnan(nps_change((0, 0, 0), (1, 1, 1))[0])
    assert np.isnan(nps_change((3, 0, 0), (3, 0, 0))[2])


@pytest.mark.parametrize(
    ("score", "group"),
    [(10, "promoter"), (9, "promoter"), (8, "passive"), (7, "passive"), (6, "detractor"), (0, "detractor")],
)
def test_the_edges_of_the_groups(score, group):
    given = nps(surveys_of((1, "2024-01-15", score)), PERIODS).to_pandas().iloc[0]
    assert given[f"{group}s"] == 1


def test_one_answer_of_a_customer_in_a_wave_the_latest():
    given = surveys_of((1, "2024-01-05", 2), (1, "2024-01-25", 10), (1, "2024-02-05", 0))
    assert rows(nps(given, PERIODS), "period", "answers", "nps") == [("2024-01-01", 1, 100), ("2024-02-01", 1, -100)]


def test_other_scales_and_answers_about_a_topic_are_no_nps():
    given = surveys_of((1, "2024-01-05", 5, "1-5"), (2, "2024-01-05", 9, "0-10", "price"), (3, "2024-01-05", 8))
    assert rows(nps(given, PERIODS), "answers", "passives") == [(1, 1)]


@pytest.mark.parametrize(
    ("scores", "answers"), [((10, 3), 2), ((5, 3), 0), ((70, 30), 0)], ids=["of ten", "of five", "of a hundred"]
)
def test_a_scale_that_nobody_named_is_told_by_its_scores(scores, answers):
    given = surveys_of(*((key, "2024-01-05", score, None) for key, score in enumerate(scores)))
    assert sum(n for (n,) in rows(nps(given, PERIODS), "answers")) == answers


def firm():
    data = History(complete_up_to="2024-04-30")
    for name, said in {"ann": "12", "bob": "1", "cyd": "12", "dan": "1", "eve": "12"}.items():
        data.add(name, *(f"2024-0{month}-10" for month in said), profit=30)
    return data


def test_what_they_did_afterwards_and_who_did_not_answer():
    """In January ann, bob and cyd answered; dan and eve did not. In February nobody was asked."""
    data = firm()
    key = data.key
    given = surveys_of((key("ann"), "2024-01-15", 10), (key("bob"), "2024-01-15", 3), (key("cyd"), "2024-01-15", 8))
    found = nps_leaving(given, data.customers, PERIODS, activity=data.activity())
    assert rows(found, "nps_group", "customers", "share", "left", "rate") == [
        ("promoter", 1, 0.2, 0, 0),
        ("passive", 1, 0.2, 0, 0),
        ("detractor", 1, 0.2, 1, 1),
        ("unanswered", 2, 0.4, 1, 0.5),
    ]
    for row in found.to_pandas().itertuples():
        listed = nps_members(given, data.customers, PERIODS, activity=data.activity(), group=row.nps_group)
        assert len(listed.to_pandas()) == row.customers


def test_everybody_who_answered_in_a_wave_is_listed_known_or_not():
    data = firm()
    given = surveys_of((data.key("ann"), "2024-04-15", 10), (data.key("bob"), "2024-04-15", 3))
    wave_of_april = pd.Timestamp("2024-04-01").date()
    found = nps_members(given, data.customers, PERIODS, activity=data.activity(), answered_in=wave_of_april)
    assert rows(found, "customer_key", "nps_group", "has_left") == [(1, "detractor", None), (0, "promoter", None)]


def test_scales_are_never_averaged_together():
    given = surveys_of((1, "2024-01-05", 4, "1-5"), (2, "2024-01-05", 2, "1-5"), (1, "2024-01-05", 8))
    asked = ibis.memtable(
        {"customer_key": [1], "topic": ["late"], "satisfaction": [5.0], "satisfaction_scale": ["1-5"]}
    )
    found = satisfaction(given, asked.mutate(customer_key=asked.customer_key.cast("int32")))
    assert rows(found, "asked_in", "scale", "answers", "mean_score") == [
        ("survey", "1-5", 2, 3),
        ("complaint", "1-5", 1, 5),
        ("survey", "0-10", 1, 8),
    ]


def test_the_interval_of_a_mean_is_about_customers_not_answers():
    """Ten customers who each say the same ten times: as sure as ten answers, not as a hundred."""
    chance = np.random.default_rng(4)
    own = chance.uniform(0, 10, 10)
    once = surveys_of(*((key, "2024-01-05", score, "0-10", "price") for key, score in enumerate(own)))
    often = surveys_of(
        *((key, "2024-01-05", score, "0-10", "price") for key, score in enumerate(own) for _ in range(10))
    )
    narrow, wide = (satisfaction(given).to_pandas().iloc[0] for given in (once, often))
    assert (narrow.score_low, narrow.score_high) == pytest.approx((wide.score_low, wide.score_high))
    drawn = chance.choice(own, (4_000, 10)).mean(axis=1)
    assert np.quantile(drawn, [0.025, 0.975]) == pytest.approx([narrow.score_low, narrow.score_high], abs=0.35)


def topics(importance=None, overall=False):
    """Thirty customers score speed (badly) and looks (well); speed goes along with the score for the whole."""
    answers = []
    for key in range(30):
        speed, looks = key % 7, 6 + key % 4
        matters = (None, None) if importance is None else importance
        answers += [
            (key, "2024-01-05", speed, "0-10", "speed", matters[0]),
            (key, "2024-01-05", looks, "0-10", "looks", matters[1]),
        ]
        if overall:
            answers.append((key, "2024-01-06", min(speed + 2, 10), "0-10", "", None))
    return surveys_of(*answers)


def placed(given, **known):
    people = ibis.memtable({"customer_key": list(range(30))})
    return importance_performance(given, people, PERIODS, **known)


def test_what_matters_and_is_done_badly_comes_first():
    found = placed(topics(importance=(9, 3)))
    assert rows(found, "topic", "people", "importance", "is_derived", "quadrant") == [
        ("speed", 30, 9, False, "work_first"),
        ("looks", 30, 3, False, "enough"),
    ]


def test_without_stated_importance_it_is_derived_by_rank():
    found = placed(topics(overall=True))
    speed, looks = [key % 7 for key in range(30)], [6 + key % 4 for key in range(30)]
    overall = [min(value + 2, 10) for value in speed]
    assert rows(found, "topic", "is_derived", "quadrant") == [("speed", True, "work_first"), ("looks", True, "enough")]
    derived = found.to_pandas().importance.tolist()
    assert derived == pytest.approx([spearmanr(speed, overall).statistic, spearmanr(looks, overall).statistic])


def test_without_a_score_for_the_whole_it_is_derived_from_staying():
    data = History(complete_up_to="2024-04-30")
    for key in range(30):  # those who score speed above 3 come back
        data.add(f"c{key:02}", *(["2024-01-10", "2024-02-10"] if key % 7 > 3 else ["2024-01-10"]), profit=1)
    found = placed(topics(), activity=data.activity()).to_pandas()
    speed = [key % 7 for key in range(30)]
    assert found.topic.tolist()[0] == "speed"
    assert found.importance[0] == pytest.approx(spearmanr(speed, [value > 3 for value in speed]).statistic)


def test_few_answers_are_placed_nowhere():
    given = surveys_of(*((key, "2024-01-05", 5, "0-10", "price", 9) for key in range(19)))
    assert rows(placed(given), "people", "quadrant") == [(19, None)]
