"""Share of wallet: the worked example of the reference, what is not known, and a second way in pandas."""

from __future__ import annotations

import random

import ibis
import pandas as pd
import pytest

import metrics
from metrics.value.wallet import allocated
from tests.metrics.conftest import rows

UNTIL = "2024-12-31"


def number(expression):
    return ibis.duckdb.connect().execute(expression)


@pytest.fixture
def shop(history):
    """The worked example, and besides: one of unknown wallet, one said to spend nothing, one whose wallet is wrong."""
    history.add("a", "2024-06-01", revenue=200)
    history.add("b", "2024-06-01", revenue=50)
    history.add("c", "2024-06-01", revenue=300)
    history.complete_up_to = UNTIL
    return history


def told(shop, **wallets):
    values = pd.DataFrame({"customer_id": list(wallets), "wallet": [float(one) for one in wallets.values()]})
    table = ibis.memtable(values)
    people = shop.customers
    return people.left_join(table, "customer_id").drop("customer_id_right")


def asked(shop, people, by=()):
    days = metrics.with_attributes(shop.purchase_days, people, by) if by else shop.purchase_days
    return metrics.share_of_wallet(days, people, shop.until, by)


def test_worked_example(shop):
    found = asked(shop, told(shop, a=400, b=500, c=300)).to_pandas().iloc[0]
    assert (found.customers, found.wallet_unknown, found.ours, found.wallet) == (3, 0, 550, 1200)
    assert found.share == pytest.approx(0.4583, abs=5e-5)
    assert found.mean_share == pytest.approx(0.5333, abs=5e-5)
    assert (found.headroom, found.below) == (650, 0)
    # The linearised interval of a ratio, by hand: residuals 16.667, −179.167, 162.5; 1.96 · √(Σ² · 3/2) ÷ 1200.
    half = 1.959964 * ((16.667**2 + 179.167**2 + 162.5**2) * 1.5) ** 0.5 / 1200
    assert found.share_low == pytest.approx(max(0.4583 - half, 0), abs=1e-4)
    assert found.share_high == pytest.approx(min(0.4583 + half, 1), abs=1e-4)


def test_what_is_not_known_stays_so(shop):
    shop.add("d", "2024-06-01", revenue=70)
    shop.add("e", "2024-06-01", revenue=90)
    found = asked(shop, told(shop, a=400, e=0)).to_pandas().iloc[0]
    assert (found.customers, found.wallet_unknown, found.share) == (1, 4, 0.5)
    assert pd.isna(found.share_low)
    nobody = asked(shop, told(shop, x=10)).to_pandas().iloc[0]
    assert nobody.customers == 0
    assert nobody[["share", "mean_share", "headroom", "wallet"]].isna().all()


def test_a_wallet_below_our_sales_is_capped_and_said(shop):
    found = asked(shop, told(shop, a=150, b=500)).to_pandas().iloc[0]
    assert (found.below, found.ours, found.wallet) == (1, 200, 650)
    members = metrics.wallet_members(shop.purchase_days, told(shop, a=150, b=500), shop.until)
    assert rows(members, "ours", "wallet", "headroom", "share", "is_below") == [
        (50, 500, 450, 0.1, False),
        (150, 150, 0, 1, True),
    ]
    first = metrics.wallet_members(shop.purchase_days, told(shop, a=150, b=500), shop.until, top=1)
    assert rows(first, "headroom") == [(450,)]


@pytest.mark.parametrize(("day", "ours"), [("2024-01-02", 100), ("2024-01-01", 0)], ids=["day 365", "day 366"])
def test_a_year_has_365_days(history, day, ours):
    history.add("a", day, revenue=100)
    history.complete_up_to = UNTIL
    found = asked(history, told(history, a=400)).to_pandas().iloc[0]
    assert (found.ours, found.share) == (ours, ours / 400)


@pytest.mark.parametrize(
    ("rank", "suppliers", "share"),
    [
        (1, 1, 1),
        (1, 2, 0.6667),
        (2, 2, 0.3333),
        (1, 3, 0.5),
        (2, 3, 0.3333),
        (3, 3, 0.1667),
        (1.5, 2, 0.5),
        (3, 2, None),
        (0, 2, None),
        (1, 0, None),
        (None, 2, None),
    ],
)
def test_wallet_allocation_rule(rank, suppliers, share):
    said = number(allocated(ibis.literal(rank, "float64"), ibis.literal(suppliers, "float64")))
    assert pd.isna(said) if share is None else said == pytest.approx(share, abs=5e-5)


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_shares_by_rank_make_one(n):
    assert sum(number(allocated(ibis.literal(float(r)), ibis.literal(float(n)))) for r in range(1, n + 1)) == (
        pytest.approx(1)
    )


def test_a_rank_is_an_estimate_for_those_of_unknown_wallet_alone(shop):
    people = told(shop, a=400).mutate(supplier_rank=1.0, suppliers=2.0)
    found = asked(shop, people).to_pandas().iloc[0]
    assert (found.customers, found.ranked) == (1, 2)
    assert found.estimated_share == pytest.approx(2 / 3)
    assert found.share == 0.5


def test_by_segment_as_pandas_counts(history):
    chance = random.Random(3)  # noqa: S311 - a seed, nothing secret
    wallets = {}
    for n in range(40):
        name = f"c{n}"
        for _ in range(chance.randint(1, 4)):
            history.add(name, f"2024-{chance.randint(1, 12):02}-15", revenue=chance.randint(5, 200))
        history.describe(name, region=chance.choice(["north", "south"]))
        if chance.random() < 0.7:
            wallets[name] = chance.randint(50, 900)
    history.complete_up_to = UNTIL
    people = told(history, **wallets)
    found = asked(history, people, ("region",)).to_pandas().set_index("region")
    days = history.purchase_days.to_pandas().groupby("customer_key").revenue.sum().astype(float)
    frame = people.to_pandas().set_index("customer_key").assign(sold=days).dropna(subset=["wallet"])
    frame["ours"] = frame[["sold", "wallet"]].min(axis=1)
    for region, group in frame.groupby("region"):
        row = found.loc[region]
        assert row.share == pytest.approx(group.ours.sum() / group.wallet.sum())
        assert row.mean_share == pytest.approx((group.ours / group.wallet).mean())
        assert (row.customers, row.below) == (len(group), (group.sold > group.wallet).sum())
    assert found.headroom.is_monotonic_decreasing
