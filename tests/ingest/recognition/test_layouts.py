"""Files of a few thousand rows in layouts that analysts have, loaded without a mapping by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import ingest
from localization import LANGUAGES, use_language
from tests.ingest.recognition.layouts import (
    CITIES,
    ROWS,
    SEGMENTS,
    digikala,
    drawn,
    own_customers,
    persian,
    persian_in_1256,
)


@pytest.fixture(autouse=True)
def _english_again():
    yield
    use_language("en")


def load(desk, path):
    """Load a file as a person does who accepts what is proposed; returns the reports by table."""
    source = ingest.inspect(path)
    found = {}
    for guess in ingest.recognise_tables(source):
        report = ingest.load(desk.connection, source, guess.table, guess.mapping)
        assert report.rows_read == report.accepted + report.rejected + report.skipped
        assert guess.score >= 0.7
        found[guess.table] = report
    return found


def numbers(desk):
    return desk.connection.execute(
        "SELECT count(*), count(DISTINCT customer_id), count(DISTINCT order_id), sum(revenue), min(ordered_on),"
        " max(ordered_on) FROM incoming.orders"
    ).fetchall()[0]


def expected(orders):
    days = [order[3] for order in orders]
    return (
        ROWS,
        len({order[1] for order in orders}),
        ROWS,
        Decimal(sum(order[4] for order in orders)).quantize(Decimal("1.0000")),
        min(days),
        max(days),
    )


def test_digikala(desk):
    orders = drawn()
    reports = load(desk, desk.write(digikala(orders), "digikala.csv"))
    assert numbers(desk) == expected(orders)
    assert reports["orders"].rejected == 0
    assert desk.rows("customer_id, quantity")[0] == (str(orders[0][1]), float(orders[0][6]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_persian_export(desk, encoding):
    orders = drawn()
    reports = load(desk, desk.write(persian(orders).encode(encoding), "سفارش‌ها.csv"))
    assert numbers(desk) == expected(orders)
    assert reports["orders"].rejected == 0
    known = desk.connection.execute("SELECT sum(revenue - cost) FROM incoming.orders").fetchall()[0][0]
    assert known == sum(order[4] // 5 for order in orders)


def test_a_persian_export_in_windows_1256_with_semicolons(desk):
    orders = drawn()
    path = desk.write(persian_in_1256(orders), "orders.csv")
    source = ingest.inspect(path)
    assert (source.encoding, source.delimiter) == ("cp1256", ";")
    load(desk, path)
    assert numbers(desk) == expected(orders)
    segments = desk.connection.execute("SELECT DISTINCT segment FROM incoming.orders ORDER BY 1").fetchall()
    assert len(segments) == 3


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_products_own_customer_list(desk, lang, form):
    use_language(lang)
    reports = load(desk, desk.write(own_customers(form), f"customers.{form}"))
    assert reports.keys() == {"customers"}
    assert (reports["customers"].accepted, reports["customers"].rejected) == (ROWS, 0)
    assert desk.rows("customer_id, name, segment, region", "customers")[7] == ("=7", "نام 7", SEGMENTS[1], CITIES[3])


@pytest.mark.data
def test_cdnow_master(desk, data_folder):
    load(desk, data_folder / "cdnow" / "CDNOW_master.txt")
    assert desk.connection.execute(
        "SELECT count(*), count(DISTINCT customer_id), sum(revenue), max(ordered_on) FROM incoming.orders"
    ).fetchall() == [(69_659, 23_570, Decimal("2500315.63"), date(1998, 6, 30))]


@pytest.mark.data
def test_cdnow_sample_without_header(desk, data_folder):
    source = ingest.inspect(data_folder / "cdnow" / "CDNOW_sample.txt")
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, guess.table, guess.mapping)
    assert (guess.table, report.rejected) == ("orders", 0)
    assert guess.mapping.columns["ordered_on"] == "column_3"
    assert guess.mapping.columns["revenue"] == "column_5"


@pytest.mark.data
def test_online_retail(desk, data_folder):
    reports = load(desk, data_folder / "online_retail" / "online_retail.csv.gz")
    assert reports["orders"].anonymous == 135_080
    assert desk.connection.execute(
        "SELECT count(DISTINCT customer_id), sum(revenue) FROM incoming.orders WHERE customer_id IS NOT NULL"
    ).fetchall() == [(4372, Decimal("8300065.8140"))]


@pytest.mark.data
def test_telco_is_split_in_two_tables(desk, data_folder):
    reports = load(desk, data_folder / "telco" / "Telco_customer_churn.xlsx")
    assert list(reports) == ["customers", "departures"]
    assert (reports["customers"].accepted, reports["customers"].rejected) == (7043, 0)
    assert (reports["departures"].accepted, reports["departures"].skipped) == (1869, 5174)
    assert "contract" in reports["customers"].mapping.columns
    assert desk.rows("reason", "departures")[0] == ("Competitor made better offer",)
