"""The brief: its numbers are those of the metrics, in HTML, in text and as a PDF, in each language."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import access
import store
from localization import use_language
from messages import brief, mail_page, pictures, plain_text
from messages.pdf import pdf
from messages.watched import Looked
from tests.messages.conftest import publish

ADDRESS = "https://m.example"
VOID = {"meta", "img", "br"}


class Reader(HTMLParser):
    """Reads HTML; notes what is not closed, the links, the texts and the attributes of the body."""

    def __init__(self, page):
        super().__init__()
        self.open, self.wrong, self.links, self.texts, self.attributes = [], [], [], [], {}
        self.feed(page)
        self.close()
        self.wrong += self.open

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        self.attributes.setdefault(tag, []).append(dict(attrs))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        self.texts.append(data)


def test_its_numbers_are_those_of_the_metrics(sample):
    made = brief.brief_of("sample", "quarter")
    looked = Looked.at(store.open("sample"), "quarter")
    last = looked.fetch("retention").iloc[-1]
    assert made.figures[0].value == f"{int(last['lost'])}"
    assert made.figures[1].note == f"{int(last['retained'])} of {int(last['start'])}"
    assert made.finding.startswith("No clear change: in Q1 2025, ")
    titles = ["The largest loss", "Whom to call this week", "Did it work?"]
    assert [section.title for section in made.sections] == titles
    loss, calls, _tried = made.sections
    assert loss.said.startswith(f"{int(last['lost'])} customers of Q4 2024 did not buy again in Q1 2025; they brought ")
    assert len(calls.table.rows) == brief.CALLS
    listed = looked.fetch("risk_members", by=("name",), measure="profit").sort_values(
        ["expected_loss", "customer_key"], ascending=[False, True]
    )
    assert [row[0].strip("\u2068\u2069") for row in calls.table.rows] == list(listed["name"].head(brief.CALLS))
    groups = looked.fetch("retention", by=("segment",))
    groups = groups[groups["period"] == last["period"]]
    most = groups.sort_values("lost_revenue").iloc[-1]
    assert f"Most of it in \u2068{most['segment']}\u2069: {int(most['lost'])} of {int(most['start'])}" in loss.said


def test_who_may_not_see_names_reads_stand_ins(sample):
    named = {row[0] for section in brief.brief_of("sample", "month").sections[:2] for row in section.table.rows}
    with access.acting_as(replace(access.MACHINE, rights=access.MACHINE.rights - {"names"})):
        hidden = brief.brief_of("sample", "month")
    shown = {row[0] for section in hidden.sections[:2] for row in section.table.rows}
    assert len(shown) == len(named)
    assert all(re.fullmatch("\u2068[0-9a-f]{16}\u2069", one) for one in shown)


@pytest.mark.parametrize("lang", ["en", "fa", "ar"])
def test_the_mail_is_whole_and_runs_as_its_language_is_read(sample, lang):
    use_language(lang)
    made = brief.brief_of("sample", "month")
    page = mail_page.page(made, ADDRESS, "cid:usual")
    read = Reader(page)
    assert read.wrong == []
    side = "ltr" if lang == "en" else "rtl"
    for tag in ("html", "body"):
        assert read.attributes[tag][0]["dir"] == side
    assert read.attributes["html"][0]["lang"] == lang
    assert not re.search("[\u2066-\u2069]", page), "some mail programs show isolates as boxes"
    assert not {"script", "style", "link"} & set(read.attributes)
    assert read.attributes["img"][0]["src"] == "cid:usual"
    assert read.attributes["img"][0]["alt"]
    assert read.links
    assert all(link.startswith(f"{ADDRESS}/") and f"lang={lang}" in link for link in read.links)
    words = "".join(read.texts)
    assert made.figures[1].chance in words
    for figure in made.figures:
        assert re.sub("[\u2066-\u2069]", "", figure.value) in words
    if lang != "en":
        assert not re.search("[0-9]", re.sub(r"\S*[A-Za-z]\S*", "", words))


def test_without_an_address_there_are_no_links(sample):
    made = brief.brief_of("sample", "month")
    assert Reader(mail_page.page(made)).links == []
    assert "http" not in plain_text.plain(made)


def test_the_plain_twin_says_the_same(sample):
    made = brief.brief_of("sample", "month")
    text = plain_text.plain(made, ADDRESS)
    for said in (made.finding, *(section.said for section in made.sections), made.told.quiet()):
        assert re.sub("[\u2066-\u2069]", "", said) in text
    for door in ("overview?dataset=sample&lang=en&grain=month&behind=lost", "early_warning?dataset=sample&lang=en"):
        assert f"{ADDRESS}/{door}" in text


def test_the_picture_is_a_png_wide_enough_for_two_pixels_each(sample):
    drawn = pictures.png(brief.brief_of("sample", "month").picture)
    assert drawn.startswith(b"\x89PNG")
    assert abs(int.from_bytes(drawn[16:20], "big") - 2 * pictures.WIDE) <= 40


def test_as_pdf_in_persian_its_letters_are_embedded(sample, pango):
    use_language("fa")
    made = brief.brief_of("sample", "month")
    written = pdf(mail_page.page(made, ADDRESS, pictures.as_source(pictures.png(made.picture))))
    assert written.startswith(b"%PDF")
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", written, re.DOTALL)
    inside = b"".join(zlib.decompressobj().decompress(one) for one in streams if one.startswith(b"x"))
    assert b"Vazirmatn" in inside
    assert b"m.example" in inside, "links stay links"


def test_a_loss_beyond_chance_is_told_with_its_alert(half):
    made = brief.brief_of("shop", "month")
    assert made.verdict == "worse"
    assert made.finding.startswith("Retention got worse: in Aug 2023, 37.5")
    page = mail_page.page(made, ADDRESS)
    assert "36 of 96" in page
    assert "usual is" in page


def test_names_are_no_markup(half):
    page = mail_page.page(brief.brief_of("shop", "month"), ADDRESS)
    assert "&lt;b&gt;&amp;amp;Öl" in page
    assert "<b>" not in page
    assert Reader(page).wrong == []


def test_one_month_says_why_nothing_can_be_said(home):
    publish(home, orders="customer_id,ordered_on,order_id,revenue\nann,2023-08-03,1,10\nbob,2023-08-05,2,10\n")
    made = brief.brief_of("shop", "month")
    assert made.figures == ()
    assert made.finding.startswith("Retention needs two complete periods")
    assert "from 9 complete periods on" in plain_text.plain(made)
    assert Reader(mail_page.page(made)).wrong == []
