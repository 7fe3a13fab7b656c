"""Trying a file out: a glance at its values, names for attributes."""

from __future__ import annotations

import pandas as pd
import pytest

import ingest

ORDERS = "Kunde;Datum;Betrag\n7;2024-03-01;10\n;2024-03-02;11\n7;2024-04-05;\n8;soon;12\n"


@pytest.mark.parametrize("name", ["orders.csv", "orders.xlsx", "orders.parquet"])
def test_samples_are_the_first_different_values_of_each_column(tmp_path, name):
    path = tmp_path / name
    frame = pd.DataFrame({"Kunde": ["7", "", "7", "8"], "Datum": ["a", "b", "c", "d"], "Leer": [""] * 4})
    if name.endswith("csv"):
        frame.to_csv(path, index=False)
    elif name.endswith("xlsx"):
        frame.assign(Leer="-").to_excel(path, index=False)
    else:
        frame.to_parquet(path)
    found = ingest.samples(ingest.inspect(path))
    assert found["Kunde"] == ("7", "8")
    assert found["Datum"] == ("a", "b", "c")


def test_headers_become_names_of_attributes_once():
    headers = ["Payment Method", "PaymentMethod", "Größe", "2nd", "revenue", "plan"]
    assert ingest.attribute_names(headers) == {"Payment Method": "payment_method", "Größe": "große", "plan": "plan"}


def test_a_private_copy_is_gone_after_use():
    with ingest.private_copy(b"a,b\n") as path:
        assert path.read_bytes() == b"a,b\n"
        assert path.stat().st_mode & 0o077 == 0
    assert not path.exists()


def test_a_private_copy_is_gone_after_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(ingest.IngestError), ingest.private_copy(b"") as path:
        ingest.inspect(path, "empty.csv")
    assert list(tmp_path.iterdir()) == []
