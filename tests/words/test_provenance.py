"""What a file says of itself, in its name and inside, and that it holds what a person reads."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
import python_calamine

from localization import use_language
from metrics.glossary import GLOSSARY
from store import downloads
from view import Lens, View
from words import columns, provenance
from words.result_words import CODES

LENS = Lens("quarter", "", (("role", ("employer",)), ("region", ("North|South", "a/b"))), date(2024, 1, 1), None)


@pytest.fixture(autouse=True)
def english():
    use_language("en")
    yield
    use_language("en")


def view(lens=LENS, *, currency="EUR", **info):
    known = {
        "settings": SimpleNamespace(calendar="gregorian", currency=currency),
        "version": 7,
        "complete_up_to": date(2024, 3, 31),
        "attributes": {"role": 2, "region": 6},
    }
    made = View("my shop", SimpleNamespace(**known | info), lens, "light")
    vars(made)["periods"] = pd.DataFrame({"starts_on": [pd.Timestamp("2024-01-01")], "name": ["Q1 2024"]})
    return made


def test_all_that_was_chosen_is_said():
    assert provenance.facts(view()) == {
        "Data set": "my shop",
        "Version": "7",
        "Complete up to": "31 Mar 2024",
        "Side": "employer",
        "Periods chosen": "from Q1 2024 on, by quarter",
        "Customers chosen": "Region: North|South, a/b",
        "Language": "English",
    }


def test_nothing_chosen_is_said_too():
    facts = provenance.facts(view(Lens("month")))
    assert (facts["Side"], facts["Periods chosen"], facts["Customers chosen"]) == (
        "All sides together",
        "all, by month",
        "all",
    )
    assert "Side" not in provenance.facts(view(Lens("month"), attributes={"region": 6}))


def test_a_name_is_short_and_safe():
    name = provenance.stem(view(), "bridge")
    assert name == "my-shop_v7_bridge_to-2024-03-31_quarter_from-2024-01-01_employer_North-South+a-b_en"
    long = view(Lens("month", "", (("segment", ("x" * 300, "../../etc", "y\n")),)))
    name = provenance.stem(long, "bridge")
    assert len(name) <= provenance.LONGEST_STEM + 3
    assert not set("/\\\n:|?*<>\"'") & set(name)
    assert len(provenance.stem(view(), "ب" * 100).encode()) < 240


def test_a_csv_has_no_comment_and_a_file_beside_it_says_what_it_is():
    frame = pd.DataFrame({"Region": ["a"], "Sales (€)": [1.5], "Customers": [3]})
    assert downloads.csv_bytes(frame).decode("utf-8-sig").splitlines() == ["Region,Sales (€),Customers", "a,1.5,3"]
    said = json.loads(
        downloads.csv_description("x.csv", frame, facts=provenance.plain_facts(view()), about=provenance.facts(view()))
    )
    assert said["url"] == "x.csv"
    assert [(one["titles"], one["datatype"]) for one in said["tableSchema"]["columns"]] == [
        ("Region", "string"),
        ("Sales (€)", "number"),
        ("Customers", "integer"),
    ]
    for_programs, in_words = said["notes"]
    assert for_programs["filters"][1] == {"attribute": "region", "values": ["North|South", "a/b"]}
    assert (for_programs["version"], for_programs["complete_up_to"], for_programs["grain"]) == (
        7,
        "2024-03-31",
        "quarter",
    )
    assert in_words["Side"] == "employer"


RAW = pd.DataFrame(
    {
        "revenue": [1898480.8100000003, -0.0001],
        "departed": [46.5, None],
        "rate": [0.6108374384236453, 0.00001234],
        "lift": [1.0371900826446281, 2.0],
        "cause": ["price", "no_answer"],
        "is_complete": [True, False],
    }
)


@pytest.mark.parametrize(("currency", "money"), [("EUR", [1898480.81, 0.0]), ("IRR", [1898481.0, 0.0])])
def test_numbers_are_rounded_as_people_read_them(currency, money):
    shown = columns.readable(view(currency=currency), RAW)
    assert [str(amount) for amount in shown.iloc[:, 0]] == [str(amount) for amount in money]
    assert shown["Customers who left"].tolist() == [46, pd.NA]
    assert shown["Retention"].tolist() == [0.6108, 0.00001234]  # nearly nothing is not nothing
    assert shown["Times the overall share"].tolist() == [1.04, 2.0]
    assert shown["Complete"].tolist() == [True, False]
    assert shown["Cause"].tolist() == ["Price", "No answer"]


def test_every_code_and_column_of_a_file_has_words():
    use_language("en")
    for name, codes in CODES.items():
        frame = pd.DataFrame({name: list(codes)})
        assert not set(columns.readable(view(), frame).iloc[:, 0]) & {code for code in codes if "_" in code}
    raw = {"customer_key", "previous", "next", "previous_revenue", "previous_profit"}  # a table of facts, on no screen
    models = {"survival_scores", "rhythm_model", "pareto_share", "activity"}
    unknown = {
        f"{name}.{column}"
        for name, entry in GLOSSARY.items()
        if name not in models
        for column in entry.columns
        if column not in columns.COLUMNS and column not in raw
    }
    assert not unknown


def test_an_excel_file_has_numbers_and_says_what_it_is():
    made = downloads.xlsx_bytes(
        columns.readable(view(), RAW),
        "Causes",
        formats=columns.excel_formats(view(), RAW.columns),
        about=provenance.facts(view()),
        about_sheet="About these numbers",
    )
    book = python_calamine.load_workbook(io.BytesIO(made))
    assert book.sheet_names == ["Causes", "About these numbers"]
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["Sales (€)", "Customers who left", "Retention"]
    assert rows[1][:3] == [1898480.81, 46.0, 0.6108]
    assert rows[2][:3] == [0.0, "", 0.00001234]
    assert ["Side", "employer"] in book.get_sheet_by_index(1).to_python()
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert "Data set: my shop; Version: 7" in parts.read("docProps/core.xml").decode()
