"""Share of wallet: the worked example of the reference, what is not known, and a second way in pandas."""

from __future__ import annotations

import random

import ibis
import pandas as pd
import pytest

import metrics
from metrics.activity import dated
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


@pytest.mark.parametrize(("begins", "customers"), [("2024-01-02", 1), ("2024-01-03", 0)], ids=["365 days", "364 days"])
def test_a_wallet_of_a_year_that_the_data_do_not_cover_is_not_known(shop, begins, customers):
    shop.add("z", begins, revenue=5)
    people = told(shop, a=400)
    found = metrics.share_of_wallet(shop.purchase_days, people, shop.until, days=shop.days).to_pandas().iloc[0]
    assert (found.customers, found.wallet_unknown) == (customers, 4 - customers)
    assert (found.share == 0.5) == bool(customers)
    members = metrics.wallet_members(shop.purchase_days, people, shop.until, days=shop.days)
    assert len(rows(members)) == customers


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


def wallets_of(shop, *rows):
    """Wallets as a file tells them: customer, day, spend; with the month of the day as its period."""
    frame = pd.DataFrame(rows, columns=["customer_id", "known_on", "spend"]).astype({"spend": float})
    table = ibis.memtable(frame).mutate(known_on=ibis._.known_on.cast("date"))
    keyed = table.join(shop.customers.select("customer_id", "customer_key"), "customer_id").drop("customer_id")
    return dated(keyed, "known_on", shop.days, "month")


def over_time(shop, *rows, by=()):
    days = metrics.with_attributes(shop.purchase_days, shop.customers, by) if by else shop.purchase_days
    return metrics.wallets_over_time(
        days, wallets_of(shop, *rows), shop.periods(), shop.days, shop.until, by
    ).to_pandas()


@pytest.fixture
def two_years(history):
    """A spends 200 of 400 with us in the first year and 100 of 400 in the second; b is asked once."""
    history.add("a", "2023-01-01", revenue=150)
    history.add("a", "2023-12-31", revenue=50)
    history.add("a", "2024-12-31", revenue=100)
    history.add("b", "2024-06-01", revenue=300)
    history.complete_up_to = UNTIL
    return history


def test_share_of_wallet_over_time_is_of_the_years_of_the_wallets(two_years):
    # The year up to 31 December 2023 begins on 1 January: that purchase counts, the one of 2024's last day does not.
    found = over_time(two_years, ("a", "2023-12-31", 400), ("a", "2024-12-31", 400), ("b", "2024-12-01", 500))
    assert [str(day.date()) for day in found.period] == ["2023-12-01", "2024-12-01"]
    first, second = found.iloc[0], found.iloc[1]
    assert (first.customers, first.ours, first.wallet, first.share, first.known_before) == (1, 200, 400, 0.5, 0)
    assert pd.isna(first.earlier_share)
    assert (second.customers, second.ours, second.wallet) == (2, 400, 900)
    assert second.share == pytest.approx(400 / 900)
    # Of all of them our share rose from .50 to .44 with another mix; of the same customer it fell by half.
    assert (second.known_before, second.earlier_share, second.their_share) == (1, 0.5, 0.25)


def test_a_wallet_whose_year_is_not_covered_is_left_out(two_years):
    # The data begin on 1 January 2023: a year that ends a day earlier than the 31st of December began before them.
    assert over_time(two_years, ("a", "2023-12-30", 400), ("a", "2025-01-01", 400)).empty


def test_who_lost_a_wallet_stands_first(two_years):
    told = wallets_of(
        two_years, ("a", "2023-12-31", 400), ("a", "2024-12-31", 400), ("b", "2024-12-01", 500), ("b", "2024-12-02", 0)
    )
    asked_for = (two_years.purchase_days, told, two_years.periods(), two_years.days, two_years.until)
    found = metrics.wallet_year_members(*asked_for, known_in=pd.Timestamp("2024-12-01").date()).to_pandas()
    assert list(found.customer_key) == [two_years.key("a"), two_years.key("b")]
    assert (found.share_lost[0], pd.isna(found.share_lost[1]), found.headroom[1]) == (100, True, 200)
    assert (
        len(found)
        == over_time(
            two_years, ("a", "2023-12-31", 400), ("a", "2024-12-31", 400), ("b", "2024-12-01", 500)
        ).customers.iloc[-1]
    )


def test_a_loaded_wallet_counts_before_that_of_the_customers_file_and_with_its_own_year(two_years):
    people = told(two_years, a=1000, b=600)
    wallets = wallets_of(two_years, ("a", "2024-12-29", 50), ("a", "2023-12-31", 400), ("b", "2023-12-01", 900))
    found = metrics.share_of_wallet(two_years.purchase_days, people, two_years.until, (), wallets).to_pandas().iloc[0]
    # a: the 365 days to 29 December 2024 hold the 50 of 31 December 2023 and not the 100; b's wallet is too old.
    assert (found.customers, found.ours, found.wallet) == (2, 50 + 300, 50 + 600)


def test_a_wallet_below_our_sales_tells_no_change(two_years):
    # 150 and 50 were sold in the first year: a wallet of 120 is wrong, and a share of all of it is no share to lose.
    found = over_time(two_years, ("a", "2023-12-31", 120), ("a", "2024-12-31", 400))
    assert list(found.below) == [1, 0]
    assert list(found.known_before) == [0, 0]
    assert pd.isna(found.earlier_share[1])


def test_over_time_adds_up_and_agrees_with_pandas(history):
    chance = random.Random(8)  # noqa: S311 - a seed, nothing secret
    rows = []
    for number in range(60):
        name = f"c{number}"
        history.describe(name, segment=chance.choice(["gold", "silver"]))
        for _ in range(chance.randint(1, 6)):
            history.add(
                name,
                str((pd.Timestamp("2022-01-01") + pd.Timedelta(days=chance.randint(0, 1000))).date()),
                revenue=chance.randint(5, 90),
            )
        for day in chance.sample(["2023-01-20", "2023-06-10", "2023-06-25", "2024-05-05"], 3):
            rows += [(name, day, chance.choice([0, 60, 150, 400]))]
    history.complete_up_to = UNTIL
    bought = history.purchase_days.to_pandas().assign(day=lambda frame: pd.to_datetime(frame["day"]))
    expected = {}
    latest = {}
    for name, day, spend in rows:
        if spend > 0:
            latest[name, day[:7]] = max(latest.get((name, day[:7]), (day, spend)), (day, spend))
    for (name, month), (day, spend) in latest.items():
        own = bought[(bought.customer_key == history.key(name)) & (bought.day <= day)]
        if len(own):
            ours = own[own.day > pd.Timestamp(day) - pd.Timedelta(days=365)].revenue.astype(float).sum()
            of = expected.setdefault(month, [0.0, 0.0, 0])
            of[0], of[1], of[2] = of[0] + min(ours, spend), of[1] + spend, of[2] + 1
    found = over_time(history, *rows)
    assert {f"{row.period:%Y-%m}": [row.ours, row.wallet, row.customers] for row in found.itertuples()} == expected
    parts = over_time(history, *rows, by=("segment",)).groupby("period")[["ours", "wallet", "customers"]].sum()
    pd.testing.assert_frame_equal(parts, found.set_index("period")[["ours", "wallet", "customers"]])
