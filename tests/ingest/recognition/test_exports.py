"""Exports of many systems, a few rows each, load unaided, and what is no sale is none."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.command_line.shop import done

EXPORTS = Path(__file__).with_name("exports")
# Counted by hand: who bought, orders without credit notes (which have numbers of their own), sales.
RIGHT = {
    "woocommerce": (2, 2, 95),
    "square": (1, 2, 19),
    "paypal": (2, 2, 70),
    "xero": (2, 2, 160),
    "salesforce": (2, 2, 3000),
    "pipedrive": (1, 1, 700),
    "zoho": (1, 1, 250),
    "stripe_invoices": (2, 2, 150),
    "sepidar": (2, 2, 1500000),
    "mahak": (2, 2, 900000),
    "hesabfa": (2, 2, 900000),
    "digikala": (2, 2, 500000),
    "basalam": (2, 2, 500000),
    "sap": (2, 2, 260),
    "dynamics": (1, 1, 80),
    "german": (2, 2, 1334.5),
    "french": (2, 2, 1190.5),
    "spanish": (2, 2, 300),
    "turkish": (2, 2, 300),
    "arabic": (2, 2, 250),
    "a_till_nobody_knows": (2, 2, 30),
    "etsy": (3, 3, 115),
    "ebay": (2, 3, 225),
    "odoo": (1, 2, 410),
    "lines_below_their_order": (2, 3, 190),
    "net_in_persian": (3, 3, 3300000),
    "german_credit_notes": (3, 3, 999.99),
    "moments_of_a_browser": (2, 3, 60),
    "zones_by_name": (1, 2, 66),
}


@pytest.mark.parametrize("name", RIGHT)
def test_an_export_loads_unaided(tmp_path, monkeypatch, name):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    buyers, orders, sales = RIGHT[name]
    line = json.loads(done("load", EXPORTS / f"{name}.csv", "--dataset", "shop"))
    (table,) = line["tables"]
    assert (table["table"], line["rejected"], line["revenue"]) == ("orders", 0, sales)
    assert line["rows_read"] == line["accepted"] + line["skipped"]
    assert line["orders"] >= orders
    done("export", "--dataset", "shop", "--table", "orders", "--output", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as out:
        rows = [row for row in csv.DictReader(out) if row["kind"] == "purchase" and float(row["revenue"])]
    assert len({row["customer_id"] for row in rows}) == buyers
    assert len({row["order_id"] for row in rows}) in {orders, 1}


def test_every_export_has_its_answer():
    assert {file.stem for file in EXPORTS.iterdir()} == {*RIGHT}
