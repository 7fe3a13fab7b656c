"""What else the command line opens: versions, exports, the glossary, and help in three languages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from localization import _, current_language
from metrics.glossary import as_markdown
from tests.command_line.shop import DEPARTURES, MAPPING, ORDERS, ask, done, refused

ROOT = Path(__file__).resolve().parents[2]


def test_versions_and_undo(shop, tmp_path):
    left = tmp_path / "left.csv"
    left.write_text(DEPARTURES, encoding="utf-8")
    done("load", left, "--dataset", "shop", "--table", "departures")
    listed = json.loads(done("versions", "--dataset", "shop", "--format", "json"))
    assert [(row["version"], row["is_current"]) for row in listed] == [(2, True), (1, False)]
    assert json.loads(done("undo", "--dataset", "shop")) == {"dataset": "shop", "version": 1}
    listed = json.loads(done("versions", "--dataset", "shop", "--format", "json"))
    assert [row["version"] for row in listed if row["is_current"]] == [1]
    assert "departures" in refused("metric", "departures_by_cause", "--dataset", "shop")
    assert "shop" in refused("undo", "--dataset", "shop")


def test_an_older_version_can_be_asked(shop, tmp_path):
    more = tmp_path / "more.csv"
    more.write_text(ORDERS.replace("ann", "eve").replace("\n", "\nx", 8), encoding="utf-8")
    done("load", more, "--dataset", "shop", *MAPPING)
    assert ask("pareto_share")[0]["customers"] == 4
    assert ask("pareto_share", "--version", "1")[0]["customers"] == 3


def test_datasets_are_listed(shop):
    assert done("datasets") == "shop\n"


@pytest.mark.parametrize(("suffix", "read"), [(".csv", pd.read_csv), (".parquet", pd.read_parquet)])
def test_export_holds_every_line_with_its_customer(suffix, read, shop, tmp_path):
    path = tmp_path / f"out{suffix}"
    line = json.loads(done("export", "--dataset", "shop", "--table", "orders", "--output", path))
    assert (line["rows"], line["table"]) == (8, "orders")
    frame = read(path)
    assert len(frame) == 8
    assert float(frame["revenue"].sum()) == 335
    assert "bob" in set(frame["customer_id"])


def test_export_to_excel_keeps_text_as_text(shop, tmp_path):
    path = tmp_path / "out.xlsx"
    done("export", "--dataset", "shop", "--table", "customers", "--output", path)
    assert list(pd.read_excel(path, engine="calamine")["customer_id"]) == ["ann", "bob", "=Cyd"]


def test_export_disarms_formulas_in_csv(shop, tmp_path):
    path = tmp_path / "out.csv"
    done("export", "--dataset", "shop", "--table", "customers", "--output", path)
    assert "'=Cyd" in path.read_text(encoding="utf-8-sig")


def test_export_of_rejected_rows(shop, tmp_path):
    path = tmp_path / "out.csv"
    done("export", "--dataset", "shop", "--table", "rejects", "--output", path)
    assert pd.read_csv(path)[["source_row", "column_name", "value"]].to_numpy().tolist() == [[10, "Day", "2024-13-10"]]


def test_export_of_what_was_not_loaded_is_refused(shop, tmp_path):
    path = tmp_path / "out.csv"
    assert "visits" in refused("export", "--dataset", "shop", "--table", "visits", "--output", path)
    assert not path.exists()


@pytest.mark.parametrize(("path", "code"), [("out.txt", 2), ("nowhere/out.csv", 1)], ids=["kind", "folder"])
def test_export_to_where_nothing_can_be_written(path, code, shop):
    assert "Error: " in refused("export", "--dataset", "shop", "--table", "orders", "--output", path, code=code)


def test_glossary_prints_the_page_of_definitions():
    assert done("glossary") == as_markdown()


@pytest.mark.parametrize("lang", ["fa", "ar"])
def test_messages_in_the_chosen_language(lang):
    said = refused("--lang", lang, "undo", "--dataset", "shop")
    assert current_language() == lang
    assert _("There is no data set “{dataset}” yet; load a file into it first.").format(dataset="shop") in said
    assert _("Name of the data set.") in " ".join(done("--lang", lang, "undo", "--help").split())


@pytest.mark.parametrize("command", ["load", "metric", "versions", "undo", "datasets", "export", "glossary"])
def test_every_command_has_help(command):
    assert f"Usage: main {command}" in done(command, "--help")


@pytest.mark.parametrize("asked", [["--help"], ["load", "--help"], ["glossary"]])
def test_asking_for_words_waits_for_no_data_library(asked):
    """A command imports what it works with: duckdb, pandas and the readers are dear, and words need none."""
    spoken = f"import sys, cli; cli.main({asked!r}, standalone_mode=False); print(*sys.modules, file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", spoken], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout
    assert not {"duckdb", "pandas", "pyarrow", "streamlit"} & set(ran.stderr.split())
