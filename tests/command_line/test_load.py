"""Files in from the command line: one JSON line out, one sentence when it goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.command_line.shop import DEPARTURES, MAPPING, ask, done, refused

ROOT = Path(__file__).resolve().parents[2]
LOADED = {
    "dataset": "shop",
    "version": 1,
    "rows_read": 9,
    "accepted": 8,
    "rejected": 1,
    "skipped": 0,
    "repeated": 0,
    "replaced": 0,
    "anonymous": 1,
    "customers": 3,
    "orders": 7,
    "revenue": 330.0,
}


def test_load_prints_one_json_line(orders):
    line = done("load", orders, "--dataset", "shop", *MAPPING)
    assert line.count("\n") == 1
    assert {name: value for name, value in json.loads(line).items() if name != "tables"} == LOADED


def test_load_in_a_process_of_its_own(orders, home):
    command = [sys.executable, "cli.py", "load", str(orders), "--dataset", "shop", *MAPPING]
    finished = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"MANDEGAR_HOME": str(home)}, capture_output=True, text=True, check=False
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert json.loads(finished.stdout).items() >= LOADED.items()


def test_recognised_headers_are_used_without_a_mapping(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text("customer_id,order date,revenue\nann,2024-01-05,10\n", encoding="utf-8")
    assert json.loads(done("load", path, "--dataset", "shop"))["revenue"] == 10


def test_one_correction_is_one_correction(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text("customer_id,order date,revenue,mine,product\nann,2024-01-05,10,7,tea\n", encoding="utf-8")
    line = json.loads(done("load", path, "--dataset", "shop", "--map", "revenue=mine"))
    assert line["revenue"] == 7
    assert line["tables"][0]["columns"] == {
        "customer_id": "customer_id",
        "ordered_on": "order date",
        "revenue": "mine",
        "product": "product",
    }


def test_rows_left_out_go_to_a_file_that_loads_on_its_own(orders, tmp_path):
    others = tmp_path / "others.csv"
    first = ("--dataset", "shop", *MAPPING, "--only", "Town=Bonn", "--left-out", others)
    line = json.loads(done("load", orders, *first))
    rows = others.read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) - 1 == line["skipped"] > 0
    assert not [row for row in rows[1:] if "Bonn" in row]
    second = json.loads(done("load", others, "--dataset", "rest", *MAPPING))
    assert second["rows_read"] == line["skipped"]
    assert "--only" in refused("load", orders, "--dataset", "none", *MAPPING, "--left-out", tmp_path / "none.csv")
    assert not (tmp_path / "none.csv").exists()


def test_only_some_rows_are_loaded(orders):
    line = json.loads(done("load", orders, "--dataset", "shop", *MAPPING, "--only", "Town=Bonn"))
    assert (line["accepted"], line["rejected"], line["skipped"], line["customers"]) == (3, 1, 5, 1)


def test_one_text_for_every_row(tmp_path, shop):
    path = tmp_path / "left.csv"
    path.write_text("customer_id,reason\nbob,price\n", encoding="utf-8")
    done("load", path, "--dataset", "shop", "--table", "departures", "--set", "left_on=2024-03-15")
    assert [row["lost_revenue"] for row in ask("departures_by_cause")] == [120.0]


def test_settings_are_published_and_stay(orders, tmp_path, shop):
    left = tmp_path / "left.csv"
    left.write_text(DEPARTURES, encoding="utf-8")
    done("load", left, "--dataset", "shop", "--table", "departures")
    newest = json.loads(done("versions", "--dataset", "shop", "--format", "json"))[0]
    assert newest["complete_up_to"] == "2024-03-31"


def test_jalali_months(tmp_path):
    path = tmp_path / "jalali.csv"
    path.write_text("customer_id,ordered_on,revenue\nann,2024-03-19,1\nann,2024-03-20,1\n", encoding="utf-8")
    done("load", path, "--dataset", "shop", "--calendar", "jalali")
    assert [row["period"] for row in ask("activity")] == ["2024-02-20", "2024-03-20"]


def test_weeks_and_fiscal_years_start_as_told(tmp_path):
    path = tmp_path / "days.csv"
    # Sunday the 31st of March and Monday the 1st of April 2024: one week from Saturday, two fiscal years from April.
    path.write_text("customer_id,ordered_on,revenue\nann,2024-03-31,1\nann,2024-04-01,1\n", encoding="utf-8")
    done("load", path, "--dataset", "shop", "--week-start", "saturday", "--fiscal-year-start", "4")
    assert [row["period"] for row in ask("activity", "--grain", "week")] == ["2024-03-30"]
    assert [row["period"] for row in ask("activity", "--grain", "year")] == ["2023-04-01", "2024-04-01"]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--week-start", "friday"), ("--fiscal-year-start", "13"), ("--fiscal-year-start", "0")],
)
def test_a_week_or_a_fiscal_year_that_cannot_start_so_is_refused(option, value, orders, home):
    assert option in refused("load", orders, "--dataset", "shop", *MAPPING, option, value, code=2)
    assert not home.exists()


def test_a_sheet_by_name(tmp_path):
    with pd.ExcelWriter(tmp_path / "book.xlsx", engine="xlsxwriter") as book:
        pd.DataFrame({"note": ["nothing here"]}).to_excel(book, sheet_name="cover", index=False)
        rows = {"customer_id": ["ann"], "ordered_on": ["2024-01-05"], "revenue": [7]}
        pd.DataFrame(rows).to_excel(book, sheet_name="sales", index=False)
    line = json.loads(done("load", tmp_path / "book.xlsx", "--dataset", "shop", "--sheet", "sales"))
    assert line["revenue"] == 7


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("absent.csv", "--dataset", "shop"), "absent.csv"),
        (("orders.csv", "--dataset", "../shop", *MAPPING), "../shop"),
        (("orders.csv", "--dataset", "shop", "--map", "customer_id=Nobody"), "Nobody"),
        (("orders.csv", "--dataset", "shop", *MAPPING, "--compute", "cost=__import__('os')"), "__import__"),
        (("empty.csv", "--dataset", "shop"), "empty.csv"),
    ],
    ids=["no file", "no name", "no such header", "no arithmetic", "nothing in it"],
)
def test_a_load_that_fails_says_one_sentence_and_changes_nothing(arguments, said, orders, home):
    Path("empty.csv").touch()
    message = refused("load", *arguments)
    assert message.startswith("Error: ")
    assert said in message
    assert done("datasets") == ""


@pytest.mark.parametrize("value", ["customer_id", "=Client", "customer_id="])
def test_a_mapping_that_is_no_pair_is_refused(orders, value):
    assert "name=text" in refused("load", orders, "--dataset", "shop", "--map", value, code=2)


def test_an_option_given_twice_is_refused(orders):
    twice = ("--map", "customer_id=Client", "--map", "customer_id=Day")
    assert "customer_id" in refused("load", orders, "--dataset", "shop", *twice, code=2)


CHURN = "customerID,tenure,Contract,MonthlyCharges,Churn\n" + "".join(
    f"c{n},{n % 12},{'Monthly' if n % 2 else 'Yearly'},{20 + n}.5,{'Yes' if n % 4 == 0 else 'No'}\n" for n in range(20)
)


def test_answers_to_the_questions_of_a_wide_file_go_to_their_own_table(tmp_path):
    path = tmp_path / "churn.csv"
    path.write_text(CHURN, encoding="utf-8")
    answers = ("--compute", "tenure_months=tenure * 12", "--set", "left_on=2024-03-31")
    line = json.loads(done("load", path, "--dataset", "shop", *answers))
    assert "questions" not in line
    assert [(one["table"], one["accepted"]) for one in line["tables"]] == [("customers", 20), ("departures", 5)]
    assert "left_on" not in line["tables"][0]["columns"]
    assert "tenure_months" not in line["tables"][1]["columns"]
    (found,) = ask("share_left")
    assert (found["customers"], found["left"], found["monthly_charge"], found["lost_charge"]) == (20, 5, 600.0, 142.5)
    assert ask("tenure_survival")[-1]["customers"] == 20
