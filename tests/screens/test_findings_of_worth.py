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


@pytest.fixture
def view():
    """As much of a view as sentences need: quarters Q1 and Q2, no currency, costs known."""
    use_language("en")
    starts = pd.to_datetime(["2024-01-01", "2024-04-01"])
    names = ["Q1 2024", "Q2 2024"]
    return SimpleNamespace(
        looks_at=object(),
        info=SimpleNamespace(knows_profit=True, attributes={"region": 2, "segment": 3}),
        lens=SimpleNamespace(by="", until=None),
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
        ([80, 20], "a earns most: $80, 80 % of all profit; no segment loses money."),
        ([150, -50], "a earns most: $150, 150 % of all profit; b loses $50."),
        ([150, -20, -30], "a earns most: $150, 150 % of all profit; 2 segments lose money, c most: $30."),
        ([10, -50], "a earns most: $10; b loses $50."),
        ([-10, -50], "No segment earns anything; b loses most: $50."),
        ([-10], "No segment earns anything; a loses $10."),
        ([70], "a earns most: $70, 100 % of all profit; no segment loses money."),
    ],
    ids=["none loses", "one loses", "several lose", "a loss in all", "all lose", "the only one loses", "the only one"],
)
def test_which_segment_earns_and_which_loses(view, profits, sentence):
    frame = pd.DataFrame([segment(name, profit) for name, profit in zip("abc", profits, strict=False)])
    assert plain(segments.earns_and_loses(view, frame, "segment")) == sentence


def test_customers_without_a_value_have_a_name(view):
    assert segments.earns_and_loses(view, pd.DataFrame([segment("", 70)]), "segment").startswith("not stated earns")


def test_a_handful_of_customers_is_not_called_best_kept(view):
    frame = pd.DataFrame([segment("a", 1), segment("b", 1, retained=40), segment("few", 1, start=3, retained=3)])
    assert plain(segments.kept_best_and_least(frame, "segment")) == (
        "Of those with at least 10 customers kept best: a with 60 % (50–70 %); least: b with 40 % (50–70 %)."
    )
    assert plain(segments.kept_best_and_least(frame.head(2), "segment")) == (
        "Kept best: a with 60 % (50–70 %); least: b with 40 % (50–70 %)."
    )
    assert segments.kept_best_and_least(frame.tail(2), "segment") == ""


def test_a_rate_of_nobody_is_a_dash():
    assert segments.rate_and_interval(pd.Series(segment("a", 1, start=0, retained=0))) == "–"


def test_the_attribute_is_the_breakdown_else_the_segment_else_the_first(view):
    assert segments.attribute(view) == "segment"
    view.info.attributes = {"region": 2}
    assert segments.attribute(view) == "region"
    view.lens.by = "tier"
    assert segments.attribute(view) == "tier"
    view.lens.by, view.info.attributes = "", {}
    assert segments.attribute(view) == ""


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
        ((60, 50, -10), "The best 2 customers make $110, 110 % of the profit; the worst customer costs you $10."),
        ((60, -10, -20), "The best customer makes $60, 200 % of the profit; the 2 worst customers cost you $30."),
        ((60, 40), "All 2 customers together make $100; there are no loss-makers."),
        ((10, -60), "The best customer makes $10; the worst customer costs you $60. In all you lose $50."),
        ((-10, -60), "Nobody earns you anything; the 2 worst customers cost you $70."),
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


FEW = "1 customer, the best 20 %, makes 90 % of sales"


@pytest.mark.parametrize(
    ("losing", "moves", "rest"),
    [
        (0, {"entered": 1}, "."),
        (1, {"entered": 1}, "; 1 of them loses money."),
        (0, {"declined": 5, "lost": 4}, ". From Q1 2024 to Q2 2024 9 customers left the list, 4 of them lost."),
        (0, {"displaced": 2}, ". From Q1 2024 to Q2 2024 2 customers left the list, and all of them still buy."),
        (0, {"lost": 2}, ". From Q1 2024 to Q2 2024 2 customers left the list, all of them lost."),
        (0, {"stayed": 5}, ". Everybody on the list of Q1 2024 is still on that of Q2 2024."),
    ],
    ids=["no list before", "a listed one loses", "left and lost", "left, not lost", "left, all lost", "nobody left"],
)
def test_how_much_the_best_few_make(view, losing, moves, rest):
    said = customers.best_few(view, curve(90, 10), listed(losing), stability(**moves), "sales", 0.2)
    assert plain(said) == FEW + rest


def test_how_few_bring_80_percent(view):
    assert plain(customers.for_80(view, curve(90, 10, reached=1), "sales")) == (
        "80 % of sales come from 1 customer, 50 % of all."
    )
    assert customers.for_80(view, curve(10, -60), "profit") == "There is no total above zero to take a share of."


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
