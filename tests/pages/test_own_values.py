"""On a page of the sample data nobody reads a code or an English value in Persian, and filters keep the raw values."""

from __future__ import annotations

import pytest

from tests.pages.tiny import open_page, texts
from words.own_values import VALUES


@pytest.mark.parametrize("page", ["segments", "cohorts"])
def test_sample_values_are_persian_wherever_they_are_said(sample_home, page):
    at = open_page(page, lang="fa", side="job_seeker", by="segment")
    assert not at.exception
    shown = " ".join([*texts(at), *(caption.value for caption in at.caption), *(block.value for block in at.markdown)])
    assert "دانش‌آموختگان" in shown or "متخصصان" in shown
    assert [value for value in VALUES if value in shown] == []


def test_sample_a_side_is_chosen_by_its_word_and_asked_for_by_its_value(sample_home):
    at = open_page("segments", lang="fa", only="segment", among="Graduates")
    assert not at.exception
    assert at.query_params["among.segment"] == "Graduates"
    options = at.multiselect(key="among.segment").options
    assert options[0] in {"دانش‌آموختگان", "کارفرمایان", "شرکت‌های بزرگ", "مدیران ارشد"}
