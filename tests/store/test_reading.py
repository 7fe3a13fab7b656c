"""Reading: locked down, by many threads, while somebody publishes."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import duckdb
import ibis
import pandas as pd
import pytest

import access
import metrics
import store
from store import engine, folders, seeing
from tests.store.conftest import line, put, read


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM '{file}'",
        "COPY orders TO '{file}.out'",
        "ATTACH '{file}.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SELECT * FROM a_frame_of_the_program",
    ],
)
def test_a_reader_reaches_neither_files_nor_the_program(shop, tmp_path, statement):
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    a_frame_of_the_program = store.open("shop").fetch(store.open("shop").customers)
    assert len(a_frame_of_the_program) == 7
    with pytest.raises(duckdb.Error):
        store.open("shop").connection.raw_sql(statement.format(file=secret)).fetchall()
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM orders", "INSERT INTO counts VALUES ('x', 1)", "DROP TABLE customers", "CREATE TABLE x (a INT)"],
)
def test_a_reader_writes_nothing(shop, statement):
    with pytest.raises(duckdb.InvalidInputException, match="read-only"):
        store.open("shop").connection.raw_sql(statement).fetchall()
    with pytest.raises(duckdb.CatalogException, match="memory"):
        store.open("shop").connection.raw_sql("CREATE TABLE memory.main.x (a INT)").fetchall()


def test_money_is_fetched_as_floats_and_days_as_datetimes(shop):
    snapshot = store.open("shop")
    orders = snapshot.fetch(snapshot.orders.order_by("source_row"))
    money_and_days = ["revenue", "profit", "ordered_on", "booked_on"]
    assert [orders[name].dtype.kind for name in money_and_days] == ["f", "f", "M", "M"]
    assert orders.loc[1, money_and_days].tolist() == [11.25, 10.25, *[pd.Timestamp("2024-02-02")] * 2]
    facts = snapshot.fetch(snapshot.activity("month"))
    assert facts["previous_revenue"].dtype.kind == "f"
    assert facts["previous_revenue"].isna().sum() == 7


def test_an_empty_result_has_the_same_types(shop):
    snapshot = store.open("shop")
    nobody = snapshot.fetch(snapshot.orders.filter(snapshot.orders.revenue < 0))
    assert len(nobody) == 0
    assert (nobody["revenue"].dtype.kind, nobody["ordered_on"].dtype.kind) == ("f", "M")


def test_a_long_list_is_fetched_in_its_order(shop):
    """More rows than one chunk, so that threads could shuffle them."""
    snapshot = store.open("shop")
    numbers = ibis.range(300_000).unnest().name("n").as_table()
    money = numbers.mutate(n=(numbers.n * 7919) % 300_007, money=numbers.n.cast("decimal(18, 4)"))
    fetched = snapshot.fetch(money.order_by("n"))
    assert len(fetched) == 300_000
    assert fetched["n"].is_monotonic_increasing


def test_the_query_behind_a_number_can_be_shown_and_run(shop):
    snapshot = store.open("shop")
    cells = metrics.cohort_retention(snapshot.activity("month"), snapshot.periods("month"))
    shown = snapshot.sql(cells)
    assert "SELECT" in shown
    assert len(snapshot.connection.raw_sql(shown).fetchall()) == len(snapshot.fetch(cells)) == 5


def test_many_threads_each_with_its_own_snapshot_see_the_same(shop):
    def look(_thread):
        seen = []
        for _ in range(20):
            snapshot = store.open("shop")
            facts = snapshot.activity("month")
            months = facts.group_by("period").agg(customers=facts.count(), revenue=facts.revenue.sum())
            seen.append(tuple(snapshot.fetch(months.order_by("period")).itertuples(index=False, name=None)))
        return seen

    with ThreadPoolExecutor(8) as pool:
        results = [seen for thread in pool.map(look, range(8)) for seen in thread]
    assert len(results) == 160
    assert len(results[0]) == 6
    assert set(results) == {results[0]}


def test_reading_goes_on_while_somebody_publishes(once):
    reader = store.open("shop")
    with store.draft("shop") as draft:
        put(draft, [line("bob", "2024-02-05")])
        assert len(reader.fetch(reader.customers)) == 1
        assert len(store.open("shop").fetch(store.open("shop").customers)) == 1
        draft.publish()
    assert len(reader.fetch(reader.customers)) == 1
    assert reader.version == 1
    assert len(store.open("shop").fetch(store.open("shop").customers)) == 2


def test_opening_many_versions_leaves_those_in_use_open(twice, monkeypatch):
    """Only so many are remembered; a reader of a forgotten one must not be cut off."""
    monkeypatch.setattr(engine, "_OPEN_VERSIONS", 1)
    first = store.open("shop", 1)
    store.open("shop", 2)
    assert first.fetch(first.customers)["customer_id"].tolist() == ["ann"]
    assert read("customers", "customer_id", version=1) == [("ann",)]


def test_a_version_that_nobody_has_asked_for_is_let_go_of(twice, monkeypatch):
    now = [engine.time.monotonic()]
    monkeypatch.setattr(engine.time, "monotonic", lambda: now[0])
    first, second = (store.open("shop", number).path for number in (1, 2))
    asked = engine.cursor(first).execute("SELECT customer_key FROM customers")
    now[0] += engine._IDLE_SECONDS
    engine.cursor(second)
    assert {first, second} <= set(engine._roots)  # so long and no longer
    now[0] += 1
    engine.cursor(second)
    assert first not in engine._roots
    assert len(asked.fetchall()) == 1  # a query that runs on it goes on
    assert len(engine.cursor(first).execute("FROM customers").fetchall()) == 1


def test_reading_leaves_nothing_in_the_folder(shop):
    snapshot = store.open("shop")
    snapshot.fetch(snapshot.orders)
    assert sorted(path.name for path in (shop / "shop").iterdir()) == [".lock", "current", "versions"]
    there = sorted(path.name for path in (shop / "shop" / "versions").iterdir())
    assert there == ["000001.duckdb", "000001.json"]


@pytest.mark.parametrize("sight", [access.FULL, access.Sight(names=False)], ids=["whole", "without names"])
def test_a_file_that_took_the_place_of_another_is_read_at_once(twice, sight):
    """While a query runs on the one before, which that query reads to its end."""
    path = store.open("shop", 1).path
    asked = seeing.cursor(path, sight).execute("SELECT customer_key FROM customers")
    other = folders.version_file("shop", 2)
    people = len(seeing.cursor(other, sight).execute("FROM customers").fetchall())
    shutil.copy(other, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)
    for _again in range(2):
        assert len(seeing.cursor(path, sight).execute("FROM customers").fetchall()) == people == 2
    assert len(asked.fetchall()) == 1
    assert len(seeing.cursor(path, sight).execute("FROM customers").fetchall()) == people


@pytest.mark.parametrize("is_ready", [False, True], ids=["made", "made before"])
def test_who_is_held_to_customers_sees_the_same_of_what_was_made_ready(twice, is_ready):
    path = store.open("shop", 2).path
    everything = store.open("shop", 2).info.counts
    if is_ready:
        for _again in range(2):  # what is there is left alone
            seeing.make_ready(path)
            assert seeing.is_ready(path)
    held = access.Person("agent", access.ROLES["agent"], held_to=(("customer_id", ("ann",)),))
    with access.acting_as(held):
        seen = store.open("shop", 2)
        assert seen.fetch(seen.customers)["customer_id"].tolist() == ["ann"]
        assert (seen.info.counts["customers"], everything["customers"]) == (1, 2)
        assert seen.info.counts["orders_rows"] == len(seen.fetch(seen.orders)) < everything["orders_rows"]
        assert seen.info.uploads == ()
    assert not seeing.is_ready(path)  # one is for one
    assert store.open("shop", 2).info.counts == everything


def test_two_who_make_ready_at_once_leave_one(twice):
    path = store.open("shop", 2).path
    many = [threading.Thread(target=seeing.make_ready, args=(path,)) for _each in range(4)]
    for one in many:
        one.start()
    for one in many:
        one.join()
    beside = engine.cursor(path).execute("SELECT count(*) FROM duckdb_databases() WHERE database_name LIKE 'seen%'")
    assert beside.fetchall() == [(2,)]


def test_letting_go_of_a_version_in_the_middle_of_a_query_is_no_error(once):
    class InUse:
        def close(self):
            raise duckdb.Error("in use")

    path = store.open("shop").path
    engine._roots[path] = engine.identity(path), InUse()
    engine.forget(folders.folder("shop"))
    assert store.open("shop").version == 1
