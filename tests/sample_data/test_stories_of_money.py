"""What is planted in the wallets, found again; numbers of the README."""

from __future__ import annotations

import pandas as pd
import pytest

import metrics
import store
from sample_data import FILES


@pytest.fixture
def quarters(published_sample, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(published_sample))
    snapshot = store.open("sample")

    def ask(metric, *by):
        return snapshot.fetch(metrics.evaluate(metric, store.Tables(snapshot, "quarter"), by=by))

    return ask


def test_story_14_half_of_a_wallet_is_lost_while_sales_hold(quarters):
    assert len(pd.read_csv(FILES["wallets"])) == 877
    found = quarters("wallets_over_time", "segment").set_index(["segment", "period"])
    middle = found.loc["Mid-market"]
    assert [round(share, 2) for share in middle.share] == [0.61, 0.61, 0.42, 0.31]
    for other in ("Enterprise", "Small business"):
        assert found.loc[other].share.max() - found.loc[other].share.min() < 0.03
    # Nothing of it shows in what they buy here: the same quarters' sales of their years did not fall.
    assert middle.ours.iloc[-1] / middle.customers.iloc[-1] > 0.95 * middle.ours.iloc[0] / middle.customers.iloc[0]


def test_story_14_is_read_from_the_same_customers(quarters):
    last = quarters("wallets_over_time").iloc[-1]
    assert (last.known_before, round(last.earlier_share, 2), round(last.their_share, 2)) == LAST_QUARTER


LAST_QUARTER = (132, 0.5, 0.4)
