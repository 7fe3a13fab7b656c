"""The value page, with the sample data and with shops small enough to check by head."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import metrics
import store
from screens.value import findings
from tests.pages.tiny import MINI, ROOT, open_page, pictures, publish, texts
from view import Lens, View


def page(**parameters):
    at = open_page("value", **parameters)
    assert not at.exception
    return at


def said(at):
    """What stands on the page as plain text, the finding first: behind the line of filters."""
    lines = [text.replace("\u00a0", " ") for text in texts(at)]
    return [line for line in lines if not line.startswith("This address opens")][1:]


def cards(at):
    return {metric.label: metric.value.replace("\u00a0", " ") for metric in at.metric}


def test_sample_says_what_is_to_come_and_how_sure_that_is(sample_home):
    at = page()
    everything = said(at) + [caption.value.replace("\u00a0", " ") for caption in at.caption]
    assert said(at)[0].startswith("The customers of 31 Mar 2025 bring €")
    assert said(at)[0].endswith(" in the 12 months after it.")
    for beginning in (
        "Looks ahead from 31 Mar 2025, the end of the data",
        "Most is to come from Enterprise: €",
        "As of 31 Mar 2024 the same model forecast €",
        "In the last 91 days 649 customers moved down and 505 moved up. The largest fall by sales: 69 ",
        "1 point of retention more than the 59.1 % of today is worth €",
        "Over the lifetime of the customers of today it is €",
    ):
        assert any(text.startswith(beginning) for text in everything), beginning
    assert any(text.endswith(" of what is to come comes from 492 customers.") for text in everything)
    assert list(cards(at)) == ["Sales to come", "Profit to come", "Still customers", "The test was off by"]
    assert pictures(at) == 6
    assert len(next(frame.value for frame in at.dataframe if "Sales to come (€)" in frame.value.columns)) == 1000


def test_sample_further_ahead_brings_more(sample_home):
    short, long = (cards(page(months=months))["Sales to come"] for months in ("12", "36"))
    assert float(short.strip("€M")) < float(long.strip("€M"))


def test_more_points_are_a_link(sample_home):
    for points, sentence in (
        ("2.5", "2.5 points of retention more"),
        ("0", "0 points of retention more than the 59.1 % of today are worth €0 "),
        ("ten", "1 point of retention more"),
    ):
        assert any(sentence in text for text in said(page(points=points)))


@pytest.mark.parametrize(
    "parameters", [{"lang": "fa"}, {"lang": "ar"}, {"by": "region"}, {"only": "region", "among": "Berlin"}]
)
def test_sample_through_filters(sample_home, parameters):
    page(**parameters)


def test_too_few_to_learn_from_are_the_same_again(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    at = page()
    assert any(text.startswith("Forecast as the same again. As of 3 Mar 2024 that said 930; ") for text in said(at))
    assert any("customers bought on more than one day; a forecast needs at least 100" in text for text in said(at))
    assert "Still customers" not in cards(at)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["a,2024-01-01,10"], "This version holds no forecast", id="one day"),
        pytest.param(["a,2024-01-01,10", "a,2024-03-01,10"], "The customers of 1 Mar 2024 bring", id="one customer"),
        pytest.param(
            ["a,2024-01-01,-10", "b,2024-03-01,-5"], "There is no purchase yet|no forecast", id="only refunds"
        ),
    ],
)
def test_very_little_is_said_in_a_sentence(home, lines, expected):
    publish(home, orders="\n".join(["customer_id,ordered_on,revenue", *lines, ""]))
    first = said(page())[0]
    assert any(part in first for part in expected.split("|"))


def test_without_orders(home):
    publish(home, customers="customer_id,name\na,Ann\n")
    assert said(page())[0].endswith("one of contracts with their first day, last day and amount.")


WALLETS = "customer_id,name,segment,wallet\nc1,A,gold,900\nc2,B,gold,2000\nc3,C,silver,40\nc4,D,silver,\n"


def test_share_of_wallet_says_what_is_known_and_what_is_not(home):
    begins = "c9,2023-04-30,0,10\n"  # a year before the end, so that the data cover the year of the wallets
    publish(home, orders=MINI + begins, customers=WALLETS, complete_up_to="2024-04-30")
    at = page()
    told = said(at)
    first = next(text for text in told if text.startswith("3 customers of known spending spend 34 % ("))
    assert first.endswith(") of it with us: 990 of 2.94K a year. 1.95K goes elsewhere.")
    assert "Of 6 customers the spending is not known: they count nowhere here." in told
    assert any(text.startswith("1 customer spent more with us than they are said to spend at all") for text in told)
    listed = next(frame.value for frame in at.dataframe if "Spends elsewhere" in frame.value.columns)
    assert list(listed["Customer number"]) == ["c2", "c1", "c3"]


def test_of_less_than_a_year_no_share_of_wallet_is_said(home):
    publish(home, orders=MINI, customers=WALLETS, complete_up_to="2024-04-30")
    told = said(page())
    assert any(text.startswith("What customers spend is known of a whole year, and the data cover") for text in told)
    assert not any("of known spending" in text for text in told)


def test_without_wallets_it_says_which_column_tells(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    assert any(caption.value.startswith("Share of wallet is not known") for caption in page().caption)


def test_a_file_of_wallets_shows_the_share_over_time_of_the_same_customers(home):
    lines = [
        f"{who},{day},100" for who in ("a", "b") for day in ("2023-01-01", "2023-09-01", "2024-04-01", "2024-09-01")
    ]
    publish(
        home,
        orders="\n".join(["customer_id,ordered_on,revenue", *lines, ""]),
        wallets="customer_id,known_on,spend\na,2023-12-31,400\na,2024-12-01,800\nb,2024-12-02,200\n",
        complete_up_to="2024-12-31",
    )
    at = page()
    told = said(at)
    assert any(text.startswith("2 customers of known spending spend 40 %") for text in told)
    expected = "1 customer of Q4 2024 whose spending was known before as well gave us 50 % of it then and 25 % now."
    assert expected in told
    assert any(caption.value.startswith("Each wallet is of the year") for caption in at.caption)


def test_sample_shows_the_half_lost_wallet(sample_home):
    told = said(page(only="segment", among="Mid-market"))
    assert any("gave us 46 % of it then and 31 % now." in text for text in told)


def winning_of(dataset):
    """What winning customers brings, opened."""
    import streamlit as st

    import store
    from screens.value import winning
    from view import Lens, View

    st.session_state["winning_box"] = True
    winning.section(View(dataset, store.open(dataset).info, Lens(), "light"), "", 12)


def opened(dataset):
    at = AppTest.from_function(winning_of, kwargs={"dataset": dataset}, default_timeout=60).run()
    assert not at.exception
    return at


def test_sample_says_what_winning_customers_brings(sample_home):
    at = opened("sample")
    assert at.text[0].value.startswith("Winning 2,382 customers of known cost cost €")
    assert " too little was forecast." in at.text[1].value
    table, listed = at.dataframe[0].value, at.dataframe[-1].value
    assert {"Sales visit", "Referral"} < {*table["Channel"]}
    whole = store.open("sample")
    found = whole.fetch(metrics.evaluate("value_of_winning", store.Tables(whole))).iloc[0]
    assert len(listed) == found.customers - found.paid_back - found.will_pay_back


def test_without_costs_nothing_is_said_of_winning(home):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    assert opened("tiny").text[0].value.startswith("What winning customers brings needs the cost of the orders")


def test_without_a_cost_of_winning_it_says_which_column_tells(home):
    lines = MINI.splitlines()
    costed = "\n".join([f"{lines[0]},cost", *(f"{line},1" for line in lines[1:]), ""])
    publish(home, orders=costed, complete_up_to="2024-04-30")
    assert "acquisition_cost" in opened("tiny").text[0].value


def with_scenarios(**parameters):
    """The page with the kept scenarios opened."""
    at = AppTest.from_file(ROOT / "dashboard.py", default_timeout=120)
    at.query_params.update({"side": "all", "lang": "en"} | parameters)
    at.session_state["scenarios_box"] = True
    at.switch_page("pages/value.py").run()
    assert not at.exception
    return at


def worth_of(at):
    return next(text for text in said(at) if " of retention more than the " in text)


def test_a_scenario_of_a_segment_is_kept_and_said_again(sample_home):
    at = with_scenarios(points="2.5", points_of="Mid-market")
    alone = worth_of(at)
    assert alone.startswith("2.5 points of retention more than the 54 % of today are worth €")
    at.text_input(key="scenario_name").input("Two more").run()
    at.button(key="scenario_keep").click().run()
    assert not at.exception
    (kept,) = store.views.saved("sample")
    said_of_it = kept.name, kept.page, kept.address["points"], kept.address["points_of"]
    assert said_of_it == ("Two more", "value", "2.5", "Mid-market")
    assert "lang" not in kept.address
    money = alone.split("worth ")[1].split(" in the next")[0]
    captions = [caption.value.replace("\u00a0", " ").replace("\\", "") for caption in at.caption]
    assert any(one.startswith(f"2.5 points for Mid-market: {money} in the next 365 days, €") for one in captions)


def test_a_kept_scenario_of_a_segment_that_is_not_there_says_so(sample_home):
    store.views.save("sample", name="Old", page="value", address={"points": "1", "points_of": "Gone"})
    store.views.save("sample", name="Odd", page="value", address={"points": "many"})
    captions = [caption.value for caption in with_scenarios().caption]
    assert {"It says no number of points.", "It is of a segment that these data do not have."} <= {*captions}


def test_the_points_of_all_are_not_those_of_a_segment(sample_home):
    whole, part = (worth_of(with_scenarios(points="1", points_of=value)) for value in ("", "Enterprise"))
    assert whole != part


@pytest.mark.parametrize(
    ("rows", "ends"),
    [
        ([("gold", 100, 80, 120), ("tin", 70, 60, 79)], "gold: 100, 80 to 120 as far as the test was off."),
        ([("gold", 100, 80, 120), ("tin", 70, 60, 81)], "as far as the test was off. tin may bring as much."),
        ([("gold", 100, None, None), ("tin", 70, 60, 81)], "gold: 100; how sure that is cannot be said."),
        ([("gold", 100, 80, 120)], "as far as the test was off."),
    ],
    ids=["sure", "not sure of the place", "not tested", "one alone"],
)
def test_which_segment_is_to_bring_most_and_how_sure_that_is(home, rows, ends):
    publish(home, orders=MINI, complete_up_to="2024-04-30")
    view = View("tiny", store.open("tiny").info, Lens(), "light")
    frame = pd.DataFrame(rows, columns=["kind", "revenue_to_come", "worth_low", "worth_high"])
    frame = frame.astype({"worth_low": float, "worth_high": float})
    told = findings.most_to_come(view, frame, "kind").replace("\u2068", "").replace("\u2069", "")
    assert told.startswith("Most is to come from gold: 100")
    assert told.endswith(ends)
