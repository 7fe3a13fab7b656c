"""What the churn-causes page says, from hand-typed results."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

import store
from localization import use_language
from screens.causes import findings
from ui.view import Lens, View


@pytest.fixture(autouse=True)
def english():
    use_language("en")
    yield
    use_language("en")


class Typed(View):
    """A view whose periods need no data set."""

    def period_name(self, starts_on):
        return pd.Timestamp(starts_on).strftime("%Y-%m")


@pytest.fixture
def view():
    info = store.Version(
        version=1,
        published_at=datetime(2024, 6, 1, tzinfo=UTC),
        who="",
        note="",
        complete_up_to=date(2024, 5, 31),
        settings=store.Settings(currency="EUR"),
        uploads=(),
        counts={"orders_rows": 9, "departures_rows": 10, "profit_known": 1},
    )
    return Typed("shop", info, Lens("month"), "light")


def plain_spaces(sentence):
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


def said(*of):
    return plain_spaces(findings.why(*of))


def causes(**named):
    """Rows of departures_by_cause: cause=(mentions, departed, lost_revenue, lost_profit)."""
    return pd.DataFrame(
        [(cause, *numbers) for cause, numbers in named.items()],
        columns=["cause", "mentions", "departed", "lost_revenue", "lost_profit"],
    )


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
        ("customers", "support", "“Support” is the largest known cause: 40 % of the customers lost, named in 5 of 10"),
        ("sales", "price", "“Price” is the largest known cause: 60 % of the sales lost, €600 in the year before"),
        ("profit", "support", "“Support” is the largest known cause: 60 % of the profit lost, €90 in the year before"),
    ],
)
def test_the_largest_known_cause_depends_on_what_is_counted(view, measure, first, costs):
    ranking = findings.ranked(STATED, measure)
    assert findings.largest(ranking) == first
    sentence = said(view, ranking, None, measure)
    assert sentence.startswith(costs)
    assert sentence.endswith(" For 30 % of the departures no cause is known.")


def test_a_loss_of_loss_makers_has_no_share():
    ranking = findings.ranked(causes(price=(2, 2.0, 10.0, -50.0), support=(1, 1.0, 5.0, 20.0)), "profit")
    assert ranking["cause"].tolist()[:2] == ["support", "price"]
    assert ranking["share"].isna().all()


def test_what_nobody_controls_is_named_beside_what_somebody_does(view):
    ranking = findings.ranked(causes(need_ended=(6, 6.0, 1.0, 1.0), price=(4, 4.0, 1.0, 1.0)), "customers")
    assert (
        "It is hardly yours to change; of those that are, “Price” costs most (40 %). A cause is known for every "
        "departure."
    ) in said(view, ranking, None, "customers")


@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        ((30, 100, 0.20, 0.43, True), "Its rate rose to 30 % of the active customers in 2024-03, from 10 % before."),
        ((2, 100, 0.00, 0.07, True), "Its rate fell to 2 % of the active customers in 2024-03, from 10 % before."),
        (
            (11, 100, 0.05, 0.20, True),
            "Its rate shows no clear change: 11 % of the active customers in 2024-03, 10 % before.",
        ),
    ],
    ids=["rose", "fell", "by chance"],
)
def test_the_rate_of_the_last_period_is_held_against_those_before(view, last, verdict):
    months = rates((10, 100, 0.05, 0.18, True), (10, 100, 0.05, 0.18, True), last)
    assert verdict in said(view, findings.ranked(STATED, "sales"), months, "sales")


def test_an_open_period_is_no_evidence(view):
    months = rates((10, 100, 0.05, 0.18, True), (90, 100, 0.7, 1.1, False))
    assert "rate" not in said(view, findings.ranked(STATED, "sales"), months, "sales")


def test_when_nothing_is_known_it_says_so(view):
    ranking = findings.ranked(causes(no_answer=(3, 3.0, 10.0, 1.0), unknown=(1, 1.0, 10.0, 1.0)), "sales")
    assert findings.largest(ranking) == "no_answer"
    assert said(view, ranking, None, "sales") == (
        "4 customers left and no cause is known of any: ask everybody who leaves one short question."
    )


def test_when_nobody_left_it_says_so(view):
    ranking = findings.ranked(causes(), "sales")
    assert said(view, ranking, None, "sales").startswith("Nobody is recorded to have left")
    assert [card.value for card in findings.headlines(view, ranking)] == ["0", "–", "–", "–"]


def test_without_departures_silence_is_all_there_is(view):
    lapsed = pd.DataFrame({"customers": [40], "lapsed": [10], "rate": [0.25], "revenue": [1200.0]})
    assert plain_spaces(findings.unrecorded(view, lapsed)) == (
        "Why customers leave was not recorded in this data set. 10 of 40 customers (25 %) have bought nothing for "
        "6 months or longer: perhaps lost, with €1.2K of sales in their last active periods."
    )
    assert findings.unrecorded(view, None) == "Why customers leave was not recorded in this data set."
