"""Members of the club are paired when a version is published, and only where there is a club."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

import metrics
import store
from tests.store.conftest import line, put

FIRST = date(2023, 1, 10)
JOINED = date(2024, 1, 5)


def orders(extra=5):
    """Ten customers who buy every month alike; the first five buy `extra` times more from 2024 on."""
    lines = [line(f"c{n}", FIRST + timedelta(days=30 * step), 10) for n in range(10) for step in range(20)]
    more = [line(f"c{n}", JOINED + timedelta(days=7 * step + 1), 10) for n in range(5) for step in range(extra)]
    return lines + more


def published(customers, rows):
    with store.draft("club") as draft:
        put(draft, rows, "orders")
        put(draft, customers, "customers")
        draft.publish()
    return store.open("club")


def test_members_are_paired_with_customers_alike():
    members = [{"customer_id": f"c{n}", "club_joined_on": JOINED if n < 5 else None} for n in range(10)]
    snapshot = published(members, orders())
    pairs = snapshot.fetch(snapshot.table("club_pairs"))
    assert len(pairs) == 5
    assert pairs.other_key.is_unique
    assert not set(pairs.other_key) & set(pairs.customer_key)
    assert (pairs.started_on == pd.Timestamp(JOINED)).all()
    found = snapshot.fetch(metrics.evaluate("club_effect", store.Tables(snapshot))).set_index("way")
    assert (found.loc["did", "effect"], found.loc["matched", "effect"]) == (5, 5)


def test_without_a_club_nothing_is_paired_and_a_sentence_says_so():
    snapshot = published([{"customer_id": f"c{n}"} for n in range(10)], orders())
    assert "club_pairs" not in snapshot.schemas
    for metric, column in (("club_effect", "club_joined_on"), ("referral_kept", "referred_by")):
        with pytest.raises(metrics.MissingData, match=column):
            metrics.evaluate(metric, store.Tables(snapshot))


def test_an_action_without_a_lot_is_held_against_customers_alike():
    snapshot = published([{"customer_id": f"c{n}"} for n in range(10)], orders())
    keys = snapshot.fetch(snapshot.customers).sort_values("customer_id").customer_key[:5]
    starts = pd.DataFrame({"customer_key": keys.to_numpy(), "started_on": JOINED})
    found = store.effect_without_lot(snapshot, starts).set_index("way")
    assert found.loc[["before_after", "untreated", "matched", "did"], "effect"].tolist() == [5, 0, 5, 5]
    assert found.members.eq(5).all()
    nobody = pd.DataFrame({"customer_key": [999], "started_on": [JOINED]})
    assert store.effect_without_lot(snapshot, nobody).empty
    soon = starts.assign(started_on=date(2024, 7, 1))  # its days are not over
    assert store.effect_without_lot(snapshot, soon).empty
