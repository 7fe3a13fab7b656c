"""The doors without a browser, walked as a person does: files in, lines out, one sentence when it goes wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import metrics
from cli import main
from localization import _, current_language, use_language
from metrics.glossary import as_markdown

ROOT = Path(__file__).resolve().parent.parent

# Ann buys every month, Bob skips February, =Cyd (a name that a spreadsheet would run) comes in February;
# Bob returns a part in March; one sale has no customer; one date cannot be read.
ORDERS = """Invoice,Client,Day,Units,Price,Town
1,ann,2024-01-05,2,50,Bonn
2,bob,2024-01-20,1,80,Köln
3,ann,2024-02-10,1,40,Bonn
4,=Cyd,2024-02-11,3,10,Köln
5,ann,2024-03-31,1,40,Bonn
6,bob,2024-03-02,1,60,Köln
C7,bob,2024-03-09,-1,20,Köln
8,,2024-03-10,1,5,
9,dan,2024-13-10,1,5,Bonn
"""
MAPPING = ("--map", "customer_id=Client", "--map", "ordered_on=Day", "--map", "order_id=Invoice")
MAPPING += ("--map", "region=Town", "--compute", "revenue=Units*Price")
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
DEPARTURES = """customer_id,left_on,reason,source
bob,2024-03-15,too expensive,said
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    yield tmp_path / "home"
    use_language("en")


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def done(*arguments):
    """What a command prints when it works."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*arguments, code=1):
    """The sentence of a command that does not work; on stdout a load gives it as JSON, any other command nothing."""
    result = run(*arguments)
    assert result.exit_code == code
    if arguments[0] == "load":
        assert json.loads(result.stdout)["error"] in result.stderr
    else:
        assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


def ask(name, *arguments):
    return json.loads(done("metric", name, "--dataset", "shop", "--format", "json", *arguments))


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path


@pytest.fixture
def shop(orders):
    done("load", orders, "--dataset", "shop", *MAPPING, "--complete-up-to", "2024-03-31", "--currency", "EUR")


# load


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


def test_a_mapping_stands_alone(tmp_path):
    """With --map nothing is guessed: the recognised revenue is not used, and so it is missing."""
    path = tmp_path / "plain.csv"
    path.write_text("customer_id,order date,revenue\nann,2024-01-05,10\n", encoding="utf-8")
    assert "revenue" in refused("load", path, "--dataset", "shop", "--map", "customer_id=customer_id")


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


# metric


def test_cohorts(shop):
    cells = ask("cohort_retention")
    assert [(c["cohort"], c["age"], c["customers"], c["retained"]) for c in cells] == [
        ("2024-01-01", 0, 2, 2),
        ("2024-01-01", 1, 2, 1),
        ("2024-01-01", 2, 2, 2),
        ("2024-02-01", 0, 1, 1),
        ("2024-02-01", 1, 1, 0),
    ]
    assert cells[1]["rate"] == 0.5
    assert cells[0]["profit"] is None
    assert {type(cells[0][name]) for name in ("age", "customers", "retained")} == {int}


def test_bridge(shop):
    names = ("period", "start", "lost", "new", "won_back", "end", "quick_ratio")
    assert [tuple(row[name] for name in names) for row in ask("bridge")] == [
        ("2024-02-01", 2, 1, 1, 0, 2, 1.0),
        ("2024-03-01", 2, 1, 0, 1, 2, 1.0),
    ]


def test_period_numbers_are_days_to_a_person(shop):
    first = next(row for row in ask("activity") if row["customer_id"] == "bob")
    assert (first["period"], first["cohort"], first["previous"]) == ("2024-01-01", "2024-01-01", None)
    assert first["next"] == "2024-03-01"


def test_open_periods_on_request(orders):
    done("load", orders, "--dataset", "shop", *MAPPING, "--complete-up-to", "2024-03-30")
    assert max(cell["age"] for cell in ask("cohort_retention")) == 1
    assert max(cell["age"] for cell in ask("cohort_retention", "--include-open")) == 2


def test_breakdown_by_an_attribute(shop):
    cells = ask("cohort_retention", "--by", "region")
    assert [(c["region"], c["cohort"], c["age"], c["retained"]) for c in cells if c["age"] == 1] == [
        ("Bonn", "2024-01-01", 1, 1),
        ("Köln", "2024-01-01", 1, 0),
        ("Köln", "2024-02-01", 1, 0),
    ]
    totals = {row["region"]: row["revenue"] for row in ask("segment_profitability", "--by", "region")}
    assert totals == {"Bonn": 180.0, "Köln": 150.0}


def test_a_year_without_its_end_has_no_cohorts(shop):
    assert ask("cohort_retention", "--grain", "year") == []
    assert [row["retained"] for row in ask("cohort_retention", "--grain", "year", "--include-open")] == [3]


def test_any_day_names_the_period(shop):
    kept = {row["customer_id"]: row["is_kept"] for row in ask("cohort_members", "--cohort", "2024-01-17", "--age", "1")}
    assert kept == {"ann": True, "bob": False}
    status = {row["customer_id"]: row["status"] for row in ask("bridge_members", "--period", "2024-02-01")}
    assert status == {"ann": "kept", "bob": "lost", "=Cyd": "new"}


def test_departures_by_cause(shop, tmp_path):
    left = tmp_path / "left.csv"
    left.write_text(DEPARTURES, encoding="utf-8")
    done("load", left, "--dataset", "shop", "--table", "departures")
    rows = ask("departures_by_cause", "--by", "region", "--by", "period")
    assert [(r["region"], r["period"], r["cause"], r["lost_revenue"]) for r in rows] == [
        ("Köln", "2024-03-01", "price", 120.0)
    ]


LOST = ("--option", "inactive_after_days=30", "--option", "keep_early=true", "--option", "least_at_risk=1")
FEBRUARY = ("--period", "2024-02-01")
NEEDED = {
    "segment_profitability": ("--by", "region"),
    "cause_lift": ("--by", "region"),
    "cohort_differences": ("--by", "region"),
    "cohort_members": ("--cohort", "2024-01-01", "--age", "1"),
    "day_members": ("--cohort", "2024-01-01", "--age", "1"),
    "bridge_members": FEBRUARY,
    "revenue_bridge_members": FEBRUARY,
    "lifecycle_members": FEBRUARY,
    "gap_members": (*FEBRUARY, "--measure", "revenue"),
    "retention_gap": ("--measure", "revenue"),
    "contract_members": FEBRUARY,
    "renewal_members": FEBRUARY,
    "like_for_like": ("--option", "apart=1"),
    "like_for_like_members": (*FEBRUARY, "--option", "apart=1"),
    "whale_curve": ("--measure", "revenue"),
    "lapsed_members": ("--silent-periods", "1"),
    "product_members": ("--option", "item=lamp"),
    "repeat_members": ("--option", "converted=true"),
    "returned_members": ("--option", "window_days=30"),
    "window_members": ("--option", "window_days=30"),
    "silent_members": ("--option", "before=2024-03-01"),
    "rhythm_members": ("--option", "level=none"),
    "survival": LOST,
    "survival_difference": (*LOST, "--by", "region"),
    "survival_members": LOST[:4],
    "survival_scores": (*LOST, "--by", "region"),
    "reasons_over_time": LOST,
    "contract_survival": LOST[4:],
}
CONTRACTS = "customer_id,starts_on,ends_on\nann,2024-01-01,2024-02-10\nbob,2024-01-15,2024-12-31\n"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The shop with departures and contracts, published once."""
    folder = tmp_path_factory.mktemp("published")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(folder / "home"))
        for table, text in {"orders": ORDERS, "departures": DEPARTURES, "contracts": CONTRACTS}.items():
            path = folder / f"{table}.csv"
            path.write_text(text, encoding="utf-8")
            how = MAPPING if table == "orders" else ()
            done("load", path, "--dataset", "shop", "--table", table, *how, "--complete-up-to", "2024-03-31")
    return folder / "home"


@pytest.fixture
def loaded(published, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(published))


@pytest.mark.parametrize("name", metrics.GLOSSARY)
def test_every_metric_in_every_format(name, loaded):
    command = ("metric", name, "--dataset", "shop", *NEEDED.get(name, ()))
    objects = json.loads(done(*command, "--format", "json"))
    text = done(*command, "--format", "csv")
    table = list(csv.DictReader(io.StringIO(text)))
    assert set(metrics.GLOSSARY[name].columns) <= set(text.splitlines()[0].split(","))
    assert [list(row) for row in table] == [list(row) for row in objects]
    assert len(done(*command).splitlines()) == len(objects) + 1


def test_an_option_of_the_metric_by_its_name(loaded):
    rows = {
        text: json.loads(
            done("metric", "cause_members", "--dataset", "shop", "--option", f"cause={text}", "--format", "json")
        )
        for text in ("price", "delivery")
    }
    assert [row["cause"] for row in rows["price"]] == ["price"]
    assert rows["delivery"] == []


def test_csv_holds_what_json_holds(shop):
    text = done("metric", "bridge", "--dataset", "shop", "--format", "csv")
    assert text.splitlines()[0].startswith("period,start,lost,new,won_back,end,")
    read = pd.read_csv(io.StringIO(text))
    assert read.to_dict("records") == ask("bridge")


def test_csv_does_not_run_in_a_spreadsheet(shop):
    text = done("metric", "top_customers", "--dataset", "shop", "--share", "1", "--format", "csv")
    assert "'=Cyd" in text
    assert "=Cyd" in {row["customer_id"] for row in ask("top_customers", "--share", "1")}


def test_table_is_aligned(shop):
    lines = done("metric", "bridge", "--dataset", "shop").splitlines()
    assert lines[0].split()[:3] == ["period", "start", "lost"]
    assert len({line.index("2024") for line in lines[1:]}) == 1
    assert len(lines) == 3


def test_a_table_is_headed_and_counted_in_the_language_and_files_are_not(shop):
    command = ("metric", "bridge", "--dataset", "shop")
    lines = done("--lang", "fa", *command).splitlines()
    assert lines[0].split()[0] == "دوره"
    assert not set("0123456789") & set(lines[1].partition("  ")[2])
    assert done("--lang", "fa", *command, "--format", "csv") == done(*command, "--format", "csv")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cohort_retentoin", "--dataset", "shop"), "cohort_retention"),
        (("bridge", "--dataset", "shopp"), "shop"),
        (("bridge", "--dataset", "shop", "--version", "9"), "9"),
        (("bridge", "--dataset", "shop", "--by", "segment"), "region"),
        (("departures_by_cause", "--dataset", "shop"), "departures"),
        (("whale_curve", "--dataset", "shop"), "cost"),
        (("segment_profitability", "--dataset", "shop"), "region"),
        (("bridge", "--dataset", "shop", "--age", "1"), "age"),
        (("bridge_members", "--dataset", "shop", "--period", "2031-01-01"), "2031-01-01"),
    ],
    ids=["name", "data set", "version", "attribute", "table", "costs", "by", "option", "day"],
)
def test_a_metric_that_cannot_be_had_says_why(arguments, said, shop):
    message = refused("metric", *arguments)
    assert message.startswith("Error: ")
    assert said in message


# versions, undo, datasets, export, glossary


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
    assert _("“{dataset}” has no older version to go back to.").format(dataset="shop") in said
    assert _("Name of the data set.") in " ".join(done("--lang", lang, "undo", "--help").split())


@pytest.mark.parametrize("command", ["load", "metric", "versions", "undo", "datasets", "export", "glossary"])
def test_every_command_has_help(command):
    assert f"Usage: main {command}" in done(command, "--help")
