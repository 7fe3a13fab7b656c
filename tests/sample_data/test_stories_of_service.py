"""What is planted in contacts, complaints and surveys, found again with nothing but pandas; numbers of the README."""

from __future__ import annotations

import pandas as pd
import pytest

from sample_data import FILES

OPENED, REPLIED, CLOSED = "opened_at", "replied_at", "closed_at"


@pytest.fixture(scope="module")
def told():
    return pd.read_csv(FILES["complaints"], parse_dates=[OPENED, REPLIED, CLOSED]).merge(people(), on="customer_id")


def people():
    return pd.read_csv(FILES["customers"], dtype={"customer_id": str})[["customer_id", "segment", "role", "region"]]


@pytest.fixture(scope="module")
def bought():
    lines = pd.read_csv(FILES["orders"], dtype={"customer_id": str, "order_id": str}, parse_dates=["ordered_on"])
    lines = lines[(lines.status != "cancelled") & lines.customer_id.notna()]
    net = lines.groupby("order_id").revenue.transform("sum")
    return lines[(lines.revenue > 0) & (net > 0)]


@pytest.fixture(scope="module")
def quarters(bought):
    """Customers of each quarter but the last: orders in it, and whether they were gone in the next."""
    each = bought.assign(quarter=bought.ordered_on.dt.to_period("Q")).groupby(["customer_id", "quarter"])
    there = each.order_id.nunique().rename("orders").reset_index()
    after = set(zip(there.customer_id, there.quarter, strict=True))
    there["is_gone"] = [
        (who, when + 1) not in after for who, when in zip(there.customer_id, there.quarter, strict=True)
    ]
    return there[there.quarter < there.quarter.max()]


def with_complaints(quarters, told):
    first = told.assign(quarter=told[OPENED].dt.to_period("Q")).drop_duplicates(["customer_id", "quarter"])
    return quarters.merge(first, on=["customer_id", "quarter"], how="left")


def test_size():
    sizes = {table: len(pd.read_csv(FILES[table])) for table in ("contacts", "complaints", "surveys")}
    assert sizes == {"contacts": 9_959, "complaints": 1_813, "surveys": 3_179}


def test_nothing_is_told_of_after_the_last_day(told):
    assert told[[OPENED, REPLIED, CLOSED]].max().max() < pd.Timestamp("2025-04-01")
    assert (told[REPLIED].isna() | (told[REPLIED] >= told[OPENED])).all()
    assert (told[CLOSED].isna() | (told[CLOSED] >= told[REPLIED])).all()


def test_story_7_answers_are_slow_in_dubai_and_slow_answers_go_with_leaving(told, quarters):
    in_a_day = (told[REPLIED] - told[OPENED]) <= pd.Timedelta(hours=24)
    share = in_a_day.groupby(told.region).mean()
    assert share.idxmin() == "Dubai"
    assert round(share["Dubai"], 2) == 0.4
    assert share.drop("Dubai").min() > 0.75
    rows = with_complaints(quarters, told)
    dubai = rows[rows[OPENED].notna() & (rows.region == "Dubai")]
    slow = ~((dubai[REPLIED] - dubai[OPENED]) <= pd.Timedelta(hours=24))
    assert (slow.sum(), *dubai.is_gone.groupby(slow).mean().round(2)) == (135, 0.37, 0.59)


def test_story_8_complaints_about_the_price_follow_the_price_rise(told):
    dear = told[told.topic == "Price"].groupby(told[OPENED].dt.to_period("Q").astype(str)).size()
    assert dear[["2024Q1", "2024Q2"]].tolist() == [112, 33]
    assert dear.drop(["2024Q1", "2024Q2"]).max() == 26


def test_story_9_an_agent_leaves_and_their_customers_leave_more(bought):
    contacts = pd.read_csv(FILES["contacts"], parse_dates=["contacted_on"])
    last = contacts.groupby("agent").contacted_on.max()
    day = last["Sara Karimi"]
    assert day == pd.Timestamp("2023-11-18")
    assert last.drop("Sara Karimi").min() > pd.Timestamp("2025-03-01")
    near = contacts[contacts.contacted_on.between(day - pd.Timedelta(days=364), day)]
    times = near.groupby(["customer_id", "agent"]).size().rename("times").reset_index()
    held = times[times.times >= 3].sort_values("times").drop_duplicates("customer_id", keep="last")
    days = bought.groupby("customer_id").ordered_on.agg(list)
    half = pd.Timedelta(days=180)
    there = held[[any(day - half < on <= day for on in days.get(who, [])) for who in held.customer_id]]
    gone = pd.Series([not any(day < on <= day + half for on in days[who]) for who in there.customer_id])
    is_hers = (there.agent == "Sara Karimi").reset_index(drop=True)
    assert (gone[is_hers].sum(), is_hers.sum()) == (24, 74)
    assert gone[is_hers].mean() > 2 * gone[~is_hers].mean()


def test_story_10_the_website_has_nothing_to_do_with_it(told, quarters):
    """Who complains of it leaves more; among customers with as many orders there is no difference."""
    about = told[told.topic == "Website"].assign(quarter=lambda rows: rows[OPENED].dt.to_period("Q"))
    pairs = set(zip(about.customer_id, about.quarter, strict=True))
    rows = quarters.assign(has=[pair in pairs for pair in zip(quarters.customer_id, quarters.quarter, strict=True)])
    shares = rows.groupby("has").is_gone.mean()
    assert round(shares[True] / shares[False], 2) == 1.22
    top = bottom = 0.0
    for _stratum, some in rows.groupby([rows.orders.clip(upper=3), "quarter"]):
        has, without = some[some.has].is_gone, some[~some.has].is_gone
        top += has.sum() * len(without) / len(some)
        bottom += without.sum() * len(has) / len(some)
    assert top / bottom == pytest.approx(1.0, abs=0.06)


def test_story_11_the_best_leave_without_a_word(told):
    left = pd.read_csv(FILES["departures"], parse_dates=["left_on"]).drop_duplicates("customer_id", keep="last")
    heard = []
    for is_big in (True, False):
        gone = left.merge(people()[(people().segment == "Enterprise") == is_big], on="customer_id")
        before = gone.merge(told[["customer_id", OPENED]], on="customer_id")
        lately = before[(before.left_on - before[OPENED]).between(pd.Timedelta(0), pd.Timedelta(days=90))]
        heard.append((lately.customer_id.nunique(), len(gone)))
    assert heard == [(0, 30), (344, 1_111)]


def test_who_is_about_to_leave_scores_low_or_does_not_answer(quarters):
    surveys = pd.read_csv(FILES["surveys"], parse_dates=["answered_on"])
    asked = surveys[surveys.topic.isna()].assign(quarter=lambda rows: rows.answered_on.dt.to_period("Q"))
    waves = quarters[quarters.quarter.isin(asked.quarter)].merge(asked, on=["customer_id", "quarter"], how="left")
    group = pd.cut(waves.score, [-1, 6, 8, 10], labels=["detractor", "passive", "promoter"]).astype(object)
    gone = waves.is_gone.groupby(group.fillna("unanswered")).mean()
    assert gone["promoter"] < gone["passive"] < gone["detractor"]
    assert gone["unanswered"] > gone["passive"]
    means = surveys.dropna(subset=["topic"]).groupby("topic")[["importance", "score"]].mean()
    assert means[means.importance > means.importance.mean()].score.idxmin() == "Quick answers"
