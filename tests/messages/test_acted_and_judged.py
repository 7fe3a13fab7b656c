"""Acting as a whole, on customers of the sample: taken on with a lot, worked through, and judged by later data."""

from __future__ import annotations

import gzip
import io
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

import ingest
import register
import store
from frame import subscribing
from messages import brief, experiments, mail_page, new_version
from messages.watched import Looked
from metrics import evaluate
from metrics.actions.arms import arms_of
from register import connection
from sample_data import FILES
from store import answers, following

UP_TO, AFTER = date(2024, 12, 31), date(2025, 3, 31)
CUSTOMERS = 300


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    yield tmp_path
    connection.close()


def read(table):
    return pd.read_csv(io.BytesIO(gzip.decompress(FILES[table].read_bytes())), dtype=str)


def publish(folder, until, **tables):
    with store.draft("agency") as draft:
        for table, rows in tables.items():
            path = folder / f"{table}-{until}.csv"
            rows.to_csv(path, index=False)
            source = ingest.inspect(path)
            draft.apply(ingest.load(draft.connection, source, table, ingest.recognise(source.columns, table)))
        draft.settings = replace(draft.settings, complete_up_to=until, currency="EUR")
        return draft.publish()


def told():
    made = brief.brief(Looked.at(store.open("agency")))
    return made, made.sections[-1]


def test_ten_are_taken_on_worked_through_subscribed_to_and_judged_by_three_more_months(home):
    customers = read("customers")
    customers = customers[customers["role"] == "employer"].head(CUSTOMERS)
    orders = read("orders")
    orders = orders[orders["customer_id"].isin(customers["customer_id"])]
    day = pd.to_datetime(orders["ordered_on"])
    publish(home, UP_TO, customers=customers, orders=orders[day <= str(UP_TO)])

    snapshot = store.open("agency")
    asked = evaluate("risk_members", store.Tables(snapshot), by=("customer_id", "name"), measure="profit", top=10)
    ten = snapshot.fetch(asked)
    assert len(ten) == 10
    arms = arms_of(dict.fromkeys(ten["customer_id"].astype(str), ""), "lot", 0.5)
    names = zip(ten["customer_id"].astype(str), ten["name"].astype(str), strict=True)
    chosen = [register.Chosen(customer, name, arm=arms[customer]) for customer, name in names]
    plan = register.Plan(90, lot="lot", held_out_share=0.5, cost_per_customer=10.0)
    number = register.take_on("agency", title="Call the ten", customers=chosen, starts_on=UP_TO, plan=plan)
    treated = [customer for customer, arm in arms.items() if arm == register.TREATED]
    assert len(treated) == 5
    assert told()[1].table.rows == (("\u2068Call the ten\u2069", "–", "answer due on 31 Mar 2025"),)

    for customer in treated:
        register.finish(number, customer, result="reached")
    assert register.action(number).state == "done"
    secret = register.make_calendar("agency", "", {})
    before = subscribing.calendar(secret)
    assert b"BEGIN:VEVENT" in before

    with following.following_with(new_version.follow):
        publish(home, AFTER, orders=orders[(day > str(UP_TO)) & (day <= str(AFTER))])
    assert store.open("agency").version == 2
    assert subscribing.calendar(secret) != before, "whoever subscribed reads the new version"
    bought = set(orders.loc[(day > str(UP_TO)) & (day <= str(AFTER)), "customer_id"])
    kept = {arm: sum(one in bought for one, of in arms.items() if of == arm) for arm in ("treated", "held_out")}
    (question,) = (one for one in answers.read(store.open("agency")).found if one.startswith("experiments"))
    row = answers.read(store.open("agency")).found[question].iloc[0]
    assert (row.retained, row.customers) == (kept["treated"], 5)
    assert (row.other_retained, row.other_customers) == (kept["held_out"], 5)
    made, part = told()
    action = register.action(number)
    sentence = experiments.sentence(action, row.to_dict(), "EUR")
    assert "It could be chance" in sentence, "five against five prove nothing"
    assert "could be chance" in part.table.rows[0][2]
    assert part.table.rows[0][2].split(": ")[1] in mail_page.page(made)
