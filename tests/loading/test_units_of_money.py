"""Amounts in another unit of the data set's money are converted, and so it is said; another currency is asked about."""

from __future__ import annotations

import json

import pytest

from tests.command_line.shop import done, refused, run

RIALS = "شماره فاکتور,تاریخ,کد مشتری,مبلغ (ریال)\n1,1402/01/05,a,1000\n"
TOMANS = "شماره فاکتور,تاریخ,کد مشتری,مبلغ (تومان)\n2,1402/02/05,b,50\n"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))


def written(tmp_path, **files):
    paths = []
    for name, content in files.items():
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text(content, encoding="utf-8")
    return paths


@pytest.mark.parametrize(("first", "second", "whole"), [(RIALS, TOMANS, 1500), (TOMANS, RIALS, 150)])
def test_a_file_in_another_unit_counts_in_the_data_sets_own(tmp_path, first, second, whole):
    one, two = written(tmp_path, one=first, two=second)
    done("load", one, "--dataset", "shop")
    line = json.loads(done("load", two, "--dataset", "shop"))
    assert line["revenue"] == whole
    assert "each amount was multiplied by" in line["tables"][0]["notes"][0]


def test_large_amounts_are_converted_too(tmp_path):
    one, two = written(tmp_path, one=RIALS, two=TOMANS.replace(",50", ",351000000.5"))
    done("load", one, "--dataset", "shop")
    assert json.loads(done("load", two, "--dataset", "shop"))["revenue"] == 3_510_001_005


def test_two_files_of_a_new_data_set_count_in_the_unit_of_the_first(tmp_path):
    assert json.loads(done("load", *written(tmp_path, one=RIALS, two=TOMANS), "--dataset", "shop"))["revenue"] == 1500


def test_a_header_of_another_currency_is_no_rate(tmp_path):
    one, two = written(
        tmp_path,
        one="Customer,Date,Amount (USD)\na,2024-01-05,10\n",
        two="Customer,Date,Amount (EUR)\nb,2024-01-06,10\n",
    )
    done("load", one, "--dataset", "shop")
    assert "another currency" in refused("load", two, "--dataset", "shop")
    result = run("load", two, "--dataset", "shop", "--answer", "currency=USD, EUR 1.5")
    assert json.loads(result.stdout)["revenue"] == 25
