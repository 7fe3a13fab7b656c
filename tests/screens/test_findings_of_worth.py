"""What the pages of segments and of top customers say, from frames typed by hand."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
import streamlit as st

from localization import use_language
from screens.customers import findings as customers
from screens.segments import findings as segments
from screens.segments.pictures import picked_last
from ui.whale_curve import for_80


@pytest.fixture
def view():
    """As much of a view as sentences need: quarters Q1 and Q2, no currency, costs known."""
    use_language("en")
    starts = pd.to_datetime(["2024-01-01", "2024-04-01"])
    names = ["Q1 2024", "Q2 2024"]
    return SimpleNamespace(
        looks_at=object(),
        info=SimpleNamespace(knows_profit=True, attributes={"region": 2, "segment": 3}),
        lens=SimpleNamespace(by="", since=None, until=None),
        span_name="Q1 2024 to Q2 2024",
        periods=pd.DataFrame({"starts_on": starts, "name": names, "is_complete": True}),
        period_name=lambda day: dict(zip(starts, names, strict=True))[pd.Timestamp(day)],
        money=lambda amount, compact=True: f"${amount:,.0f}",
        count=lambda number: f"{int(number):,}",
    )


def plain(text):
    return text.replace("\u00a0", " ")


def segment(name, profit, *, revenue=100, start=100, retained=60):
    return {
        "segment": name,
        "revenue": revenue,
        "profit": profit,
        "start": start,
        "retained": retained,
        "rate": retained / start if start else None,
        "low": 0.5,
        "high": 0.7,
    }


@pytest.mark.parametrize(
    ("profits", "sentence"),
    [
        ([80, 20], "a earned most: $80; no segment makes a loss."),
        ([150, -50], "a earned most: $150; b makes a loss of $50."),
        ([150, -20, -30], "a earned most: $150; several segments make a loss, c the largest: $30."),
        ([-10, -50], "no segment earned anything; b makes the largest loss: $50."),
        ([-10], "no segment earned anything; a makes a loss of $10."),
        ([70], "a earned most: $70; no segment makes a loss."),
    ],
    ids=["none loses", "one loses", "several lose", "all lose", "the only one loses", "the only one"],
)
def test_which_segment_earns_and_which_loses(view, profits, sentence):
    frame = pd.DataFrame([segment(name, profit) for name, profit in zip("abc", profits, strict=False)])
    assert plain(segments.earns_and_loses(view, frame, "segment")) == f"In Q1 2024 to Q2 2024 {sentence}"


def test_customers_without_a_value_have_a_name(view):
    assert "not stated earned most" in segments.earns_and_loses(view, pd.DataFrame([segment("", 70)]), "segment")


def test_a_handful_of_customers_is_not_called_best_kept(view):
    frame = pd.DataFrame([segment("a", 1), segment("b", 1, retained=40), segment("few", 1, start=3, retained=3)])
    said = "In Q1 2024 to Q2 2024 a was kept best (60 %), b least (40 %). The difference could be chance."
    assert plain(segments.kept_best_and_least(view, frame, "segment")) == said
    assert segments.kept_best_and_least(view, frame.tail(2), "segment") == ""


def test_the_segment_that_costs_most_comes_first_where_any_does():
    def money(*profits):
        names = list("abc")[: len(profits)]
        frame = pd.DataFrame([segment(name, profit) for name, profit in zip(names, profits, strict=True)])
        return frame.assign(active=1), frame[["segment", "start", "retained", "rate", "low", "high"]]

    assert segments.together(*money(10, -5, 30), "segment")["segment"].tolist() == ["b", "a", "c"]
    assert segments.together(*money(10, 5, 30), "segment")["segment"].tolist() == ["c", "a", "b"]


def test_a_rate_of_nobody_is_a_dash():
    assert segments.rate_and_interval(pd.Series(segment("a", 1, start=0, retained=0))) == "–"


def test_the_attribute_is_the_breakdown_else_the_segment_else_the_first_else_behaviour(view, monkeypatch):
    monkeypatch.setattr(segments, "offered", lambda _view: "standing")
    assert segments.attribute(view) == "segment"
    view.info.attributes = {"region": 2}
    assert segments.attribute(view) == "region"
    view.lens.by = "tier"
    assert segments.attribute(view) == "tier"
    view.lens.by, view.info.attributes = "", {}
    assert segments.attribute(view) == "standing"


def curve(*values, cut=1, reached=None):
    """Running sums of one customer each; the values are what each brings."""
    frame = pd.DataFrame({"value": pd.Series(values).cumsum()})
    total = sum(values)
    frame["rank"] = range(1, len(values) + 1)
    frame["customers"] = len(values)
    frame["customer_share"] = frame["rank"] / len(values)
    frame["value_share"] = frame["value"] / total if total > 0 else None
    frame["is_peak"] = frame["value"].eq(frame["value"].max()) & ~frame["value"].eq(frame["value"].max()).shift(
        fill_value=False
    )
    frame["is_cut"] = frame["rank"] == cut
    frame["reaches_80"] = frame["rank"] == (reached or 0)
    frame["below_zero"] = sum(value < 0 for value in values)
    return frame


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((60, 50, -10), "The best 2 customers made $110, 110 % of the profit; the worst customer cost you $10."),
        ((60, -10, -20), "The best customer made $60, 200 % of the profit; the 2 worst customers cost you $30."),
        ((60, 40), "All 2 customers together made $100; there are no loss-makers."),
        ((10, -60), "The best customer made $10; the worst customer cost you $60. In all they make a loss of $50."),
        ((-10, -60), "Nobody earned you anything; the 2 worst customers cost you $70."),
    ],
    ids=["one worst", "two worst", "no loss-makers", "a loss in all", "only loss-makers"],
)
def test_what_is_made_and_what_is_eaten(view, values, sentence):
    assert plain(segments.made_and_eaten(view, curve(*values))) == sentence


def listed(losing=0, outside=0):
    return pd.DataFrame(
        {"value": [90.0], "tied_at_cut": [outside > 0], "tied_outside": [outside], "loss_makers": [losing]}
    )


def stability(**moves):
    rows = [
        {
            "period": pd.Timestamp(date(2024, 4, 1)),
            "change": move if move in {"stayed", "entered"} else "left",
            "fate": None if move in {"stayed", "entered"} else move,
            "customers": number,
        }
        for move, number in moves.items()
    ]
    return pd.DataFrame(rows, columns=["period", "change", "fate", "customers"])


def test_how_much_the_best_few_made(view):
    said = customers.best_few(view, curve(90, 10), "sales", 0.2)
    assert plain(said) == "In Q1 2024 to Q2 2024 the best 20 %, one customer, made 90 % of sales."


def test_lists_of_as_many_periods_are_compared(view):
    lists = customers.compared(view)
    assert (lists.together, lists.now, lists.before) == (1, "Q2 2024", "Q1 2024")


def test_the_card_of_the_list_says_who_left_it_and_who_did_not_buy_again(view):
    lists, moves = customers.compared(view), stability(declined=5, lost=4, stayed=2)
    cards = customers.headlines(view, curve(90, 10), listed(losing=1), moves, lists, "sales")
    assert [(card.label, card.value) for card in cards][:2] == [
        ("Left the list", "9 customers"),
        ("Make a loss", "1 customer"),
    ]
    assert (cards[0].note, cards[0].help) == (
        "4 did not buy again",
        "On the list of Q1 2024, and not on that of Q2 2024.",
    )


def test_how_few_bring_80_percent(view):
    assert plain(for_80(view, curve(90, 10, reached=1), "sales")) == (
        "80 % of sales come from 1 customer, 50 % of all."
    )
    assert for_80(view, curve(10, -60), "profit") == "There is no total above zero to take a share of."


def test_ties_are_said_only_where_there_are_any(view):
    assert customers.ties(view, listed()) == ""
    assert customers.ties(view, listed(outside=2)).startswith(
        "2 customers outside the list brought exactly as much as the last one on it, $90;"
    )


def test_a_move_is_how_it_ended(view):
    assert customers.moves(stability(stayed=1, lost=2))["move"].tolist() == ["stayed", "lost"]
    assert not customers.compares(stability(entered=3))


def test_the_pick_made_last_counts():
    st.session_state.clear()
    assert picked_last("pick", bubble=None, row=None) is None
    assert picked_last("pick", bubble="a", row=None) == "a"
    assert picked_last("pick", bubble="a", row="b") == "b"
    assert picked_last("pick", bubble="c", row="b") == "c"
    assert picked_last("pick", bubble=None, row="b") == "b"
    assert picked_last("pick", bubble=None, row=None) is None
