"""`load` from a schedule: again and again, from files, folders and databases, without publishing, with a reason."""

from __future__ import annotations

import json
import sqlite3

import pytest

import store
from tests.command_line.shop import MAPPING, ORDERS, done, refused, run

PLAIN = "customer_id,ordered_on,revenue\n"


def written(path, *rows, header=PLAIN):
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def load(*arguments):
    return json.loads(done("load", *arguments, "--dataset", "shop"))


def versions():
    return [version.version for version in store.versions("shop")]


def test_the_same_file_again_changes_nothing_and_is_no_failure(orders, shop):
    line = load(orders, *MAPPING)
    assert line["unchanged"] is True
    assert line["version"] == 1
    assert "orders.csv” was already loaded" in line["reason"]
    assert "into version 1" in line["reason"]
    assert versions() == [1]


def test_the_same_file_may_be_loaded_again_knowingly(tmp_path):
    path = written(tmp_path / "a.csv", "ann,2024-01-05,10")
    load(path)
    line = load(path, "--again", "--repeats", "keep")
    assert (line["version"], line["revenue"]) == (2, 20)


def test_rows_of_an_overlapping_file_are_skipped_and_counted(tmp_path):
    load(written(tmp_path / "a.csv", "ann,2024-01-05,10", "bob,2024-01-31,5"))
    line = load(written(tmp_path / "b.csv", "bob,2024-01-31,5", "ann,2024-02-05,10"))
    assert [line[name] for name in ("rows_read", "accepted", "rejected", "skipped", "repeated")] == [2, 1, 0, 1, 1]
    assert line["revenue"] == 25


def test_the_days_of_a_file_can_be_replaced(tmp_path):
    load(written(tmp_path / "a.csv", "ann,2024-01-05,10", "bob,2024-01-31,5", "bob,2024-02-01,1"))
    line = load(written(tmp_path / "b.csv", "ann,2024-01-01,7", "ann,2024-01-31,7"), "--repeats", "replace")
    assert (line["replaced"], line["revenue"]) == (2, 15)


def test_several_files_become_one_version_each_taken_for_what_it_is(tmp_path):
    sales = written(tmp_path / "sales.csv", "ann,2024-01-05,10", "bob,2024-01-06,5")
    left = written(tmp_path / "left.csv", "bob,2024-03-15,too expensive", header="customer_id,left_on,reason\n")
    line = load(sales, left)
    assert [(table["file"], table["table"], table["accepted"]) for table in line["tables"]] == [
        ("sales.csv", "orders", 2),
        ("left.csv", "departures", 1),
    ]
    assert versions() == [1]


def test_of_several_files_those_already_loaded_are_passed_over(tmp_path):
    first = written(tmp_path / "a.csv", "ann,2024-01-05,10")
    load(first)
    line = load(first, written(tmp_path / "b.csv", "ann,2024-02-05,10"))
    assert [table["file"] for table in line["tables"]] == ["b.csv"]


def test_a_mapping_is_remembered_for_the_next_file_with_these_headers(orders, shop, tmp_path):
    later = tmp_path / "april.csv"
    later.write_text(ORDERS.splitlines()[0] + "\n20,ann,2024-04-05,2,50,Bonn\n", encoding="utf-8")
    line = load(later)
    assert line["tables"][0]["columns"]["revenue"] == "Units*Price"
    assert line["revenue"] == 430


def test_a_dry_run_publishes_nothing_and_says_what_would_change(tmp_path):
    load(written(tmp_path / "a.csv", "ann,2024-01-05,10", "bob,2024-02-29,5"))
    late = written(tmp_path / "b.csv", "cyd,2024-01-20,7", "cyd,2024-01-20,7", "ann,soon,1")
    line = load(late, "--dry-run")
    assert versions() == [1]
    assert line["dry_run"] is True
    assert "version" not in line
    assert (line["accepted"], line["rejected"], line["customers"]) == (2, 1, 3)
    assert line["tables"][0]["quality"]["duplicates"] == 1
    found = line["restatement"]
    assert (found["compared_with_version"], found["closed_months"], found["changed_customers"]) == (1, 2, 1)
    assert [(month["label"], month["revenue_before"], month["revenue_after"]) for month in found["changed_months"]] == [
        ("2024-01", 10, 24)
    ]
    assert [(one["customer_id"], one["revenue_before"], one["change"]) for one in found["customers"]] == [
        ("cyd", None, "came")
    ]


def test_a_dry_run_of_a_new_data_set_leaves_none_behind(tmp_path):
    line = load(written(tmp_path / "a.csv", "ann,2024-01-05,10"), "--dry-run")
    assert (line["restatement"], line["complete_up_to"]) == (None, "2024-01-05")
    assert done("datasets") == ""


def test_a_folder_is_loaded_as_one(tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    written(folder / "01.csv", "ann,2024-01-05,10")
    written(folder / "02.csv", "bob,2024-02-05,5")
    line = load("--from", folder)
    assert (line["rows_read"], line["customers"], line["revenue"]) == (2, 2, 15)
    assert load("--from", folder)["unchanged"] is True


def test_a_query_is_loaded_and_its_address_may_come_from_the_environment(tmp_path, monkeypatch):
    with sqlite3.connect(tmp_path / "shop.db") as database:
        database.execute("CREATE TABLE sales (customer_id TEXT, ordered_on TEXT, revenue REAL)")
        database.execute("INSERT INTO sales VALUES ('ann', '2024-01-05', 10.5)")
    database.close()
    monkeypatch.setenv("SHOP_DATABASE", f"sqlite:///{tmp_path / 'shop.db'}")
    line = load("--from", "env:SHOP_DATABASE", "--query", "SELECT * FROM sales")
    assert line["revenue"] == 10.5


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        ((), "files, or --from", 2),
        (("absent.csv",), "absent.csv", 1),
        (("--from", "nowhere"), "nowhere", 1),
        (("--from", "sqlite:///secret:word@x"), "--query", 1),
        (("a.csv", "--repeats", "guess"), "guess", 2),
    ],
    ids=["nothing", "no file", "no folder", "no query", "no such choice"],
)
def test_a_failure_gives_its_reason_as_one_json_line(arguments, said, code, home):
    result = run("load", *arguments, "--dataset", "shop")
    assert result.exit_code == code
    assert result.stdout.count("\n") == 1
    assert said in json.loads(result.stdout)["error"]
    assert "secret" not in result.output


def test_margin_and_versions_to_keep_are_settings(tmp_path):
    load(
        written(tmp_path / "a.csv", "ann,2024-01-05,10"),
        "--margin",
        "0.3",
        "--keep-versions",
        "2",
        "--prices-from",
        "basket",
    )
    for day in ("06", "07"):
        load(written(tmp_path / f"{day}.csv", f"ann,2024-01-{day},10"))
    assert versions() == [3, 2]
    settings = store.open("shop").settings
    assert (settings.margin, settings.prices_from) == (0.3, "basket")
    assert refused("versions", "--dataset", "elsewhere") != ""
