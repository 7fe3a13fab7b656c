"""Early warning of contracts alone: who will not renew is told by what goes before it, and tested beside the end."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

import store
from metrics.glossary import evaluate
from metrics.headings import label
from tests.pages.tiny import open_page, publish, texts

FIRST, LAST = date(2022, 1, 1), date(2024, 12, 31)


def firm(customers):
    """Contracts of a year; who complains before one ends seldom renews, the others mostly do."""
    chance = random.Random(5)  # noqa: S311 - a seed, nothing secret
    contracts, complaints = ["contract_id,customer_id,starts_on,ends_on,amount"], ["customer_id,opened_at"]
    for number in range(customers):
        starts, is_loud = FIRST + timedelta(days=chance.randrange(900)), chance.random() < 0.3
        while starts <= LAST:
            ends = starts + timedelta(days=364)
            contracts.append(f"k{len(contracts)},c{number},{starts},{ends},1200")
            told = [ends - timedelta(days=chance.randrange(5, 80)) for _time in range(2 if is_loud else 0)]
            complaints += [f"c{number},{day}" for day in told if day <= LAST]
            if chance.random() < (0.7 if is_loud else 0.12):
                break
            starts = ends + timedelta(days=1)
    return {"contracts": "\n".join(contracts), "complaints": "\n".join(complaints)}


def said(at):
    return [text.replace("\u00a0", " ") for text in texts(at)]


def test_who_will_not_renew_is_found_better_than_by_the_soonest_end(home):
    publish(home, complete_up_to=LAST.isoformat(), **firm(1000))
    at = open_page("early_warning")
    assert not at.exception
    assert "will probably not be ones in 90 days" in said(at)[1]
    assert "tested 3 times on your own past" in said(at)[1]
    snapshot = store.open("tiny")
    tables = store.Tables(snapshot)
    tested = snapshot.fetch(evaluate("renewal_risk_test", tables, share=0.05)).set_index("method")
    used = tested[tested.is_used].iloc[0]
    assert used.lift > 1.5 * tested.lift["soonest_end"]
    assert used.brier < tested.brier["soonest_end"] < used.base_brier
    assert used.said == pytest.approx(used.base_rate, abs=0.02)
    members = snapshot.fetch(evaluate("renewal_risk_members", tables))
    whole = snapshot.fetch(evaluate("renewal_risk_summary", tables)).iloc[0]
    assert whole.customers == len(members)
    assert whole.expected_lost == pytest.approx(members.chance.sum())
    assert whole.expected_loss == pytest.approx((members.chance * members.at_stake).sum())
    assert whole.likely_lost == (members.chance >= 0.5).sum()
    assert (members.ends_in_days >= 0).all()
    listed = next(frame.value for frame in at.dataframe if "Chance not to renew" in frame.value.columns)
    assert listed["Loss to expect"].is_monotonic_decreasing
    names = [label(name, among=found.columns) for found in (tested.reset_index(), whole.to_frame().T) for name in found]
    assert not [name for name in names if "bought" in name.lower() or "buy" in name.lower()]
    assert {"Did not renew, of all", "Did not renew, of the list", "Not renewed", "Will probably not renew"} <= {*names}


def test_of_few_contracts_nobody_says_a_chance_and_the_page_says_why(home):
    publish(home, complete_up_to=LAST.isoformat(), **firm(60))
    at = open_page("early_warning")
    assert not at.exception
    assert "customers were known when the test begins" in said(at)[1]
    snapshot = store.open("tiny")
    assert snapshot.fetch(evaluate("renewal_risk_members", store.Tables(snapshot))).chance.isna().all()


def test_beside_orders_they_are_a_part_of_the_page(home):
    """Everybody under contract has bought as well: both are told, each by its own test."""
    orders = ["customer_id,ordered_on,revenue"]
    orders += [f"c{n},{FIRST + timedelta(days=day + n % 28)},10" for n in range(800) for day in range(0, 1060, 70)]
    prices = "month,index\n2022-01-01,100\n2024-12-01,150\n"
    publish(home, complete_up_to=LAST.isoformat(), orders="\n".join(orders), prices=prices, **firm(1000))
    booked, at = open_page("early_warning"), open_page("early_warning", money="2024-12-01")
    assert not booked.exception
    assert not at.exception
    as_agreed = "What contracts bring stands here as it was agreed, not at prices of Dec 2024."
    shown = [[text.value.replace("\u00a0", " ") for text in page.caption] for page in (booked, at)]
    assert [as_agreed in captions for captions in shown] == [False, True]
    titles = [heading.value.replace("\u00a0", " ") for heading in at.subheader]
    assert {"Whom to call, and why? · at prices of Dec 2024", "And who will probably not renew their contract?"} <= {
        *titles
    }
    assert any("will probably not be ones in 90 days" in text for text in said(at))
    assert any("Chance not to renew" in frame.value.columns for frame in at.dataframe)
