"""Names that are markup are shown letter by letter: on every page, in labels, captions, headings and messages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import streamlit as st

import store
from tests.pages.tiny import open_page, publish

PAGES = ("overview", "cohorts", "survival", "segments", "value", "top_customers", "churn_causes", "data")
DATASET = "my_own_shop"
# Emphasis, a formula, code, a tag, a link, a colour, an icon, a struck word: what markdown would take them for.
NAMES = (
    "*gold* $5$ and $6$",
    "_silver_ `code` <b>fat</b>",
    "[link](http://e.example) :red[red]",
    "a|b :material/home: ~~gone~~",
)
# The same as markdown would read them, not as text: none has a backslash before its mark.
MARKUP = re.compile(
    r"(?<!\\)\*gold|(?<!\\)\$\d|(?<!\\)_silver|(?<!\\)`code|(?<!\\)<b>|(?<!\\)\[link|(?<!\\):red|(?<!\\):material/home"
    r"|(?<!\\)~~gone|(?<!\\)_own_"
)
# What Streamlit reads as markdown of an element: its label, its choices, its body, its help.
READ = {"label", "body", "help", "options", "delta", "placeholder"}
PLAIN = {"text", "arrow_data_frame", "html", "code", "arrow_vega_lite_chart", "vega_lite_chart", "text_input"}
# Choices in a list are text; those in a row of buttons are markdown.
TEXT_CHOICES = {"selectbox", "multiselect"}


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    orders, customers, left = (
        ["customer_id,ordered_on,order_id,product,revenue,cost"],
        ["customer_id,name,segment,region"],
        [],
    )
    for at in range(48):
        name = NAMES[at % 4]
        customers.append(f'{at} {name},"{name}","{name}","{NAMES[at % 3]}"')
        orders += [
            f'{at} {name},2024-{month:02}-{1 + at % 27:02},{at}-{month},"{name}",{100 + at * month},{90 + at}'
            for month in range(1, 13 if at % 5 else 6)
        ]
        if at % 5 == 0:
            left.append(f'{at} {name},2024-0{6 + at % 3}-20,"{name}","{name}"')
    publish(
        tmp_path,
        dataset=DATASET,
        complete_up_to="2024-12-31",
        orders="\n".join(orders),
        customers="\n".join(customers),
        departures="\n".join(["customer_id,left_on,reason,competitor", *left]),
    )


@pytest.fixture
def in_dollars(hostile):
    with store.draft(DATASET) as draft:
        draft.settings = replace(draft.settings, currency="USD")
        draft.publish()


def marked(at):
    """What a page would show as markup, with the kind of element that shows it."""
    found = []
    for block in (at.main, at.sidebar):
        for kind, text in texts_of(block):
            if MARKUP.search(text):
                found.append(f"{kind}: {text[:160]}")
    return found


def texts_of(block):
    for child in block.children.values():
        if child.type not in PLAIN:
            proto = getattr(child, "proto", None)
            for field in proto.DESCRIPTOR.fields if hasattr(proto, "DESCRIPTOR") else ():
                yield from ((child.type, text) for text in said(child.type, field.name, getattr(proto, field.name)))
        if hasattr(child, "children"):
            yield from texts_of(child)


def said(kind, name, value):
    """The texts of one field of an element that are read as markdown."""
    if name == "options" and kind not in TEXT_CHOICES:
        return [getattr(one, "content", one) for one in value]
    if name in READ - {"options"} and isinstance(value, str):
        return [value]
    if hasattr(value, "label"):  # a tab, an expander, a popover
        return [value.label]
    return []


@pytest.mark.parametrize(
    ("lang", "chosen"),
    [
        ("en", {}),
        ("en", {"by": "segment"}),
        ("fa", {"by": "segment"}),
        ("fa", {"only": "segment", "among": NAMES[0], "split": "region"}),
    ],
)
def test_hostile_names_are_text_on_every_page(hostile, monkeypatch, lang, chosen):
    real = st.expander
    monkeypatch.setattr(st, "expander", lambda label, **options: real(label, **options | {"expanded": True}))
    wrong = []
    for page in PAGES:
        at = open_page(page, lang=lang, dataset=DATASET, **chosen)
        assert not at.exception
        wrong += [f"{page}: {text}" for text in marked(at)]
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize("page", ["cohorts", "segments", "churn_causes"])
def test_amounts_in_dollars_are_no_formulas(in_dollars, page):
    at = open_page(page, dataset=DATASET)
    assert not at.exception
    texts = [text for kind, text in texts_of(at.main) if kind != "metric"]
    assert [text for text in texts if len(re.findall(r"(?<!\\)\$", text)) > 1] == []


def test_markup_is_seen():
    assert MARKUP.search("a *gold* one")
    assert not MARKUP.search(r"a \*gold\* \$5\$ \_silver\_ \[link\](http\://e.example) \:red\[red\]")
