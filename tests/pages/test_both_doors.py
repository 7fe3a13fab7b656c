"""A file that is accepted as it is proposed says the same whether a page or the command line loaded it."""

from __future__ import annotations

import gzip
import json
from itertools import islice

import pandas as pd
import pytest

import metrics
import store
from localization import use_language
from store.schema import TABLES
from tests.command_line.shop import done
from tests.ingest.recognition.layouts import digikala, drawn, own_customers, persian, persian_in_1256
from tests.pages.dropping import drop, open_data

# Files of thousands of orders in these layouts are read in tests/ingest/recognition/test_layouts.py; many rows come by
# both doors in the real files below.
FEW = 300
MANY = 80_000
WRITTEN = {
    "digikala.csv": lambda: digikala(drawn()[:FEW]).encode(),
    "سفارش‌ها.csv": lambda: persian(drawn()[:FEW]).encode(),
    "orders-1256.csv": lambda: persian_in_1256(drawn()[:FEW]),
    "customers.csv": lambda: own_customers("csv"),
    "customers.xlsx": lambda: own_customers("xlsx"),
}
REAL = (
    "online_retail/online_retail.csv.gz",
    "cdnow/CDNOW_master.txt",
    "telco/Telco_customer_churn.xlsx",
)


@pytest.fixture(autouse=True)
def _english():
    use_language("en")


@pytest.mark.parametrize("name", WRITTEN)
def test_a_written_file(sample_home, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(WRITTEN[name]())
    says_the_same(path)


@pytest.mark.data
@pytest.mark.parametrize("name", REAL)
def test_a_real_file(sample_home, data_folder, tmp_path, name):
    path = data_folder / name
    if path.suffix == ".gz":  # a walk in a browser loads all of it, and the tests of reference numbers do
        begun = tmp_path / path.name
        with gzip.open(path) as whole, gzip.open(begun, "wb", compresslevel=1) as part:
            part.writelines(islice(whole, MANY + 1))
        path = begun
    says_the_same(path)


def says_the_same(path):
    """Load a file through both doors and compare what was counted, every loaded row, and the metrics of the months."""
    at = drop(open_data(), path.read_bytes(), path.name, dataset="by_page")
    assert not at.exception
    assert not at.error
    at.button(key="publish").click().run()
    assert not at.exception
    loaded = json.loads(done("load", path, "--dataset", "by_command", "--questions", "accept"))
    page, command = (store.open(dataset) for dataset in ("by_page", "by_command"))
    assert page.info.counts == command.info.counts
    assert page.info.complete_up_to == command.info.complete_up_to
    assert loaded["customers"] == page.info.counts["customers"]
    for table in TABLES:
        if not page.info.counts[f"{table}_rows"]:
            continue
        first, second = (every_row(snapshot, table) for snapshot in (page, command))
        pd.testing.assert_frame_equal(first, second)
    for name in ("bridge", "cohort_retention") if page.info.has("orders") else ():
        first, second = (snapshot.fetch(metrics.evaluate(name, store.Tables(snapshot))) for snapshot in (page, command))
        assert len(first)
        pd.testing.assert_frame_equal(first, second)


def every_row(snapshot, table):
    rows = snapshot.fetch(snapshot.table(table))
    return rows.sort_values(list(rows.columns)).reset_index(drop=True)
