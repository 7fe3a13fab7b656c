"""What the product exports can be loaded again and is what it was."""

from __future__ import annotations

import json
import zipfile

import pyarrow.parquet as pq
import pytest

import store
from tests.command_line.shop import done

ARMED = ("=Cyd", "+49 151", "-dash", "@home", "'=quoted", "'plain", "＝wide", "-12", "0012")


def customers(dataset):
    snapshot = store.open(dataset)
    return sorted(snapshot.fetch(snapshot.customers)["customer_id"])


@pytest.fixture
def armed(tmp_path):
    """A data set of customers whose numbers a spreadsheet would run, or seem to have been kept from running."""
    path = tmp_path / "armed.json"
    lines = [
        json.dumps({"customer_id": one, "ordered_on": f"2024-01-0{at}", "revenue": 5})
        for at, one in enumerate(ARMED, 1)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    done("load", path, "--dataset", "armed")
    assert customers("armed") == sorted(ARMED)


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_customers_come_back_as_they_were(armed, tmp_path, form):
    done("export", "--dataset", "armed", "--table", "customers", "--output", tmp_path / f"list.{form}")
    done("load", tmp_path / f"list.{form}", "--dataset", "again", "--table", "customers")
    assert customers("again") == sorted(ARMED)


def test_of_a_csv_the_apostrophe_before_a_formula_is_taken_off(armed, tmp_path):
    """A name that itself begins with '= cannot be told from one that was disarmed."""
    done("export", "--dataset", "armed", "--table", "customers", "--output", tmp_path / "list.csv")
    assert "'=Cyd" in (tmp_path / "list.csv").read_text("utf-8-sig")
    done("load", tmp_path / "list.csv", "--dataset", "again", "--table", "customers")
    assert customers("again") == sorted("=quoted" if one == "'=quoted" else one for one in ARMED)


def test_a_file_says_what_it_is(armed, tmp_path):
    export = ("export", "--dataset", "armed", "--table", "customers", "--output")
    done(*export, tmp_path / "a.parquet")
    known = json.loads(pq.read_metadata(tmp_path / "a.parquet").metadata[b"mandegar"])
    assert known == {
        "dataset": "armed",
        "version": 1,
        "complete_up_to": "2024-01-09",
        "table": "customers",
        "language": "en",
    }
    done(*export, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        assert "Data set: armed; Version: 1" in parts.read("docProps/core.xml").decode()
    done(*export, tmp_path / "plain.csv")
    done(*export, tmp_path / "said.csv", "--described")
    assert [path.name for path in tmp_path.glob("*.json") if path.name != "armed.json"] == ["said.csv-metadata.json"]
    said = json.loads((tmp_path / "said.csv-metadata.json").read_text("utf-8"))
    assert (said["url"], said["notes"][0]) == ("said.csv", known)
    assert (tmp_path / "plain.csv").read_bytes() == (tmp_path / "said.csv").read_bytes()
