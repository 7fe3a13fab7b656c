"""Tasks and back-ups at a terminal."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest
from click.testing import CliRunner

import register
from cli import main
from register import connection


@pytest.fixture(autouse=True)
def taken_on(tmp_path, monkeypatch):
    """The number of an action for two customers, one more left alone."""
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MANDEGAR_REGISTER", raising=False)
    chosen = [register.Chosen("ann"), register.Chosen("bob"), register.Chosen("cem", arm=register.HELD_OUT)]
    yield register.take_on("shop", title="Call them", customers=chosen, starts_on=date(2026, 1, 5), owner="Sara")
    connection.close()


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize(
    ("name", "read"), [("tasks.csv", pd.read_csv), ("tasks.xlsx", lambda path: pd.read_excel(path, engine="calamine"))]
)
def test_tasks_go_out_and_come_back(tmp_path, taken_on, name, read):
    file = tmp_path / name
    told = run("actions", "export", file, "--dataset", "shop")
    assert (told.exit_code, told.output) == (0, "2 tasks were written.\n")
    frame = read(file)
    assert list(frame["customer_id"]) == ["ann", "bob"]
    back = tmp_path / "back.csv"
    frame.assign(result=["reached", None]).to_csv(back, index=False)
    told = run("actions", "import", back)
    assert (told.exit_code, told.output) == (0, "1 task was changed.\n")
    assert register.action(taken_on).done == 1
    assert run("actions", "export", file, "--dataset", "shop").output == "1 task was written.\n"
    assert run("actions", "export", file, "--dataset", "shop", "--all").output == "2 tasks were written.\n"
    assert run("actions", "export", file, "--dataset", "shop", "--owner", "Omid").output == "0 tasks were written.\n"


def test_what_cannot_be_is_one_sentence(tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("action_id,customer_id,result\n1,ann,flew away\n")
    told = run("actions", "import", wrong)
    assert told.exit_code == 1
    assert "“flew away” cannot be" in told.output.replace("\u2068", "").replace("\u2069", "")
    assert "Traceback" not in told.output


def test_a_back_up_is_restored(tmp_path, taken_on):
    archive = tmp_path / "register.zip"
    told = run("register", "backup", archive)
    assert told.exit_code == 0
    assert json.loads(told.output)["members"] == 3
    register.finish(taken_on, "ann", result="reached")
    told = run("register", "restore", archive)
    assert (told.exit_code, "--replace" in told.output) == (1, True)
    assert run("register", "restore", archive, "--replace").exit_code == 0
    assert register.action(taken_on).done == 0
