"""Whoever may not see names gets a stand-in for each customer: in every byte that is sent, in files and in lists."""

from __future__ import annotations

import json
import shutil
import stat
from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest
import streamlit as st
from streamlit.elements.lib import mutable_expander_container, mutable_popover_container, mutable_tab_container
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

import access
import register
import store
from access import stand_ins
from frame.page import PAGES
from register import exchange
from store import lists
from tests.pages.tiny import open_page, publish
from ui import door, tables

# Every part of these pages that a choice opens, besides their first.
PARTS = (
    *(("retention", {"part": part}) for part in ("money", "life", "lenses", "compared", "saved")),
    ("data", {"about": "history"}),
)
# Drawing a picture, or writing a workbook of the rows that stand in the CSV, takes longer than all else.
LEFT_OUT = ("image/png", tables.EXCEL)
DAY = date(2024, 1, 1)
CONTAINERS = (
    mutable_expander_container.ExpanderContainer,
    mutable_popover_container.PopoverContainer,
    mutable_tab_container.TabContainer,
)


@pytest.fixture(scope="module")
def copied(published_sample, tmp_path_factory):
    return shutil.copytree(published_sample, tmp_path_factory.mktemp("stand_ins") / "home")


@pytest.fixture
def home(copied, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(copied))
    return copied


@pytest.fixture
def sent(monkeypatch):
    """Every byte that pages send from now on, their files with them; all that can be opened is open."""
    found: list[bytes] = []
    real, button = ScriptRunContext.enqueue, st.download_button

    def enqueue(self, message):
        found.append(message.SerializeToString())
        real(self, message)

    def download_button(label, data, file_name, mime="", **options):
        if mime not in LEFT_OUT and not file_name.endswith(".xlsx"):
            found.append(data())
        return button(label, data, file_name, mime or None, **options)

    for container in CONTAINERS:
        monkeypatch.setattr(container, "open", property(lambda _self: True, lambda _self, _value: None))
    monkeypatch.setattr(ScriptRunContext, "enqueue", enqueue)
    monkeypatch.setattr(st, "download_button", download_button)
    return found


def secrets_of(dataset):
    """All that says who a customer is: names, numbers, words of their own; as text and as JSON writes it."""
    whole = store.open(dataset)
    people = whole.fetch(whole.customers.select("customer_id", "name"))
    words = [
        *whole.fetch(whole.departures.select("reason").distinct())["reason"].dropna(),
        *whole.fetch(whole.table("surveys").select("comment").distinct())["comment"].dropna(),
        *whole.fetch(whole.table("complaints").select("detail").distinct())["detail"].dropna(),
        *whole.fetch(whole.table("rejects").select("value").distinct())["value"].dropna(),
    ]
    own = {*people["name"].dropna(), *people["customer_id"], *(word for word in words if len(word) > 12)}
    return {one.encode() for word in own for one in (word, json.dumps(word)[1:-1])}


def given_away(sent, secrets):
    """The secrets that stand somewhere in the bytes sent, all looked for in one pass."""
    everything = pl.Series([b"\n".join(dict.fromkeys(sent)).decode("latin-1")])
    sought = [one.decode("latin-1") for one in secrets]
    (found,) = everything.str.extract_many(sought, overlapping=True)
    return sorted({one.encode("latin-1").decode() for one in found})


@pytest.mark.parametrize(("name", "address"), [*((page.name, {}) for page in PAGES), *PARTS])
def test_no_page_sends_a_name(home, sent, monkeypatch, name, address):
    monkeypatch.setattr(door, "_is_here", lambda: False)
    secrets = secrets_of("sample")
    at = open_page(name, dataset="sample", **address)
    assert not at.exception
    assert given_away(sent, secrets) == []


def test_a_file_sends_no_name_and_nobody_is_found_by_one(home, sent, monkeypatch):
    named = open_page("customer", dataset="sample", customer="J00001")
    assert "Felix Schmidt" in [head.value for head in named.header]
    sent.clear()
    monkeypatch.setattr(door, "_is_here", lambda: False)
    secrets = secrets_of("sample") - {b"Felix Schmidt"}  # which is typed
    of_stand_in = access.stand_in("J00001")
    at = open_page("customer", dataset="sample", customer=of_stand_in)
    assert [head.value for head in at.header] == [of_stand_in]
    at.text_input(key=f"sought_{of_stand_in}").set_value("Felix Schmidt").run()
    assert not at.exception
    assert "Nobody has such a name or number" in " ".join(text.value for text in at.text)
    assert given_away(sent, secrets) == []
    assert open_page("customer", dataset="sample", customer="J00001").warning


def test_the_search_would_find_them(home, sent):
    at = open_page("top_customers", dataset="sample")
    assert not at.exception
    assert len(given_away(sent, secrets_of("sample"))) > 200


def test_a_stand_in_is_the_same_everywhere_and_another_with_another_key(home, monkeypatch, tmp_path):
    whole = store.open("sample")
    numbers = whole.fetch(whole.customers.order_by("customer_key"))["customer_id"]
    with access.acting_as(access.VIEWER):
        shown = store.open("sample")
        seen = shown.fetch(shown.customers.order_by("customer_key"))["customer_id"]
    assert list(seen) == [access.stand_in(one) for one in numbers]
    assert seen.nunique() == len(numbers)
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    assert access.stand_in(numbers[0]) != seen[0]


def test_the_key_is_its_owners_alone_and_made_once(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "new"))
    first = access.stand_in("a")
    place = tmp_path / "new" / stand_ins.KEY_FILE
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert len(place.read_bytes()) == 32
    stand_ins._key.cache_clear()
    assert access.stand_in("a") == first
    assert [path.name for path in place.parent.iterdir()] == [stand_ins.KEY_FILE]


HOSTILE = """customer_id,name,segment,phone,email,strasse,notes,birthday
ann@firm.example,Ann Example,big,+49 170 1234567,ann@firm.example,Hauptstrasse 1,owes us a favour,1980-01-01
bob@firm.example,Bob Example,big,+49 170 7654321,bob@firm.example,Nebenweg 2,knows the boss,1981-02-02
cyd@firm.example,Cyd Example,small,+49 170 1111111,cyd@firm.example,Am Ring 3,left twice,1982-03-03
dan@firm.example,Dan Example,small,+49 170 2222222,dan@firm.example,Am Markt 4,no favour,1983-04-04
"""
LINES = """customer_id,ordered_on,order_id,revenue
ann@firm.example,2024-01-05,1,100
bob@firm.example,2024-02-10,2,100
cyd@firm.example,2024-03-31,3,100
dan@firm.example,2024-03-31,5,100
"""


def test_whatever_else_is_known_of_a_customer_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    publish(tmp_path, dataset="mail", orders=LINES, customers=HOSTILE)
    with access.acting_as(access.VIEWER):
        snapshot = store.open("mail")
        # The others say what columns are called.
        kept = [name for name in snapshot.schemas if name not in {"attributes", "counts", "uploads"}]
        everything = "\n".join(snapshot.fetch(snapshot.table(name)).to_csv() for name in kept)
        people = snapshot.fetch(snapshot.customers)
        with pytest.raises(Exception, match=r"(?i)disabled|permission"):
            snapshot.connection.con.execute("SELECT * FROM read_text('/etc/hostname')").fetchall()
    assert list(people["segment"]) == ["big", "big", "small", "small"]
    assert list(snapshot.info.attributes) == ["segment"]
    for word in (
        "firm.example",
        "Example",
        "+49",
        "Hauptstrasse",
        "Nebenweg",
        "Am Ring",
        "favour",
        "boss",
        "twice",
        "1980-01",
    ):
        assert word not in everything, word
    assert "strasse" not in snapshot.schemas["customers"].names


def test_a_saved_list_and_what_changed_name_nobody(home):
    numbers = ("J00001", "E00001")
    lists.save("sample", name="l", heading="h", definition="", version=1, since=DAY, customers=numbers)
    with access.acting_as(access.VIEWER):
        kept = next(one for one in lists.saved("sample") if one.name == "l")
    assert kept.customers == tuple(map(access.stand_in, numbers))
    assert next(one for one in lists.saved("sample") if one.name == "l").customers == numbers


def test_the_register_names_nobody(home, sent, monkeypatch):
    ann = register.Chosen("J00001", name="Felix Schmidt", reason="buys less often")
    number = register.take_on(
        "sample", title="Call Felix Schmidt", customers=[ann], starts_on=DAY, remedy="Ask Felix Schmidt"
    )
    register.write_note("sample", "J00001", "Felix Schmidt moves to Bonn")
    with access.acting_as(access.VIEWER):
        assert register.assigned([number]) == [(number, access.stand_in("J00001"), "treated")]
        read = [
            register.action(number),
            register.actions("sample"),
            register.members(number),
            register.tasks("sample"),
            exchange.rows("sample"),
        ]
        read += [register.events(dataset="sample"), register.notes("sample", "J00001")]
        assert not any(word in repr(read) for word in ("Felix", "J00001"))
    monkeypatch.setattr(door, "_is_here", lambda: False)
    for part in ("work", "all", "files"):
        at = open_page("actions", dataset="sample", part=part)
        assert not at.exception
    assert given_away(sent, {b"Felix Schmidt", b"J00001"}) == []
    assert given_away(sent, {access.stand_in("J00001").encode()})


def test_what_changed_between_versions_names_nobody(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    publish(tmp_path, dataset="mail", orders=LINES)
    publish(tmp_path, dataset="mail", orders=LINES.replace("1,100", "1,250").replace(",1,", ",4,"))
    with access.acting_as(access.VIEWER):
        found = store.compare("mail", 1, 2)
    assert list(found.customers["customer_id"]) == [access.stand_in("ann@firm.example")]


def test_a_data_set_deleted_or_renamed_is_let_go(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    publish(tmp_path, dataset="mail", orders=LINES)
    with access.acting_as(access.VIEWER):
        assert len(store.open("mail").fetch(store.open("mail").customers)) == 4
    store.delete("mail")
    publish(tmp_path, dataset="mail", orders=LINES.splitlines(keepends=True)[0] + "x,2024-01-05,1,5\n")
    with access.acting_as(access.VIEWER):
        assert list(store.open("mail").fetch(store.open("mail").customers)["customer_id"]) == [access.stand_in("x")]


def test_answers_are_shared_only_among_those_who_see_the_same(home):
    from view import Lens, View

    view = View("sample", store.open("sample").info, Lens(), "light")
    named = view.people("top_customers", share=0.2)
    with access.acting_as(access.VIEWER):
        hidden = view.people("top_customers", share=0.2)
    assert named["name"].notna().any()
    assert hidden["name"].isna().all()
    assert not set(named["customer_id"]) & set(hidden["customer_id"])


def test_no_page_keeps_answers_in_another_way():
    """A cache that does not know who asks would show them to the next."""
    from tests.pages.tiny import ROOT

    may = {"view/shared.py"}
    for room in ("ui", "words", "view", "frame", "screens", "pages"):
        for path in (ROOT / room).rglob("*.py"):
            if path.relative_to(ROOT).as_posix() not in may:
                text = path.read_text("utf-8").replace("st.cache_resource.clear()", "")
                assert "st.cache_" not in text, path


def test_a_file_is_made_as_the_person_who_asked_for_it(tmp_path, monkeypatch):
    from ui.deferred import later

    said = {"email": "vida@firm.example", "exp": 1000.0}
    (tmp_path / "access.toml").write_text('[[rule]]\nrole = "viewer"\nemail = "vida@firm.example"\n')
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    monkeypatch.setattr("ui.door.time", SimpleNamespace(time=lambda: 999.0))
    visitor = door.signed_in(said)
    monkeypatch.setattr(door, "now", lambda: visitor)

    def role():
        return access.who().role.encode()

    make = later(role)
    assert make() == b"viewer"
    monkeypatch.setattr("ui.door.time", SimpleNamespace(time=lambda: 1001.0))
    with pytest.raises(store.StoreError, match="download"):
        make()
