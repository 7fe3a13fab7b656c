"""A customer is found by name or number, in three scripts and with typing mistakes; a viewer finds stand-ins alone."""

from __future__ import annotations

from itertools import pairwise

import duckdb
import pyarrow as pa
import pytest

import access
import store
from store import names
from tests.pages.tiny import publish

PEOPLE = {
    "C-001": "Sara Azimi",
    "C-002": "سارا عظیمی",
    "C-003": "Mohammad Karimzadeh",
    "C-004": "أحمد الكوثري",
    "C-005": "Yıldız Tekstil",
    "C-006": "علی‌رضا نریمان‌زاده",
    "C-007": "",
    "90151": "Jörg Müller",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(folder / "home"))
        customers = "customer_id,name,region\n" + "".join(f"{one},{name},Bonn\n" for one, name in PEOPLE.items())
        orders = "customer_id,ordered_on,revenue\nC-001,2024-01-05,10\nC-001,2024-03-01,20\n"
        publish(folder, customers=customers, orders=orders)
        yield store.open("tiny")


@pytest.mark.parametrize(
    ("typed", "customer"),
    [
        pytest.param("Sara Azimi", "C-001", id="as it is"),
        pytest.param("azimi sara", "C-001", id="the other way round"),
        pytest.param("sra azmi", "C-001", id="letters left out"),
        pytest.param("Saar Aizmi", "C-001", id="letters swapped"),
        pytest.param("سارا عظيمي", "C-002", id="Arabic letters of a Persian name"),
        pytest.param("mohamad karimzade", "C-003", id="two mistakes"),
        pytest.param("karim", "C-003", id="a beginning"),
        pytest.param("احمد الکوثری", "C-004", id="Persian letters of an Arabic name"),
        pytest.param("yildiz textil", "C-005", id="without its dots"),
        pytest.param("علیرضا نریمانزاده", "C-006", id="without half-spaces"),
        pytest.param("jorg muller", "90151", id="without accents"),
        pytest.param("۹۰۱۵۱", "90151", id="Persian digits"),
        pytest.param("٩٠١٥", "90151", id="Arabic digits, the beginning"),
        pytest.param("c-007", "C-007", id="a number without a name"),
        pytest.param("90115", "90151", id="digits swapped"),
    ],
)
def test_the_likest_is_first(shop, typed, customer):
    assert names.find(shop, typed)["customer_id"].iloc[0] == customer


@pytest.mark.parametrize("typed", ["", "  ", "?!", "xqzw", "'; DROP TABLE customers; --", "%", "a" * 5000])
def test_nobody_is_nobody(shop, typed):
    found = names.find(shop, typed)
    assert found.empty
    assert {"customer_id", "name"} <= {*found.columns}


def test_what_they_brought_stands_beside(shop):
    row = names.find(shop, "azimi").iloc[0]
    assert (row["region"], row["total_revenue"], str(row["last_day"].date())) == ("Bonn", 30, "2024-03-01")
    assert names.find(shop, "Jörg")["total_revenue"].isna().all()


def test_a_version_without_folded_names_is_searched_as_well(shop, monkeypatch):
    monkeypatch.setattr(names, "NAMES", "not_there")
    assert names.find(shop, "mohamad karimzade")["customer_id"].iloc[0] == "C-003"


def test_who_sees_stand_ins_finds_nobody_by_name(shop, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(shop.path.parents[2]))
    with access.acting_as(access.VIEWER):
        seen = store.open("tiny")
        assert names.find(seen, "Sara Azimi").empty
        assert names.find(seen, "Yıldız Tekstil").empty  # a stand-in may hold the digits of any number by chance
        stand_in = access.stand_in("C-001")
        found = names.find(seen, stand_in)
        assert (found["customer_id"].iloc[0], found["name"].iloc[0]) == (stand_in, None)
        assert seen.fetch(seen.table(names.NAMES))["folded"].isna().all()


def test_a_query_folds_as_python_does():
    from localization.text import FOLD_FROM, FOLD_TO, normalise

    for text in [*PEOPLE.values(), "Ø123 ۱۲۳ ١٢٣", "ك ي ة ؤ إ"]:
        query = f"SELECT {names._folded('$3')}"
        ((folded,),) = duckdb.execute(query, [FOLD_FROM, FOLD_TO, text]).fetchall()
        assert " ".join(folded.split()) == normalise(text)


def test_a_number_that_begins_like_hundreds_is_found_before_them(tmp_path, monkeypatch):
    # Every pair of letters of the number stands in the four hundred others, and they have shorter names.
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    others = "".join(f"C0000{number:03},Al\n" for number in range(400))
    publish(tmp_path, customers=f"customer_id,name\n{others}C0000500,Somebody with a long name\n")
    found = names.find(store.open("tiny"), "c0000500")
    assert (found["customer_id"].iloc[0], found["score"].iloc[0]) == ("C0000500", 100)


def test_marks_tell_at_least_the_pairs_that_a_name_holds():
    texts = ["maryam c001", "علی رضا", "a", "", "😀é x"]
    marks = names._marks(pa.chunked_array([texts]))
    for row, text in zip(marks, texts, strict=True):
        bits = {place for place in range(names.PLACES) if int(row[place // 64]) >> (place % 64) & 1}
        wanted = {(ord(one) * 31 + ord(other)) % names.PLACES for one, other in pairwise(text)}
        assert bits == wanted


def test_marks_do_not_depend_on_how_many_are_made_at_once(monkeypatch):
    texts = pa.chunked_array([["one", "two"], ["", "three", "four"]])
    whole = names._marks(texts)
    monkeypatch.setattr(names, "MARKED_AT_ONCE", 2)
    assert (names._marks(texts) == whole).all()


@pytest.mark.parametrize("typed", ["sra azmi", "mohamad karimzade", "90115", "علیرضا نریمانزاده"])
def test_by_marks_the_same_are_found_as_by_every_letter(shop, monkeypatch, typed):
    by_marks = names.find(shop, typed)
    monkeypatch.setattr(names, "MARKS", ("no_such_column",))
    by_letters = names.find(shop, typed)
    assert len(by_marks)
    assert list(by_letters["customer_key"]) == list(by_marks["customer_key"])
