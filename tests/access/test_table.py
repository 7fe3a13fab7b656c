"""The table of docs/security.md says who may do what; each line is tried past the page, as each of its columns."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import access
import register
import store
from access import roles
from access.naming import Named
from register import forgetting as in_register
from store import downloads, forgetting, lists, views
from tests.command_line.shop import MAPPING, ORDERS, done

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")
DAY = date(2024, 3, 31)


def table():
    """The lines of the table by what they are about, each with its right and the answer for each column."""
    lines = [line for line in TEXT.splitlines() if line.startswith("|")]
    start = next(place for place, line in enumerate(lines) if line.startswith("| may | right |"))
    cells = [[one.strip() for one in line.strip("|").split("|")] for line in lines[start:]]
    rows = []
    for row in cells[2:]:
        if len(row) != len(cells[0]) or row[0].startswith("-"):
            break
        rows.append(dict(zip(cells[0], row, strict=True)))
    return rows


TABLE = table()
PEOPLE = {
    **{role: access.Person(role, access.ROLES[role], role, f"{role}@firm.example", True) for role in access.ROLES},
    "this machine, no sign-in": access.MACHINE,
    "from beyond, no sign-in": access.VIEWER,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("table")
    (place / "orders.csv").write_text(ORDERS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(place / "home"))
        done("load", place / "orders.csv", "--dataset", "shop", *MAPPING)
        done("load", "--dataset", "shop", "--currency", "EUR")
    return place / "home"


@pytest.fixture
def shop(made, tmp_path, monkeypatch):
    shutil.copytree(made, tmp_path / "home")
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))


def look():
    snapshot = store.open("shop")
    assert len(snapshot.fetch(snapshot.customers)) == 3


def names():
    snapshot = store.open("shop")
    if "ann" not in set(snapshot.fetch(snapshot.customers)["customer_id"]):
        raise store.StoreError("There are stand-ins alone.")


def publish():
    with store.draft("shop") as draft:
        draft.publish()


def take_on():
    register.take_on("shop", title="Call", customers=[register.Chosen("ann")], starts_on=DAY)


def save_list():
    lists.save("shop", name="a", heading="b", definition="", version=1, since=DAY, customers=("ann",))


DEEDS = {
    "see numbers and pictures": [look],
    "download files": [
        lambda: downloads.csv_bytes(pd.DataFrame({"a": [1]})),
        lambda: downloads.xlsx_bytes(pd.DataFrame({"a": [1]}), "a"),
    ],
    "see who the customers are": [names],
    "save or delete lists and views": [
        save_list,
        lambda: lists.delete("shop", "a"),
        lambda: views.save("shop", name="a", page="overview", address={}),
        lambda: views.delete("shop", "a"),
    ],
    "take on actions, write notes": [take_on, lambda: register.write_note("shop", "ann", "a")],
    "load files, change settings": [publish],
    "undo, go back to a version": [lambda: store.point_to("shop", 2), lambda: store.undo("shop")],
    "rename or delete a data set": [lambda: store.rename("shop", "bazaar"), lambda: store.delete("bazaar")],
    "see who did what": [register.trail],
    "remove a customer for good": [
        lambda: forgetting.ask("ann", "shop"),
        lambda: in_register.forget(Named("ann"), ["shop"]),
        lambda: forgetting.forget(Named("ann"), "shop"),
        forgetting.done,
    ],
}
ANSWERS = {"yes": True, "no": False, "if told": False, "unless told": True, "with names": True}


def test_the_table_has_every_right_and_every_deed():
    assert [row["may"] for row in TABLE] == list(DEEDS)
    assert [row["right"].strip("`") for row in TABLE[1:]] == list(access.RIGHTS)


@pytest.mark.parametrize("column", list(PEOPLE))
@pytest.mark.parametrize("row", TABLE, ids=[row["may"] for row in TABLE])
def test_each_line_holds_past_the_page(shop, row, column):
    with access.acting_as(PEOPLE[column]):
        for deed in DEEDS[row["may"]]:
            if ANSWERS[row[column]]:
                deed()
            else:
                with pytest.raises((store.StoreError, register.RegisterError)):
                    deed()


def test_what_a_rule_says_of_names_is_as_the_table_says(tmp_path):
    file = tmp_path / "access.toml"
    file.write_text(
        "[[rule]]\nrole = 'viewer'\ngroups = 'told'\nnames = true\n"
        "[[rule]]\nrole = 'agent'\ngroups = 'untold'\nnames = false\n"
    )
    told, untold = (roles.standing(roles.rules_of(file), {"groups": one}).person for one in ("told", "untold"))
    assert told.rights == {"download", "names"}
    assert untold.rights == {"download"}


def test_the_rules_in_the_page_are_in_order(tmp_path):
    file = tmp_path / "access.toml"
    file.write_text(TEXT.partition("## Roles")[2].partition("```toml\n")[2].partition("```")[0])
    found = [rule.role for rule in roles.rules_of(file)]
    assert found == ["admin", "analyst", "agent", "viewer"]


@pytest.mark.parametrize("right", list(access.RIGHTS))
def test_a_refusal_says_why_and_what_to_do(right):
    with access.acting_as(access.VIEWER):
        assert "localhost" in access.refusal(right)
    with access.acting_as(PEOPLE["viewer"]):
        said = access.refusal(right)
    assert "in the role “viewer”" in said
    assert "administrator" in said
