"""What the file of one customer says, counted by hand; a second way of the surety in pandas."""

from __future__ import annotations

import pandas as pd
import pytest

import store
from store import customer_file
from tests.pages.tiny import publish

ORDERS = """customer_id,ordered_on,order_id,revenue,product,segment,status
ann,2024-01-05,1,100,tea,small,paid
ann,2024-01-05,1,50,cup,small,paid
ann,2024-02-04,2,80,tea,large,paid
ann,2024-02-10,2,-30,tea,large,paid
ann,2024-03-05,3,60,tea,large,cancelled
ann,2024-04-04,4,40,pot,small,paid
bob,2024-04-01,5,70,tea,small,paid
"""
TABLES = {
    "orders": ORDERS,
    "contacts": "customer_id,contacted_on,direction,channel,answered,agent\nann,2024-03-01,outbound,phone,false,Omid\n",
    "complaints": "customer_id,opened_at,replied_at,closed_at,topic\nann,2024-02-11 08:00,2024-02-11 20:30,,Late\n",
    "contracts": "customer_id,starts_on,ends_on,product,amount\nann,2024-01-01,2024-12-31,care,500\n"
    "ann,2023-01-01,2023-12-31,care,400\n",
    "visits": "customer_id,visited_on\nann,2024-03-02\nann,2024-03-09\nann,2024-03-09\n",
    "surveys": "customer_id,answered_on,score,scale,comment\nann,2024-03-20,9,0-10,fine\n",
    "departures": "customer_id,left_on,reason\nann,2024-04-20,too dear\n",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(folder / "home"))
        publish(folder, complete_up_to="2024-04-30", **TABLES)
        yield store.open("tiny")


def key_of(shop, customer):
    known = shop.fetch(shop.customers)
    return int(known.loc[known["customer_id"] == customer, "customer_key"].iloc[0])


def test_all_that_happened_is_on_one_timeline(shop):
    found = customer_file.happened(shop, key_of(shop, "ann"))
    told = [(str(row.day.date()), row.kind) for row in found.itertuples()]
    assert told == [
        ("2024-04-20", "left"),
        ("2024-04-04", "purchase"),
        ("2024-03-20", "survey"),
        ("2024-03-09", "visit"),
        ("2024-03-05", "cancelled"),
        ("2024-03-01", "contact"),
        ("2024-02-11", "complaint"),
        ("2024-02-10", "return"),
        ("2024-02-04", "purchase"),
        ("2024-01-05", "purchase"),
        ("2024-01-01", "contract"),
        ("2023-12-31", "contract_end"),
        ("2023-01-01", "contract"),
    ]
    by_day = found.set_index(found["day"].dt.strftime("%Y-%m-%d"))
    assert (by_day.loc["2024-01-05", "amount"], by_day.loc["2024-01-05", "what"]) == (150, "cup · tea")
    assert by_day.loc["2024-02-10", "amount"] == -30
    assert by_day.loc["2024-02-11", "number"] == 12.5  # hours to the reply
    assert by_day.loc["2024-03-09", "number"] == 2  # days of March
    assert not by_day.loc["2024-03-01", "is_so"]


def test_nothing_is_mixed_with_another_customer(shop):
    found = customer_file.happened(shop, key_of(shop, "bob"))
    assert list(found["kind"]) == ["purchase"]
    assert customer_file.happened(shop, 999).empty
    assert customer_file.worth(shop, 999) == customer_file.rhythm(shop, 999) == {}


def test_worth_and_products(shop):
    ann = key_of(shop, "ann")
    worth = customer_file.worth(shop, ann)
    assert (worth["orders"], worth["revenue"], str(worth["last_day"].date())) == (3, 240, "2024-04-04")
    bought = customer_file.products(shop, ann)
    assert list(bought[["item", "orders", "revenue"]].itertuples(index=False, name=None)) == [
        ("tea", 2, 150),
        ("cup", 1, 50),
        ("pot", 1, 40),
    ]


def test_rhythm_is_their_own(shop):
    rhythm = customer_file.rhythm(shop, key_of(shop, "ann"))  # 30 and 60 days between purchases, 26 since
    assert (rhythm["usual_days"], rhythm["silent_days"]) == (45, 26)
    assert customer_file.rhythm(shop, key_of(shop, "bob"))["usual_days"] is None


def test_segments_are_told_with_the_day_of_each_change(shop):
    found = customer_file.segments(shop, key_of(shop, "ann"))
    told = [(row.segment, str(row.since.date())) for row in found.itertuples()]
    assert told == [("small", "2024-01-05"), ("large", "2024-02-04"), ("small", "2024-04-04")]
    assert str(customer_file.left_on(shop, key_of(shop, "ann")).date()) == "2024-04-20"
    assert customer_file.left_on(shop, key_of(shop, "bob")) is None


def test_surety_is_what_came_from_those_of_whom_as_much_was_forecast(published_sample, monkeypatch):
    """The same in pandas: the hundred whose forecast of then is nearest to the customer's of today."""
    monkeypatch.setenv("MANDEGAR_HOME", str(published_sample))
    sample = store.open("sample")
    values = sample.fetch(sample.table("customer_value")).sort_values("customer_key")
    tested = values[values["predicted"].notna() & values["came"].notna()]
    for key in (1, 77, 1500):
        amount = values.loc[values["customer_key"] == key, "revenue_12"].iloc[0]  # the test looked at 365 days, too
        apart = (tested["predicted"] - amount).abs()
        near = tested.assign(apart=apart).sort_values(["apart", "customer_key"])["came"].head(100)
        found = customer_file.worth(sample, key)
        assert found["alike"] == 100
        assert found["none"] == pytest.approx((near <= 0).mean())
        part = near / tested.loc[near.index, "predicted"]
        assert [found["low"], found["high"]] == pytest.approx([part.quantile(0.25), part.quantile(0.75)])
        assert pd.notna(found["revenue_to_come"])
