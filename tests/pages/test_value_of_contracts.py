"""The value page of contracts alone: what they will bring, how long they go on, and the test of that on their past."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

import metrics
import store
from tests.pages.tiny import open_page, pictures, publish, texts

END = date(2025, 12, 31)


def contracts(people=600, seed=7):
    """Contracts of a month that run on until they are given up, with a chance of each customer's own."""
    chance = random.Random(seed)  # noqa: S311 - a seed, nothing secret
    lines = ["customer_id,starts_on,ends_on,amount_period,amount"]
    for number in range(people):
        begins = date(2022, 1, 1) + timedelta(days=chance.randrange(1200))
        leaves, months = chance.betavariate(0.8, 6), 1
        while chance.random() > leaves and months < 60:
            months += 1
        ends = begins + timedelta(days=int(months * 30.44) - 1)
        lines.append(f"c{number},{begins},{ends if ends <= END else ''},month,{20 + number % 50}")
    return "\n".join([*lines, ""])


@pytest.fixture
def page(home):
    people = "customer_id,segment\n" + "".join(f"c{number},{'AB'[number % 2]}\n" for number in range(600))
    publish(home, complete_up_to=END.isoformat(), customers=people, contracts=contracts())

    def opened(**parameters):
        at = open_page("value", **parameters)
        assert not at.exception
        return at

    return opened


def test_what_contracts_will_bring_stands_beside_its_test(page):
    at = page()
    kept = store.open("tiny").forecast
    assert (kept["rests_on"], kept["uses"]) == ("contracts", "model")
    assert kept["shape"] in {"renewals", "ages"}
    assert abs(kept["model_bias"]) < 0.1 < kept["again_bias"]
    said = [text.replace("\u00a0", " ") for text in texts(at)]
    assert said[1].startswith("The customers of 31 Dec 2025 bring ")
    assert {"Sales to come", "Under contract", "The test was off by"} <= {metric.label for metric in at.metric}
    assert any("the same way forecast" in text and "nobody leaving" in text for text in said)
    assert pictures(at) == 2
    # The customers covered a year before, of whom some left; who is covered now pays the mean of the charges.
    snapshot = store.open("tiny")
    (row,) = snapshot.fetch(metrics.evaluate("point_of_contract_retention", store.Tables(snapshot))).to_dict("records")
    year = row["customers"] * 0.01 * row["money_per_customer"]
    assert 0 < row["retained"] < row["start"]
    (point,) = [text for text in said if text.startswith("1 point of retention more than the ")]
    assert point.endswith(f"is worth {year:,.0f} in the next 365 days.")
    listed = next(frame.value for frame in at.dataframe if "Sales to come" in " ".join(map(str, frame.value.columns)))
    assert len(listed)
    assert not any("purchase" in str(name).lower() for name in listed.columns)


def test_the_list_counts_as_many_as_ever_had_a_contract(page):
    at = page(by="segment")
    cards = {metric.label: metric.value for metric in at.metric}
    rows = store.open("tiny").fetch(store.open("tiny").table("customer_value"))
    assert len(rows) == 600
    assert cards["Under contract"] == str(int(rows["alive"].sum()))


def test_without_amounts_it_says_what_is_missing(home):
    lines = "".join(f"c{n},2024-01-01,2024-12-31\n" for n in range(40))
    publish(home, complete_up_to="2024-06-30", contracts=f"customer_id,starts_on,ends_on\n{lines}")
    at = open_page("value")
    assert not at.exception
    assert any("or from contracts" in text for text in texts(at))
    assert not at.metric


def test_the_file_of_who_is_under_contract_and_of_who_was(page):
    page()
    opened = store.open("tiny")
    rows = opened.fetch(opened.table("customer_value")).merge(opened.fetch(opened.customers), on="customer_key")
    one, gone = (rows[rows["alive"] == alive].iloc[0]["customer_id"] for alive in (1, 0))
    at = open_page("customer", customer=one)
    assert not at.exception
    said = [text.replace("\u00a0", " ") for text in texts(at)]
    assert any(text.startswith(f"{one} has been under contract since ") and "next 12 months" in text for text in said)
    assert [metric.label for metric in at.metric] == ["Brought in the last 365 days", "To come in 12 months"]
    assert any("has none now" in text for text in texts(open_page("customer", customer=gone)))


def test_the_page_of_data_names_what_there_is(page):
    page()
    said = [text.replace("\u00a0", " ") for text in texts(open_page("data"))]
    assert any("holds no orders, but these rows: Customers 600 · Contracts 600." in text for text in said)
