"""Queries are compiled once, and what is kept of them is what would be written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import ibis
import pytest
from ibis import _

import store
from access.naming import Named
from store import compiled, facts, forgetting, snapshot
from tests.store.conftest import line, publish

ROOT = Path(__file__).parents[2]
PROGRAM = """
import ibis
from ibis import _
from store import compiled, forgetting
from access.naming import Named

orders = ibis.table({"who": "int64", "day": "date", "paid": "decimal(18, 4)", "note": "string"}, name="orders")
firsts = orders.group_by("who").agg(first=_.day.min(), all=_.paid.sum())
both = orders.join(firsts, "who").drop("note", "day").mutate(share=_.paid / _["all"])
print(compiled._name(both.union(both.filter(_.share > 0.5)), pretty=False))
"""


@pytest.fixture
def place(home, monkeypatch):
    """The folder of the texts, of this test alone, in a process that has asked nothing yet."""
    monkeypatch.delenv("MANDEGAR_QUERIES")
    facts._written.cache_clear()
    snapshot._compiled.cache_clear()
    return home / ".queries"


@pytest.fixture
def counted(monkeypatch):
    """How many queries were really written."""
    found, write = [], compiled._write

    def count(expression, *, pretty):
        found.append(expression)
        return write(expression, pretty=pretty)

    monkeypatch.setattr(compiled, "_write", count)
    return found


def expression(least=1):
    table = ibis.table({"who": "int64", "paid": "float64"}, name="orders")
    return table.filter(_.paid > least).group_by("who").agg(paid=_.paid.sum())


def test_a_text_is_written_once_and_read_the_next_time(place, counted):
    first = compiled.sql(expression())
    assert compiled.sql(expression()) == first == ibis.to_sql(expression(), dialect="duckdb")
    assert len(counted) == 1
    assert compiled.sql(expression(), pretty=False) == ibis.to_sql(expression(), dialect="duckdb", pretty=False)
    assert compiled.sql(expression(2)) == ibis.to_sql(expression(2), dialect="duckdb") != first
    assert len([*place.iterdir()]) == 3


def test_values_of_another_kind_are_another_query(place):
    table = ibis.table({"a": "int64"}, name="t")
    names = {
        compiled._name(table.mutate(b=ibis.literal(value, kind)), pretty=True)
        for value, kind in (
            (1, "int64"),
            (1, "int8"),
            (1, "float64"),
            (True, "boolean"),
            ("1", "string"),
            ("a", "string"),
        )
    }
    assert len(names) == 6


def test_every_process_calls_an_expression_the_same(tmp_path):
    """Whatever order the process keeps its sets in."""
    names = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(names) == 1
    assert len(names.pop().strip()) == 64


def test_rows_of_this_process_are_kept_nowhere(place, counted):
    table = ibis.memtable({"a": [1, 2]})
    compiled.sql(table)
    compiled.sql(table)
    assert len(counted) == 2
    assert not place.exists()


def test_a_damaged_text_is_written_anew(place, counted):
    said = compiled.sql(expression())
    (kept,) = place.iterdir()
    kept.write_bytes(kept.read_bytes()[:-5])
    assert compiled.sql(expression()) == said
    kept.write_bytes(b"\xff")
    assert compiled.sql(expression()) == said
    assert len(counted) == 3


def test_a_home_that_cannot_be_written_to_loses_nothing(place, counted, monkeypatch):
    def refuse(*_arguments, **_more):
        raise PermissionError

    monkeypatch.setattr(Path, "write_text", refuse)
    said = compiled.sql(expression())
    assert said == compiled.sql(expression())
    assert len(counted) == 2
    assert not [*place.iterdir()]


def test_no_home_comes_into_being_by_a_question(monkeypatch, tmp_path):
    monkeypatch.delenv("MANDEGAR_QUERIES")
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "nowhere"))
    assert "SUM" in compiled.sql(expression())
    assert not (tmp_path / "nowhere").exists()


def test_the_older_half_gives_way(place, monkeypatch):
    monkeypatch.setattr(compiled, "MOST", 4)
    monkeypatch.setattr(compiled, "LOOKED_AT_EACH", 1)
    for number in range(5):
        compiled.sql(expression(number))
        for at, path in enumerate(sorted(place.iterdir(), key=lambda one: one.stat().st_mtime_ns)):
            os.utime(path, (at, at))
    newest = compiled._name(expression(4), pretty=True)
    compiled.sql(expression(5))
    left = {path.name.split(".")[0] for path in place.iterdir()}
    assert len(left) == 4
    assert {newest, compiled._name(expression(5), pretty=True)} <= left


def test_what_a_version_is_asked_is_kept_and_forgotten_with_a_customer(place):
    publish([line("ann", "2024-01-05"), line("bob", "2024-01-06")])
    assert [*place.iterdir()]
    asked = {*place.iterdir()}
    shop = store.open("shop")
    shop.fetch(shop.table("customers").filter(_.customer_id == "ann"))
    (of_ann,) = {*place.iterdir()} - asked
    assert "'ann'" in of_ann.read_text("utf-8")
    with forgetting.alone(["shop"]):
        forgetting.forget(Named("ann", frozenset({"ann"})), "shop")
    assert not of_ann.exists()
