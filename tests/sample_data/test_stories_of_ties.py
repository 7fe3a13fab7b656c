"""What is planted in the club and in the referrals, found again; numbers of the README."""

from __future__ import annotations

import pandas as pd
import pytest

import metrics
import store
from sample_data import FILES


@pytest.fixture(scope="module")
def people():
    return pd.read_csv(FILES["customers"], dtype=str, parse_dates=["club_joined_on"])


@pytest.fixture(scope="module")
def first():
    lines = pd.read_csv(FILES["orders"], dtype={"customer_id": str}, parse_dates=["ordered_on"])
    return lines[lines.revenue > 0].groupby("customer_id").ordered_on.min()


def test_story_12_the_club_attracts_who_would_have_bought_anyway(people, published_sample, monkeypatch):
    joined = people.club_joined_on.dropna()
    assert (len(joined), joined.min() >= pd.Timestamp("2023-09-01"), joined.max() < pd.Timestamp("2024-09-01")) == (
        302,
        True,
        True,
    )
    monkeypatch.setenv("MANDEGAR_HOME", str(published_sample))
    snapshot = store.open("sample")
    found = snapshot.fetch(metrics.evaluate("club_effect", store.Tables(snapshot))).set_index("way")
    naive, matched, did = (found.loc[way] for way in ("naive", "matched", "did"))
    assert (naive.members, round(naive.members_after, 2), round(naive.others_after, 2)) == (302, 2.48, 1.05)
    assert (naive.is_real, matched.is_real, did.is_real) == (True, False, False)
    assert abs(did.effect) < 0.1 < naive.effect / 10
    before = found[found.third < 0]
    assert len(before) == 3
    assert not before.is_real.any()


def test_story_13_the_referred_stay_as_long_as_others(published_sample, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(published_sample))
    snapshot = store.open("sample")
    found = snapshot.fetch(metrics.evaluate("referral_kept", store.Tables(snapshot))).set_index("among")
    assert (round(found.loc["alike", "rate"], 2), round(found.loc["alike", "other_rate"], 2)) == (0.74, 0.74)
    assert not found.is_real.any()


def test_story_13_some_referrals_cannot_be(people, first):
    named = people.dropna(subset=["referred_by"])
    who = dict(zip(named.customer_id, named.referred_by, strict=True))
    selves = {one for one, by in who.items() if one == by}
    circles = {one for one, by in who.items() if who.get(by) == one} - selves
    late = {one for one, by in who.items() if first[by] >= first[one]} - selves - circles
    assert (len(who), len(selves), len(circles), len(late)) == (374, 4, 6, 5)
