"""What the churn-causes page says, from hand-typed results."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from screens.causes import findings


def plain_spaces(sentence):
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


def said(*of):
    return plain_spaces(findings.why(*of))


def causes(**named):
    """Rows of departures_by_cause: cause=(mentions, departed, lost_revenue, lost_profit)."""
    return pd.DataFrame(
        [(cause, *numbers) for cause, numbers in named.items()],
        columns=["cause", "mentions", "departed", "lost_revenue", "lost_profit"],
    ).assign(lost_charge=None)


def rates(*months, cause="price"):
    """Rows of cause_rates of one cause: (mentions, start, low, high) per month; the last one may be open."""
    return pd.DataFrame(
        [
            {
                "period": pd.Timestamp(2024, number, 1),
                "cause": cause,
                "mentions": mentions,
                "start": start,
                "rate": mentions / start if start else None,
                "low": low,
                "high": high,
                "is_complete": is_complete,
            }
            for number, (mentions, start, low, high, is_complete) in enumerate(months, start=1)
        ]
    )


STATED = causes(price=(4, 3.0, 600.0, 50.0), support=(5, 4.0, 300.0, 90.0), unknown=(3, 3.0, 100.0, 10.0))


def test_known_causes_come_first_and_the_unknown_are_always_there():
    ranking = findings.ranked(STATED, "sales")
    assert ranking["cause"].tolist() == ["price", "support", "unknown", "no_answer", "unclassified"]
    assert ranking["value"].tolist() == [600, 300, 100, 0, 0]
    assert ranking["cumulative"].round(4).tolist() == [0.6, 0.9, 1, 1, 1]


@pytest.mark.parametrize(
    ("measure", "first", "costs"),
    [
        ("customers", "support", "“Support” is the largest known cause in 2024-01 to 2024-05: 40 % of the customers"),
        ("sales", "price", "“Price” is the largest known cause in 2024-01 to 2024-05: 60 % of the sales of those"),
        ("profit", "support", "“Support” is the largest known cause in 2024-01 to 2024-05: 60 % of the profit of"),
    ],
)
def test_the_largest_known_cause_depends_on_what_is_counted(view, measure, first, costs):
    ranking = findings.ranked(STATED, measure)
    assert findings.largest(ranking) == first
    assert said(view, ranking, None, measure).startswith(costs)
    assert plain_spaces(findings.more_about(view, ranking, None)[-1]) == (
        "For 30 % of the departures no cause is known."
    )


def test_a_loss_of_loss_makers_has_no_share():
    ranking = findings.ranked(causes(price=(2, 2.0, 10.0, -50.0), support=(1, 1.0, 5.0, 20.0)), "profit")
    assert ranking["cause"].tolist()[:2] == ["support", "price"]
    assert ranking["share"].isna().all()


def test_what_nobody_controls_is_named_beside_what_somebody_does(view):
    ranking = findings.ranked(causes(need_ended=(6, 6.0, 1.0, 1.0), price=(4, 4.0, 1.0, 1.0)), "customers")
    more = [plain_spaces(sentence) for sentence in findings.more_about(view, ranking, None)]
    assert more[0].endswith("is hardly yours to change; of those that are, “Price” costs most (40 %).")
    assert more[1] == "A cause is known for every departure."


@pytest.mark.parametrize(
    ("last", "verdict", "sentence"),
    [
        ((30, 100, 0.20, 0.43, True), "worse", "It takes more of the customers than in 2024-02."),
        ((2, 100, 0.00, 0.07, True), "better", "It takes fewer of the customers than in 2024-02."),
        ((11, 100, 0.05, 0.20, True), "unclear", "Whether it takes more than in 2024-02 cannot be told"),
    ],
    ids=["rose", "fell", "by chance"],
)
def test_the_rate_of_the_span_is_held_against_as_many_periods_before(view, last, verdict, sentence):
    march = replace(view, lens=replace(view.lens, since=date(2024, 3, 1), until=date(2024, 3, 1)))
    months = rates((50, 100, 0.4, 0.6, True), (10, 100, 0.05, 0.18, True), last)
    found = findings.change(march, months, "price")
    assert (found.verdict, found.before, found.now) == (verdict, 0.1, last[0] / 100)
    assert sentence in said(march, findings.ranked(STATED, "sales"), found, "sales")


def test_an_open_period_is_no_evidence(view):
    months = rates((10, 100, 0.05, 0.18, True), (90, 100, 0.7, 1.1, False))
    found = findings.change(view, months, "price")
    assert (found.now, found.before) == (0.1, None)
    assert "than in" not in said(view, findings.ranked(STATED, "sales"), found, "sales")


def test_when_nothing_is_known_it_says_so(view):
    ranking = findings.ranked(causes(no_answer=(3, 3.0, 10.0, 1.0), unknown=(1, 1.0, 10.0, 1.0)), "sales")
    assert findings.largest(ranking) == "no_answer"
    assert said(view, ranking, None, "sales") == (
        "In 2024-01 to 2024-05 4 customers left and no cause is known of any: ask everybody who "
        "leaves one short question."
    )


def test_when_nobody_left_it_says_so(view):
    ranking = findings.ranked(causes(), "sales")
    assert said(view, ranking, None, "sales").startswith("Nobody is recorded to have left")
    assert [card.value for card in findings.headlines(view, ranking)] == ["0", "–", "–", "–"]


def test_without_departures_silence_is_all_there_is(view):
    lapsed = pd.DataFrame({"customers": [40], "lapsed": [10], "rate": [0.25], "revenue": [1200.0]})
    assert plain_spaces(findings.unrecorded(view, lapsed)) == (
        "Why customers leave was not recorded in this data set. 10 of 40 customers (25 %) have bought nothing for "
        "6 months or longer: €1.2K of sales in their last active periods."
    )
    assert findings.unrecorded(view, None) == "Why customers leave was not recorded in this data set."
