"""What a link asks for and is not here is said, above the page; what it asks for survives whatever its letters."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

import store
from store import views
from tests.pages.tiny import MINI, open_page, publish, texts
from ui import links
from words.texts import unmarked

CUSTOMERS = "customer_id,segment\n" + "".join(f"c{n},{'a|b' if n % 2 else 'c'}\n" for n in range(1, 9))


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    publish(tmp_path, orders=MINI, customers=CUSTOMERS, complete_up_to="2024-04-30")
    assert store.datasets() == ["tiny"]


def warnings(at):
    return [one.value for one in at.warning]


@pytest.mark.parametrize(
    "values",
    [["a|b", "c\\"], ["\\|", "x\\|y"], ["plain", "two"], ["a\\b"], [], ["|"]],
    ids="-".join,
)
def test_values_survive_their_own_link(values):
    assert links.parted(links.joined(values)) == values


def test_links_from_before_read_as_they_did():
    assert links.parted("gold|silver") == ["gold", "silver"]
    assert links.parted("C:\\data") == ["C:\\data"]


def test_what_a_link_names_twice_is_asked_for_once(tiny):
    at = open_page("retention", dataset="tiny", only="segment|segment", **{"among.segment": "c|c"})
    assert not at.exception
    assert at.multiselect(key="among.segment").value == ["c"]


def test_a_value_with_the_separator_opens_its_own_segment(tiny):
    at = open_page("segments", dataset="tiny", only="segment", among=links.joined(["a|b"]))
    assert at.multiselect(key="among.segment").value == ["a|b"]
    assert at.query_params["among.segment"] in ("a\\|b", ["a\\|b"])
    assert warnings(at) == []


def test_several_attributes_filter_together(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    people = "customer_id,segment,region\n" + "".join(
        f"c{n},{'gold' if n <= 4 else 'silver'},{'North' if n % 2 else 'South'}\n" for n in range(1, 9)
    )
    publish(tmp_path, orders=MINI, customers=people, complete_up_to="2024-04-30")
    asked = {"dataset": "tiny", "only": "segment|region", "among.segment": "gold", "among.region": "North"}
    at = open_page("top_customers", lang="en", **asked)
    assert texts(at)[0].startswith("gold · North")
    at.multiselect(key="only").set_value(["region"]).run()
    assert at.query_params["only"] in ("region", ["region"])
    assert "gold" not in texts(at)[0]
    next(button for button in at.button if button.label == "Reset filters").click().run()
    assert not {"only", "among.region"} & {*at.query_params}


def test_a_view_is_kept_under_a_name_and_opens_again(tiny):
    at = open_page("segments", dataset="tiny", lang="fa", only="segment")
    at.session_state["provenance"] = True
    at.run()
    at.text_input(key="view_name").set_value("نمای  ما").run()
    at.button(key="view_save").click().run()
    (kept,) = views.saved("tiny")
    assert (kept.name, kept.page) == ("نمای ما", "segments")
    assert kept.address["only"] == "segment"
    assert "lang" not in kept.address
    at.button(key="view_save").click().run()
    at.text_input(key="view_name").set_value(" ").run()
    at.button(key="view_save").click().run()
    assert len(warnings(at)) == 1
    again = open_page("retention", dataset="tiny", part="saved", lang="en")
    again.button(key="view_delete_0").click().run()
    assert views.saved("tiny") == []


def test_a_data_set_that_is_not_here_is_named_until_another_is_chosen(tiny):
    at = open_page("overview", dataset="gone*", version="1", lang="en")
    (said,) = warnings(at)
    assert said.startswith("This link is of the data set “gone\\*”, which is not here")
    assert "You see “tiny” instead" in said
    assert "version" not in at.query_params
    assert at.main.children  # said above the page, not at the side
    assert [one.value for one in at.sidebar.warning] == []
    assert warnings(at.run()) == [said]
    at.selectbox(key="grain").set_value("month").run()
    assert warnings(at) == [said]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"only": "planet"}, "asks for “planet” under “Only customers with”"),
        ({"only": "segment", "among": "c|moon"}, "asks for “moon” under “Segment”"),
        ({"by": "planet"}, "asks for “planet” under “Break down by”"),
        ({"since": "1999-01-01"}, "asks for “1999-01-01” under “From”"),
    ],
)
def test_a_filter_that_is_not_here_is_said_to_be_left_out(tiny, asked, said):
    (warning,) = warnings(open_page("retention", dataset="tiny", **asked))
    assert said in warning
    assert "It was left out" in warning


def test_what_was_left_out_is_forgotten_when_the_reader_chooses(tiny):
    at = open_page("retention", dataset="tiny", by="planet")
    assert warnings(at)
    at.selectbox(key="by").set_value("segment").run()
    assert warnings(at) == []
    at.selectbox(key="by").set_value("").run()
    assert warnings(at) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$5 of $6: half", r"\$5 of \$6: half"),
        ("*a* _b_ `c` [d](e)", r"\*a\* \_b\_ \`c\` \[d\](e)"),
        (":red[x] <b> 1 < 2", r"\:red\[x\] \<b> 1 < 2"),
        ("- a", r"\- a"),
        ("1. a", r"1\. a"),
        ("see http://e.example or www.e.example", "see http:\u2060//e.example or www\u2060.e.example"),
        ("a@e.example\r\n# b", "a@\u2060e.example  # b"),
        ("In Q1 2025 you kept 67 %; 310 left.", "In Q1 2025 you kept 67 %; 310 left."),
    ],
)
def test_a_sentence_is_shown_letter_by_letter(text, shown):
    assert unmarked(text) == shown


def test_tabs_of_two_lists_on_one_page_are_each_remembered_by_themselves():
    def page():
        import streamlit as st

        from ui import links

        links.settle()
        for key in ("one", "two"):
            for name, tab in zip("ab", links.tabs({"a": "A", "b": "B"}, key=key), strict=True):
                if tab.open:
                    with tab:
                        st.text(f"{key} {name}")

    at = AppTest.from_function(page)
    at.query_params["mark.two"] = "b"
    at.run()
    assert [text.value for text in at.text] == ["one a", "two b"]
    at.session_state["one"] = "B"
    at.run()
    assert [text.value for text in at.text] == ["one b", "two b"]
    assert {name: at.query_params[name] for name in at.query_params} == {"mark.one": "b", "mark.two": "b"}
