"""The public data sets, against their published numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import ingest

pytestmark = pytest.mark.data


def load(desk, path, table, **changes):
    source = ingest.inspect(path)
    mapping = ingest.recognise(source.columns, table)
    mapping = ingest.Mapping(columns=mapping.columns, computed=mapping.computed, **changes)
    return ingest.load(desk.connection, source, table, mapping)


def test_online_retail(desk, data_folder):
    report = load(desk, data_folder / "online_retail" / "online_retail.csv.gz", "orders")
    assert (report.rows_read, report.rejected, report.anonymous) == (541_909, 0, 135_080)
    summary = """count(DISTINCT customer_id), count(DISTINCT order_id),
        sum(revenue), min(ordered_on), max(ordered_on)"""
    known = desk.connection.execute(f"SELECT {summary} FROM incoming.orders WHERE customer_id IS NOT NULL").fetchall()
    assert known == [(4372, 22190, Decimal("8300065.8140"), date(2010, 12, 1), date(2011, 12, 9))]
    assert desk.rows("customer_id, source_row")[0] == ("17850", 2)


def test_cdnow(desk, data_folder):
    report = load(desk, data_folder / "cdnow" / "CDNOW_master.txt", "orders")
    assert (report.rows_read, report.accepted) == (69_659, 69_659)
    assert desk.connection.execute(
        "SELECT count(DISTINCT customer_id), sum(revenue), max(ordered_on) FROM incoming.orders"
    ).fetchall() == [(23_570, Decimal("2500315.63"), date(1998, 6, 30))]


def test_telco_as_customers_and_as_departures(desk, data_folder):
    path = data_folder / "telco" / "Telco_customer_churn.xlsx"
    customers = load(desk, path, "customers")
    assert (customers.accepted, customers.rejected) == (7043, 0)
    assert dict(
        desk.connection.execute("SELECT contract, count(*) FROM incoming.customers GROUP BY contract").fetchall()
    ) == {"Month-to-month": 3875, "One year": 1473, "Two year": 1695}
    departures = load(desk, path, "departures", only={"Churn Label": "Yes"}, constants={"left_on": "2019-09-30"})
    assert (departures.rows_read, departures.accepted, departures.skipped) == (7043, 1869, 5174)
    assert desk.rows("left_on, reason", "departures")[0] == (date(2019, 9, 30), "Competitor made better offer")
