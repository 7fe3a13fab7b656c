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
    assert texts(at)[1] == (
        "In Q1 2025 you kept 67 % of the customers of Q4 2024, 83.9 % of their sales and 87.3 % of their profit; 310 "
        "customers left, worth €638K of sales in Q4 2024."
    ).replace(" %", "\u00a0%")
    assert list(cards(at)) == ["Lost", "Customers kept", "Sales kept", "Profit kept", "Won back"]
    assert cards(at)["Lost"] == "310 customers"
    assert pictures(at) == 4


def test_sample_ten_largest_lost_by_profit(sample_home):
    (largest,) = [frame.value for frame in open_page("overview").dataframe]
    assert list(largest.columns) == ["Name", "Profit (€)", "Sales (€)", "Segment"]
    assert len(largest) == 10
    assert largest["Profit (€)"].is_monotonic_decreasing


def test_sample_broken_down_names_the_lost_region(sample_home):
    at = open_page("overview", by="region")
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
        "In Apr 2024 you kept 40\u00a0% of the customers of Mar 2024 and 52.5\u00a0% of their sales; 3 customers left, "
        "worth 290 of sales in Mar 2024."
    )
    assert cards(at)["Profit kept"] == "–"
    assert "Load a file of customers with a segment, a region or the like to see where they leave." in texts(at)
    (largest,) = [frame.value for frame in at.dataframe]
    assert largest["Customer number"].tolist() == ["c6", "c8", "c5"]
    assert largest["Sales"].tolist() == [120, 90, 80]


def test_open_period_stays_out_of_the_finding(home):
    publish(home, orders=MINI, complete_up_to="2024-04-20")
    at = open_page("overview")
    assert texts(at)[1].startswith("In Mar 2024 you kept 75\u00a0% of the customers of Feb 2024")
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
            "In Feb 2024 you lost all 2 customers of Jan 2024, worth 30 of sales in Jan 2024.",
        ),
        (
            "ann,2024-01-05,10\nann,2024-02-05,10\n",
            "2024-02-29",
            "In Feb 2024 you kept the one customer of Jan 2024; nobody left.",
        ),
        (
            "ann,2024-01-05,10\nbob,2024-03-05,10\n",
            "2024-03-31",
            "Nobody bought in Feb 2024, so nobody could be kept or lost in Mar 2024.",
        ),
    ],
    ids=["one period only", "all lost", "nobody lost", "an empty period before"],
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
    at = open_page("overview", by="start")
    assert not at.exception
    assert any("“start” is already a column" in text for text in texts(at))
    assert not open_page("overview").exception


def behind(step):
    from datetime import date

    import pandas as pd

    import store
    from screens.overview.pictures import people_behind
    from ui.view import Lens, View

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
    at = open_page("overview", by="segment")
    assert not at.exception
    assert not any("**gold**" in markdown.value for markdown in at.markdown)


def captions(at):
    return [caption.value.replace("\u00a0", " ") for caption in at.caption]


def test_sample_against_the_same_quarter_last_year(sample_home):
    """One control turns the finding, the cards and what they are said to be compared with."""
    at, then = open_page("overview"), open_page("overview", compare="year")
    assert not then.exception
    assert "The cards compare Q1 2025 with Q4 2024." in captions(at)
    assert "The cards compare Q1 2025 with Q1 2024." in captions(then)
    assert texts(then)[2].startswith("A year before, in Q1 2024, it was ")
    assert [card.delta for card in at.metric] != [card.delta for card in then.metric]
    assert [card.value for card in at.metric] == [card.value for card in then.metric]


def test_mini_against_last_year_says_that_there_is_none(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at = open_page("overview", compare="year")
    assert texts(at)[2] == "There is no period a year before to compare with."
    assert not any("The cards compare" in line for line in captions(at))


def test_mini_won_back(home):
    """c2 of February came back in April, and nobody in March."""
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    card = open_page("overview").metric[-1]
    assert (card.label, card.value, card.delta) == ("Won back", "1 customer", "+1")
