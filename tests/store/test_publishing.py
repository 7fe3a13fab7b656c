"""Versions: published one after the other, each whole, each kept."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest

import store
from tests.store.conftest import ROOT, line, publish, put, read, work_files


def test_first_version_of_a_new_data_set():
    assert publish([line("ann", "2024-01-05", 100), line("bob", "2024-02-10", 50)]) == 1
    assert store.datasets() == ["shop"]
    assert store.open("shop").version == 1
    assert read("orders", "customer_key", "ordered_on", "revenue", "kind") == [
        (1, "2024-01-05", 100, "purchase"),
        (2, "2024-02-10", 50, "purchase"),
    ]


def test_second_load_appends_and_every_row_walks_back_to_a_line_of_a_file():
    publish([line("zoe", "2024-01-05"), line("ann", "2024-01-06")])
    publish([line("ann", "2024-02-05"), line("mia", "2024-02-06")])
    assert read("customers", "customer_key", "customer_id") == [(1, "zoe"), (2, "ann"), (3, "mia")]
    assert read("orders", "upload_id", "source_row", "customer_key", "ordered_on") == [
        (1, 2, 1, "2024-01-05"),
        (1, 3, 2, "2024-01-06"),
        (2, 2, 2, "2024-02-05"),
        (2, 3, 3, "2024-02-06"),
    ]


def test_published_version_never_changes(twice):
    assert read("customers", "customer_id", version=1) == [("ann",)]
    assert read("customers", "customer_id", version=2) == [("ann",), ("bob",)]


def test_same_file_again_is_refused_by_its_content(twice):
    with store.draft("shop") as draft:
        with pytest.raises(store.StoreError, match=r"“copy\.csv” was already loaded on 20\d\d-.*rows twice"):
            put(draft, [line("ann", "2024-01-05")], file_name="copy.csv", sha256="january")
        draft.publish()
    assert read("orders", "ordered_on") == [("2024-01-05",), ("2024-02-05",)]
    assert len(store.open("shop").info.uploads) == 2


def test_one_file_may_fill_two_tables():
    with store.draft("shop") as draft:
        put(draft, [line("ann", "2024-01-05")], sha256="abc")
        put(draft, [{"customer_id": "ann", "name": "Ann"}], "customers", sha256="abc")
        draft.publish()
    assert read("customers", "customer_id", "name") == [("ann", "Ann")]


def test_history_says_who_when_which_files_and_how_many_rows(twice):
    with store.draft("shop", who="reza") as draft:
        put(draft, [line("ann", "2024-03-05")], file_name="a.csv", rejects=[(3, "revenue", "x", "not_a_number")])
        put(draft, [line("bob", "2024-03-05")], file_name="b.csv")
        draft.publish()
    third, second, first = store.versions("shop")
    assert (first.version, first.who, first.note) == (1, "mina", "january.csv")
    assert (third.version, third.who, third.note) == (3, "reza", "a.csv, b.csv")
    assert first.published_at < second.published_at < third.published_at
    assert [upload.upload_id for upload in third.uploads] == [1, 2, 3, 4]
    upload = third.uploads[2]
    assert (upload.file_name, upload.rows_read, upload.accepted, upload.rejected) == ("a.csv", 2, 1, 1)
    assert read("rejects", "upload_id", "source_row", "column_name", "value", "reason") == [
        (3, 3, "revenue", "x", "not_a_number")
    ]


def test_a_draft_left_without_publishing_changes_nothing(once):
    with store.draft("shop") as draft:
        put(draft, [line("bob", "2024-02-05")])
    assert store.open("shop").version == 1
    assert read("customers", "customer_id") == [("ann",)]
    assert work_files() == []


def test_a_draft_that_fails_changes_nothing(once):
    with pytest.raises(duckdb.ConversionException), store.draft("shop") as draft:  # noqa: PT012 - the block fails
        put(draft, [line("bob", "2024-02-05")])
        put(draft, [line("bob", "no day")])
    assert store.open("shop").version == 1
    assert work_files() == []
    assert publish([line("bob", "2024-02-05")]) == 2


def test_a_first_draft_given_up_leaves_no_data_set_behind(home):
    with store.draft("shop") as draft:
        put(draft, [line("bob", "2024-02-05")])
    assert store.datasets() == []
    assert list(home.iterdir()) == []


def test_progress_rises_to_one():
    seen = []
    with store.draft("shop", progress=lambda stage, share: seen.append((stage, share))) as draft:
        put(draft, [line("bob", "2024-02-05")])
        draft.publish()
    shares = [share for _, share in seen]
    assert shares == sorted(shares)
    assert seen[0][0] == "Adding the rows"
    assert seen[-1] == ("Writing the version", 1.0)


def test_undo_goes_back_and_the_next_version_takes_a_new_number(twice):
    assert store.undo("shop") == 1
    assert store.open("shop").version == 1
    assert publish([line("mia", "2024-02-06")]) == 3
    assert read("customers", "customer_id") == [("ann",), ("mia",)]
    assert [version.version for version in store.versions("shop")] == [3, 2, 1]
    assert read("customers", "customer_id", version=2) == [("ann",), ("bob",)]


def test_undo_passes_by_a_version_that_was_undone_before(twice):
    store.undo("shop")
    publish([line("mia", "2024-02-06")])
    assert store.undo("shop") == 1


def test_undo_is_undone_by_pointing_at_the_newer_version(twice):
    store.undo("shop")
    store.point_to("shop", 2)
    assert store.open("shop").version == 2


def test_undo_of_the_first_version_is_refused(once):
    with pytest.raises(store.StoreError, match="no older version"):
        store.undo("shop")
    assert store.open("shop").version == 1


def test_a_file_undone_may_be_loaded_again(twice):
    store.undo("shop")
    publish([line("bob", "2024-02-05")], sha256="february")
    assert read("customers", "customer_id") == [("ann",), ("bob",)]


def test_a_second_publisher_is_told_to_wait():
    with store.draft("shop") as draft:
        with pytest.raises(store.StoreError, match="Somebody else is publishing “shop”"), store.draft("shop"):
            pass
        put(draft, [line("bob", "2024-02-05")])
        assert draft.publish() == 1


def test_a_second_publisher_in_another_process_is_told_to_wait():
    rival = "import store\ntry:\n    with store.draft('shop'): pass\nexcept store.StoreError as error: print(error)"
    with store.draft("shop"):
        said = subprocess.run([sys.executable, "-c", rival], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.startswith("Somebody else is publishing “shop” just now")


def test_two_data_sets_are_published_side_by_side():
    with store.draft("shop") as first, store.draft("club") as second:
        put(first, [line("ann", "2024-01-05")])
        put(second, [line("bob", "2024-01-05")])
        second.publish()
        first.publish()
    assert store.datasets() == ["club", "shop"]
    assert read("customers", "customer_id", dataset="club") == [("bob",)]


def test_leftovers_of_an_interrupted_publish_are_swept_by_the_next(once):
    versions = once / "shop" / "versions"
    (versions / ".work-killed.duckdb").write_bytes(b"half")
    (versions / ".work-killed.duckdb.wal").write_bytes(b"half")
    (versions / ".work-killed.tmp").mkdir()
    (versions / ".work-killed.tmp" / "spilled").write_bytes(b"half")
    with store.draft("shop"):
        assert not [name for name in work_files() if "killed" in name]
    assert sorted(path.name for path in versions.iterdir()) == ["000001.duckdb", "000001.json"]


def test_a_version_renamed_but_not_yet_pointed_to_keeps_its_number(twice):
    """A kill between the two steps: readers stay where they were, and the number is not given twice."""
    (twice / "shop" / "current").write_text("1")
    assert store.open("shop").version == 1
    assert publish([line("mia", "2024-03-05")]) == 3
    assert read("customers", "customer_id") == [("ann",), ("mia",)]


def test_deleted_data_set_is_gone_and_its_name_begins_anew(once):
    assert read("customers", "customer_id") == [("ann",)]
    store.delete("shop")
    assert store.datasets() == []
    publish([line("zoe", "2024-01-05")])
    assert read("customers", "customer_id") == [("zoe",)]
    assert [upload.file_name for upload in store.open("shop").info.uploads] == ["orders.csv"]


def test_a_data_set_is_not_deleted_under_its_publisher(once):
    with store.draft("shop") as draft:
        with pytest.raises(store.StoreError, match="Somebody else is publishing “shop”"):
            store.delete("shop")
        draft.publish()
    assert store.open("shop").version == 2


def test_deleting_twice_is_deleting_once(once):
    store.delete("shop")
    store.delete("shop")
    assert list(once.iterdir()) == []


def test_amounts_that_no_sum_can_hold_are_refused_with_a_sentence(once):
    with pytest.raises(store.StoreError, match=r"more than 99,999,999,999,999 in .*shop.*larger unit"):
        publish([line("bob", "2024-02-05", 60_000_000_000_000), line("bob", "2024-02-05", 60_000_000_000_000)])
    assert store.open("shop").version == 1
    publish([line("bob", "2024-02-05", 60_000_000_000_000), line("cyd", "2024-02-05", 60_000_000_000_000)])
    assert store.open("shop").info.counts["revenue"] > 120_000_000_000_000
