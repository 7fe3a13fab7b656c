"""Real data, through reading and publishing, against published numbers and against pandas.

The numbers are those of the README beside the public data sets.
"""

from __future__ import annotations

import math

import pandas as pd
import pytest

import ingest
import metrics
import store

pytestmark = pytest.mark.data

RETAIL = ingest.Mapping(
    columns={
        "customer_id": "CustomerID",
        "ordered_on": "InvoiceDate",
        "order_id": "InvoiceNo",
        "product": "StockCode",
        "quantity": "Quantity",
    },
    computed={"revenue": "Quantity * UnitPrice"},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An empty home for data sets, for all tests of this file."""
    home = tmp_path_factory.mktemp("reference")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(home / "datasets"))
        yield home


def published(dataset, path, mapping):
    source = ingest.inspect(path)
    with store.draft(dataset) as draft:
        report = ingest.load(draft.connection, source, "orders", mapping)
        draft.apply(report)
        draft.publish()
    return store.open(dataset), report


@pytest.fixture(scope="module")
def retail_file(data_folder):
    return data_folder / "online_retail" / "online_retail.csv.gz"


@pytest.fixture(scope="module")
def view_a(retail_file):
    """The lines that count as sales: a customer, no cancelled invoice, quantity and price above zero."""
    lines = pd.read_csv(retail_file, dtype=str, keep_default_na=False)
    is_sale = (
        (lines["CustomerID"] != "")
        & ~lines["InvoiceNo"].str.startswith("C")
        & (lines["Quantity"].astype(int) > 0)
        & (lines["UnitPrice"].astype(float) > 0)
    )
    return lines[is_sale]


@pytest.fixture(scope="module")
def sales(folder, view_a):
    path = folder / "view_a.csv"
    view_a.to_csv(path, index=False)
    return published("sales", path, RETAIL)[0]


@pytest.fixture(scope="module")
def whole(folder, retail_file):
    return published("whole", retail_file, RETAIL)


@pytest.fixture(scope="module")
def transactions(data_folder):
    path = data_folder / "cdnow" / "CDNOW_master.txt"
    return pd.read_csv(path, sep=r"\s+", dtype={"customer_id": str, "date": str})


@pytest.fixture(scope="module")
def cdnow(folder, transactions):
    path = folder / "cdnow.csv"
    transactions.to_csv(path, index=False)
    columns = {"customer_id": "customer_id", "ordered_on": "date", "revenue": "dollar_value"}
    return published("cdnow", path, ingest.Mapping(columns))[0]


@pytest.fixture(scope="module")
def cdnow_in_discs(folder, transactions):
    """The same, measured in discs: 80 orders were given away, and a free order is no purchase in money."""
    path = folder / "discs.csv"
    transactions.to_csv(path, index=False)
    columns = {"customer_id": "customer_id", "ordered_on": "date", "revenue": "number_of_cds"}
    return published("discs", path, ingest.Mapping(columns))[0]


def ask(snapshot, metric, grain="month", **options):
    return snapshot.fetch(metrics.evaluate(metric, store.Tables(snapshot, grain), **options))


def triangle(snapshot, grain="month"):
    cells = ask(snapshot, "cohort_retention", grain, include_open=True)
    return {
        (str(cell.cohort.date()), cell.age): (cell.customers, cell.retained)
        for cell in cells.itertuples()
        if cell.retained
    }


def triangle_by_pandas(customers, days, freq="M"):
    """Cohort sizes and active customers the other way round: pivot each customer's periods."""
    frame = pd.DataFrame({"customer": customers, "period": pd.PeriodIndex(days, freq=freq)}).drop_duplicates()
    frame["cohort"] = frame.groupby("customer")["period"].transform("min")
    sizes = frame.groupby("cohort")["customer"].nunique()
    active = frame.groupby(["cohort", "period"]).size()
    return {
        (str(cohort.start_time.date()), (period - cohort).n): (int(sizes[cohort]), int(count))
        for (cohort, period), count in active.items()
    }


def bridge_of(snapshot, grain, **options):
    frame = ask(snapshot, "bridge", grain, **options)
    return {
        str(row.period.date()): (row.start, row.end, row.new, row.retained, row.won_back) for row in frame.itertuples()
    }


# Online Retail, view A


def test_sales_totals(sales):
    counts = sales.info.counts
    assert counts["orders_rows"] == 397_884
    assert counts["customers"] == 4_338
    assert counts["orders"] == 18_532
    assert round(counts["revenue"], 4) == 8_911_407.904


def test_repeat_customers_by_orders(sales):
    """2,845 have two orders or more; the metric counts days, as two baskets of one day are one visit."""
    orders = sales.fetch(metrics.customer_totals(sales.activity("month"), sales.periods("month")))["orders"]
    assert (orders >= 2).sum() == 2_845
    assert round((orders >= 2).sum() / len(orders), 4) == 0.6558


def test_repeat_customers_by_days(sales, view_a):
    days = view_a.assign(day=view_a["InvoiceDate"].str[:10]).groupby("CustomerID")["day"].nunique()
    answer = ask(sales, "repeat_purchase").iloc[0]
    assert (answer["customers"], answer["repeaters"]) == (4_338, (days >= 2).sum())
    assert answer["repeaters"] == 2_790


def test_top_fifth(sales):
    answer = ask(sales, "pareto_share").iloc[0]
    assert answer["listed"] == 868
    assert round(answer["list_value"], 4) == 6_649_437.461
    assert round(answer["share"], 6) == 0.746171


def test_top_three(sales):
    best = ask(sales, "top_customers")
    assert len(best) == 868
    assert list(zip(best["customer_id"][:3], best["value"][:3], strict=True)) == [
        ("14646", 280_206.02),
        ("18102", 259_657.30),
        ("17450", 194_550.79),
    ]


SIZES = (885, 417, 380, 452, 300, 284, 242, 188, 169, 299, 358, 323, 41)
KNOWN_CELLS = {
    "2010-12-01": {1: 324, 2: 286, 3: 340, 6: 321, 12: 235},
    "2011-01-01": {1: 92, 2: 111, 3: 96, 6: 103},
    "2011-02-01": {1: 71, 2: 71, 3: 108, 6: 96},
}


@pytest.mark.parametrize("data", ["sales", "whole"])
def test_cohorts_as_published(data, request):
    """Credit notes are returns and never activity, so the whole file has the cohorts of the sales alone."""
    loaded = request.getfixturevalue(data)
    found = triangle(loaded if data == "sales" else loaded[0])
    assert tuple(size for (_, age), (size, _) in sorted(found.items()) if age == 0) == SIZES
    for cohort, cells in KNOWN_CELLS.items():
        assert {age: found[cohort, age][1] for age in cells} == cells


def test_december_is_open(sales):
    assert str(sales.info.complete_up_to) == "2011-12-09"
    ages = {age for cohort, age in triangle(sales) if cohort == "2010-12-01"}
    assert (ask(sales, "cohort_retention")["age"].max(), max(ages)) == (11, 12)


@pytest.mark.parametrize(("grain", "freq"), [("month", "M"), ("quarter", "Q")])
@pytest.mark.parametrize("data", ["sales", "whole"])
def test_whole_triangle_by_pandas(data, grain, freq, view_a, request):
    loaded = request.getfixturevalue(data)
    expected = triangle_by_pandas(view_a["CustomerID"], view_a["InvoiceDate"].str[:10], freq)
    assert triangle(loaded if data == "sales" else loaded[0], grain) == expected


def test_money_of_every_cell_by_pandas(sales, view_a):
    lines = view_a.assign(
        period=pd.PeriodIndex(view_a["InvoiceDate"].str[:10], freq="M"),
        revenue=view_a["Quantity"].astype(int) * view_a["UnitPrice"].astype(float),
    )
    lines["cohort"] = lines.groupby("CustomerID")["period"].transform("min")
    expected = lines.groupby(["cohort", "period"])["revenue"].sum()
    cells = ask(sales, "cohort_retention", include_open=True).query("retained > 0")
    found = {(pd.Period(c.cohort, "M"), pd.Period(c.cohort, "M") + c.age): c.revenue for c in cells.itertuples()}
    assert found.keys() == set(expected.index)
    assert all(math.isclose(found[key], expected[key], abs_tol=0.005) for key in found)


@pytest.mark.parametrize("data", ["sales", "whole"])
def test_quarters(data, request):
    loaded = request.getfixturevalue(data)
    snapshot = loaded if data == "sales" else loaded[0]
    # The data begin in December 2010: the first quarter of 2011 has too short a base to be a rate of its own.
    first = {"2011-01-01": (885, 1_776, 1_249, 527, 0)}
    others = {"2011-04-01": (1_776, 1_991, 826, 1_043, 122), "2011-07-01": (1_991, 2_161, 656, 1_211, 294)}
    assert bridge_of(snapshot, "quarter") == others
    listed = bridge_of(snapshot, "quarter", include_open=True)
    assert {day: row for day, row in listed.items() if day < "2011-10-01"} == first | others


@pytest.mark.parametrize("data", ["sales", "whole"])
def test_september_counts_sets_not_totals(data, request):
    loaded = request.getfixturevalue(data)
    start, end, new, retained, won_back = bridge_of(loaded if data == "sales" else loaded[0], "month")["2011-09-01"]
    assert (start, end, new, retained, won_back) == (935, 1_266, 299, 425, 542)
    assert round(retained / start, 4) == 0.4545
    assert round((end - new) / start, 4) == 1.0342


# Online Retail, view B: every row, cancellations netted


def test_whole_file_totals(whole):
    snapshot, report = whole
    counts = snapshot.info.counts
    assert (report.rows_read, report.accepted, report.rejected) == (541_909, 541_909, 0)
    assert report.anonymous == 135_080
    assert counts["orders_rows"] - counts["anonymous_lines"] == 406_829
    assert counts["customers"] == 4_372
    assert counts["orders"] == 22_190
    assert round(counts["revenue"], 4) == 8_300_065.814


def test_whole_file_money_is_all_accounted_for(whole):
    """What customers were booked, and what returns had no purchase to be booked to, make up the total."""
    snapshot, _ = whole
    booked = snapshot.fetch(snapshot.activity("month").agg(revenue=snapshot.activity("month").revenue.sum()))
    unmatched = snapshot.info.counts["unmatched_revenue"]
    assert unmatched < 0
    assert round(booked["revenue"].iloc[0] + unmatched, 4) == 8_300_065.814


# CDNOW


def test_cdnow_totals(cdnow):
    counts = cdnow.info.counts
    assert counts["orders_rows"] == 69_659
    assert counts["orders"] == 69_659
    assert counts["customers"] == 23_570
    assert round(counts["revenue"], 4) == 2_500_315.63
    assert str(cdnow.info.complete_up_to) == "1998-06-30"


def test_cdnow_top_fifth(cdnow):
    """The published fifth is one of all 23,570; 68 of them only ever received orders for nothing."""
    answer = ask(cdnow, "pareto_share").iloc[0]
    assert (answer["customers"], answer["listed"]) == (23_570 - 68, 4_701)
    published_fifth = ask(cdnow, "pareto_share", share=4_714 / 23_502).iloc[0]
    assert published_fifth["listed"] == 4_714
    assert round(published_fifth["share"], 6) == 0.677774


CDNOW_CELLS = {
    "1997-01-01": (7_846, {1: 1_157, 2: 964, 3: 810, 6: 720, 12: 528}),
    "1997-02-01": (8_476, {1: 1_312, 2: 980, 3: 783, 6: 626, 12: 568}),
    "1997-03-01": (7_248, {1: 1_032, 2: 752, 3: 756, 6: 561, 12: 678}),
}


def test_cdnow_cohorts_as_published(cdnow_in_discs):
    """The published cohorts count the 80 orders that cost nothing, as orders of discs."""
    found = triangle(cdnow_in_discs)
    assert {cohort for cohort, _ in found} == set(CDNOW_CELLS)
    for cohort, (size, cells) in CDNOW_CELLS.items():
        assert found[cohort, 0] == (size, size)
        assert {age: found[cohort, age][1] for age in cells} == cells


@pytest.mark.parametrize(("grain", "freq"), [("month", "M"), ("quarter", "Q")])
def test_cdnow_whole_triangle_by_pandas(cdnow, cdnow_in_discs, transactions, grain, freq):
    days = pd.to_datetime(transactions["date"])
    assert triangle(cdnow_in_discs, grain) == triangle_by_pandas(transactions["customer_id"], days, freq)
    paid = transactions["dollar_value"] > 0
    assert triangle(cdnow, grain) == triangle_by_pandas(transactions["customer_id"][paid], days[paid], freq)


def test_cdnow_quarters(cdnow_in_discs):
    found = bridge_of(cdnow_in_discs, "quarter")
    assert {quarter: (start, end, retained) for quarter, (start, end, _, retained, _) in found.items()} == {
        "1997-04-01": (23_570, 5_376, 5_376),
        "1997-07-01": (5_376, 4_263, 2_289),
        "1997-10-01": (4_263, 4_221, 2_063),
        "1998-01-01": (4_221, 3_817, 1_954),
        "1998-04-01": (3_817, 3_317, 1_760),
    }
    assert {new for _, _, new, _, _ in found.values()} == {0}
