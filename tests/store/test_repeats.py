"""Loading again: no row is lost, none is counted twice, and each is accounted for."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import store
from store.merging import LINES
from tests.store.conftest import line, publish, put, read

TEA = line("ann", "2024-01-05", 10)
MILK = line("ann", "2024-01-05", 3)
SOAP = line("bob", "2024-01-09", 7)
SALT = line("bob", "2024-02-02", 2)


@contextmanager
def loaded(*files):
    """A draft into which files without order numbers were put: (rows, options) each."""
    with store.draft("shop") as draft:
        uploads = [put(draft, rows, sha256=str(at), **options) for at, (rows, options) in enumerate(files)]
        yield draft, uploads


def sales(draft):
    found = draft.connection.execute(f"SELECT revenue, upload_id FROM {LINES} ORDER BY ALL").fetchall()
    return [(int(revenue), upload) for revenue, upload in found]


def test_rows_that_are_there_already_are_skipped_and_counted():
    with loaded(([TEA, SOAP], {}), ([SOAP, SALT], {})) as (draft, (_first, second)):
        assert sales(draft) == [(2, 2), (7, 1), (10, 1)]
        assert (second.rows_read, second.accepted, second.skipped, second.repeated) == (2, 1, 1, 1)


def test_two_equal_rows_of_one_file_are_two_sales():
    """Bought twice on one day: the file says so twice, and an overlapping file that says it twice adds none."""
    with loaded(([TEA, TEA], {}), ([TEA, TEA, MILK], {})) as (draft, (_first, second)):
        assert sales(draft) == [(3, 2), (10, 1), (10, 1)]
        assert second.repeated == 2


def test_a_third_copy_is_a_third_sale():
    with loaded(([TEA, TEA], {}), ([TEA, TEA, TEA], {})) as (draft, (_first, second)):
        assert sales(draft) == [(10, 1), (10, 1), (10, 2)]
        assert second.repeated == 2


def test_all_rows_are_kept_when_that_is_chosen():
    with loaded(([TEA], {}), ([TEA], {"repeats": "keep"})) as (draft, (_first, second)):
        assert sales(draft) == [(10, 1), (10, 2)]
        assert (second.accepted, second.repeated, second.replaced) == (1, 0, 0)


def test_the_days_of_a_file_are_replaced_when_that_is_chosen():
    """From the first to the last day of the file, both included; the day after stays."""
    corrected = [line("ann", "2024-01-05", 11), line("cyd", "2024-01-09", 5)]
    with loaded(([TEA, MILK, SOAP, SALT], {}), (corrected, {"repeats": "replace"})) as (draft, (_first, second)):
        assert sales(draft) == [(2, 1), (5, 2), (11, 2)]
        assert (second.accepted, second.replaced) == (2, 3)


def test_orders_with_a_number_are_replaced_whatever_the_choice():
    old = [line("ann", "2024-01-05", 10, order_id="1"), line("ann", "2024-01-05", 20, order_id="1")]
    with loaded((old, {}), ([line("ann", "2024-01-05", 25, order_id="1")], {"repeats": "keep"})) as (draft, uploads):
        assert sales(draft) == [(25, 2)]
        assert uploads[1].replaced == 2


def test_a_file_with_a_further_column_is_compared_by_all_of_its_columns():
    with loaded(([TEA], {}), ([{**TEA, "product": "tea"}], {})) as (draft, (_first, second)):
        assert sales(draft) == [(10, 1), (10, 2)]
        assert second.repeated == 0


@pytest.mark.parametrize(("repeats", "count"), [("skip", 1), ("keep", 2), ("replace", 1)])
def test_visits_follow_the_same_choice(repeats, count):
    visit = {"customer_id": "ann", "visited_on": "2024-01-05"}
    with store.draft("shop") as draft:
        put(draft, [visit], "visits", sha256="1")
        put(draft, [visit], "visits", sha256="2", repeats=repeats)
        assert draft.connection.execute("SELECT count(*) FROM visits").fetchall() == [(count,)]


def test_a_departure_is_known_by_customer_and_day():
    left = {"customer_id": "ann", "left_on": "2024-01-05", "reason": "price"}
    publish([left], "departures")
    publish([{**left, "reason": "too expensive"}, {**left, "left_on": "2024-06-05"}], "departures")
    assert read("departures", "left_on", "reason", "upload_id") == [
        ("2024-01-05", "too expensive", 2),
        ("2024-06-05", "price", 2),
    ]
    assert store.open("shop").info.uploads[1].replaced == 1


def test_customers_walk_back_to_the_file_that_spoke_of_them_last():
    publish([{"customer_id": "ann", "name": "Ann"}, {"customer_id": "bob", "name": "Bob"}], "customers")
    publish([{"customer_id": "bob", "name": "Rob"}, {"customer_id": "bob", "name": "Robert"}], "customers")
    assert read("customers", "customer_id", "name", "upload_id", "source_row") == [
        ("ann", "Ann", 1, 2),
        ("bob", "Robert", 2, 3),
    ]
    second = store.open("shop").info.uploads[1]
    assert (second.accepted, second.skipped, second.repeated, second.replaced) == (1, 1, 1, 1)


def test_the_same_file_again_is_refused_with_who_and_which_version(home):
    with store.draft("shop", who="mina") as draft:
        put(draft, [TEA], file_name="january.csv", sha256="a")
        draft.publish()
    publish([SOAP], sha256="b")
    with store.draft("shop") as draft, pytest.raises(store.AlreadyLoaded, match=r"january.*by mina, into version 1;"):
        put(draft, [TEA], file_name="january.csv", sha256="a")


def test_the_same_file_again_may_be_loaded_knowingly(home):
    publish([TEA], sha256="a")
    publish([TEA], sha256="a", again=True, repeats="keep")
    assert [upload.accepted for upload in store.open("shop").info.uploads] == [1, 1]
    assert store.open("shop").info.counts["revenue"] == 20


def test_two_sheets_of_one_workbook_are_two_files(home):
    with store.draft("shop") as draft:
        put(draft, [TEA], sha256="a", part="January")
        put(draft, [SALT], sha256="a", part="February")
        with pytest.raises(store.AlreadyLoaded):
            put(draft, [SALT], sha256="a", part="February")
        draft.publish()
    assert [upload.part for upload in store.open("shop").info.uploads] == ["January", "February"]


CUSTOMERS = st.sampled_from(["ann", "bob", "cyd"])
DAYS = st.sampled_from(["2024-01-05", "2024-01-06", "2024-02-05"])
ROWS = {
    "orders": st.fixed_dictionaries(
        {
            "customer_id": st.one_of(st.none(), CUSTOMERS),
            "ordered_on": DAYS,
            "revenue": st.integers(1, 3),
            "order_id": st.one_of(st.none(), st.sampled_from(["1", "2"])),
        }
    ),
    "customers": st.fixed_dictionaries({"customer_id": CUSTOMERS, "name": st.one_of(st.none(), st.just("Ann"))}),
    "departures": st.fixed_dictionaries({"customer_id": CUSTOMERS, "left_on": DAYS, "reason": st.just("price")}),
    "visits": st.fixed_dictionaries({"customer_id": CUSTOMERS, "visited_on": DAYS}),
}
FILES = st.lists(
    st.sampled_from(sorted(ROWS)).flatmap(
        lambda table: st.tuples(
            st.just(table),
            st.lists(ROWS[table], min_size=1, max_size=6),
            st.sampled_from(["skip", "keep", "replace"]),
            st.integers(0, 2),
        )
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES)
def test_every_row_of_every_file_is_accounted_for_by_its_line(files):
    """Each line of a file is a stored row, a reject or a repeat, never two of them and never none."""
    with store.draft("shop") as draft:

        def lines(table, upload_id, of="source_row"):
            name = {"orders": LINES}.get(table, table)
            return [
                row[0]
                for row in draft.connection.execute(
                    f"SELECT {of} FROM {name} WHERE upload_id = {upload_id} ORDER BY 1"
                ).fetchall()
            ]

        for at, (table, rows, repeats, rejected) in enumerate(files, 1):
            earlier = sum(len(lines(table, upload_id)) for upload_id in range(1, at))
            first = len(rows) + 2
            rejects = [(first + n, "revenue", "x", "unreadable_number") for n in range(rejected)]
            done = put(draft, rows, table, sha256=str(at), rejects=rejects, repeats=repeats)
            assert done.rows_read == done.accepted + done.rejected + done.skipped == len(rows) + rejected
            stored, set_aside, again = lines(table, at), lines("rejects", at), lines("repeats", at)
            assert (len(stored), len(set_aside), len(again)) == (done.accepted, done.rejected, done.repeated)
            assert sorted([*stored, *set_aside, *again]) == list(range(2, first + rejected))
            taken_away = 0 if table == "customers" else done.replaced
            if table != "customers":
                kept = sum(len(lines(table, upload_id)) for upload_id in range(1, at))
                assert kept == earlier - taken_away
