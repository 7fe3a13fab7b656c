"""What was learnt of a file is kept as a layout for every data set, or let go of."""

from __future__ import annotations

import json
import tomllib

import pytest

import access
import ingest
import store
from ingest.recognition.declared import matching
from tests.command_line.shop import done, refused

TILL = "Receipt;Card no;Day;Net;Pieces;State\n" + "".join(
    f"R{n};C{n % 3};0{1 + n % 9}/04/2025;{n},50;{1 + n % 2};{'void' if n == 5 else 'paid'}\n" for n in range(1, 10)
)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def till(tmp_path):
    path = tmp_path / "till.csv"
    path.write_text(TILL, encoding="utf-8")
    return path


def columns(*answer):
    return (
        *("--map", "customer_id=Card no", "--map", "ordered_on=Day", "--map", "order_id=Receipt"),
        *("--map", "status=State", "--compute", "revenue=Pieces * Net", *answer),
    )


def test_a_layout_that_a_load_leaves_behind_reads_the_next_file_in_any_data_set(home, till, tmp_path):
    line = json.loads(
        done("load", till, "--dataset", "first", *columns("--answer", "ordered_on=dmy"), "--remember-as", "Our till")
    )
    assert line["layout"] == "our_till.toml"
    declared = tomllib.loads((home / "layouts" / "our_till.toml").read_text("utf-8"))
    assert declared["table"] == "orders"
    assert declared["computed"] == {"revenue": "[Pieces] * [Net]"}
    assert {*declared["headers"]} == {"Receipt", "Card no", "Day", "State", "Pieces", "Net"}
    assert declared["days"] == {"ordered_on": "dmy"}
    again = tmp_path / "other.csv"
    again.write_text(till.read_text("utf-8").replace("\nR", "\nS"), encoding="utf-8")
    other = json.loads(done("load", again, "--dataset", "second"))
    assert "questions" not in other
    assert other["tables"][0]["why"] == ["Taken for Orders, as the columns are those of Our till."]
    assert [other[name] for name in ("accepted", "orders", "customers")] == [
        line[name] for name in ("accepted", "orders", "customers")
    ]
    kept = [done("metric", "bridge", "--dataset", dataset, "--format", "json") for dataset in ("first", "second")]
    assert kept[0] == kept[1]


def test_a_wide_file_is_no_layout_and_nothing_is_published(tmp_path):
    path = tmp_path / "churn.csv"
    rows = "".join(f"c{n},{n},{'a' if n % 2 else 'b'},{'Yes' if n % 3 == 0 else 'No'}\n" for n in range(20))
    path.write_text(f"customerID,tenure months,plan,Churn\n{rows}", encoding="utf-8")
    told = refused("load", path, "--dataset", "wide", "--set", "left_on=2024-03-31", "--remember-as", "Churn")
    assert "one file that fills one table" in told
    assert store.datasets() == []


@pytest.mark.parametrize(
    ("formula", "kept"),
    [
        ('"Net amount" * 2', "[Net amount] * 2"),
        ("`Net amount`+Pieces", "[Net amount]+[Pieces]"),
        ("net_amount - Pieces?", "[Net amount] - [Pieces]?"),
        ("([Net amount] - Net) / Pieces", "([Net amount] - [Net]) / [Pieces]"),
    ],
)
def test_every_header_of_a_formula_stands_in_brackets(formula, kept):
    headers = ("Card", "Day", "Net amount", "Net", "Pieces")
    mapping = ingest.Mapping(columns={"customer_id": "Card", "ordered_on": "Day"}, computed={"revenue": formula})
    declared = tomllib.loads(ingest.layout('A "till"', "orders", mapping, headers))
    assert declared["computed"]["revenue"] == kept
    assert declared["name"] == 'A "till"'


def test_what_cannot_be_a_layout_is_said(home):
    mapping = ingest.Mapping(columns={"customer_id": "Card", "ordered_on": "Day"}, computed={"revenue": '"a]b"'})
    with pytest.raises(ingest.IngestError, match="rename the column"):
        ingest.layout("till", "orders", mapping, ("Card", "Day", "a]b"))
    with pytest.raises(ingest.IngestError, match="letters"):
        ingest.layout_file(" -- ")
    assert matching(("Card", "Day"), home / "layouts") is None


def test_a_mapping_is_forgotten_and_the_file_looked_at_anew(till):
    import loading

    done("load", till, "--dataset", "shop", *columns("--answer", "ordered_on=dmy"))
    (source,) = loading.sources([str(till)])
    assert loading.fillings_of("shop", source)[0].is_remembered
    assert loading.forget_learnt("shop", source.columns)
    assert not loading.fillings_of("shop", source)[0].is_remembered
    assert not loading.forget_learnt("shop", source.columns)


def test_only_who_may_load_files_keeps_a_layout(home, till):
    import loading

    (source,) = loading.sources([str(till)])
    filling = loading.fillings_of(None, source)[0]
    with access.acting_as(access.NOBODY), pytest.raises(store.StoreError):
        loading.remember_layout("till", filling, source.columns)
    assert not (home / "layouts").exists()
