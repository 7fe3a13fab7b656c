"""The data page reads from sources that the server names, as if their rows had been dropped."""

from __future__ import annotations

import sqlite3

import pytest

import store
from tests.pages.dropping import card, open_data, widget

HEADER = "customer_id,order_date,order_id,revenue\n"
QUERY = "SELECT customer_id, order_date, order_id, revenue FROM orders"


@pytest.fixture
def page(sample_home):
    return open_data()


@pytest.fixture
def named(sample_home, tmp_path):
    """A home that names a folder and a database."""
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "a.csv").write_text(HEADER + "ann,2024-01-05,1,10\nbob,2024-02-09,2,20\n", encoding="utf-8")
    (exports / "b.csv").write_text(HEADER + "cy,2024-03-30,3,30\ncy,soon,4,40\n", encoding="utf-8")
    with sqlite3.connect(tmp_path / "till.db") as database:
        database.execute("CREATE TABLE orders (customer_id, order_date, order_id, revenue)")
        database.execute("INSERT INTO orders VALUES ('ann', '2024-01-05', 1, 10), ('dan', '2024-02-06', 9, 50)")
    database.close()
    place = store.home() / "sources.toml"
    place.write_text(
        f'exports = "{exports}"\ntill = "sqlite:///{tmp_path}/till.db"\n'
        'lost = "postgresql://reader:secret@127.0.0.1:1/lost"\n',
        encoding="utf-8",
    )
    yield place
    place.unlink(missing_ok=True)


def read(at, name, query=None):
    at.selectbox(key="source_name").set_value(name).run()
    if query is not None:
        at.text_area(key=f"source_query_{name}").set_value(query)
    return at.button(key="read_source").click().run()


def test_nothing_is_offered_where_the_server_names_nothing(page):
    assert [box for box in page.selectbox if box.key == "source_name"] == []


def test_a_folder_is_read_checked_and_published(named, page):
    at = read(page, "exports")
    assert not at.exception
    assert widget(at.selectbox, "_orders_revenue").value == "h:revenue"
    assert [card(at, label) for label in ("Accepted", "Set aside")] == ["3", "1"]
    (rejects,) = [frame.value for frame in at.dataframe if "Why it was set aside" in frame.value.columns]
    assert rejects[["File", "Line of the file"]].to_numpy().tolist() == [["b.csv", 3]]
    at.button(key="publish").click().run()
    assert not at.exception
    assert at.title[0].value == "Overview"
    info = store.open("exports").info
    assert (info.counts["customers"], info.counts["revenue"], info.uploads[0].file_name) == (3, 60, "exports")
    at.switch_page("pages/data.py").run()
    assert [button for button in at.button if str(button.key).startswith("remove_source_")] == []


def test_a_query_changes_what_it_restates_and_the_same_again_is_refused(named, page):
    at = read(page, "exports")
    at.button(key="publish").click().run()
    at.switch_page("pages/data.py").run()
    at = read(at, "till", QUERY)
    at.button(key="check_changes").click().run()
    assert not at.exception
    assert any("closed months" in text.value for text in at.text)
    at.button(key="publish").click().run()
    assert store.open("exports").info.counts["revenue"] == 10 + 20 + 30 + 50
    at.switch_page("pages/data.py").run()
    at = read(at, "till", QUERY)
    assert "already loaded" in at.warning[0].value


def test_what_was_read_can_be_removed(named, page):
    at = read(page, "till", QUERY)
    assert [button for button in at.button if button.key == "publish"]
    (remove,) = [button for button in at.button if str(button.key).startswith("remove_source_")]
    remove.click().run()
    assert [button for button in at.button if button.key == "publish"] == []


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("till", "", "say with one SELECT"),
        ("till", "DELETE FROM orders", "does more than read"),
        ("till", "SELECT 1 FROM nowhere", "no such table"),
        ("lost", "SELECT 1", "cannot be reached"),
    ],
)
def test_a_source_that_cannot_be_read_gets_its_sentence(named, page, name, query, said):
    at = read(page, name, query)
    assert not at.exception
    (sentence,) = [error.value.replace("\\", "") for error in at.error]
    assert said in sentence
    assert not [word for word in ("secret", "127.0.0.1", "till.db") if word in sentence]


def test_a_broken_list_of_sources_says_so_and_files_can_still_be_dropped(named, page):
    named.write_text("till = ", encoding="utf-8")
    at = page.run()
    assert "sources.toml" in at.error[0].value.replace("\\", "")
    at.text_input(key="upload_name").set_value("shop")
    at = at.file_uploader(key="upload").upload("orders.csv", (HEADER + "ann,2024-01-05,1,10\n").encode()).run()
    assert card(at, "Accepted") == "1"
