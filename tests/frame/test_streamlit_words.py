"""The words that Streamlit writes itself, in the language of the page."""

from __future__ import annotations

import json

import pytest

from frame import streamlit_words, style
from localization import use_language


@pytest.fixture(autouse=True)
def english():
    yield
    use_language("en")


@pytest.mark.parametrize("lang", ["fa", "ar"])
def test_every_word_is_said_in_the_language(lang):
    use_language(lang)
    words = streamlit_words.words()
    assert words.keys() == streamlit_words.WORDS.keys()
    same = [(place, word) for place, said in words.items() for word, text in said.items() if word == text]
    assert same == []


def test_an_english_page_keeps_them():
    use_language("en")
    assert not any(streamlit_words.words().values())


@pytest.mark.parametrize(
    ("megabytes", "english", "persian"),
    [(1024, "1GB per file", "هر فایل تا ۱ گیگابایت"), (200, "200MB per file", "هر فایل تا ۲۰۰ مگابایت")],
)
def test_the_largest_file(megabytes, english, persian, monkeypatch):
    monkeypatch.setattr(streamlit_words.st, "get_option", {"server.maxUploadSize": megabytes}.__getitem__)
    use_language("fa")
    assert streamlit_words.words()[streamlit_words.UPLOAD][english] == persian


def test_the_script_carries_them_and_ends_where_it_should():
    use_language("fa")
    script = style.script()
    assert json.dumps(streamlit_words.words()[streamlit_words.UPLOAD])[1:-1] in script
    assert script.count("</script>") == 1
