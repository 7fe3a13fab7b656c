"""What is planted in the sample data, found again with nothing but pandas. The numbers are those of its README."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import pandas as pd
import pytest

from metrics.causes.stated import causes_of
from sample_data import FILES, FIRST_DAY
from sample_data.generate import generate

TABLES = ("orders", "customers", "departures", "contacts", "complaints", "surveys", "wallets", "prices")
PRICE_RISE = "2024-01-15"


@dataclass(frozen=True)
class Books:
    orders: pd.DataFrame
    customers: pd.DataFrame
    departures: pd.DataFrame

    @classmethod
    def read(cls) -> Self:
        text = {"customer_id": str, "order_id": str}
        orders = pd.read_csv(FILES["orders"], dtype=text, parse_dates=["ordered_on"])
        departures = pd.read_csv(FILES["departures"], parse_dates=["left_on"], keep_default_na=False)
        return cls(orders, pd.read_csv(FILES["customers"], dtype=text), departures)

    @cached_property
    def sales(self) -> pd.DataFrame:
        """Lines that count, with the customer's attributes and profit."""
        lines = self.orders[self.orders.status != "cancelled"].merge(
            self.customers, on="customer_id", suffixes=("", "_acquired")
        )
        return lines.assign(profit=lines.revenue - lines.cost)

    @cached_property
    def purchases(self) -> pd.DataFrame:
        """Lines with sales of orders that are not returned altogether, by quarter."""
        sales = self.sales
        net = sales.groupby("order_id").revenue.transform("sum")
        bought = sales[(sales.revenue > 0) & (net > 0)]
        return bought.assign(quarter=bought.ordered_on.dt.to_period("Q").astype(str))

    def bridge(self, **attributes: str) -> pd.DataFrame:
        """Customers at the start, lost, new, won back and at the end of each quarter."""
        bought = self.purchases
        for name, value in attributes.items():
            bought = bought[bought[name] == value]
        active = bought.groupby("quarter").customer_id.agg(set)
        rows, seen, before = {}, set(), set()
        for quarter, now in active.items():
            rows[quarter] = (len(before), len(before - now), len(now - seen), len((now & seen) - before), len(now))
            seen, before = seen | now, now
        table = pd.DataFrame.from_dict(rows, orient="index", columns=["start", "lost", "new", "won_back", "end"])
        return table.assign(rate=(table.start - table.lost) / table.start)

    @cached_property
    def causes(self) -> pd.DataFrame:
        """One row per departure and cause it names."""
        named = self.departures.assign(
            cause=self.departures.reason.map(causes_of),
            quarter=self.departures.left_on.dt.to_period("Q").astype(str),
        )
        return named.explode("cause").merge(self.customers, on="customer_id")

    def departures_over(self, cause: str) -> pd.Series:
        """Departures that name a cause, by quarter."""
        named = self.causes
        return named[named.cause == cause].groupby("quarter").size()


@pytest.fixture(scope="module")
def books() -> Books:
    return Books.read()


def test_generating_again_gives_the_same_files():
    content = generate()
    assert {table: gzip.decompress(FILES[table].read_bytes()) for table in TABLES} == content


@pytest.mark.parametrize("table", TABLES)
def test_the_files_carry_no_time_or_name(table):
    header = FILES[table].read_bytes()[:10]
    assert header[4:8] == bytes(4)
    assert header[3] == 0


def test_size(books):
    assert len(books.orders) == 25_370
    assert len(books.customers) == 2_500
    assert len(books.departures) == 1_191
    assert sum(FILES[table].stat().st_size for table in TABLES) < 600_000


def test_the_three_years_are_complete(books):
    assert books.orders.ordered_on.min() == pd.Timestamp(FIRST_DAY)
    assert books.orders.ordered_on.max() == pd.Timestamp("2025-03-31")
    assert books.departures.left_on.between("2022-04-01", "2025-03-31").all()


def test_what_is_untidy(books):
    orders = books.orders
    credit_notes = orders.order_id.str.startswith("CN")
    assert orders.customer_id.isna().sum() == 271
    assert (orders.status == "cancelled").sum() == 459
    assert ((orders.revenue < 0) & ~credit_notes).sum() == 529
    assert credit_notes.sum() == 336
    assert (orders.revenue[credit_notes] < 0).all()
    assert (books.departures.reason.map(lambda text: not any(map(str.isalpha, text)))).sum() == 112
    assert books.customers.acquisition_cost.isna().sum() == 76
    assert (~books.customers.customer_id.isin(orders.customer_id)).sum() == 21


def test_two_bases_of_customers(books):
    assert books.customers.role.value_counts().to_dict() == {"job_seeker": 1_600, "employer": 900}
    assert books.customers.groupby("role").segment.unique().map(set).to_dict() == {
        "employer": {"Enterprise", "Mid-market", "Small business"},
        "job_seeker": {"Graduates", "Professionals", "Executives"},
    }


def test_quarterly_retention_lies_between_63_and_72_percent(books):
    rate = books.bridge().rate.dropna()
    assert len(rate) == 11
    assert (round(rate.min(), 3), round(rate.max(), 3)) == (0.632, 0.718)


def test_retention_rises_with_tenure(books):
    bought = books.purchases
    quarter = pd.PeriodIndex(bought.quarter, freq="Q").map(lambda period: period.ordinal)
    active = bought.assign(quarter=quarter).groupby("customer_id").quarter.agg(set)
    last = max(map(max, active))
    kept = {age: [0, 0] for age in range(11)}
    for quarters in active:
        for now in quarters - {last}:
            kept[now - min(quarters)][0] += now + 1 in quarters
            kept[now - min(quarters)][1] += 1
    rates = [kept[age][0] / kept[age][1] for age in (0, 2, 6)]
    assert [round(rate, 3) for rate in rates] == [0.603, 0.719, 0.739]


def test_fewer_orders_around_nowruz(books):
    days = books.purchases.drop_duplicates("order_id").ordered_on
    nowruz = days[((days.dt.month == 3) & (days.dt.day >= 20)) | ((days.dt.month == 4) & (days.dt.day <= 5))]
    assert len(nowruz) / (3 * 17) < 0.75 * len(days) / (3 * 365)


def test_story_1_small_business_loses_money_on_temp_staffing(books):
    sales = books.sales
    profit = sales.groupby("segment").profit.sum()
    assert profit[profit < 0].index.tolist() == ["Small business"]
    assert round(profit["Small business"]) == -527_985
    small = sales[sales.segment == "Small business"].groupby("product").profit.sum()
    assert round(small["Temp staffing"]) == -2_572_979
    assert small.drop("Temp staffing").min() > 0
    others = sales[(sales.segment != "Small business") & (sales["product"] == "Temp staffing")]
    assert others.profit.sum() > 0


def test_story_2_prices_rise_by_16_percent(books):
    bought = books.purchases.assign(is_after=lambda lines: lines.ordered_on >= PRICE_RISE)
    bought["unit"] = bought.revenue / bought.quantity
    price = bought.pivot_table("unit", ["customer_id", "product"], "is_after").dropna()
    assert round((price[True] / price[False]).median(), 2) == 1.16


def test_story_2_the_price_rise_drives_customers_away(books):
    over_price = books.departures_over("price")
    assert over_price.loc[["2024Q1", "2024Q2"]].tolist() == [51, 27]
    assert over_price.drop(["2024Q1", "2024Q2"]).max() == 19
    named = books.causes
    after = named[(named.cause == "price") & named.quarter.isin(["2024Q1", "2024Q2"])]
    active = books.purchases.query("quarter == '2023Q4'").groupby("segment").customer_id.nunique()
    share = (after.groupby("segment").customer_id.nunique() / active).sort_values(ascending=False)
    assert after.segment.value_counts()["Mid-market"] == 33
    assert share.index[0] == "Mid-market"
    assert round(share.iloc[0], 3) == 0.256
    assert share.iloc[1] < share.iloc[0] / 2
    mid_market = books.bridge(segment="Mid-market").rate
    assert mid_market.idxmin() == "2024Q2"
    assert round(mid_market["2024Q2"], 3) == 0.628


def test_story_3_istanbul_is_lost_to_a_new_competitor(books):
    istanbul = books.bridge(region="Istanbul")
    assert istanbul.loc[["2024Q2", "2025Q1"], "end"].tolist() == [82, 11]
    assert [round(rate, 3) for rate in istanbul.rate.loc["2024Q3":]] == [0.5, 0.262, 0.286]
    for region in {*books.customers.region} - {"Istanbul"}:
        assert books.bridge(region=region).rate.loc["2024Q3":].min() > 0.6
    named = books.causes
    rivals = named[(named.cause == "competitor") & (named.region == "Istanbul")].groupby("quarter").size()
    assert rivals.loc[["2024Q3", "2024Q4"]].tolist() == [51, 10]
    assert rivals.loc[:"2024Q2"].sum() == 6
    to_rival = named[named.competitor == "Bosphorus Talent"].drop_duplicates(["customer_id", "left_on"])
    assert (len(to_rival), set(to_rival.region)) == (57, {"Istanbul"})
    assert to_rival.left_on.min() >= pd.Timestamp("2024-07-01")


def test_story_4_the_biggest_customer_loses_money(books):
    totals = books.sales.groupby(["customer_id", "name"])[["revenue", "profit"]].sum()
    ranked = totals.sort_values("revenue", ascending=False)
    assert ranked.index[0] == ("E00011", "Caspian Steel Group")
    assert [round(value) for value in ranked.iloc[0]] == [1_159_415, -149_488]
    assert ranked.profit.iloc[1:10].min() > 0


def test_story_5_a_campaign_wins_job_seekers_back(books):
    won_back = books.bridge(role="job_seeker").won_back
    assert won_back["2024Q4"] == 208
    assert won_back.drop("2024Q4").max() == 44
    campaign = books.orders[books.orders.channel == "Win-back campaign"]
    assert campaign.ordered_on.min() >= pd.Timestamp("2024-10-01")
    silent = books.purchases[books.purchases.ordered_on < "2024-10-01"].groupby("customer_id").ordered_on.max()
    returned = campaign.drop_duplicates("customer_id").set_index("customer_id").ordered_on
    assert (returned - silent.reindex(returned.index)).min() > pd.Timedelta(days=180)


def test_story_6_nobody_answers_in_spring_2023(books):
    support = books.departures_over("support")
    assert support["2023Q2"] == 54
    assert support.drop("2023Q2").max() == 11
    assert round(support["2023Q2"] / (books.departures.left_on.dt.to_period("Q") == "2023Q2").sum(), 2) == 0.36


def test_reasons_come_in_three_languages_and_most_are_understood(books):
    reasons = books.departures.reason
    latin = reasons.str.contains("[A-Za-z]").sum()
    persian = reasons.str.contains("[پچژگیک]").sum()
    assert min(latin, persian, len(reasons) - latin - persian) > 100
    causes = reasons.map(causes_of)
    assert (causes == ("unclassified",)).mean() < 0.05
    assert causes.explode().nunique() == 13
