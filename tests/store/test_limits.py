"""A question that takes too long is interrupted, and says what to do; the next one is answered."""

from __future__ import annotations

import math
import time

import duckdb
import ibis
import pytest

import store
from store import limits, seeing
from tests.store.conftest import line, publish

ENDLESS = "SELECT sum((a.range * b.range) % 7) FROM range(1000000) AS a, range(1000000) AS b"


@pytest.fixture
def shop(home):
    publish([line("ann", "2024-01-05", 10), line("bob", "2024-02-05", 20)])
    return store.open("shop")


def test_a_question_that_takes_too_long_ends_in_a_sentence_and_the_next_is_answered(shop, monkeypatch):
    monkeypatch.setenv(limits.QUERY_SECONDS, "0.2")
    with (
        pytest.raises(store.TooSlow, match=r"0\.2 seconds.*MANDEGAR_QUERY_SECONDS"),
        seeing.asking(shop.path, shop.sight) as cursor,
    ):
        cursor.execute(ENDLESS).fetchall()
    assert len(shop.fetch(shop.customers)) == 2


def test_a_result_of_the_pages_is_held_to_it(shop, monkeypatch):
    monkeypatch.setenv(limits.QUERY_SECONDS, "0.2")
    many = ibis.range(0, 1_000_000).unnest().name("n").as_table()
    pairs = many.cross_join(many.rename(m="n"))
    with pytest.raises(store.TooSlow):
        shop.fetch(pairs.aggregate(n=((pairs.n * pairs.m) % 7).sum()))


def test_a_reader_who_comes_meanwhile_has_a_time_of_their_own(shop, monkeypatch):
    """The clock's thread sleeps when the second begins."""
    monkeypatch.setenv(limits.QUERY_SECONDS, "0.3")
    for _reader in range(3):
        with pytest.raises(store.TooSlow), seeing.asking(shop.path, shop.sight) as cursor:
            cursor.execute(ENDLESS).fetchall()
        time.sleep(0.1)
        with seeing.asking(shop.path, shop.sight) as cursor:
            time.sleep(0.1)
            assert cursor.execute("SELECT count(*) FROM customers").fetchall() == [(2,)]


def test_what_somebody_else_interrupts_is_not_too_slow(shop):
    with pytest.raises(duckdb.InterruptException), seeing.asking(shop.path, shop.sight):
        raise duckdb.InterruptException("Interrupted!")


@pytest.mark.parametrize(
    ("said", "is_held"),
    [("", 60.0), ("5", 5.0), ("0.5", 0.5), ("0", math.inf), ("-1", 60.0), ("soon", 60.0), ("nan", 60.0), ("inf", 60.0)],
)
def test_a_limit_that_is_no_number_is_the_usual_one(monkeypatch, said, is_held):
    monkeypatch.setenv(limits.QUERY_SECONDS, said)
    assert limits.limit(limits.QUERY_SECONDS, limits.USUAL_QUERY_SECONDS) == is_held


def test_without_a_limit_nothing_watches(shop, monkeypatch):
    monkeypatch.setenv(limits.QUERY_SECONDS, "0")
    monkeypatch.setattr(limits, "_clock", None)
    assert len(shop.fetch(shop.customers)) == 2
