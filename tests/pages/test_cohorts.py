"""The cohorts page: what it says first, every way to look at it, and the people behind a cell."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.tiny import MINI, open_page, pictures, publish, texts

SIDES = "customer_id,segment,low\nc1,gold,30\nc2,gold,40\nc3,silver,30\nc4,silver,40\n"


def test_sample_says_who_comes_back(sample_home):
    at = open_page("cohorts")
    assert not at.exception
    assert texts(at)[1] == (
        "One quarter after the first purchase, 60.3 % of the customers buy again (1,375 of 2,279). From cohort to "
        "cohort there is no clear change. The first cohort is left out of the comparison: customers "
        "from before the data begin are in it."
    ).replace(" % ", "\u00a0% ").replace("95\u00a0% interval", "95 % interval")
    assert texts(at)[2] == (
        "Best cohort: Q3 2023 with 67.1 % (98 of 146); worst: Q3 2024 with 51 % (101 of 198); newest: Q4 2024 with "
        "60.4 % (116 of 192)."
    ).replace(" %", "\u00a0%")
    assert pictures(at) == 1


@pytest.mark.parametrize(
    ("parameters", "drawn"),
    [
        ({"mode": "on_or_after"}, 1),
        ({"measure": "revenue", "grain": "month"}, 1),
        ({"measure": "profit", "shape": "curves"}, 1),
        ({"shape": "one_age", "age": "3"}, 1),
        ({"shape": "one_age", "measure": "profit", "by": "role"}, 2),
        ({"shape": "curves", "by": "segment"}, 1),
        ({"by": "segment"}, 4),
        ({"by": "segment", "values": "Enterprise|Graduates"}, 2),
        ({"grain": "week"}, 1),
        ({"grain": "year", "lang": "ar"}, 1),
        ({"since": "2023-01-01", "until": "2023-12-31"}, 1),
        ({"mode": "bracket", "width": "3", "orders": "2"}, 1),
        ({"mode": "streak", "shape": "one_age", "mean": "median", "grain": "month"}, 1),
        ({"steps": "90", "mean": "simple", "by": "role"}, 2),
        ({"steps": "30", "shape": "curves"}, 1),
        ({"by": "region", "shape": "difference"}, 1),
        ({"cohorts": "2022-04-01|2022-07-01", "lang": "fa"}, 1),
        ({"shape": "nonsense", "measure": "nonsense", "age": "99"}, 1),
    ],
    ids=str,
)
def test_sample_every_way_to_look(sample_home, parameters, drawn):
    at = open_page("cohorts", **parameters)
    assert not at.exception
    assert pictures(at) == drawn


@pytest.mark.parametrize(
    ("asked", "held"),
    [({}, "60 of 15"), ({"by": "segment"}, "25 cohorts"), ({"by": "segment", "shape": "one_age"}, "59 cohorts")],
    ids=["all", "heat maps beside each other", "one age of each"],
)
def test_week_says_that_the_picture_holds_the_newest(sample_home, asked, held):
    """Sixty weeks, or 26 in heat maps beside each other; in the last one nobody of a segment has begun."""
    said = " ".join(one.value for one in open_page("cohorts", grain="week", **asked).caption)
    assert f"The picture holds the newest {held}" in said


def test_mini(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at = open_page("cohorts")
    assert not at.exception
    assert texts(at)[1].startswith(
        "One month after the first purchase, 57.1\u00a0% of the customers buy again (4 of 7)."
    )
    assert texts(at)[2] == (
        "Best cohort: Feb 2024 with 100\u00a0% (2 of 2); worst, and the newest: Mar 2024 with 0\u00a0% (0 of 2)."
    )
    assert [button.options for button in at.button_group if button.label == "Measure"] == [["Customers", "Sales"]]


@pytest.mark.parametrize(
    ("parameters", "finding"),
    [
        ({"age": "2"}, "2 months after the first purchase, 40\u00a0% of the customers buy again (2 of 5)."),
        (
            {"age": "2", "mode": "on_or_after"},
            "2 months after the first purchase or later, 60\u00a0% of the customers buy again (3 of 5), so far.",
        ),
        (
            {"measure": "revenue"},
            (
                "One month after the first purchase, customers bring 61.7\u00a0% of the sales of their first period "
                "(580 of 940)."
            ),
        ),
        (
            {"by": "segment"},
            "One month after the first purchase, retention is highest among",
        ),
    ],
    ids=["a later age", "then or later", "sales", "by segment"],
)
def test_mini_reads_as_asked(home, parameters, finding):
    publish(home, orders=MINI, customers=SIDES, complete_up_to="2024-04-30")
    at = open_page("cohorts", **parameters)
    assert not at.exception
    assert texts(at)[1].startswith(finding)


@pytest.mark.parametrize(
    ("parameters", "finding"),
    [
        ({"mode": "bracket"}, "From month 1 to month 2, 80\u00a0% of the customers buy at least once (4 of 5)."),
        ({"mode": "streak", "age": "2"}, "40\u00a0% of the customers buy in every period up to month 2 (2 of 5)."),
        (
            {"steps": "30", "age": "2"},
            "In days 31 to 60 after the first purchase, 80\u00a0% of the customers buy again (4 of 5).",
        ),
        (
            {"steps": "30", "mode": "on_or_after", "age": "2"},
            "In days 31 to 60 after the first purchase or later, 80\u00a0% of the customers buy again (4 of 5)",
        ),
        (
            {"steps": "30", "mode": "bracket"},
            "In days 1 to 60 after the first purchase, 80\u00a0% of the customers buy again (4 of 5).",
        ),
        (
            {"steps": "30", "mode": "streak"},
            "In every step up to days 1 to 30 after the first purchase, 14.3\u00a0% of the customers buy (1 of 7).",
        ),
        ({"mean": "simple"}, "In month 1, the mean of 3 cohorts, each counting alike, is 55.6\u00a0%."),
        ({"mean": "median"}, "In month 1, the cohort in the middle of 3 keeps 66.7\u00a0%."),
        ({"orders": "2"}, "One month after the first purchase, 0\u00a0% of the customers buy again (0 of 7). Only"),
        (
            {"by": "segment", "shape": "difference", "one": "gold"},
            "In month 1, 100\u00a0% of gold buy again (2 of 2) and 40\u00a0% of all others (2 of 5).",
        ),
        (
            {"by": "segment", "shape": "difference", "one": "gold", "against": "silver"},
            "In month 1, 100\u00a0% of gold buy again (2 of 2) and 50\u00a0% of silver (1 of 2).",
        ),
    ],
    ids=[
        "bracket",
        "streak",
        "days",
        "days or later",
        "bracket of days",
        "streak of days",
        "simple mean",
        "median",
        "orders",
        "against the rest",
        "against another",
    ],
)
def test_mini_by_definition(home, parameters, finding):
    publish(home, orders=MINI, customers=SIDES, complete_up_to="2024-04-30")
    at = open_page("cohorts", **parameters)
    assert not at.exception
    assert texts(at)[1].startswith(finding)


@pytest.mark.parametrize(
    ("parameters", "counted"),
    [
        ({"side": "employer"}, "(1 of 2)"),
        ({"side": "seeker"}, "(3 of 3)"),
        ({"side": "all"}, "(4 of 7)"),
        ({"side": "unheard of"}, "(1 of 2)"),
        ({"by": "role"}, "retention is highest among seeker"),
        ({"only": "role", "among": "seeker"}, "(3 of 3)"),
    ],
    ids=["one side", "the other", "both when wanted", "one side unless asked", "broken down", "filtered"],
)
def test_two_sides_have_no_rate_in_common(home, parameters, counted):
    sides = "customer_id,role\nc1,seeker\nc2,seeker\nc3,employer\nc4,employer\nc5,seeker\n"
    publish(home, orders=MINI, customers=sides, complete_up_to="2024-04-30")
    at = open_page("cohorts", **parameters)
    assert not at.exception
    assert counted in texts(at)[1]


def test_chosen_cohorts_are_watched_to_the_end(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at = open_page("cohorts", since="2024-01-01", until="2024-01-01", age="3")
    assert texts(at)[1] == "3 months after the first purchase, 66.7\u00a0% of the customers buy again (2 of 3)."


def test_one_period_only(home):
    publish(home, orders="customer_id,ordered_on,revenue\nann,2024-01-05,10\n", complete_up_to="2024-01-31")
    at = open_page("cohorts")
    assert not at.exception
    assert texts(at)[1] == ("No cohort has completed month 1 yet: choose a finer period, or load a longer history.")
    assert pictures(at) == 1


def test_all_lost(home):
    lines = "ann,2024-01-05,10\nbob,2024-01-09,10\ncy,2024-02-07,10\n"
    publish(home, orders="customer_id,ordered_on,revenue\n" + lines, complete_up_to="2024-02-29")
    at = open_page("cohorts")
    assert not at.exception
    assert texts(at)[1] == "One month after the first purchase, 0\u00a0% of the customers buy again (0 of 2)."


def test_no_cohort_in_the_chosen_periods(home):
    publish(home, orders=MINI, customers=SIDES, complete_up_to="2024-04-30")
    at = open_page("cohorts", only="segment", among="silver", since="2024-03-01")
    assert not at.exception
    assert texts(at)[1].startswith("No cohort has completed")
    assert pictures(at) == 0


def test_without_orders_says_what_to_load(home):
    publish(home, customers=SIDES)
    at = open_page("cohorts")
    assert not at.exception
    assert texts(at)[1].startswith("Whether customers come back is told by days")


def test_a_breakdown_that_is_called_like_a_column(home):
    publish(home, orders=MINI, customers=SIDES, complete_up_to="2024-04-30")
    at = open_page("cohorts", by="low")
    assert not at.exception
    assert "“low” is already a column" in texts(at)[1]


def behind(cohort, age, mode, by, value):
    import store
    from screens.cohorts.cell_people import people_of_cell
    from screens.cohorts.pictures import groups
    from screens.cohorts.reading import reading
    from view import Lens, View

    view = View("tiny", store.open("tiny").info, Lens(by=by), "light")
    cells = view.fetch("cohort_retention", by=view.by, include_open=True)
    pooled = view.fetch("pooled_retention", by=view.by)
    (group,) = groups(view, cells, pooled, (value,))
    people_of_cell(group, {"cohort": cohort, "age": age}, reading("customers", mode), key="cell")


@pytest.mark.parametrize(
    ("asked", "heading", "kept"),
    [
        (("2024-01-01", 1, "exact", "", ""), "Jan 2024, month 1: 2 kept · 1 did not buy again", ["c1", "c2"]),
        (("2024-01-01", 2, "exact", "", ""), "Jan 2024, month 2: 1 kept · 2 did not buy again", ["c1"]),
        (
            ("2024-01-01", 2, "on_or_after", "", ""),
            "Jan 2024, month 2 or later: 2 kept · 1 did not buy again",
            ["c1", "c2"],
        ),
        (("2024-03-01", 1, "exact", "", ""), "Mar 2024, month 1: 0 kept · 2 did not buy again", []),
        (("2024-01-01", 0, "exact", "", ""), "Jan 2024, month 0: 3 kept · 0 did not buy again", ["c1", "c2", "c3"]),
        ((None, 1, "exact", "", ""), "All cohorts, month 1: 4 kept · 3 did not buy again", ["c1", "c2", "c4", "c5"]),
        (
            (None, 2, "on_or_after", "", ""),
            "All cohorts, month 2 or later: 3 kept · 2 did not buy again",
            ["c1", "c2", "c4"],
        ),
        (
            (None, 1, "exact", "segment", "silver"),
            "silver · All cohorts, month 1: 1 kept · 1 did not buy again",
            ["c4"],
        ),
        (
            ("2024-01-01", 1, "exact", "segment", "gold"),
            "gold · Jan 2024, month 1: 2 kept · 0 did not buy again",
            ["c1", "c2"],
        ),
    ],
    ids=[
        "a cell",
        "a later age",
        "then or later",
        "nobody came",
        "the first period",
        "all cohorts",
        "all, or later",
        "all of one segment",
        "of one segment",
    ],
)
def test_a_cell_opens_its_people(home, asked, heading, kept):
    publish(home, orders=MINI, customers=SIDES, complete_up_to="2024-04-30")
    at = AppTest.from_function(behind, args=asked, default_timeout=60).run()
    assert not at.exception
    assert at.subheader[0].value == heading
    listed = [name for frame in at.dataframe for name in frame.value["Customer number"]]
    assert sorted(listed) == kept
    assert f"**{len(kept)}**" in at.markdown[0].value


def test_an_open_cell_says_that_it_may_still_grow(home):
    publish(home, orders=MINI, complete_up_to="2024-04-20")
    at = AppTest.from_function(behind, args=("2024-03-01", 1, "exact", "", ""), default_timeout=60).run()
    assert at.subheader[0].value == "Mar 2024, month 1, still open: 0 came so far · 2 not yet"


@pytest.mark.parametrize("picked", [None, {}, {"cohort": None, "age": 1}, {"cohort": "1999-01-01", "age": 1}])
def test_what_is_not_a_cell_opens_nothing(picked):
    from screens.cohorts.cell_people import picked_cell

    cells = pd.DataFrame({"cohort": pd.to_datetime(["2024-01-01"]), "age": [1]})
    assert picked_cell(cells, picked) is None


def opened():
    import store
    from screens.cohorts import sections as cohort_sections
    from ui.tables import st
    from view import Lens, View

    for name in ("cohort_value", "by_product"):
        st.session_state[name] = True
    view = View("tiny", store.open("tiny").info, Lens(), "light")
    cohort_sections.value_and_payback(view, 1)
    cohort_sections.products(view)


def with_costs_and_products():
    lines = MINI.splitlines()
    named = [
        f"{line},{float(line.split(',')[3]) * 0.6},{'P2' if line.startswith('c4') else 'P1'}" for line in lines[1:]
    ]
    return "\n".join([f"{lines[0]},cost,product", *named]) + "\n"


def test_money_and_products_are_answered_when_opened(home):
    people = "customer_id,acquisition_cost\n" + "".join(f"c{number},70\n" for number in range(1, 9))
    publish(home, orders=with_costs_and_products(), customers=people, complete_up_to="2024-04-30")
    at = AppTest.from_function(opened, default_timeout=60).run()
    assert not at.exception
    assert pictures(at) == 1
    assert texts(at) == [
        (
            "Up to month 1, each customer won has brought 86.9 of profit, counting those who no longer buy (7 "
            "customers). Most: Feb 2024 with 132; least: Mar 2024 with 42. Winning one cost 70 (8 customers of known "
            "cost); over all cohorts it is paid back by month 0."
        ),
        "Of 4 cohorts, 3 have paid back what winning them cost, half of those by month 0; 1 have not yet.",
        (
            "Bought again most in Apr 2024: P2, by 100\u00a0% of its buyers (1 of 1); 100\u00a0% of them bought "
            "anything. Most switched within the firm: P1, 0\u00a0% of its buyers (0 of 4) came back for something else."
        ),
    ]


def test_money_and_products_say_what_is_missing(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at = AppTest.from_function(opened, default_timeout=60).run()
    assert not at.exception
    assert texts(at)[0] == (
        "Up to month 1, each customer won has brought 217 of sales, counting those who no longer buy (7 customers). "
        "Most: Feb 2024 with 330; least: Mar 2024 with 105."
    )
    assert texts(at)[1] == "Payback needs the cost of the orders, which was not loaded."
    assert texts(at)[2].startswith("Nothing can be said of products")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("ann,2024-01-05,10\n", "One month after the first purchase, 0\u00a0% of the customers buy again (0 of 1)."),
        ("ann,2024-01-05,10\nann,2024-02-05,10\n", "One month after the first purchase, 100\u00a0%"),
        ("ann,2024-02-05,10\nbob,2024-02-09,10\n", "No cohort has completed month 1 yet"),
        ("ann,2024-01-05,-10\n", "No cohort has completed"),
    ],
    ids=["one customer once", "one cohort", "all new", "returns only"],
)
@pytest.mark.parametrize("way", [{}, {"mode": "streak", "steps": "30"}], ids=["as it opens", "by days"])
def test_little_data_says_what_it_can(home, lines, said, way):
    publish(home, orders="customer_id,ordered_on,revenue\n" + lines, complete_up_to="2024-02-29")
    at = open_page("cohorts", **way)
    assert not at.exception
    assert texts(at)[1].startswith(said) if not way else texts(at)[1]


def monthly(*cohorts, size=40):
    """Orders of one cohort a month from January 2024: so many of each come back in the month after."""
    lines = []
    for number, back in enumerate(cohorts):
        for place in range(size):
            months = (number, number + 1) if place < back else (number,)
            lines += [f"m{number}p{place},{2024 + m // 12}-{m % 12 + 1:02d}-05,10" for m in months]
    return "customer_id,ordered_on,revenue\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("cohorts", "said"),
    [
        ((30, 8, 12, 16, 20), ("it gets better.", "improving. From one cohort to the next: +10.0 points")),
        ((30, 20, 16, 12, 8), ("it gets worse.", "getting worse. From one cohort to the next: −10.0")),
        ((30, 16, 12, 16, 12), ("there is no clear change.", "not clear, chance alone could make it.")),
    ],
    ids=["improving", "getting worse", "none"],
)
def test_trend_over_cohorts_without_the_first(home, cohorts, said):
    publish(home, orders=monthly(*cohorts), complete_up_to="2024-06-30")
    at = open_page("cohorts", grain="month")
    (trend,) = [text for text in texts(at) if text.startswith("Trend")]
    in_short, in_full = said
    assert trend.startswith(f"Trend in month 1 over 4 cohorts: {in_full}")
    assert f"From cohort to cohort {in_short}" in texts(at)[1]
    assert not any("cohorts (" in text for text in texts(at))  # no other answer to the same question
    assert "The first cohort is left out of the comparison" in texts(at)[1]


def test_no_trend_of_what_may_still_rise(home):
    publish(home, orders=monthly(30, 8, 12, 16, 20), complete_up_to="2024-06-30")
    assert any(text.startswith("No trend is told") for text in texts(open_page("cohorts", mode="on_or_after")))
    assert not [text for text in texts(open_page("cohorts", measure="revenue")) if "rend" in text]
