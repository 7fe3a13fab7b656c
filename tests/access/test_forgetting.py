"""Removing one customer for good: nothing of them is left, everybody else is as before, and a kill loses nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import access
import register
import store
from access.naming import Named
from register import connection
from store import answers, folders, forgetting, integrity, lists, mappings, searching, views
from store.answers import Answers
from tests.command_line.shop import done, run
from tests.store.conftest import line, publish, put

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2024, 3, 31)
PEOPLE = ("ann", "bob", "cyd", "dan", "eve")
FACTS = ("purchase_days", "activity_month", "customer_totals", "customer_value", "customer_risk", "gaps")


def orders(people):
    return [
        line(
            one,
            f"{2021 + month // 12}-{1 + month % 12:02}-{3 + place:02}",
            10 + place,
            order_id=f"o{place}-{month}",
            cost=4,
        )
        for place, one in enumerate(people)
        for month in range(0, 40, 1 + place % 3)
    ]


def customers(people):
    return [
        {"customer_id": one, "name": f"{one.title()} Example", "region": "North" if one < "c" else "South"}
        | ({"referred_by": "ann"} if one == "bob" else {"referred_by": "cyd"})
        for one in people
    ]


def build(people):
    """Two versions: who the customers are, then what they bought."""
    publish(customers(people), "customers", sha256="people", file_name="ann.csv")
    with store.draft("shop") as draft:
        put(
            draft,
            orders(people),
            sha256="orders",
            rejects=[(9, "revenue", "ann", "number"), (9000, "revenue", "x", "number")],
        )
        put(
            draft,
            [{"customer_id": "ann", "left_on": "2024-03-01", "reason": "moved away"}],
            "departures",
            sha256="left",
        )
        draft.publish(note="What Ann Example bought")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A home with everything that may name Ann, made once."""
    place = tmp_path_factory.mktemp("forget") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(place))
        place.mkdir()
        build(PEOPLE)
        alone = register.take_on("shop", title="Visit Ann Example", customers=[chosen("ann")], starts_on=DAY)
        register.finish(alone, "ann", result="reached", note="ann is well")
        register.take_on("shop", title="Call both", customers=[chosen("ann"), chosen("bob")], starts_on=DAY)
        register.write_note("shop", "ann", "Likes tea")
        register.write_note("shop", "bob", "Friend of Ann Example, not of Annabel")
        keep = {"heading": "Both", "definition": "", "version": 2, "since": DAY}
        lists.save("shop", name="Both", customers=("ann", "bob"), **keep)
        lists.save("shop", name="Only Ann Example", customers=("ann",), **keep)
        views.save("shop", name="Ann Example's page", page="customer", address={"customer": "ann", "grain": "month"})
        views.save("shop", name="Picked", page="value", address={"pick": '{"customer_id": "ann"}'})
        mappings.remember(
            "shop", ["a", "b"], [("orders", {"columns": {"customer_id": "a"}, "only": {"b": "Ann Example"}})]
        )
        connection.close()
    return place


def chosen(number):
    return register.Chosen(number, name=f"{number.title()} Example")


@pytest.fixture
def home(made, tmp_path, monkeypatch):
    shutil.copytree(made, tmp_path / "home")
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MANDEGAR_REGISTER", raising=False)
    yield tmp_path / "home"
    connection.close()


def forget(*further):
    return json.loads(done("forget", "--customer", "ann", *further).splitlines()[-1])


def of_others(version):
    """Every row of the facts that belongs to somebody else, by their number, and the flows."""
    snapshot = store.open("shop", version)
    people = snapshot.fetch(snapshot.customers).set_index("customer_key")["customer_id"]
    found = {}
    for name in FACTS:
        if name in snapshot.schemas:
            frame = snapshot.fetch(snapshot.table(name))
            frame.insert(0, "who", frame.pop("customer_key").map(people))
            frame = frame[frame["who"] != "ann"].sort_values(list(frame.columns[:3]), ignore_index=True)
            found[name] = frame.astype(str).values.tolist()
    return found


def sums(version=None):
    snapshot = store.open("shop", version)
    flows = snapshot.fetch(snapshot.table("flows_month").order_by("period"))
    counts = {name: value for name, value in snapshot.info.counts.items() if name != "rejects_rows"}
    return flows.round(6), counts, snapshot.info.attributes


def test_everybody_else_is_as_before_and_the_sums_are_those_without_them(home, tmp_path, monkeypatch):
    before = {number: of_others(number) for number in (1, 2)}
    about = store.open("shop").info
    assert forget()["datasets"]["shop"]["versions"] == [1, 2]
    assert {number: of_others(number) for number in (1, 2)} == before
    after = store.open("shop").info
    assert (after.version, after.published_at, after.complete_up_to) == (2, about.published_at, about.complete_up_to)
    with_gap = sums()
    assert about.counts["customers"] - 1 == with_gap[1]["customers"]
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "other"))
    publish(customers(PEOPLE[1:]), "customers")
    with store.draft("shop") as draft:
        put(draft, [one for one in orders(PEOPLE) if one["customer_id"] != "ann"], sha256="orders")
        draft.publish()
    flows, counts, attributes = sums()
    assert flows.compare(with_gap[0]).empty
    assert counts == with_gap[1]
    assert attributes == with_gap[2]


def test_nothing_names_them_any_more(home):
    folders.answers_file(folders.version_file("shop", 2)).write_bytes(b"a list with Ann Example")
    gone = forget()
    assert gone["is_gone"]
    assert gone["found"] == []
    assert (gone["tasks"], gone["actions"], gone["notes"]) == (2, 1, 1)
    assert gone["searched"]["files"] >= 6
    assert gone["searched"]["cells"] > 20
    texts = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert not [one for one in texts if b"Ann Example" in one or b'"ann"' in one or b"Likes tea" in one]
    snapshot = store.open("shop")
    people = snapshot.fetch(snapshot.customers)
    assert "ann" not in set(people["customer_id"]) | set(people["referred_by"])
    assert set(snapshot.fetch(snapshot.table("rejects"))["value"].dropna()) == {"x"}
    assert snapshot.info.uploads[0].file_name == "….csv"
    assert "….csv" in store.open("shop", 1).info.note
    assert [one.customers for one in lists.saved("shop")] == [("bob",)]
    assert [(one.name, one.address) for one in views.saved("shop")] == [
        ("Picked", {}),
        ("…'s page", {"grain": "month"}),
    ]
    assert [one.title for one in register.actions("shop")] == ["Call both"]
    assert [one.text for one in register.notes("shop", "bob")] == ["Friend of …, not of Annabel"]


def test_the_trail_says_that_somebody_was_removed_and_not_who(home):
    before = len(register.trail())
    forget()
    events = register.trail()
    assert len(events) == before + 1
    assert (events[0].kind, events[0].subject, events[0].detail["versions"]) == ("forget", "", [1, 2])
    assert not [one for one in events if "ann" in {one.subject, one.detail.get("customer")} or "Ann" in str(one.detail)]


def test_events_cannot_be_changed_afterwards_either(home):
    forget()
    with pytest.raises(Exception, match="kept as they were written"), connection.writing() as opened:
        opened.exec_driver_sql("DELETE FROM events")


def test_every_version_is_whole_and_can_be_gone_back_to_and_built_upon(home):
    forget()
    assert {one.state for one in integrity.check("shop")} == {integrity.WHOLE}
    assert all(one.has_checksum for one in integrity.check("shop"))
    assert publish([line("ann", "2024-05-01", 5)]) == 3
    assert store.open("shop").info.counts["customers"] == 5
    assert store.undo("shop") == 2
    assert store.undo("shop") == 1


def test_of_one_data_set_alone(home):
    publish([line("ann", "2024-05-01", 5)], dataset="bazaar")
    register.write_note("bazaar", "ann", "Another Ann")
    gone = forget("--dataset", "shop")
    assert list(gone["datasets"]) == ["shop"]
    assert gone["is_gone"]
    assert "another data set" in gone["unread"][0]
    assert store.open("bazaar").info.counts["customers"] == 1
    assert len(register.notes("bazaar", "ann")) == 1


def test_what_was_written_before_a_data_set_was_renamed_goes_too(home):
    store.rename("shop", "bazaar")
    register.rename("shop", "bazaar")
    forget("--dataset", "bazaar")
    assert not [one for one in register.trail() if "ann" in {one.subject, one.detail.get("customer")}]


def test_a_place_that_still_names_them_is_told_and_fails(home):
    (home / "notes.txt").write_text("Call Ann Example")
    (home / "kept.csv").write_text("customer,day\nann,2024-01-01\n")
    (home / "annabel.txt").write_text("Call Annabel, joann")
    result = run("forget", "--customer", "ann")
    line_ = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [one.strip("\u2068\u2069") for one in line_["found"]] == ["kept.csv", "notes.txt"]
    assert not line_["is_gone"]


def test_a_damaged_version_is_told_and_fails(home):
    path = folders.version_file("shop", 1)
    path.write_bytes(path.read_bytes()[:-4096])
    result = run("forget", "--customer", "ann")
    line_ = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (line_["datasets"]["shop"]["damaged"], line_["datasets"]["shop"]["versions"]) == ([1], [2])


def test_a_name_that_somebody_else_has_is_left_to_them(home):
    publish([{"customer_id": "zoe", "name": "Ann Example"}], "customers", sha256="zoe")
    line_ = json.loads(run("forget", "--customer", "ann").stdout)
    snapshot = store.open("shop")
    assert "Ann Example" in set(snapshot.fetch(snapshot.customers)["name"])
    assert line_["datasets"]["shop"]["versions"] == [1, 2, 3]


@pytest.mark.parametrize("role", ["viewer", "agent", "analyst"])
def test_administrators_alone(home, role):
    person = access.Person(role, access.ROLES[role], role, f"{role}@firm.example", True)
    with access.acting_as(person):
        for deed in (
            lambda: forgetting.ask("ann", "shop"),
            lambda: forgetting.forget(Named("ann"), "shop"),
            forgetting.done,
        ):
            with pytest.raises(store.StoreError, match="remove a customer"):
                deed()
        from register import forgetting as in_register

        with pytest.raises(register.RegisterError, match="remove a customer"):
            in_register.forget(Named("ann"), None)
    assert not forgetting.note().exists()


def test_nobody_and_no_data_set_are_said(home):
    line_ = json.loads(done("forget", "--customer", "nobody"))
    assert line_["datasets"]["shop"] == {"versions": [], "rows": 0, "files": 0, "damaged": []}
    assert "no data set" in run("forget", "--customer", "ann", "--dataset", "bazaar").stderr


def test_while_somebody_publishes_it_waits_or_is_refused(home):
    with store.draft("shop"):
        assert "publishing" in run("forget", "--customer", "ann").stderr
    assert forget()["is_gone"]  # whom to forget was written down


@pytest.mark.parametrize(
    ("text", "number", "words", "expected"),
    [
        ("Call 12 people", "12", {"Bo"}, "Call 12 people"),
        ("Call 17850, not 178501", "17850", set(), "Call …, not 178501"),
        ("نامهٔ مریم کریمی رسید", "x9", {"مریم کریمی"}, "نامهٔ … رسید"),
        ("مریم کریمیان", "x9", {"مریم کریمی"}, "مریم کریمیان"),
        ("write to ANN@firm.example now", "x9", {"ann@firm.example"}, "write to … now"),
    ],
)
def test_whole_words_are_taken_out(text, number, words, expected):
    assert Named(number, frozenset(words)).taken_out(text) == expected


def test_bytes_that_no_text_explains_are_found(home):
    path = folders.version_file("shop", 1)
    with path.open("ab") as file:
        file.write(b"Zacharias Unmistakable")
    folders.seal_file(path).unlink()
    found = searching.look(home, Named("x9", frozenset({"Zacharias Unmistakable"})), ["shop"]).found
    assert len(found) == 1


def test_kept_answers_are_read_cell_by_cell(home):
    """Arrow stores texts end to end: no byte tells where one ends."""
    snapshot = store.open("shop")
    people = snapshot.fetch(snapshot.customers.select("customer_id", "customer_key").order_by("customer_key"))
    answers.write(snapshot, Answers({"who": people}))
    kept = folders.answers_file(snapshot.path)
    found = searching.look(kept.parent, Named("ann"), ["shop"], but=[*home.rglob("*.duckdb")])
    assert [one.replace("\u2068", "").replace("\u2069", "") for one in found.found] == [
        "000002.answers, answer.customer_id"
    ]
    assert found.cells == len(PEOPLE) + 1
    content = kept.read_bytes()
    for damaged in (b"a list with names", content[: len(content) // 2], b""):
        kept.write_bytes(damaged)
        found = searching.look(kept.parent, Named("ann"), ["shop"], but=[*home.rglob("*.duckdb")])
        assert [one.strip("\u2068\u2069") for one in found.unread] == ["000002.answers"]


@pytest.mark.parametrize("name", [".seeing-0a1b.tmp", ".reading.tmp"])
def test_what_a_killed_reader_left_on_the_disk_is_told(home, name):
    spilled = home / "shop" / "versions" / name / "duckdb_temp_storage_DEFAULT-0.tmp"
    spilled.parent.mkdir()
    spilled.write_bytes(b"packed")
    assert any(name in one for one in searching.look(home, Named("ann"), ["shop"]).unread)


@pytest.fixture(scope="module")
def little(tmp_path_factory):
    """A home of two versions with little in them, and a note: what a kill may hit, quickly made."""
    place = tmp_path_factory.mktemp("little") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(place))
        publish([line("ann", "2024-01-05"), line("bob", "2024-01-06")])
        publish([line("bob", "2024-02-05")])
        register.write_note("shop", "ann", "Likes tea")
        lists.save("shop", name="a", heading="", definition="", version=2, since=DAY, customers=("ann",))
        connection.close()
    return place


@pytest.fixture(scope="module")
def kill():
    """Start the process that forks; returns a function that tells how a child ended that was killed at a step."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.access.forgetter"],
        cwd=ROOT,
        env=os.environ.copy(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def kill_at(home, step):
        process.stdin.write(f"{home} {step}\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    yield kill_at
    process.stdin.close()
    process.wait(30)


@pytest.mark.parametrize("step", [0, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29])
def test_killed_at_any_step_it_is_not_done_or_finished_by_the_next(kill, little, tmp_path, monkeypatch, step):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    shutil.copytree(little, store.home())
    assert kill(store.home(), step) in {0, signal.SIGKILL}
    assert {one.state for one in integrity.check("shop")} == {integrity.WHOLE}
    assert store.open("shop").version == 2
    was_written_down = forgetting.unfinished() is not None
    done("forget", "--customer", "somebody-else")
    assert not forgetting.note().exists()
    found = searching.look(store.home(), Named("ann"), ["shop"]).found
    is_there = [bool(found), bool(register.notes("shop", "ann")), bool(lists.saved("shop"))]
    assert is_there in ([True] * 3, [False] * 3)
    assert is_there[0] <= (not was_written_down and step < 5)
    assert not list((store.home() / "shop" / "versions").glob(".*"))
    connection.close()


def test_the_kills_hit_every_step_that_is_taken(kill, little, tmp_path):
    """So that a step more does not go untried."""
    shutil.copytree(little, tmp_path / "home")
    assert kill(tmp_path / "home", 29) in {0, signal.SIGKILL}
    shutil.copytree(little, tmp_path / "again")
    assert kill(tmp_path / "again", 100) == 0
