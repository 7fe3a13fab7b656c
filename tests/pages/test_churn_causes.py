"""The churn-causes page: with the sample data, without departures, and when no reason is known."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import ingest
import store
from localization import languages
from screens.causes.held import left_of

ROOT = Path(__file__).resolve().parents[2]

ORDERS = "customer_id,order_date,revenue,region\n" + "".join(
    f"c{number},2024-{month:02}-10,{100 + number},{'north' if number % 2 else 'south'}\n"
    for number in range(20)
    for month in range(1, 3 if number < 8 else 13)
)
ASKED_NOBODY = "customer_id,left_on,reason\n" + "".join(
    f"c{number},2024-03-15,{reason}\n" for number, reason in enumerate(["", "?", "don't know", "no idea", "", ""])
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    st.cache_resource.clear()  # each test begins its data set with version 1
    return tmp_path


def publish(home, **files):
    """Publish one data set from the text of its files, by table."""
    with store.draft("shop") as draft:
        for table, text in files.items():
            path = home / f"{table}.csv"
            path.write_text(text, encoding="utf-8")
            source = ingest.inspect(path)
            draft.apply(ingest.load(draft.connection, source, table, ingest.recognise(source.columns, table)))
        draft.publish()


def open_page(**address):
    at = AppTest.from_file(ROOT / "dashboard.py", default_timeout=120)
    for name, value in ({"side": "all"} | address).items():
        at.query_params[name] = value
    at = at.switch_page("pages/churn_causes.py").run()
    assert not at.exception
    return at


def finding(at):
    lines = [one.value.replace("\N{NO-BREAK SPACE}", " ") for one in at.text]
    return [line for line in lines if not line.startswith("This address opens")][1]


def lists(at):
    """The frames that list people, the last one last."""
    return [frame.value for frame in at.dataframe if "In their words" in frame.value.columns]


def test_sample_data_the_largest_cause_of_the_last_year_and_whether_it_grows(sample_home):
    at = open_page(side="employer")
    assert finding(at) == (
        "“Competitor” is the largest known cause in Q2 2024 to Q1 2025: 32.3 % of the sales of those who left. It "
        "takes more of the customers than in Q2 2023 to Q1 2024."
    )
    assert [metric.value for metric in at.metric] == ["151", "€3.68M", "€1.14M", "78.1\N{NO-BREAK SPACE}%"]
    assert len(at.get("vega_lite_chart")) == 3
    (people,) = lists(at)
    assert len(people) == 38
    assert set(people["Cause"]) == {"Competitor"}
    assert any("**38** · " in one.value for one in at.markdown)


def test_everybody_who_left_is_one_list_with_their_causes(sample_home):
    at = open_page(side="employer")
    at.session_state["everybody"] = True
    at.run()
    assert not at.exception
    everybody = lists(at)[-1]
    assert len(everybody) == 151
    assert everybody["Cause"].str.contains(" · ").any()


def test_the_measure_is_in_the_address(sample_home):
    at = open_page(measure="customers", span="all")
    assert finding(at).startswith("“Need ended” is the largest known cause in Q2 2022 to Q1 2025: 20.8 % of the")
    assert any("of those that are, “Price” costs most (15.1" in one.value for one in at.text)
    assert len(lists(at)[0]) == 258


def test_the_remedy_of_the_largest_cause_is_there(sample_home):
    at = open_page(span="all")
    shown = " ".join(one.value for one in at.markdown)
    assert "Compare prices with competitors" in shown
    assert "Offer economy packages" in shown
    assert "Customers who left over the price, of every 100 active" in shown


def test_a_range_of_periods_narrows_the_list_and_the_count_alike(sample_home):
    at = open_page(since="2024-01-01", until="2024-01-01")
    assert len(lists(at)[0]) == 51
    assert next(one.value for one in at.metric) == "115"
    assert "“Price” is the largest known cause in Q1 2024:" in finding(at)


def test_a_range_without_departures_says_so(sample_home):
    at = open_page(only="segment", among="Nobody has this", since="2022-04-01", until="2022-04-01")
    assert not at.error


def test_without_departures_it_says_what_to_load_and_what_can_be_inferred(home):
    publish(home, orders=ORDERS)
    at = open_page(dataset="shop")
    assert finding(at) == (
        "Why customers leave was not recorded in this data set. 8 of 20 customers (40 %) have bought nothing for "
        "6 months or longer: 828 of sales in their last active periods."
    )
    assert [one.value for one in at.subheader] == [
        "What to load",
        "Until then, inferred from silence: who has stopped buying",
    ]
    wanted = at.table[0].value
    assert wanted["Needed"].tolist() == ["needed", "needed", "helps", "helps", "helps", "helps"]
    assert len(at.dataframe[-1].value) == 8


def test_when_nobody_was_asked_the_page_says_so(home):
    publish(home, orders=ORDERS, departures=ASKED_NOBODY)
    at = open_page(dataset="shop")
    assert "6 customers left and no cause is known of any" in finding(at)
    assert len(lists(at)[0]) == 4
    assert "Ask every customer who leaves one short question, at once." in " ".join(one.value for one in at.markdown)


def test_departures_without_orders_are_counted_in_customers(home):
    publish(home, departures="customer_id,left_on,reason\na,2024-01-05,too expensive\nb,2024-02-01,\n")
    at = open_page(dataset="shop", span="all")
    assert finding(at).startswith("“Price” is the largest known cause in ")
    assert finding(at).endswith(": 50 % of the customers who left.")
    assert "For 50 % of the departures no cause is known." in [
        one.value.replace("\N{NO-BREAK SPACE}", " ") for one in at.text
    ]
    assert any("A file of orders would add" in one.value for one in at.caption)
    assert len(lists(at)[0]) == 1


@pytest.mark.parametrize("lang", ["fa", "ar"])
def test_stands_in_every_language(sample_home, monkeypatch, lang):
    monkeypatch.setattr(languages, "_language", ContextVar("language", default=lang))  # AppTest asks for labels again
    at = AppTest.from_file(ROOT / "dashboard.py", default_timeout=120)
    at.query_params["lang"] = lang
    at = at.switch_page("pages/churn_causes.py").run()
    assert not at.exception


def test_what_goes_with_leaving_is_looked_at_when_it_is_opened(sample_home):
    at = open_page(span="all", grain="quarter")
    assert not any("Goes with leaving" in frame.value.columns for frame in at.dataframe)
    at.session_state["drivers"] = True
    at.run()
    assert not at.exception
    said = " ".join(one.value for one in at.text)
    assert "more than would have, like the others" in said
    assert "times the odds of leaving" in said
    assert "times the share of all; in the next period" in said
    (found,) = (frame.value for frame in at.dataframe if "Goes with leaving" in frame.value.columns)
    assert {"Complaint", "Region", "Segment"} <= set(found["What was looked at"])
    picked = at.selectbox(key="drivers_picked")
    assert picked.options[0] in {": ".join(pair) for pair in found[["What was looked at", "Its value"]].values.tolist()}
    heading = next(one.value for one in at.markdown if "times that a customer with it left" in one.value)
    rows = found.set_index(["What was looked at", "Its value"])
    assert rows.loc[("Complaint", "Left open"), "Goes with leaving"]
    assert int(heading.split("**")[1].replace(",", "")) == rows.loc[tuple(picked.options[0].split(": ", 1)), "Left"]


GO = "Of these 9.0 points {} go when “Region” is held equal; {} stay ({})."
TURNS = "With “Region” held equal it turns round: {} points the other way ({})."
STAY = "None of these 9.0 points go when “Region” is held equal: {} stay ({})."


@pytest.mark.parametrize(
    ("whole", "held", "ends", "said"),
    [
        (0.09, 0.03, (0.01, 0.05), GO.format("6.0", "3.0", "1.0 to 5.0")),
        (0.09, 0.09, (0.05, 0.13), STAY.format("9.0", "5.0 to 13.0")),
        (0.09, 0.11, (0.05, 0.17), STAY.format("11.0", "5.0 to 17.0")),
        (0.09, -0.04, (-0.06, -0.02), TURNS.format("4.0", "2.0 to 6.0")),
        (-0.09, -0.03, (-0.05, -0.01), GO.format("6.0", "3.0", "1.0 to 5.0")),
        (0.09, 0.01, (-0.02, 0.04), GO.format("8.0", "1.0", "−2.0 to 4.0") + " What stays could be chance."),
    ],
    ids=["some of it goes", "none", "it grows", "it turns round", "fewer left", "nearly all of it"],
)
def test_what_is_left_of_a_difference_is_said(whole, held, ends, said):
    low, high = ends
    equal = {"difference": held, "difference_low": low, "difference_high": high, "is_real": low * high > 0}
    assert left_of({"difference": whole}, equal, "region").replace("-", "−") == said


def test_the_sample_holds_regions_equal(sample_home):
    at = open_page(driver="segment=Small business", held="region")
    at.session_state["drivers"] = True
    at.run()
    assert not at.exception
    texts = [text.value.replace("\u00a0", " ") for text in at.text]
    (said,) = [text for text in texts if "points more." in text or "points fewer." in text]
    assert said.startswith("Segment: Small business: ")
    after = texts[texts.index(said) + 1]
    assert "when “Region” is held equal" in after or "With “Region” held equal" in after
