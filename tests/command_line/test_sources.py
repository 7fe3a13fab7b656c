"""Sources that the server names, and folders, from the command line."""

from __future__ import annotations

import json
import sqlite3

import pytest

import loading
import store
from tests.command_line.shop import done, refused

HEADER = "customer_id,ordered_on,revenue\n"
QUERY = "SELECT customer_id, ordered_on, revenue FROM orders"


@pytest.fixture
def named(tmp_path, home, monkeypatch):
    """A home that names a folder, a database, one in the environment and one that is nowhere."""
    with sqlite3.connect(tmp_path / "till.db") as database:
        database.execute("CREATE TABLE orders (customer_id, ordered_on, revenue)")
        database.execute("INSERT INTO orders VALUES ('ann', '2024-01-05', 10), ('bob', '2024-02-06', 20)")
    database.close()
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "january.csv").write_text(HEADER + "ann,2024-01-05,10\nbob,soon,4\n", encoding="utf-8")
    (exports / "february.csv").write_text(HEADER + "bob,2024-02-06,20\n", encoding="utf-8")
    home.mkdir()
    (home / "sources.toml").write_text(
        f'exports = "{exports}"\ntill = "sqlite:///{tmp_path}/till.db"\ncrm = "env:CRM_ADDRESS"\n'
        'lost = "postgresql://reader:secret@127.0.0.1:1/lost"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("CRM_ADDRESS", f"sqlite:///{tmp_path}/till.db")
    return home / "sources.toml"


def test_sources_are_known_by_their_names_and_kinds(named):
    assert [(one.name, one.is_database) for one in loading.named_sources()] == [
        ("crm", True),
        ("exports", False),
        ("lost", True),
        ("till", True),
    ]


@pytest.mark.parametrize("name", ["till", "crm"])
def test_a_named_database_is_loaded_and_the_second_time_nothing_changes(named, name):
    order = ("load", "--from", f"source:{name}", "--query", QUERY, "--dataset", "shop")
    line = json.loads(done(*order))
    assert (line["revenue"], line["tables"][0]["file"]) == (30, name)
    assert json.loads(done(*order))["unchanged"]


def test_a_named_folder_is_loaded_and_tells_of_its_files(named):
    line = json.loads(done("load", "--from", "source:exports", "--dataset", "shop"))
    assert (line["rows_read"], line["accepted"], line["rejected"], line["revenue"]) == (3, 2, 1, 30)
    found = loading.set_aside("shop", 1)
    assert found[["file_name", "line", "written"]].to_numpy().tolist() == [["exports/january.csv", 3, "soon"]]
    more = named.parent / "more.csv"
    more.write_text(HEADER + "cy,2024-02-07,5\ndan,never,5\n", encoding="utf-8")
    done("load", more, "--dataset", "shop")
    assert loading.set_aside("shop", 2)[["file_name", "line"]].to_numpy().tolist() == [
        ["exports/january.csv", 3],
        ["more.csv", 3],
    ]
    assert store.open("shop").info.counts["orders_rows"] == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("source:nobody",), "There is no source"),
        (("source:till",), "say with one SELECT"),
        (("source:exports", "--query", QUERY), "leave out the query"),
        (("source:till", "--query", "DELETE FROM orders"), "does more than read"),
        (("source:till", "--query", "SELECT * FROM nowhere"), "no such table"),
        (("source:lost", "--query", QUERY), "cannot be reached"),
    ],
    ids=["unknown", "no query", "query on a folder", "writes", "no table", "no server"],
)
def test_a_source_that_cannot_be_read_gets_its_sentence(named, arguments, said):
    message = refused("load", "--from", *arguments, "--dataset", "shop")
    assert said in message
    assert not [word for word in ("secret", "127.0.0.1", "till.db") if word in message]


@pytest.mark.parametrize("text", ["exports = ", "exports = 5", "[exports]\nplace = 'x'", "\ufffe"])
def test_a_list_of_sources_that_cannot_be_read_gets_its_sentence(named, text):
    named.write_text(text, encoding="utf-16")
    assert "sources.toml" in refused("load", "--from", "source:exports", "--dataset", "shop")
    named.write_text(text, encoding="utf-8")
    assert "sources.toml" in refused("load", "--from", "source:exports", "--dataset", "shop")


def test_a_source_without_a_place_gets_its_sentence(named, monkeypatch):
    monkeypatch.delenv("CRM_ADDRESS")
    assert "has no place" in refused("load", "--from", "source:crm", "--query", QUERY, "--dataset", "shop")


def test_a_text_without_header_is_loaded_and_an_unclear_one_asks_to_be_told(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text("ann;2024-01-05;10.50\nbob;2024-01-06;20.25\n", encoding="utf-8")
    assert json.loads(done("load", path, "--dataset", "shop"))["revenue"] == 30.75
    path.write_text("ann;5;20240105\nbob;6;paid\n", encoding="utf-8")
    assert "unclear whether line 1" in refused("load", path, "--dataset", "shop")
    mapping = ("--map", "customer_id=column_1", "--map", "revenue=column_2", "--set", "ordered_on=2024-01-05")
    line = json.loads(done("load", path, "--dataset", "other", "--table", "orders", "--no-header", *mapping))
    assert (line["accepted"], line["revenue"]) == (2, 11)
