from __future__ import annotations

import pytest

from localization import use_language
from tests.command_line.shop import MAPPING, ORDERS, done


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    yield tmp_path / "home"
    use_language("en")


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path


@pytest.fixture
def shop(orders):
    done("load", orders, "--dataset", "shop", *MAPPING, "--complete-up-to", "2024-03-31", "--currency", "EUR")
