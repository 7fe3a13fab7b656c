"""Languages with a file of words of their own: what stands in one is read, and says one thing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import ingest
from ingest.recognition import by_language
from ingest.recognition.documents import kind_of
from ingest.recognition.folding import key
from ingest.recognition.states import EFFECTS, effect_of
from ingest.recognition.synonyms import names_of
from store.schema import TABLES

FILES = sorted(by_language.FOLDER.glob("*.toml"))
PARTS = {"columns", "states", "kinds", "words"}
KINDS = {"quote", "credit", "purchase", "gift", "goods", "payment", "order", "delivery", "invoice"}
# Where a set of words takes those of every language.
TAKEN = re.compile(r'(?:called=|by_language\.words\("words", )"(\w+)"|^    "(\w+)",\n\)', re.MULTILINE)
# A state of a shop in one language, a document in another.
SAID_TWICE = {"storno"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_all_that_stands_there_has_a_place(path):
    file = tomllib.loads(path.read_text("utf-8"))
    rooms = Path(ingest.__file__).parent.rglob("*.py")
    taken = {name for room in rooms for found in TAKEN.findall(room.read_text("utf-8")) for name in found}
    assert {*file} <= PARTS
    assert {*file["states"]} <= {*EFFECTS}
    assert {*file["kinds"]} <= KINDS
    assert {*file["words"]} <= taken
    for name in file["columns"]:
        table, _dot, column = name.rpartition(".")
        tables = [TABLES[table]] if table else TABLES.values()
        assert any(column in one.names or (one.name, column) == ("orders", "document_kind") for one in tables), name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_header_and_state_is_read_as_it_says(path):
    file = tomllib.loads(path.read_text("utf-8"))
    for name, headers in file["columns"].items():
        table, _dot, column = name.rpartition(".")
        known = names_of(table or "orders", column)
        assert {key(header) for header in headers} <= {*known}, name
    for effect, words in file["states"].items():
        assert [word for word in words if word not in SAID_TWICE and effect_of(word) != effect] == []
    for kind, words in file["kinds"].items():
        assert [word for word in words if kind_of(word) != kind] == []
