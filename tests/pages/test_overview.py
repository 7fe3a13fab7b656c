"""The overview: what it says first, and that every number opens as many people."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.tiny import MINI, open_page, pictures, publish, texts

SEGMENTS = """customer_id,name,segment
c1,Ann,gold
c2,Bob,gold
c4,Cy,gold
c5,Di,silver
c6,Ed,silver
c8,Flo,silver
"""


def cards(at):
    return {metric.label: metric.value for metric in at.metric}


def test_sample_losses_first(sample_home):
    at = open_page("overview")
    assert not at.exception
    assert texts(at)[0] == "Q2 2022 to Q1 2025 · by quarter"
    assert texts(at)[1] == (
        "No clear change: in Q1 2025, 67 % of the customers of the period before bought again; in Q4 2024 it was "
        "66.5 %, which could be chance."
    ).replace(" %", "\u00a0%")
    assert list(cards(at)) == ["Did not buy again", "Customers kept", "Sales kept", "Profit kept"]
    assert cards(at)["Did not buy again"] == "310"
    assert pictures(at) == 1


def test_sample_ten_largest_lost_by_profit(sample_home):
    (largest,) = [frame.value for frame in open_page("overview").dataframe]
    assert list(largest.columns) == ["Name", "Profit (€)", "Sales (€)", "Segment"]
    assert len(largest) == 10
    assert largest["Profit (€)"].is_monotonic_decreasing


def test_sample_broken_down_names_the_least_kept_region(sample_home):
    at = open_page("retention", by="region")
    assert not at.exception
    assert any(text.startswith("Least kept: Istanbul with 28.6") for text in texts(at))


@pytest.mark.parametrize("parameters", [{"grain": "week"}, {"since": "2024-01-01"}, {"lang": "fa"}, {"only": "role"}])
def test_sample_through_filters(sample_home, parameters):
    assert not open_page("overview", **parameters).exception


def test_mini_without_costs_and_segments(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at = open_page("overview")
    assert not at.exception
    assert texts(at)[1] == (
        "No clear change: in Apr 2024, 40\u00a0% of the customers of the period before bought again; "
        "in Mar 2024 it was "
        "75\u00a0%, which could be chance."
    )
    assert cards(at) == {
        "Did not buy again": "3",
        "Customers kept": "40\u00a0%",
        "Sales kept": "52.5\u00a0%",
        "Profit kept": "–",
    }
    (largest,) = [frame.value for frame in at.dataframe]
    assert largest["Customer number"].tolist() == ["c6", "c8", "c5"]
    assert largest["Sales"].tolist() == [120, 90, 80]


def test_open_period_stays_out_of_the_finding(home):
    publish(home, orders=MINI, complete_up_to="2024-04-20")
    at = open_page("overview")
    assert "in Mar 2024, 75\u00a0% of the customers of the period before bought again" in texts(at)[1]
    assert any("Dashed: the data do not cover it in full." in caption.value for caption in at.caption)


@pytest.mark.parametrize(
    ("lines", "until", "finding"),
    [
        (
            "ann,2024-01-05,10\n",
            "2024-01-31",
            (
                "Retention needs two complete periods, and there are fewer. "
                "Choose a finer period or load a longer history."
            ),
        ),
        (
            "ann,2024-01-05,10\nbob,2024-01-06,20\ncy,2024-02-06,20\n",
            "2024-02-29",
            "In Feb 2024 the 2 customers of Jan 2024 did not buy again, not one of them; 30 of sales in Jan 2024.",
        ),
        (
            "ann,2024-01-05,10\nann,2024-02-05,10\n",
            "2024-02-29",
            "In Feb 2024 the one customer of Jan 2024 bought again.",
        ),
        (
            "ann,2024-01-05,10\nbob,2024-03-05,10\n",
            "2024-03-31",
            "Nobody bought in Feb 2024, so nobody could buy again in Mar 2024.",
        ),
    ],
    ids=["one period only", "nobody came back", "everybody came back", "an empty period before"],
)
def test_says_what_can_be_said(home, lines, until, finding):
    publish(home, orders="customer_id,ordered_on,revenue\n" + lines, complete_up_to=until)
    at = open_page("overview")
    assert not at.exception
    assert texts(at)[1] == finding


def test_without_orders_says_what_to_load(home):
    publish(home, customers=SEGMENTS)
    at = open_page("overview")
    assert not at.exception
    assert texts(at)[1].startswith("This data set has no orders yet.")


def test_a_breakdown_that_is_called_like_a_column(home):
    publish(home, orders=MINI, customers="customer_id,start,region\nc1,x,y\nc2,z,y\n", complete_up_to="2024-04-30")
    at = open_page("retention", by="start")
    assert not at.exception
    assert any("“start” is already a column" in text for text in texts(at))
    assert not open_page("retention").exception


def behind(step):
    from datetime import date

    import pandas as pd

    import store
    from screens.overview.pictures import people_behind
    from view import Lens, View

    view = View("tiny", store.open("tiny").info, Lens(), "light")
    people_behind(view, pd.Timestamp(date(2024, 4, 1)), step, key="behind")


@pytest.mark.parametrize(
    ("step", "people"),
    [
        ("start", ["c1", "c4", "c5", "c6", "c8"]),
        ("lost", ["c5", "c6", "c8"]),
        ("new", ["c7"]),
        ("won_back", ["c2"]),
        ("kept", ["c1", "c4"]),
        ("end", ["c1", "c2", "c4", "c7"]),
    ],
)
def test_each_step_opens_its_people(home, step, people):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at = AppTest.from_function(behind, args=(step,), default_timeout=60).run()
    assert not at.exception
    (listed,) = [frame.value for frame in at.dataframe]
    assert sorted(listed["Customer number"]) == people
    assert f"**{len(people)}**" in at.markdown[0].value


def test_names_are_text_not_markup(home):
    publish(home, orders=MINI, customers=SEGMENTS.replace("gold", "**gold** [x](y)"), complete_up_to="2024-04-30")
    at = open_page("retention", by="segment")
    assert not at.exception
    assert not any("**gold**" in markdown.value for markdown in at.markdown)


def test_sample_against_the_same_quarter_last_year(sample_home):
    """One control turns the finding and all cards."""
    at, then = open_page("overview"), open_page("overview", compare="year")
    assert not then.exception
    assert "in Q4 2024 it was" in texts(at)[1]
    assert "in Q1 2024 it was" in texts(then)[1]
    assert [card.delta for card in at.metric] != [card.delta for card in then.metric]
    assert [card.value for card in at.metric] == [card.value for card in then.metric]


def test_mini_against_last_year_says_that_there_is_none(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at = open_page("overview", compare="year")
    assert texts(at)[1] == (
        "In Apr 2024, 40\u00a0% of the customers of Mar 2024 bought again; there is nothing earlier to compare."
    )


# A hundred customers a month of whom so many buy again in the next one.
KEPT_BEFORE = 50


@pytest.mark.parametrize(
    ("kept", "begins", "colour"),
    [
        (80, "Retention got better: in Mar 2024, 80\u00a0% of", "blue"),
        (20, "Retention got worse: in Mar 2024, 20\u00a0% of", "orange"),
        (52, "No clear change: in Mar 2024, 52\u00a0% of", "gray"),
    ],
    ids=["better", "worse", "could be chance"],
)
def test_finding_and_cards_have_one_verdict(home, kept, begins, colour):
    months = [
        range(100),
        range(100 - KEPT_BEFORE, 200 - KEPT_BEFORE),
        range(200 - KEPT_BEFORE - kept, 300 - KEPT_BEFORE - kept),
    ]
    lines = [f"c{one},2024-0{number}-15,10" for number, month in enumerate(months, start=1) for one in month]
    publish(home, orders="customer_id,ordered_on,revenue\n" + "\n".join(lines) + "\n", complete_up_to="2024-03-31")
    at = open_page("overview", grain="month")
    assert texts(at)[1].startswith(begins)
    assert cards(at)["Customers kept"] == f"{kept}\u00a0%"
    gone, again = at.metric[:2]
    assert (gone.value, again.proto.color) == (f"{100 - kept}", gone.proto.color)
    assert ("could be chance" in again.delta) == (colour == "gray")
