"""What finished experiments say stands in the brief, in every form of it, and of the others when it can be said."""

from __future__ import annotations

from datetime import date

import pytest

import access
import register
import store
from localization import use_language
from messages import brief, experiments, mail_page, plain_text
from messages.watched import Looked


def section():
    return brief.brief(Looked.at(store.open("sample"))).sections[-1]


def test_each_verdict_of_the_sample_stands_there_with_its_numbers(sample):
    part = section()
    assert part.said.startswith("Of 2 experiments whose answer is there 1 worked, 0 did harm, 1 could be chance.")
    assert "The next answer is due on 29 Jun 2025" in part.said
    rows = {row[0].strip("\u2068\u2069"): row[1:] for row in part.table.rows}
    assert rows["Call employers who fell silent"] == (
        "50\u00a0% with, 30\u00a0% without",
        "it worked: +20.0 points (+6.4 to +32.6)",
    )
    assert rows["A letter to silent job seekers"][1].startswith("could be chance: ")
    assert rows["A visit after a bad quarter"][1] == "nobody was left alone: no proof"
    assert rows["Call the best who are silent"] == ("–", "answer due on 29 Jun 2025")


@pytest.mark.parametrize(("lang", "said"), [("en", "it worked"), ("fa", "اثر داشت"), ("ar", "نجح")])
def test_it_stands_in_the_mail_and_in_its_plain_twin(sample, lang, said):
    use_language(lang)
    made = brief.brief_of("sample")
    assert said in mail_page.page(made, "https://m.example")
    assert "part=answers" in mail_page.page(made, "https://m.example")
    assert said in plain_text.plain(made)


def test_who_sees_stand_ins_reads_the_same_numbers_and_no_words_that_may_name_anybody(sample):
    known = {row[1:] for row in section().table.rows}
    with access.acting_as(access.VIEWER):
        rows = section().table.rows
    assert {row[1:] for row in rows} == known
    assert {row[0] for row in rows} == {f"\u2068Action {n}\u2069" for n in (1, 2, 3, 4)}


def test_where_nobody_asks_nothing_is_said(sample):
    for one in register.actions("sample"):
        assert experiments.asked_of([one])
    assert experiments.asked_of([]) == ()
    number = register.take_on(
        "quiet", title="Call", customers=[register.Chosen("a")], starts_on=date(2025, 1, 1), due_on=date(2025, 1, 2)
    )
    assert experiments.asked_of([register.action(number)]) == ()
