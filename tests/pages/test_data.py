"""The data page: from a file's bytes to a published version, and back."""

from __future__ import annotations

import gzip
from contextvars import ContextVar

import pytest
from streamlit.testing.v1 import AppTest

import store
from localization import languages, use_language
from store.folders import checked_name
from tests.pages.dropping import LINES, ROOT, card, drop, open_data, widget


@pytest.fixture
def page(sample_home):
    return open_data()


def test_says_first_what_the_data_set_holds(page):
    assert not page.exception
    assert page.text[0].value.startswith("25,370 order lines of 2,500 customers from 1 Apr 2022 to 31 Mar 2025.")


def test_recognises_previews_publishes_and_lands_on_the_overview(page):
    at = drop(page, LINES)
    assert not at.exception
    assert widget(at.selectbox, "_orders_customer_id").value == "h:customer_id"
    assert widget(at.selectbox, "_orders_revenue").value == "="
    assert widget(at.text_input, "_revenue_formula").value == "quantity * unit_price"
    assert widget(at.text_input, "_cost_formula").value == "revenue - profit"
    assert [card(at, label) for label in ("Accepted", "Set aside", "Without a customer", "Skipped")] == [
        "5",
        "2",
        "1",
        "0",
    ]
    (rejects,) = [frame.value for frame in at.dataframe if "Why it was set aside" in frame.value.columns]
    assert rejects["Line of the file"].tolist() == [6, 8]
    assert rejects["What is written there"].tolist() == ["soon", "none"]

    at.button(key="publish").click().run()
    assert not at.exception
    assert at.title[0].value == "Overview"
    assert at.query_params["dataset"] == "shop"
    info = store.open("shop").info
    assert (info.version, info.counts["customers"], info.counts["revenue"]) == (1, 3, 21 + 40 + 30 + 99)
    assert info.counts["cost_share"] == 1
    assert info.note == "orders.csv"


def test_a_changed_mapping_and_formula_are_what_is_loaded(page):
    at = drop(page, LINES)
    widget(at.text_input, "_revenue_formula").set_value("quantity × unit_price × 2")
    widget(at.selectbox, "_orders_cost").set_value("")
    at.run()
    at.button(key="publish").click().run()
    info = store.open("shop").info
    assert (info.counts["revenue"], info.counts["cost_share"]) == (2 * (21 + 40 + 30 + 99), 0)


def test_a_mapping_is_remembered_for_the_next_file_with_these_headers(page):
    at = drop(page, LINES)
    widget(at.text_input, "_revenue_formula").set_value("quantity * unit_price * 2")
    at.run().button(key="publish").click().run()
    at.switch_page("pages/data.py").run()
    assert widget(at.selectbox, "into_shop").value == "shop"
    at.file_uploader(key="upload").upload("more.csv", LINES.replace("2024-", "2025-").encode()).run()
    assert widget(at.text_input, "_revenue_formula").value == "quantity * unit_price * 2"
    at.button(key="publish").click().run()
    assert [version.version for version in store.versions("shop")] == [2, 1]


def test_a_missing_column_is_asked_for_before_anything_is_read(page):
    at = drop(page, "who,when,what\nann,2024-01-01,5\n")
    assert [info.value for info in at.info] == [r"Choose what fills\: Customer number\, Sales\."]
    assert widget(at.selectbox, "_orders_ordered_on").value == "h:when"
    for column, header in (("customer_id", "who"), ("revenue", "what")):
        widget(at.selectbox, f"_orders_{column}").set_value(f"h:{header}")
    at.run()
    assert card(at, "Accepted") == "1"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("orders.csv", b"", "is empty"),
        ("orders.csv", b"customer_id,order_date,revenue,revenue\na,2024-01-01,1,2\n", "columns named"),
        ("orders.xlsx", LINES.encode(), "not what its name says"),
        ("orders.csv.gz", gzip.compress(LINES.encode() * 50)[:-20], "cut off"),
        ("orders.pdf", b"%PDF-1.4", "kind that cannot be read"),
        ("orders.csv", b"customer_id,order_date,revenue\n,2024-01-01,1\n", "no usable customer"),
    ],
    ids=["empty", "twice", "other kind", "truncated", "unknown kind", "no customer"],
)
def test_a_bad_file_gets_its_sentence_and_changes_nothing(page, name, content, sentence):
    at = drop(page, content, name)
    assert not at.exception
    assert [sentence in error.value.replace("\\", "") for error in at.error] == [True]
    assert [button for button in at.button if button.key == "publish"] == []
    assert store.datasets() == ["sample"]
    assert store.open("sample").version == 1


def test_a_wrong_formula_gets_its_sentence(page):
    at = drop(page, LINES)
    widget(at.text_input, "_revenue_formula").set_value("quantity * pric; drop")
    at.run()
    assert not at.exception
    assert len(at.error) == 1


def test_a_name_that_is_taken_or_impossible_is_refused(page):
    at = drop(page, LINES, dataset="sample")
    at.button(key="publish").click().run()
    assert "already" in at.error[0].value
    at = drop(at, LINES, dataset="../up")
    assert "cannot be the name" in at.error[0].value.replace("\\", "")
    assert store.datasets() == ["sample"]


def test_the_same_file_twice_is_refused_unless_one_says_so(page):
    at = drop(page, LINES)
    at.button(key="publish").click().run()
    at.switch_page("pages/data.py").run()
    at.file_uploader(key="upload").upload("again.csv", LINES.encode()).run()
    assert "already loaded" in at.warning[0].value
    assert [button for button in at.button if button.key == "publish"] == []
    widget(at.checkbox, "_again").check().run()
    at.button(key="publish").click().run()
    assert not at.exception
    assert store.open("shop").version == 2
    assert store.open("shop").info.counts["revenue"] == 21 + 40 + 30 + 99


CHURN = """CustomerID,City,Gender,Contract,Monthly Charges,Churn Label,Churn Reason
c1,Bonn,Female,Month-to-month,20.5,Yes,Price too high
c2,Bonn,Male,Two year,30.5,No,
c3,Köln,Female,One year,21.5,Yes,Moved
c4,Köln,Male,One year,70.5,No,
c5,Bonn,Male,Month-to-month,11.5,Yes,Competitor had better devices
c6,Bonn,Female,Two year,12.5,No,
"""


def test_several_files_go_into_one_version(page):
    page.text_input(key="upload_name").set_value("shop")
    sales, left = LINES.encode(), b"customer_id,left_on,reason\nbob,2024-03-15,too expensive\n"
    files = [("orders.csv", sales, "text/csv"), ("left.csv", left, "text/csv")]
    at = page.file_uploader(key="upload").set_value(files).run()
    assert not at.exception
    assert [box.value for box in at.selectbox if str(box.key).endswith("_table")] == ["orders", "departures"]
    at.button(key="publish").click().run()
    assert not at.exception
    info = store.open("shop").info
    assert (info.version, info.counts["orders_rows"], info.counts["departures_rows"]) == (1, 5, 1)


def test_one_bad_file_of_several_holds_the_others_back_and_says_so(page):
    page.text_input(key="upload_name").set_value("shop")
    files = [("orders.csv", LINES.encode(), "text/csv"), ("empty.csv", b"", "text/csv")]
    at = page.file_uploader(key="upload").set_value(files).run()
    assert "is empty" in at.error[0].value.replace("\\", "")
    assert "1 file cannot be loaded yet" in at.info[-1].value
    assert [button for button in at.button if button.key == "publish"] == []


def test_a_wide_file_fills_customers_and_departures(page):
    at = drop(page, CHURN, "churn.csv")
    assert not at.exception
    assert [box.value for box in at.selectbox if str(box.key).endswith("_table")] == ["customers", "departures"]
    at.button(key="publish").click().run()
    assert not at.exception
    info = store.open("shop").info
    assert (info.counts["customers"], info.counts["departures_rows"]) == (6, 3)


def test_what_changes_is_shown_before_it_is_published(page):
    at = drop(page, LINES)
    at.button(key="publish").click().run()
    at.switch_page("pages/data.py").run()
    late = "customer_id,order_date,order_id,quantity,unit_price,profit\ndan,2024-01-20,9,1,50,5\n"
    at.file_uploader(key="upload").upload("late.csv", late.encode()).run()
    at.button(key="check_changes").click().run()
    assert not at.exception
    assert any("of 3 closed months" in text.value and "Jan 2024" in text.value for text in at.text)
    (people,) = [frame.value for frame in at.dataframe if "Change of sales" in frame.value.columns]
    assert people["Customer number"].tolist() == ["dan"]
    assert store.open("shop").version == 1
    at.button(key="publish").click().run()
    assert store.open("shop").version == 2


def test_replacing_more_than_a_correction_is_asked_on_the_page(page):
    january = "customer_id,order_id,order_date,sales\nann,1,2024-01-05,10\nbob,2,2024-01-31,20\n"
    drop(page, january).button(key="publish").click().run()
    at = page.switch_page("pages/data.py").run()
    february = january.replace("2024-01-05", "2024-02-05").replace("2024-01-31", "2024-02-28")
    at.file_uploader(key="upload").upload("february.csv", february.encode()).run()
    at.button(key="publish").click().run()
    assert not at.exception
    assert any("more than a correction" in warning.value for warning in at.warning)
    assert store.open("shop").version == 1
    widget(at.radio, "_replaces").set_value(False).run()
    at.button(key="publish").click().run()
    assert not at.exception
    assert store.open("shop").info.counts["orders"] == 4


def test_an_undecided_order_of_day_and_month_is_asked_and_the_answer_is_kept(page):
    text = "customer_id,order_date,order_id,revenue\nann,03/04/2024,1,10\nbob,05/06/2024,2,20\n"
    at = drop(page, text)
    (question,) = [radio for radio in at.radio if "_answer_date_order_" in str(radio.key)]
    assert set(question.options) >= {"day first: 3/4 is the 3rd of April", "month first: 3/4 is the 4th of March"}
    other = "mdy" if question.value == "dmy" else "dmy"
    question.set_value(other).run()
    (question,) = [radio for radio in at.radio if "_answer_date_order_" in str(radio.key)]
    assert question.value == other
    at.button(key="publish").click().run()
    days = store.open("shop").fetch(store.open("shop").orders)["ordered_on"].dt.strftime("%d.%m").tolist()
    assert sorted(days) == (["03.04", "05.06"] if other == "dmy" else ["04.03", "06.05"])


def test_what_stands_out_is_said_with_its_rows(page):
    twice = LINES + "bob,2024-01-09,2,1,40,20\n"
    at = drop(page, twice)
    assert any("1 row equals an earlier row" in text.value for text in at.text)


def test_rows_set_aside_can_be_mended_and_dropped_again(page):
    """The mended file has two columns more and is taken as the first one was, without a choice."""
    at = drop(page, LINES)
    widget(at.selectbox, "_orders_cost").set_value("")
    at.run().button(key="publish").click().run()
    at.switch_page("pages/data.py").run()
    mended = (
        "customer_id,order_date,order_id,quantity,unit_price,profit,mandegar_line,mandegar_reason\n"
        "bob,2024-02-20,5,1,40,20,6,unreadable\n"
    )
    at.file_uploader(key="upload").upload("mended.csv", mended.encode()).run()
    assert any("As the last file with these columns" in caption.value for caption in at.caption)
    at.button(key="publish").click().run()
    assert not at.exception
    assert store.open("shop").info.counts["orders_rows"] == 6


def test_a_data_set_can_be_renamed(page):
    at = drop(page, LINES)
    at.button(key="publish").click().run()
    at.switch_page("pages/data.py").run()
    at = open_tab(at, "Rename, delete, start over")
    at.text_input(key="rename_shop").set_value("boutique").run()
    at.button(key="rename").click().run()
    assert not at.exception
    assert store.datasets() == ["boutique", "sample"]


def test_constants_and_chosen_rows(page):
    at = drop(page, "customer_id,order_date,country\nann,2024-01-05,UK\nbob,2024-01-09,France\n")
    widget(at.selectbox, "_table").set_value("orders").run()
    place = str(widget(at.selectbox, "_orders_customer_id").key).removesuffix("_customer_id")
    constants, only = f"{place}_constants", f"{place}_only"
    at.session_state[constants] = {
        "edited_rows": {},
        "added_rows": [{"Column": "Sales", "Value": "12.5"}],
        "deleted_rows": [],
    }
    at.session_state[only] = {
        "edited_rows": {},
        "added_rows": [{"Column of the file": "country", "Value": "UK"}],
        "deleted_rows": [],
    }
    at.run()
    assert (card(at, "Accepted"), card(at, "Skipped")) == ("1", "1")
    assert [one.label for one in at.get("download_button")][:1] == ["The rows left out by the choice of rows (CSV)"]
    at.button(key="publish").click().run()
    assert store.open("shop").info.counts["revenue"] == 12.5


def open_tab(at, name):
    at.session_state["about_tabs"] = name
    return at.run()


def test_changed_settings_publish_a_version_and_undo_goes_back(page):
    at = open_tab(page, "Settings")
    assert at.button(key="publish_settings").disabled
    at.selectbox(key="settings_1_calendar").set_value("jalali").run()
    at.selectbox(key="settings_1_prices_from").set_value("basket").run()
    at.button(key="publish_settings").click().run()
    assert not at.exception
    info = store.open("sample").info
    assert (info.version, info.settings.calendar, info.settings.currency) == (2, "jalali", "EUR")
    calendar = "Calendar: Gregorian → Jalali (Persian)"
    assert info.note == f"{calendar}; Equal prices by: a price index that is loaded → the firm’s own orders"

    at = open_tab(at, "History")
    assert at.button(key="undo").label == "Undo: go back to version 1"
    at.button(key="undo").click().run()
    assert store.open("sample").version == 1
    at.button(key="go_2").click().run()
    assert store.open("sample").version == 2


def test_deleting_needs_the_name(page):
    at = drop(page, LINES)
    at.button(key="publish").click().run()
    at.switch_page("pages/data.py").run()
    at = open_tab(at, "Rename, delete, start over")
    assert at.button(key="delete").disabled
    at.text_input(key="confirm_shop").set_value("shop").run()
    at.button(key="delete").click().run()
    assert not at.exception
    assert store.datasets() == ["sample"]


def test_the_sample_data_can_be_loaded_again(page):
    at = open_tab(page, "Rename, delete, start over")
    at.button(key="sample").click().run()
    assert not at.exception
    assert store.open("sample").version == 1


def test_rejected_rows_of_the_version_are_listed(page):
    at = drop(page, LINES)
    at.button(key="publish").click().run()
    at.switch_page("pages/data.py").run()
    (rejects,) = [frame.value for frame in at.dataframe if "Why it was set aside" in frame.value.columns]
    assert rejects["File"].tolist() == ["orders.csv", "orders.csv"]
    assert rejects["Line of the file"].tolist() == [6, 8]


@pytest.mark.parametrize("lang", ["fa", "ar"])
def test_stands_in_every_language(sample_home, monkeypatch, lang):
    at = AppTest.from_file(ROOT / "dashboard.py", default_timeout=120)
    at.query_params["lang"] = lang
    monkeypatch.setattr(languages, "_language", ContextVar("language", default=lang))  # AppTest asks for labels again
    at = drop(at.switch_page("pages/data.py").run(), LINES)
    assert not at.exception
    assert not at.error


def test_names_of_data_sets_may_be_persian():
    assert checked_name("فروشگاه‌ها") == "فروشگاه‌ها"


def test_leaving_the_page_loses_no_file_and_landing_says_what_is_new(page):
    at = drop(page, LINES)
    at.switch_page("pages/segments.py").run()
    at.switch_page("pages/data.py").run()
    assert [one.value for one in at.markdown if "still waits" in one.value] == [
        "**orders\\.csv** still waits to be published"
    ]
    at.button(key="publish").click().run()
    (said,) = [one.value.replace("\\", "") for one in at.success]
    assert said.startswith("“shop” is published: 4 orders and 3 customers, complete to")
    at.switch_page("pages/overview.py").run()  # as the browser stays on it
    assert len(at.success) == 1
    at.switch_page("pages/data.py").run()
    assert [*at.success] == []
    assert not [one for one in at.markdown if "still waits" in one.value]
    at.file_uploader(key="upload").upload(
        "more.csv", LINES.replace("2024-", "2025-").replace("ann", "eve").encode()
    ).run()
    at.button(key="publish").click().run()
    (said,) = [one.value.replace("\\", "") for one in at.success]
    assert said.startswith(
        "Version 2 of “shop” is published: +4 orders, +1 customers, +190 of sales. It is complete to"
    )


def test_a_waiting_file_is_removed_and_a_new_one_joins_it(page):
    at = drop(page, LINES)
    at.switch_page("pages/segments.py").run()
    at.switch_page("pages/data.py").run()
    at.file_uploader(key="upload").upload(
        "left.csv", b"customer_id,left_on,reason\nbob,2024-03-15,too expensive\n"
    ).run()
    assert len([one for one in at.markdown if "still waits" in one.value]) == 1
    assert len([box for box in at.selectbox if box.key.endswith("_table")]) == 2
    next(button for button in at.button if button.key.startswith("remove_")).click().run()
    assert not [one for one in at.markdown if "still waits" in one.value]
    assert len([box for box in at.selectbox if box.key.endswith("_table")]) == 1


def test_what_was_read_as_cancelled_is_said_in_the_readers_language(sample_home):
    rows = "customer_id,ordered_on,order_id,revenue,status\na,2024-01-05,1,10,completed\nb,2024-01-06,2,20,voided\n"
    use_language("fa")
    at = drop(open_data("fa"), rows)
    assert not at.exception
    (states,) = [frame.value["وضعیت"].tolist() for frame in at.dataframe if "وضعیت" in frame.value.columns]
    assert states == ["completed", "لغوشده"]
